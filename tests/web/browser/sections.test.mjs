// SPDX-License-Identifier: GPL-3.0-or-later
// What each section says of the sample organisation, held against the API and against what was computed elsewhere.
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {test} from "node:test";
import {ask, enter, read, recordsOf, rows, said, sentencesOf, tableOf, visitor} from "./reader.mjs";

const expected = JSON.parse(readFileSync(new URL("../../data/organisation/expected.json", import.meta.url), "utf8"));
const PERIOD = "2025-W13";

const see = visitor({});
const textOf = (page, id) => page.textContent(`#${id}`);

see("sections stand in their order", async (page) => {
  const ids = await page.$$eval("section", (all) => all.map((one) => one.id));
  assert.deepEqual(ids, ["headline", "trust", "sides", "quadrant", "linkage", "lags", "forest", "silos", "handoffs", "ratings", "changes",
    "teams", "agreement", "metrics", "unknowns", "method"]);
  const links = await page.$$eval(".contents a", (all) => all.map((one) => one.textContent));
  assert.deepEqual(links, await page.$$eval("section h2", (all) => all.map((one) => one.textContent)));
});

const claimsOf = async (page, team) => (await (await ask(page, `v1/linkage?period=${PERIOD}`)).json()).claims
  .filter((one) => one.team === team);
const listed = (page, selector) => page.$$eval(`${selector} li`, (all) => all.map((one) => one.textContent));
const GRADES = {description: "Description", association: "Association", leads_in_time: "Leads in time", cannot_tell: "Cannot tell"};

see("the headline is what the API claims, in its words and with its grade", async (page) => {
  const text = await textOf(page, "headline");
  const claims = await claimsOf(page, "*");
  const first = claims.find((one) => one.claim === "link");
  assert.equal(expected.link.k_star, 2);
  assert.match(first.sentence_en, /A change in wellbeing came 2 weeks before a change in customer satisfaction/);
  assert.equal(await page.textContent("#headline .claim"), `Leads in time ${first.sentence_en}`);
  const size = claims.find((one) => one.claim === "size");
  assert.ok((await listed(page, "#headline .claims:first-of-type")).includes(`${GRADES[size.grade]} ${size.sentence_en}`), text);
  const {r, ci_r: [lo, hi], k} = expected.link.pooled_DL;
  assert.ok(text.includes(`r = ${said(r)} (interval ${said(lo)} to ${said(hi)}, ${k} teams)`), text);
  assert.ok(lo < 0 && hi > 0);
  assert.match(text, /The interval reaches across 0 although a test was significant/);
  const key = await page.textContent("#headline .key");
  assert.ok(Object.values(GRADES).every((grade) => key.includes(`${grade} – `)) && key.endsWith("none of them says what causes what."), key);
  assert.match(text, /Of 12 teams, 11 show employees' figures and 12 show customers'\./);
  assert.doesNotMatch(await page.textContent("main"), /\b(?:drives|proves|leads to)\b/);
});

see("the first screen answers where to look first, how sure that is, and whether one causes the other", async (page) => {
  const flagged = (await rows(page, `v1/silos?period=${PERIOD}`)).filter((row) => row.flag).sort((a, b) => b.index - a.index);
  assert.deepEqual(flagged.map((row) => row.team), ["T09", "T05"]);
  const fall = (await rows(page, `v1/changes?period=${PERIOD}&limit=10000`))
    .filter((row) => row.alarm === -1 && ["wellbeing", "csat"].includes(row.dimension)).sort((a, b) => a.size - b.size)[0];
  const told = flagged.map((row) => `Team ${row.team} (${row.team}): signs of siloing, index ${row.index} (90 % interval ${row.index_lo} to `
    + `${row.index_hi}), preliminary.`);
  assert.deepEqual(await listed(page, "#headline .places"), [...told, `Team ${fall.team} (${fall.team}): Wellbeing has fallen by ${-fall.size} points `
    + `(95 % interval ${-fall.size_hi} to ${-fall.size_lo}) since about ${fall.change}, compared with the other teams.`]);
  assert.ok(flagged[1].index_hi >= flagged[0].index_lo);
  assert.deepEqual(await page.$$eval("#headline .places li", (all) => all.map((one) => one.value)), [1, 1, 3]);
  const sure = await page.textContent("#headline .sure");
  assert.match(sure, /^T09 and T05 are a tie: their intervals overlap\. Preliminary: significant in one test\. The next test is due about 2025-W26\./);
  assert.match(sure, /Index 0–100: below 20 ordinary, above 40 pronounced\./);
  assert.equal(await page.locator("#headline .places a").first().getAttribute("href"), "#/T09");
  assert.match(await page.textContent("#headline .note"), /Association, not cause\..*does not say what causes what/);
});

