// SPDX-License-Identifier: GPL-3.0-or-later
// Light, dark, narrow, on paper; and for people who do not see or do not use a mouse.
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {test} from "node:test";
import {enter, read, violations, visitor} from "./reader.mjs";

const PHONE = {width: 375, height: 740};
const looks = {light: visitor({}), dark: visitor({colorScheme: "dark"}), phone: visitor({viewport: PHONE})};
const views = {"the whole": "#/", "a team": "#/T03", "a unit": "#/U4", "a hidden team": "#/T12", "no team": "#/T99"};

for (const [look, see] of Object.entries(looks)) {
  for (const [name, hash] of Object.entries(views)) {
    see(`${name}, ${look}: no violation of WCAG 2.2 AA`, async (page) => {
      await page.$$eval("details", (all) => all.forEach((one) => { one.open = true; }));
      assert.deepEqual(await violations(page), []);
    }, hash);
  }
}

for (const colorScheme of ["light", "dark"]) {
  test(`signing in, ${colorScheme}: no violation of WCAG 2.2 AA`, () => read({colorScheme}, async (page) => {
    await page.waitForSelector("#key");
    assert.deepEqual(await violations(page), []);
  }));
}

for (const [look, isRight] of [["light", (brightness) => brightness > 240], ["dark", (brightness) => brightness < 40]]) {
  looks[look](`${look} is ${look}`, async (page) => {
    const [r, g, b] = (await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).match(/\d+/g).map(Number);
    assert.ok(isRight((r + g + b) / 3), `${r} ${g} ${b}`);
    assert.match(await page.$eval('.side.employees svg [data-mark="line"]', (group) => getComputedStyle(group).stroke), /^rgb/);
  });
}

for (const [name, hash] of Object.entries({"the whole": "#/", "a team": "#/T03"})) {
  looks.phone(`a phone shows ${name} without scrolling sideways, and fills a wider screen`, async (page) => {
    const wide = await page.evaluate(() => ({
      document: document.documentElement.scrollWidth,
      pictures: Math.max(...[...document.querySelectorAll("svg")].map((one) => one.getBoundingClientRect().right)),
    }));
    assert.ok(wide.document <= PHONE.width && wide.pictures <= PHONE.width, JSON.stringify(wide));
    const narrow = await page.$eval(".side svg", (one) => one.getBoundingClientRect().width);
    await page.setViewportSize({width: 1000, height: 800});
    await page.waitForFunction((before) => document.querySelector(".side svg").getBoundingClientRect().width > before + 50, narrow);
    await page.setViewportSize(PHONE);
    await page.waitForFunction((before) => document.querySelector(".side svg").getBoundingClientRect().width === before, narrow);
  }, hash);
}

// Width and height of a PNG.
const sizeOf = (png) => [png.readUInt32BE(16), png.readUInt32BE(20)];

test("the picture in README.md is one of this page, as large as it would be now", () => read({viewport: {width: 1100, height: 2150}}, async (page) => {
  await enter(page);
  const path = join(process.env.PULSSID_WEB_MODULES, "report-page.png");
  const now = await page.screenshot({path});
  assert.ok(readFileSync(new URL("../../../README.md", import.meta.url), "utf8").includes("](tests/web/report-page.png)"));
  assert.deepEqual(sizeOf(readFileSync(new URL("../report-page.png", import.meta.url))), sizeOf(now));
}));

test("on paper everything is there: light, unfolded, and not too large", () => read({colorScheme: "dark"}, async (page) => {
  await enter(page);
  const pdf = await page.pdf({format: "A4"});
  assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
  assert.ok(pdf.length > 50e3 && pdf.length < 2e6, `${pdf.length} bytes`);
  assert.ok(pdf.toString("latin1").match(/\/Type \/Page\b/g).length >= 6);
  await page.emulateMedia({media: "print"});
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  const seen = await page.evaluate(() => ({
    folded: document.querySelectorAll("details:not([open])").length,
    background: getComputedStyle(document.body).backgroundColor,
    tools: getComputedStyle(document.querySelector(".head")).display,
    table: document.querySelector("#lags table").getBoundingClientRect().height,
  }));
  assert.deepEqual({...seen, table: seen.table > 50}, {folded: 0, background: "rgb(255, 255, 255)", tools: "none", table: true});
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.ok(await page.locator("details:not([open])").count() > 5);
}));
