// SPDX-License-Identifier: GPL-3.0-or-later
// The languages of the page: which one is spoken, its texts, and how it writes numbers and days.
import {en} from "./text/en.js";
import {fi} from "./text/fi.js";
import {sv} from "./text/sv.js";

const texts = {fi, en, sv};

export const languages = Object.keys(texts);

// The language that was asked for, else the first of the browser's that is spoken here, else English.
export function chooseLanguage(wanted, ofBrowser) {
  const known = [wanted, ...ofBrowser].map((tag) => tag?.toLowerCase().split("-")[0]);
  return known.find((tag) => languages.includes(tag)) ?? "en";
}

// "one|more" by the number n; a text without a bar is the same for all.
function pick(text, rules, n) {
  const forms = text.split("|");
  return forms.length === 1 || rules.select(n) === "one" ? forms[0] : forms[1];
}

function fill(text, values, write) {
  return text.replace(/\{(\w+)\}/g, (_, name) => {
    if (!(name in values)) throw new Error(`no value for {${name}} in "${text}"`);
    return typeof values[name] === "number" ? write(values[name]) : values[name];
  });
}

// English days as in Europe, and a minus sign that is one in every language.
const locales = {fi: "fi", en: "en-GB", sv: "sv"};
const withMinus = (text) => text.replace("-", "\u2212");

// The words of a language. t(key, values): the text with its {names} filled in; number(x, digits): exactly so many
// digits behind the comma; day("2025-03-24"): as people write it; list(texts): "a, b and c"; locale: for what else is
// written as its people do.
export function wordsOf(tag) {
  const rules = new Intl.PluralRules(tag);
  const locale = locales[tag];
  const days = new Intl.DateTimeFormat(locale, {dateStyle: "medium", timeZone: "UTC"});
  // What rounds to zero has no sign.
  const number = (x, digits = 0) =>
    withMinus(new Intl.NumberFormat(locale, {minimumFractionDigits: digits, maximumFractionDigits: digits})
      .format(Math.abs(x) < 0.5 * 10 ** -digits ? 0 : x));
  const plain = new Intl.NumberFormat(locale, {maximumFractionDigits: 3});
  const write = (x) => withMinus(plain.format(x));
  const lists = new Intl.ListFormat(locale);
  const t = (key, values = {}) => {
    if (!(key in texts[tag])) throw new Error(`no text ${key}`);
    return fill(pick(texts[tag][key], rules, values.n), values, write);
  };
  return {
    tag, locale, t, number,
    list: (items) => lists.format(items),
    has: (key) => key in texts[tag],
    day: (text) => days.format(new Date(`${text}T00:00Z`)),
  };
}