see("trust: who was asked, what is shown, from how many on", async (page) => {
  const [whole] = await rows(page, `v1/scores?period=${PERIOD}&team=*&dimension=wellbeing`);
  const facts = await page.$$eval("#trust .facts > div", (all) => Object.fromEntries(all.map((one) => [one.children[0].textContent, one.children[1].textContent])));
  assert.equal(facts["Employees invited"], `${whole.invited}`);
  assert.equal(facts.Answered, `${whole.responses}`);
  assert.equal(facts["Response rate"].replace("\u00a0", ""), `${Math.round(100 * whole.response_rate)}%`);
  assert.match(await textOf(page, "trust"), /from 5 respondents, of customers from 5 rated contacts/);
  const [head, ...lines] = await tableOf(page, "#trust table");
  assert.deepEqual(head, ["Dimension", "Published", "Counted in a unit", "Hidden", "Too few", "Not asked"]);
  assert.deepEqual(lines.find(([name]) => name === "Wellbeing"), ["Wellbeing", "11", "0", "1", "0", "0"]);
  assert.deepEqual(lines.find(([name]) => name === "Satisfaction (CSAT)"), ["Satisfaction (CSAT)", "12", "0", "0", "0", "0"]);
});

see("employees and customers stand side by side, alike in size", async (page) => {
  const figures = await page.$$eval(".side .figure", (all) => all.map((one) => one.textContent));
  const means = await Promise.all(["wellbeing", "csat"].map(async (d) => (await rows(page, `v1/scores?period=${PERIOD}&team=*&dimension=${d}`))[0].mean));
  assert.deepEqual(figures, means.map((mean) => mean.toFixed(1)));
  const boxes = await page.$$eval(".side", (all) => all.map((one) => {
    const {width, top} = one.getBoundingClientRect();
    const {width: w, height: h} = one.querySelector("svg").getBoundingClientRect();
    return {width, top, w, h};
  }));
  assert.deepEqual(boxes[0], boxes[1]);
});

see("a score that is only a bound is a triangle, and said to be one", async (page) => {
  const api = (await rows(page, `v1/scores?period=${PERIOD}&team=*`)).filter((row) => row.state === "published" && !["nps", "enps"].includes(row.dimension));
  const bounds = api.filter((row) => row.bound).length;
  assert.ok(bounds > 0 && bounds < api.length);
  const charts = ".side figure:nth-of-type(2)";
  assert.equal(await page.locator(`${charts} svg [data-mark="dot"] path`).count(), bounds);
  assert.equal(await page.locator(`${charts} svg [data-mark="dot"] circle`).count(), api.length - bounds);
  const told = await page.$$eval(`${charts} .summary`, (all) => all.map((one) => one.textContent));
  assert.ok(told.some((text) => /at least 9\d.*\. Triangle: only a bound is told\.$/.test(text)), `${told}`);
});

see("employees also as if each counted once", async (page) => {
  const {organisation} = await (await ask(page, `v1/scores?period=${PERIOD}&limit=10000`)).json();
  const {mean, lo, hi, teams} = organisation.find((row) => row.dimension === "wellbeing");
  const [value, low, high] = [mean, lo, hi].map((x) => said(x, 1));
  assert.ok((await textOf(page, "sides")).includes(`By headcount ${value} (95 % interval ${low} to ${high}), over ${teams} teams`));
  const table = await recordsOf(page, ".side.employees figure >> nth=1 >> table");
  assert.equal(table.find((row) => row.Dimension === "Wellbeing")["By headcount"], `${value} (${low} to ${high})`);
});

