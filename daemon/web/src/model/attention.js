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

const siloOf = (row) => ({kind: "silo", row, group: isConfirmed(row), lo: row.index_lo, hi: row.index_hi});
const fallOf = (row) => ({kind: "change", row, group: isMain(row), lo: row.size_lo ?? null, hi: row.size_hi ?? null});

// Whether the data cannot tell which of two of a kind is ahead: their intervals overlap.
function isTie(first, other) {
  const isAlike = first.kind === other.kind && first.group === other.group;
  return isAlike && ![first.lo, other.lo].includes(null) && first.lo <= other.hi && other.lo <= first.hi;
}

// Teams with signs of siloing, which pay for the number of teams: confirmed ones first, then the highest index. After them
// falls. [{kind: "silo" or "change", row, place}]; silos, changes: rows of these reports. place: from 1 on, the same where
// intervals overlap with that of the first of the place.
export function attentionOf(silos, changes) {
  const flagged = silos.filter((row) => row.flag)
    .sort((a, b) => Number(isConfirmed(b)) - Number(isConfirmed(a)) || b.index - a.index);
  let first = null;
  return [...flagged.map(siloOf), ...fallsOf(changes).map(fallOf)].map((one, i) => {
    if (first === null || !isTie(first, one)) first = {...one, place: i + 1};
    return {kind: one.kind, row: one.row, place: first.place};
  });
}
