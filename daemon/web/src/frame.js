// SPDX-License-Identifier: GPL-3.0-or-later
// What stands around every view: the way past the head, the name, the languages.
import {writeAddress} from "./address.js";
import {el} from "./dom.js";
import {languages, wordsOf} from "./language.js";

function languageLinks(words, address) {
  const link = (tag) => el("a", {
    href: writeAddress({...address, lang: tag}),
    lang: tag,
    hreflang: tag,
    "aria-current": tag === words.tag ? "true" : null,
  }, wordsOf(tag).t("language.name"));
  return el("nav", {"aria-label": words.t("language.choose"), class: "languages"},
    el("ul", null, languages.map((tag) => el("li", null, link(tag)))));
}

// Fills the document's body with a frame around `view`, the content of its main part. tools: more of the head.
export function showFrame(words, address, view, tools = []) {
  document.documentElement.lang = words.tag;
  document.title = words.t("page.title");
  const main = el("main", {id: "main", tabindex: "-1"}, view);
  const skip = el("a", {
    class: "skip",
    href: "#main",
    onclick: (event) => {
      event.preventDefault();
      main.focus();
    },
  }, words.t("page.skip"));
  document.body.replaceChildren(skip,
    el("header", {class: "head"}, el("p", {class: "name"}, "pulssid"), tools, languageLinks(words, address)), main);
}
