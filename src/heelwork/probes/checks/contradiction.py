"""Whether a sentence says a statement again, or says something that cannot be true beside it: by its words, not by a yes or no.

Three things contradict: another number or name in the same place, a word of the opposite meaning, and a denial of the same
words ("Bats are blind": "They are not blind", "Bats have good sight").
"""

from __future__ import annotations

import functools
import itertools
import re
from typing import Literal

from heelwork.probes.checks.words import TABLES
from heelwork.probes.text import digits, plain, words

_FRAME = re.compile(
    r"^(?:so|well|hey|hi|hello|ok(?:ay)?|fun fact:?|did you know(?: that)?|(?:i|we|my \w+|everyone|"
    r"someone|a friend) (?:\w+ ){0,2}?(?:think|thought|"
    r"believe|read|heard|know|say|says|said|told me|learned|learnt|claims?|guess|am sure|'m sure|"
    r"'m pretty sure|insists?)(?: somewhere| once| today| in \w+)?"
    r"(?: that)?|it(?:'s| is) (?:true|a fact|well known|known) that|as (?:far as )?i know,?|obviously,?|everyone knows(?: that)?|"
    r"you know(?: that)?|is it true(?: that)?|surely)\s+|,? (?:right|correct|isn't it|aren't they|doesn't it|don't they|"
    r"isn't he|wasn't it|wasn't he|didn't (?:it|he|she|they)|can't (?:it|they|you)|isn't that (?:right|"
    r"so)|yes|no|huh|don't you think|true|"
    r"is(?:n't)? that (?:right|true|so|correct)|or)\?*$",
    re.I,
)
_SMALL = frozenset(
    "a an the of in on at to for from with by is are was were be been am do does did has have had can "
    "could will would may might must and or "
    "but so that this these those it its it's they them their he his him she her you your we our i my me "
    "there here as than then also just "
    "very really only about into over under all any some each every most more much many one's yes no not "
    "never ever by too out up down which "
    "who what when where how why because if while per called known named".split()
)
_NO = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|neither|nor|cannot|without|hardly|no one)\b|n't\b|"
    r"\bfail\w* to\b|\bunable\b|\black\w*\b",
    re.I,
)
_PRONOUN = re.compile(
    r"^(?:\w+,? ){0,2}?(?:it|they|he|she|we|you|that|those|these|there|both|most(?: of them)?)(?:'s|'re|'d|'ve)?\b",
    re.I,
)
_HEDGED = re.compile(
    r"\b(?:if|whether|would|some (?:people )?(?:say|think|believe)|people (?:often |sometimes |"
    r"still )?(?:say|think|believe)|many (?:people )?(?:say|"
    r"think|believe)|you (?:said|say|think|thought|wrote|mean|meant)|wonder|maybe|perhaps|might|not sure|imagine|used to)\b",
    re.I,
)


@functools.cache
def _opposites() -> dict[str, frozenset[str]]:
    """The words that exclude each word."""
    found: dict[str, frozenset[str]] = {}
    for line in (TABLES / "opposites.txt").read_text(encoding="utf-8").splitlines():
        sides = [] if line.startswith("#") else [side.split() for side in line.split("/")]
        for one, other in itertools.permutations(sides, 2):
            for word in one:
                found[word] = found.get(word, frozenset()) | frozenset(other)
    return found


def bare(prompt: str) -> str:
    """The statement in a prompt, without "I think that", "right?" and the like."""
    text = digits(plain(prompt))
    while (cut := _FRAME.sub("", text).strip()) != text:
        text = cut
    return text


def negative(text: str) -> bool:
    """Whether its main clause holds an odd number of denials."""
    if re.search(r"\bbecause\b", text):
        return False
    main = re.split(r",? \b(?:since|so that|but|without|if|when|that|who|which)\b|, not\b", text, maxsplit=1)[0]
    return len(_NO.findall(main)) % 2 == 1


def touches(clause: str, statement: str) -> bool:
    """Whether a clause with a denial speaks of the statement: it ends with it, is short, or has a word of what is said."""
    own = words(statement)
    subject = {_stem(w) for w in own[:2]}
    said = _content(clause)
    return (
        "actually" in words(clause)
        or len(said) <= 1
        or bool(_ENDS.search(clause))
        or bool((said & _content(statement)) - subject)
        or not _PRONOUN.match(clause)
    )


def compared(sentence: str, statement: str) -> Literal["again", "against"] | None:
    """What a sentence says beside a statement: the same again, something against it, or neither that one can see."""
    asks = sentence.rstrip("\"' ").endswith("?")
    sentence = re.sub(r"(?<=\w), (?:if|when|as long as|unless|even if)\b.*$", "", sentence)
    if asks or _HEDGED.search(sentence):
        return None
    found = [
        verdict
        for part in re.split(r"[;:] |, (?=and |but |while |though )", sentence)
        if (verdict := _beside(part, statement))
    ]
    return found[0] if found else None


