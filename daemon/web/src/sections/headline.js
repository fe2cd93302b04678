// SPDX-License-Identifier: GPL-3.0-or-later
// The first screen: what may be said and how firmly, where to look first, of whom and when.
import {el} from "../dom.js";
import {fallsOf} from "../model/attention.js";
import {countStates} from "../model/cells.js";
import {mainDimensions} from "../model/dimensions.js";
import {claimsOf} from "../model/link.js";
import {WHOLE} from "../model/tree.js";
import {claimList, gradeMark} from "../parts/grade.js";
import {associationNote, paragraph, section} from "../parts/section.js";

// Claims beside the first one that bound it; all of them are in the section of links.
const BOUNDS = ["size", "sign"];

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

function fall(ctx, row) {
  const {figures, t} = ctx;
  const text = t("attention.change", {
    team: ctx.teamName(row.team),
    dimension: ctx.nameOfDimension(row.dimension),
    points: figures.known(row.size, (size) => ctx.words.number(-size)),
    interval: figures.known(row.size_lo, () => t("figure.interval", {lo: ctx.words.number(-row.size_hi), hi: ctx.words.number(-row.size_lo)})),
    since: row.change,
    seen: row.period,
  });
  return el("li", null, gradeMark(ctx, row.grade), " ", ctx.teamLink(row.team, text));
}

// The team that needs attention first, how sure that is, and how many more there are.
function attention(ctx) {
  const {data, t} = ctx;
  const falls = fallsOf(data.changes.rows);
  const wasLooked = [data.changes.organisation].flat().filter(Boolean).length > 0;
  return [el("h3", null, t("attention.title")),
    falls.length > 0 ? el("ul", {class: "claims"}, fall(ctx, falls[0])) : paragraph(t(wasLooked ? "attention.none" : "attention.untold")),
    falls.length > 1 ? paragraph(t("attention.others", {n: falls.length - 1}), "quiet") : null];
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
