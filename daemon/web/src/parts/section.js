// SPDX-License-Identifier: GPL-3.0-or-later
// Sections of a view, charts with their table and summary, and notes.
import {el} from "../dom.js";
import {reportPath, ROWS_AT_ONCE} from "../api.js";
import {commonEnding} from "../model/ending.js";

export function section(id, title, ...content) {
  return el("section", {id, "aria-labelledby": `${id}-title`, tabindex: "-1"}, el("h2", {id: `${id}-title`}, title), content);
}

export function paragraph(text, name = null) {
  return el("p", {class: name}, text);
}

// What a report itself says of its rows, in the reader's language; what all of them end with is said once.
export function sentences(words, rows) {
  const {texts, ending} = commonEnding(rows.map((row) => row[`text_${words.tag}`]));
  return [el("ul", {class: "sentences"}, texts.map((text) => el("li", null, text))),
    ending === null ? null : el("p", {class: "note sentences"}, ending)];
}

// What must stand beside every figure of linkage.
export function associationNote(words) {
  return el("p", {class: "note"}, el("strong", null, words.t("note.association.title")), " ", words.t("note.association"));
}

// Names of a source's file, and of the link to it. JSON is of a whole report.
export function fileName({report, parameters, part}, format) {
  const parts = [report, format === "csv" ? part : null, ...Object.values(parameters ?? {})];
  return `${parts.filter(Boolean).join("-").replaceAll("*", "all")}.${format}`;
}

export function linkText(words, {report, part}, format) {
  return words.t(`page.${format}`, {report: part && format === "csv" ? `${report}, ${part}` : report});
}

// Links to the rows behind a section, as the API gives them: CSV of each table, JSON of each report.
// sources: [{report, parameters, part}]
export function downloads(words, sources) {
  const link = (source, format) => {
    const {report, parameters, part} = source;
    return el("a", {
      href: reportPath(report, {...parameters, part, format, limit: ROWS_AT_ONCE}),
      download: fileName(source, format),
    }, linkText(words, source, format));
  };
  const wholes = sources.filter(({report}, i) => sources.findIndex((one) => one.report === report) === i);
  const links = [...sources.map((one) => link(one, "csv")), ...wholes.map((one) => link({...one, part: undefined}, "json"))];
  return el("p", {class: "downloads"}, links.flatMap((one, i) => (i === 0 ? [one] : [" ", one])));
}

const LARGEST_WIDTH = 720;

// Draws into a box as wide as there is room, and anew when the room changes.
function canvas(draw, summary) {
  const box = el("div", {class: "canvas"});
  let drawn = 0;
  const show = () => {
    const width = Math.min(LARGEST_WIDTH, Math.floor(box.clientWidth));
    if (width === 0 || width === drawn) return;
    drawn = width;
    const picture = draw(width);
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", summary);
    box.replaceChildren(picture);
  };
  new ResizeObserver(show).observe(box);
  return box;
}

// A chart: its title, a summary in words, the picture that draw(width) makes, and the table that says the same.
// level: of its heading.
export function chart(words, {title, summary, draw, twin, level = 3}) {
  return el("figure", null,
    el("figcaption", null, el(`h${level}`, null, title), el("p", {class: "summary"}, summary)),
    canvas(draw, `${title}. ${summary}`),
    el("details", null, el("summary", null, words.t("page.as_table", {title})), twin));
}
