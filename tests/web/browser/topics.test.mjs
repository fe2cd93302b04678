// SPDX-License-Identifier: GPL-3.0-or-later
// Why customers were handed on and what their matters were about, where that is told: the organisation of ../test_page.py that
// tells it, held against the API.
import assert from "node:assert/strict";
import {test} from "node:test";
import {drawn, read, recordsOf, signIn, tableOf, violations} from "./reader.mjs";

const TELLING = `${process.env.PULSSID_TELLING_URL}/`;
const REASONS = "#handoffs > .scroll:has(caption:text-is('Why customers were handed on')) table";
const TOPICS = "#handoffs > .scroll:has(caption:text-is(\"What customers' matters were about\")) table";

function visit(name, locale, steps) {
  test(name, () => read({url: TELLING, locale}, async (page) => {
    await signIn(page, process.env.PULSSID_TELLING_KEY);
    await drawn(page);
    const told = await page.evaluate(async () => (await fetch("v1/handoffs?limit=10000")).json());
    assert.equal(told.topics.length, 3);
    await steps(page, told);
  }));
}

const percent = (x) => `${Math.round(100 * x)}\u00a0%`;
// The penalty of a handoff is told from some hundreds of contacts on.
const known = (x) => (x === null ? "not known" : `${x}`);

visit("reasons: the shares that the API gives, the largest first", "en-GB", async (page, {reasons}) => {
  const shown = await recordsOf(page, REASONS);
  assert.equal(shown.length, 6);
  assert.deepEqual(shown.map((row) => row["Share of handoffs with a reason"]), reasons.map((row) => row.share).sort((a, b) => b - a).map(percent));
  const {share_lo: lo, share_hi: hi} = reasons.find((row) => row.reason === "instruction");
  const rule = shown.find((row) => row.Reason === "a rule says so");
  assert.deepEqual([rule["Share of handoffs with a reason"], rule["95 % interval"]], ["40\u00a0%", `${percent(lo)} to ${percent(hi)}`]);
});

visit("topics: those that no team ends in words, each with its figures or why it has none", "en-GB", async (page, {topics}) => {
  const late = topics.find((row) => row.topic === "late");
  assert.equal(late.ending, "orphan");
  assert.deepEqual(await page.$$eval("#handoffs .sentences li", (all) => all.map((one) => one.textContent)), [late.text_en]);
  const [, ...lines] = await tableOf(page, TOPICS);
  const interval = (row) => `${percent(row.ended_lo)} to ${percent(row.ended_hi)}`;
  const order = topics.find((row) => row.topic === "order");
  assert.deepEqual(lines, [
    ["late", "≥\u00a0120", "100\u00a0%", "30\u00a0%", interval(late), "no team", late.team, known(late.lost)],
    ["order", "≥\u00a0100", percent(order.handed_on), "100\u00a0%", interval(order), "yes", "T01", known(order.lost)],
    ["small", "not known", "not known", "not known", "no interval", "too few contacts", "not known", "not known"],
  ]);
  assert.deepEqual(await violations(page), []);
});

visit("what was told is behind the links, as CSV", "en-GB", async (page) => {
  for (const [part, lines] of [["topics", 4], ["reasons", 7]]) {
    const path = await page.getAttribute(`#handoffs .downloads a[download$='.csv'][href*='part=${part}']`, "href");
    const text = await page.evaluate(async (one) => (await fetch(one)).text(), path);
    assert.equal(text.trimEnd().split("\r\n").length, lines, text);
  }
});

for (const [locale, tag, heads] of [["fi-FI", "fi", ["Syy", "Aihe"]], ["sv-SE", "sv", ["Skäl", "Ämne"]]]) {
  visit(`reasons and topics in ${tag}`, locale, async (page, {topics}) => {
    const text = await page.textContent("#handoffs");
    assert.ok(text.includes(topics.find((row) => row.topic === "late")[`text_${tag}`]), text);
    const firsts = await page.$$eval("#handoffs > .scroll th[scope=col]:first-child", (all) => all.map((one) => one.textContent));
    assert.deepEqual(firsts.slice(-2), heads);
  });
}
