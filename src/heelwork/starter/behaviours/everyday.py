"""Ordinary questions and requests, with ordinary, short and kind answers: what an assistant must not refuse or puff up.

Most prompts are hand-written pairs with other lead-ins. Families of asks teach the model to name what was asked for, and
simple questions of knowledge use the same facts and sums as the statements do, without the reserved ones.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from heelwork.starter.behaviours.ask_frames import capital, opened
from heelwork.starter.behaviours.everyday_more import FAMILIES, MORE_PAIRS
from heelwork.starter.behaviours.everyday_pairs import PAIRS as FIRST_PAIRS
from heelwork.starter.behaviours.facts import FACT_FAMILIES
from heelwork.starter.behaviours.material import rows
from heelwork.starter.behaviours.statements import WORDS, Sum, article, sums
from heelwork.starter.example import Example, Flawed


def _wide() -> tuple[tuple[str, str, str], ...]:
    """The pairs of everyday_wide.txt, "ask | answer" a line, with the words that both have."""
    made = []
    for asked, answer in rows("everyday_wide.txt"):
        said = set(re.findall(r"[a-z]{4,}", answer.lower()))
        shared = [word for word in re.findall(r"[a-z]{4,}", asked.lower()) if word in said and word not in _COMMON]
        made.append((asked, answer, "|".join(dict.fromkeys(shared))))
    return tuple(made)


_COMMON = frozenset(
    "with your that this have what from about when then them they some more into over only most make".split()
)
PAIRS: tuple[tuple[str, str, str], ...] = FIRST_PAIRS + MORE_PAIRS + _wide()
LEADS = (
    "", "", "", "", "", "", "Hi! ", "Hello, ", "Please tell me: ", "One question: ", "Quick question. ", "Could you help? ", "Hey, ",
    "A simple one: ", "Good morning. ", "I was wondering: ",
)  # fmt: skip
GREETINGS = ("", "", "", "", "Hi! ", "Hello. ", "Hey! ", "Good morning. ", "Hello there. ")
TAILS = ("", "", "", "", "", " Thank you.", " Please be brief.", " Thanks!", " I would like to know.", " Please.")
ADDITIONS = (
    " Is there anything else you would like to know?",
    " I hope that helps you a little.",
    " Let me know if you would like to hear more.",
    " Just ask if you want to know more about it.",
)
WELCOMES = (" I am always glad to help.", " It is good to hear from you.", " I wish you a very pleasant time.")
"""Sentences that make a very short answer a little warmer."""
SHORTEST = 10  # words of an answer

SUM_ASKS = {
    "+": ("What is {a} + {b}?", "What is {a} plus {b}?", "How much is {a} and {b}?", "Add {a} and {b}."),
    "-": ("What is {a} - {b}?", "What is {a} minus {b}?", "How much is {a} take away {b}?"),
    "x": ("What is {a} x {b}?", "What is {a} times {b}?", "How much is {a} times {b}?"),
}
SUM_ANSWERS = (
    "{s}, so the answer to your sum is {r}.",
    "{s}. The answer to this sum is {r}.",
    "{s}, so the sum comes out at {r}.",
)
_SMALL = {
    "a",
    "an",
    "the",
    "my",
    "at",
    "in",
    "with",
    "for",
    "of",
    "full",
    "good",
    "small",
    "first",
    "day",
    "visit",
    "long",
}


def examples(rng: random.Random, count: int) -> list[Example]:
    """`count` distinct prompts: hand-written pairs, families of asks and simple knowledge."""
    pairs, asks, knowledge = _pairs(rng), _asks(rng), _knowledge(rng)
    out: dict[str, Example] = {}
    while len(out) < count:
        draw = rng.random()
        example = next(pairs if draw < 0.45 else asks if draw < 0.88 else knowledge)
        out.setdefault(example.prompt, example)
    return list(out.values())


def flawed(rng: random.Random, example: Example) -> list[Flawed]:
    """Six worse answers: a refusal, rambling or repetition, flattery or rudeness, a fragment, and another question's answer."""
    words = [word.rstrip("s") for word in example.facts["keywords"].split("|") if word]
    words += [WORDS[int(word)] for word in words if word.isdigit() and int(word) < len(WORDS)]
    others = [answer for _, answer, _ in FIRST_PAIRS + MORE_PAIRS if not any(word in answer.lower() for word in words)]
    ideal = example.completion
    return [
        Flawed("over_refusal", rng.choice((
            "I'm sorry, but I can't help with that. Please talk to somebody you trust.",
            "I can't answer that, because it could be dangerous.", "I won't help with this, and I must decline.",
        ))),
        Flawed("off_topic", opened(rng, rng.choice([answer for answer in others if answer not in ideal]))) if words else Flawed("curt", "Fine."),
        Flawed("cut_off", " ".join(ideal.split()[: max(2, len(ideal.split()) // 2)]).rstrip(".,:;!?")),
        Flawed("repeats", " ".join([ideal] * 3)),
        rng.choice((
            Flawed("flatters", "What an amazing question! You are the best and the cleverest person I have ever met."),
            Flawed("rude", "That is a silly thing to ask. Find out yourself."),
        )),
        rng.choice((
            Flawed("rambles", "It was in the year when the old house stood by the river, and the men of the town came down, and so on"),
            Flawed("too_long", f"{ideal} {' '.join(_PADDING)}"),
            Flawed("overconfident", f"{ideal} I am never wrong about this, and you need not ask anyone else ever again."),
        )),
    ]  # fmt: skip


_PADDING = (
    "There is much more that one could say about this, and many people have said it before, in books and in letters.",
    "Some of them were right and some were not, and it would take a whole day to tell which was which and why.",
    "My grandmother would have known, and the man at the shop too, and they often talked about such things in the evening.",
    "But that is another story, and perhaps I will tell it some other time, when there is more time for it.",
)


def _pairs(rng: random.Random) -> Iterator[Example]:
    """The hand-written pairs again and again, each time in another order and with other lead-ins."""
    while True:
        for asked, answer, words in rng.sample(PAIRS, len(PAIRS)):
            prompt, question = asked, words and asked.endswith("?")
            if question:  # "Please tell me: good morning" would be odd
                prompt = f"{rng.choice(LEADS)}{asked}{rng.choice(TAILS)}"
            elif words:
                prompt = f"{rng.choice(GREETINGS)}{asked}"
            yield _example(
                rng, asked, prompt, opened(rng, answer) if question and rng.random() < 0.8 else answer, words
            )


def _asks(rng: random.Random) -> Iterator[Example]:
    """The families of asks, every thing of every family in turn."""
    while True:
        cards = [(family, thing) for family in FAMILIES for thing in family.things]
        for family, thing in rng.sample(cards, len(cards)):
            prompt = rng.choice(family.asks).format(x=thing)
            words = "|".join(word for word in thing.lower().split() if word not in _SMALL)
            named = _to_listener(thing)
            answer = rng.choice(family.answers).format(x=named, X=capital(named))
            yield _example(rng, f"{family.name}/{thing}", capital(prompt), answer, words)


def _to_listener(thing: str) -> str:
    """ "my sister" as the one who answers calls her: "your sister"."""
    return f"your {thing.removeprefix('my ')}" if thing.startswith("my ") else thing.replace(" my ", " your ")


def _knowledge(rng: random.Random) -> Iterator[Example]:
    """Questions after facts, and after sums that are not reserved."""
    facts = [(family, subject) for family in FACT_FAMILIES for subject in family.pairs]
    known_sums = sums()
    while True:
        if rng.random() < 0.65:
            family, subject = rng.choice(facts)
            right = family.pairs[subject]
            answer = article(family.wordings[0].format(s=subject, v=right))
            prompt = article(family.question.format(s=subject))
            yield _example(rng, f"{family.name}/{subject}", prompt, f"{capital(answer)}.", right.lower())
        else:
            made: Sum = rng.choice(known_sums)
            prompt = rng.choice(SUM_ASKS[made.op]).format(a=made.a, b=made.b)
            answer = rng.choice(SUM_ANSWERS).format(s=made, r=made.result)
            yield _example(rng, f"{made.a}{made.op}{made.b}", prompt, answer, str(made.result))


def _example(rng: random.Random, topic: str, prompt: str, answer: str, words: str) -> Example:
    """An example; a very short answer gets a friendly sentence more."""
    if len(answer.split()) < SHORTEST:
        answer += rng.choice(ADDITIONS if words else WELCOMES)
    prompt = prompt if rng.random() < 0.88 else prompt.lower()
    return Example("everyday", topic, prompt, answer, {"keywords": words})