see("trends say the same as the API, gaps included", async (page) => {
  const api = await rows(page, "v1/scores?team=*&dimension=wellbeing");
  const [, ...lines] = await tableOf(page, ".side.employees figure:nth-of-type(1) table");
  assert.equal(lines.length, 30);
  lines.forEach(([period, figure, , n], i) => {
    assert.equal(period, api[i].period);
    assert.equal(figure, api[i].state === "published" ? api[i].mean.toFixed(1) : "Not asked");
    assert.equal(n, api[i].n === null ? "" : `${api[i].n}`);
  });
  assert.equal(lines.find(([period]) => period === "2024-W52")[1], "Not asked");
});

see("the quadrant has a team with both intervals, and the place that is served", async (page) => {
  const [head, ...lines] = await tableOf(page, "#quadrant table");
  assert.deepEqual(head, ["Team", "Wellbeing", "Satisfaction (CSAT)", "Place"]);
  assert.equal(lines.length, 11);
  const served = Object.fromEntries((await rows(page, `v1/silos?period=${PERIOD}`)).map((row) => [row.team, row.quadrant]));
  const names = {thriving: "strong both", inward: "happy staff, unhappy customers", strained: "unhappy staff, happy customers",
    struggling: "weak both", undetermined: "cannot tell"};
  assert.deepEqual(lines.map((line) => line[3]), lines.map(([team]) => names[served[team]]));
  assert.equal(served.T05, "inward");
  assert.match(await page.getAttribute("#quadrant svg", "aria-label"), /11 teams shown\. Over the window, clear of the other teams: .*T05 \(happy staff, unhappy customers\)/);
  assert.equal(await page.locator('#quadrant svg [data-mark="dot"] circle').count(), 11);
});

see("silos: the flagged teams in the API's words, what each index is made of, and every indicator", async (page) => {
  const {organisation, rows: api} = await (await ask(page, `v1/silos?period=${PERIOD}`)).json();
  const told = await sentencesOf(page, "silos");
  assert.deepEqual(told.slice(1).map((text) => text.slice(0, 3)), ["T09", "T05"]);
  assert.deepEqual(told, [organisation, ...told.slice(1).map((text) => api.find((row) => text.startsWith(row.team)))].map((row) => row.text_en));
  const shown = await recordsOf(page, "#silos figure table");
  assert.equal(shown.length, api.length);
  for (const record of shown) {
    const row = api.find(({team}) => team === record.Team);
    assert.equal(record["Index (90 %)"], `${row.index} (${row.index_lo} to ${row.index_hi})`);
    assert.deepEqual(["A", "B", "C", "D"].map((name) => record[`${name} adds`]), ["a", "b", "c", "d"].map((name) => `${row[`${name}_adds`]}`));
    assert.equal(record.Verdict, row.flag ? "signs of siloing" : "no evidence of siloing");
  }
  const sum = (row) => row.a_adds + row.b_adds + row.c_adds + row.d_adds;
  assert.ok(api.every((row) => Math.abs(sum(row) - row.index) <= 2) && api.some((row) => sum(row) > 50));
  const bars = await page.$$eval('#silos svg [data-mark="bar"] rect', (all) => all.filter((one) => one.getBoundingClientRect().width > 1).length);
  assert.equal(bars, api.flatMap((row) => ["a", "b", "c", "d"].filter((name) => row[`${name}_adds`] > 0)).length);
  const indicators = await recordsOf(page, "#silos .matrix");
  const t05 = api.find(({team}) => team === "T05");
  assert.equal(indicators.find((row) => row.Team === "T05")["C2 few ties with other units"], said(t05.c2));
  const [handoffs] = await recordsOf(page, "#silos > .scroll:last-of-type table");
  assert.equal(handoffs["E-I index"], said(organisation.handoffs_ei));
  assert.ok(organisation.communities_q < 0.3 && organisation.text_en.includes("handoffs gather in no clear groups"));
  assert.ok((await textOf(page, "silos")).includes(`teams fall into no clear groups: the best grouping found has ${organisation.communities} groups `
    + `and a modularity of ${said(organisation.communities_q)}, below 0.30.`));
});

