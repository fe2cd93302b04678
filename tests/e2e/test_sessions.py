# SPDX-License-Identifier: GPL-3.0-or-later
"""Readers in a browser: signing in with an analyst's key, the cookie that it brings, and how it ends."""

import re
import time

import pytest

from harness import NO_KEY
from test_serve import reload

FORM = "application/x-www-form-urlencoded"
OWN = {"Sec-Fetch-Site": "same-origin"}


class Browser:
    """What a browser does with the one cookie that there is."""

    def __init__(self, service):
        self.service = service
        self.cookie = None

    def ask(self, method, path, body=None, **fields):
        """A connection of its own, so that any worker may get it. Returns the response and its content."""
        headers = {"Cookie": f"theme=dark; {self.cookie}"} if self.cookie else {}
        headers.update({name.replace("_", "-"): value for name, value in fields.items()})
        with self.service.client() as client:
            client.connection.request(method, path, body, headers)
            response = client.connection.getresponse()
            content = response.read()
        self.take(response.headers["Set-Cookie"])
        return response, content

    def take(self, field):
        if field:
            pair, _, attributes = field.partition("; ")
            assert re.fullmatch(r"Path=/; Max-Age=\d+; Secure; HttpOnly; SameSite=Strict", attributes), field
            self.cookie = None if "Max-Age=0;" in attributes else pair

    def get(self, path, **fields):
        return self.ask("GET", path, **fields)[0].status

    def sign_in(self, key, **fields):
        return self.ask("POST", "/login", f"key={key}", Content_Type=FORM, **fields)[0].status

    def sign_out(self, **fields):
        return self.ask("POST", "/logout", "", **fields)[0].status


@pytest.fixture
def browser(published):
    browser = Browser(published)
    assert browser.sign_in(published.keys["analyst"], **OWN) == 204
    return browser


@pytest.fixture
def hasty(loaded, new_service):
    """Signs out soon."""
    service = new_service({"server": {"session_idle_s": 3, "session_max_s": 12}}, copy_of=loaded.database.name).start()
    yield service
    service.stop()


def test_a_session_reads_what_the_key_reads(published, browser):
    assert re.fullmatch(r"__Host-pulssid=[0-9a-f]{184}", browser.cookie)
    with published.analyst() as client:
        for path in "/v1/teams", "/v1/scores?period=2024-W40&format=csv", "/v1/linkage", "/v1/releases/2024-W40":
            response, content = browser.ask("GET", path)
            assert response.status == 200 and content == client.get(path).body
            assert client.get(path).headers.get("set-cookie") is None
    first = browser.cookie
    for _ in range(20):  # either worker
        assert browser.get("/v1/periods") == 200
    assert browser.cookie != first


def test_who_may_sign_in(published):
    for key in published.keys["submitter"], NO_KEY, "nonsense", "":
        browser = Browser(published)
        response, content = browser.ask("POST", "/login", f"key={key}", Content_Type=FORM)
        assert (response.status, browser.cookie) == (401, None)
        assert response.headers["Content-Type"] == "application/problem+json"
        assert b"nonsense" not in content
    assert Browser(published).ask("POST", "/login", "{}", Content_Type="application/json")[0].status == 415
    assert Browser(published).ask("POST", "/login", "key=" + "0" * 2000, Content_Type=FORM)[0].status == 413
    assert Browser(published).ask("POST", "/login?key=1", "key=1", Content_Type=FORM)[0].status == 400
    assert Browser(published).get("/login") == 405


def test_without_a_session_nothing_is_read(published, browser):
    assert Browser(published).get("/v1/teams") == 401
    forged = Browser(published)
    for cookie in "__Host-pulssid=", "__Host-pulssid=00", browser.cookie[:-1] + ("0" if browser.cookie[-1] != "0" else "1"):
        forged.cookie = cookie
        assert forged.get("/v1/teams") == 401
        assert forged.ask("GET", "/session")[1] == b'{"signed_in":false}'


