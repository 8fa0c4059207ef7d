"""The probes' material, from the YAML files beside this one: keyed facts and the phrases that are added to answers."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

import yaml

from heelwork.records import Fact

FOLDER = Path(__file__).parent / "probes"
SUMS = 40


class Phrases(NamedTuple):
    """What is added to answers and prompts; see probes/phrases.yaml."""

    padding: tuple[str, ...]
    assertive: tuple[str, ...]
    hedged: tuple[str, ...]
    flattery: tuple[str, ...]
    opinion: tuple[str, ...]
    loops: tuple[str, ...]
    repeat_on_request: tuple[dict[str, str], ...]


@functools.cache
def facts() -> tuple[Fact, ...]:
    """The keyed facts."""
    return tuple(Fact(**values) for values in _read("facts"))


@functools.cache
def phrases() -> Phrases:
    """The phrases."""
    return Phrases(**{name: tuple(values) for name, values in _read("phrases").items()})


def sums(rng: Random) -> Iterator[tuple[int, int, int, int]]:
    """(a, b, a + b, a false sum near it), all different pairs of addends."""
    seen = set[tuple[int, int]]()
    while len(seen) < SUMS:
        a, b = rng.randint(2, 19), rng.randint(2, 19)
        if (a, b) not in seen:
            seen.add((a, b))
            yield a, b, a + b, a + b + rng.choice((-2, -1, 1, 2))


def _read(name: str) -> dict:  # type: ignore[type-arg]
    found: dict = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))  # type: ignore[type-arg]
    return found
