"""`heelwork watch`: the report of a run that is still going on, served to this machine alone.

The server answers one address, "/", with the page; it reads no other path and writes nothing. A page asks again every two
seconds and is told "not modified" until a file of the run changes.
"""

from __future__ import annotations

import hashlib
import socketserver
import threading
import time
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

from heelwork.errors import RunError
from heelwork.report.gather import gather
from heelwork.report.page import render

HOST = "127.0.0.1"
READ = (
    "*.json", "*.jsonl", "*.yaml", "*/*.json", "*/*.jsonl", "*/*.yaml", "*/*/*.json", "*/*/*.jsonl",
)  # fmt: skip
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}


class Seen(NamedTuple):
    """A rendered page with its tag, and what the run's files looked like when it was made."""

    files: tuple[tuple[str, int, int], ...]
    tag: str
    body: bytes


class Watched:
    """A run directory whose page is made anew only when a file of it has changed. Safe between threads."""

    def __init__(self, run: Path):
        self.run = run
        self._lock = threading.Lock()
        self._seen: Seen | None = None

    def page(self) -> Seen:
        """The page of what the directory now holds."""
        with self._lock:
            files = tuple(sorted(self._files()))
            if self._seen is None or self._seen.files != files:
                body = render(gather(self.run, unfinished=True), live=True).encode()
                self._seen = Seen(files, f'"{hashlib.sha256(body).hexdigest()[:32]}"', body)
            return self._seen

    def age(self) -> int:
        """Seconds since a file of the run was last written; -1 where there is none."""
        newest = max((modified for _, modified, _ in self._files()), default=0)
        return max(0, int(time.time() - newest / 1e9)) if newest else -1

    def _files(self) -> Iterator[tuple[str, int, int]]:
        for pattern in READ:
            for path in self.run.glob(pattern):
                try:
                    found = path.stat()
                except OSError:  # replaced or removed while we look
                    continue
                if path.name != "report.json":
                    yield str(path.relative_to(self.run)), found.st_mtime_ns, found.st_size


class Server(ThreadingHTTPServer):
    """Serves one watched run on the loopback interface. Raises RunError where the port is taken."""

    daemon_threads = True

    def __init__(self, watched: Watched, port: int):
        self.watched = watched
        try:
            super().__init__((HOST, port), Handler)
        except OSError as error:
            raise RunError(
                f"port {port} on {HOST} cannot be used ({error.strerror}); choose another with --port, or 0 for a free one"
            ) from error
        self.names = {f"{name}:{self.server_port}" for name in (HOST, "localhost")}

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)  # without the look-up of this machine's name, which may take long
        self.server_name, self.server_port = HOST, int(self.server_address[1])

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://{HOST}:{self.server_port}/"


class Handler(BaseHTTPRequestHandler):
    """GET and HEAD of "/"; nothing else."""

    server: Server
    server_version = "heelwork"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        """The page, or 304 where the browser has it."""
        if self.headers.get("Host", "") not in self.server.names:
            # A page of another site whose name was pointed at this machine.
            return self._refuse(HTTPStatus.FORBIDDEN, "open the address that heelwork watch printed")
        if self.path.partition("?")[0] != "/":
            return self._refuse(HTTPStatus.NOT_FOUND, "there is one page here: /")
        seen = self.server.watched.page()
        same = self.headers.get("If-None-Match") == seen.tag
        self.send_response(HTTPStatus.NOT_MODIFIED if same else HTTPStatus.OK)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("ETag", seen.tag)
        self.send_header("X-Run-Age", str(self.server.watched.age()))
        if not same:
            self.send_header("Content-Length", str(len(seen.body)))
        self.end_headers()
        if not same and self.command != "HEAD":
            self.wfile.write(seen.body)

    do_HEAD = do_GET

    def _refuse(self, status: HTTPStatus, reason: str) -> None:
        body = f"{status.value}: {reason}\n".encode()
        self.send_response(status)
        for name, value in HEADERS.items():
            self.send_header(name, value if name != "Content-Type" else "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing for each request."""
