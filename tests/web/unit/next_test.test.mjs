// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import test from "node:test";
import {MONTHS, nextTest, WEEKS} from "../../../daemon/web/src/model/next_test.js";

const next = (period, day) => nextTest({period, first_day: day});

test("the next test is a quarter of a year later, also over the turn of a year", () => {
  assert.equal(next("2025-W13", "2025-03-24"), "2025-W26");
  assert.equal(next("2020-W40", "2020-09-28"), "2020-W53");
  assert.equal(next("2020-W41", "2020-10-05"), "2021-W01");
  assert.equal(next("2024-W45", "2024-11-04"), "2025-W06");
  assert.equal(next("2025-09", "2025-09-01"), "2026-03");
});

test("tests are as far apart as the configuration has them by itself", () => {
  const conf = readFileSync(new URL("../../../conf/pulssid.conf", import.meta.url), "utf8");
  const of = (name) => Number(new RegExp(`^#? ?${name} = (\\d+)$`, "m").exec(conf)[1]);
  assert.deepEqual([of("test_weeks"), of("test_months")], [WEEKS, MONTHS]);
});
