// SPDX-License-Identifier: GPL-3.0-or-later
// What stands around every view: the way past the head, the name, the tools, the languages.
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

function skipLink(words, main) {
  const skip = (event) => {
    event.preventDefault();
    main.focus();
  };
  return el("a", {class: "skip", href: "#main", onclick: skip}, words.t("page.skip"));
}

// Fills the document with a frame around `view`, the content of its main part. tools: more of the head.
export function showFrame(words, address, view, {title, tools = []}) {
  document.documentElement.lang = words.tag;
  document.title = title;
  const main = el("main", {id: "main", tabindex: "-1"}, view);
  const home = el("a", {class: "name", href: writeAddress({...address, team: null, at: null})}, "pulssid");
  document.body.replaceChildren(skipLink(words, main),
    el("header", {class: "head"}, home, el("div", {class: "tools"}, tools), languageLinks(words, address)), main);
}