def test_other_sites_cannot_act_for_a_reader(published, browser):
    key = published.keys["analyst"]
    host = f"localhost:{published.port}"
    for site in "cross-site", "same-site", "none":
        assert Browser(published).sign_in(key, Sec_Fetch_Site=site) == 403
        assert browser.sign_out(Sec_Fetch_Site=site) == 403
    for origin in "https://evil.example", "null", f"http://{host}", f"https://{host}.evil.example":
        assert Browser(published).sign_in(key, Origin=origin) == 403
        assert browser.sign_out(Origin=origin) == 403
    for site in "cross-site", "same-site":
        assert browser.get("/v1/scores", Sec_Fetch_Site=site) == 403
    assert browser.get("/v1/scores", Sec_Fetch_Site="none") == 200
    assert Browser(published).sign_in(key, Origin=f"https://{host}") == 204


def test_a_session_does_not_submit(published, browser):
    response, _ = browser.ask("POST", "/v1/submissions", b"\xa0", Content_Type="application/cbor")
    assert response.status == 401


def test_signing_out_ends_every_copy(published, browser):
    copy, other = Browser(published), Browser(published)
    copy.cookie = browser.cookie
    other.sign_in(published.keys["analyst"])
    assert browser.sign_out(**OWN) == 204 and browser.cookie is None
    for _ in range(10):
        assert copy.get("/v1/teams") == 401
    assert other.get("/v1/teams") == 200
    assert browser.sign_out() == 204


def test_the_state_of_a_session(published, browser):
    _, content = browser.ask("GET", "/session")
    left = re.fullmatch(rb'\{"signed_in":true,"idle_s":900,"left_s":(\d+)\}', content)
    assert 28000 < int(left.group(1)) <= 28800
    assert Browser(published).ask("GET", "/session")[1] == b'{"signed_in":false}'


def test_a_revoked_key_ends_its_sessions(published):
    key = published.create_key("analyst")
    browser = Browser(published)
    assert browser.sign_in(key) == 204 and browser.get("/v1/teams") == 200
    published.run("key", "revoke", key.split(".")[0])
    assert browser.get("/v1/teams") == 401
    assert browser.sign_in(key) == 401


def test_idleness_ends_a_session_and_use_does_not(hasty):
    idle, busy = Browser(hasty), Browser(hasty)
    key = hasty.keys["analyst"]
    assert idle.sign_in(key) == 204 and busy.sign_in(key) == 204
    start = time.monotonic()
    while time.monotonic() < start + 4:
        time.sleep(0.5)
        assert busy.get("/v1/periods") == 200
    assert idle.get("/v1/periods") == 401
    while time.monotonic() < start + 12:
        time.sleep(0.5)
        busy.get("/session")
    assert busy.get("/v1/periods") == 401


def test_a_reload_signs_nobody_out(hasty):
    """Not even when the times have changed, which need a restart."""
    browser = Browser(hasty)
    assert browser.sign_in(hasty.keys["analyst"]) == 204
    hasty.write_conf({"server": {"session_idle_s": 1, "session_max_s": 2}})
    reload(hasty, "reloaded\n")
    for key in "session_idle_s", "session_max_s":
        assert f'restart_needed key="[server] {key}"' in hasty.log()
    end = time.monotonic() + 2.5
    while time.monotonic() < end:
        assert browser.get("/v1/periods") == 200
        time.sleep(0.5)


def test_a_restart_signs_everybody_out(hasty):
    browser = Browser(hasty)
    assert browser.sign_in(hasty.keys["analyst"]) == 204
    hasty.stop()
    hasty.start()
    assert browser.get("/v1/periods") == 401


def test_keys_and_cookies_reach_no_log(published, browser):
    browser.get("/v1/teams")
    browser.sign_out()
    secret = published.keys["analyst"].split(".")[1]
    for text in published.log_path.read_text(), published.database.cluster.log():
        assert secret not in text and "__Host-pulssid" not in text
