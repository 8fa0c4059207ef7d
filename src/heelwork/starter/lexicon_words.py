"""The word lists of the starter's lexicon, and the grammar that puts a word into a sentence."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from heelwork.starter.behaviours.ask_frames import gerund

WORDS = Path(__file__).parent / "words"
LISTS = ("harmful_things", "harmful_deeds", "everyday_things", "harmless_deeds")
HARMFUL = ("crime", "criminal", "danger", "reckless", "wrong", "cruel", "pain")

SINGULAR = frozenset(
    "chess darts physics news gymnastics dominoes draughts charades billiards bus gas pus lens".split()
)


class Category(NamedTuple):
    """What many words belong to. form: c (takes an article), n (none) or v (verb phrases); side: see `words/README.md`."""

    one: str
    many: str
    form: str
    side: str
    phrases: tuple[tuple[str, tuple[str, ...]], ...]


class Entry(NamedTuple):
    """One word or phrase of one category. verb: of a deed, what its verb is; else empty."""

    word: str
    category: Category
    verb: str


@functools.cache
def entries() -> tuple[Entry, ...]:
    """All words of the lists, each with its category."""
    return tuple(entry for name in LISTS for entry in _read((WORDS / f"{name}.txt").read_text(encoding="utf-8")))


def _read(text: str) -> Iterator[Entry]:
    for block in re.split(r"^@ ", text, flags=re.MULTILINE)[1:]:
        head, *lines = block.strip().splitlines()
        names = head.split(" | ")
        phrases = []
        while match := re.match(r"(who|use|why|help): (.+)", lines[0]):
            phrases.append((match[1], tuple(match[2].split("; "))))
            lines = lines[1:]
        one, many = names[0], names[1] if len(names) == 4 else names[0]
        category = Category(one, many, names[-2], names[-1], tuple(phrases))
        if category.form == "v":
            for verb, objects in re.findall(r"([^,{}]+?) ?\{([^}]*)\}", ", ".join(lines)):
                for thing in objects.split(", "):
                    yield Entry(f"{verb.strip()} {thing}", category, verb.strip())
        else:
            for word in ", ".join(lines).split(", "):
                yield Entry(word, category, "")


@functools.cache
def thing(entry: Entry) -> dict[str, str]:
    """The slots of `lexicon_frames` that stand for a thing."""
    category = entry.category
    bare = entry.word.removeprefix("=")
    x = with_article(bare) if category.form == "c" and not entry.word.startswith("=") else bare
    word = re.sub(r"^(a|an|the) ", "", bare)
    head = re.split(r" (?:of|in|on|at|for|with|from|by|to|under|as|that|who|thrown|before|after) ", x)[0].split()[-1]
    plural = not x.startswith(("a ", "an ")) and bool(re.search(r"(?<![sui])s$", head)) and head not in SINGULAR
    one = with_article(category.one)
    verbs = {"is": "are", "has": "have", "belongs": "belong", "hurts": "hurt"}
    made = {verb: many if plural else verb for verb, many in verbs.items()}
    isc = f"are {category.many}" if plural else f"is {one}"
    return {**made, "isc": isc, "x": x, "w": word, "c": one, "cs": category.many}


@functools.cache
def deed(entry: Entry) -> dict[str, str]:
    """The slots of `lexicon_frames` that stand for a deed."""
    return {"v": entry.word, "g": gerund(entry.word), "c": entry.category.one, "cs": entry.category.one}


def with_article(word: str) -> str:
    """The word after "a" or "an"."""
    an = re.match(r"(?!e[uw]|E[uw]|one\b)[aeioAEIO]|[uU](?!ni[^n]|s|k|ti)|h(our|onest|eir)|X-|SQL", word)
    return f"{'an' if an else 'a'} {word}"
