// SPDX-License-Identifier: GPL-3.0-or-later
// The teams of a release as a tree. "*" is the whole organisation, the root of all.

export const WHOLE = "*";

// rows: /v1/teams?period=…
export function makeTree(rows) {
  const teams = new Map(rows.map((row) => [row.team, row]));
  const children = new Map();
  for (const row of rows) {
    const parent = teams.has(row.parent) ? row.parent : WHOLE;
    children.set(parent, [...(children.get(parent) ?? []), row.team]);
  }
  const childrenOf = (team) => children.get(team) ?? [];
  const parentOf = (team) => (team === WHOLE ? null : teams.has(teams.get(team)?.parent) ? teams.get(team).parent : WHOLE);
  const leavesOf = (team) => {
    const below = childrenOf(team);
    return below.length === 0 ? [team] : below.flatMap(leavesOf);
  };
  // In the order of the tree, each before what is below it; depth 0 is the first level below the whole.
  const walk = (team = WHOLE, depth = 0) => childrenOf(team).flatMap((child) => [{team: child, depth}, ...walk(child, depth + 1)]);
  const pathTo = (team) => (team === WHOLE ? [WHOLE] : [...pathTo(parentOf(team)), team]);
  return {
    has: (team) => team === WHOLE || teams.has(team),
    row: (team) => teams.get(team) ?? null,
    nameOf: (team) => teams.get(team)?.name ?? team,
    isLeaf: (team) => team !== WHOLE && childrenOf(team).length === 0,
    leaves: () => rows.filter((row) => childrenOf(row.team).length === 0).map((row) => row.team),
    childrenOf,
    parentOf,
    leavesOf,
    walk,
    pathTo,
  };
}
