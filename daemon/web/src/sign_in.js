// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in with an analyst's key, and what is said when that ends.
import {post} from "./api.js";
import {el} from "./dom.js";

function reasonOf(words, error) {
  if (error.status === 401) return words.t("sign_in.refused");
  return words.t(error.status === 0 || error.status === 503 ? "page.away" : "page.failed", {detail: error.message});
}

// The view of somebody who wanted out and is not, because of `error`. again(): tries once more.
export function stillSignedInView(words, error, again) {
  return [
    el("h1", null, words.t("sign_out.failed.title")),
    el("p", {role: "alert", class: "trouble"}, words.t("sign_out.failed"), " ", reasonOf(words, error)),
    el("button", {type: "button", onclick: again}, words.t("sign_out.again")),
  ];
}

// The view of somebody who is not signed in. notice: what led here, or null. onSignedIn() is called after a good key.
export function signInView(words, notice, onSignedIn) {
  const {t} = words;
  const key = el("input", {
    id: "key", name: "key", type: "password", autocomplete: "current-password", required: true, spellcheck: "false",
    autocapitalize: "off", "aria-describedby": "key-help",
  });
  const go = el("button", {type: "submit"}, t("sign_in.go"));
  const trouble = el("p", {role: "alert", class: "trouble"});
  const submit = async (event) => {
    event.preventDefault();
    go.disabled = true;
    trouble.textContent = "";
    try {
      await post("login", {key: key.value.trim()});
      key.value = "";
      onSignedIn();
    } catch (error) {
      trouble.textContent = reasonOf(words, error);
      go.disabled = false;
      key.focus();
    }
  };
  return [
    el("h1", null, t("page.title")),
    el("p", null, t("sign_in.about")),
    notice ? el("p", {role: "status", class: "note"}, notice) : null,
    el("form", {class: "sign_in", onsubmit: submit},
      el("input", {type: "text", autocomplete: "username", value: "analyst", hidden: true, readonly: true}),
      el("label", {for: "key"}, t("sign_in.key")), key, el("p", {id: "key-help", class: "quiet"}, t("sign_in.help")), trouble, go),
  ];
}
