// SPDX-License-Identifier: GPL-3.0-or-later
// The report of changes: which teams' scores have changed, and of which that cannot be told.

const bySize = (a, b) => Math.abs(b.size ?? 0) - Math.abs(a.size ?? 0);

// Alarms in the order of their size, rises and falls alike; steady: how many series were judged and have none; untold:
// how many were not judged, by reason.
export function changesOf(rows) {
  const untold = {};
  for (const row of rows.filter((one) => one.state !== "published")) untold[row.reason] = (untold[row.reason] ?? 0) + 1;
  return {
    alarms: rows.filter((row) => row.alarm !== 0).sort(bySize),
    steady: rows.filter((row) => row.state === "published" && row.alarm === 0).length,
    untold,
  };
}
