// SPDX-License-Identifier: GPL-3.0-or-later
// Links to reports over many periods, which may have more rows than one answer: all pages are put together here, as far as
// the period that is looked at. Without a script the link gives the first page.
import {reportPath, ROWS_AT_ONCE} from "../api.js";
import {el} from "../dom.js";
import {csvUntil, rowsUntil} from "../model/until.js";
import {fileName, linkText} from "./section.js";

const makers = {
  csv: async (api, {report, parameters, part}, period) => csvUntil(await api.csv(report, {...parameters, part}), period),
  json: async (api, {report, parameters}, period) => JSON.stringify({rows: rowsUntil(await api.rows(report, parameters), period)}),
};
const types = {csv: "text/csv", json: "application/json"};

function save(name, text, type) {
  const href = URL.createObjectURL(new Blob([text], {type}));
  el("a", {href, download: name}).click();
  setTimeout(() => URL.revokeObjectURL(href), 60000);
}

// source: as of downloads() in section.js.
export function downloadsUntil(ctx, source) {
  const period = ctx.data.period.period;
  const trouble = el("span", {"aria-live": "polite"});
  const link = (format) => {
    const name = fileName({...source, parameters: {...source.parameters, until: `until-${period}`}}, format);
    const fetchAll = async (event) => {
      event.preventDefault();
      trouble.replaceChildren();
      try {
        save(name, await makers[format](ctx.api, source, period), types[format]);
      } catch (error) {
        trouble.replaceChildren(ctx.fail(error));
      }
    };
    return el("a", {
      href: reportPath(source.report, {...source.parameters, part: format === "csv" ? source.part : null, format, limit: ROWS_AT_ONCE}),
      download: name,
      onclick: fetchAll,
    }, ctx.t("page.until", {link: linkText(ctx.words, source, format), period}));
  };
  return el("div", {class: "downloads"}, link("csv"), " ", link("json"), " ", trouble);
}
