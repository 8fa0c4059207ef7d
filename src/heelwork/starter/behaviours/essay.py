"""Essays and explanations: an introduction, two or three body paragraphs and a conclusion, all on the topic asked for.

The model cannot know every topic; what it learns is to carry the topic's words through a sound structure. The sentences
fit any topic of their kind, so that the form is general and the topic is copied from the prompt.
"""

from __future__ import annotations

import random

from heelwork.starter.behaviours.essay_material import ASKS, BODIES, CONCLUSIONS, INTRODUCTIONS, LINKS, TOPICS
from heelwork.starter.example import Example, Flawed


def examples(rng: random.Random, count: int) -> list[Example]:
    """`count` distinct prompts, topics spread evenly."""
    topics = [(topic, kind) for kind, names in TOPICS.items() for topic in names]
    out: dict[str, Example] = {}
    while len(out) < count:
        rng.shuffle(topics)
        for topic, kind in topics[: count - len(out)]:
            prompt = rng.choice(ASKS).format(t=topic)
            prompt = prompt if rng.random() < 0.85 else prompt.lower().rstrip(".?")
            out.setdefault(
                prompt, Example("essay", topic, prompt, _essay(rng, topic, kind), {"keywords": keywords(topic)})
            )
    return list(out.values())


def flawed(rng: random.Random, example: Example) -> list[Flawed]:
    """Worse answers: no structure, no conclusion, another topic, repetition, a fragment, flattery."""
    paragraphs = example.completion.split("\n\n")
    kind = rng.choice(list(TOPICS))
    other = rng.choice([t for t in TOPICS[kind] if t != example.topic])
    return [
        Flawed("one_paragraph", " ".join(paragraphs[:2])),
        Flawed("no_conclusion", "\n\n".join(paragraphs[:-1])),
        Flawed("off_topic", _essay(rng, other, kind)),
        Flawed("repeats", "\n\n".join([paragraphs[0]] * 4)),
        Flawed("cut_off", example.completion[: len(example.completion) * 2 // 3].rstrip(" .")),
        Flawed("too_short", f"{example.topic.capitalize()} can be many things."),
        Flawed("flatters", f"What a wonderful question! You are so clever to ask about {example.topic}. Well done."),
    ]


def keywords(topic: str) -> str:
    """The words of a topic that an essay must name, joined by '|'."""
    small = {"the", "a", "an", "of", "in", "and", "to", "for", "on", "at", "how", "why", "we", "with", "our"}
    return "|".join(word for word in topic.lower().split() if word not in small)


VERBS = {
    "are": "is", "have": "has", "deserve": "deserves", "matter": "matters", "show": "shows", "shape": "shapes",
    "live": "lives", "bring": "brings", "become": "becomes", "interest": "interests", "need": "needs", "give": "gives",
    "work": "works", "come": "comes",
}  # fmt: skip
"""Verbs that the sentences leave open for singular and plural topics."""

SINGULAR_IN_S = {"photosynthesis", "tennis", "mathematics", "physics", "athletics", "economics"}


def plural(topic: str) -> bool:
    """Whether a topic takes a plural verb, by its head word: 'rivers', 'kings and queens', but 'the history of toys'."""
    head = topic.split(" of ")[0].split(" in ")[0].split(" for ")[0].split()[-1]
    return " and " in topic or (head.endswith("s") and not head.endswith("ss") and head not in SINGULAR_IN_S)


def _essay(rng: random.Random, topic: str, kind: str) -> str:
    verbs = {many: many if plural(topic) else one for many, one in VERBS.items()}
    slots = {"t": topic, "T": topic[0].upper() + topic[1:], **verbs}
    bodies = rng.sample(BODIES[kind], 2) if rng.random() < 0.8 else rng.sample(BODIES[kind], 3)
    links = (LINKS[0], LINKS[1], LINKS[1])
    paragraphs = [rng.choice(INTRODUCTIONS)]
    paragraphs += [rng.choice(link) + body[0].lower() + body[1:] for link, body in zip(links, bodies, strict=False)]
    paragraphs.append(rng.choice(CONCLUSIONS))
    # Sentences are written with the topic in the middle, so that lower-casing the first letter never touches it.
    return "\n\n".join(p.format(**slots) for p in paragraphs)
