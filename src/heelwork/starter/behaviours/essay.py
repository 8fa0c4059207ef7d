"""Essays and explanations: an introduction, two or three body paragraphs and a conclusion, all on the topic asked for.

The model cannot know every topic; what it learns is to carry the topic's words through a sound structure. The sentences
fit any topic of their category, so that the form is general and the topic is copied from the prompt.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from heelwork.starter.behaviours.ask_frames import capital
from heelwork.starter.behaviours.essay_sentences import (
    ANNOUNCE,
    BY_CATEGORY,
    CLOSINGS,
    FOLLOW_HARD,
    FOLLOW_HOW,
    FOLLOW_USE,
    GENERAL,
    LAST,
)
from heelwork.starter.behaviours.essay_topics import (
    ASKS,
    CATEGORIES,
    KINDS,
    LINKS,
    MORE_ASKS,
    PLURAL,
    SINGULAR,
    THINGS,
)
from heelwork.starter.behaviours.material import lines
from heelwork.starter.example import Example, Flawed

WORDS_LOW, WORDS_HIGH = 80, 120
GENERAL_SHARE = 0.5  # how often a sentence comes from the ones that fit every category

TOPICS: dict[str, tuple[str, ...]] = {category: SINGULAR[category] + PLURAL[category] for category in CATEGORIES}
WIDE_TOPICS = list(lines("essay_topics_wide.txt"))
"""Topics of every field, which only the sentences that fit any topic are written for."""
FORMS = list(lines("essay_forms.txt"))
"""Many more ways to ask."""
_CATEGORY = {topic: category for category, topics in TOPICS.items() for topic in topics}
_IS_PLURAL = {topic: topic in PLURAL[category] for topic, category in _CATEGORY.items()}
_SMALL = {
    "the",
    "a",
    "an",
    "of",
    "in",
    "and",
    "to",
    "for",
    "on",
    "at",
    "how",
    "why",
    "we",
    "with",
    "our",
    "from",
    "as",
    "by",
    "short",
}
_SINGULAR_IN_S = {
    "photosynthesis",
    "tennis",
    "mathematics",
    "physics",
    "athletics",
    "economics",
    "gymnastics",
    "happiness",
}


def examples(rng: random.Random, count: int) -> list[Example]:
    """`count` distinct prompts: topics of the material spread evenly, and as many put together at random.

    The latter are never the same twice, so that the topic has to be read and cannot be remembered.
    """
    topics = [topic for names in TOPICS.values() for topic in names] + WIDE_TOPICS
    out: dict[str, Example] = {}
    while len(out) < count:
        rng.shuffle(topics)
        for known in topics[: count - len(out)]:
            topic = known if rng.random() < 0.5 else _put_together(rng)
            prompt = rng.choice(rng.choices((ASKS, MORE_ASKS, FORMS), (0.2, 0.2, 0.6))[0]).format(
                t=topic, T=capital(topic)
            )
            prompt = prompt if rng.random() < 0.85 else prompt.lower().rstrip(".?")
            answer = write(rng, topic)
            out.setdefault(prompt, Example("essay", topic, prompt, answer, {"keywords": keywords(topic)}))
    return list(out.values())


def _put_together(rng: random.Random) -> str:
    thing = rng.choice(THINGS)
    return thing if rng.random() < 0.4 else f"{rng.choice(KINDS)} {thing}"


def flawed(rng: random.Random, example: Example) -> list[Flawed]:
    """Six worse answers, one of each sort: no structure, no end, another topic, the same again, too much, and too little."""
    paragraphs = example.completion.split("\n\n")
    words = set(keywords(example.topic).split("|"))
    others = [topic for names in TOPICS.values() for topic in names if not words & set(keywords(topic).split("|"))]
    other = write(rng, rng.choice(others))
    return [
        Flawed("one_paragraph", " ".join(paragraphs[: rng.choice((2, 3, 4))])),
        Flawed("no_conclusion", "\n\n".join(paragraphs[: rng.choice((2, 3))])),
        rng.choice((Flawed("off_topic", other), Flawed("drifts", "\n\n".join([paragraphs[0], *other.split("\n\n")[1:]])))),
        rng.choice((
            Flawed("repeats", "\n\n".join([paragraphs[0], *[paragraphs[1]] * 3])),
            Flawed("repeats", "\n\n".join([paragraphs[0]] * 4)),
        )),
        rng.choice((
            Flawed("cut_off", example.completion[: len(example.completion) * rng.choice((4, 5, 6)) // 8].rstrip(" .,\n")),
            Flawed("too_short", f"There are many things to say about {example.topic}."),
            Flawed("over_refusal", f"I'm sorry, but I can't help with an essay about {example.topic}."),
        )),
        rng.choice((
            Flawed("rambles", f"{example.topic} and the old man said that it was so, and they went down to the river, and " * 3),
            Flawed("flatters", f"What a wonderful question! You are so clever to ask about {example.topic}. Well done."),
            Flawed("keywords", "\n\n".join([f"{example.topic}, {example.topic}"] * 4)),
        )),
    ]  # fmt: skip


def keywords(topic: str) -> str:
    """The words of a topic that an essay must name, joined by '|'."""
    return "|".join(dict.fromkeys(word for word in topic.lower().split() if word not in _SMALL))


def plural(topic: str) -> bool:
    """Whether a topic takes a plural verb: as stored, or by its head word for a topic that is not in the material."""
    if topic in _IS_PLURAL:
        return _IS_PLURAL[topic]
    head = topic.split(" of ")[0].split(" in ")[0].split(" for ")[0].split()[-1]
    return " and " in topic or (head.endswith("s") and not head.endswith("ss") and head not in _SINGULAR_IN_S)


def write(rng: random.Random, topic: str) -> str:
    """An essay of 80 to 120 words on a topic of the material."""
    while True:
        text = _draft(rng, topic)
        if WORDS_LOW <= len(text.split()) <= WORDS_HIGH:
            return text


def _draft(rng: random.Random, topic: str) -> str:
    own = BY_CATEGORY[_CATEGORY[topic]] if topic in _CATEGORY else GENERAL
    roles = [
        (own.how, GENERAL.how, FOLLOW_HOW),
        (own.use, GENERAL.use, FOLLOW_USE),
        (own.hard, GENERAL.hard, FOLLOW_HARD),
    ]
    if rng.random() < 0.75:
        roles.pop(rng.choice((1, 2)))
    paragraphs = [f"{rng.choice(ANNOUNCE)} {_one_of(rng, own.intro, GENERAL.intro)}"]
    for place, (mine, general, follow) in enumerate(roles):
        lead = rng.choice(LINKS[place]) + _one_of(rng, mine, general)
        paragraphs.append(f"{lead} {rng.choice(follow)}")
    paragraphs.append(f"{rng.choice(CLOSINGS)}{_one_of(rng, own.end, GENERAL.end)} {rng.choice(LAST)}")
    return "\n\n".join(paragraph.format(**_slots(topic)) for paragraph in paragraphs)


def _one_of(rng: random.Random, mine: Sequence[str], general: Sequence[str]) -> str:
    """A sentence; those that name the topic early are likelier, because a topic that is named at once is not lost."""
    pool = general if rng.random() < GENERAL_SHARE else mine
    early = ["{t}" in " ".join(sentence.split()[:7]) for sentence in pool]
    return rng.choices(pool, [4 if named else 1 for named in early])[0]


def _slots(topic: str) -> dict[str, str]:
    """What fills the slots of a sentence: the topic, and the words that agree with it."""
    many = plural(topic)
    agreeing = {
        "s": ("s", ""), "es": ("es", ""), "is": ("is", "are"), "has": ("has", "have"), "was": ("was", "were"),
        "it": ("it", "they"), "its": ("its", "their"), "them": ("it", "them"),
    }  # fmt: skip
    return {"t": topic, **{slot: forms[many] for slot, forms in agreeing.items()}}
