// SPDX-License-Identifier: GPL-3.0-or-later
// Where customers were handed on, as a graph and as a matrix.
import {arrow, dot, text} from "@observablehq/plot";
import {el} from "../dom.js";
import {mainDimensions} from "../model/dimensions.js";
import {addUp, teamsPerContact} from "../model/handoffs.js";
import {matrix} from "../parts/matrix.js";
import {colours, picture} from "../parts/picture.js";
import {downloadsUntil} from "../parts/download_until.js";
import {chart, downloads, paragraph, section} from "../parts/section.js";
import {paths} from "./paths.js";
import {reasons, topics} from "./topics.js";

// The teams on a circle, neighbours of the tree beside each other.
function placeOnCircle(teams) {
  return new Map(teams.map((team, i) => {
    const angle = (2 * Math.PI * i) / teams.length - Math.PI / 2;
    return [team, {team, x: Math.cos(angle), y: -Math.sin(angle)}];
  }));
}

function drawGraph(teams, pairs) {
  const at = placeOnCircle(teams);
  const edges = pairs.filter((pair) => pair.least > 0);
  const most = Math.max(1, ...edges.map((pair) => pair.least));
  return (width) => {
    const size = Math.min(width, 460);
    return picture({
      width: size,
      height: size,
      margin: 34,
      x: {axis: null, domain: [-1.1, 1.1]},
      y: {axis: null, domain: [-1.1, 1.1]},
      marks: [
        arrow(edges, {
          x1: (pair) => at.get(pair.from).x, y1: (pair) => at.get(pair.from).y,
          x2: (pair) => at.get(pair.to).x, y2: (pair) => at.get(pair.to).y,
          bend: 18, inset: 16, headLength: 9, stroke: colours.customers,
          strokeWidth: (pair) => 1.5 + (5 * pair.least) / most,
        }),
        dot([...at.values()], {x: "x", y: "y", r: 14, fill: colours.paper, stroke: colours.ink}),
        text([...at.values()], {x: "x", y: "y", text: "team", fill: colours.ink, fontSize: 10}),
      ],
    });
  };
}

// What is added up over periods has no number where each of them has a small one.
export function eachText(ctx) {
  return ctx.t("handoffs.each", {k: ctx.data.period.k_customer});
}

function cellText(ctx, pair) {
  const {t, words} = ctx;
  if (!pair) return {content: "", class: "absent"};
  if (pair.known > 0) {
    const isSum = pair.small + pair.hidden > 0;
    return {content: isSum ? t("handoffs.at_least", {least: words.number(pair.least)}) : words.number(pair.least), class: "counted"};
  }
  if (pair.small > 0) return {content: t("handoffs.small", {k: ctx.data.period.k_customer}), class: "small"};
  return {content: el("span", {title: t("handoffs.hidden")}, el("span", {"aria-hidden": "true"}, "✕"), el("span", {class: "unseen"}, t("handoffs.hidden"))), class: "suppressed"};
}

function handoffMatrix(ctx, teams, network, caption) {
  const heads = teams.map((team) => ({key: team, head: team}));
  return matrix(`${caption}. ${eachText(ctx)}`, ctx.t("handoffs.from_to"), {
    rows: heads.map((row) => ({...row, head: ctx.teamLink(row.key)})),
    columns: heads,
    cellOf: (from, to) => (from === to ? {content: "", class: "diagonal"} : cellText(ctx, network.find(from, to))),
  });
}

// Where no more than this share of all ways between two teams has a number, the picture is said to show a small part.
const SMALL_PART = 0.25;

function summaryOf(ctx, pairs) {
  const {data, figures, t, words} = ctx;
  const counted = pairs.filter((pair) => pair.least > 0).sort((a, b) => b.least - a.least);
  if (counted.length === 0) return t("handoffs.summary.none", {k: data.period.k_customer});
  const list = counted.slice(0, 5).map((pair) => `${pair.from} → ${pair.to} (${t("handoffs.at_least", {least: words.number(pair.least)})})`);
  const teams = data.tree.leaves().length;
  const of = teams * (teams - 1);
  const share = data.handoffs.whole?.handed_on ?? null;
  return [t("handoffs.summary", {n: counted.length, pairs: list.join(", ")}),
    ...(counted.length > SMALL_PART * of ? [] : [t("handoffs.part", {n: counted.length, of, k: data.period.k_customer})]),
    ...(share === null ? [] : [t("handoffs.all", {share: figures.share(share)})])].join(" ");
}

// Of more teams than this only those with a number are shown.
const MOST_TEAMS = 40;

function shownTeams(ctx, network) {
  const {tree} = ctx.data;
  const leaves = tree.walk().map((one) => one.team).filter((team) => tree.isLeaf(team));
  const counted = new Set(network.pairs.filter((pair) => pair.least > 0).flatMap((pair) => [pair.from, pair.to]));
  return leaves.length <= MOST_TEAMS ? leaves : leaves.filter((team) => counted.has(team)).slice(0, MOST_TEAMS);
}

// Of pairs of teams, over the periods that are shown. asked: as of loadHandoffs.
export function teamDownloads(ctx, asked) {
  const source = {report: "handoffs", parameters: asked, part: "teams"};
  return asked.period ? downloads(ctx.words, [source]) : downloadsUntil(ctx, source);
}

// The parts about topics and reasons are there when anything is told of them.
function sourcesOf(ctx) {
  const {asked, reasons: why, topics: about} = ctx.data.handoffs;
  const parameters = {period: ctx.data.period.period};
  const parts = ["organisation", ...(about.length > 0 ? ["topics"] : []), ...(why.some((row) => row.state === "published") ? ["reasons"] : [])];
  return [teamDownloads(ctx, asked), downloads(ctx.words, parts.map((part) => ({report: "handoffs", parameters, part})))];
}

export function handoffs(ctx) {
  const {data, t} = ctx;
  const {rows, periods, asked} = data.handoffs;
  const sources = sourcesOf(ctx);
  const network = addUp(rows);
  if (network.isEmpty) return section("handoffs", t("handoffs.title"), paragraph(t("handoffs.none")), sources);
  const teams = shownTeams(ctx, network);
  const shown = new Set(teams);
  const pairs = network.pairs.filter((pair) => shown.has(pair.from) && shown.has(pair.to));
  const touched = teamsPerContact(data.tree, data.cells, mainDimensions.customers);
  const title = t("handoffs.over", {n: periods, period: ctx.periodName(data.period)});
  const left = data.tree.leaves().length - teams.length;
  return section("handoffs", t("handoffs.title"),
    paths(ctx, data.handoffs.whole), reasons(ctx, data.handoffs.reasons), topics(ctx, data.handoffs.topics),
    paragraph(touched === null ? t("handoffs.touched.unknown") : t("handoffs.touched", {teams: ctx.words.number(touched, 2), period: data.period.period})),
    paragraph(t("handoffs.reading", {k: data.period.k_customer})),
    left > 0 ? paragraph(t("handoffs.left_out", {n: left})) : null,
    chart(ctx.words, {title, summary: summaryOf(ctx, pairs), draw: drawGraph(teams, pairs), twin: handoffMatrix(ctx, teams, network, title)}),
    sources);
}
