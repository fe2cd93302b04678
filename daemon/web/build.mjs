// SPDX-License-Identifier: GPL-3.0-or-later
// Makes the files of the report page: build.mjs MODULES OUT. MODULES is the folder in which npm installed package.json.
// OUT gets index.html, and under names that change with their content the script and the style; the icon; licences.txt
// with the terms of what was bundled; and of each a second form, NAME.gz.
import {mkdir, readFile, readdir, rm, writeFile} from "node:fs/promises";
import {createRequire} from "node:module";
import {basename, dirname, join, resolve} from "node:path";
import {fileURLToPath} from "node:url";
import {constants, gzipSync} from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const [modules, out] = process.argv.slice(2).map((path) => resolve(path));
const esbuild = createRequire(join(modules, "package.json"))("esbuild");

async function bundle() {
  const result = await esbuild.build({
    absWorkingDir: here,
    entryPoints: ["src/main.js", "page.css"],
    entryNames: "page-[hash]",
    nodePaths: [join(modules, "node_modules")],
    outdir: out,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  return result.metafile;
}

// The name of what was made from an entry point.
function nameOf(metafile, entry) {
  const [path] = Object.entries(metafile.outputs).find(([, output]) => output.entryPoint === entry);
  return basename(path);
}

// The packages that something was taken from, by their folders.
function packagesOf(metafile) {
  const taken = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs))
    .filter(([, input]) => input.bytesInOutput > 0)
    .map(([path]) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]);
  return [...new Set(taken.filter(Boolean))].sort();
}

async function termsOf(name) {
  const folder = join(modules, "node_modules", name);
  const {version, license} = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} comes without its licence`);
  return `${name} ${version} (${license})\n\n${(await readFile(join(folder, file), "utf8")).trim()}\n`;
}

async function writeTerms(metafile) {
  const terms = await Promise.all(packagesOf(metafile).map(termsOf));
  const own = "This page is part of pulssid: GPL-3.0-or-later. Its script holds parts of these packages.\n";
  await writeFile(join(out, "licences.txt"), [own, ...terms].join(`\n${"-".repeat(80)}\n\n`));
}

async function writeDocument(metafile) {
  const document = await readFile(join(here, "index.html"), "utf8");
  await writeFile(join(out, "index.html"), document
    .replace("src/main.js", `web/${nameOf(metafile, "src/main.js")}`)
    .replace("page.css", `web/${nameOf(metafile, "page.css")}`)
    .replace("icon.svg", "web/icon.svg"));
}

async function compress() {
  for (const name of await readdir(out)) {
    const content = await readFile(join(out, name));
    await writeFile(join(out, `${name}.gz`), gzipSync(content, {level: constants.Z_BEST_COMPRESSION}));
  }
}

await rm(out, {recursive: true, force: true});
await mkdir(out, {recursive: true});
const metafile = await bundle();
await writeDocument(metafile);
await writeTerms(metafile);
await writeFile(join(out, "icon.svg"), await readFile(join(here, "icon.svg")));
await compress();
