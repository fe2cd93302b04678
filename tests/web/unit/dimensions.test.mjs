// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import {dimensionsOf, isNet, sideOf} from "../../../daemon/web/src/model/dimensions.js";

const rows = ["ces", "speed", "csat", "wellbeing", "pride", "enps", "wellbeing"].map((dimension) => ({
  dimension, contacts: dimension === "speed" ? 12 : null,
}));

test("dimensions that ship come first, others behind them", () => {
  assert.deepEqual(dimensionsOf("employees", rows), ["wellbeing", "enps", "pride"]);
  assert.deepEqual(dimensionsOf("customers", rows), ["csat", "ces", "speed"]);
});

test("somebody's own dimension is of those whom it counts", () => {
  assert.equal(sideOf("speed", rows), "customers");
  assert.equal(sideOf("pride", rows), "employees");
  assert.equal(sideOf("csat", []), "customers");
});

test("net scores have their own scale", () => {
  assert.ok(isNet("nps") && isNet("enps") && !isNet("csat"));
});
