// SPDX-License-Identifier: GPL-3.0-or-later
// The first screen: what may be said and how firmly, where to look first, of whom and when.
import {el} from "../dom.js";
import {attentionOf} from "../model/attention.js";
import {countStates} from "../model/cells.js";
import {mainDimensions} from "../model/dimensions.js";
import {claimsOf} from "../model/link.js";
import {WHOLE} from "../model/tree.js";
import {claimList, gradeMark} from "../parts/grade.js";
import {associationNote, paragraph, section} from "../parts/section.js";
import {evidenceText} from "./linkage.js";

// Claims beside the first one that bound it; all of them are in the section of links.
const BOUNDS = ["size"];
const MOST_TO_LOOK_AT = 3;

function claim(ctx, grade, sentence) {
  return el("p", {class: "claim"}, gradeMark(ctx, grade), " ", sentence);
}

// The link between the figures that stand for each side, else the first that anything is said of.
function firstOf(links) {
  const told = links.filter((link) => claimsOf(link, WHOLE).some((one) => one.claim === "link"));
  const {employees, customers} = mainDimensions;
  return told.find(({whole}) => whole.employee === employees && whole.customer === customers) ?? told[0];
}

function linked(ctx, link) {
  const claims = claimsOf(link, WHOLE);
  const first = claims.find((one) => one.claim === "link");
  return [claim(ctx, first.grade, first[`sentence_${ctx.words.tag}`]), claimList(ctx, claims.filter((one) => BOUNDS.includes(one.claim)))];
}

function unlinked(ctx) {
  return [claim(ctx, "description", ctx.t("headline.scores_only")), paragraph(ctx.t("headline.not_analysed"))];
}

function changeText(ctx, row) {
  const {figures, t, words} = ctx;
  return t("attention.change", {
    team: ctx.teamName(row.team),
    dimension: ctx.nameOfDimension(row.dimension),
    points: figures.known(row.size, (size) => words.number(-size)),
    interval: figures.known(row.size_lo, () => t("figure.interval", {lo: words.number(-row.size_hi), hi: words.number(-row.size_lo)})),
    since: row.change,
    seen: row.period,
  });
}

function siloText(ctx, row) {
  const {t, words} = ctx;
  return t("attention.silo", {
    team: ctx.teamName(row.team),
    index: words.number(row.index),
    interval: t("figure.interval", {lo: words.number(row.index_lo), hi: words.number(row.index_hi)}),
    evidence: evidenceText(ctx, row.evidence),
  });
}

const texts = {silo: siloText, change: changeText};

// The teams that need attention first, how sure that is, and how many more there are.
function attention(ctx) {
  const {data, t} = ctx;
  const all = attentionOf(data.silos.rows, data.changes.rows);
  const shown = all.slice(0, MOST_TO_LOOK_AT);
  const wasLooked = [data.changes.organisation, data.silos.organisation].flat().filter(Boolean).length > 0;
  return [el("h3", null, t("attention.title")),
    shown.length > 0 ? el("ol", {class: "claims"}, shown.map(({kind, row}) => el("li", null, ctx.teamLink(row.team, texts[kind](ctx, row)))))
      : paragraph(t(wasLooked ? "attention.none" : "attention.untold")),
    all.length > shown.length ? paragraph(t("attention.others", {n: all.length - shown.length}), "quiet") : null];
}

function describeScores(ctx) {
  const {data, figures, t} = ctx;
  return Object.entries(mainDimensions).map(([side, dimension]) => {
    const cell = data.cells.find(WHOLE, dimension);
    const name = ctx.nameOfDimension(dimension);
    if (cell?.state !== "published") return t("headline.score.hidden", {name, state: t(`state.${cell?.state ?? "absent"}`, {unit: ""})});
    return t(`headline.score.${side}`, {name, figure: figures.value(cell), interval: figures.between(cell), n: cell.n});
  });
}

function visibleShare(ctx) {
  const {data, t} = ctx;
  const total = data.tree.leaves().length;
  const visible = (dimension) => countStates(data.tree, data.cells, dimension).published;
  return t("headline.visible", {
    period: ctx.periodName(data.period),
    n: total,
    employees: visible(mainDimensions.employees),
    customers: visible(mainDimensions.customers),
  });
}

export function headline(ctx) {
  const {data, t} = ctx;
  const link = firstOf(data.links);
  return section("headline", t("headline.title"), link ? linked(ctx, link) : unlinked(ctx), associationNote(ctx.words), attention(ctx),
    describeScores(ctx).map((text) => paragraph(text)), paragraph(visibleShare(ctx)));
}
