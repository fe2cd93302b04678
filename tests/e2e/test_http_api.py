# SPDX-License-Identifier: GPL-3.0-or-later
"""The API as ../../proto/http-api.yaml describes it: the description is whole, and the daemon answers as it says."""

import copy
import csv
import hashlib
import io
import json
import os
import re
import zipfile

import jsonschema
import pytest
import yaml

from harness import NO_KEY, ROOT, employee

API = yaml.safe_load((ROOT / "proto/http-api.yaml").read_text(encoding="utf-8"))
ERRORS = dict(re.findall(r"X\([A-Z_]+, ([a-z_]+), (\d+)", (ROOT / "daemon/base/error_codes.h").read_text()))
OPERATIONS = {(method, path): operation for path, methods in API["paths"].items() for method, operation in methods.items()}
READING = [path for (method, path), operation in OPERATIONS.items() if method == "get" and "read" in operation["tags"]]
REPORTS = [path for path in READING if "{" not in path]


def resolve(thing):
    """What a reference stands for, with what stands beside it."""
    while isinstance(thing, dict) and "$ref" in thing:
        target = API
        for step in thing["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        thing = {**target, **{k: v for k, v in thing.items() if k != "$ref"}}
    return thing


def validator(schema):
    whole = {**copy.deepcopy(schema), "components": API["components"]}
    return jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker())


def complaints(schema, value):
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:300]}" for e in validator(schema).iter_errors(value)]


def contents(operation):
    """(status, media type, description) of everything an operation takes and gives."""
    yield from (("request", kind, media) for kind, media in resolve(operation.get("requestBody", {})).get("content", {}).items())
    for status, response in operation["responses"].items():
        yield from ((status, kind, media) for kind, media in resolve(response).get("content", {}).items())


def every(thing, name):
    """Values of a name anywhere within."""
    if isinstance(thing, dict):
        for key, value in thing.items():
            if key == name:
                yield value
            yield from every(value, name)
    elif isinstance(thing, list):
        for value in thing:
            yield from every(value, name)


# The description itself


def test_every_reference_leads_somewhere():
    references = [r for r in every(API, "$ref") if isinstance(r, str)]
    assert len(references) > 150
    for reference in references:
        assert resolve({"$ref": reference})
    used = {reference.split("/")[-1] for reference in references}
    assert set(API["components"]["schemas"]) <= used


@pytest.mark.parametrize("name", API["components"]["schemas"])
def test_schemas_are_schemas(name):
    schema = API["components"]["schemas"][name]
    jsonschema.Draft202012Validator.check_schema(schema)
    if schema.get("additionalProperties") is False and name != "Verdict" and name != "Submission":
        assert schema["required"] == list(schema["properties"]), "all of a row is always there, unknown or not"


@pytest.mark.parametrize("method,path", OPERATIONS)
def test_every_example_is_one(method, path):
    operation = OPERATIONS[method, path]
    for status, kind, media in contents(operation):
        if "example" in media:
            assert complaints(media.get("schema", {"type": "string"}), media["example"]) == [], (status, kind)
    for parameter in map(resolve, operation.get("parameters", [])):
        if "example" in parameter:
            assert complaints(parameter["schema"], parameter["example"]) == [], parameter["name"]
    assert operation["summary"] and operation["operationId"] and operation["responses"]


def test_every_route_is_described_and_no_other():
    routes = re.findall(r'^\s*\{"(/[^"]*)", PIPE_(?!OPS)', (ROOT / "daemon/http/routes.c").read_text(), re.M)
    assert len(routes) > 15
    described = {re.sub(r"\{\w+\}(\.zip)?", "*", path) for path in API["paths"]}
    assert set(routes) == described


# What the daemon answers


@pytest.fixture
def analyst(published):
    with published.analyst() as client:
        yield client


def check(operation, answer, status):
    """An answer of this status, as the operation describes it."""
    assert answer.status == status, answer.body[:300]
    response = resolve(operation["responses"][str(status)])
    for name in response.get("headers", {}):
        assert name == "Link" or name.lower() in answer.headers, name
    media = response.get("content", {})
    if not media:
        assert answer.body == b""
        return
    assert answer.content_type in media, (answer.content_type, list(media))
    if answer.content_type.endswith("json"):
        assert complaints(media[answer.content_type]["schema"], answer.json()) == []
    if answer.content_type == "application/problem+json":
        name = answer.json()["type"].rsplit(":", 1)[1]
        assert ERRORS[name] == str(status) == str(answer.json()["status"])


