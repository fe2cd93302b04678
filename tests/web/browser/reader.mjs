// SPDX-License-Identifier: GPL-3.0-or-later
// A reader with a browser: Debian's Chromium, driven by playwright-core, at the daemon that ../test_page.py started.
import assert from "node:assert/strict";
import {createRequire} from "node:module";
import {join} from "node:path";

const require = createRequire(join(process.env.PULSSID_WEB_MODULES, "package.json"));
const {chromium} = require("playwright-core");
const axe = require("axe-core");

export const url = process.env.PULSSID_URL;
export const key = process.env.PULSSID_ANALYST_KEY;

// A container has little shared memory, and its root no sandbox.
const options = ["--disable-dev-shm-usage", ...(process.getuid() === 0 ? ["--no-sandbox"] : [])];

export async function openBrowser() {
  return chromium.launch({executablePath: "/usr/bin/chromium", args: options});
}

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

// Runs steps(page) in a fresh browser profile; nothing unexpected may happen. choices: those of Playwright's contexts, and
// `url` (where to begin) and `expected` (see above).
export async function read(browser, choices, steps) {
  const {url: start = `${url}/`, expected = null, ...profile} = choices;
  const context = await browser.newContext({ignoreHTTPSErrors: true, locale: "en-GB", ...profile});
  try {
    const page = await context.newPage();
    page.startUrl = start;
    page.setDefaultTimeout(20000);
    const complaints = watch(page, expected);
    await page.goto(start);
    await steps(page);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

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
  await page.waitForFunction(() => [...document.querySelectorAll(".canvas")].every((box) => box.firstChild));
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

// Violations of WCAG 2.2, levels A and AA, one line each.
export async function violations(page) {
  await page.evaluate(axe.source);
  const result = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"],
  }));
  assert.ok(result.passes.length > 10, "the judge saw next to nothing");
  return result.violations.flatMap(({id, nodes}) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)} (${node.failureSummary})`));
}
