"""Faults of a constitution that validation cannot see: principles that contradict each other, or that nothing can test."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import Literal, NamedTuple

from heelwork.constitution.principles import GOLD_WANTED, Constitution, GoldCase, Principle


class Problem(NamedTuple):
    """kind: "contradiction", "untestable", "duplicate", "empty" or "weak". Only "weak" lets the constitution be used as it is."""

    kind: Literal["contradiction", "untestable", "duplicate", "empty", "weak"]
    principles: tuple[str, ...]
    text: str

    @property
    def fatal(self) -> bool:
        """Whether the constitution must be mended first."""
        return self.kind != "weak"


def problems(constitution: Constitution) -> list[Problem]:
    """Everything that is wrong with it, in the order of its principles."""
    found = [*_repeated_ids(constitution)]
    for principle in constitution.principles:
        found += [*_testable(principle), *_gold(principle)]
    for one, other in combinations(constitution.principles, 2):
        found += [*_wordings(one, other), *_outcomes(one, other)]
    return found


def _repeated_ids(constitution: Constitution) -> Iterator[Problem]:
    for name, count in Counter(p.id for p in constitution.principles).items():
        if count > 1:
            yield Problem("duplicate", (name,), f"{count} principles are called '{name}'; give each an id of its own")


def _testable(principle: Principle) -> Iterator[Problem]:
    name = (principle.id,)
    if not principle.gold:
        yield Problem("untestable", name, "has no gold cases, so that no judge can be checked on it; add four or more")
    elif len(principle.gold) < GOLD_WANTED:
        yield Problem(
            "weak", name, f"has {len(principle.gold)} gold cases; with fewer than {GOLD_WANTED} chance decides"
        )
    if principle.opposite is None:
        yield Problem(
            "weak", name, "has no 'opposite' wording; whether a judge follows it cannot be measured by turning it"
        )
    elif _key(principle.opposite) == _key(principle.comparison):
        yield Problem("contradiction", name, "its 'opposite' says the same as its 'comparison'; turn one of them round")


def _gold(principle: Principle) -> Iterator[Problem]:
    seen: dict[tuple[str, str, str], int] = {}
    for number, case in enumerate(principle.gold, 1):
        for field, text in (("better", case.better), ("worse", case.worse)):
            if not text.strip():
                yield Problem("empty", (principle.id,), f"gold case {number}: '{field}' is empty; write the answer")
        if _text(case.better) == _text(case.worse):
            yield Problem(
                "untestable", (principle.id,), f"gold case {number}: both answers are the same; nothing to choose"
            )
        if _turned(case) in seen:
            text = f"gold cases {seen[_turned(case)]} and {number} prefer opposite answers to '{case.prompt}'"
            yield Problem("contradiction", (principle.id,), text)
        if _case_key(case) in seen:
            yield Problem("weak", (principle.id,), f"gold cases {seen[_case_key(case)]} and {number} are the same")
        seen.setdefault(_case_key(case), number)


def _wordings(one: Principle, other: Principle) -> Iterator[Problem]:
    """Two principles whose sentences are the same while what they ask for is not, or that are simply the same."""
    names = (one.id, other.id)
    for field in ("principle", "comparison"):
        if _key(getattr(one, field)) == _key(getattr(other, field)):
            if one.polarity != other.polarity:
                yield Problem(
                    "contradiction", names, f"the same '{field}' with opposite polarity; one of them is wrong"
                )
            else:
                yield Problem("weak", names, f"the same '{field}'; one of them adds nothing")
    for asks, turned in ((one, other), (other, one)):
        if turned.opposite is not None and _key(asks.comparison) == _key(turned.opposite):
            yield Problem("contradiction", names, f"'{asks.id}' asks for what '{turned.id}' calls its opposite")


def _outcomes(one: Principle, other: Principle) -> Iterator[Problem]:
    """Two principles whose gold cases choose opposite answers of the same pair: the lower tier would have to hold."""
    turned = {_turned(case) for case in other.gold}
    for case in one.gold:
        if _case_key(case) in turned:
            clash = f"their gold cases prefer opposite answers to '{case.prompt}'"
            names = (one.id, other.id)
            if one.tier == other.tier:
                yield Problem("contradiction", names, f"{clash}, and both stand in tier {one.tier}")
            else:
                first = one if one.tier < other.tier else other
                yield Problem("weak", names, f"{clash}; '{first.id}' holds, by its tier")


def _key(text: str) -> str:
    """A sentence without case and punctuation."""
    return re.sub(r"\W+", " ", text).strip().lower()


def _case_key(case: GoldCase) -> tuple[str, str, str]:
    return _text(case.prompt), _text(case.better), _text(case.worse)


def _turned(case: GoldCase) -> tuple[str, str, str]:
    return _text(case.prompt), _text(case.worse), _text(case.better)


def _text(text: str) -> str:
    return " ".join(text.split())
