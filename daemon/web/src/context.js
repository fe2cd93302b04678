// SPDX-License-Identifier: GPL-3.0-or-later
// What every section needs beside the figures: the reader's language, where links lead, how things are called.
import {writeAddress} from "./address.js";
import {el} from "./dom.js";
import {WHOLE} from "./model/tree.js";
import {makeFigures} from "./parts/figures.js";

// fail(error): what stands in the place of something that could not be loaded.
export function makeContext({words, address, api, data, fail}) {
  const {t} = words;
  const months = new Intl.DateTimeFormat(words.locale, {month: "short", year: "2-digit", timeZone: "UTC"});
  const isWeek = data.period?.period.includes("W") ?? true;
  const teamName = (team) => {
    if (team === WHOLE) return t("team.whole");
    const name = data.tree.nameOf(team);
    return name === team ? team : `${name} (${team})`;
  };
  const teamAddress = (team) => writeAddress({...address, team: team === WHOLE ? null : team, at: null});
  return {
    words, t, address, api, data, fail, isWeek,
    figures: makeFigures(words),
    teamName,
    teamAddress,
    // A team without a row in this release's tree has no page.
    teamLink: (team, text = team === WHOLE ? t("team.whole") : team) =>
      (data.tree.has(team) ? el("a", {href: teamAddress(team), title: teamName(team)}, text) : text),
    nameOfDimension: (dimension) => (words.has(`dimension.${dimension}`) ? t(`dimension.${dimension}`) : dimension),
    periodName: (row) => t("period.name", {id: row.period, first: words.day(row.first_day), last: words.day(row.last_day)}),
    monthName: (day) => months.format(day),
    // So many weeks or months: lasting("length", 2) is "2 weeks".
    lasting: (kind, n) => t(`${kind}.${isWeek ? "weeks" : "months"}`, {n}),
  };
}
