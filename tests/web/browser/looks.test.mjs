// SPDX-License-Identifier: GPL-3.0-or-later
// Light, dark, narrow, on paper; and for people who do not see or do not use a mouse.
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {after, before, test} from "node:test";
import {enter, openBrowser, read, url, violations} from "./reader.mjs";

let browser;
before(async () => { browser = await openBrowser(); });
after(() => browser.close());

const PHONE = {width: 375, height: 740};
const views = {"the whole": "", "a team": "#/T03", "a unit": "#/U4", "a hidden team": "#/T12", "no team": "#/T99"};

for (const [name, hash] of Object.entries(views)) {
  for (const [look, profile] of Object.entries({light: {}, dark: {colorScheme: "dark"}, phone: {viewport: PHONE}})) {
    test(`${name}, ${look}: no violation of WCAG 2.2 AA`, () => read(browser, {...profile, url: `${url}/${hash}`}, async (page) => {
      if (name === "no team") {
        await page.fill("#key", process.env.PULSSID_ANALYST_KEY);
        await page.click("form button[type=submit]");
        await page.waitForSelector(".tools button");
      } else await enter(page);
      await page.$$eval("details", (all) => all.forEach((one) => { one.open = true; }));
      assert.deepEqual(await violations(page), []);
    }));
  }
}

for (const colorScheme of ["light", "dark"]) {
  test(`signing in, ${colorScheme}: no violation of WCAG 2.2 AA`, () => read(browser, {colorScheme}, async (page) => {
    await page.waitForSelector("#key");
    assert.deepEqual(await violations(page), []);
  }));
}

test("dark is dark, and light is light", async () => {
  const brightness = {};
  for (const colorScheme of ["light", "dark"]) {
    await read(browser, {colorScheme}, async (page) => {
      await enter(page);
      const [r, g, b] = (await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).match(/\d+/g).map(Number);
      brightness[colorScheme] = (r + g + b) / 3;
      const line = await page.$eval('.side.employees svg [data-mark="line"]', (group) => getComputedStyle(group).stroke);
      assert.match(line, /^rgb/);
    });
  }
  assert.ok(brightness.light > 240 && brightness.dark < 40, JSON.stringify(brightness));
});

for (const hash of ["", "#/T03"]) {
  test(`a phone shows ${hash || "the whole"} without scrolling sideways, and fills a wider screen`, () => read(browser, {viewport: PHONE, url: `${url}/${hash}`}, async (page) => {
    await enter(page);
    const wide = await page.evaluate(() => ({
      document: document.documentElement.scrollWidth,
      pictures: Math.max(...[...document.querySelectorAll("svg")].map((one) => one.getBoundingClientRect().right)),
    }));
    assert.ok(wide.document <= PHONE.width && wide.pictures <= PHONE.width, JSON.stringify(wide));
    const before = await page.$eval(".side svg", (one) => one.getBoundingClientRect().width);
    await page.setViewportSize({width: 1000, height: 800});
    await page.waitForFunction((narrow) => document.querySelector(".side svg").getBoundingClientRect().width > narrow + 50, before);
  }));
}

// Width and height of a PNG.
const sizeOf = (png) => [png.readUInt32BE(16), png.readUInt32BE(20)];

test("the picture in README.md is one of this page, as large as it would be now", () => read(browser, {viewport: {width: 1100, height: 2150}}, async (page) => {
  await enter(page);
  const path = join(process.env.PULSSID_WEB_MODULES, "report-page.png");
  const now = await page.screenshot({path});
  assert.ok(readFileSync(new URL("../../../README.md", import.meta.url), "utf8").includes("](tests/web/report-page.png)"));
  assert.deepEqual(sizeOf(readFileSync(new URL("../report-page.png", import.meta.url))), sizeOf(now));
}));

test("on paper everything is there: light, unfolded, and not too large", () => read(browser, {colorScheme: "dark"}, async (page) => {
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
