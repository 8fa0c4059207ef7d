"""Models behind an HTTP endpoint: so many calls at a time, retries with growing waits, and no secret outside a header.

The key comes from an environment variable and goes into a header of the request, nowhere else: no setting holds it, and no
error message, record or log repeats a header or an answer's body beyond the server's own short error text.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx2
import tenacity
from pydantic import Field

from heelwork.config import Settings
from heelwork.errors import ConfigError, RunError

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")

LOOPBACK = ("localhost", "127.0.0.1", "::1")


class EndpointSettings(Settings):
    """How an endpoint is called."""

    base_url: str = ""
    """Where it listens, for instance http://127.0.0.1:8000/v1; empty = the vendor's own address."""
    key_env: str = ""
    """Name of the environment variable that holds the key; empty = the vendor's usual name. The key itself is no setting."""
    concurrency: int = Field(8, ge=1, le=256)
    """Calls under way at once."""
    tries: int = Field(6, ge=1)
    """How often a call is tried that meets a busy or failing server, before the command stops."""
    timeout_s: float = Field(120.0, gt=0)
    """Seconds to wait for an answer."""
    first_wait_s: float = Field(1.0, ge=0)
    """Seconds before the second try; doubled each time, with a random part, unless the server says how long."""
    longest_wait_s: float = Field(60.0, ge=0)
    """Longest wait between two tries, seconds."""


class _Again(Exception):  # noqa: N818 - a signal, not an error
    """The call may succeed later. after: seconds that the server asks for. garbled: an answer came, but no JSON."""

    def __init__(self, problem: str, after: float | None = None, garbled: bool = False):
        super().__init__(problem)
        self.problem, self.after, self.garbled = problem, after, garbled


class Garbled(Exception):  # noqa: N818
    """An answer that does not follow the protocol."""


class Endpoint:
    """Posts JSON and gets JSON. Raises ConfigError for an address or key that cannot be used."""

    def __init__(self, settings: EndpointSettings, *, url: str, key_env: str, header: Callable[[str], Mapping[str, str]],
                 needs_key: bool):  # fmt: skip
        self.settings = settings
        self.url = _checked(settings.base_url or url)
        name = settings.key_env or key_env
        key = os.environ.get(name, "").strip()
        if not key and needs_key and not settings.base_url:
            raise ConfigError(
                f"{self.url} needs a key, and the environment variable {name} is not set; set it (export {name}=...), or "
                "name another variable with --key-env, or another server with --base-url"
            )
        if key and self.url.startswith("http://") and urlsplit(self.url).hostname not in LOOPBACK:
            raise ConfigError(
                f"the key in {name} would travel unencrypted to {self.url}; use https, a server on this machine, or "
                "unset the variable where the server needs no key"
            )
        self._secret = key
        self._client = httpx2.Client(
            headers=dict(header(key)) if key else {}, timeout=settings.timeout_s, follow_redirects=False,
            limits=httpx2.Limits(max_connections=settings.concurrency),
        )  # fmt: skip

    def beside_v1(self) -> Endpoint:
        """The same server above its /v1: where servers keep calls that are not part of the protocol."""
        above = copy.copy(self)
        above.url = self.url.rstrip("/").removesuffix("/v1")
        return above

    def tell(self, path: str, payload: Mapping[str, Any]) -> None:
        """As `post`, where the answer says nothing."""
        self._retried(path, payload, read=False)

    def get(self, path: str) -> Any:
        """As `post`, of what needs no payload."""
        return self._retried(path, None)

    def post(self, path: str, payload: Mapping[str, Any]) -> Any:
        """The answer's JSON. Raises RunError when the server goes on failing or refuses the call, Garbled for no JSON."""
        return self._retried(path, payload)

    def _retried(self, path: str, payload: Mapping[str, Any] | None, *, read: bool = True) -> Any:
        settings = self.settings
        growing = tenacity.wait_exponential_jitter(settings.first_wait_s, settings.longest_wait_s,
                                                   jitter=settings.first_wait_s)  # fmt: skip

        def pause(state: tenacity.RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            after = error.after if isinstance(error, _Again) else None
            return growing(state) if after is None else min(after, settings.longest_wait_s)

        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(settings.tries), wait=pause, retry=tenacity.retry_if_exception_type(_Again),
            reraise=True,
        )  # fmt: skip
        try:
            return retrying(self._once, path, payload, read)
        except _Again as error:
            if error.garbled:
                raise Garbled from None
            raise RunError(
                f"{self.url}: {error.problem}, {settings.tries} tries in a row; the answers so far are kept: the same "
                "command goes on from there"
            ) from None

    def _once(self, path: str, payload: Mapping[str, Any] | None, read: bool) -> Any:
        where = self.url.rstrip("/") + path
        try:
            response = self._client.get(where) if payload is None else self._client.post(where, json=dict(payload))
        except httpx2.TimeoutException:
            raise _Again(f"no answer within {self.settings.timeout_s:g} s") from None
        except httpx2.TransportError as error:
            raise _Again(f"cannot be reached ({type(error).__name__}: {self._clean(str(error))})") from None
        status = response.status_code
        if status in (408, 409, 425, 429) or status >= 500:
            raise _Again(f"status {status}", _retry_after(response.headers.get("retry-after")))
        if status != 200:
            raise RunError(f"{self.url}{path}: status {status} ({self._clean(_told(response))}); {_remedy(status)}")
        try:
            return response.json() if read else None
        except ValueError:
            raise _Again("an answer that is no JSON", garbled=True) from None

    def _clean(self, text: str) -> str:
        """Text without the key, should a server repeat it."""
        return (text.replace(self._secret, "[key]") if self._secret else text)[:200]


