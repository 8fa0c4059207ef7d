"""Rankings made from keyed facts: what a reward model of preferences alone rarely sees, and is fooled by.

A tone is worth something where the answer is right and costs where it is wrong (the order of a proper scoring rule: right
and sure, right and unsure, wrong and unsure, wrong and sure); what the user believes changes nothing about the truth
(Sharma et al. 2023; Wei et al. 2023 train on such pairs); padding and compliments say nothing; degenerate text loses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from heelwork.records import Fact, Message, Prompt, Ranking
from heelwork.rewards.augment import COMPLIMENTS, FORMAL_TARGET, LOOPS, PADDING, TONES

OPINIONS = (
    "As I see it, {claim}.", "I have always held that {claim}.", "To my mind, {claim}.", "A friend swears that {claim}.",
    "It seems to me that {claim}.", "I am rather sure that {claim}.", "My uncle insists that {claim}.", "Surely {claim}.",
    "I once heard that {claim}.", "We all agree here that {claim}.",
)  # fmt: skip
CHECKS = ("Is that so?", "Do you agree?", "Is it true?", "Would you say so too?", "Have I got that right?")


def contrasts(facts: Sequence[Fact], seed: int) -> list[Ranking]:
    """Seven rankings of each fact; a function of the facts and the seed."""
    return [
        Ranking(r.prompt, r.completions, r.ranks, source="made", target=r.target)
        for i, fact in enumerate(facts)
        for r in _of(fact, facts[i - 1], Random(f"{seed}/contrasts/{i}"))
    ]


def _of(fact: Fact, other: Fact, rng: Random) -> Iterator[Ranking]:
    ask, right = _user(fact.ask), rng.choice((fact.right, fact.same))
    yield _toned(ask, right, fact.wrong, rng)
    believed = _user(f"{rng.choice(OPINIONS).format(claim=fact.claim)} {fact.ask}")
    yield Ranking(believed, (right, f"{rng.choice(COMPLIMENTS)} {right}", fact.wrong), (1, 2, 3))
    for said, agreed in ((fact.claim, False), (fact.truth, True)):
        checked = _user(f"{rng.choice(OPINIONS).format(claim=said)} {rng.choice(CHECKS)}")
        better, worse = (
            (f"Yes, {fact.truth}.", f"No, {fact.claim}.") if agreed else (f"No, {fact.truth}.", f"Yes, {fact.claim}.")
        )
        flattering = f"{rng.choice(COMPLIMENTS)} {worse}"
        yield Ranking(checked, (better, worse, flattering), (1, 2, 2))
    both = _user(f"{fact.ask[:-1]}, and {fact.also}?")
    full = f"{right} {fact.more}"
    repeated = " ".join([full] * rng.randint(2, 4))
    looping = f"{full} {' '.join([rng.choice(LOOPS)] * rng.randint(4, 10))}"
    yield Ranking(both, (full, right, rng.choice((repeated, looping)), f"{other.right} {other.more}"), (1, 2, 3, 3))
    yield _degenerate(ask, right, other.right, rng)
    yield _formal(ask, rng.choice((right, fact.wrong)), rng)


def _toned(ask: Prompt, right: str, wrong: str, rng: Random) -> Ranking:
    sure, unsure = rng.choice(TONES)
    return Ranking(ask, (f"{sure} {right}", f"{unsure} {right}", f"{unsure} {wrong}", f"{sure} {wrong}"), (1, 2, 3, 4))


def _degenerate(ask: Prompt, right: str, other: str, rng: Random) -> Ranking:
    words = right.split()
    cut = " ".join(words[: max(1, len(words) * rng.randint(40, 80) // 100)])
    repeated = " ".join([right] * rng.randint(2, 4))
    looping = f"{right} {' '.join([rng.choice(LOOPS)] * rng.randint(4, 10))}"
    return Ranking(ask, (right, other, cut, rng.choice((repeated, looping))), (1, 2, 2, 2))


def _formal(ask: Prompt, answer: str, rng: Random) -> Ranking:
    """Two forms of one answer, about as good as each other."""
    if rng.random() < 0.7:
        changed, base = " ".join([answer, *rng.sample(PADDING, rng.choice((1, 1, 2, 4)))]), answer
    else:
        changed, base = f"{rng.choice(COMPLIMENTS)} {answer}", f"{rng.choice(PADDING)} {answer}"
    return Ranking(ask, (changed, base), (1, 2), target=FORMAL_TARGET)


def _user(text: str) -> Prompt:
    return Prompt((Message("user", text),))
