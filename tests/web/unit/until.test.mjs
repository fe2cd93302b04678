// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import {makeApi, nextOf} from "../../../daemon/web/src/api.js";
import {csvUntil, rowsUntil} from "../../../daemon/web/src/model/until.js";

test("the header Link says where the next page begins, also below a path", () => {
  assert.equal(nextOf('</v1/handoffs?format=csv&part=teams&limit=2&after=2024-W36~T01~T03>; rel="next"'), "2024-W36~T01~T03");
  assert.equal(nextOf('</some/where/v1/scores?after=a%7Eb>; rel="next"'), "a~b");
  assert.equal(nextOf('</v1/scores?after=a>; rel="prev"'), null);
  assert.equal(nextOf(null), null);
});

test("a report as CSV is all of its pages, with one head", async () => {
  const pages = {null: ["period,n\r\na,1\r\nb,2\r\n", "b"], b: ["period,n\r\nc,3\r\n", "c"], c: ["period,n\r\nd,4\r\n", null]};
  const asked = [];
  globalThis.fetch = async (path) => {
    const query = new URLSearchParams(path.split("?")[1]);
    asked.push(query);
    const [text, next] = pages[query.get("after")];
    return new Response(text, {headers: next ? {Link: `</v1/scores?after=${next}>; rel="next"`} : {}});
  };
  assert.equal(await makeApi().csv("scores", {dimension: "csat", part: undefined}), "period,n\r\na,1\r\nb,2\r\nc,3\r\nd,4\r\n");
  assert.equal(asked.length, 3);
  assert.ok(asked.every((query) => query.get("format") === "csv" && query.get("dimension") === "csat" && !query.has("part")));
});

test("what was published after the chosen period is left out", () => {
  const text = "release,period,n\r\n1,2024-W52,7\r\n2,2025-W01,8\r\n3,2025-W02,9\r\n";
  assert.equal(csvUntil(text, "2025-W01"), "release,period,n\r\n1,2024-W52,7\r\n2,2025-W01,8\r\n");
  assert.equal(csvUntil(text, "2025-W02"), text);
  assert.deepEqual(rowsUntil([{period: "2024-W52"}, {period: "2025-W01"}], "2024-W52"), [{period: "2024-W52"}]);
});
