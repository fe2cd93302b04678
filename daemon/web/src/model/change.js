// SPDX-License-Identifier: GPL-3.0-or-later
// What moved between two periods. Told with its interval and without a verdict: one pair of periods decides nothing.

// The difference of two published figures with its 95 % interval, as of independent samples, from the two intervals (MOVER:
// Zou and Donner 2008), so that it holds for skewed ones too. lo and hi are null where an interval is not published, the
// whole is null where a figure is not.
export function changeOf(now, before) {
  if (now?.state !== "published" || before?.state !== "published" || now.bound || before.bound) return null;
  const value = now.mean - before.mean;
  if ([now.lo, now.hi, before.lo, before.hi].includes(null)) return {value, lo: null, hi: null};
  return {
    value,
    lo: value - Math.hypot(now.mean - now.lo, before.hi - before.mean),
    hi: value + Math.hypot(now.hi - now.mean, before.mean - before.lo),
  };
}
