// SPDX-License-Identifier: GPL-3.0-or-later
// Makes csv-metadata.json, which goes with every export, of the row schemas of http-api.yaml: describe.mjs MODULES OUT.
// MODULES is the folder in which npm installed daemon/web/package.json. The form is W3C's CSV on the Web (Metadata
// Vocabulary for Tabular Data): for each file its columns in order, with their types and what they say.
import {readFile, writeFile} from "node:fs/promises";
import {createRequire} from "node:module";
import {join, resolve} from "node:path";

const [modules, out] = process.argv.slice(2).map((path) => resolve(path));
const {parse} = createRequire(join(modules, "package.json"))("yaml");
const api = parse(await readFile(new URL("http-api.yaml", import.meta.url), "utf8"));

// A schema without its reference; what stands beside a reference goes before it.
function plain(schema) {
  if (!schema.$ref) return schema;
  const {$ref, ...own} = schema;
  return {...plain(api.components.schemas[$ref.split("/").at(-1)]), ...own};
}

const typesOf = (schema) => [schema.type].flat().filter((type) => type !== "null");

// What the text of a field must be.
function datatypeOf(schema) {
  if (schema.enum) return {base: "string", format: schema.enum.filter((one) => one !== null).join("|")};
  const types = typesOf(schema);
  if (types.length !== 1) return {base: "string"};
  if (schema.format === "date") return {base: "date"};
  if (schema.format === "date-time") return {base: "dateTimeStamp"};
  const {minimum, maximum, pattern} = schema;
  return {base: types[0], ...(minimum === undefined ? {} : {minimum}), ...(maximum === undefined ? {} : {maximum}),
    ...(pattern === undefined ? {} : {format: pattern.replace(/^\^|\$$/g, "")})};
}

// An empty field is what is not known; a list's items stand with a space between them.
function columnOf(name, given) {
  const schema = plain(given);
  const isList = typesOf(schema)[0] === "array";
  if (!schema.description) throw new Error(`nothing is said of the column ${name}`);
  const mayBeEmpty = [schema.type].flat().includes("null") || schema.enum?.includes(null) === true;
  return {
    name,
    titles: name,
    "dc:description": schema.description,
    datatype: datatypeOf(isList ? plain(schema.items) : schema),
    required: !mayBeEmpty && !isList,
    ...(isList ? {separator: " "} : {}),
  };
}

// Columns of a row; those of an object within it have its name before theirs.
function columnsOf(schema, prefix = "") {
  return Object.entries(schema.properties).flatMap(([name, given]) => {
    const property = plain(given);
    return property.type === "object" ? columnsOf(property, `${prefix}${name}_`) : [columnOf(prefix + name, given)];
  });
}

// Columns that an object holds may stand elsewhere in the file: x-behind names the one before them there.
function inOrder(columns, behind = {}) {
  const moved = new Set(Object.values(behind).flat());
  const find = (wanted) => columns.find(({name}) => name === wanted);
  return columns.filter(({name}) => !moved.has(name))
    .flatMap((column) => [column, ...(behind[column.name] ?? []).map(find)]);
}

const tables = Object.entries(api["x-export"]).map(([url, reference]) => {
  const schema = plain(reference);
  return {url, "dc:title": schema.title, tableSchema: {columns: inOrder(columnsOf(schema), schema["x-behind"])}};
});
const metadata = {"@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}], tables};
await writeFile(out, `${JSON.stringify(metadata, null, 1)}\n`);