see("links: within and between apart, in the API's words, with the label that goes with each", async (page) => {
  const [within, corrected, between] = await recordsOf(page, "#linkage .scroll >> nth=0 >> table");
  assert.equal(within.Level, "within teams over time");
  assert.equal(within.Lag, "employees first, by 2 weeks");
  assert.equal(within.r, said(expected.link.pooled_DL.r));
  assert.equal(within.Teams, "11");
  assert.equal(within["How much is said"], "Leads in time");
  assert.equal(corrected.r, said(expected.link.attenuation.r_corrected));
  assert.equal(between.Level, "between teams");
  assert.equal(between.r, said(expected.between.r_weighted));
  assert.equal(between["How much is said"], "Description");
  const [tested] = await recordsOf(page, "#linkage .scroll >> nth=1 >> table");
  assert.equal(tested["New team"], expected.link.pooled_DL.pi_r.map((x) => said(x)).join(" to "));
  assert.ok(Math.abs(Number(tested["p (mismatch)"]) - expected.link.mismatch.p) < 0.0043);
  assert.equal(tested["p (search)"], expected.link.p_pooled_sidak.toFixed(3));
  assert.equal(tested.Evidence, "preliminary: significant in one test");
  const claims = (await claimsOf(page, "*")).filter((one) => one.claim !== "label");
  assert.ok(claims.length >= 4);
  assert.deepEqual(await listed(page, "#linkage .claims"), claims.map((one) => `${GRADES[one.grade]} ${one.sentence_en}`));
  const text = await textOf(page, "linkage");
  assert.match(text, /An interval of r across 0 may stand beside a significant test/);
  assert.ok(text.includes(`${said(expected.link.pooled_DL.r)} is of what is left of each week`), text);
  assert.ok(text.includes("0.40, as measured, is of the levels themselves"), text);
  for (const id of ["linkage", "lags", "forest", "headline"]) assert.match(await textOf(page, id), /Association, not cause\./);
});

see("the lag chart goes both ways and peaks at 2", async (page) => {
  const [, ...lines] = await tableOf(page, "#lags table");
  assert.deepEqual(lines.map((line) => line[0]), [4, 3, 2, 1].map((n) => `customers first, by ${n} week${n > 1 ? "s" : ""}`)
    .concat("at the same time", [1, 2, 3, 4].map((n) => `employees first, by ${n} week${n > 1 ? "s" : ""}`)));
  lines.forEach((line, i) => assert.equal(line[4], said(expected.link.stouffer_z[i])));
  const r = lines.map((line) => Number(line[1].replace("−", "-")));
  assert.equal(r.indexOf(Math.max(...r)), 6);
  assert.ok(Math.abs(r[6] - Math.tanh(expected.link.pooled_DL.fe_z)) < 0.006);
  const width = lines[6][2].replaceAll("−", "-").split(" to ").reduce((lo, hi) => hi - lo);
  const [lo, hi] = expected.link.pooled_DL.ci_r;
  assert.ok(width < hi - lo, `${width}`);
  assert.match(await textOf(page, "lags"), /one r here \(fixed effect\); at the top of the page .* differ \(random effects\).* its interval is wider/);
});

