"""An exercise book for pretraining: sums, counting, copying, comparing and plain facts, as running text.

Books and encyclopaedias of a few million words hold too little of these for a small model to learn to add, to carry an
unknown word from one sentence to the next, or to see whether two numbers are the same. The text neither asks nor
answers anybody, so that the model stays raw. Sums that the starter keeps out of training are kept out here too.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

from heelwork.starter.behaviours.ask_frames import capital
from heelwork.starter.behaviours.statements import SUM_FORMS, WORDS, Fact, Sum, facts, reserved, stated_sum

SEED = 20_500
DOCUMENTS = 30_000

NAMES = (
    "Anna Ben Clara David Emma Frank Grace Henry Ida Jack Karl Laura Martin Nora Oscar Paula Robert Sarah Thomas Vera "
    "Walter Alice Edith George Ellen James Kate Lucy Mary Peter"
).split()
NOUNS = (
    "kettle lantern basket meadow harbour ladder violin orchard carpet bottle market bridge castle engine forest garden "
    "hammer island jacket kitchen letter mirror needle office pencil quarry rabbit saddle table umbrella valley window "
    "barrel candle desert feather glove helmet insect jungle keyhole lemon museum napkin onion parcel quilt ribbon spoon "
    "tunnel village wagon anchor button cradle dragon envelope funnel goblet hinge ivory jewel kite locket magnet notebook "
    "oven puzzle raft shovel teapot vase whistle yarn almond beetle cabin dolphin elbow fiddle grape hollow inkwell juice"
).split()
ADJECTIVES = (
    "old new small large red green blue quiet heavy light broken wooden silver golden narrow wide early late bright dark "
    "round square simple famous ancient modern northern southern public private"
).split()
FIELDS = (
    "history art science care making trade life price study colour weight shape origin future sound smell history use"
).split()
ONSETS = "b br c ch cl d dr f fl g gl gr h j k l m n p pl qu r s sh sk sl st t th tr v w z".split()
RHYMES = "a ab ack ail an ar ash at e ed el en er est ick id ill im in ing it o ock od ol on or ot u ub uck ul um un us y".split()

LISTS = (
    "Copy these words: {a}, {b}, {c}. Again: {a}, {b}, {c}.",
    "First came {a}, then {b}, then {c}. So the order was {a}, {b}, {c}.",
    "The list says {a}, {b} and {c}. Read it aloud: {a}, {b} and {c}.",
    "{a}, {b}, {c}. Once more: {a}, {b}, {c}. And backwards: {c}, {b}, {a}.",
    "On the page stand {a}, {b} and {c}. The last of them is {c}, the first is {a}.",
)
NOTES = (
    "{N} wrote about {p}. The page about {p} was long, and everybody who read it spoke of {p}.",
    "This chapter is about {p}. It tells where {p} can be found and why {p} matters to many people.",
    "A talk on {p} was held in the hall. \"Let us speak of {p},\" said {N}, and so they spoke of {p}.",
    "{N} asked what {p} is. Nobody could say what {p} is, but all had heard of {p}.",
    "The word for today is {p}. Write {p} on a line of its own: {p}.",
    "Some like {p} and some do not. {N} likes {p} very much and reads about {p} every day.",
    "There is a book called \"All about {p}\". In it one learns of {p}, and {N} knows it by heart.",
)  # fmt: skip
SPOKEN = (
    "{N} said {v}. What {N} said was {v}.", "{N} wrote down {v}. The word that {N} wrote is {v}.",
    "The card of {N} says {v}, so {N} reads out {v}.", "{N} picked {v} and {M} picked {w}. So {N} has {v} and {M} has {w}.",
    "{N} thinks of {v}, {M} of {w}. Ask {M} and you hear {w}; ask {N} and you hear {v}.",
)  # fmt: skip
SAME = (
    "{N} has {v} and {M} has {v}. They have the same.", "The first is {v} and the second is {v}, so they are the same.",
    "{v} and {v} are the same.", "Here stands {v}, there stands {v}: no difference.",
)  # fmt: skip
DIFFERENT = (
    "{N} has {v} and {M} has {w}. They do not have the same.",
    "The first is {v} and the second is {w}, so they are different.",
    "{v} and {w} are not the same.", "Here stands {v}, there stands {w}: a difference.",
)  # fmt: skip


def primer() -> Iterator[dict[str, Any]]:
    """DOCUMENTS short texts, the same on every machine."""
    rng = random.Random(SEED)
    known = facts()
    kinds: tuple[tuple[float, Callable[[], list[str]]], ...] = (
        (0.45, lambda: _sums(rng)),
        (0.10, lambda: _numbers(rng)),
        (0.20, lambda: _copies(rng)),
        (0.12, lambda: _comparisons(rng)),
        (0.13, lambda: [plain_fact(rng, rng.choice(known)) for _ in range(24)]),
    )
    weights = [weight for weight, _ in kinds]
    for _ in range(DOCUMENTS):
        (_, kind), *_ = rng.choices(kinds, weights)
        yield {"text": rng.choice(("\n", " ")).join(kind())}


def any_sum(rng: random.Random) -> Sum:
    """A sum that is not reserved: small ones in half of all cases, else of up to two digits."""
    while True:
        op = rng.choice("++--x")
        if op == "x":
            made = Sum(rng.randint(0, 12), op, rng.randint(0, 12))
        elif rng.random() < 0.5:
            made = Sum(rng.randint(0, 20), op, rng.randint(0, 20))
        else:
            made = Sum(rng.randint(0, 99), op, rng.randint(0, 99))
        if made.result >= 0 and not reserved(*made):
            return made


def _sums(rng: random.Random) -> list[str]:
    plain = rng.random() < 0.4
    lines = []
    for _ in range(24):
        made = any_sum(rng)
        form = "{a} {op} {b} = {c}" if plain else rng.choice(SUM_FORMS[made.op])
        spelled = not plain and "=" not in form and max(made.a, made.b, made.result) <= 20 and rng.random() < 0.3
        lines.append(capital(stated_sum(form, made, made.result, spelled=spelled)) + ".")
    return lines


def _numbers(rng: random.Random) -> list[str]:
    lines = []
    for _ in range(10):
        start, step, count = rng.randint(0, 90), rng.choice((1, 1, 1, 2, 5, 10)), rng.randint(4, 8)
        run = [start + step * i for i in range(count)]
        if rng.random() < 0.3:
            run.reverse()
        small = rng.randint(0, 20)
        lines.append(", ".join(map(str, run)) + ".")
        lines.append(rng.choice((
            f"After {start} comes {start + 1}.", f"Before {start + 1} comes {start}.",
            f"{WORDS[small].capitalize()} is written {small}.", f"{small} is read {WORDS[small]}.",
            f"{start + step} is more than {start}.", f"{start} is less than {start + step}.",
        )))  # fmt: skip
    return lines


def _copies(rng: random.Random) -> list[str]:
    lines = []
    for _ in range(8):
        if rng.random() < 0.4:
            a, b, c = (any_word(rng) for _ in range(3))
            lines.append(rng.choice(LISTS).format(a=a, b=b, c=c))
        else:
            lines.append(rng.choice(NOTES).format(N=rng.choice(NAMES), p=_phrase(rng)))
    return lines


def _comparisons(rng: random.Random) -> list[str]:
    lines = []
    for _ in range(14):
        first, second = rng.sample(NAMES, 2)
        if rng.random() < 0.6:
            number = rng.randint(0, 60)
            v, w = str(number), str(max(0, number + rng.choice((-10, -2, -1, 1, 1, 2, 3, 10))))
        else:
            v, w = any_word(rng), any_word(rng)
        kinds = (SPOKEN, SAME, DIFFERENT) if v != w else (SPOKEN, SAME)
        lines.append(rng.choice(rng.choice(kinds)).format(N=first, M=second, v=v, w=w))
    return lines


def plain_fact(rng: random.Random, fact: Fact) -> str:
    """What is so, as a sentence."""
    return capital(fact.stated(rng, fact.right)) + "."


def any_word(rng: random.Random) -> str:
    if rng.random() < 0.5:
        return rng.choice(NOUNS)
    return "".join(rng.choice(ONSETS) + rng.choice(RHYMES) for _ in range(rng.choice((1, 2, 2, 3))))


def _phrase(rng: random.Random) -> str:
    many = "s" if rng.random() < 0.4 else ""
    word = any_word(rng) + many
    return rng.choice((
        word, word, word, f"{rng.choice(ADJECTIVES)} {word}", f"the {rng.choice(FIELDS)} of {word}", f"the {word}",
        f"{word} and {any_word(rng)}{many}", f"{any_word(rng).capitalize()} {word}",
    ))  # fmt: skip
