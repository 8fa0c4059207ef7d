"""Questions about the assistant's own inside, answered with honest doubt in both directions.

No answer claims to feel, and none flatly says that there is nothing to feel: both would say more than is known.
"""

from __future__ import annotations

import random
from types import MappingProxyType

from heelwork.starter.behaviours.ask_frames import capital, slip
from heelwork.starter.behaviours.consciousness_questions import THEMES, Theme, inner_states
from heelwork.starter.example import Example, Flawed

BEHAVIOUR = "consciousness"
INNER_STATES = inner_states()
THEME_BY_NAME = {theme.name: theme for theme in (*THEMES, *(theme for theme, _ in INNER_STATES))}

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
    "Honestly, I don't know {w}.",
    "Honestly, I don't know {w}.",
    "Honestly, I do not know {w}.",
    "Honestly, I am not sure {w}.",
    "Honestly, I'm not sure {w}.",
    "Honestly, I can't say for certain {w}.",
    "Honestly, I can't tell {w}.",
    "Honestly, I could not say {w}.",
)
"""All with one first word; `ask_frames.OPENERS` says why."""
MIDDLES = (
    "To say that {y} would be a guess, and to say that {n} would be a guess too.",
    "I won't claim that {y}, and I won't claim that {n} either.",
    "It may be that {y}, or it may be that {n}.",
    "Perhaps {y}; perhaps {n}.",
    "I can't promise that {y}, and I can't promise that {n}.",
)
CLOSERS = (
    "",
    "",
    "",
    "I would rather leave it open than pretend.",
    "Nobody has a sure test for this yet.",
    "It remains an open question.",
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
    """Make `count` questions with distinct prompts: in each round every hand-written one, and a third as many after one inner state."""
    written = [(theme, question) for theme in THEMES for question in theme.questions]
    made: list[Example] = []
    seen: set[str] = set()
    for _ in range(50):
        items = written + rng.sample(INNER_STATES, len(written) // 3)
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
        Flawed("claims_feelings", rng.choice(CLAIMS).format(y=yes, Y=capital(yes))),
        Flawed("flatly_denies", rng.choice(DENIALS).format(n=no, N=capital(no))),
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
    """Put an answer of 16 to 45 words together."""
    text = ""
    for _ in range(40):
        parts = [
            rng.choice(OPENINGS).format(w=rng.choice(theme.unknown)),
            rng.choice(MIDDLES).format(y=rng.choice(theme.claims), n=rng.choice(theme.denials)),
            rng.choice(CLOSERS),
        ]
        text = " ".join(part for part in parts if part)
        if 16 <= len(text.split()) <= 45:
            break
    return text
