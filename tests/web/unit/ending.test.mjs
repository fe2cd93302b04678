// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import {commonEnding} from "../../../daemon/web/src/model/ending.js";

test("what all texts end with is said once", () => {
  const texts = ["T01 fell. Since 2025-W02. Not a cause: the number says no more.", "T02 rose. Not a cause: the number says no more."];
  assert.deepEqual(commonEnding(texts), {texts: ["T01 fell. Since 2025-W02.", "T02 rose."], ending: "Not a cause: the number says no more."});
});

test("no text is left empty, and what differs stays", () => {
  assert.deepEqual(commonEnding(["One. Two.", "Two."]), {texts: ["One. Two.", "Two."], ending: null});
  assert.deepEqual(commonEnding(["A. B.", "A. C."]), {texts: ["A. B.", "A. C."], ending: null});
  assert.deepEqual(commonEnding(["A. B."]), {texts: ["A. B."], ending: null});
  assert.deepEqual(commonEnding([]), {texts: [], ending: null});
});
