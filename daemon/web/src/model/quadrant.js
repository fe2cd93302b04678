// SPDX-License-Identifier: GPL-3.0-or-later
// Teams by how their people and their customers are, against the whole organisation.

// {team, x, y, quadrant} of every team that has both figures. The quadrant is told only where both intervals leave the
// organisation's figures out, else it is null.
export function placeTeams(tree, cells, employee, customer) {
  const centre = {x: cells.find("*", employee), y: cells.find("*", customer)};
  return tree.leaves().flatMap((team) => {
    const x = cells.find(team, employee);
    const y = cells.find(team, customer);
    if (x?.state !== "published" || y?.state !== "published") return [];
    return [{team, x, y, quadrant: quadrantOf(sideOf(x, centre.x), sideOf(y, centre.y))}];
  });
}

// 1 above, -1 below, 0 when the interval holds the organisation's figure or there is none.
function sideOf(cell, whole) {
  if (whole?.state !== "published" || cell.lo === null || cell.hi === null) return 0;
  return cell.lo > whole.mean ? 1 : cell.hi < whole.mean ? -1 : 0;
}

function quadrantOf(x, y) {
  if (x === 0 || y === 0) return null;
  if (x > 0) return y > 0 ? "both_high" : "inward";
  return y > 0 ? "strained" : "both_low";
}
