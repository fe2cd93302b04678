// SPDX-License-Identifier: GPL-3.0-or-later
// The sections of the whole in their order: a new one is a module of sections/, its rows are asked for in load.js. Each
// takes the context and gives one section; what there are no figures for has none.
import {writeAddress} from "./address.js";
import {el} from "./dom.js";
import {agreement} from "./sections/agreement.js";
import {changes} from "./sections/changes.js";
import {forest} from "./sections/forest.js";
import {handoffs} from "./sections/handoffs.js";
import {headline} from "./sections/headline.js";
import {heatmap} from "./sections/heatmap.js";
import {lags} from "./sections/lags.js";
import {linkage} from "./sections/linkage.js";
import {method} from "./sections/method.js";
import {metrics} from "./sections/metrics.js";
import {quadrant} from "./sections/quadrant.js";
import {ratings} from "./sections/ratings.js";
import {sides} from "./sections/sides.js";
import {trust} from "./sections/trust.js";
import {unknowns} from "./sections/unknowns.js";

const inOrder = [headline, trust, sides, quadrant, linkage, lags, forest, changes, handoffs, ratings, heatmap, agreement, metrics,
  unknowns, method];

function contents(ctx, sections) {
  const link = (section) => el("a", {href: writeAddress({...ctx.address, at: section.id})}, section.querySelector("h2").textContent);
  return el("nav", {"aria-label": ctx.t("page.contents"), class: "contents"}, el("ol", null, sections.map((section) => el("li", null, link(section)))));
}

export function overviewSections(ctx) {
  const sections = inOrder.map((make) => make(ctx));
  return [el("h1", null, ctx.t("page.heading", {period: ctx.data.period.period})), contents(ctx, sections), sections];
}
