"""What every request passes before any page sees it: the host's name, the origin, the size, the rate; and what every
answer carries: the security headers.

Sources: OWASP cheat sheets on CSRF and on HTTP headers; the Fetch standard on `Origin` and `Sec-Fetch-Site`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from heelwork.collect.web.limits import RateLimiter
from heelwork.errors import ConfigError

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST_BODY = 1_000_000
"""Bytes of one request; the longest edited answer is far below it."""

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
"""No inline script or style, nothing from elsewhere, no frame around us, and no script that writes HTML from text."""

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not no-referrer: browsers would then send "Origin: null" with our own forms, and the origin could not be checked.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


@dataclass(frozen=True)
class Address:
    """Where the application is reached. origins: what a browser may call it; secure: whether TLS is in front of it.

    base: the origin that links to it begin with.
    """

    origins: frozenset[str]
    secure: bool
    base: str

    @property
    def hosts(self) -> frozenset[str]:
        """The Host headers that belong to the origins."""
        return frozenset(urlsplit(origin).netloc for origin in self.origins)


def address(host: str, port: int, public_url: str | None = None) -> Address:
    """The address of a server that listens on host and port. Raises ConfigError where that would not be safe.

    public_url: https://... of the proxy that adds TLS. Without it only the loopback interface is allowed: passwords would
    cross the network unencrypted.
    """
    if public_url is not None:
        base = _public_base(public_url)
        if base is None:
            raise ConfigError(
                f"--public-url is '{public_url}'; it must be https://NAME[:PORT] without a path, because passwords may only "
                "travel encrypted; put a proxy with TLS before Heelwork and give its address"
            )
        return Address(frozenset({base}), secure=True, base=base)
    if f"[{host}]" not in LOOPBACK and host not in LOOPBACK:
        raise ConfigError(
            f"--host is '{host}', which other machines reach, but without TLS passwords would travel in the clear; use "
            "127.0.0.1, or put a proxy with TLS before Heelwork and name it with --public-url https://NAME"
        )
    ports = ("", f":{port}") if port == 80 else (f":{port}",)
    origins = frozenset(f"http://{name}{end}" for name in LOOPBACK for end in ports)
    return Address(origins, secure=False, base=f"http://{'[::1]' if ':' in host else host}:{port}")


def _public_base(url: str) -> str | None:
    """The origin as browsers send it, in small letters and without the usual port; None = no https://NAME[:PORT]."""
    try:
        parts = urlsplit(url)
        name, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme != "https" or not name or parts.path.strip("/") or parts.query or "@" in parts.netloc:
        return None
    return f"https://{f'[{name}]' if ':' in name else name}{'' if port in (None, 443) else f':{port}'}"


class Gate:
    """ASGI middleware: refuses strange hosts, requests that other sites make, large bodies and floods; adds the headers."""

    def __init__(self, app: App, *, where: Address, limiter: RateLimiter):
        self.app, self.where, self.limiter = app, where, limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        is_file = str(scope["path"]).startswith("/static/")

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": self._with_ours(message.get("headers", ()), is_file)}
            await send(message)

        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await refuse(sending, *refusal)
            return
        try:
            await self.app(scope, _measured(receive), sending)
        except TooLarge:
            await refuse(sending, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, SIZE)

    def _refusal(
        self, scope: Scope, headers: dict[str, str]
    ) -> tuple[HTTPStatus, str] | tuple[HTTPStatus, str, int] | None:
        if headers.get("host", "") not in self.where.hosts:
            # Another site's name that was pointed at this machine (DNS rebinding).
            return (
                HTTPStatus.MISDIRECTED_REQUEST,
                "This server answers only to the address that it printed at its start.",
            )
        if scope["method"] not in SAFE_METHODS and not self._from_here(headers):
            return (
                HTTPStatus.FORBIDDEN,
                "This request did not come from one of our own pages. Open the page and try again.",
            )
        size = headers.get("content-length", "0")
        if not size.isdigit() or int(size) > LARGEST_BODY:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, SIZE
        client = scope.get("client") or ("unknown", 0)
        wait = self.limiter.wait(str(client[0]))
        if wait > 0:
            return HTTPStatus.TOO_MANY_REQUESTS, "Too many requests. Wait a moment and try again.", int(wait) + 1
        return None

    def _from_here(self, headers: dict[str, str]) -> bool:
        """Whether a page of ours made the request. A browser always says where a POST comes from; what says nothing is
        refused."""
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return False
        origin = headers.get("origin")
        if origin is None and "referer" in headers:
            parts = urlsplit(headers["referer"])
            origin = f"{parts.scheme}://{parts.netloc}"
        return origin in self.where.origins

    def _with_ours(self, given: Any, is_file: bool) -> list[tuple[bytes, bytes]]:
        ours = {**HEADERS, "cache-control": "public, max-age=3600" if is_file else "no-store"}
        if self.where.secure:
            ours["strict-transport-security"] = "max-age=31536000"
        kept = [(name, value) for name, value in given if name.decode("latin-1").lower() not in {*ours, "server"}]
        return [*kept, *((name.encode(), value.encode()) for name, value in ours.items())]


SIZE = f"The request is larger than {LARGEST_BODY // 1000} kB. Shorten the text and send it again."


class TooLarge(Exception):  # noqa: N818 - caught in this file
    """The body of a request went on after LARGEST_BODY."""


def _measured(receive: Receive) -> Receive:
    """A body that names no length is counted while it arrives."""
    seen = 0

    async def receiving() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > LARGEST_BODY:
            raise TooLarge
        return message

    return receiving


async def refuse(send: Send, status: HTTPStatus, reason: str, retry_after: int | None = None) -> None:
    """Answer with one plain sentence."""
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    if retry_after is not None:
        headers.append((b"retry-after", str(retry_after).encode()))
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": f"{reason}\n".encode()})
