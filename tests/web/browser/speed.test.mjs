// SPDX-License-Identifier: GPL-3.0-or-later
// Measures the report page for ../test_speed.py, which judges: writes {seconds, drawn, bytes, answers} as JSON.
import {writeFileSync} from "node:fs";
import {performance} from "node:perf_hooks";
import {test} from "node:test";
import {drawn, enter, read, url} from "./reader.mjs";

const ROUNDS = 3;

// From asking for the page until its first screen, and everything, is there; what came over the wire, and what was asked for.
async function visit(page) {
  const session = await page.context().newCDPSession(page);
  const paths = [];
  let bytes = 0;
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", {cacheDisabled: true});
  session.on("Network.loadingFinished", ({encodedDataLength}) => { bytes += encodedDataLength; });
  const note = (request) => { if (new URL(request.url()).pathname.startsWith("/v1/")) paths.push(request.url()); };
  page.on("request", note);
  await page.goto("about:blank");
  const start = performance.now();
  await page.goto(`${url}/#/`, {waitUntil: "commit"});
  await page.waitForSelector("#headline");
  const first = performance.now();
  await drawn(page);
  const all = performance.now();
  await page.waitForLoadState("networkidle");
  page.off("request", note);
  await session.detach();
  return {seconds: (first - start) / 1000, drawn: (all - start) / 1000, bytes, paths};
}

// Milliseconds of each answer by itself, the least of some rounds: {path: [milliseconds, bytes]}.
function timeAnswers(page, paths) {
  return page.evaluate(async ([all, rounds]) => {
    const told = {};
    for (let i = 0; i < rounds; i++) {
      for (const path of all) {
        const start = performance.now();
        const content = await (await fetch(path, {cache: "no-store"})).arrayBuffer();
        const took = performance.now() - start;
        told[path] = [Math.min(took, told[path]?.[0] ?? Infinity), content.byteLength];
      }
    }
    return told;
  }, [paths, ROUNDS]);
}

test("measures", () => read({}, async (page) => {
  await enter(page);
  const visits = [];
  for (let i = 0; i < ROUNDS; i++) visits.push(await visit(page));
  const answers = await timeAnswers(page, [...new Set(visits.flatMap(({paths}) => paths))]);
  const least = (name) => Math.min(...visits.map((one) => one[name]));
  writeFileSync(process.env.PULSSID_MEASURED, JSON.stringify({seconds: least("seconds"), drawn: least("drawn"), bytes: visits[0].bytes, answers}));
}));
