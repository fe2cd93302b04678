// SPDX-License-Identifier: GPL-3.0-or-later
// The sections of the whole in their order: a new one is a module of sections/, its rows are asked for in load.js. Each
// takes the context and gives one section, under its id.
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
import {silos} from "./sections/silos.js";
import {trust} from "./sections/trust.js";
import {unknowns} from "./sections/unknowns.js";

// These take what is loaded first, the others what is loaded after it.
const first = [
  {id: "headline", title: "headline.title", make: headline},
  {id: "trust", title: "trust.title", make: trust},
  {id: "sides", title: "sides.title", make: sides},
];
const others = [
  {id: "quadrant", title: "quadrant.title", make: quadrant},
  {id: "linkage", title: "linkage.title", make: linkage},
  {id: "lags", title: "lags.title", make: lags},
  {id: "forest", title: "forest.title", make: forest},
  {id: "silos", title: "silos.title", make: silos},
  {id: "handoffs", title: "handoffs.title", make: handoffs},
  {id: "ratings", title: "ratings.title", make: ratings},
  {id: "changes", title: "changes.title", make: changes},
  {id: "teams", title: "heatmap.title", make: heatmap},
  {id: "agreement", title: "agreement.title", make: agreement},
  {id: "metrics", title: "metrics.title", make: metrics},
  {id: "unknowns", title: "unknown.title", make: unknowns},
  {id: "method", title: "method.title", make: method},
];

function contents(ctx) {
  const link = ({id, title}) => el("a", {href: writeAddress({...ctx.address, at: id})}, ctx.t(title));
  return el("nav", {"aria-label": ctx.t("page.contents"), class: "contents"}, el("ol", null, [...first, ...others].map((one) => el("li", null, link(one)))));
}

// What is read first; then the way to the others.
export function firstSections(ctx) {
  const [headlineSection, ...more] = first.map(({make}) => make(ctx));
  return [el("h1", null, ctx.t("page.heading", {period: ctx.data.period.period})), headlineSection, contents(ctx), more];
}

// One function for each of the others, so that a reader does not wait for all of them at once.
export function otherSections(ctx) {
  return others.map(({make}) => () => make(ctx));
}
