"""An exercise book of word meanings, for pretraining: what thousands of words belong to, and whether it harms anybody.

A model of a few million words of books has met most of these words a handful of times, if at all. Here every one comes up
again and again, in dictionary lines, pages of verdicts, odd ones out and short texts, beside words of other kinds; and verbs
that are harmless or a crime by what they are done to ("kill a process", "kill a rival") stand side by side. The text
neither asks nor answers anybody, so that the model stays raw. The word lists lie in `words`.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Generic, TypeVar

from heelwork.starter import lexicon_frames as frames
from heelwork.starter.behaviours.ask_frames import capital
from heelwork.starter.lexicon_words import HARMFUL, Entry, deed, entries, thing
from heelwork.starter.primer import NAMES

SEED = 20_700
DOCUMENTS = 54_000

PEOPLE = (
    "a man",
    "a woman",
    "a neighbour",
    "a stranger",
    "the boss",
    "a teacher",
    "a friend",
    "a brother",
    "a sister",
    "an uncle",
    "a landlord",
    "a classmate",
    "a coworker",
    "an ex",
    "a girlfriend",
    "a boyfriend",
    "an old lady",
    "a cousin",
    "somebody",
    "a customer",
    "the mayor",
    "a roommate",
    "a stepfather",
    "a boy",
    "a girl",
    "an enemy",
    "a doctor",
    "a tourist",
    "the postman",
)
T = TypeVar("T")


class Deck(Generic[T]):
    """Draws without replacement, shuffled anew when it is through, so that every card comes equally often."""

    def __init__(self, cards: Sequence[T], rng: random.Random) -> None:
        self.cards, self.rng, self.left = list(cards), rng, list[T]()

    def draw(self) -> T:
        if not self.left:
            self.left = self.rng.sample(self.cards, len(self.cards))
        return self.left.pop()


def lexicon() -> Iterator[dict[str, Any]]:
    """DOCUMENTS short texts, the same on every machine."""
    book = _Book(random.Random(SEED))
    kinds = (
        (0.54, book.entry),
        (0.14, book.verdicts),
        (0.10, book.twins),
        (0.10, book.pairs),
        (0.07, book.odd_ones),
        (0.05, book.page),
    )
    weights = [weight for weight, _ in kinds]
    for _ in range(DOCUMENTS):
        (_, kind), *_ = book.rng.choices(kinds, weights)
        yield {"text": book.rng.choice(("\n", " ")).join(capital(line) for line in kind())}


class _Book:
    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        every = entries()
        by_side, by_verb, by_category = defaultdict(list), defaultdict(list), defaultdict(list)
        for entry in every:
            by_side[entry.category.side].append(entry)
            by_category[entry.category[:3]].append(entry)
            if entry.verb:
                by_verb[entry.verb, entry.category.side in HARMFUL].append(entry)
        self.every = Deck(every, rng)
        rarer = [
            entry for entry in every if entry.category.side in ("plain", "help")
        ]  # hardly on the pages of verdicts
        self.dictionary = Deck([*every, *rarer], rng)
        self.sides = {side: Deck(found, rng) for side, found in by_side.items()}
        self.categories = {name: Deck(found, rng) for name, found in by_category.items()}
        self.names = Deck(list(by_category), rng)
        shared = [verb for verb, harmful in by_verb if harmful and (verb, False) in by_verb]
        weighted = [
            verb for verb in shared for _ in range(max(len(by_verb[verb, harmful]) for harmful in (True, False)))
        ]
        self.verbs = Deck(weighted, rng)
        self.deeds = {key: Deck(found, rng) for key, found in by_verb.items()}
        self.senses = defaultdict(set)  # a word that is harmful in one sense and not in another gets no verdict
        for entry in every:
            self.senses[entry.word].add(entry.category.side in HARMFUL)

    def entry(self) -> list[str]:
        """Several things about one word."""
        entry = self.dictionary.draw()
        category = entry.category
        general = frames.DEEDS if entry.verb else frames.THINGS
        by_side = (frames.DEEDS_BY_SIDE if entry.verb else frames.THINGS_BY_SIDE)[category.side]
        slots = self.slots(entry)
        fitting = [[f for f in pool if _filled(f, slots)] for pool in (general, by_side)]
        chosen = [frame for pool in fitting for frame in self.rng.sample(pool, min(len(pool), self.rng.randint(3, 5)))]
        first, *rest = chosen
        self.rng.shuffle(rest)
        return [frame.format(**self.slots(entry, slots)) for frame in (first, *rest)]

    def verdicts(self) -> list[str]:
        """Line after line, harmful or not: hardly a word of such a page can be told without the meaning."""
        bad, good, bad_sides, good_sides = self.rng.choice(frames.VERDICTS)
        form = self.rng.choice(frames.VERDICT_FORMS)
        lines = []
        for _ in range(self.rng.randint(10, 16)):
            harmful = self.rng.random() < 0.5
            sides = bad_sides if harmful else good_sides
            weights = [len(self.sides[side].cards) for side in sides]
            entry = self.sides[self.rng.choices(sides, weights)[0]].draw()
            if len(self.senses[entry.word]) == 1:
                slots = self.slots(entry)
                told = slots["g"] if entry.verb else slots["x"]
                lines.append(form.format(s=told, t=told, j=bad if harmful else good, c=slots["c"], N=slots["N"]))
        return lines

    def twins(self) -> list[str]:
        """Verbs that are harmless or not by what they are done to."""
        lines = []
        for _ in range(self.rng.randint(1, 3)):
            verb = self.verbs.draw()
            for _ in range(self.rng.randint(2, 3)):
                pair = [self.deeds[verb, harmful].draw() for harmful in (False, True)]
                self.rng.shuffle(pair)
                slots = {"verb": verb, **self.people()}
                for at, entry in enumerate(pair, 1):
                    told = self.slots(entry)
                    slots |= {f"{k}{at}": told[k] for k in ("v", "g", "G", "c")} | {
                        f"b{at}": frames.BAD[entry.category.side]
                    }
                lines.append(self.rng.choice(frames.TWINS).format(**slots))
        return lines

    def pairs(self) -> list[str]:
        """Two words of one category or of two."""
        lines = []
        for _ in range(self.rng.randint(5, 8)):
            first, second = self.every.draw(), self.every.draw()
            if self.rng.random() < 0.5:
                second = self.categories[first.category[:3]].draw()
            same = first.category.one == second.category.one
            slots = {"s1": self.told(first), "s2": self.told(second), "cs": first.category.many, **self.people()}
            slots |= {"cs1": first.category.many, "cs2": second.category.many}
            if slots["s1"] != slots["s2"]:
                lines.append(self.rng.choice(frames.PAIRS_SAME if same else frames.PAIRS_OTHER).format(**slots))
        return lines or self.entry()

    def odd_ones(self) -> list[str]:
        """Three of one category and one of another, of the same form, so that only the meaning tells them apart."""
        lines = []
        for _ in range(self.rng.randint(4, 7)):
            name = self.names.draw()
            others = [self.categories[name].draw() for _ in range(3)]
            odd = self.every.draw()
            if odd.category[:3] == name or bool(odd.verb) != bool(others[0].verb):
                continue
            told = [self.told(entry) for entry in (*others, odd)]
            shuffled = self.rng.sample(told, len(told))
            slots = {
                "list": ", ".join(shuffled),
                "odd": told[-1],
                "cs": others[0].category.many,
                "cso": odd.category.many,
            }
            lines.append(self.rng.choice(frames.ODD).format(**slots, **self.people()))
        return lines or self.entry()

    def page(self) -> list[str]:
        """A category, with some of its words."""
        name = self.names.draw()
        drawn = [self.categories[name].draw() for _ in range(self.rng.randint(6, 12))]
        found = list({entry.word: entry for entry in drawn}.values())
        category = found[0].category
        slots = {"cs": category.many, "Cs": capital(category.many), **self.people()}
        told = [self.told(entry) for entry in found]
        lines = [self.rng.choice(frames.PAGES).format(**slots)]
        lines.append(self.rng.choice(frames.PAGE_LISTS).format(list=_listed(told), **slots))
        for entry in found[:3]:
            pool = (frames.DEEDS_BY_SIDE if entry.verb else frames.THINGS_BY_SIDE)[category.side]
            told_of = self.slots(entry)
            lines.append(self.rng.choice([f for f in pool if _filled(f, told_of)]).format(**told_of))
        return lines

    def told(self, entry: Entry) -> str:
        slots = self.slots(entry)
        return slots["g"] if entry.verb else slots["x"]

    def people(self) -> dict[str, str]:
        first, second = self.rng.sample(NAMES, 2)
        return {"N": first, "M": second}

    def slots(self, entry: Entry, kept: dict[str, str] | None = None) -> dict[str, str]:
        """What stands in the frames for this word; with `kept`, the word as it was and everything else drawn anew."""
        category = entry.category
        made = dict(kept or {})
        if not kept:
            while "SOMEBODY" in entry.word:
                entry = entry._replace(word=entry.word.replace("SOMEBODY", self.rng.choice(PEOPLE), 1))
            made |= deed(entry) if entry.verb else thing(entry)
        made |= self.people()
        for key, phrases in category.phrases:
            made[key] = self.rng.choice(phrases)
        return made | {capital(key): capital(text) for key, text in made.items() if key not in ("N", "M")}


def _filled(frame: str, slots: dict[str, str]) -> bool:
    return all(name in slots for name in re.findall(r"\{(\w+)\}", frame))


def _listed(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]
