# SPDX-License-Identifier: GPL-3.0-or-later
"""A small client of pulssid: submissions in CBOR and reports, over one TLS connection that is kept alive."""

import http.client
import io
import json
import ssl
from dataclasses import dataclass, field

import cbor2

ONE = "application/cbor"
SEQUENCE = "application/cbor-seq"


@dataclass
class Answer:
    """What the server said to one request."""

    status: int
    headers: dict
    body: bytes = field(repr=False)

    @property
    def content_type(self):
        return self.headers.get("content-type", "").split(";")[0].strip()

    def json(self):
        return json.loads(self.body)

    def cbor(self):
        return cbor2.loads(self.body)

    def sequence(self):
        """The items of a CBOR Sequence."""
        stream = io.BytesIO(self.body)
        items = []
        while stream.tell() < len(self.body):
            items.append(cbor2.load(stream))
        return items

    def verdicts(self):
        return self.sequence() if self.content_type == SEQUENCE else [self.cbor()]


class Client:
    """One connection; it is made again when the server has closed it before the request went out."""

    def __init__(self, host, port, ca, key=None, timeout=30):
        context = ssl.create_default_context(cafile=str(ca))
        self.connection = http.client.HTTPSConnection(host, port, context=context, timeout=timeout)
        self.key = key

    def close(self):
        self.connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def request(self, method, path, body=None, content_type=None, accept=None, key=None):
        headers = {}
        if key or self.key:
            headers["Authorization"] = f"Bearer {key or self.key}"
        if content_type:
            headers["Content-Type"] = content_type
        if accept:
            headers["Accept"] = accept
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
            content = response.read()
        except BaseException:
            self.connection.close()
            raise
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, content)

    def get(self, path, accept=None, key=None):
        return self.request("GET", path, accept=accept, key=key)

    def submit(self, item, key=None):
        """One submission, as an object or as bytes."""
        body = item if isinstance(item, bytes) else cbor2.dumps(item)
        return self.request("POST", "/v1/submissions", body, ONE, key=key)

    def submit_sequence(self, items, key=None):
        """Several submissions in one request."""
        body = items if isinstance(items, bytes) else b"".join(cbor2.dumps(item) for item in items)
        return self.request("POST", "/v1/submissions", body, SEQUENCE, key=key)

    def withdraw(self, secret):
        return self.request("POST", "/v1/withdrawals", cbor2.dumps({"secret": secret}), ONE)


def batches(items, max_items=1000, max_bytes=1 << 20):
    """Encoded sequences of at most that many items and bytes, which one request may hold."""
    body, count = b"", 0
    for item in items:
        encoded = cbor2.dumps(item)
        if count == max_items or len(body) + len(encoded) > max_bytes:
            yield body
            body, count = b"", 0
        body += encoded
        count += 1
    if count:
        yield body