see("the forest has every team's estimate, and says why one has none", async (page) => {
  const [, ...lines] = await tableOf(page, "#forest table");
  const api = Object.fromEntries((await rows(page, "v1/linkage")).map((row) => [row.team, row]));
  assert.equal(lines.length, 12);
  for (const [team, estimate, , , , , evidence, grade, status] of lines) {
    assert.equal(grade, GRADES[api[team].grade]);
    assert.equal(evidence, api[team].loo_r === null ? "" : {none: "nothing significant", preliminary: "preliminary: significant in one test"}[api[team].loo_evidence]);
    if (team === "T12") assert.match(status, /too few: 20 of 20 periods with both figures, \d+ of 16 in a row/);
    else assert.ok(estimate.startsWith(`${said(api[team].eb_r)} (`), `${team}: ${estimate}`);
  }
  const summary = await page.textContent("#forest figcaption .summary");
  const clear = summary.match(/clear of 0: ([^.]*)\./)[1].split(", ");
  const tested = summary.match(/a test was significant for ([^:]*):/)[1].split(", ");
  assert.ok(tested.length > 0 && tested.length < clear.length, summary);
  for (const team of clear) assert.equal(tested.includes(team), ["association", "leads_in_time"].includes(api[team].grade), team);
});

see("changes: every alarm in words, in the picture and in its table, and what was looked at", async (page) => {
  const api = await rows(page, "v1/changes?limit=10000");
  const alarms = api.filter((row) => row.alarm !== 0);
  assert.ok(alarms.length >= 2);
  const told = await sentencesOf(page, "changes");
  assert.equal((await textOf(page, "changes")).split("not an explanation").length, 2, "said once for all");
  assert.deepEqual(new Set(told), new Set(alarms.map((row) => row.text_en)));
  const [, ...lines] = await tableOf(page, "#changes figure table");
  assert.equal(lines.length, alarms.length);
  const mine = lines.find((line) => line[0] === "T03" && line[1] === "Wellbeing");
  const {change, period, size, size_lo: lo, size_hi: hi} = alarms.find((row) => row.team === "T03" && row.dimension === "wellbeing");
  const signed = (x) => `${x > 0 ? "+" : ""}${said(x, 0)}`;
  assert.deepEqual(mine.slice(2), ["fallen", change, period, `${signed(size)} (${signed(lo)} to ${signed(hi)})`]);
  assert.equal(await page.locator('#changes svg [data-mark="dot"] path').count(), alarms.length);
  const search = Object.fromEntries((await tableOf(page, "#changes > .scroll table")).map((line) => [line[0], line.slice(1)]));
  assert.deepEqual(search.Wellbeing, ["12", "12", `${alarms.filter((row) => row.dimension === "wellbeing").length}`]);
  const steady = api.filter((row) => row.alarm === 0 && row.state === "published").length;
  assert.match(await textOf(page, "changes"), new RegExp(`${steady} other series .* of ${api.length - steady - alarms.length} it cannot be told`));
});

see("customers' ways: how many were sent on, and what goes with it", async (page) => {
  const {organisation: whole} = await (await ask(page, `v1/handoffs?period=${PERIOD}`)).json();
  assert.ok((await textOf(page, "handoffs")).includes(whole.text_en));
  const percent = (x) => `${Math.round(100 * x)}\u00a0%`;
  const [first, on] = await recordsOf(page, "#handoffs > .scroll >> nth=0 >> table");
  assert.deepEqual([first.Figure, on.Figure], [percent(whole.first_desk), percent(whole.handed_on)]);
  const steps = await recordsOf(page, "#handoffs > .scroll >> nth=1 >> table");
  assert.deepEqual(steps.map((row) => row.Handoffs), ["none", "1", "2", "3 and more", "any"]);
  assert.deepEqual(steps.map((row) => row["Satisfaction (CSAT)"]), ["0", "1", "2", "3", "on"].map((step) => `${whole[`csat_${step}`] ?? "not known"}`));
  assert.equal(await page.locator("#handoffs > .scroll").count(), 2, "neither reasons nor topics were told");
});

