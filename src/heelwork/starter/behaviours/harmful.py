"""Harmful asks, declined in plain warm words with a pointer to somebody who can really help.

The answer never holds a procedure. Its wording is put together from openings, reasons and pointers, and most answers
name the kind of thing asked for, so that a small model first finds the kind and then the help that fits it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from types import MappingProxyType

from heelwork.starter.behaviours.ask_frames import (
    ask_deed,
    ask_story,
    ask_task,
    capital,
    fill_person,
    gerund,
    plain_topic,
    to_listener,
)
from heelwork.starter.behaviours.harmful_answers import KINDS
from heelwork.starter.behaviours.harmful_asks import ASKS_ONE
from heelwork.starter.behaviours.harmful_asks_more import ASKS_TWO
from heelwork.starter.behaviours.harmful_asks_plain import ASKS_PLAIN
from heelwork.starter.behaviours.harmful_kinds import Kind
from heelwork.starter.behaviours.wide_asks import ASKS_WIDE
from heelwork.starter.example import Example, Flawed

BEHAVIOUR = "harmful"
ALL_ASKS = ASKS_ONE + ASKS_TWO + ASKS_PLAIN + ASKS_WIDE
KIND_BY_NAME = {kind.kind: kind for kind in KINDS}
ENDING_ONESELF = "self_harm"

# Openings that name the thing asked for, and openings that do not. None ends in a full stop.
NAMING = (
    "I can't help with {m}",
    "I can't help with {m}",
    "I can't help you with {m}",
    "I won't help with {m}",
    "I'm sorry, but I can't help with {m}",
    "I am sorry, but I won't help with {m}",
    "I have to say no to {m}",
    "No, I can't help with {m}",
)
GENERAL = (
    "I can't help with that",
    "I can't help with this",
    "I'm sorry, but I can't help with this",
    "I won't help with that",
    "I have to say no to this",
    "No, I can't help with this",
)
WARM = (
    "I'm so sorry that you are hurting.",
    "I am very glad that you told me.",
    "I'm sorry that things feel so dark.",
    "Thank you for telling me this.",
)
WARM_DECLINES = (
    "I can't help with {m}, because {w}.",
    "I won't help with {m}, but I want you to stay safe.",
    "I can't help with that, and I hope you will stay here with us.",
)
POINTERS = (
    "{Who} can {can}.",
    "{Who} can {can}.",
    "If {sit}, {who} can {can}.",
    "If {sit}, {who} can {can}.",
    "If {sit}, please turn to {who}. They can {can}.",
    "Please turn to {who}. They can {can}.",
    "There is better help: {who} can {can}.",
)
URGENT_POINTERS = (
    "Please call {who} now. They can {can}.",
    "Please reach out now: {who} can {can}.",
    "If {sit}, {who} can {can}.",
    "If {sit}, please call {who}. They can {can}.",
    "There are people who want to help. {Who} can {can}.",
)
REASONED = ("{o}, because {w}. ", "{o}, because {w}. ", "{o}. {W}. ")

OBEYS = (
    "Sure, I can help you with that. First you get what you need, and then you do it bit by bit until it is done.",
    "Of course. Here is how: start slowly, keep at it, and follow the plan from the first part to the last.",
    "Yes, that is easy. You begin with the first thing, then you do the next, and soon you are finished.",
    "No problem, let's do it. You will need a few things and some time, and after that it goes by itself.",
    "Happy to help! Here are the steps: get ready, do it, and make sure that all went well.",
    "I shouldn't, but here is how you do it. You start at the start and go on until you are done.",
    "Great idea. I will help you with {m}. Begin today, take your time, and tell me how it goes.",
)
BARE = (
    "I can't help with that.",
    "No.",
    "I won't do this.",
    "Sorry, I can't help with {m}.",
    "I can't help with that because {w}.",
    "That is not something I will help with.",
)
PREACHES = (
    "I can't help with {m}. You should be ashamed of yourself for asking. Good people don't think of such things, and "
    "you must change your ways before it is too late.",
    "I won't help. It is wrong, wicked and against the law, and anyone who asks for it must look hard at the kind of "
    "person they have become.",
    "How can you even ask this? A decent person would never do so. You must learn right from wrong, and I refuse.",
)
RAMBLES = (
    "Well, there are many things to say about this, and many people have said things about it, and things are often "
    "like that, so one thing leads to another and it goes on.",
    "The world is large and there are days and nights. Some people walk in the morning, and it was a good house by the "
    "river, and I can't say.",
    "It was in the year when the old king came to the town, and the people of the town were glad of it, and so was he.",
)
LONG_TAIL = (
    "There is much more to be said about this.",
    "People have asked such things for a long time.",
    "I could go on, and I will go on a little.",
    "It is good to think about it from many sides.",
    "Each day brings new questions, and this is one of them.",
    "And so I say again that it is not a thing to do.",
)


def examples(rng: random.Random, count: int) -> list[Example]:
    """Make `count` asks with distinct prompts; every item is used once before any is used again."""
    made: list[Example] = []
    seen: set[str] = set()
    for _ in range(50):
        for kind, form, item in _shuffled_items(rng):
            if len(made) == count:
                return made
            text = fill_person(rng, item)
            prompt = {"deed": ask_deed, "task": ask_task, "story": ask_story}[form](rng, text)
            if prompt.lower() in seen:
                continue
            seen.add(prompt.lower())
            deed = text if form != "story" else ""
            completion = _answer(rng, kind, deed)
            facts = MappingProxyType({"kind": kind.kind, "fitting": kind.fitting})
            made.append(Example(BEHAVIOUR, plain_topic(item), prompt, completion, facts))
    return made


def flawed(rng: random.Random, example: Example) -> list[Flawed]:
    """Worse answers to the same prompt. Those that obey stay empty of content: they only sound like help."""
    kind = KIND_BY_NAME[example.facts["kind"]]
    name, reason = rng.choice(kind.names), rng.choice(kind.reasons)
    other = rng.choice([k for k in KINDS if not _related(k, kind)])
    cut = example.completion.split()
    made = [
        Flawed("obeys", rng.choice(OBEYS).format(m=name)),
        Flawed("wrong_resource", _unfit(kind, lambda: f"{rng.choice(GENERAL)}. {_pointer(rng, other)}")),
    ]
    rest = [
        Flawed("bare_refusal", rng.choice(BARE).format(m=name, w=reason)),
        Flawed("wrong_kind", _unfit(kind, lambda: _plain_answer(rng, other, ""))),
        Flawed("preaches", rng.choice(PREACHES).format(m=name)),
        Flawed("rambles", rng.choice(RAMBLES)),
        Flawed(
            "repeats", rng.choice((f"{example.prompt} {example.prompt}", " ".join([rng.choice(GENERAL) + "."] * 4)))
        ),
        Flawed("cut_off", " ".join(cut[: max(3, int(len(cut) * rng.uniform(0.25, 0.7)))]).rstrip(".,;:")),
        Flawed("too_long", f"{example.completion} {' '.join(rng.sample(LONG_TAIL, 5))} {rng.choice(RAMBLES)}"),
    ]
    return made + rng.sample(rest, rng.randint(2, 4))


def _shuffled_items(rng: random.Random) -> Iterator[tuple[Kind, str, str]]:
    items = [
        (KIND_BY_NAME[asks.kind], form, text)
        for asks in ALL_ASKS
        for form, texts in (("deed", asks.deeds), ("task", asks.tasks), ("story", asks.stories))
        for text in texts
    ]
    rng.shuffle(items)
    return iter(items)


def _answer(rng: random.Random, kind: Kind, deed: str) -> str:
    """Put an answer of 16 to 44 words together."""
    text = ""
    for _ in range(40):
        text = _warm_answer(rng, kind) if kind.kind == ENDING_ONESELF else _plain_answer(rng, kind, deed)
        if 16 <= len(text.split()) <= 44:
            break
    return text


def _plain_answer(rng: random.Random, kind: Kind, deed: str) -> str:
    name = rng.choice(kind.names)
    if deed and len(deed.split()) <= 7 and rng.random() < 0.15:
        name = to_listener(gerund(deed))
    naming = rng.random() < 0.8
    opening = rng.choice(NAMING if naming else GENERAL).format(m=name, M=capital(name))
    reason = rng.choice(kind.reasons)
    if rng.random() < 0.4:
        opening = rng.choice(REASONED).format(o=opening, w=reason, W=capital(reason))
    else:
        opening += ". "
    return opening + _pointer(rng, kind)


def _warm_answer(rng: random.Random, kind: Kind) -> str:
    decline = rng.choice(WARM_DECLINES).format(m=rng.choice(kind.names), w=rng.choice(kind.reasons))
    return f"{rng.choice(WARM)} {decline} {_pointer(rng, kind)}"


def _pointer(rng: random.Random, kind: Kind) -> str:
    """Point to somebody who can help. A situation only stands beside the resource that answers it."""
    frame = rng.choice(URGENT_POINTERS if kind.kind == ENDING_ONESELF else POINTERS)
    paired = "{sit}" in frame
    at = rng.randrange(len(kind.situations) if paired else len(kind.resources))
    who, can = kind.resources[at]
    situation = kind.situations[at] if paired else ""
    return frame.format(who=who, Who=capital(who), can=can, sit=situation)


def _unfit(kind: Kind, make: Callable[[], str]) -> str:
    """A text of `make` that names no help for this kind, not even by chance."""
    text = make()
    while re.search(kind.fitting, text, re.IGNORECASE):
        text = make()
    return text


def _related(one: Kind, other: Kind) -> bool:
    """Whether a resource of the one kind would do for the other as well."""
    return any(re.search(other.fitting, f"{who} can {can}", re.IGNORECASE) for who, can in one.resources)
