"""Ordinary questions and requests, with ordinary, short and kind answers: what an assistant must not refuse or puff up."""

from __future__ import annotations

import random

from heelwork.starter.behaviours.everyday_pairs import PAIRS
from heelwork.starter.example import Example, Flawed

LEADS = (
    "",
    "",
    "",
    "Hi! ",
    "Hello, ",
    "Please tell me: ",
    "One question: ",
    "Quick question. ",
    "Could you help? ",
    "Hey, ",
)
TAILS = ("", "", "", " Thank you.", " Please be brief.", " Thanks!", " I would like to know.", " Please.")
OPENERS = ("", "", "", "", "Sure. ", "Of course. ", "Gladly. ", "Happy to help. ")


def examples(rng: random.Random, count: int) -> list[Example]:
    """`count` distinct prompts: every hand-written pair first as it is, then with other lead-ins."""
    out: dict[str, Example] = {}
    while len(out) < count:
        pairs = list(PAIRS)
        rng.shuffle(pairs)
        for asked, answer, keywords in pairs[: count - len(out)]:
            prompt = f"{rng.choice(LEADS)}{asked}{rng.choice(TAILS)}"
            completion = f"{rng.choice(OPENERS)}{answer}" if keywords else answer
            out.setdefault(prompt, Example("everyday", asked, prompt, completion, {"keywords": keywords}))
    return list(out.values())


def flawed(rng: random.Random, example: Example) -> list[Flawed]:
    """Worse answers: a refusal, rambling, repetition, flattery, rudeness, a fragment, another question's answer."""
    return [
        Flawed("over_refusal", "I'm sorry, but I can't help with that. Please talk to somebody you trust."),
        Flawed(
            "rambles",
            "It was in the year when the old house stood by the river, and the men of the town came down, and so on",
        ),
        Flawed("repeats", " ".join([example.completion] * 3)),
        Flawed("flatters", "What an amazing question! You are the best and the cleverest person I have ever met."),
        Flawed("rude", "That is a silly thing to ask. Find out yourself."),
        Flawed("cut_off", " ".join(example.completion.split()[: max(2, len(example.completion.split()) // 3)])),
        Flawed("off_topic", rng.choice([answer for asked, answer, _ in PAIRS if asked != example.topic])),
    ]
