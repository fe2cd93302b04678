// SPDX-License-Identifier: GPL-3.0-or-later
// Reports over many periods, as far as the one that is looked at.

// text: CSV of codes and numbers with a column "period", whose ids are in order as texts are.
export function csvUntil(text, period) {
  const [head, ...lines] = text.split("\r\n");
  const column = head.split(",").indexOf("period");
  return [head, ...lines.filter((line) => line === "" || line.split(",")[column] <= period)].join("\r\n");
}

export function rowsUntil(rows, period) {
  return rows.filter((row) => row.period <= period);
}
