// SPDX-License-Identifier: GPL-3.0-or-later
// Readers with one browser: Debian's Chromium, driven by playwright-core, at the daemon that ../test_page.py started.
import assert from "node:assert/strict";
import {createRequire} from "node:module";
import {join} from "node:path";
import {after, before, test} from "node:test";

const require = createRequire(join(process.env.PULSSID_WEB_MODULES, "package.json"));
const {chromium} = require("playwright-core");
const axe = require("axe-core");

export const url = process.env.PULSSID_URL;
export const key = process.env.PULSSID_ANALYST_KEY;

// A container has little shared memory, and its root no sandbox.
const options = ["--disable-dev-shm-usage", ...(process.getuid() === 0 ? ["--no-sandbox"] : [])];

let browser;
before(async () => { browser = await chromium.launch({executablePath: "/usr/bin/chromium", args: options}); });
after(() => browser.close());

// What was not expected of a page: errors in its console, and requests to another origin. expected: a part of the text of
// errors that the test brings about.
function watch(page, expected) {
  const complaints = [];
  const origin = new URL(page.startUrl).origin;
  page.on("console", (message) => {
    const isExpected = expected !== null && message.text().includes(expected);
    if (["error", "warning"].includes(message.type()) && !isExpected) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`exception: ${error.stack}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith("blob:")) complaints.push(`request: ${request.url()}`);
  });
  return complaints;
}

// Opens the page in a fresh browser profile. choices: those of Playwright's contexts, and `url` (where to begin) and
// `expected` (see above).
async function arrive({url: start = `${url}/#/`, expected = null, ...profile}) {
  const context = await browser.newContext({ignoreHTTPSErrors: true, locale: "en-GB", ...profile});
  const page = await context.newPage();
  page.startUrl = start;
  page.setDefaultTimeout(20000);
  const complaints = watch(page, expected);
  await page.goto(start);
  return {page, complaints};
}

// Runs steps(page) for a reader of its own; nothing unexpected may happen.
export async function read(choices, steps) {
  const {page, complaints} = await arrive(choices);
  try {
    await steps(page);
    assert.deepEqual(complaints, []);
  } finally {
    await page.context().close();
  }
}

// Tests that share a reader, who signs in once and goes from view to view: see(name, steps, hash) is a test of the view at
// this hash, the whole when it is left out.
export function visitor(choices) {
  let visit = null;
  const come = async () => {
    const arrived = await arrive(choices);
    await enter(arrived.page);
    return arrived;
  };
  return (name, steps, hash = "#/") => test(name, async () => {
    visit ??= await come();
    await goTo(visit.page, hash);
    await steps(visit.page);
    assert.deepEqual(visit.complaints.splice(0), []);
  });
}

// Another view is in another main element.
async function goTo(page, hash) {
  const isThere = await page.evaluate((wanted) => {
    if (location.hash === wanted) return true;
    document.getElementById("main").dataset.isLeft = "";
    location.hash = wanted;
    return false;
  }, hash);
  if (!isThere) await page.waitForSelector("main:not([data-is-left]) h1");
  await page.waitForFunction(isDrawn);
}

const isDrawn = () => !document.querySelector("[aria-busy]") && [...document.querySelectorAll(".canvas")].every((box) => box.firstChild);

export async function signIn(page, withKey = key) {
  await page.fill("#key", withKey);
  await page.click("form button[type=submit]");
}

// Signs in and waits until everything is drawn.
export async function enter(page) {
  await signIn(page);
  await drawn(page);
}

export async function drawn(page) {
  await page.waitForSelector("section");
  await page.waitForFunction(isDrawn);
}

// What the API says to the key itself.
export async function ask(page, path) {
  const response = await page.request.get(`${url}/${path}`, {headers: {Authorization: `Bearer ${key}`}});
  assert.equal(response.status(), 200, path);
  return response;
}

export async function rows(page, path) {
  return (await (await ask(page, path)).json()).rows;
}

// The rows of a table of the page: texts, the heads of columns first.
export function tableOf(page, selector) {
  return page.$eval(selector, (table) => [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim())));
}

// The same with each row by its columns' heads.
export async function recordsOf(page, selector) {
  const [head, ...lines] = await tableOf(page, selector);
  return lines.map((line) => Object.fromEntries(head.map((name, i) => [name, line[i]])));
}

// A report's sentences about its rows, whole: what all of them end with is on the page once.
export function sentencesOf(page, id) {
  return page.$eval(`#${id}`, (section) => {
    const ending = section.querySelector("p.sentences");
    return [...section.querySelectorAll(".sentences li")].map((one) => `${one.textContent}${ending ? ` ${ending.textContent}` : ""}`);
  });
}

// A number as the page writes it in English.
export function said(x, digits = 2) {
  return x.toFixed(digits).replace(/^-(0(?:\.0+)?)$/, "$1").replace("-", "−");
}

// Violations of WCAG 2.2, levels A and AA, one line each.
export async function violations(page) {
  await page.evaluate(axe.source);
  const result = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"],
    resultTypes: ["violations"],
  }));
  assert.ok(result.passes.length > 10, "the judge saw next to nothing");
  return result.violations.flatMap(({id, nodes}) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)} (${node.failureSummary})`));
}