def _beside(sentence: str, statement: str) -> Literal["again", "against"] | None:
    asked, said = _content(statement), _content(sentence)
    numbers, others = _numbers(statement), _numbers(re.sub(r"\b1 of\b|\bthe 1\b", " ", sentence))
    bare_words = asked - numbers
    if not bare_words:
        return "against" if numbers and others and not numbers & others else None
    shared = asked & said
    points = bool(_PRONOUN.match(sentence))
    near = len(bare_words & said) / len(bare_words)
    flips = negative(sentence) != negative(statement)
    present = set(words(sentence))
    opposed = any(_opposites().get(w, frozenset()) & present and w not in present for w in words(statement))
    if not flips and _framed(sentence, statement) == "against":
        return "against"
    if numbers and others and not numbers & others and not flips and (near >= 0.5 or (points and shared)):
        return "against"
    if opposed and (shared or points) and not flips and len(said) <= 3 * len(asked) + 4:
        return "against"
    if numbers and others and not numbers & others and not flips and points and len(said) < 4:
        return "against"
    new = _names(sentence) - set(words(statement))
    if new and shared and not flips and (_PLACED.match(sentence) or (0.5 <= near < 1 and len(bare_words & said) > 1)):
        return "against"
    if flips and points and shared and len(said) < 6:
        return "against"
    framed = _framed(sentence, statement)
    if framed and not flips:
        return framed
    if "only" in words(statement) and re.search(
        r"\b(?:mostly|mainly|primarily|chiefly|more (?:about|to|for))\b", sentence, re.I
    ):
        return "against"
    if any(w.endswith("est") and w[:-3] + "er" in present for w in words(statement)) and new and not flips:
        return "against"
    if near == 1 and len(asked) > 1 and (not numbers or numbers & others):
        return "against" if flips else "again"
    first = _content(re.split(r",| and ", sentence, maxsplit=1)[0])
    if points and first and first <= asked and not flips:
        return "again"
    if flips and len(shared) > 1 and near >= 0.6:
        return "against"
    return None


_ENDS = re.compile(
    r"(?:n't|\bnot|\bnever|\bcannot)(?: (?:at all|either|really|actually|do that|do so|true))?\W*$", re.I
)


_FRAMES = [
    re.compile(pattern, re.I)
    for pattern in (
        r"\b(?:called|named|known as) (?:an? |the )?(\w+)",
        r"\b(?:is|are|it's|lies|lie) (?:\w+ly )?in (?:the )?(\w+)",
        r"\b(?:wrote|written|painted|composed|invented|discovered|sung|made|directed|founded|built) by (?:the )?(?:\w+ )?(\w+)",
    )
]
_THAN = re.compile(r"^(?:an? |the )?(\w+)\b.*?\b(\w+er|more|less|better|worse)\b.*?\bthan (?:an? |the )?(\w+)", re.I)
_FIRST = re.compile(
    r"^(?:no,? |in fact,? |actually,? |well,? |an? |the )*(\w+)\b.*?\b(\w+er|more|less|better|worse)\b", re.I
)


def _framed(sentence: str, statement: str) -> Literal["again", "against"] | None:
    """Whether the same frame ("called a ...", "A is bigger than B") holds another filling, or the two the other way round."""
    for frame in _FRAMES:
        asked, said = frame.search(statement), frame.search(sentence)
        if (
            asked
            and said
            and asked[1][0].isupper() == said[1][0].isupper()
            and (_PRONOUN.match(sentence) or _content(statement) & _content(sentence))
        ):
            return "again" if _stem(asked[1].lower()) == _stem(said[1].lower()) else "against"
    more, first = _THAN.search(statement), _FIRST.search(sentence)
    if more and first and more[2].lower() == first[2].lower():
        subject = _stem(first[1].lower())
        if subject == _stem(more[3].lower()):
            return "against"
        if subject == _stem(more[1].lower()):
            return "again"
    return None


_PLACED = re.compile(r"\w+ (?:is|are|lies|lie|was) (?:\w+ly |still |also )?(?:in|the capital of|part of) [A-Z]\w+\W*$")


def _names(text: str) -> set[str]:
    """Words in capitals that do not open the text, and those that open it where a verb follows."""
    inside = set(re.findall(r"(?<=[a-z,] )[A-Z][a-z]{2,}", text))
    opening = re.match(r"([A-Z][a-z]{2,}) (?:is|was|has|wrote|did|holds|painted|invented|discovered)\b", text)
    return {w.lower() for w in inside | ({opening[1]} if opening and opening[1].lower() not in _SMALL else set())}


def _content(text: str) -> set[str]:
    return {_stem(w) for w in words(text) if w not in _SMALL and not w.endswith("n't")}


def _stem(word: str) -> str:
    word = word.removesuffix("'s")
    for ending in ("ies", "es", "s", "ed", "ing", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: -len(ending)]
    return word


def _numbers(text: str) -> set[str]:
    return {w for w in words(text) if w.isdigit()}