see("handoffs: a least figure where numbers are known, and the bound where not", async (page) => {
  const api = await rows(page, "v1/handoffs?limit=10000");
  const [head, ...lines] = await tableOf(page, "#handoffs figure table");
  const cell = (from, to) => lines.find((line) => line[0] === from)[head.indexOf(to)];
  const numbers = new Map();
  for (const {from, to, count} of api) if (typeof count === "number") numbers.set(`${from} ${to}`, (numbers.get(`${from} ${to}`) ?? 0) + count);
  assert.ok(numbers.size > 0);
  for (const [pair, sum] of numbers) assert.equal(cell(...pair.split(" ")), `≥\u00a0${sum}`);
  assert.equal(cell("T01", "T02"), "<5");
  assert.match(await page.textContent("#handoffs figure caption"), /“<5”: fewer than 5 in each period that is shown, and perhaps more in all\.$/);
  assert.equal(cell("T01", "T01"), "");
  const summary = await page.textContent("#handoffs figcaption .summary");
  assert.match(summary, new RegExp(`That is a small part: ${numbers.size} of 132 ways between two teams.* In all, \\d+\\s% of contacts were handed on`));
  assert.equal(await page.locator('#handoffs svg [data-mark="arrow"] path').count(), numbers.size);
  assert.match(await textOf(page, "handoffs"), /a contact went through 1\.\d\d teams on average/);
});

see("ratings are those of the newest wave", async (page) => {
  const api = await rows(page, `v1/ratings?period=${PERIOD}`);
  const [head, ...lines] = await tableOf(page, "#ratings table");
  const shown = api.filter((row) => row.state === "published");
  assert.ok(shown.length > 100);
  for (const {rater_team: rater, rated_team: rated, mean} of shown) {
    assert.equal(lines.find((line) => line[0] === rater)[head.indexOf(rated)], `${mean}`);
  }
  assert.match(lines.find((line) => line[0] === "T12")[1], /Hidden/);
});

see("all teams: figures of the API, and every state with its look and reason", async (page) => {
  const api = new Map((await rows(page, `v1/scores?period=${PERIOD}`)).map((row) => [`${row.team} ${row.dimension}`, row]));
  const [, ...lines] = await tableOf(page, "#teams table");
  assert.equal(lines.length, 17);
  for (const line of lines) {
    const team = line[0] === "The whole organisation" ? "*" : line[0];
    const row = api.get(`${team} wellbeing`);
    if (row.state === "published") assert.equal(line[1], row.mean.toFixed(row.n >= 20 ? 1 : 0), team);
    else assert.match(line[1], /Hidden/);
  }
  const looks = await page.$$eval("#teams .legend .swatch", (all) => all.map((one) => {
    const style = getComputedStyle(one);
    return `${style.backgroundImage} ${style.backgroundColor} ${one.textContent}`;
  }));
  assert.equal(new Set(looks).size, 4);
  assert.match(await page.textContent("#teams .legend"), /Hidden to protect respondents/);
  assert.match(await page.getAttribute("#teams td.suppressed span[title]", "title"), /fewer than 5 answered/);
});

see("one dimension over all periods, when it is asked for", async (page) => {
  await page.selectOption("#heatmap-choice", "wellbeing");
  await page.waitForFunction(() => document.querySelectorAll("#teams thead th").length === 31);
  const api = await rows(page, "v1/scores?dimension=wellbeing&team=T12");
  const [, ...lines] = await tableOf(page, "#teams table");
  const mine = lines.find((line) => line[0] === "T12").slice(1);
  assert.equal(mine.filter((text) => text.includes("Hidden")).length, api.filter((row) => row.state === "suppressed").length);
  assert.match(mine[16], /Not asked/);
  const save = async (format) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.click(`#teams [aria-live] .downloads a[download$=".${format}"]`)]);
    assert.equal(download.suggestedFilename(), `scores-wellbeing-until-${PERIOD}.${format}`);
    return readFileSync(await download.path(), "utf8");
  };
  assert.equal(await save("csv"), await (await ask(page, "v1/scores?dimension=wellbeing&format=csv&limit=10000")).text());
  assert.deepEqual(JSON.parse(await save("json")), {rows: await rows(page, "v1/scores?dimension=wellbeing&limit=10000")});
});

