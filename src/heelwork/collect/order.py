"""The order in which answers are shown: a permutation that follows from a stored seed, the item and the annotator.

Sorting by a hash instead of a library's shuffle: the order is the same under every version of Python, for ever.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def shown_order(seed: int, item: int | str, annotator: int | str, k: int) -> tuple[int, ...]:
    """A permutation of 0..k-1, uniform over (item, annotator): place p on the screen shows stored answer order[p]."""
    return tuple(sorted(range(k), key=lambda i: _digest(seed, item, annotator, i)))


def draw(seed: int, *names: int | str) -> float:
    """A number in [0, 1), uniform over the names and equal for equal ones."""
    return int.from_bytes(_digest(seed, *names)[:7], "big") / 2**56


def to_stored(shown: Sequence[T], order: Sequence[int]) -> tuple[T, ...]:
    """What was given for the places on the screen, in the order in which the answers are stored."""
    out: list[T | None] = [None] * len(order)
    for place, stored in enumerate(order):
        out[stored] = shown[place]
    return tuple(out)  # type: ignore[arg-type]


def to_shown(stored: Sequence[T], order: Sequence[int]) -> tuple[T, ...]:
    """The inverse of `to_stored`."""
    return tuple(stored[i] for i in order)


def _digest(seed: int, *names: int | str) -> bytes:
    return hashlib.sha256("\x1f".join(map(str, (seed, *names))).encode()).digest()
