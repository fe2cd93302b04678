// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import {parseAddress, writeAddress} from "../../../daemon/web/src/address.js";

const start = {team: null, period: null, lang: null, at: null};

test("no address is the whole organisation, newest period, browser's language", () => {
  for (const hash of ["", "#", "#/", "#/?", "#/?lang=&period="]) assert.deepEqual(parseAddress(hash), start);
});

test("what is written is read again", () => {
  const addresses = [
    start,
    {...start, team: "T03"},
    {team: "a.b-c_d", period: "2025-W13", lang: "sv", at: "lags"},
    {...start, lang: "fi"},
  ];
  for (const address of addresses) assert.deepEqual(parseAddress(writeAddress(address)), address);
});

test("an address stays behind the #", () => {
  assert.equal(writeAddress(start), "#/");
  assert.equal(writeAddress({team: "T03", period: "2025-W13", lang: "fi"}), "#/T03?period=2025-W13&lang=fi");
});

test("what nobody wrote is no fault", () => {
  assert.deepEqual(parseAddress("#/%"), {...start, team: "%"});
});
