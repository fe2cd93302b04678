# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that are not strict HTTP/1.1, or that end the connection: the classes in which parsers are known to differ
(RFC 9112, 11.2; the test cases of llhttp, the findings of the HTTP Garden), each with its status."""

OK_LINE = b"GET /v1/surveys HTTP/1.1\r\n"
POST = b"POST /v1/submissions HTTP/1.1\r\n"
HOST = b"Host: localhost\r\n"
# Would be answered 404 if it were ever taken for a request.
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"


def get(*fields, line=OK_LINE, host=HOST):
    return line + host + b"".join(f + b"\r\n" for f in fields) + b"\r\n"


def post(*fields, body=b""):
    """With a good key, which the test puts in for KEY."""
    fixed = HOST + b"Authorization: Bearer KEY\r\nContent-Type: application/cbor\r\n"
    return POST + fixed + b"".join(f + b"\r\n" for f in fields) + b"\r\n" + body


# Name: (bytes, status). Each is followed by a second request that must not be seen.
CASES = {
    "two differing Content-Lengths": (post(b"Content-Length: 0", b"Content-Length: 43"), 400),
    "two equal Content-Lengths": (post(b"Content-Length: 0", b"Content-Length: 0"), 400),
    "a list of lengths": (post(b"Content-Length: 0, 0"), 400),
    "chunked": (post(b"Transfer-Encoding: chunked", body=b"0\r\n\r\n"), 501),
    "xchunked": (post(b"Transfer-Encoding: xchunked"), 501),
    "identity": (post(b"Transfer-Encoding: identity"), 501),
    "chunked and a length": (post(b"Content-Length: 5", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n"), 501),
    "a length before chunked, other case": (post(b"content-length: 5", b"TRANSFER-ENCODING: Chunked", body=b"0\r\n\r\n"), 501),
    "Transfer-Encoding in HTTP/1.0": (post(b"Transfer-Encoding: chunked").replace(b"/1.1", b"/1.0"), (501, 505)),
    "a space in a field name": (post(b"Content Length: 5"), 400),
    "a space before the colon": (post(b"Content-Length : 5"), 400),
    "a signed length": (post(b"Content-Length: +5"), 400),
    "a negative length": (post(b"Content-Length: -5"), 400),
    "a hexadecimal length": (post(b"Content-Length: 0x5"), 400),
    "a length with a vertical tab": (post(b"Content-Length: \v5"), 400),
    "a length with a NUL": (post(b"Content-Length: 5\x000"), 400),
    "a length with an underscore": (post(b"Content-Length: 1_0"), 400),
    "a fractional length": (post(b"Content-Length: 5.0"), 400),
    "an empty length": (post(b"Content-Length:"), 400),
    "a length beyond 64 bits": (post(b"Content-Length: 99999999999999999999"), 400),
    "a length over the limit": (post(b"Content-Length: 99999999"), 413),
    "no length": (post(), 411),
    "obs-fold": (get(b"X: a\r\n b"), 400),
    "a fold before the first field": (OK_LINE + b" Host: localhost\r\n\r\n", 400),
    "a NUL in a value": (get(b"X: a\0b"), 400),
    "a bare CR in a value": (get(b"X: a\rb"), 400),
    "a control byte in a value": (get(b"X: a\x01b"), 400),
    "obs-text in a value": (get(b"X: a\xffb"), 400),
    "no Host": (OK_LINE + b"\r\n", 400),
    "two Hosts": (get(HOST.strip()), 400),
    "bare LF": (b"GET /v1/surveys HTTP/1.1\nHost: localhost\n\n", 400),
    "LF after the request line": (b"GET /v1/surveys HTTP/1.1\nHost: localhost\r\n\r\n", 400),
    "an empty field name": (get(b": a"), 400),
    "a field without a colon": (get(b"nonsense"), 400),
    "HTTP/1.2": (get(line=b"GET /v1/surveys HTTP/1.2\r\n"), (400, 505)),
    "HTTP/1.0": (get(line=b"GET /v1/surveys HTTP/1.0\r\n"), 505),
    "HTTP/2.0": (get(line=b"GET /v1/surveys HTTP/2.0\r\n"), 505),
    "HTTP/1.10": (get(line=b"GET /v1/surveys HTTP/1.10\r\n"), (400, 505)),
    "HTTP/0.9": (b"GET /v1/surveys\r\n", 400),
    "small letters": (get(line=b"GET /v1/surveys http/1.1\r\n"), (400, 505)),
    "two spaces": (get(line=b"GET  /v1/surveys HTTP/1.1\r\n"), 400),
    "a tab for a space": (get(line=b"GET\t/v1/surveys HTTP/1.1\r\n"), 400),
    "a leading space": (get(line=b" GET /v1/surveys HTTP/1.1\r\n"), 400),
    "a trailing space": (get(line=b"GET /v1/surveys HTTP/1.1 \r\n"), (400, 505)),
    "no target": (get(line=b"GET HTTP/1.1\r\n"), 400),
    "absolute-form": (get(line=b"GET https://localhost/v1/surveys HTTP/1.1\r\n"), 400),
    "asterisk-form": (get(line=b"GET * HTTP/1.1\r\n"), 400),
    "a NUL in the target": (get(line=b"GET /v1/\0 HTTP/1.1\r\n"), 400),
    "an 8-bit target": (get(line=b"GET /v1/\xe4 HTTP/1.1\r\n"), 400),
    "a fragment": (get(line=b"GET /v1/surveys#x HTTP/1.1\r\n"), (400, 404)),
    "an unknown method": (get(line=b"BREW /v1/surveys HTTP/1.1\r\n"), 501),
    "CONNECT": (b"CONNECT localhost:443 HTTP/1.1\r\nHost: localhost\r\n\r\n", (400, 501)),
    "PRI": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", (400, 501, 505)),
    "an unknown expectation": (post(b"Expect: tea", b"Content-Length: 0"), 417),
    "a head of 20 kB": (get(b"X: " + b"a" * 20000), 431),
    "a target of 20 kB": (get(line=b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\n"), (400, 414, 431)),
    "200 fields": (get(*[b"X: a"] * 200), 431),
    "binary": (bytes(range(256)), 400),
    "TLS in TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100), 400),
    "a line that never ends": (b"A" * 20000, (400, 431, 501)),
}


def add(kind, status, requests):
    """requests: by what is odd about them."""
    for odd, data in requests.items():
        name = f"{kind} {odd.decode('latin-1')[:60]!r}" if isinstance(odd, bytes) else f"{kind} {odd}"
        assert name not in CASES, name
        CASES[name] = data, status


def fields(name, values):
    return {value: post(name + b":" + value) for value in values}


def chunked(body):
    return post(b"Transfer-Encoding: chunked", body=body)


def line(*parts):
    return get(line=b" ".join(parts) + b"\r\n")


LENGTHS = [b" 5 5", b" 5,", b" ,5", b" 5, 6", b" 5;", b"\t5", b" 5\t", b" -0", b" 0b1", b" 0o5", b" 5e0", b" 5h", b' "5"',
           b" '5'",
           b" (5)", b" ,", b" chunked", b" NaN", b" \xd9\xa5", b" \xef\xbc\x95", b" \xb2", b" 5\v", b" 5\f", b" \f5", b" 5\x85",
           b" \xa05", b" 5\0", b" \x005", b" 5\r", b" 00000000005", b" 18446744073709551621", b" " + b"0" * 5000 + b"5",
           b"\r\n 5", b" 0\r\n 5", b" 0\r\n\t5", b" 0\n 5", b" 0\r 5"]
add("Content-Length", 400, fields(b"Content-Length", LENGTHS))
add("Content-Length", 413, fields(b"Content-Length", [b" 4294967301", b" 9999999999"]))

CODINGS = [b" chunked, identity", b" identity, chunked", b" chunked, chunked", b" gzip, chunked", b" chunked, gzip", b"",
           b" ,", b" ,chunked",
           b" chunked,", b" chunked;q=1", b' "chunked"', b" x chunked", b" chunk", b" chunkedchunked", b" deflate", b" trailers",
           b"chunked", b"   chunked   ", b" chunked\r\nTransfer-Encoding: identity", b" identity\r\nTransfer-Encoding: chunked",
           b" chunked\r\nContent-Length: 0", b"\r\n chunked"]
add("Transfer-Encoding", 501, fields(b"Transfer-Encoding", CODINGS))
add("Transfer-Encoding", 400, fields(b"Transfer-Encoding", [
    b"\tchunked", b" chunked\t", b" \vchunked", b" chunked\f", b" \0chunked", b" chunked\0", b" \xa0chunked", b" chunked\r",
    b" chunked\r x",
    b" chunked\n", b" chunke\xc4"]))
add("Transfer-Encoding on a GET", 501, {"": get(b"Transfer-Encoding: chunked") + b"0\r\n\r\n"})

# None is read: the coding is refused before its first chunk.
add("chunks", 501, {body: chunked(body) for body in [
    b"5;x=y\r\nhello\r\n0\r\n\r\n", b"5;\r\nhello\r\n0\r\n\r\n", b'5;x="\r\n\r\nhello\r\n0\r\n\r\n',
    b"5;\n\r\nhello\r\n0\r\n\r\n",
    b"+5\r\nhello\r\n0\r\n\r\n", b"-5\r\nhello\r\n0\r\n\r\n", b"0x5\r\nhello\r\n0\r\n\r\n", b"0_5\r\nhello\r\n0\r\n\r\n",
    b" 5\r\nhello\r\n0\r\n\r\n", b"5 \r\nhello\r\n0\r\n\r\n", b"5\t\r\nhello\r\n0\r\n\r\n", b"\r\nhello\r\n0\r\n\r\n",
    b"10000000000000005\r\nhello\r\n0\r\n\r\n", b"ffffffffffffffff\r\nhello\r\n0\r\n\r\n", b"g\r\nhello\r\n0\r\n\r\n",
    b"5\nhello\n0\n\n", b"5\rhello\r0\r\r", b"5\r\nhelloXX0\r\n\r\n", b"5\r\nhello0\r\n\r\n", b"0\n\r\n", b"0\r\nX: a\n\r\n",
    b"0\r\nContent-Length: 5\r\n\r\n", b"0\r\nTransfer-Encoding : chunked\r\n\r\n", b"000\r\n\r\n", b"0\r\n"]})

# What an intermediary may take for one of the two, and we never do: there is no length, or no field.
add("the field", 411, {name: post(name + b": 5") for name in [b"Content_Length", b"Content-Lengths", b"Transfer_Encoding",
    b"X-Content-Length"]})
add("the field", 400, {name: post(name + b": chunked") for name in [
    b"Transfer-Encoding ", b"Transfer-Encoding\t", b" Transfer-Encoding", b"\tTransfer-Encoding", b"Transfer-Encoding\0",
    b"\0Transfer-Encoding",
    b"Transfer-Encoding\v", b"Transfer Encoding", b"Transfer-\xc4ncoding", b"\xef\xbb\xbfTransfer-Encoding",
    b"X\nTransfer-Encoding",
    b"X\rTransfer-Encoding", b"X: a\nTransfer-Encoding", b"X: a\rTransfer-Encoding", b"X: a\r\r\nTransfer-Encoding",
    b"X: a\n\rTransfer-Encoding", b"X: a\r\n\nTransfer-Encoding"]})
add("a field name with", 400, {bytes([c]): get(b"X" + bytes([c]) + b"Y: a")
                               for c in [*range(33), 127, 128, 255, *b'()<>@,;\\"/[]?={}']})
add("a field value with", 400, {bytes([c]): get(b"X: a" + bytes([c]) + b"b")
                                for c in [*range(9), *range(10, 32), *range(127, 256, 8)] if c not in (0, 1, 13, 255)})
add("a field value that begins or ends with a tab,", 400, {value: get(b"X:" + value) for value in [b"\ta", b" a\t", b" \t ",
    b" a \t"]})
add("twice the field", 400, {name: get(name + b": a", name + b": a") for name in [
    b"Authorization", b"Content-Type", b"Accept", b"Accept-Encoding", b"Accept-Language", b"Cookie", b"Origin",
    b"Sec-Fetch-Site"]})
add("Host", 400, {host: get(host=b"Host:" + host + b"\r\n") for host in [
    b"", b"   ", b" a b", b" a,b", b" a/b", b" user@a", b' "a"', b" a\0", b" \xff", b" a\t", b" a?b", b" a#b", b" a%20b",
    b" a\\b", b" <a>",
    b" localhost\r\n x"]})
add("Host, other case,", 400, {"again": get(b"HOST: localhost")})

add("line ends:", 400, {
    "CR alone": (b"GET / HTTP/1.1\r" b"Host: localhost\r" b"\r"),
    "CR CR LF": (b"GET / HTTP/1.1\r\r\n" b"Host: localhost\r\n" b"\r\n"),
    "LF CR": (b"GET / HTTP/1.1\n\r" b"Host: localhost\n\r" b"\n\r"),
    "LF behind a field": (b"GET / HTTP/1.1\r\n" b"Host: localhost\n" b"\r\n"),
    "LF for the empty line": (b"GET / HTTP/1.1\r\n" b"Host: localhost\r\n" b"\n"),
    "CR CR LF for the empty line": (b"GET / HTTP/1.1\r\n" b"Host: localhost\r\n" b"\r\r\n"),
    "a blank for the empty line": (b"GET / HTTP/1.1\r\n" b"Host: localhost\r\n" b" \r\n" b"\r\n"),
    "CR and a NUL": (b"GET / HTTP/1.1\r\0\n" b"Host: localhost\r\n" b"\r\n"),
    "none before the fields": (b"GET / HTTP/1.1 " b"Host: localhost\r\n" b"\r\n"),
    "an empty line before the request": (b"\r\n" b"GET / HTTP/1.1\r\n" b"Host: localhost\r\n" b"\r\n"),
    "LF before the request": (b"\n" b"GET / HTTP/1.1\r\n" b"Host: localhost\r\n" b"\r\n"),
    "a blank before the first field": (b"GET / HTTP/1.1\r\n" b" X: a\r\n" b"Host: localhost\r\n" b"\r\n"),
    "a fold by a tab": get(b"X: a\r\n\tb"),
    "a fold of nothing": get(b"X: a\r\n "),
})

add("the target", 400, {target: line(b"GET", target, b"HTTP/1.1") for target in [
    b"http://localhost/", b"https://elsewhere/v1/surveys", b"HTTP://localhost", b"file:///etc/passwd", b"localhost:443", b"?x",
    b"v1/surveys",
    b"\\v1", b"/v1\\surveys", b"/<v1>", b'/"v1"', b"/{v1}", b"/^", b"/`", b"/|", b"/[v1]", b"/v1#x", b"/\x7f", b"/\x01",
    b"/\t", b"/\v", b"/\r", b"/\n",
    b"/\xc3\xa9", b"/\xc0\xaf", b"/\xed\xa0\x80", b"/\xff", b"/v1 /surveys", b"/?a b", b"/?\0", b"/?\xc3\xa9", b"%2Fv1", b"*/",
    b"@localhost/",
    b".", b"/\r\nX:"]})
add("the target of OPTIONS", 501, {target: line(b"OPTIONS", target, b"HTTP/1.1") for target in [b"*", b"/",
    b"http://localhost/"]})
add("the method", 501, {method: line(method, b"/v1/surveys", b"HTTP/1.1") for method in [
    b"get", b"Get", b"PUT", b"DELETE", b"PATCH", b"TRACE", b"GETX", b"XGET", b"GET|", b"POST_", b"SOURCE", b"CONNECT"]})
add("the method", 400, {method: line(method, b"/v1/surveys", b"HTTP/1.1") for method in [
    b"", b"GET\0", b"\0GET", b"G\rET", b"G\nET", b"(GET)", b"GET:", b'"GET"', b"GE\xd4", b"GET\v", b"GET,POST",
    b"\xef\xbb\xbfGET", b"\tGET"]})
add("the version", 400, {version: line(b"GET", b"/", version) for version in [
    b"", b"HTTP", b"HTTP/", b"HTTP/1", b"HTTP/1.", b"HTTP/.1", b"HTTP/11", b"HTTP/1,1", b"HTTP/1.1x", b"HTTP/1.1\0",
    b"HTTP/1.1\t", b"HTTP/+1.1",
    b"HTTP/0x1.1", b"HTTP/1.+1", b"HTTP /1.1", b"HTTP/ 1.1", b"HTTPS/1.1", b"RTSP/1.0", b"ICE/1.0", b"Http/1.1",
    b"HTTP/1.1 HTTP/1.1",
    b"HTTP/\xef\xbc\x91.1", b"HTTP/1.1;", b"HTTP/1.11"]})
add("the version", 505, {version: line(b"GET", b"/", version) for version in [b"HTTP/0.9", b"HTTP/1.01", b"HTTP/1.9",
    b"HTTP/2.1", b"HTTP/3.0", b"HTTP/9.9"]})
add("HTTP/1.0 that is to stay open", 505, {"": get(b"Connection: keep-alive", line=b"GET / HTTP/1.0\r\n")})
add("HTTP/2", 501, {"with its preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"})

add("the expectation", 417, {value: post(b"Expect:" + value, b"Content-Length: 0") for value in [
    b"", b" 100", b" 100-continue, tea", b" 100-continue;x", b" 100-continue, 100-continue", b" 200-ok", b" x100-continue"]})
add("two expectations", 400, {"": post(b"Expect: 100-continue", b"Expect: 100-continue", b"Content-Length: 0")})
add("too long:", 431, {
    "a method": line(b"G" * 9000, b"/", b"HTTP/1.1"),
    "a query": line(b"GET", b"/?" + b"a" * 9000, b"HTTP/1.1"),
    "a field name": get(b"X" * 9000 + b": a"),
    "blanks before a value": get(b"X:" + b" " * 9000 + b"a"),
    "a Host": get(host=b"Host: " + b"a" * 9000 + b"\r\n"),
    "49 fields": get(*[b"X: a"] * 48),
})
# Well-formed, and the last of its connection: what is behind is none of ours.
add("behind the end of the connection", 401, {value: get(b"Connection:" + value) for value in [
    b" close", b" Close", b" keep-alive, close", b" close, Upgrade", b" ,close", b" keep-alive\r\nConnection: close"]})
