// SPDX-License-Identifier: GPL-3.0-or-later
// Where the reader is, as the part of the address behind "#": /TEAM?period=…&lang=…, so that it works below any path.

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // nobody's code, so that there will be no such team
  }
}

// {team: null for the whole organisation, period: null for the newest, lang: null for the browser's}
export function parseAddress(hash) {
  const [path, query] = hash.replace(/^#\/?/, "").split("?");
  const parameters = new URLSearchParams(query);
  const choice = (name) => parameters.get(name) || null;
  return {team: path ? decode(path) : null, period: choice("period"), lang: choice("lang")};
}

export function writeAddress({team, period, lang}) {
  const parameters = new URLSearchParams();
  if (period) parameters.set("period", period);
  if (lang) parameters.set("lang", lang);
  const query = parameters.toString();
  return `#/${team ? encodeURIComponent(team) : ""}${query ? `?${query}` : ""}`;
}
