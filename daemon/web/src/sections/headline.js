// SPDX-License-Identifier: GPL-3.0-or-later
// The first sentence: what may be said, how firmly, of whom and when.
import {el} from "../dom.js";
import {countStates} from "../model/cells.js";
import {mainDimensions} from "../model/dimensions.js";
import {coversZero, gradeOf, otherDirection, smallestDetectable, TEAMS_FOR_A_FIRM_CLAIM} from "../model/link.js";
import {associationNote, paragraph, section} from "../parts/section.js";

// A name within a sentence: "wellbeing", but "NPS" and "eNPS" as they are.
function inSentence(name) {
  return /^.?[A-Z]/.test(name.slice(1)) ? name : name.charAt(0).toLowerCase() + name.slice(1);
}

function metricNames(ctx, whole) {
  return {employee: inSentence(ctx.nameOfDimension(whole.employee)), customer: inSentence(ctx.nameOfDimension(whole.customer))};
}

// What came first, and by how much: {later}: "2 weeks later".
function claim(ctx, whole, grade) {
  const names = metricNames(ctx, whole);
  if (grade === "D") return ctx.t("headline.cannot_tell", names);
  const sign = whole.pooled_dl.r < 0 ? "less" : "more";
  if (grade === "B") return ctx.t(`headline.together.${sign}`, names);
  const later = ctx.lasting("later", Math.abs(whole.k_star));
  return ctx.t(`headline.${whole.k_star > 0 ? "employees_first" : "customers_first"}.${sign}`, {...names, later});
}

// The figures behind the claim.
function evidence(ctx, whole) {
  const {figures, t} = ctx;
  const dl = whole.pooled_dl;
  return t("headline.evidence", {
    r: figures.r(dl.r),
    interval: figures.ofR(...dl.ci_r),
    n: dl.k,
    p: figures.p(whole.mismatch.p),
  });
}

// Bounds of the claim: too few teams, an interval over 0, the other direction.
function reservations(ctx, whole, grade) {
  const {figures, t, lasting} = ctx;
  const other = grade === "C" ? otherDirection(whole) : null;
  const detectable = grade === "D" ? smallestDetectable(whole) : null;
  return [
    whole.pooled_dl.k < TEAMS_FOR_A_FIRM_CLAIM ? t("headline.exploratory", {n: whole.pooled_dl.k, needed: TEAMS_FOR_A_FIRM_CLAIM}) : null,
    grade !== "D" && coversZero(whole) ? t("headline.differs", {i2: figures.share(whole.pooled_dl.i2 / 100)}) : null,
    other ? t(other.p > 0.05 ? "headline.other_direction.none" : "headline.other_direction.found", {
      lag: lasting("length", Math.abs(other.lag)),
      p: figures.p(other.p),
    }) : null,
    detectable !== null ? t("headline.detectable", {r: figures.r(detectable)}) : null,
  ].filter(Boolean);
}

function describeScores(ctx) {
  const {data, figures, t} = ctx;
  return Object.entries(mainDimensions).map(([side, dimension]) => {
    const cell = data.cells.find("*", dimension);
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
  const whole = data.links[0]?.whole;
  const grade = gradeOf(whole);
  const scores = describeScores(ctx).map((text) => paragraph(text));
  const linked = grade === "A" ? [paragraph(t("headline.not_analysed"))] : [
    paragraph(evidence(ctx, whole)),
    el("ul", null, reservations(ctx, whole, grade).map((text) => el("li", null, text))),
    associationNote(ctx.words),
  ];
  return section("headline", t("headline.title"),
    el("p", {class: "claim"}, el("span", {class: `grade grade-${grade.toLowerCase()}`}, t(`grade.${grade}`)), " ",
      grade === "A" ? t("headline.scores_only") : claim(ctx, whole, grade)),
    linked, scores, paragraph(visibleShare(ctx)));
}
