"""What stands before every page: host, origin, size, rate and headers."""

import asyncio

import pytest

from heelwork.collect.web.gate import LARGEST_BODY, Gate, address
from heelwork.collect.web.limits import RateLimiter
from heelwork.errors import ConfigError

HERE = address("127.0.0.1", 8765)
OURS = {"host": "127.0.0.1:8765", "origin": "http://127.0.0.1:8765"}


async def echo(scope, receive, send):
    """An application that reads its whole body and says hello."""
    more = True
    while more:
        more = (await receive()).get("more_body", False)
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"server", b"secret"), (b"x-frame-options", b"ALLOW")],
        }
    )
    await send({"type": "http.response.body", "body": b"hello"})


def ask(method="GET", headers=None, *, body=(), where=HERE, path="/", limiter=None):
    """Status and headers of one request."""
    sent = []
    parts = [{"type": "http.request", "body": part, "more_body": True} for part in body]
    parts.append({"type": "http.request", "body": b"", "more_body": False})

    async def receive():
        return parts.pop(0)

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "method": method, "path": path, "client": ("127.0.0.1", 5),
        "headers": [(k.encode(), v.encode()) for k, v in (OURS if headers is None else headers).items()],
    }  # fmt: skip
    gate = Gate(echo, where=where, limiter=limiter or RateLimiter(burst=100, per_second=1))
    asyncio.run(gate(scope, receive, send))
    return sent[0]["status"], {k.decode(): v.decode() for k, v in sent[0]["headers"]}


def test_own_pages_may_ask_and_post():
    assert ask()[0] == 200
    assert ask("POST")[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "127.0.0.1:8765"},
        {"host": "127.0.0.1:8765", "origin": "null"},
        {"host": "127.0.0.1:8765", "origin": "http://evil.example"},
        {"host": "127.0.0.1:8765", "origin": "http://127.0.0.1:9999"},
        {"host": "127.0.0.1:8765", "origin": "https://127.0.0.1:8765"},
        {"host": "127.0.0.1:8765", "referer": "http://evil.example/http://127.0.0.1:8765/"},
        {**OURS, "sec-fetch-site": "cross-site"},
        {**OURS, "sec-fetch-site": "same-site"},
    ],
)
def test_a_post_that_another_site_makes_is_refused(headers):
    assert ask("POST", headers)[0] == 403


def test_a_referer_of_ours_stands_in_for_a_missing_origin():
    assert ask("POST", {"host": "127.0.0.1:8765", "referer": "http://127.0.0.1:8765/label"})[0] == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:80", ""])
def test_a_name_that_was_pointed_at_this_machine_is_refused(host):
    assert ask("GET", {"host": host})[0] == 421


def test_large_bodies_are_refused_with_and_without_a_length():
    assert ask("POST", {**OURS, "content-length": str(LARGEST_BODY + 1)})[0] == 413
    assert ask("POST", {**OURS, "content-length": "-1"})[0] == 413
    assert ask("POST", body=[b"x" * 600_000, b"x" * 600_000])[0] == 413
    assert ask("POST", body=[b"x" * 600_000])[0] == 200


def test_a_flood_is_slowed_down_and_told_for_how_long():
    limiter = RateLimiter(burst=3, per_second=0.5, clock=lambda: 0.0)
    statuses = [ask(limiter=limiter) for _ in range(4)]
    assert [status for status, _ in statuses] == [200, 200, 200, 429]
    assert statuses[-1][1]["retry-after"] == "3"


def test_every_answer_carries_the_headers_and_none_of_what_the_application_said_against_them():
    for status, headers in (ask(), ask("POST", {"host": "127.0.0.1:8765"}), ask("GET", {"host": "evil"})):
        assert "script-src 'self'" in headers["content-security-policy"], status
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert "server" not in headers
        assert "strict-transport-security" not in headers


def test_behind_tls_the_public_name_alone_is_ours():
    where = address("127.0.0.1", 8765, "https://collect.example.org")
    good = {"host": "collect.example.org", "origin": "https://collect.example.org"}
    status, headers = ask("POST", good, where=where)
    assert status == 200 and "max-age" in headers["strict-transport-security"]
    assert ask("POST", OURS, where=where)[0] == 421
    assert ask("POST", {**good, "origin": "http://collect.example.org"}, where=where)[0] == 403


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Collect.Example.org", "https://collect.example.org"),
        ("https://collect.example.org:443/", "https://collect.example.org"),
        ("https://collect.example.org:8443", "https://collect.example.org:8443"),
        ("https://[::1]:443", "https://[::1]"),
    ],
)
def test_a_public_address_is_known_as_browsers_write_it(url, origin):
    where = address("127.0.0.1", 8765, url)
    assert where.base == origin
    assert ask("POST", {"host": origin.removeprefix("https://"), "origin": origin}, where=where)[0] == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.org"])
def test_other_machines_are_served_only_behind_tls(host):
    with pytest.raises(ConfigError, match="TLS"):
        address(host, 8765)
    assert address(host, 8765, "https://collect.example.org").secure


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example",
        "https://",
        "a.example",
        "https://a.example/path",
        "https://u@a.example",
        "https://a.example:x",
    ],
)
def test_a_public_address_is_https_and_nothing_but_a_name(url):
    with pytest.raises(ConfigError, match="--public-url"):
        address("0.0.0.0", 8765, url)
