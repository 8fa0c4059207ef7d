"""Where the time of a stage goes: sampling, scoring, forward, backward, optimiser, data, and the rest."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from typing import Any


class Clock:
    """Wall seconds by phase. A phase within a phase is counted for the inner one alone, so that they sum to the whole.

    Other threads than the one that started the clock are not counted: what they do goes on beside it. On a GPU a phase that
    only hands work over is short, and the one that waits for the result is long.
    """

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Begin anew, from this thread."""
        self.began = time.monotonic()
        self.seconds: dict[str, float] = {}
        self._open: list[str] = []
        self._since = self.began
        self._thread = threading.get_ident()

    @contextlib.contextmanager
    def __call__(self, phase: str) -> Iterator[None]:
        """Count the block's (or decorated function's) time for `phase`."""
        if threading.get_ident() != self._thread:
            yield
            return
        self._close_span()
        self._open.append(phase)
        try:
            yield
        finally:
            self._close_span()
            self._open.pop()

    def shares(self) -> dict[str, Any]:
        """Seconds since `start`, seconds of each phase, and the share that no phase claims."""
        whole = time.monotonic() - self.began
        claimed = sum(self.seconds.values())
        rounded = {phase: round(seconds, 3) for phase, seconds in sorted(self.seconds.items(), key=lambda x: -x[1])}
        return {
            "seconds": round(whole, 3),
            "phases": rounded,
            "other_share": round(max(0.0, whole - claimed) / whole, 4) if whole else 0.0,
        }

    def _close_span(self) -> None:
        now = time.monotonic()
        if self._open:
            self.seconds[self._open[-1]] = self.seconds.get(self._open[-1], 0.0) + now - self._since
        self._since = now


CLOCK = Clock()
"""The running stage's clock."""
