// SPDX-License-Identifier: GPL-3.0-or-later
// Who gets in, and how it ends.
import assert from "node:assert/strict";
import {test} from "node:test";
import {drawn, enter, key, read, signIn} from "./reader.mjs";

const UNAUTHORISED = "401 (Unauthorized)";

test("without a key nothing is shown", () => read({}, async (page) => {
  await page.waitForSelector("#key");
  assert.equal(await page.locator("section").count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.id), "key");
  assert.equal(await page.getAttribute("#key", "type"), "password");
}));

test("a wrong key is refused in words, and a right one taken after it", () => read({expected: UNAUTHORISED}, async (page) => {
  for (const wrong of ["nonsense", `1.${"0".repeat(64)}`, process.env.PULSSID_SUBMITTER_KEY]) {
    await signIn(page, wrong);
    await page.waitForFunction(() => document.querySelector("[role=alert]")?.textContent.length > 0);
    assert.match(await page.textContent("[role=alert]"), /not a valid key/);
    assert.equal(await page.locator("section").count(), 0);
  }
  await enter(page);
  assert.ok(await page.locator("section").count() > 10);
}));

test("the key leaves no trace in the browser, and scripts do not see the cookie", () => read({}, async (page) => {
  await enter(page);
  const seen = await page.evaluate(() => [document.cookie, JSON.stringify(localStorage), JSON.stringify(sessionStorage), location.href].join(" "));
  assert.ok(!seen.includes("pulssid=") && !seen.includes(key.split(".")[1]), seen);
  const [cookie, ...others] = await page.context().cookies();
  assert.deepEqual(others, []);
  assert.deepEqual({name: cookie.name, path: cookie.path, httpOnly: cookie.httpOnly, secure: cookie.secure, sameSite: cookie.sameSite},
    {name: "__Host-pulssid", path: "/", httpOnly: true, secure: true, sameSite: "Strict"});
}));

test("who is signed in stays so over a reload, until signing out", () => read({}, async (page) => {
  await enter(page);
  await page.reload();
  await drawn(page);
  await page.click("text=Sign out");
  await page.waitForSelector("#key");
  assert.match(await page.textContent("[role=status]"), /signed out/);
  assert.equal(await page.locator("section").count(), 0);
  await page.reload();
  await page.waitForSelector("#key");
  assert.deepEqual(await page.context().cookies(), []);
}));

test("who signs out without a network sees no figures, is told that it failed, and can try again", () =>
  read({expected: "ERR_INTERNET_DISCONNECTED"}, async (page) => {
    await enter(page);
    await page.context().setOffline(true);
    await page.click("text=Sign out");
    await page.waitForSelector("[role=alert]");
    assert.equal(await page.textContent("h1"), "You are still signed in");
    assert.match(await page.textContent("[role=alert]"), /Signing out failed.*The service does not answer now/);
    assert.equal(await page.locator("section, #key").count(), 0);
    await page.click('.languages a[lang="fi"]');
    await page.waitForFunction(() => document.querySelector("h1")?.textContent === "Olet yhä kirjautuneena");
    await page.click("main button");
    await page.waitForSelector("[role=alert]");
    await page.context().setOffline(false);
    await page.click("main button");
    await page.waitForSelector("#key");
    assert.match(await page.textContent("[role=status]"), /Olet kirjautunut ulos/);
    assert.deepEqual(await page.context().cookies(), []);
  }));

test("an idle session ends: the reader is told before, can stay, and at last sees nothing more", () =>
  read({url: `${process.env.PULSSID_HASTY_URL}/`}, async (page) => {
    await enter(page);
    await page.waitForSelector(".session button");
    assert.match(await page.textContent(".session"), /You will be signed out in about 1 minute/);
    await page.click(".session button");
    await page.waitForSelector(".session button", {state: "detached"});
    assert.ok(await page.locator("section").count() > 10);
    await page.waitForSelector("#key");
    assert.match(await page.textContent("[role=status]"), /You were signed out/);
    assert.equal(await page.locator("section").count(), 0);
    assert.deepEqual(await page.context().cookies(), []);
  }));

test("what one tab asks for keeps the session of another", () => read({url: `${process.env.PULSSID_HASTY_URL}/`}, async (page) => {
  await enter(page);
  const other = await page.context().newPage();
  await other.goto(`${process.env.PULSSID_HASTY_URL}/`);
  await drawn(other);
  await page.waitForSelector(".session button");
  await other.click(".session button");
  await page.waitForSelector(".session button", {state: "detached"});
  assert.ok(await page.locator("section").count() > 10);
}));

test("a session that the service ended is noticed with the next question", () => read({expected: UNAUTHORISED}, async (page) => {
  await enter(page);
  await page.context().clearCookies();
  await page.selectOption("#period", {index: 3});
  await page.waitForSelector("#key");
  assert.match(await page.textContent("[role=status]"), /You were signed out/);
  assert.equal(await page.locator("section").count(), 0);
}));
