// SPDX-License-Identifier: GPL-3.0-or-later
// Where to look first: by rule, and without saying why it is so.
import {mainDimensions} from "./dimensions.js";

const isMain = (row) => Object.values(mainDimensions).includes(row.dimension);
const isConfirmed = (row) => row.evidence === "confirmed";

// Falls that are no usual variation, the largest first; those of the figures that stand for each side before all others.
function fallsOf(changes) {
  return changes.filter((row) => row.alarm === -1)
    .sort((a, b) => Number(isMain(b)) - Number(isMain(a)) || (a.size ?? 0) - (b.size ?? 0));
}

// Teams with signs of siloing, which pay for the number of teams: confirmed ones first, then the highest index. After them
// falls. [{kind: "silo" or "change", row}]; silos, changes: rows of these reports.
export function attentionOf(silos, changes) {
  const flagged = silos.filter((row) => row.flag)
    .sort((a, b) => Number(isConfirmed(b)) - Number(isConfirmed(a)) || b.index - a.index);
  return [...flagged.map((row) => ({kind: "silo", row})), ...fallsOf(changes).map((row) => ({kind: "change", row}))];
}
