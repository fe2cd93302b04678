// SPDX-License-Identifier: GPL-3.0-or-later
// When a formal test comes next. What is claimed over releases changes only then.

// As test_weeks and test_months are set unless somebody sets them otherwise (conf/pulssid.conf).
export const WEEKS = 13;
export const MONTHS = 6;

const DAY_MS = 86400000;

function weekOf(day) {
  const thursday = new Date(day.getTime() + (3 - ((day.getUTCDay() + 6) % 7)) * DAY_MS);
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  const week = 1 + Math.floor((thursday.getTime() - first) / (7 * DAY_MS));
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, "0")}`;
}

// period: the row of the period of a formal test. The id of the one in which the next is due.
export function nextTest(period) {
  const day = new Date(`${period.first_day}T00:00Z`);
  if (period.period.includes("W")) return weekOf(new Date(day.getTime() + 7 * WEEKS * DAY_MS));
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + MONTHS, 1)).toISOString().slice(0, 7);
}
