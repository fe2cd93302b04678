// SPDX-License-Identifier: GPL-3.0-or-later
// How strong a claim is, as it was served: never computed here.
import {el} from "../dom.js";

export function gradeText(ctx, grade) {
  return ctx.figures.known(grade, (one) => ctx.t(`grade.${one}`));
}

export function gradeMark(ctx, grade) {
  return el("span", {class: `grade grade-${grade}`}, gradeText(ctx, grade));
}

// Claims of a link in the reader's language, each with its grade. The label is a note that stands elsewhere.
export function claimList(ctx, claims) {
  const told = claims.filter((one) => one.claim !== "label");
  return el("ul", {class: "claims"}, told.map((one) => el("li", null, gradeMark(ctx, one.grade), " ", one[`sentence_${ctx.words.tag}`])));
}
