// SPDX-License-Identifier: GPL-3.0-or-later
// The first screen: where to look first and how sure that is, what may be said and how firmly, of whom and when.
import {el} from "../dom.js";
import {attentionOf} from "../model/attention.js";
import {countStates} from "../model/cells.js";
import {mainDimensions} from "../model/dimensions.js";
import {claimsOf, isOpen} from "../model/link.js";
import {nextTest, MONTHS, WEEKS} from "../model/next_test.js";
import {WHOLE} from "../model/tree.js";
import {claimList, gradeKey, gradeMark} from "../parts/grade.js";
import {associationNote, paragraph, section} from "../parts/section.js";

// Claims beside the first one that bound it; all of them are in the section of links.
const BOUNDS = ["size"];
const MOST_TO_LOOK_AT = 3;
const MOST_NAMED = 8;

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
  return [claim(ctx, first.grade, first[`sentence_${ctx.words.tag}`]), claimList(ctx, claims.filter((one) => BOUNDS.includes(one.claim))), gradeKey(ctx),
    isOpen(link) ? paragraph(ctx.t("headline.open")) : null];
}

function unlinked(ctx) {
  return [claim(ctx, "description", ctx.t("headline.scores_only")), gradeKey(ctx), paragraph(ctx.t("headline.not_analysed"))];
}

function changeText(ctx, row) {
  const {figures, t, words} = ctx;
  return t("attention.change", {
    dimension: ctx.nameOfDimension(row.dimension),
    points: figures.known(row.size, (size) => words.number(-size)),
    interval: figures.known(row.size_lo, () => t("figure.interval", {lo: words.number(-row.size_hi), hi: words.number(-row.size_lo)})),
    since: row.change,
  });
}

function siloText(ctx, row) {
  const {t, words} = ctx;
  return t("attention.silo", {
    index: words.number(row.index),
    interval: t("figure.interval", {lo: words.number(row.index_lo), hi: words.number(row.index_hi)}),
    evidence: t(`attention.${row.evidence === "none" ? "untested" : row.evidence}`),
  });
}

const texts = {silo: siloText, change: changeText};

// A tie has one number, as often as it has teams.
function entry(ctx, {kind, row, place}) {
  return el("li", {value: place}, ctx.teamLink(row.team, ctx.teamName(row.team)), ": ", texts[kind](ctx, row));
}

function tieText(ctx, all) {
  const tied = all.filter(({place}) => place === 1).map(({row}) => row.team);
  if (tied.length < 2) return null;
  const named = [...tied.slice(0, MOST_NAMED), ...(tied.length > MOST_NAMED ? ["…"] : [])];
  return el("strong", null, ctx.t("attention.tie", {teams: ctx.words.list(named)}));
}

// How sure it is, when more will be known, and what an index is.
function sureness(ctx, shown) {
  const {data, t} = ctx;
  const said = [...new Set(shown.filter(({kind}) => kind === "silo").map(({row}) => row.evidence))];
  if (said.length === 0) return null;
  const wasTested = [data.silos.organisation].flat()[0]?.tested;
  return [" ", said.map((evidence) => [t(`attention.sure.${evidence}`), " "]),
    wasTested ? t("attention.next", {period: nextTest(data.period)}) : t("attention.apart", {length: ctx.lasting("length", ctx.isWeek ? WEEKS : MONTHS)}),
    " ", t("attention.index")];
}

// The teams that need attention first, how sure that is, and how many more there are.
function attention(ctx) {
  const {data, t} = ctx;
  const all = attentionOf(data.silos.rows, data.changes.rows);
  const shown = all.slice(0, MOST_TO_LOOK_AT);
  const wasLooked = [data.changes.organisation, data.silos.organisation].flat().filter(Boolean).length > 0;
  if (shown.length === 0) return paragraph(t(wasLooked ? "attention.none" : "attention.untold"));
  const left = all.length - shown.length;
  return [el("ol", {class: "places"}, shown.map((one) => entry(ctx, one))),
    el("p", {class: "sure"}, tieText(ctx, all), sureness(ctx, shown), left > 0 ? [" ", t("attention.others", {n: left})] : null)];
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
  return section("headline", t("headline.title"), attention(ctx), associationNote(ctx.words),
    el("h3", null, t("headline.link")), link ? linked(ctx, link) : unlinked(ctx),
    describeScores(ctx).map((text) => paragraph(text)), paragraph(visibleShare(ctx)));
}
