// SPDX-License-Identifier: GPL-3.0-or-later
// The page in Swedish.
export const sv = {
  "language.name": "Svenska",
  "language.choose": "Språk",
  "page.title": "pulssid: personal och kunder",
  "page.skip": "Hoppa till innehållet",
};
