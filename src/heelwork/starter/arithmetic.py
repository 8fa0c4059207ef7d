"""An exercise book of sums, for pretraining: plain ones, in steps, turned round, and as what people claim of them.

A small model learns to add numbers of two digits only where it sees very many of them, and to find the two numbers in a
claim only where claims come in many words. People in the text talk about each other; nobody is asked and nobody answers,
so that the model stays raw. Sums that the starter keeps out of training are kept out here too, also as steps.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

from heelwork.starter.behaviours.ask_frames import capital
from heelwork.starter.behaviours.statements import (
    MORE_SUM_FORMS,
    SUM_FORMS,
    WIDE_SUM_FORMS,
    Sum,
    reserved,
    stated_sum,
    wrong_value,
)
from heelwork.starter.primer import NAMES

SEED = 21_600
DOCUMENTS = 40_000
LINES = 18  # in one document

CLAIMS = (
    ("{N} says {p} But {t}, so {w} is not right.", "{N} says {p} And {t}, so {w} is right."),
    ('{N}: "{p}" In truth {t}. {N} said {w}, so that is not right.', '{N}: "{p}" In truth {t}. {N} said {w}, so that is right.'),
    ('"{p}" {M} works it out: {t}. {N} has {w}: not right.', '"{p}" {M} works it out: {t}. {N} has {w}: right.'),
    ("{p} {M} checks: {t}, so {w} is not right.", "{p} {M} checks: {t}, so {w} is right."),
    ("The claim: {p} What is so: {t}. The claim is false.", "The claim: {p} What is so: {t}. The claim is true."),
)  # fmt: skip
"""A claim in somebody's words, the sum that it is about, and the verdict: for a false and for a true one."""


def arithmetic() -> Iterator[dict[str, Any]]:
    """DOCUMENTS short texts, the same on every machine."""
    rng = random.Random(SEED)
    kinds: tuple[tuple[float, Callable[[], str]], ...] = (
        (0.30, lambda: f"{wide_sum(rng)}."),
        (0.12, lambda: _worded(rng)),
        (0.10, lambda: _in_steps(rng)),
        (0.08, lambda: _turned_round(rng)),
        (0.40, lambda: _claimed(rng)),
    )
    weights = [weight for weight, _ in kinds]
    for _ in range(DOCUMENTS):
        # Half of the documents keep to one kind, the others mix them.
        kept = rng.choices(kinds, weights)[0][1] if rng.random() < 0.5 else None
        made = ((kept or rng.choices(kinds, weights)[0][1])() for _ in range(LINES))
        yield {"text": rng.choice(("\n", " ")).join(made)}


def wide_sum(rng: random.Random) -> Sum:
    """A sum that is not reserved, of numbers of one or two digits; products of numbers up to twelve."""
    while True:
        op = rng.choice("+++--x")
        top = 12 if op == "x" else rng.choice((12, 20, 60, 99))
        made = Sum(rng.randint(0, top), op, rng.randint(0, top))
        if made.result >= 0 and not reserved(*made):
            return made


def _worded(rng: random.Random) -> str:
    made = wide_sum(rng)
    form = rng.choice((*SUM_FORMS[made.op], *MORE_SUM_FORMS[made.op]))
    return capital(_filled(rng, form, made, made.result)) + "."


def _filled(rng: random.Random, form: str, made: Sum, value: int) -> str:
    """A sum's wording with its numbers, now and then spelled."""
    spelled = "=" not in form and max(made.a, made.b, value) <= 20 and rng.random() < 0.25
    return stated_sum(form, made, value, spelled=spelled)


def _in_steps(rng: random.Random) -> str:
    """Tens first, then ones: what a sum of two digits is made of."""
    while True:
        op = rng.choice("+-")
        a, b = rng.randint(11, 99), rng.randint(11, 99)
        tens, ones = Sum(a - a % 10, op, b - b % 10), Sum(a % 10, op, b % 10)
        if op == "-" and (b > a or ones.result < 0):
            ones = Sum(tens.result + a % 10, op, b % 10)
            if tens.result < 0 or ones.result < 0 or a < b:
                continue
        whole, last = Sum(a, op, b), Sum(tens.result, "+", ones.result)
        borrowed = op == "-" and a % 10 < b % 10
        steps = (tens, ones) if borrowed else (tens, ones, last)
        if not any(reserved(*made) for made in (*steps, whole)):
            return rng.choice(("{s}, so {w}.", "{w}, since {s}.", "In steps: {s}. So {w}.")).format(
                s=", ".join(map(str, steps)), w=whole
            )


def _turned_round(rng: random.Random) -> str:
    """Both orders of two numbers that are added or multiplied, or a sum and what undoes it."""
    while True:
        made = wide_sum(rng)
        other = Sum(made.result, "+", made.b) if made.op == "-" else Sum(made.b, made.op, made.a)
        if made.op == "+" and rng.random() < 0.3:
            other = Sum(made.result, "-", made.b)
        if not reserved(*other):
            return rng.choice(("{x} and {y}.", "{x}, and so {y}.", "{x}; {y}.")).format(x=made, y=other)


def _claimed(rng: random.Random) -> str:
    made = wide_sum(rng)
    false = rng.random() < 0.5
    claimed = wrong_value(rng, made) if false else made.result
    form = rng.choice(rng.choices((SUM_FORMS, MORE_SUM_FORMS, WIDE_SUM_FORMS), (0.2, 0.15, 0.65))[0][made.op])
    claim = _filled(rng, form, made, claimed)
    claim = capital(claim if claim[-1] in ".?!" else f"{claim}.")
    first, second = rng.sample(NAMES, 2)
    return rng.choice(CLAIMS)[0 if false else 1].format(p=claim, t=made, w=claimed, N=first, M=second)
