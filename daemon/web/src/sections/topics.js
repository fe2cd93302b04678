// SPDX-License-Identifier: GPL-3.0-or-later
// Why customers were handed on and what their matters were about, where client applications tell it. The page shows them below
// the ways of customers.
import {topicsOf} from "../model/topics.js";
import {paragraph, sentences} from "../parts/section.js";
import {table} from "../parts/table.js";

// Of more topics than this only the first are shown.
const MOST = 40;

function intervalOf({figures, t}, row, name) {
  const [lo, hi] = [row[`${name}_lo`], row[`${name}_hi`]];
  return lo === null ? t("figure.no_interval") : t("figure.interval", {lo: figures.share(lo), hi: figures.share(hi)});
}

// rows: of the part reasons of /v1/handoffs.
export function reasons(ctx, rows) {
  const {figures, t} = ctx;
  const told = rows.filter((row) => row.state === "published").sort((a, b) => b.share - a.share);
  if (told.length === 0) return null;
  return [table(t("reasons.title"), [
    {label: t("reasons.reason"), show: (row) => t(`reasons.${row.reason}`)},
    {label: t("reasons.share"), isNumber: true, show: (row) => figures.share(row.share)},
    {label: t("column.interval"), isNumber: true, show: (row) => intervalOf(ctx, row, "share")},
  ], told), paragraph(t("reasons.reading"), "quiet")];
}

const isTold = (row) => row.state === "published";

function endingText({t}, row) {
  return isTold(row) ? t(`topics.${row.ending}`) : t("silos.reason.few_contacts");
}

function topicTable(ctx, rows) {
  const {figures, t, words} = ctx;
  const share = (name) => (row) => figures.known(row[name], figures.share);
  return table(t("topics.title"), [
    {label: t("topics.topic"), show: (row) => row.topic},
    {label: t("topics.contacts"), isNumber: true, show: (row) => figures.known(row.contacts, (least) => t("handoffs.at_least", {least: words.number(least)}))},
    {label: t("topics.handed_on"), isNumber: true, show: share("handed_on")},
    {label: t("topics.ended"), isNumber: true, show: share("ended")},
    {label: t("column.interval"), isNumber: true, show: (row) => intervalOf(ctx, row, "ended")},
    {label: t("topics.ending"), show: (row) => endingText(ctx, row), classOf: (row) => (isTold(row) ? null : "insufficient")},
    {label: t("topics.team"), show: (row) => figures.known(row.team, ctx.teamLink)},
    {label: t("topics.lost"), isNumber: true, show: (row) => figures.known(isTold(row) ? row.lost : null, words.number)},
  ], rows);
}

// rows: of the part topics of /v1/handoffs.
export function topics(ctx, rows) {
  if (rows.length === 0) return null;
  const {t} = ctx;
  const {told, orphans, untold} = topicsOf(rows);
  const all = [...told, ...untold];
  return [orphans.length > 0 ? sentences(ctx.words, orphans.slice(0, MOST)) : null, topicTable(ctx, all.slice(0, MOST)),
    all.length > MOST ? paragraph(t("topics.left_out", {n: all.length - MOST})) : null, paragraph(t("topics.reading"), "quiet")];
}
