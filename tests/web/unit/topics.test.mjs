// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import {topicsOf} from "../../../daemon/web/src/model/topics.js";

const row = (topic, byContacts, byLost, ending) => ({topic, by_contacts: byContacts, by_lost: byLost, ending, state: "published"});
const few = {topic: "few", by_contacts: null, by_lost: null, ending: "undetermined", state: "insufficient"};
const names = (rows) => rows.map(({topic}) => topic);

test("topics stand where most is lost first, those of few apart", () => {
  const {told, orphans, untold} = topicsOf([row("A", 1, 3, "orphan"), few, row("B", 2, 1, "owned"), row("C", 3, 1, "orphan"), row("D", 4, 2, "undetermined")]);
  assert.deepEqual(names(told), ["B", "C", "D", "A"]);
  assert.deepEqual(names(orphans), ["C", "A"]);
  assert.deepEqual(names(untold), ["few"]);
});

test("where nobody knows what is lost, most contacts come first", () => {
  assert.deepEqual(names(topicsOf([row("A", 3, null, "owned"), row("B", 1, null, "orphan"), row("C", 2, null, "owned")]).told), ["B", "C", "A"]);
  assert.deepEqual(topicsOf([]), {told: [], orphans: [], untold: []});
});
