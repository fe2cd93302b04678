// SPDX-License-Identifier: GPL-3.0-or-later
// Light, dark, narrow, on paper; and for people who do not see or do not use a mouse.
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {test} from "node:test";
import {enter, read, violations, visitor} from "./reader.mjs";

const PHONE = {width: 375, height: 740};
const DESK = {width: 1280, height: 800};
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

// Names of teams and periods are alike in every language, and so are figures without a sign or a comma.
const first = {
  en: ["T09 and T05 are a tie", "Preliminary", "about 2025-W26", "Association, not cause."],
  fi: ["T09 ja T05 ovat tasoissa", "Alustava", "noin jaksolla 2025-W26", "Yhteys, ei syy-seuraussuhde."],
  sv: ["T09 och T05 ligger lika", "Preliminärt", "omkring 2025-W26", "Samband, inte orsak."],
};

for (const [tag, [tie, sure, next, note]] of Object.entries(first)) {
  const see = visitor({locale: tag});
  for (const [where, viewport] of Object.entries({"a phone": PHONE, "a desk": DESK})) {
    see(`the first screen of ${where} says in ${tag} where to look first, how sure that is, and that nothing is a cause`, async (page) => {
      await page.setViewportSize(viewport);
      await page.evaluate(() => scrollTo(0, 0));
      for (const [selector, text] of [[".places", "74"], [".sure", tie], [".sure", sure], [".sure", next], [".note", note], [".claim .grade", ""]]) {
        const {bottom, said} = await page.$eval(`#headline ${selector}`, (one) => ({bottom: one.getBoundingClientRect().bottom, said: one.textContent}));
        assert.ok(said.length > 0 && said.includes(text), said);
        assert.ok(bottom > 0 && bottom <= viewport.height, `${selector}: ${bottom}`);
      }
    });
  }
  see(`names beside the scores are whole in ${tag}, on a phone and on a desk`, async (page) => {
    for (const viewport of [PHONE, {width: 800, height: 800}, DESK]) {
      await page.setViewportSize(viewport);
      await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); }));
      const outside = await page.$$eval(".side figure:nth-of-type(2) svg", (all) => all.map((svg) => {
        const {left} = svg.getBoundingClientRect();
        return [...svg.querySelectorAll('[data-mark="y-axis tick label"] text')].map((text) => left - text.getBoundingClientRect().left);
      }));
      assert.ok(outside.length === 2 && outside.every((side) => side.length > 0), JSON.stringify(outside));
      assert.ok(outside.flat().every((by) => by <= 0), `${viewport.width}: ${JSON.stringify(outside)}`);
    }
  });
  for (const [name, hash] of tag === "en" ? [] : [["the whole", "#/"], ["a team", "#/T03"]]) {
    see(`${name} in ${tag}: no violation of WCAG 2.2 AA`, async (page) => {
      assert.equal(await page.getAttribute("html", "lang"), tag);
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

// How much of one picture is not as in the other, seen so coarsely that edges of letters do not matter: 0 to 1. Both are PNG,
// page is left for an empty one, since ours lets no script look at them.
async function differenceOf(page, ...pictures) {
  await page.goto("about:blank");
  return page.evaluate(async (sources) => {
    const [a, b] = await Promise.all(sources.map(async (source) => {
      const image = new Image();
      image.src = `data:image/png;base64,${source}`;
      await image.decode();
      const [width, height] = [image.width / 10, image.height / 10].map(Math.round);
      const context = Object.assign(document.createElement("canvas"), {width, height}).getContext("2d");
      context.drawImage(image, 0, 0, width, height);
      return {width, height, data: context.getImageData(0, 0, width, height).data};
    }));
    if (a.width !== b.width || a.height !== b.height) return 1;
    return a.data.filter((value, i) => Math.abs(value - b.data[i]) > 32).length / a.data.length;
  }, pictures.map((one) => one.toString("base64")));
}

test("the picture in README.md is one of this page as it is now", () => read({viewport: {width: 1100, height: 2150}}, async (page) => {
  await enter(page);
  const path = join(process.env.PULSSID_WEB_MODULES, "report-page.png");
  const now = await page.screenshot({path});
  assert.ok(readFileSync(new URL("../../../README.md", import.meta.url), "utf8").includes("](tests/web/report-page.png)"));
  const shown = readFileSync(new URL("../report-page.png", import.meta.url));
  await page.evaluate(() => scrollBy(0, 40));
  const moved = await page.screenshot();
  const difference = await differenceOf(page, shown, now);
  assert.ok(difference < 0.01, `${difference}: copy the newest from ${path}`);
  assert.ok(await differenceOf(page, moved, now) > 0.02, "a picture of something else would be seen");
}));

const SHEET = 718; // A4 with the margins that Chromium leaves, in pixels

test("on paper nothing is wider than the sheet, with the scores of every period too", () => read({viewport: {width: SHEET, height: 1000}}, async (page) => {
  await enter(page);
  await page.selectOption("#heatmap-choice", "wellbeing");
  await page.waitForFunction(() => document.querySelectorAll("#teams thead th").length === 31);
  await page.emulateMedia({media: "print"});
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  const wide = await page.evaluate(() => [...document.querySelectorAll("table")].map((one) => [one.getBoundingClientRect().right, one.caption.textContent]));
  assert.ok(wide.length > 15);
  assert.deepEqual(wide.filter(([right]) => right > SHEET), []);
  assert.equal(await page.locator("#heatmap-choice").isVisible(), false);
  assert.ok(await page.locator("#teams td").first().isVisible());
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