def example_of(path):
    """The path with the examples of its parameters."""
    for parameter in map(resolve, OPERATIONS["get", path].get("parameters", [])):
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", parameter["example"])
    return path


@pytest.mark.parametrize("path", READING)
def test_answers_of_reports(analyst, path):
    check(OPERATIONS["get", path], analyst.get(example_of(path)), 200)


@pytest.mark.parametrize("path", [path for path in READING if "text/csv" in dict(
    (kind, media) for _, kind, media in contents(OPERATIONS["get", path]))])
def test_csv_has_the_columns_of_its_example(analyst, path):
    example = resolve(OPERATIONS["get", path]["responses"]["200"])["content"]["text/csv"]["example"]
    told = analyst.get(path + "?format=csv&limit=1").body.decode()
    assert told.splitlines()[0] == example.splitlines()[0]
    assert len(example.splitlines()) == 2


@pytest.mark.parametrize("path", REPORTS)
def test_every_row_of_all_time(analyst, path):
    answer = analyst.get(f"{path}?limit=10000")
    check(OPERATIONS["get", path], answer, 200)
    assert len(answer.json()["rows"]) >= 5


@pytest.mark.parametrize("path", REPORTS)
def test_pages_and_parameters(analyst, path):
    operation = OPERATIONS["get", path]
    parameters = {p["name"]: p for p in map(resolve, operation["parameters"])}
    for name, parameter in parameters.items():
        if "example" in parameter:
            check(operation, analyst.get(f"{path}?format=json&{name}={parameter['example']}" if name != "format" else f"{path}?format=json"), 200)
    first = analyst.get(f"{path}?limit=1")
    check(operation, first, 200)
    assert first.headers["link"].startswith("<?limit=1&after=") and first.headers["link"].endswith('; rel="next"')
    check(operation, analyst.get(f"{path}?limit=1&after={first.json()['next']}"), 200)
    for unknown in {"period", "team", "dimension", "release", "part", "lang", "key"} - set(parameters):
        assert analyst.get(f"{path}?{unknown}=T01").status == 400, unknown
    check(operation, analyst.get(f"{path}?limit=0"), 400)


@pytest.mark.parametrize("path", READING)
def test_refusals_of_reports(published, analyst, path):
    operation, path = OPERATIONS["get", path], example_of(path)
    check(operation, analyst.get(path, key=NO_KEY), 401)
    check(operation, analyst.get(path, accept="image/png"), 406)
    with published.client() as client:
        client.connection.request("GET", path, headers={"Cookie": "__Host-pulssid=00"})
        response = client.connection.getresponse()
        response.read()
        assert response.status == 401
    if "404" in operation["responses"]:
        check(operation, analyst.get(path.replace("2024-W40", "2031-W40")), 404)


@pytest.mark.parametrize("path", REPORTS)
def test_csv_has_the_columns_of_the_rows(analyst, path):
    schema = resolve(OPERATIONS["get", path]["responses"]["200"])["content"]["application/json"]["schema"]
    items = schema["properties"]["rows"]["items"]
    head = analyst.get(f"{path}?format=csv&limit=1").body.decode().split("\r\n")[0]
    assert head.split(",") in [list(resolve(one)["properties"]) for one in items.get("oneOf", [items])]


def test_answers_that_need_no_analyst(published):
    with published.client() as client:
        for path in "/v1/surveys", "/v1/surveys/{code}":
            check(OPERATIONS["get", path], client.get(example_of(path)), 200)
            check(OPERATIONS["get", path], client.get(example_of(path), accept="application/cbor"), 200)
            check(OPERATIONS["get", path], client.get(example_of(path), key=NO_KEY), 401)
        check(OPERATIONS["get", "/v1/surveys/{code}"], client.get("/v1/surveys/none"), 404)
        for kind in "application/json", "text/plain", "text/html":
            check(OPERATIONS["get", "/v1/privacy"], client.get("/v1/privacy?lang=sv", accept=kind), 200)
        check(OPERATIONS["get", "/v1/privacy"], client.get("/v1/privacy?lang=de"), 400)
        for path in "/v1/reports", "/session", "/", "/web/{file}":
            check(OPERATIONS["get", path], client.get(example_of(path)), 200)
        check(OPERATIONS["get", "/web/{file}"], client.get("/web/none.js"), 404)


