// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import {makeRatings} from "../../../daemon/web/src/model/ratings.js";

const row = (rater, rated, state = "published") => ({rater_team: rater, rated_team: rated, state});

test("a pair has its own row, else that of a whole team", () => {
  const {find, pairs} = makeRatings([row("A", "B"), row("C", "*", "suppressed"), row("*", "D", "suppressed")]);
  assert.deepEqual([find("A", "B"), find("C", "A"), find("A", "D")].map((one) => `${one.rater_team}${one.rated_team}`), ["AB", "C*", "*D"]);
  assert.equal(find("B", "A"), null);
  assert.deepEqual(pairs, [row("A", "B")]);
});

test("a period in which nobody was asked says nothing", () => {
  assert.equal(makeRatings([row("*", "*", "no_data")]).find("A", "B"), null);
  assert.equal(makeRatings([row("*", "*", "suppressed")]).find("A", "B").state, "suppressed");
});
