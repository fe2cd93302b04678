// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import {attentionOf} from "../../../daemon/web/src/model/attention.js";

const change = (team, dimension, alarm, size) => ({team, dimension, alarm, size});
const silo = (team, index, flag, evidence = "preliminary", half = 1) =>
  ({team, index, index_lo: index - half, index_hi: index + half, flag, evidence});
const places = (all) => all.map(({place}) => place);
const teams = (all) => all.map(({kind, row}) => `${kind} ${row.team}`);

test("the largest fall of a main figure comes first, and rises are no reason to look", () => {
  const rows = [change("T01", "wellbeing", -1, -5), change("T02", "csat", -1, -12), change("T03", "safety", -1, -40),
    change("T04", "wellbeing", 1, 50), change("T05", "csat", 0, null), change("T06", "engagement", -1, null)];
  assert.deepEqual(teams(attentionOf([], rows)), ["change T02", "change T01", "change T03", "change T06"]);
  assert.deepEqual(attentionOf([], []), []);
});

test("signs of siloing come before falls, confirmed ones first, and teams without a flag not at all", () => {
  const silos = [silo("T01", 50, true), silo("T02", 70, true), silo("T03", 40, true, "confirmed"), silo("T04", 90, false), silo("T05", null, null)];
  assert.deepEqual(teams(attentionOf(silos, [change("T06", "csat", -1, -9)])), ["silo T03", "silo T02", "silo T01", "change T06"]);
});

test("where intervals overlap with that of the first of a place, teams share it", () => {
  const wide = [["T01", 74], ["T02", 70], ["T03", 66]].map(([team, index]) => silo(team, index, true, "preliminary", 3));
  assert.deepEqual(places(attentionOf(wide, [])), [1, 1, 3]);
  assert.deepEqual(places(attentionOf([wide[0], silo("T02", 70, true, "confirmed", 9)], [])), [1, 2], "a confirmed one is no tie with others");
  const fall = (team, dimension, size, half) => ({...change(team, dimension, -1, size), size_lo: size - half, size_hi: size + half});
  const falls = [fall("T04", "csat", -20, 5), fall("T05", "wellbeing", -14, 5), fall("T06", "safety", -20, 5), change("T07", "safety", -1, null)];
  assert.deepEqual(places(attentionOf([silo("T01", 20, true)], falls)), [1, 2, 2, 4, 5], "another kind, other figures, or no interval");
});