def post(client, path, body, content_type):
    return client.request("POST", path, body, content_type)


def test_sessions(published):
    sign_in, form = OPERATIONS["post", "/login"], "application/x-www-form-urlencoded"
    with published.client() as client:
        client.key = None
        check(sign_in, post(client, "/login", f"key={published.keys['analyst']}", form), 204)
        check(sign_in, post(client, "/login", f"key={NO_KEY}", form), 401)
        check(sign_in, post(client, "/login", "secret=1", form), 400)
        check(sign_in, post(client, "/login", "{}", "application/json"), 415)
        check(OPERATIONS["post", "/logout"], post(client, "/logout", "", None), 204)


def shown(value):
    """CBOR as the description shows it: bytes in hexadecimal."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {key: shown(item) for key, item in value.items()}
    return [shown(item) for item in value] if isinstance(value, list) else value


def test_verdicts(service):
    operation = OPERATIONS["post", "/v1/submissions"]
    verdict = {status: operation["responses"][status]["content"]["application/cbor"]["schema"] for status in ("200", "201", "422")}
    with service.client() as client:
        item = employee()
        for status in "201", "200":
            answer = client.submit(item)
            assert f"{answer.status}" == status and complaints(verdict[status], shown(answer.cbor())) == []
        answer = client.submit(employee(team="T99"))
        assert answer.status == 422 and complaints(verdict["422"], shown(answer.cbor())) == []
        assert answer.cbor()["error"] in ERRORS
        assert complaints(operation["requestBody"]["content"]["application/cbor"]["schema"], shown(item)) == []
        check(operation, client.submit(item, key=NO_KEY), 401)
        assert client.withdraw(os.urandom(32)).status == 404


# Exports


@pytest.fixture(scope="module")
def archive(published):
    with published.analyst() as client:
        answer = client.get("/v1/exports/2025-W13.zip")
    assert (answer.status, answer.content_type) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_an_export_holds_what_the_api_gives(archive, analyst):
    assert set(archive) == {*API["x-export"], "release.txt", "csv-metadata.json", "SHA256SUMS"}
    (release,) = analyst.get("/v1/releases?period=2025-W13").json()["rows"]
    sums = dict(reversed(line.split("  ")) for line in archive["SHA256SUMS"].splitlines())
    assert sums == {name: hashlib.sha256(text.encode()).hexdigest() for name, text in archive.items() if name != "SHA256SUMS"}
    assert sums["release.txt"] == release["sha256"]
    assert archive["release.txt"].encode() == analyst.get("/v1/releases/2025-W13").body
    for name in API["x-export"]:
        report, _, part = name.removesuffix(".csv").partition("-")
        query = "period=2025-W13&format=csv&limit=10000" + (f"&part={part}" if part else "")
        assert archive[name].encode() == analyst.get(f"/v1/{report}?{query}").body, name


def number_is(base, text):
    return re.fullmatch({"integer": r"-?\d+", "number": r"-?\d+(\.\d+)?", "boolean": "true|false",
                         "date": r"\d{4}-\d\d-\d\d", "dateTimeStamp": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"}[base], text)


def is_valid(column, text):
    datatype = column["datatype"]
    base, form = datatype["base"], datatype.get("format")
    if base == "string":
        return form is None or re.fullmatch(form, text)
    within = base not in ("integer", "number") or datatype.get("minimum", -1e300) <= float(text) <= datatype.get("maximum", 1e300)
    return number_is(base, text) and within


@pytest.mark.parametrize("name", API["x-export"])
def test_an_export_describes_its_columns(archive, name):
    metadata = json.loads(archive["csv-metadata.json"])
    assert metadata["@context"][0] == "http://www.w3.org/ns/csvw"
    (table,) = [table for table in metadata["tables"] if table["url"] == name]
    columns = table["tableSchema"]["columns"]
    head, *rows = csv.reader(io.StringIO(archive[name], newline=""))
    assert [column["name"] for column in columns] == head
    assert len(rows) >= 1 or name == "handoffs-topics.csv", "topics are what the sample organisation has none of"
    for column in columns:
        assert column["dc:description"], column["name"]
    for row in rows:
        for column, text in zip(columns, row):
            if text == "":
                assert not column["required"], (column["name"], row)
                continue
            for item in text.split(column["separator"]) if "separator" in column else [text]:
                assert item == "null" or is_valid(column, item), (column["name"], item)
