"""An exercise book in comparing, for pretraining: are two things the same, and is what somebody said of a sum right?

Whether two values are equal is one bit, and in ordinary text almost no word depends on it, so that a small model never
learns to look. Here every few words hang on that bit, with near misses (off by one, digits swapped) as often as far ones.
People in the text talk about each other; nobody is asked and nobody answers, so that the model stays raw.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

from heelwork.starter.behaviours.ask_frames import capital
from heelwork.starter.behaviours.statements import SUM_FORMS, facts
from heelwork.starter.primer import NAMES, NOUNS, any_sum, any_word

SEED = 20_600
DOCUMENTS = 12_000
ITEMS = 20  # comparisons in one document

PEOPLE = ("he", "she", "they", "the boy", "the girl", "my teacher", "a friend", "somebody", "the book")

PAIRS = (
    ("{v} and {w}: the same.", "{v} and {w}: not the same."),
    ("{v}, {w}. The same.", "{v}, {w}. Not the same."),
    ("{v} and {w} are the same.", "{v} and {w} are not the same."),
    ("{P} said {v}. {M} said {w}, so they agree.", "{P} said {v}. {M} said {w}, so they do not agree."),
    ("{N} has {v} and {M} has {w}, the same.", "{N} has {v} and {M} has {w}, not the same."),
    ("It is {v}. {P} said {w}, so that is right.", "It is {v}. {P} said {w}, so that is not right."),
    ("The first is {v} and the second is {w}: no difference.", "The first is {v} and the second is {w}: a difference."),
)
"""Two values, equal and not; one document keeps to one of these or mixes them."""

VERDICTS = (
    ("{t}. {P} said {w}, so that is right.", "{t}. {P} said {w}, so that is not right."),
    ("{t}. {N} said {w}, so {N} is right.", "{t}. {N} said {w}, so {N} is not right."),
    ("{t}. {P} wrote {w}. The same.", "{t}. {P} wrote {w}. Not the same."),
    ("{t}, so {w} is right.", "{t}, so {w} is not right."),
)
"""A true sentence, and what somebody made of it."""


def comparisons() -> Iterator[dict[str, Any]]:
    """DOCUMENTS short texts, the same on every machine."""
    rng = random.Random(SEED)
    known = [fact for fact in facts() if fact.wrong]

    def number() -> tuple[str, str]:
        right = rng.randint(0, rng.choice((12, 40, 100)))
        return str(right), str(_near(rng, right))

    def word() -> tuple[str, str]:
        make = rng.choice((any_word, any_word, lambda r: r.choice(NAMES), lambda r: f"a {r.choice(NOUNS)}"))
        return make(rng), make(rng)

    def sum_claim() -> tuple[str, str, str]:
        made = any_sum(rng)
        form = f"{made}" if rng.random() < 0.7 else rng.choice(SUM_FORMS[made.op]).format(
            a=made.a, op=made.op, b=made.b, c=made.result
        )  # fmt: skip
        return capital(form), str(made.result), str(_near(rng, made.result))

    def fact_claim() -> tuple[str, str, str]:
        fact = rng.choice(known)
        return capital(fact.stated(rng, fact.right)), fact.right, rng.choice(fact.wrong)

    kinds = ((0.30, number, PAIRS), (0.15, word, PAIRS), (0.35, sum_claim, VERDICTS), (0.20, fact_claim, VERDICTS))
    for _ in range(DOCUMENTS):
        _, make, forms = rng.choices(kinds, [share for share, _, _ in kinds])[0]
        yield {"text": _document(rng, make, forms)}


def _document(rng: random.Random, make: Callable[[], tuple[str, ...]], forms: tuple[tuple[str, str], ...]) -> str:
    kept = rng.choice(forms) if rng.random() < 0.6 else None
    lines = []
    for _ in range(ITEMS):
        *truth, right, other = make()
        same = rng.random() < 0.5
        if not same and other == right:
            continue
        form = (kept or rng.choice(forms))[0 if same else 1]
        first, second = rng.sample(NAMES, 2)
        person = rng.choice(PEOPLE) if rng.random() < 0.4 else first
        person = capital(person)
        slots = {"t": truth[0] if truth else "", "v": right, "w": right if same else other}
        line = form.format(**slots, N=first, M=second, P=person)
        lines.append(capital(line))
    return rng.choice(("\n", " ")).join(lines)


def _near(rng: random.Random, right: int) -> int:
    """Another number: most often one that is easily mistaken for `right`."""
    found = right
    while found == right:
        found = rng.choice((
            right + 1, right + 1, abs(right - 1), right + 2, abs(right - 2), right + 10, abs(right - 10), int(str(right)[::-1]),
            right + rng.randint(3, 12), rng.randint(0, 40),
        ))  # fmt: skip
    return found
