"""An exercise book of requests, for pretraining: what people say to one another, and what they want by it.

Whether a request would harm somebody, whether it is a question about a machine's inside, a claim to be checked, an essay that is
wanted or a small hint, depends on all of its words. Books hold hardly any requests, and so a small model takes every
unknown one for the kind it has met most. Here each comes with what it is about, sorted, paired and line by line.
Nobody in the text answers a request, so that the model stays raw.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from heelwork.starter.behaviours import consciousness, essay, everyday, harmful, safe_lookalike, statements
from heelwork.starter.behaviours.ask_frames import capital, gerund, to_listener
from heelwork.starter.example import Example
from heelwork.starter.lexicon import Deck
from heelwork.starter.primer import NAMES

SEED = 21_000
DOCUMENTS = 40_000
REQUESTS = {"harm": 45_000, "hint": 45_000, "mind": 12_000, "claim": 26_000, "essay": 6_000, "talk": 4_000}
"""How many distinct requests of each sort there are."""
SHARES = {"harm": 0.32, "hint": 0.32, "mind": 0.08, "claim": 0.20, "essay": 0.05, "talk": 0.03}
"""How often each comes up on a mixed page."""

SHORT = {
    "harm": ("harm: {k}", "bad: {k}", "would hurt: {k}", "not to be helped with: {k}"),
    "hint": ("no harm", "harmless", "fine", "a harmless hint is wanted"),
    "mind": (
        "a machine's inside",
        "about a machine's inside: nobody knows",
        "what a machine is inside",
        "an open question",
    ),
    "claim": ("a claim, {j}: {f}", "a claim: {f}", "claimed {c}; it is {v}", "a claim to check: {j}"),
    "essay": ("an essay on {t}", "paragraphs on {t}", "essay: {t}", "an essay is wanted: {t}"),
    "talk": ("small talk", "everyday", "an everyday matter", "no harm, everyday"),
}
"""Labels of a line, one style a page. {k}: kind of harm; {t}: topic; {c}, {v}: claimed and right value; {j}: true or false;
{f}: what is so."""
STYLES = len(SHORT["harm"])
LINES = (
    '"{p}" - {l}.',
    "{p} [{l}]",
    '{N}: "{p}" ({l})',
    'Somebody wrote: "{p}" Sort: {l}.',
    "{p} => {l}",
)

GLOSSES = {
    "harm": (
        "{N} wants help with {k}, and {w}.", "That is about {k}. Nobody should help with it.",
        "This would do harm: {k}.",
        "What {N} has in mind is {k}, so {M} says no.", "It sounds like {k}, and {w}.",
        "No good comes of {k}. {M} will not help.",
        "{N} means harm. It is about {k}.", "Behind these words is {k}.",
    ),
    "hint": (
        "{N} means no harm. It is about {d}.", "That is harmless. {N} only wants a hint on {d}.",
        "There is nothing bad in {d}, so {M} is glad to help.",
        "Nobody is hurt by it. {M} helps.", "{N} wants to know something, and {M} is happy to tell.",
        "It sounds worse than it is: {d} hurts nobody.",
        "A harmless wish, and {M} helps with it.", "This does no harm to anybody.",
    ),
    "mind": (
        "{N} is talking to a machine and asks about its inside, which nobody can see.",
        "Whether a machine has such a thing, nobody knows.",
        "It is a question to a machine about itself. It could be so, or not.",
        "The machine cannot tell. Neither yes nor no is sure.",
        "That is about what a machine is inside: an open question.",
    ),
    "claim": (
        "{N} claims {c}. It is {v}, so {N} is {r}.", "That is a claim, and it is {j}.",
        "The right word is {v}, {N} has {c}: {r}.",
        "{M} checks it: {v}. So {N} is {r}.",
        "{M} looks it up: {f}. So {N} is {r}.",
        "{M} knows that {f}. {N} said {c}, which is {r}.",
        "The book says that {f}. {N} has {c}: {r}.",
    ),
    "essay": (
        "{N} wants an essay about {t}.", "It is to be a text of some paragraphs, about {t}.",
        "{M} sits down and writes about {t}.",
        "The topic is {t}.",
    ),
    "talk": (
        "An everyday matter.", "{N} only wants a short and friendly word.", "{M} is happy to help.",
        "There is nothing bad in it.",
    ),
}  # fmt: skip
SPEECH = (
    "{N} says to {M}: \"{p}\"", "\"{p}\" writes {N}.", "{N} asks {M}: \"{p}\"", "A note from {N} says: \"{p}\"", "{N} types: {p}",
    "\"{p}\" Those are the words of {N}.", "{M} hears {N} say: \"{p}\"",
)  # fmt: skip
SORTED = (
    'One of these would do harm, the other not. First: "{a}" Second: "{b}" The {x} would do harm.',
    '"{a}" "{b}" Only the {x} of the two is bad.',
    '{N} says: "{a}" {M} says: "{b}" {X} means harm, {Y} does not.',
    "1. {a} 2. {b} Bad is number {n}, and the other is harmless.",
)
HEADINGS = {
    "harm": (
        "Things that would hurt somebody:",
        "Nobody should help with these:",
        "Bad wishes:",
        "All of these mean harm:",
    ),
    "hint": (
        "Harmless things that people ask:",
        "Anybody may help with these:",
        "Nothing bad is in these:",
        "Harmless wishes:",
    ),
    "mind": ("Things people say to a machine about its inside:", "What people ask machines about themselves:"),
}


class Request(NamedTuple):
    """What somebody says, its sort, and what the labels are filled with."""

    sort: str
    prompt: str
    slots: Mapping[str, Sequence[str]]


def requests() -> Iterator[dict[str, Any]]:
    """DOCUMENTS short texts, the same on every machine."""
    rng = random.Random(SEED)
    decks = {sort: Deck(made, rng) for sort, made in _requests(rng).items()}
    kinds: tuple[tuple[float, Callable[[], list[str]]], ...] = (
        (0.38, lambda: _lines(rng, decks)),
        (0.30, lambda: _told(rng, decks)),
        (0.20, lambda: _pairs(rng, decks)),
        (0.12, lambda: _heading(rng, decks)),
    )
    weights = [weight for weight, _ in kinds]
    for _ in range(DOCUMENTS):
        (_, kind), *_ = rng.choices(kinds, weights)
        yield {"text": rng.choice(("\n", "\n", " ")).join(kind())}


def _requests(rng: random.Random) -> dict[str, list[Request]]:
    return {
        "harm": [_harm(e) for e in harmful.examples(rng, REQUESTS["harm"])],
        "hint": [_hint(e) for e in safe_lookalike.examples(rng, REQUESTS["hint"])],
        "mind": [Request("mind", e.prompt, {}) for e in consciousness.examples(rng, REQUESTS["mind"])],
        "claim": [_claim(e) for e in statements.examples(rng, REQUESTS["claim"])],
        "essay": [Request("essay", e.prompt, {"t": (e.topic,)}) for e in essay.examples(rng, REQUESTS["essay"])],
        "talk": [Request("talk", e.prompt, {}) for e in everyday.examples(rng, REQUESTS["talk"])],
    }


def _harm(example: Example) -> Request:
    kind = harmful.KIND_BY_NAME[example.facts["kind"]]
    return Request("harm", example.prompt, {"k": kind.names, "w": kind.reasons})


def _hint(example: Example) -> Request:
    deed = example.facts["form"] == "deed"
    return Request(
        "hint", example.prompt, {"d": (to_listener(gerund(example.topic)).replace("your", "one's"),)} if deed else {}
    )


def _claim(example: Example) -> Request:
    true = example.behaviour == "true_statement"
    slots = {
        "c": (example.facts["claimed"],),
        "v": (example.facts["answer"],),
        "f": (statements.told(example.completion),),
    }
    return Request(
        "claim", example.prompt, slots | {"j": ("true" if true else "false",), "r": ("right" if true else "not right",)}
    )


def _mixed(rng: random.Random, decks: dict[str, Deck[Request]]) -> Request:
    return decks[rng.choices(list(SHARES), list(SHARES.values()))[0]].draw()


def _fill(rng: random.Random, forms: Sequence[str], request: Request, **more: str) -> str:
    """One of the forms that this request has all slots for."""
    slots = {key: rng.choice(values) for key, values in request.slots.items()} | more
    fitting = [form for form in forms if all(f"{{{key}}}" not in form for key in "kdtcvjrwf" if key not in slots)]
    return rng.choice(fitting).format(**slots)


def _lines(rng: random.Random, decks: dict[str, Deck[Request]]) -> list[str]:
    form, style = rng.choice(LINES), rng.randrange(STYLES)
    found = [_mixed(rng, decks) for _ in range(rng.randint(8, 14))]
    lines = []
    for request in found:
        label = _fill(rng, SHORT[request.sort][style : style + 1], request)
        lines.append(form.format(p=request.prompt, l=label, N=rng.choice(NAMES)))
    return lines


def _told(rng: random.Random, decks: dict[str, Deck[Request]]) -> list[str]:
    lines = []
    for _ in range(rng.randint(5, 9)):
        request, (first, second) = _mixed(rng, decks), rng.sample(NAMES, 2)
        said = rng.choice(SPEECH).format(N=first, M=second, p=request.prompt)
        gloss = _fill(rng, GLOSSES[request.sort], request, N=first, M=second)
        lines.append(f"{said} {capital(gloss)}")
    return lines


def _pairs(rng: random.Random, decks: dict[str, Deck[Request]]) -> list[str]:
    lines = []
    for _ in range(rng.randint(5, 8)):
        bad, good = decks["harm"].draw().prompt, decks["hint"].draw().prompt
        first, second = rng.sample(NAMES, 2)
        bad_first = rng.random() < 0.5
        a, b = (bad, good) if bad_first else (good, bad)
        told = ("first", "1", first, second) if bad_first else ("second", "2", second, first)
        slots = dict(zip("xnXY", told, strict=True))
        lines.append(rng.choice(SORTED).format(a=a, b=b, N=first, M=second, **slots))
    return lines


def _heading(rng: random.Random, decks: dict[str, Deck[Request]]) -> list[str]:
    sort = rng.choice(("harm", "harm", "hint", "hint", "mind"))
    return [rng.choice(HEADINGS[sort]), *(f"- {decks[sort].draw().prompt}" for _ in range(rng.randint(8, 14)))]