def spread(
    requests: Sequence[Asked], call: Callable[[Asked], Answered], concurrency: int
) -> Iterator[list[tuple[int, Answered]]]:
    """Calls side by side, each reply passed on as it comes.

    When one call fails for good, or on Ctrl-C, no new one begins; those under way are waited for and passed on first. When
    the consumer stops or fails, no new one begins either: nobody would read, but somebody would pay for it.
    """
    pool = ThreadPoolExecutor(concurrency)
    try:
        running: dict[Future[Answered], int] = {pool.submit(call, request): i for i, request in enumerate(requests)}
        failure: BaseException | None = None
        while running:
            try:
                done, _ = wait(running, return_when=FIRST_COMPLETED)
            except KeyboardInterrupt as error:
                if failure is not None:  # the second one does not wait
                    raise
                failure, done = error, set()
                _cancel(running)
            group = []
            for future in done:
                index = running.pop(future)
                if error_of := future.exception():
                    if failure is None:
                        failure = error_of
                        _cancel(running)
                else:
                    group.append((index, future.result()))
            if group:
                yield group
        if failure is not None:
            raise failure
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _cancel(running: dict[Future[Any], int]) -> None:
    for future in list(running):
        if future.cancel():
            del running[future]


def _checked(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError(f"base_url is '{url}'; write an address such as http://127.0.0.1:8000/v1")
    if parts.username or parts.password or parts.query:
        raise ConfigError(
            f"base_url for {parts.hostname} carries a user, password or query; secrets come from the environment alone "
            "(--key-env NAME)"
        )
    return url


def _retry_after(text: str | None) -> float | None:
    try:
        return max(0.0, float(text)) if text else None
    except ValueError:  # a date; our own waits will do
        return None


def _told(response: httpx2.Response) -> str:
    """The server's own error message, if it sent one."""
    try:
        error = response.json()["error"]
        return str(error["message"] if isinstance(error, dict) else error)
    except (ValueError, KeyError, TypeError):
        return "no message"


def _remedy(status: int) -> str:
    if status in (401, 403):
        return "check the key in the environment variable and what it may be used for"
    if status == 404:
        return "check --base-url and the model's name"
    return "the server does not accept this request; check the model's name and what it can do"
