// SPDX-License-Identifier: GPL-3.0-or-later
// Figures as text, in the reader's language. What is unknown is said in words, never left out.

// The API's rounding (statistics: no decimal below 20 respondents): what is shown has no more digits than were published,
// what is made of several cells as many as the one with the fewest.
function digitsOf(...cells) {
  return cells.every((cell) => cell.n >= 20) ? 1 : 0;
}

// words: of language.js
export function makeFigures(words) {
  const {t, number} = words;
  const ofR = (lo, hi) => t("figure.interval", {lo: number(lo, 2), hi: number(hi, 2)});
  const signed = (x, digits) => (Number(x.toFixed(digits)) > 0 ? `+${number(x, digits)}` : number(x, digits));
  const between = (cell) => (cell.lo === null || cell.hi === null ? t("figure.no_interval")
    : t("figure.interval", {lo: number(cell.lo, digitsOf(cell)), hi: number(cell.hi, digitsOf(cell))}));
  const value = (cell) => (cell.bound ? t(`figure.${cell.bound}`, {value: number(cell.mean, digitsOf(cell))})
    : number(cell.mean, digitsOf(cell)));
  const known = (x, show) => (x === null || x === undefined ? t("figure.unknown") : show(x));
  return {
    known, // show(x), or that it is not known
    value, // of a published cell
    between, // its interval
    whole: (cell) => (cell.bound ? value(cell) : `${value(cell)} (${between(cell)})`),
    r: (x) => number(x, 2),
    ofR,
    signed,
    share: (x) => `${number(100 * x)}\u00a0%`,
    p: (x) => (x < 0.001 ? `< ${number(0.001, 3)}` : number(x, 3)),
    digitsOf,
  };
}
