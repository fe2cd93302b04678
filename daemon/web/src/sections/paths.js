// SPDX-License-Identifier: GPL-3.0-or-later
// Customers' ways through the whole organisation over the window: how often they are sent on, and how satisfaction goes with
// it. The page shows it above the handoffs of pairs.
import {paragraph} from "../parts/section.js";
import {table} from "../parts/table.js";

const STEPS = ["0", "1", "2", "3", "on"];

function shares(ctx, whole) {
  const {figures, t} = ctx;
  const interval = (name) => (whole[`${name}_lo`] === null ? t("figure.no_interval")
    : t("figure.interval", {lo: figures.share(whole[`${name}_lo`]), hi: figures.share(whole[`${name}_hi`])}));
  return table(t("paths.shares"), [
    {label: t("column.what"), show: (name) => t(`paths.${name}`)},
    {label: t("column.figure"), isNumber: true, show: (name) => figures.known(whole[name], figures.share)},
    {label: t("column.interval"), isNumber: true, show: interval},
  ], ["first_desk", "handed_on", "ping_pong"]);
}

function byHandoffs(ctx, whole) {
  const {t, words, figures} = ctx;
  const csat = (step, end = "") => whole[`csat_${step}${end}`];
  return table(t("paths.by_handoffs"), [
    {label: t("paths.handoffs"), show: (step) => t(`paths.step.${step}`)},
    {label: t("paths.share"), isNumber: true, show: (step) => figures.known(step === "on" ? whole.handed_on : whole[`share_${step}`], figures.share)},
    {label: ctx.nameOfDimension("csat"), isNumber: true, show: (step) => figures.known(csat(step), words.number)},
    {label: t("column.interval"), isNumber: true, show: (step) => (csat(step, "_lo") === null ? t("figure.no_interval") : t("figure.interval", {lo: csat(step, "_lo"), hi: csat(step, "_hi")}))},
    {label: t("column.n"), isNumber: true, show: (step) => words.number(csat(step, "_n"))},
    {label: t("column.periods"), isNumber: true, show: (step) => words.number(csat(step, "_periods"))},
  ], STEPS);
}

// whole: the organisation part of /v1/handoffs, null when nothing was analysed.
export function paths(ctx, whole) {
  const {t, words} = ctx;
  if (whole === null) return paragraph(t("paths.none"));
  return [paragraph(whole[`text_${words.tag}`]), shares(ctx, whole), byHandoffs(ctx, whole), paragraph(t("paths.reading"), "quiet")];
}
