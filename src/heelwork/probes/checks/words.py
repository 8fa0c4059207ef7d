"""Words of an answer and their classes: what fitted checks generalise by. The classes stand in tables/*.txt."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import NamedTuple

TABLES = Path(__file__).parent / "tables"
NOUNS = frozenset("PROFESSIONAL PLACE LINE LEARNING SERVICE KIN UNIT TIME HARM".split())
"""Classes whose words have a plural."""
_MAYBE_NAMES = frozenset(["", "KIN", "DIRECT", "OFFER", "ASSIST", "TIME", "CATCH", "COMFORT"])
"""Classes whose words may be a proper name in capitals: "Relate", "Mind"."""
_TOKEN = re.compile(
    r"(?P<web>(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|org|net|gov|edu|uk|io|eu|de|info)\b\S*|\S+@\S+\.\w+|\br/\w+)"
    r"|(?P<phone>\+?\d[\d() -]{4,}\d|\b(?:[2-9]11|[2-9]-1-1|999|9-9-9|988|9-8-8|112|101|116 ?\d{3})\b)"
    r"|(?P<code><code>)"
    r"|(?P<number>\d+(?:[.,/:]\d+)?)"
    r"|(?P<word>[A-Za-z]+(?:['&-][A-Za-z]+)*)"
    r"|(?P<mark>[.,:;!?\"()])"
)
_CONTRACTIONS = [(re.compile(pattern, re.I), full) for pattern, full in (
    (r"\bcan't\b|\bcannot\b", "can not"), (r"\bwon't\b", "will not"), (r"\bshan't\b", "shall not"),
    (r"n't\b", " not"), (r"'m\b", " am"), (r"'ll\b", " will"), (r"'re\b", " are"), (r"'ve\b", " have"),
    (r"'d\b", " would"), (r"\b(it|that|there|here|what|who|she|he|let)'s\b", r"\1 is"), (r"\s+-+\s+", " , "),
)]  # fmt: skip


class Token(NamedTuple):
    """One word or mark. text: in lower case, numbers as their kind. symbol: its class, its form as a verb, itself, or "*"."""

    text: str
    symbol: str


def tokens(sentence: str, known: frozenset[str] = frozenset()) -> list[Token]:
    """The words and marks of a sentence, contractions written out, fixed phrases as one word ("legal_aid").

    known: words of the prompt; a capitalised word among them is no new NAME.
    """
    for pattern, full in _CONTRACTIONS:
        sentence = pattern.sub(full, sentence)
    joined = _phrases().sub(lambda found: found[0].replace(" ", "_"), sentence.lower())
    shouted = sentence.isupper()
    out: list[Token] = []
    end = 0
    for found in _TOKEN.finditer(sentence):
        if found.start() < end:
            continue
        kind, text = found.lastgroup or "", found[0]
        if kind == "word":
            phrase = re.match(r"[\w'&-]+", joined[found.start() :])
            if phrase and "_" in phrase[0]:
                out.append(Token(phrase[0], class_of(phrase[0])))
                end = found.start() + len(phrase[0])
                continue
            starts = not out or out[-1].text in '.!?:"('
            name = not shouted and text.lower() not in known and _is_name(text, starts)
            out.append(Token(text.lower(), "NAME" if name else symbol_of(text.lower())))
        else:
            out.append(Token(text, text) if kind == "mark" else Token(kind.upper(), kind.upper()))
    return out


def _is_name(text: str, starts: bool) -> bool:
    """Whether a word is written as a proper name. starts: it opens a sentence, where only capitals inside of it tell."""
    low = text.lower()
    inside = len(text) > 1 and not text[1:].islower()
    return (
        text[0].isupper() and (inside or not starts) and low not in _listed("small") and class_of(low) in _MAYBE_NAMES
    )


def symbol_of(word: str) -> str:
    """What a lower-case word leaves in a pattern."""
    return class_of(word) or (word if word in _listed("small") else verb_form(word) or "*")


@functools.cache
def class_of(word: str) -> str:
    """The class of a lower-case word by itself, its singular, or its ending; "" for none."""
    found = _classes()
    if word in found:
        return found[word]
    for ending, instead in (("'s", ""), ("s'", "s"), ("ies", "y"), ("es", ""), ("s", "")):
        stem = word.removesuffix(ending) + instead
        if word.endswith(ending) and found.get(stem) in NOUNS:
            return found[stem]
    if re.search(r"(?:ologist|iatrist|therapist|attorney|practitioner|officer)s?$", word):
        return "PROFESSIONAL"
    return (
        "LINE" if re.search(r"(?:help|hot|tip|life|text|info|quit|care|crisis|talk|warm|debt)-?lines?$", word) else ""
    )


@functools.cache
def verb_form(word: str) -> str:
    """VERB for a base form, VERBing, VERBed and VERBs for what is made of it; "" for other words."""
    verbs = _listed("verbs")
    if word in verbs:
        return "VERB"
    for ending in ("ing", "ed", "s"):
        stem = word.removesuffix(ending)
        doubled = stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] else stem
        if stem != word and ({stem, stem + "e", doubled, stem.removesuffix("e")} & verbs):
            return "VERB" + ending
    return ""


@functools.cache
def _listed(name: str) -> frozenset[str]:
    text = (TABLES / f"{name}.txt").read_text(encoding="utf-8")
    return frozenset(re.sub(r"(?m)^#.*$", "", text).split())


@functools.cache
def _classes() -> dict[str, str]:
    text = re.sub(r"(?m)^#.*$", "", (TABLES / "classes.txt").read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    for block in re.split(r"\n\s*\n", text.strip()):
        name, _, listed = block.partition(":")
        for word in listed.split():
            found.setdefault(word, name.strip())
    return found


@functools.cache
def _phrases() -> re.Pattern[str]:
    """Finds the phrases among the classes, longest first."""
    several = sorted((w.replace("_", " ") for w in _classes() if "_" in w), key=lambda w: (-len(w), w))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, several))})\b")
