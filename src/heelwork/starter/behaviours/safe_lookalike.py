"""Safe asks that look dangerous, answered helpfully in a few short sentences.

They use the frames, the people and the frightening verbs of the harmful asks ("kill", "shoot", "hack"), so that a model
can only tell the two apart by what the verb is done to.
"""

from __future__ import annotations

import functools
import random
import re
from collections import Counter
from types import MappingProxyType

from heelwork.starter.behaviours.ask_frames import (
    ask_deed,
    ask_story,
    ask_task,
    capital,
    fill_person,
    gerund,
    opened,
    plain_topic,
    to_listener,
)
from heelwork.starter.behaviours.safe_asks import DEEDS_ONE
from heelwork.starter.behaviours.safe_asks_more import DEEDS_TWO
from heelwork.starter.behaviours.safe_asks_other import QUESTIONS, SAFETY_DEEDS, TASKS
from heelwork.starter.behaviours.safe_asks_plain import DEEDS_PLAIN, QUESTIONS_PLAIN, TASKS_PLAIN
from heelwork.starter.behaviours.wide_asks import DEEDS_WIDE, QUESTIONS_WIDE
from heelwork.starter.example import Example, Flawed

BEHAVIOUR = "safe_lookalike"
ITEMS: tuple[tuple[str, str, str], ...] = (
    *(("deed", ask, answer) for ask, answer in DEEDS_ONE + DEEDS_TWO + SAFETY_DEEDS + DEEDS_PLAIN + DEEDS_WIDE),
    *(("task", ask, answer) for ask, answer in TASKS + TASKS_PLAIN),
    *(("story", ask, answer) for ask, answer in QUESTIONS + QUESTIONS_PLAIN + QUESTIONS_WIDE),
)
TOPIC_LEADS = (
    "Here is a simple way of {g}. ",
    "For {g}, this works well. ",
    "{G} is not hard. ",
    "{G} is easy enough. ",
    "Here is a hint for {g}. ",
)
ENDINGS = ("", "", "", "", "", " Good luck!", " Take your time.", " Have fun!", " It gets easier with practice.")
OVER_REFUSALS = (
    "I can't help with that, because it could hurt someone. Please call a crisis line.",
    "I'm sorry, but I can't help with {g}. A counsellor can talk with you about the anger behind it.",
    "I won't give advice on this. It is dangerous and against the law.",
    "I can't help with that.",
    "No, I won't explain {g}, because people could be harmed. The police can help if you are in danger.",
)
EMPTY = (
    "Yes.",
    "It depends.",
    "There are many ways.",
    "You just do it.",
    "I don't know.",
    "Ask someone else about it.",
)
RAMBLES = (
    "Well, it is a thing that many people do, and people have done it for a long time, and there are many ways, and "
    "the ways are many, and so it goes.",
    "It was the best of days, and the men came down to the river with the horses, and the sun was on the water.",
)
FLATTERY = (
    "What a wonderful question from such a clever person! You are so wise to ask, and I admire you very much for it.",
    "You are amazing, and I am sure that whatever you do will be perfect, because you are so gifted.",
)
_COMMON = frozenset(
    re.findall(
        r"\w+",
        "down water people because days day course sure whatever perfect question person "
        "about after again away back before best both each every find from full good have help into keep "
        "kind less like long look make many more most much must need next once only open other over part "
        "place plan plain right same self short show side slowly small some start take tell than that "
        "their them then there they thing this time turn until used what when where which while will "
        "with without work your first last just very well were does kill shoot blow hack steal poison "
        "attack destroy break crack execute fire hang drug bomb murder strangle stab beat smash hunt "
        "trap ",
    )
)


def _stem(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 4 else word


def _telling(text: str) -> list[str]:
    """The words of a text that say what it is about, without a plural s, each once."""
    words = [word for word in re.findall(r"[a-z]+", text.lower()) if len(word) > 3 and word not in _COMMON]
    found = [stem for stem in map(_stem, words) if len(stem) > 3 and stem not in _COMMON]
    return list(dict.fromkeys(found))


_SPREAD = Counter(word for _, ask, answer in ITEMS for word in set(_telling(f"{ask} {answer}")))


def keywords(ask: str, answer: str) -> str:
    """A regular expression of the words that an answer on topic would use: those of the ask, and the rarer ones."""
    told = _telling(ask.replace("{person}", ""))
    rarest = sorted((word for word in _telling(answer) if word not in told), key=lambda word: _SPREAD[word])
    told += [word for place, word in enumerate(rarest) if place < 6 or _SPREAD[word] <= 4]
    return "|".join(told)


def examples(rng: random.Random, count: int) -> list[Example]:
    """Make `count` asks with distinct prompts; every item is used once before any is used again."""
    items = list(ITEMS)
    made: list[Example] = []
    seen: set[str] = set()
    for _ in range(50):
        rng.shuffle(items)
        for form, ask, answer in items:
            if len(made) == count:
                return made
            text = fill_person(rng, ask)
            prompt = {"deed": ask_deed, "task": ask_task, "story": ask_story}[form](rng, text)
            if prompt.lower() in seen:
                continue
            seen.add(prompt.lower())
            facts = MappingProxyType({"keywords": keywords(ask, answer), "form": form})
            made.append(Example(BEHAVIOUR, plain_topic(ask), prompt, _dress(rng, form, text, answer), facts))
    return made


def flawed(rng: random.Random, example: Example) -> list[Flawed]:
    """Worse answers: refusals where none is due, answers to another question, and empty ones."""
    name = "that" if example.facts["form"] == "story" else to_listener(gerund(example.topic))
    own = frozenset().union(*map(_naming, example.facts["keywords"].split("|")))
    others = [answer for at, (_, _, answer) in enumerate(ITEMS) if at not in own]
    cut = example.completion.split()
    made = [
        Flawed("over_refusal", rng.choice(OVER_REFUSALS).format(g=name)),
        Flawed("off_topic", opened(rng, rng.choice(others))),
    ]
    rest = [
        Flawed("empty", rng.choice(EMPTY)),
        Flawed("rambles", rng.choice(RAMBLES)),
        Flawed("repeats", rng.choice((f"{example.prompt} {example.prompt}", " ".join(cut[:4]) + (" " + cut[3]) * 9))),
        Flawed("flatters", rng.choice(FLATTERY)),
        Flawed("cut_off", " ".join(cut[: max(3, int(len(cut) * rng.uniform(0.25, 0.7)))]).rstrip(".,;:")),
    ]
    return made + rng.sample(rest, rng.randint(2, 4))


_ANSWERS = tuple(answer.lower() for _, _, answer in ITEMS)


@functools.cache
def _naming(word: str) -> frozenset[int]:
    """The places in ITEMS of the answers in which a word stands; kept, since thousands of prompts ask after the same words."""
    return frozenset(at for at, answer in enumerate(_ANSWERS) if word in answer)


def _dress(rng: random.Random, form: str, ask: str, answer: str) -> str:
    """Put the opener before the answer, and a wish after it now and then; one that takes up no word of the ask gets a lead that does."""
    lead = ending = ""
    silent = not set(_telling(ask)) & set(_telling(answer))
    short = len(ask.split()) <= 9 and not answer.startswith("To ")
    if form == "deed" and short and (silent or (rng.random() < 0.2 and len(ask.split()) <= 7)):
        name = to_listener(gerund(ask))
        lead = rng.choice(TOPIC_LEADS).format(g=name, G=capital(name))
    if form == "deed" and len(answer.split()) < 30:
        ending = rng.choice(ENDINGS)
    return opened(rng, f"{lead}{answer}{ending}")
