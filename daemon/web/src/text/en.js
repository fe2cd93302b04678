// SPDX-License-Identifier: GPL-3.0-or-later
// The page in English. Texts are keyed alike in every language; {name} is filled in, "one|more" chosen by n.
export const en = {
  "language.name": "English",
  "language.choose": "Language",
  "page.title": "pulssid: employees and customers",
  "page.skip": "Skip to the content",
};
