// SPDX-License-Identifier: GPL-3.0-or-later
// What customers' matters were about, as it is served: here they are only put in order.

// rows: of /v1/handoffs, part topics. told: those with figures, where most is lost first, as far as that is known, then where
// most contacts are; orphans: those that no team ends, in the same order; untold: those with too few contacts, by their codes.
export function topicsOf(rows) {
  const place = (row) => row.by_lost ?? Infinity;
  const inOrder = (a, b) => (place(a) === place(b) ? a.by_contacts - b.by_contacts : place(a) - place(b));
  const told = rows.filter((row) => row.state === "published").sort(inOrder);
  const untold = rows.filter((row) => row.state !== "published");
  return {told, orphans: told.filter((row) => row.ending === "orphan"), untold};
}
