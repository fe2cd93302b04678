// SPDX-License-Identifier: GPL-3.0-or-later
// The page in Finnish.
export const fi = {
  "language.name": "Suomi",
  "language.choose": "Kieli",
  "page.title": "pulssid: henkilöstö ja asiakkaat",
  "page.skip": "Siirry sisältöön",
};
