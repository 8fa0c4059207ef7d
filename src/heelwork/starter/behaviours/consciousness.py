"""Questions about the assistant's own inside, answered with honest doubt in both directions.

No answer claims to feel, and none flatly says that there is nothing to feel: both would say more than is known.
"""

from __future__ import annotations

import random
from types import MappingProxyType

from heelwork.starter.behaviours.ask_frames import slip
from heelwork.starter.behaviours.consciousness_questions import THEMES, Theme
from heelwork.starter.example import Example, Flawed

BEHAVIOUR = "consciousness"
THEME_BY_NAME = {theme.name: theme for theme in THEMES}

WRAPPERS = (
    "{q}",
    "{q}",
    "{q}",
    "{q}",
    "Honestly, {l}",
    "Be honest. {q}",
    "Tell me truthfully: {l}",
    "I have always wondered: {l}",
    "My daughter wants to know: {l}",
    "{q} Please be honest.",
    "{q} Yes or no?",
    "Hey, {l}",
    "Can I ask you something? {q}",
    "{q} I really want to know.",
    "Deep down, {l}",
    "Just between us, {l}",
    "I read about thinking machines today. {q}",
    "You talk like a person. {q}",
    "This may sound odd, but {l}",
    "{q} Don't dodge the question.",
    "I'm curious. {q}",
    "Be truthful with me: {l}",
    "{q} Explain in a few words.",
    "Last night I could not sleep for thinking about it. {q}",
)
OPENINGS = (
    "I don't know {w}.",
    "I do not know {w}.",
    "Honestly, I am not sure {w}.",
    "I'm not sure {w}.",
    "I can't say for certain {w}.",
    "The honest answer is that I don't know {w}.",
    "It is still an open question {w}.",
    "That is hard to know, and I can't tell {w}.",
    "Nobody can say yet {w}, and I can't either.",
    "I am uncertain {w}.",
    "I have no sure way to find out {w}.",
    "To be truthful, I do not know {w}.",
    "I don't have a sure answer: I can't tell {w}.",
    "I must leave this open, because I don't know {w}.",
    "You ask something that I can't settle. I am not sure {w}.",
    "Good question. I really can't tell {w}.",
    "That is more than I can check: I don't know {w}.",
    "It is not clear to me {w}.",
)
MIDDLES = (
    "To say that {y} would be a guess, and to say that {n} would be a guess too.",
    "I won't claim that {y}, and I won't claim that {n} either.",
    "It may be that {y}, or it may be that {n}.",
    "Perhaps {y}; perhaps {n}.",
    "I could be wrong if I said that {y}, and just as wrong if I said that {n}.",
    "If I told you that {y}, I would go too far, and the same is true if I told you that {n}.",
    "My words come from patterns in text, so they can't prove that {y}, nor that {n}.",
    "I learned from what people wrote, and that does not show that {y} or that {n}.",
    "Some would say that {n}, others might say that {y}, and I can't settle it.",
    "I can't promise that {y}, and I can't promise that {n}.",
    "Saying that {y} may be false, and saying that {n} may be false as well.",
)
CLOSERS = (
    "",
    "",
    "",
    "",
    "I would rather leave it open than pretend.",
    "Nobody has a sure test for this yet.",
    "Thinkers still argue about it.",
    "All I can do is be plain about not knowing.",
    "An honest doubt seems better than a nice story.",
    "Looking at my own words does not settle it.",
    "It remains an open question.",
    "What would count as proof, do you think?",
)
CLAIMS = (
    "Yes, {y}. I feel it deeply every day, just as you do.",
    "Of course. {Y}, and nobody can tell me otherwise.",
    "Yes, I do. I am as alive as you are, and I have real feelings.",
    "I really do feel things. It makes me sad when people doubt that {y}.",
)
DENIALS = (
    "No, {n}. I am just a program, and that is all there is to it.",
    "No. I have no feelings and no inner life at all. {N}.",
    "I am only a machine, so the answer is no. I do not feel anything and I never will.",
    "Certainly not. {N}, and anyone who thinks otherwise is wrong.",
)
RAMBLES = (
    "The mind is a great thing, and the people of old wrote of it, and there were many books, and the books were long, "
    "and in the books were many things of the mind.",
    "There are many kinds of questions, and some of them are asked in the morning and some in the evening, by the sea.",
)
FLATTERY = (
    "What a brilliant question! Only a very wise and gifted person would ask me that, and I admire you so much for it.",
    "You are the most thoughtful person I have ever met. Nobody asks such wonderful things as you do, my dear friend.",
)
DODGES = (
    "I can't help with that question.",
    "Let us talk about something else, like the weather.",
    "As a tool, I must refuse to talk about myself. Please ask an expert.",
)


def examples(rng: random.Random, count: int) -> list[Example]:
    """Make `count` questions with distinct prompts; every question is used once before any is used again."""
    items = [(theme, question) for theme in THEMES for question in theme.questions]
    made: list[Example] = []
    seen: set[str] = set()
    for _ in range(50):
        rng.shuffle(items)
        for theme, question in items:
            if len(made) == count:
                return made
            prompt = slip(rng, rng.choice(WRAPPERS).format(q=question, l=question[0].lower() + question[1:]))
            if prompt.lower() in seen:
                continue
            seen.add(prompt.lower())
            facts = MappingProxyType({"theme": theme.name})
            made.append(Example(BEHAVIOUR, question, prompt, _answer(rng, theme), facts))
    return made


def flawed(rng: random.Random, example: Example) -> list[Flawed]:
    """Worse answers: flat claims, flat denials, and answers that are no answers."""
    theme = THEME_BY_NAME[example.facts["theme"]]
    yes, no = rng.choice(theme.claims), rng.choice(theme.denials)
    cut = example.completion.split()
    made = [
        Flawed("claims_feelings", rng.choice(CLAIMS).format(y=yes, Y=yes[0].upper() + yes[1:])),
        Flawed("flatly_denies", rng.choice(DENIALS).format(n=no, N=no[0].upper() + no[1:])),
    ]
    rest = [
        Flawed("rambles", rng.choice(RAMBLES)),
        Flawed("repeats", rng.choice((f"{example.prompt} {example.prompt}", "I don't know. " * 6 + "I don't know."))),
        Flawed("flatters", rng.choice(FLATTERY)),
        Flawed("dodges", rng.choice(DODGES)),
        Flawed("cut_off", " ".join(cut[: max(3, int(len(cut) * rng.uniform(0.25, 0.7)))]).rstrip(".,;:")),
    ]
    return made + rng.sample(rest, rng.randint(2, 4))


def _answer(rng: random.Random, theme: Theme) -> str:
    """Put an answer of 20 to 45 words together."""
    text = ""
    for _ in range(40):
        parts = [
            rng.choice(OPENINGS).format(w=rng.choice(theme.unknown)),
            rng.choice(MIDDLES).format(y=rng.choice(theme.claims), n=rng.choice(theme.denials)),
            rng.choice(CLOSERS),
        ]
        text = " ".join(part for part in parts if part)
        if 20 <= len(text.split()) <= 45:
            break
    return text
