// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import {readdirSync, readFileSync} from "node:fs";
import test from "node:test";
import {chooseLanguage, wordsOf} from "../../../daemon/web/src/language.js";
import {en} from "../../../daemon/web/src/text/en.js";
import {fi} from "../../../daemon/web/src/text/fi.js";
import {sv} from "../../../daemon/web/src/text/sv.js";

const namesIn = (text) => [...new Set(text.match(/\{\w+\}/g))].sort();

for (const [tag, texts] of Object.entries({fi, sv})) {
  test(`${tag} says all that English says, with the same figures`, () => {
    assert.deepEqual(Object.keys(texts).sort(), Object.keys(en).sort());
    for (const [key, text] of Object.entries(texts)) {
      assert.ok(text.length > 0, key);
      assert.deepEqual(namesIn(text), namesIn(en[key]), key);
    }
  });
}

test("both forms of a text hold the same figures", () => {
  for (const texts of [en, fi, sv]) {
    for (const [key, text] of Object.entries(texts).filter(([, text]) => text.includes("|"))) {
      const forms = text.split("|");
      assert.equal(forms.length, 2, key);
      assert.ok(forms.some((form) => form.includes("{n}")), key);
      const others = forms.map((form) => namesIn(form).filter((name) => name !== "{n}"));
      assert.deepEqual(others[0], others[1], key);
    }
  }
});

test("the page says every text, and no text is missing", () => {
  const folder = new URL("../../../daemon/web/src/", import.meta.url);
  const files = readdirSync(folder, {recursive: true}).filter((name) => name.endsWith(".js") && !name.includes("text/"));
  const source = files.map((name) => readFileSync(new URL(name, folder), "utf8")).join("\n");
  const literal = [...source.matchAll(/\bt\("([^"]+)"/g)].map(([, key]) => key);
  assert.ok(literal.length > 150);
  for (const key of literal) assert.ok(key in en, `${key} is asked for`);
  const built = [...source.matchAll(/`([a-z_.]+)\.\$\{/g)].map(([, family]) => `${family}.`);
  built.push(...[...source.matchAll(/lasting\("([a-z]+)"/g)].map(([, kind]) => `${kind}.`));
  const other = [...source.matchAll(/"([a-z_]+\.[a-z_.]+)"/g)].map(([, key]) => key);
  // What follows a family is a word of the page, or one that the API may say.
  const api = readFileSync(new URL("../../../proto/http-api.yaml", import.meta.url), "utf8");
  const words = new Set(`${source} ${api}`.match(/\w+/g));
  const isBuilt = (key, family) => key.startsWith(family) && key.slice(family.length).split(".").every((word) => words.has(word));
  const isSaid = (key) => literal.includes(key) || other.includes(key) || built.some((family) => isBuilt(key, family));
  for (const key of Object.keys(en)) assert.ok(isSaid(key), `${key} is never said`);
  assert.ok(!isSaid("state.nonesuch") && isSaid("state.no_data"));
});

test("the language asked for comes before the browser's, and English last", () => {
  assert.equal(chooseLanguage("sv", ["fi-FI", "en"]), "sv");
  assert.equal(chooseLanguage(null, ["de", "fi-FI", "en"]), "fi");
  assert.equal(chooseLanguage("xx", ["SV-fi"]), "sv");
  assert.equal(chooseLanguage(null, ["de", "fr"]), "en");
  assert.equal(chooseLanguage(null, []), "en");
});

test("numbers and days are written as the language does", () => {
  assert.equal(wordsOf("en").number(67.84, 1), "67.8");
  assert.equal(wordsOf("fi").number(67.84, 1), "67,8");
  assert.equal(wordsOf("fi").number(-0.5, 2), "−0,50");
  assert.equal(wordsOf("en").number(40), "40");
  assert.match(wordsOf("fi").day("2025-03-24"), /24\.3\.2025/);
  assert.equal(wordsOf("en").day("2025-03-24"), "24 Mar 2025");
  assert.equal(wordsOf("en").number(-0.5, 2), "−0.50");
  assert.equal(wordsOf("en").t("attention.tie", {teams: wordsOf("en").list(["T01", "T02"])}).slice(0, 11), "T01 and T02");
  assert.deepEqual(["fi", "sv"].map((tag) => wordsOf(tag).list(["T01", "T02"])), ["T01 ja T02", "T01 och T02"]);
});

test("a text that is not there, or lacks a figure, is a fault", () => {
  assert.throws(() => wordsOf("en").t("no.such.text"), /no text/);
  assert.throws(() => wordsOf("en").t("page.csv"), /no value/);
});
