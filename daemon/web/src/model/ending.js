// SPDX-License-Identifier: GPL-3.0-or-later
// Sentences that every text of a list ends with are said once, after it.

function sentencesOf(text) {
  return text.split(/(?<=\.) (?=\p{Lu})/u);
}

// {texts, ending}: the texts without what all of them end with; ending null where that is nothing, or there is but one text.
export function commonEnding(texts) {
  const split = texts.map(sentencesOf);
  const isShared = (n) => split.every((one) => one.length > n && one.slice(-n).join(" ") === split[0].slice(-n).join(" "));
  let n = 0;
  while (texts.length > 1 && isShared(n + 1)) n += 1;
  if (n === 0) return {texts, ending: null};
  return {texts: split.map((one) => one.slice(0, -n).join(" ")), ending: split[0].slice(-n).join(" ")};
}
