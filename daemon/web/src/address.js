// SPDX-License-Identifier: GPL-3.0-or-later
// Where the reader is, as the part of the address behind "#": /TEAM?period=…&lang=…&at=…, so that it works below any path.

const NAMES = ["period", "lang", "at"];

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // nobody's code, so that there will be no such team
  }
}

// {team: null for the whole organisation, period: null for the newest, lang: null for the browser's, at: a section's id}
export function parseAddress(hash) {
  const [path, query] = hash.replace(/^#\/?/, "").split("?");
  const parameters = new URLSearchParams(query);
  const choices = NAMES.map((name) => [name, parameters.get(name) || null]);
  return {team: path ? decode(path) : null, ...Object.fromEntries(choices)};
}

export function writeAddress(address) {
  const given = NAMES.filter((name) => address[name]).map((name) => [name, address[name]]);
  const query = new URLSearchParams(given).toString();
  return `#/${address.team ? encodeURIComponent(address.team) : ""}${query ? `?${query}` : ""}`;
}
