// SPDX-License-Identifier: GPL-3.0-or-later
// The API as the page asks it: by paths relative to the page, with the session's cookie. What was published does not
// change, so an answer is kept for as long as the page is open.

// An answer that is no success; status 0: there was no answer.
export class Refused extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? `status ${status}`);
    this.status = status;
    this.type = problem?.type ?? null;
  }
}

async function send(path, options) {
  const response = await fetch(path, {credentials: "same-origin", cache: "no-store", ...options}).catch(() => null);
  if (!response) throw new Refused(0);
  if (!response.ok) throw new Refused(response.status, await response.json().catch(() => null));
  return response;
}

export async function post(path, form) {
  await send(path, {method: "POST", body: form ? new URLSearchParams(form) : null});
}

// The address of a report, of the parameters that have a value.
export function reportPath(report, parameters = {}) {
  const given = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined);
  return given.length === 0 ? `v1/${report}` : `v1/${report}?${new URLSearchParams(given)}`;
}

// No page of a report is longer.
export const ROWS_AT_ONCE = 10000;
// What is drawn is asked for in smaller ones, each of which the daemon answers within a tenth of a second.
const ROWS_DRAWN = 2500;

// Where the next page begins, as the header Link of one says: null after the last.
export function nextOf(link) {
  const query = /\?([^>]*)>;\s*rel="next"/.exec(link ?? "")?.[1];
  return new URLSearchParams(query).get("after");
}

// A reader's way to the API; a new one remembers nothing. onAnswer() is called with each good answer.
export function makeApi(onAnswer = () => {}) {
  const known = new Map();
  const ask = async (path) => {
    const response = await send(path, {headers: {Accept: "application/json"}});
    onAnswer();
    return response.json();
  };
  const get = (path) => {
    if (!known.has(path)) {
      const asked = ask(path);
      known.set(path, asked);
      asked.catch(() => known.delete(path));
    }
    return known.get(path);
  };
  // A whole report: its first page, with the rows of the others.
  const report = async (name, parameters = {}) => {
    const first = await get(reportPath(name, {...parameters, limit: ROWS_DRAWN}));
    let rows = first.rows;
    for (let after = first.next; after;) {
      const page = await get(reportPath(name, {...parameters, limit: ROWS_DRAWN, after}));
      rows = rows.concat(page.rows);
      after = page.next;
    }
    return {...first, rows};
  };
  // The same as CSV: the head of columns is that of the first page. Asked anew each time.
  const csv = async (name, parameters = {}) => {
    const texts = [];
    let after = null;
    do {
      const response = await send(reportPath(name, {...parameters, format: "csv", limit: ROWS_AT_ONCE, after}));
      onAnswer();
      const text = await response.text();
      texts.push(after === null ? text : text.slice(text.indexOf("\r\n") + 2));
      after = nextOf(response.headers.get("Link"));
    } while (after !== null);
    return texts.join("");
  };
  return {ask, get, report, csv, rows: async (name, parameters) => (await report(name, parameters)).rows};
}
