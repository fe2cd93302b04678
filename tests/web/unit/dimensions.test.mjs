// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import {dimensionsOf, inOrder, isNet, sideOf} from "../../../daemon/web/src/model/dimensions.js";

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

test("rows on employees come in the order of what is measured, also those that count no contacts", () => {
  const told = ["safety", "pride", "wellbeing"].map((dimension) => ({dimension, n: 1}));
  assert.deepEqual(inOrder(told).map((row) => row.dimension), ["wellbeing", "safety", "pride"]);
  assert.equal(inOrder(told)[2], told[1]);
});

test("net scores have their own scale", () => {
  assert.ok(isNet("nps") && isNet("enps") && !isNet("csat"));
});
