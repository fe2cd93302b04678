// SPDX-License-Identifier: GPL-3.0-or-later
// The report page: who is signed in, where the reader is, and what is shown there.
import {parseAddress, writeAddress} from "./address.js";
import {makeApi, post} from "./api.js";
import {makeContext} from "./context.js";
import {el} from "./dom.js";
import {showFrame} from "./frame.js";
import {chooseLanguage, wordsOf} from "./language.js";
import {loadCalendar, loadFirst, loadOthers, loadTeam} from "./load.js";
import {firstSections, otherSections} from "./overview.js";
import {teamSections} from "./sections/team.js";
import {watchSession} from "./session.js";
import {signInView, stillSignedInView} from "./sign_in.js";

let watch = null;
const newApi = () => makeApi(() => watch?.touch());
let api = newApi();
let turn = 0; // of the newest view: what an older one still loads is not shown
let showOutside = () => showSignIn(); // shows anew what somebody sees who may not see figures

const place = () => {
  const address = parseAddress(location.hash);
  return {address, words: wordsOf(chooseLanguage(address.lang, navigator.languages))};
};

// Takes every figure away; view(words): what is shown instead.
function leave(view) {
  watch?.stop();
  watch = null;
  api = newApi();
  turn += 1;
  showOutside = () => {
    const {address, words} = place();
    showFrame(words, address, view(words), {title: words.t("page.title")});
    document.getElementById("key")?.focus();
  };
  showOutside();
}

function showSignIn(notice = null) {
  leave((words) => signInView(words, notice && words.t(notice), start));
}

// Ends the session where it is kept. Until that is done the cookie opens the page again, so it is said when it fails.
// notice: of a good end.
async function signOut(notice = "sign_in.signed_out") {
  leave((words) => el("p", {role: "status"}, words.t("sign_out.going_on")));
  const mine = turn;
  try {
    await post("logout");
    if (mine === turn) showSignIn(notice);
  } catch (error) {
    if (mine === turn) leave((words) => stillSignedInView(words, error, () => signOut(notice)));
  }
}

// What stands in the place of something that could not be loaded. Without a session everything goes.
function fail(error) {
  if (error.status === 401) {
    showSignIn("sign_in.ended");
    return "";
  }
  if (error.status === undefined) throw error;
  const {words} = place();
  const away = error.status === 0 || error.status === 503;
  return el("p", {role: "alert", class: "trouble"}, words.t(away ? "page.away" : "page.failed", {detail: error.message}));
}

function periodChoice(words, address, calendar) {
  const go = (event) => {
    location.hash = writeAddress({...address, period: event.target.value, at: null});
  };
  const option = (row) => el("option", {value: row.period, selected: row === calendar.period}, row.period);
  return el("p", null, el("label", {for: "period"}, words.t("page.period")), " ",
    el("select", {id: "period", onchange: go}, [...calendar.periods].reverse().map(option)));
}

function tools(words, address, calendar) {
  return [
    calendar.period ? periodChoice(words, address, calendar) : null,
    el("button", {type: "button", onclick: () => print()}, words.t("page.print")),
    el("button", {type: "button", onclick: () => signOut()}, words.t("page.sign_out")),
    watch.bar,
  ];
}

function message(title, text) {
  return [el("h1", null, title), el("p", null, text)];
}

async function teamView(make, {t}, address, calendar) {
  const data = await loadTeam(api, calendar, address.team);
  if (data === null) {
    return {title: t("page.title"), view: message(t("team.unknown.title"), t("team.unknown", {team: address.team, period: calendar.period.period}))};
  }
  const ctx = make(data);
  return {title: `${ctx.teamName(address.team)} – ${t("page.title")}`, view: teamSections(ctx)};
}

// {title, view}, and of the whole `more`, which loads and makes what comes after it: one function a section.
async function viewOf(words, address, calendar) {
  const {t} = words;
  if (calendar.period === null) return {title: t("page.title"), view: message(t("page.title"), t("page.nothing_published"))};
  const make = (data) => makeContext({words, address, api, data, fail});
  if (address.team !== null) return teamView(make, words, address, calendar);
  const data = await loadFirst(api, calendar);
  const more = async () => otherSections(make(await loadOthers(api, data)));
  return {title: t("page.title"), view: firstSections(make(data)), more};
}

function goTo(id) {
  const target = id && document.getElementById(id);
  if (target) {
    target.scrollIntoView();
    target.focus({preventScroll: true});
  }
}

// Shows section after section, so that a reader can scroll and click between them.
async function showMore(more, isWanted) {
  const main = document.getElementById("main");
  main.setAttribute("aria-busy", "true");
  try {
    for (const makeSection of await more()) {
      await new Promise((resolve) => { setTimeout(resolve); });
      if (!isWanted()) return;
      main.append(makeSection());
    }
  } catch (error) {
    if (isWanted()) main.append(fail(error));
  }
  main.removeAttribute("aria-busy");
}

async function show(isFirst) {
  const mine = ++turn;
  const isWanted = () => mine === turn;
  const {address, words} = place();
  const loading = el("p", {role: "status"}, words.t("page.loading"));
  if (isFirst) showFrame(words, address, loading, {title: words.t("page.title")});
  try {
    const calendar = await loadCalendar(api, address.period);
    const {title, view, more} = await viewOf(words, address, calendar);
    if (!isWanted()) return;
    showFrame(words, address, view, {title, tools: tools(words, address, calendar)});
    if (!isFirst && !address.at) document.getElementById("main").focus();
    if (more) await showMore(more, isWanted);
    if (isWanted() && address.at) goTo(address.at);
  } catch (error) {
    if (isWanted()) document.getElementById("main").replaceChildren(fail(error));
  }
}

// Reads whether somebody is signed in, and begins there.
async function start() {
  try {
    const state = await api.ask("session");
    if (!state.signed_in) return showSignIn();
    watch = watchSession(place().words, api, () => signOut("sign_in.ended"));
    watch.start(state);
    await show(true);
  } catch (error) {
    const {address, words} = place();
    showFrame(words, address, fail(error), {title: words.t("page.title")});
  }
}

// Within a view only the place changes; else another one is shown.
function onMove(event) {
  const {address} = place();
  const before = parseAddress(new URL(event.oldURL).hash);
  const isSame = writeAddress({...before, at: null}) === writeAddress({...address, at: null});
  if (isSame && address.at) goTo(address.at);
  else if (watch) show(false);
  else showOutside();
}

// On paper what is folded would be lost.
function unfold() {
  for (const details of document.querySelectorAll("details:not([open])")) {
    details.open = true;
    addEventListener("afterprint", () => { details.open = false; }, {once: true});
  }
}

addEventListener("hashchange", onMove);
addEventListener("beforeprint", unfold);
start();