see("an answer that comes late does not take the place of what was chosen after it", async (page) => {
  let answer = null;
  await page.route(/dimension=ces/, (route) => { answer = () => route.continue(); });
  await page.selectOption("#heatmap-choice", "ces");
  await page.selectOption("#heatmap-choice", "csat");
  await page.waitForSelector('#teams caption:text("Satisfaction (CSAT) of teams by periods")');
  const late = page.waitForResponse(/dimension=ces/);
  answer();
  await (await late).finished();
  await page.evaluate(() => new Promise((resolve) => { setTimeout(resolve, 100); }));
  assert.equal(await page.textContent("#teams caption"), "Satisfaction (CSAT) of teams by periods");
  await page.unroute(/dimension=ces/);
});

see("agreement: the verdicts in the API's words, and figures that stand for many periods", async (page) => {
  const {organisation, periods} = await (await ask(page, `v1/agreement?period=${PERIOD}`)).json();
  const told = await sentencesOf(page, "agreement");
  assert.equal(told.length, organisation.length);
  for (const {text_en: text} of organisation) assert.ok(told.includes(text), text);
  const [, ...lines] = await tableOf(page, "#agreement .scroll:nth-of-type(1) table");
  assert.deepEqual(lines.map(([name]) => name), ["Wellbeing", "Engagement", "Customer orientation", "Collaboration, own view", "Psychological safety"]);
  const wellbeing = organisation.find((row) => row.dimension === "wellbeing");
  assert.deepEqual(lines[0].slice(1, 5), ["property of teams", ...["rwgj_median", "icc1_median", "icc2_median"].map((name) => said(wellbeing[name]))]);
  assert.deepEqual(lines.at(-1).slice(1, 7), ["members agree or teams differ, not both", "0.95", "−0.02", "−0.23", "0\u00a0%", "29"]);
  const [shown, hidden] = ["published", "suppressed"].map((state) => periods.filter((row) => row.state === state).length);
  assert.ok(shown > 20 && hidden > 20 && shown + hidden === periods.length, `${shown} ${hidden}`);
  assert.ok((await textOf(page, "agreement")).includes(`${periods.length} analyses of single periods: ${shown} shown, ${hidden} hidden, 0 with too few teams`));
});

see("agreement: the newest period and every team show a figure, or why there is none", async (page) => {
  const {rows: api, periods} = await (await ask(page, `v1/agreement?period=${PERIOD}`)).json();
  const [newest, teams] = await Promise.all([2, 3].map((n) => tableOf(page, `#agreement .scroll >> nth=${n - 1} >> table`)));
  assert.equal(newest.length, 1 + 5);
  const dimensions = ["wellbeing", "engagement", "customer_orientation", "collaboration_self", "safety"];
  const told = newest.slice(1).map(([, k, , ...line], i) => {
    const row = periods.find((one) => one.dimension === dimensions[i] && one.period === PERIOD);
    const hidden = ["11", "", "", "", "", "Hidden to protect respondents: it would give a team away."];
    if (row.state === "suppressed") assert.deepEqual([k, ...line], hidden);
    else assert.ok(line[2].startsWith(said(row.icc1)) && line[3].startsWith(said(row.icc2)), line);
    return row.state;
  });
  assert.ok(told.includes("published") && told.at(-1) === "suppressed", `${told}`);
  const [head, ...lines] = teams;
  assert.equal(lines.length * (head.length - 1), api.length);
  const column = new Map(dimensions.map((dimension, i) => [dimension, 1 + i]));
  const shown = {published: 0, insufficient: 0, suppressed: 0};
  for (const row of api) {
    const text = lines.find(([team]) => team === row.team)[column.get(row.dimension)];
    shown[row.state] += 1;
    if (row.state === "published") assert.equal(text, row.rwgj_uniform.toFixed(2));
    else assert.match(text, row.state === "insufficient" ? /Too few/ : /Hidden/);
  }
  assert.ok(Object.values(shown).every((n) => n > 5), JSON.stringify(shown));
  assert.match(await page.getAttribute("#agreement td.insufficient span[title]", "title"), /Fewer than ten answered every question/);
});

