"""The application over a store, and the server that runs it."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import NamedTuple

from fastapi import APIRouter, FastAPI

from heelwork.collect.store import Store
from heelwork.collect.web.access import Authority
from heelwork.collect.web.accounts import Accounts
from heelwork.collect.web.app import build_app
from heelwork.collect.web.crew import crew_routes
from heelwork.collect.web.download import download_routes
from heelwork.collect.web.entry import entry_routes
from heelwork.collect.web.figures import figure_routes
from heelwork.collect.web.gate import Address
from heelwork.collect.web.label import label_routes
from heelwork.collect.web.limits import RateLimiter
from heelwork.collect.web.render import Pages
from heelwork.errors import RunError

REQUESTS_PER_SECOND = 50.0
"""What one network address may ask for in the long run; a tenth of a minute's worth at once."""


class Web(NamedTuple):
    """The application and what the command line needs of it."""

    app: FastAPI
    accounts: Accounts


def make_web(store: Store, where: Address, *, requests_per_second: float = REQUESTS_PER_SECOND) -> Web:
    """The application over a store, reached at these addresses."""
    accounts = Accounts(store.people, store.clock)
    authority = Authority(accounts.session, where=where, limiter=RateLimiter(burst=300, per_second=requests_per_second))
    pages = Pages(authority)
    attempts = RateLimiter(burst=10, per_second=1 / 6)
    routers: Sequence[APIRouter] = (
        entry_routes(accounts, pages, authority.session_cookie, attempts),
        label_routes(store, pages),
        crew_routes(store, accounts, pages, where.base),
        figure_routes(store, pages),
        download_routes(store),
    )
    app = build_app(routers, pages, authority, where=where, requests_per_second=requests_per_second)
    return Web(app, accounts)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 = any free one. Raises RunError where it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host.strip("[]"), port))
        made.listen(128)
    except OSError as error:
        made.close()
        raise RunError(
            f"port {port} on {host} cannot be used ({error.strerror}); choose another with --port, or 0 for a free one"
        ) from error
    return made


def serve(web: Web, listening: socket.socket, *, behind_proxy: bool) -> None:
    """Answer requests until Ctrl-C. behind_proxy: believe the addresses that a proxy on this machine names."""
    import uvicorn

    config = uvicorn.Config(
        web.app,
        log_level="warning",
        # Sign-in links are in the addresses: nothing of requests is logged.
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=behind_proxy,
        forwarded_allow_ips="127.0.0.1",
        timeout_graceful_shutdown=5,
        ws="none",
    )
    uvicorn.Server(config).run(sockets=[listening])
