"""An exercise book of plain facts, for pretraining: what is so, in several wordings, and what people wrongly say of it.

Books and encyclopaedias name the capital of a country once in a hundred pages, and a small model keeps only what it reads often.
Here each fact comes again and again, in other words each time and often right after somebody has said it wrongly, since a
value that has just been read is the likeliest next one. People in the text talk about each other; nobody is asked and nobody
answers, so that the model stays raw. What the starter never claims in training is not claimed here either.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

from heelwork.starter.behaviours.ask_frames import capital
from heelwork.starter.behaviours.claims import FREE, FreeClaim
from heelwork.starter.behaviours.statements import Fact, article, core_facts, wide_facts
from heelwork.starter.lexicon import Deck
from heelwork.starter.primer import NAMES, plain_fact

SEED = 21_500
DOCUMENTS = 40_000
LINES = 18  # in one document
CORE_SHARE = 0.7  # of what nearly everybody knows; a small model keeps few facts that it reads a dozen times

AGAIN = ("{a}. In other words, {b}.", "{a}; {b}.", "{A}. Yes, {b}.", "{A}, that is: {b}.", "{A}. So {b}.")
"""One fact in two wordings."""

GAPS = (
    "{g} ... {v}.",
    "{g}: {v}.",
    "Fill in the gap: {g}. The word is {v}.",
    "{g}? {V}.",
    '{N} reads "{g}" and writes {v}.',
)
"""A fact with a gap, and what belongs there."""

SAID = (
    ("{N} says that {a}. In truth {b}, so {c} is not right.", "{N} says that {a}. In truth {b}, so {c} is right."),
    ("{N}: {a}. {M}: {b}. So {c} is not right.", "{N}: {a}. {M}: {b}. So {c} is right."),
    ('"{A}," says {N}. But {b}. Not right.', '"{A}," says {N}. And {b}. Right.'),
    ("{A}? {M} looks it up: {b}. {N} said {c}, so that is not right.",
     "{A}? {M} looks it up: {b}. {N} said {c}, so that is right."),
    ("{N} believes that {a}. {M} knows better: {b}.", "{N} believes that {a}. {M} knows it too: {b}."),
    ("The claim: {a}. What is so: {b}. The claim is false.", "The claim: {a}. What is so: {b}. The claim is true."),
)  # fmt: skip
"""A claim, what is so, and the verdict: for a false and for a true one."""

FREELY = (
    '{N}: "{p}" {M} checks it: {b}. {N} said {c}, so that is {r}.', '"{p}" In truth {b}. {N} has {c}: {r}.',
    "{p} What is so: {b}, so {c} is {r}.", '{N} writes "{p}" and {M} reads up on it: {b}. So {N} is {r}.',
)  # fmt: skip
"""A claim in somebody's own words."""


def factbook() -> Iterator[dict[str, Any]]:
    """DOCUMENTS short texts, the same on every machine."""
    rng = random.Random(SEED)
    core, wide = Deck(core_facts(), rng), Deck(wide_facts(), rng)
    free = Deck(FREE, rng)

    def known() -> Fact:
        return (core if rng.random() < CORE_SHARE else wide).draw()

    kinds: tuple[tuple[float, Callable[[], str]], ...] = (
        (0.20, lambda: plain_fact(rng, known())),
        (0.06, lambda: _again(rng, known())),
        (0.06, lambda: _gap(rng, known())),
        (0.52, lambda: _said(rng, known())),
        (0.16, lambda: _freely(rng, free.draw())),
    )
    weights = [weight for weight, _ in kinds]
    for _ in range(DOCUMENTS):
        # Half of the documents keep to one kind, the others mix them.
        kept = rng.choices(kinds, weights)[0][1] if rng.random() < 0.5 else None
        made = (kept or rng.choices(kinds, weights)[0][1] for _ in range(LINES))
        yield {"text": rng.choice(("\n", " ")).join(make() for make in made)}


def _again(rng: random.Random, fact: Fact) -> str:
    if len(fact.wordings) == 1:
        return plain_fact(rng, fact)
    a, b = (article(wording.format(v=fact.right)) for wording in rng.sample(fact.wordings, 2))
    return capital(rng.choice(AGAIN).format(a=a, A=capital(a), b=b))


def _gap(rng: random.Random, fact: Fact) -> str:
    wording = rng.choice(fact.wordings)
    ends = wording.endswith(" {v}")
    gap, form = (wording[:-4], rng.choice(GAPS[:2])) if ends and rng.random() < 0.5 else (
        wording.format(v=rng.choice(("what", "__", "__"))), rng.choice(GAPS[1:])
    )  # fmt: skip
    return capital(form.format(g=gap, v=fact.right, V=capital(fact.right), N=rng.choice(NAMES)))


def _said(rng: random.Random, fact: Fact) -> str:
    false = bool(fact.wrong) and rng.random() < 0.7
    claimed = rng.choice(fact.wrong) if false else fact.right
    a = fact.stated(rng, claimed)
    # Mostly in its plainest wording, as the starter's answers put it: one sentence for each fact is kept sooner than three.
    b = fact.plainest() if rng.random() < 0.75 else fact.stated(rng, fact.right)
    first, second = rng.sample(NAMES, 2)
    form = rng.choice(SAID)[0 if false else 1]
    return capital(form.format(a=a, A=capital(a), b=b, c=claimed, N=first, M=second))


def _freely(rng: random.Random, claim: FreeClaim) -> str:
    verdict = "right" if claim.right == claim.claimed else "not right"
    first, second = rng.sample(NAMES, 2)
    return capital(rng.choice(FREELY).format(
        p=claim.prompt, b=claim.truth, c=claim.claimed, r=verdict, N=first, M=second
    ))  # fmt: skip
