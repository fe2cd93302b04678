// SPDX-License-Identifier: GPL-3.0-or-later
// Ways through the page: down the tree, to other periods, to other languages, out with the figures.
import assert from "node:assert/strict";
import {readFile} from "node:fs/promises";
import {test} from "node:test";
import {ask, drawn, enter, read, recordsOf, rows, tableOf, url, visitor} from "./reader.mjs";

const see = visitor({});

const heading = (page, text) => page.waitForFunction((wanted) => document.querySelector("h1")?.textContent === wanted, text);

test("down the tree to a team, and up again", () => read({}, async (page) => {
  await enter(page);
  await page.click('#teams a:text-is("U1")');
  await heading(page, "Unit U1 (U1)");
  assert.match(await page.textContent("main"), /A unit with 3 teams\./);
  assert.equal(await page.title(), "Unit U1 (U1) – pulssid: employees and customers");
  const below = await tableOf(page, "#below table");
  assert.deepEqual(below.slice(1).map((line) => line[0]), ["Team T01 (T01)", "Team T02 (T02)", "Team T03 (T03)"]);
  await page.click('#below a:text-is("Team T03 (T03)")');
  await heading(page, "Team T03 (T03)");
  await drawn(page);
  assert.match(await page.textContent("#link"), /At the lag that the other teams point to \(employees first, by 2 weeks\): r 0\.63/);
  const {claims} = await (await ask(page, "v1/linkage?period=2025-W13&team=T03")).json();
  const mine = claims.filter((one) => one.team === "T03");
  assert.ok(mine.length > 0);
  for (const {sentence_en: sentence} of mine) assert.ok((await page.textContent("#link .claims")).includes(sentence), sentence);
  assert.match(await page.textContent("#changes"), /T03, wellbeing: lower than before, compared with the other teams/);
  assert.equal((await tableOf(page, "#changes table")).find((line) => line[0] === "Wellbeing")[1], "fallen");
  await page.click('.trail a:text-is("The whole organisation")');
  await heading(page, "Employees and customers, 2025-W13");
  await page.goBack();
  await heading(page, "Team T03 (T03)");
}));

see("a team's page says what the API says", async (page) => {
  const api = Object.fromEntries((await rows(page, "v1/scores?period=2025-W13&team=T03")).map((row) => [row.dimension, row]));
  const [, ...lines] = await tableOf(page, "#scores table");
  const line = (name) => lines.find(([first]) => first === name);
  assert.equal(line("Wellbeing")[1], `${api.wellbeing.mean}`);
  assert.equal(line("Wellbeing")[2], `${api.wellbeing.lo} to ${api.wellbeing.hi}`);
  assert.equal(line("Satisfaction (CSAT)")[3], `${api.csat.n}`);
  assert.equal(line("eNPS")[1], "Too few");
  assert.match(line("eNPS")[5], /too few for this figure/);
  assert.match(await page.textContent("main"), /A team\. 11 people\./);
}, "#/T03");

see("a team's page says whether a mean describes it", async (page) => {
  const {organisation, rows: api} = await (await ask(page, "v1/agreement?period=2025-W13&team=T11")).json();
  const shown = await recordsOf(page, "#agreement table");
  assert.equal(shown.length, organisation.length);
  const [wellbeing] = shown;
  const mine = api.find((row) => row.dimension === "wellbeing");
  const whole = organisation.find((row) => row.dimension === "wellbeing");
  assert.equal(mine.state, "published");
  assert.deepEqual([wellbeing.Dimension, wellbeing.Verdict], ["Wellbeing", "property of teams"]);
  assert.equal(wellbeing["rwg(j) of this team"], mine.rwgj_uniform.toFixed(2));
  assert.deepEqual([wellbeing["ICC(1)"], wellbeing["ICC(2)"]], [whole.icc1_median.toFixed(2), whole.icc2_median.toFixed(2)]);
  assert.equal(shown.filter((row) => /^\d/.test(row["rwg(j) of this team"])).length, api.filter((row) => row.rwgj_uniform !== null).length);
}, "#/T11");

see("a team's page says whether customers fall between it and others", async (page) => {
  const [mine] = await rows(page, "v1/silos?period=2025-W13&team=T05");
  const text = await page.textContent("#silo");
  assert.ok(mine.flag && text.includes(mine.text_en), text);
  assert.match(text, /signs of siloing in this analysis; over formal tests: preliminary/);
  const shown = await recordsOf(page, "#silo table");
  assert.deepEqual(shown.map((row) => row.Figure), ["a1", "a2", "b1", "b2", "c1", "c2", "d1"].map((name) => mine[name].toFixed(2)));
}, "#/T05");

see("a hidden team is hidden on its own page too, with the reason", async (page) => {
  const [, ...lines] = await tableOf(page, "#scores table");
  const wellbeing = lines.find(([first]) => first === "Wellbeing");
  assert.deepEqual(wellbeing.slice(1, 4), ["Hidden", "", ""]);
  assert.match(wellbeing[5], /Hidden to protect respondents: fewer than 5 answered/);
}, "#/T12");

see("a team that is none is said to be none", async (page) => {
  await heading(page, "No such team");
  assert.match(await page.textContent("main"), /no team with the code T99/);
}, "#/T99");

