// SPDX-License-Identifier: GPL-3.0-or-later
// How long the reader is signed in. Idleness ends a session, so its reader is told before, and can stay.
import {el} from "./dom.js";

const WARNING_S = 120;

// The seconds until a session of this state ends unless it is used, and whether using it would help.
export function remaining(state) {
  return {seconds: Math.min(state.idle_s, state.left_s), canStay: state.left_s > state.idle_s};
}

// Watches a session from its newest state on; what other tabs ask for keeps it too. onEnd() is called when it is over; the
// returned watch is told when it is used, and stopped.
export function watchSession(words, api, onEnd) {
  const timers = [];
  let newest = null; // the state, and when it was told
  const bar = el("div", {class: "session", role: "status"});
  const stop = () => {
    timers.splice(0).forEach(clearTimeout);
    bar.replaceChildren();
  };
  const stay = async () => {
    const state = await api.ask("session").catch(() => null);
    if (state?.signed_in) start(state);
    else onEnd();
  };
  const warn = (seconds, canStay) => bar.replaceChildren(
    el("p", null, words.t("session.warning", {n: Math.max(1, Math.round(seconds / 60))})),
    canStay ? el("button", {type: "button", onclick: stay}, words.t("session.stay")) : "");
  const start = (state) => {
    stop();
    newest = {state, at: Date.now()};
    const {seconds, canStay} = remaining(state);
    const before = Math.min(WARNING_S, seconds / 2);
    timers.push(setTimeout(() => warn(before, canStay), (seconds - before) * 1000), setTimeout(onEnd, seconds * 1000));
  };
  // The session was used just now.
  const prolong = () => {
    if (newest) start({...newest.state, left_s: newest.state.left_s - (Date.now() - newest.at) / 1000});
  };
  const others = new BroadcastChannel(`pulssid ${location.pathname}`);
  others.onmessage = prolong;
  const touch = () => {
    prolong();
    others.postMessage("used");
  };
  const end = () => {
    others.close();
    stop();
  };
  return {bar, start, stop: end, touch};
}
