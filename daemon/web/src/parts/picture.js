// SPDX-License-Identifier: GPL-3.0-or-later
// Observable Plot under our policy: its pictures bring a style element, which the page may not have; page.css says the same.
// And they label their groups, which a picture with a name of its own must not.
import {plot} from "@observablehq/plot";

// Of its texts, in pixels, as in page.css.
export const FONT_SIZE = 11;

export const colours = {
  employees: "var(--employees)",
  customers: "var(--customers)",
  quiet: "var(--quiet)",
  line: "var(--line)",
  ink: "var(--ink)",
  paper: "var(--paper)",
};

export const familyColours = {a: "var(--family-a)", b: "var(--family-b)", c: "var(--family-c)", d: "var(--family-d)"};

export function picture(options) {
  const svg = plot({className: "picture", ...options});
  for (const style of svg.querySelectorAll("style")) style.remove();
  for (const group of svg.querySelectorAll("[aria-label]")) {
    group.dataset.mark = group.getAttribute("aria-label");
    group.removeAttribute("aria-label");
  }
  return svg;
}
