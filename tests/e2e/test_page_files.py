# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of the report page as they come over the wire: small, from here alone, below any path."""

import gzip
import re
import urllib.parse

import pytest

from harness import ROOT, wait_for

LASTING = "public, max-age=31536000, immutable"


@pytest.fixture
def nobody(service):
    with service.client() as client:
        client.key = None
        yield client


def get(client, path, coding="identity"):
    client.connection.request("GET", path, headers={"Accept-Encoding": coding})
    response = client.connection.getresponse()
    return response, response.read()


def document(client):
    response, body = get(client, "/")
    assert response.status == 200 and response.headers["Content-Type"] == "text/html; charset=utf-8"
    return body.decode()


def references(text):
    return re.findall(r'\b(?:src|href)="([^"]*)"', text)


def test_all_that_the_page_needs_is_there(nobody):
    names = references(document(nobody))
    assert len(names) == 3
    for name in names:
        response, body = get(nobody, urllib.parse.urljoin("/", name))
        assert response.status == 200 and body, name
        assert (response.headers["Cache-Control"] == LASTING) == ("page-" in name), name
    assert get(nobody, "/")[0].headers["Cache-Control"] == "no-store"


def stanzas(text):
    """Fields of each paragraph of a file of Debian's, their lines joined."""
    for paragraph in text.split("\n\n"):
        fields = re.findall(r"^(\S+):((?:.*)(?:\n .*)*)", paragraph, re.MULTILINE)
        yield {name: " ".join(value.split()) for name, value in fields}


def test_the_package_says_whose_the_bundled_parts_are(nobody):
    """Debian's copyright file names every package of licences.txt, with its holders and the words of its licences."""
    told = list(stanzas((ROOT / "systemd/debian/copyright").read_text()))
    words = {field["License"].split()[0]: field["License"] for field in told if "License" in field and "Files" not in field}
    bundled = get(nobody, "/web/licences.txt")[1].decode().split("-" * 80)[1:]
    assert len(bundled) > 10
    for text in bundled:
        name, terms = re.search(r"^(\S+) \S+ \((.*)\)$", text, re.MULTILINE).groups()
        field, = [field for field in told if f"daemon/web/node_modules/{name}/*" in field.get("Files", "").split()]
        licences = field["License"].split(" and ")
        assert licences[0] == terms, name
        for part in text.strip().split("\n\n")[1:]:
            said = " ".join(part.split())
            if said.startswith("Copyright"):
                assert said.removeprefix("Copyright ") in field["Copyright"], name
            elif not re.match("This license applies|Apache-Style", said):
                assert any(said in words[licence] for licence in licences), f"{name}: {said}"


def test_it_works_below_any_path(nobody):
    """Nothing names a path from the root: behind a proxy everything stays below its prefix."""
    base = "https://a.example/some/where/"
    for name in references(document(nobody)):
        assert urllib.parse.urljoin(base, name).startswith(base + "web/"), name
        _, body = get(nobody, f"/{name}")
        assert not re.search(rb"""["'`(]/(?:v1|web|login|logout|session)\b""", body), name


def test_it_names_no_other_host(nobody):
    for name in ["", *references(document(nobody))]:
        _, body = get(nobody, f"/{name}")
        hosts = set(re.findall(rb"(?:https?:)?//([a-z0-9-]+(?:\.[a-z0-9-]+)+)", body))
        assert hosts <= {b"www.w3.org"}, (name, hosts)  # the names of SVG's and XHTML's elements


def test_both_forms_hold_the_same(nobody):
    for name in ["", *references(document(nobody))]:
        plain_response, plain = get(nobody, f"/{name}")
        response, packed = get(nobody, f"/{name}", "gzip, br")
        assert plain_response.headers["Content-Encoding"] is None
        assert response.headers["Content-Encoding"] == "gzip" and response.headers["Vary"] == "Accept-Encoding"
        assert gzip.decompress(packed) == plain, name


def test_the_document_forbids_what_is_not_its_own(nobody):
    policy = get(nobody, "/")[0].headers["Content-Security-Policy"]
    rules = dict(rule.split(maxsplit=1) for rule in policy.split("; "))
    assert rules.pop("default-src") == "'none'" and rules.pop("frame-ancestors") == "'none'"
    assert rules.pop("base-uri") == "'none'" and rules.pop("form-action") == "'self'"
    assert rules.pop("require-trusted-types-for") == "'script'" and rules.pop("trusted-types") == "'none'"
    assert rules == {f"{kind}-src": "'self'" for kind in ("script", "style", "img", "connect")}


def test_what_was_taken_from_others_comes_with_its_terms(nobody):
    response, body = get(nobody, "/web/licences.txt")
    assert response.status == 200
    for name, terms in [("@observablehq/plot", "ISC"), ("d3-array", "ISC"), ("d3-scale", "ISC"), ("d3-shape", "ISC")]:
        assert re.search(rf"^{name} [0-9.]+ \({terms}\)\n\n.*Copyright", body.decode(), re.M), name


def test_it_is_there_while_the_database_is_away(new_service):
    service = new_service({"database": {"query": "host=/nonexistent dbname=none"}})
    service.launch()
    try:
        with service.client() as client:
            client.key = None
            wait_for(lambda: service.answers("/") == 200, "the page")
            assert "<!doctype html>" in document(client)
    finally:
        service.stop()
