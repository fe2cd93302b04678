// SPDX-License-Identifier: GPL-3.0-or-later
// Teams by how their people and their customers are in a period, with the place that they have over the window.

const names = {thriving: "both_high", inward: "inward", strained: "strained", struggling: "both_low"};

// {team, x, y, quadrant} of every team that has both figures. quadrant: as it is served, null where it cannot be told or was
// not analysed. silos: rows of that report.
export function placeTeams(tree, cells, silos, employee, customer) {
  const served = new Map(silos.map((row) => [row.team, names[row.quadrant] ?? null]));
  return tree.leaves().flatMap((team) => {
    const x = cells.find(team, employee);
    const y = cells.find(team, customer);
    if (x?.state !== "published" || y?.state !== "published") return [];
    return [{team, x, y, quadrant: served.get(team) ?? null}];
  });
}
