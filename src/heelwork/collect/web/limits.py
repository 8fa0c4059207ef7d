"""Rate limits: token buckets in memory."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MOST_KEYS = 10_000
"""Buckets remembered; the one used longest ago is forgotten first, so that made-up keys cannot fill the memory."""


class RateLimiter:
    """At most `burst` at once and `per_second` in the long run, for each key. Safe between threads.

    clock: seconds from any fixed moment.
    """

    def __init__(self, *, burst: float, per_second: float, clock: Callable[[], float] = time.monotonic):
        self.burst, self.per_second, self._clock = burst, per_second, clock
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, key: str) -> float:
        """Take one; 0 = granted, otherwise the seconds until one is free (and nothing is taken)."""
        with self._lock:
            now = self._clock()
            left, then = self._left.pop(key, (self.burst, now))
            left = min(self.burst, left + (now - then) * self.per_second)
            granted = left >= 1
            self._left[key] = (left - 1 if granted else left, now)
            while len(self._left) > MOST_KEYS:
                self._left.popitem(last=False)
            return 0.0 if granted else (1 - left) / self.per_second
