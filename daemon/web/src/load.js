// SPDX-License-Identifier: GPL-3.0-or-later
// What a view shows, asked of the API: one period with the ones before it, all of it published.
import {linksOf} from "./model/link.js";
import {makeCells, weightedOf} from "./model/cells.js";
import {makeTree, WHOLE} from "./model/tree.js";

// More rows of handoffs than this are not added up in a browser; then the chosen period stands alone.
const HANDOFF_ROWS = 20000;
// Ratings of other teams are asked for now and then: so far back the newest are looked for.
const PERIODS_BACK = 13;

async function loadHandoffs(api, tree, until) {
  const n = tree.leaves().length;
  const isAll = n * (n - 1) * until.length <= HANDOFF_ROWS;
  const shown = new Set((isAll ? until : until.slice(-1)).map((period) => period.period));
  const ofPeriod = {period: until.at(-1).period};
  const asked = isAll ? {} : ofPeriod;
  // The whole's window ends with the period that is looked at.
  const [rows, whole] = await Promise.all([api.rows("handoffs", asked), api.report("handoffs", ofPeriod)]);
  return {
    rows: rows.filter((row) => shown.has(row.period)), periods: shown.size, asked, whole: [whole.organisation].flat()[0] ?? null,
    topics: whole.topics, reasons: whole.reasons,
  };
}

async function loadRatings(api, until) {
  const [newest, ...others] = until.slice(-PERIODS_BACK).reverse().map((one) => one.period);
  const ask = async (period) => ({period, rows: await api.rows("ratings", {period})});
  const isAsked = ({rows}) => rows.some((row) => row.state !== "no_data");
  const first = await ask(newest);
  if (isAsked(first)) return first;
  return (await Promise.all(others.map(ask))).find(isAsked) ?? {period: null, rows: []};
}

// The calendar: every period that was published, and the one that is looked at (null when there is none).
export async function loadCalendar(api, wanted) {
  const periods = (await api.rows("periods")).filter((row) => row.release !== null);
  const period = periods.find((row) => row.period === wanted) ?? periods.at(-1) ?? null;
  const until = period === null ? [] : periods.slice(0, periods.indexOf(period) + 1);
  return {periods, period, until, previous: until.at(-2) ?? null};
}

async function loadPeriod(api, calendar) {
  const {period} = calendar.period;
  const [teams, scores, linkage, changes, silos] = await Promise.all([
    api.rows("teams", {period}),
    api.report("scores", {period}),
    api.report("linkage", {period}),
    api.report("changes", {period}),
    api.report("silos", {period}),
  ]);
  return {
    ...calendar, linkage, changes, silos, tree: makeTree(teams), cells: makeCells(scores.rows), weighted: weightedOf(scores),
    links: linksOf(linkage),
  };
}

async function loadTrend(api, calendar, team) {
  return (await api.rows("scores", {team})).filter((row) => row.period <= calendar.period.period);
}

// What the first sections of the whole organisation take.
export async function loadFirst(api, calendar) {
  const [data, trend] = await Promise.all([loadPeriod(api, calendar), loadTrend(api, calendar, WHOLE)]);
  return {...data, trend};
}

// The same with what the others take.
export async function loadOthers(api, data) {
  const {period} = data.period;
  const [agreement, metrics, handoffs, ratings, releases] = await Promise.all([
    api.report("agreement", {period}),
    api.report("metrics", {period}),
    loadHandoffs(api, data.tree, data.until),
    loadRatings(api, data.until),
    api.rows("releases"),
  ]);
  return {...data, agreement, metrics, handoffs, ratings, releases};
}

// The view of one team; null when the release has no such team.
export async function loadTeam(api, calendar, team) {
  const {period} = calendar.period;
  const data = await loadPeriod(api, calendar);
  if (!data.tree.has(team)) return null;
  const [trend, agreement, handoffs, ratings] = await Promise.all([
    loadTrend(api, calendar, team),
    api.report("agreement", {period, team}),
    loadHandoffs(api, data.tree, data.until),
    loadRatings(api, data.until),
  ]);
  return {...data, team, trend, agreement, handoffs, ratings};
}
