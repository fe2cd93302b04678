// SPDX-License-Identifier: GPL-3.0-or-later
// Where to look first: by rule, and without saying why it is so.
import {mainDimensions} from "./dimensions.js";

const isMain = (row) => Object.values(mainDimensions).includes(row.dimension);

// Falls that are no usual variation, the largest first; those of the figures that stand for each side before all others.
// rows: /v1/changes
export function fallsOf(rows) {
  return rows.filter((row) => row.alarm === -1)
    .sort((a, b) => Number(isMain(b)) - Number(isMain(a)) || (a.size ?? 0) - (b.size ?? 0));
}