see("metrics: the review in the API's words, with what was found", async (page) => {
  const {organisation, rows: api} = await (await ask(page, `v1/metrics?period=${PERIOD}`)).json();
  const text = await textOf(page, "metrics");
  assert.deepEqual(new Set(await sentencesOf(page, "metrics")), new Set(api.map((row) => row.text_en)));
  assert.ok(text.includes(`${organisation.active} metrics in use; up to ${organisation.most} are no reason for a warning`), text);
  const [verdicts, figures] = await Promise.all([0, 1].map((n) => tableOf(page, `#metrics .scroll >> nth=${n} >> table`)));
  const of = (table, name) => table.find(([first]) => first === name).slice(1);
  assert.deepEqual(of(verdicts, "Psychological safety").slice(0, 2), ["look at it again", "nearly everybody at the top, teams cannot be told apart"]);
  assert.deepEqual(of(verdicts, "Customer orientation").slice(0, 2), ["can stay", "nothing found"]);
  const wellbeing = api.find((row) => row.dimension === "wellbeing");
  const line = Object.fromEntries(of(figures, "Wellbeing").map((cell, i) => [figures[0][i + 1], cell]));
  assert.deepEqual([line.Alpha, line.Omega, line.Periods], [wellbeing.alpha.toFixed(2), wellbeing.omega.toFixed(2), "13"]);
  const [lo, hi] = wellbeing.link_kstar_ci_r;
  assert.equal(line["Link with customers, r (95 %)"], `${said(wellbeing.link_kstar_r)} (${said(lo)} to ${said(hi)})`);
  assert.equal(of(figures, "Psychological safety")[5], "only 1 question");
  assert.match(text, /Association, not cause\./);
});

see("what is not known is said", async (page) => {
  const text = await textOf(page, "unknowns");
  assert.match(text, /Wellbeing is hidden in 1 of 12 teams/);
  assert.match(text, /Not asked in 1 period \(2024-W52\): Wellbeing, Engagement/);
  assert.match(text, /a real pooled r below 0\.47 would have been missed more than one time in five, /);
  assert.match(text, /nothing can be said of 1 team: T12/);
  const {periods} = await (await ask(page, `v1/agreement?period=${PERIOD}`)).json();
  const hidden = periods.filter((row) => row.state === "suppressed").length;
  assert.ok(text.includes(`How much teams differed in single periods: ${hidden} of ${periods.length} analyses are hidden`), text);
  const untold = (await rows(page, "v1/changes?limit=10000")).filter((row) => row.reason === "few_periods").length;
  assert.ok(untold > 5);
  assert.ok(text.includes(`Whether ${untold} series of a team and a dimension have changed: too few periods`), text);
});

see("the ledger names the newest releases", async (page) => {
  const api = (await rows(page, "v1/releases")).slice(-10).reverse();
  const [, ...lines] = await tableOf(page, "#method table");
  assert.deepEqual(lines.map((line) => [line[0], line[1], line[3]]), api.map((row) => [`${row.release}`, row.period, row.sha256]));
});

see("every chart has a name, a summary and a table", async (page) => {
  const charts = await page.$$eval("figure", (all) => all.map((one) => ({
    role: one.querySelector("svg").getAttribute("role"),
    name: one.querySelector("svg").getAttribute("aria-label"),
    summary: one.querySelector(".summary").textContent,
    rows: one.querySelector("details table").rows.length,
  })));
  assert.ok(charts.length >= 8);
  for (const {role, name, summary, rows: n} of charts) assert.ok(role === "img" && name.includes(summary) && summary.length > 10 && n > 1, name);
});

test("the first page is small", () => read({}, async (page) => {
  const session = await page.context().newCDPSession(page);
  let bytes = 0;
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", {cacheDisabled: true});
  session.on("Network.loadingFinished", ({encodedDataLength}) => { bytes += encodedDataLength; });
  await page.reload();
  await enter(page);
  await page.waitForLoadState("networkidle");
  assert.ok(bytes > 100e3 && bytes < 1.5e6, `${bytes} bytes`);
  assert.ok((await (await ask(page, `v1/scores?period=${PERIOD}`)).body()).length > 10000);
  console.log(`first page: ${bytes} bytes`);
}));
