// SPDX-License-Identifier: GPL-3.0-or-later
// All tests of the page, in one process with one browser.
import "./sign_in.test.mjs";
import "./sections.test.mjs";
import "./topics.test.mjs";
import "./places.test.mjs";
import "./looks.test.mjs";
import "./prefix.test.mjs";