see("another period is looked at as it was published", async (page) => {
  await page.selectOption("#period", "2024-W40");
  await heading(page, "Employees and customers, 2024-W40");
  await drawn(page);
  const [whole] = await rows(page, "v1/scores?period=2024-W40&team=*&dimension=csat");
  assert.equal(await page.textContent(".side.customers .figure"), whole.mean.toFixed(1));
  assert.match(await page.textContent("#headline"), /Description/);
  assert.match(await page.textContent("#lags"), /No lag has enough pairs/);
  assert.match(await page.textContent("#changes"), /For this release changes were not looked for/);
  assert.match(await page.textContent("#agreement"), /For this release agreement was not analysed/);
  assert.match(await page.textContent("#silos"), /For this release silos were not analysed/);
  assert.match(await page.textContent("#metrics"), /For this release metrics were not reviewed/);
  assert.equal((await tableOf(page, ".side.customers table")).length, 1 + 5);
  assert.match(await page.evaluate(() => location.hash), /period=2024-W40/);
  for (const [id, path] of [["handoffs", "v1/handoffs?part=teams"], ["sides", "v1/scores?team=*"]]) {
    const {name, content} = await save(page, page.locator(`#${id} .downloads a[download$='until-2024-W40.csv']`));
    assert.match(name, /until-2024-W40\.csv$/);
    const all = (await (await ask(page, `${path}&format=csv&limit=10000`)).text()).split("\r\n");
    const column = all[0].split(",").indexOf("period");
    const wanted = all.filter((line, i) => i === 0 || line === "" || line.split(",")[column] <= "2024-W40");
    assert.ok(wanted.length > 6 && wanted.length < all.length);
    assert.equal(content.toString(), wanted.join("\r\n"));
  }
});

see("the contents lead to their sections", async (page) => {
  await page.click('.contents a:text-is("Who comes first")');
  await page.waitForFunction(() => document.activeElement.id === "lags");
  const top = await page.$eval("#lags", (section) => section.getBoundingClientRect().top);
  assert.ok(Math.abs(top) < 60, `${top}`);
});

test("keys alone lead past the head", () => read({}, async (page) => {
  await enter(page);
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
}));

for (const [locale, tag, claim, figure, sentence] of [
  ["fi-FI", "fi", /Ajallinen edeltävyys Hyvinvoinnin muutos edelsi asiakastyytyväisyyden muutosta 2 viikkoa/, /^\d\d,\d$/, /tiimin jäsenet vastaavat/],
  ["sv-FI", "sv", /Kommer före i tiden En förändring i välbefinnande kom 2 veckor före en förändring i kundnöjdhet/, /^\d\d,\d$/, /medlemmarna i ett team svarar/],
  ["en-US", "en", /Leads in time A change in wellbeing came 2 weeks before/, /^\d\d\.\d$/, /members of a team answer alike/],
  ["de-DE", "en", /Leads in time/, /^\d\d\.\d$/, /members of a team answer alike/],
]) {
  test(`a browser that speaks ${locale} is spoken to in ${tag}`, () => read({locale}, async (page) => {
    await page.waitForSelector("#key");
    assert.equal(await page.getAttribute("html", "lang"), tag);
    await enter(page);
    assert.match(await page.textContent("#headline"), claim);
    assert.match(await page.textContent(".side .figure"), figure);
    assert.match(await page.textContent("#agreement .sentences"), sentence);
  }));
}

test("the language is switched where one is, and stays", () => read({locale: "fi-FI", url: `${url}/#/T03`}, async (page) => {
  await enter(page);
  await page.click('.languages a[lang="sv"]');
  await page.waitForFunction(() => document.documentElement.lang === "sv");
  assert.match(await page.textContent("#link"), /Samband, inte orsak\./);
  assert.match(await page.textContent("#changes"), /T03, välbefinnande: lägre än förut/);
  assert.equal(await page.textContent('.languages a[aria-current="true"]'), "Svenska");
  await page.click(".trail a");
  await heading(page, "Personal och kunder, 2025-W13");
  await page.reload();
  await heading(page, "Personal och kunder, 2025-W13");
  await page.click('.languages a[lang="en"]');
  await heading(page, "Employees and customers, 2025-W13");
}));

// Saves what a link gives. A browser asks before it lets one page save a dozen files, so only some are clicked.
async function save(page, link) {
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return {name: download.suggestedFilename(), content: await readFile(await download.path())};
}

see("a download is what the API gives, byte for byte", async (page) => {
  for (const id of ["trust", "linkage", "handoffs"]) {
    const link = page.locator(`#${id} .downloads a`).first();
    const {name, content} = await save(page, link);
    assert.match(name, /^[a-z]+(?:-[\w-]+)?\.csv$/);
    assert.ok((await (await ask(page, await link.getAttribute("href"))).body()).equals(content), name);
  }
  const release = await save(page, page.locator('#method table a:text-is("2025-W13")'));
  assert.equal(release.name, "release-2025-W13.txt");
  assert.ok((await (await ask(page, "v1/releases/2025-W13")).body()).equals(release.content));
  const archive = await save(page, page.locator("#method a[href$='.zip']"));
  assert.equal(archive.name, "pulssid-2025-W13.zip");
  assert.ok((await (await ask(page, "v1/exports/2025-W13.zip")).body()).equals(archive.content));
});

see("behind every download link is what the API gives", async (page) => {
  const pathsOf = (ending) => page.$$eval(`.downloads a[download$='.${ending}']`, (all) => all.map((one) => one.getAttribute("href")));
  const answer = (path) => page.evaluate(async (one) => (await fetch(one)).text(), path);
  const views = await page.locator("section:has(.downloads a[download$='.csv']):has(.downloads a[download$='.json'])").count();
  assert.equal(views, 14);
  for (const path of await pathsOf("csv")) {
    const text = await answer(path);
    assert.ok(text.split("\r\n").length > 2, path);
    assert.equal(text, await (await ask(page, path)).text(), path);
  }
  for (const path of await pathsOf("json")) {
    const text = await answer(path);
    assert.ok(JSON.parse(text).rows.length > 0, path);
    assert.equal(text, await (await ask(page, path)).text(), path);
  }
});
