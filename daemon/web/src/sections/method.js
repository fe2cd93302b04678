// SPDX-License-Identifier: GPL-3.0-or-later
// How the figures were made, and the ledger by which anyone checks that they are the ones that were published.
import {el} from "../dom.js";
import {downloads, paragraph, section} from "../parts/section.js";
import {table} from "../parts/table.js";

const NEWEST = 10;

function terms(ctx) {
  const names = ["scores", "publication", "grades", "linkage", "tests", "pooled", "shrunken", "lag_chart", "change", "changes", "silos", "agreement", "metrics", "bounds", "ledger", "exports"];
  return el("dl", {class: "method"}, names.map((name) => el("div", null,
    el("dt", null, ctx.t(`method.${name}.title`)), el("dd", null, ctx.t(`method.${name}`)))));
}

function ledger(ctx) {
  const {data, t} = ctx;
  const newest = data.releases.slice(-NEWEST).reverse();
  return table(t("ledger.caption", {n: newest.length, of: data.releases.length}), [
    {label: t("column.release"), show: (row) => `${row.release}`},
    {label: t("column.period"), show: (row) => el("a", {href: `v1/releases/${row.period}`, download: `release-${row.period}.txt`}, row.period)},
    {label: t("column.released_at"), show: (row) => row.released_at.replace("T", " ").replace("Z", " UTC")},
    {label: t("column.sha256"), show: (row) => el("code", null, row.sha256)},
  ], newest);
}

export function method(ctx) {
  const {t} = ctx;
  const {period} = ctx.data.period;
  return section("method", t("method.title"), terms(ctx), el("h3", null, t("ledger.title")), paragraph(t("ledger.reading")), ledger(ctx),
    el("p", {class: "downloads"}, el("a", {href: `v1/exports/${period}.zip`, download: `pulssid-${period}.zip`}, t("page.archive")), " ",
      el("a", {href: "web/licences.txt"}, t("method.licences"))),
    downloads(ctx.words, [{report: "releases"}, {report: "periods"}]));
}
