// SPDX-License-Identifier: GPL-3.0-or-later
// Behind a proxy that serves the daemon below a path.
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {createServer, request} from "node:https";
import {after, before, test} from "node:test";
import {enter, read, url} from "./reader.mjs";

const PREFIX = "/some/where";
const folder = process.env.PULSSID_CERTIFICATES;
const ca = readFileSync(`${folder}/ca.pem`);

// Takes the prefix away and asks the daemon, which listens on 127.0.0.1 alone; everything else is not found.
function pass(incoming, outgoing) {
  if (!incoming.url.startsWith(`${PREFIX}/`)) {
    outgoing.writeHead(404).end();
    return;
  }
  const upstream = request(new URL(incoming.url.slice(PREFIX.length), url), {method: incoming.method, headers: incoming.headers, ca, family: 4}, (answer) => {
    outgoing.writeHead(answer.statusCode, answer.headers);
    answer.pipe(outgoing);
  });
  upstream.on("error", () => outgoing.destroy());
  incoming.pipe(upstream);
}

let proxy;
before(async () => {
  proxy = createServer({cert: readFileSync(`${folder}/server.pem`), key: readFileSync(`${folder}/server.key`)}, pass);
  await new Promise((resolve) => { proxy.listen(0, "127.0.0.1", resolve); });
});
after(() => {
  proxy.closeAllConnections();
  proxy.close();
});

test("the page works below a path", async () => {
  const start = `https://localhost:${proxy.address().port}${PREFIX}/`;
  await read({url: start}, async (page) => {
    const paths = [];
    page.on("request", (one) => paths.push(new URL(one.url()).pathname));
    await enter(page);
    assert.match(await page.textContent("#headline"), /2 weeks before/);
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#trust .downloads a")]);
    assert.ok(await download.path());
    await page.click("text=Sign out");
    await page.waitForSelector("#key");
    assert.ok(paths.length > 8 && paths.every((path) => path.startsWith(`${PREFIX}/`)), paths.join(" "));
  });
});
