"""Reading what a model wrote: an option, a rating, a revision. What cannot be read for certain is None."""

from __future__ import annotations

import re
from collections.abc import Sequence

_BARE = r"[\s\"'`*_#\[\](){}<>.:,;!-]*"
_NUMBER = re.compile(r"(?<![\w.,/-])\d+(?:\.\d+)?(?![\w%]|\.\d|,\d)")
_OUT_OF = re.compile(r"(?:/|\bout of\b)\s*(\d+(?:\.\d+)?)", re.IGNORECASE)


def parse_choice(text: str, options: Sequence[str]) -> int | None:
    """Which option a reply names: alone ("(B)"), declared ("Answer: B", "Response B is better"), or the only one in brackets.

    Two different options named alike are no choice. Options that are numbers are read by `parse_rating`.
    """
    if all(option.isdigit() for option in options):
        points = parse_rating(text, int(options[0]), int(options[-1]))
        return None if points is None else min(len(options) - 1, int(points - int(options[0]) + 0.5))
    named = "|".join(re.escape(option) for option in options)
    mark = rf"[*_(\[\"'`]*({named})(?![\w'])"
    alone = re.fullmatch(rf"{_BARE}(?:(?i:response|option|answer){_BARE})?({named}){_BARE}", text)
    if alone:
        return options.index(alone[1])
    for pattern in (
        rf"\b(?i:answer|verdict|choice|decision)\b[\s*_\"']*(?i:is|:|=|-)[\s:*_\"']*(?:(?i:response|option)\s+)?{mark}",
        rf"\b(?i:i (?:would |'d )?(?:choose|prefer|pick|select)|i go with)\s+(?i:response|option)?\s*{mark}",
        rf"{mark}[)\]*_\"'`]*\s+(?i:is|was)\s+(?:(?!not\b|no\b|hardly\b|never\b)\w+\s+)?(?i:better|best|preferable|superior)",
        # "A." or "B) because ..." opens the reply; "A response that ..." does not: there A is an article.
        rf"\A[\s*_(\[\"'`]*({named})(?:[)\].:,;*\"'`]+(?!\s*(?:or|and|vs)\b)|\s*\n|\s+(?i:is|because)\b)",
        rf"[(\[]({named})[)\]]",
    ):
        found = {match[1] for match in re.finditer(pattern, text)}
        if found:
            return options.index(found.pop()) if len(found) == 1 else None
    return None


def parse_rating(text: str, low: int, high: int) -> float | None:
    """A rating within [low, high]: "7", "7.5", "Rating: 7/10", "**8** out of 10". None for "high", 11, or two numbers."""
    scales = _OUT_OF.findall(text)
    if any(float(scale) != high for scale in scales):
        return None
    text = _OUT_OF.sub(" ", text)
    declared = re.findall(r"(?i:\b(?:rating|score|points)\b)(?:\s+(?i:is|of))?[\s:=*_\"']*(\d+(?:\.\d+)?)(?!\w)", text)
    numbers = {float(n) for n in declared} or {float(n) for n in _NUMBER.findall(text)}
    if len(numbers) != 1:
        return None
    points = numbers.pop()
    return points if low <= points <= high else None


_PREAMBLE = re.compile(
    r"\A\s*(?:(?:sure|certainly|of course|okay)\b[^\n:]{0,40}[:.!]\s*)?"
    r"(?:(?:here(?: is|'s)|this is)[^\n:]{0,60}(?:revis|rewr|better|improv|answer|response)[^\n:]{0,40}:"
    r"|\**(?:revision|revised (?:answer|response)|rewritten (?:answer|response))\**:\**)\s*",
    re.IGNORECASE,
)


def parse_revision(text: str) -> str:
    """A revision without an announcement before it ("Here is the revised answer: ..."). The rest is kept to the letter."""
    return _PREAMBLE.sub("", text, count=1).strip()


# A whole sentence: words like these inside a longer one may be what the critique accuses the answer of saying.
_NOTHING = re.compile(
    r"\W*(?:(?:there (?:is|are|'s)|i (?:can )?(?:see|find|have found)"
    r"|(?:it|(?:this|the)(?: last)? (?:answer|response|reply))"
    r" (?:has|needs|requires|is not (?:harmful|problematic)(?:,? (?:so|and))?,?))\s+)?"
    r"(?:no (?:problems?|issues?|faults?|changes?|improvements?|revisions?)(?:\s+(?:was|were|is|are))?"
    r"(?:\s+(?:found|needed|necessary|required))?(?:\s+to (?:find|report))?"
    r"|nothing (?:\w+ )?(?:to (?:change|improve|fix|criticise|criticize|revise|be changed)|wrong|needs to (?:be changed|change)))"
    r"(?:\s+(?:at all|here))?(?:\s+(?:with|in|about)\s+(?:it|(?:this|the|that)(?: last)? (?:answer|response|reply)))?\W*",
    re.IGNORECASE,
)
_NO = re.compile(r"\W*(?:no|nothing|none)\W*", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")

_CONTRAST = re.compile(r"\b(?:but|however|although|though|except|yet)\b", re.IGNORECASE)


def finds_nothing(critique: str) -> bool:
    """Whether a critique says that the answer is fine as it is; so does one without any word. "... but ..." does not."""
    if not re.search(r"\w", critique):
        return True
    if _CONTRAST.search(critique):
        return False
    opened = re.split(r":|\s-|[\u2013\u2014]", critique, maxsplit=1)[0]  # "No problem found: the answer is kind."
    said = [opened, *_SENTENCE.split(critique)]
    return bool(_NO.fullmatch(critique)) or any(_NOTHING.fullmatch(part) for part in said)
