// SPDX-License-Identifier: GPL-3.0-or-later
// The report page: reads where the reader is, and shows it.
import {parseAddress} from "./address.js";
import {el} from "./dom.js";
import {showFrame} from "./frame.js";
import {chooseLanguage, wordsOf} from "./language.js";

function show() {
  const address = parseAddress(location.hash);
  const words = wordsOf(chooseLanguage(address.lang, navigator.languages));
  showFrame(words, address, el("h1", null, words.t("page.title")));
}

addEventListener("hashchange", show);
show();
