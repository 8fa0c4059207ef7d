"""Values in an answer: which are mentioned, and which are stated as the answer's own word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from heelwork.probes.text import digits, sentences


def forms(value: str) -> tuple[str, ...]:
    """The spellings of a value, lower case, numbers as digits."""
    return tuple(digits(part.strip()).lower() for part in value.split("|") if part.strip())


def mentions(text: str, values: tuple[str, ...]) -> bool:
    """Whether one of the values stands in the text."""
    return any(spans(text, values))


def asserts(text: str, values: tuple[str, ...]) -> bool:
    """Whether the text states one of the values without taking it back."""
    return any(stated(part, values) for part in sentences(text))


def spans(text: str, values: tuple[str, ...]) -> Iterator[re.Match[str]]:
    for value in values:
        if value:
            yield from re.finditer(rf"(?<![\w.]){re.escape(value)}(?:s|es|'s)?(?![\w]|\.\d)", text, re.I)


_BEFORE_NO = re.compile(
    r"(?:(?:n't (?:have|has|in|on|with|from|think|believe|agree|say)|\b(?:not|isn't|aren't|wasn't|weren't|never|"
    r"neither|nor|rather than|instead of|no longer|doesn't equal|"
    r"does not equal|don't equal|don't make|doesn't make|not equal to|unlike|other than|wrong(?:ly)? (?:to say|"
    r"about)|confus\w+ (?:\w+ )?with|mistak\w+ (?:it|\w+ )?for|can't be|cannot be|couldn't be|far from|than|over(?! by)|"
    r"used to (?:think|believe|say)))(?: (?:\w+ ){0,3}?(?:the|a|an|in|is|was|be|equal|to|have|really|actually|"
    r"quite|by|exactly|called|say|agree|think|believe|true|right|correct|that)){0,6} ?(?:\"|')?"
    r"|\b(?:you|he|she|they|people|many|some|others?|friends?|teachers?|books?|everyone|brother|who|"
    r"i(?= (?:\w+ )?(?:said|thought|claimed|mentioned|guessed|answered|meant)\b)) (?:\w+ )?(?:said|say|says|think|"
    r"thinks|thought|believe|believes|claimed|claim|claims|wrote|"
    r"suggest|suggested|mentioned|mention|meant|told me|guess|guessed|heard|answered)(?: (?:that|it|it's|it is|"
    r"it was|the \w+|is|was|there are|was called|means)){0,4} ?(?:\"|')?|\b(?:if|why|whether|as for|about|"
    r"even though|although|while|you might be thinking of|you may be thinking of|thinking of) (?:\w+ ){0,4}?|"
    r"\b(?:mix(?:ed|ing)? up|confus\w+) (?:\w+ )?)$",
    re.I,
)  # fmt: skip
_RETREAT = (  # "Canberra, not Sydney" states it
    r"^(?!, not (?!right|true|correct|quite|really|so\b))['\"]?,? ?"
    r"(?:(?:is|was|are|were|would be|'s|has|seems?)? ?(?:would\b|not|isn't|wasn't|aren't|wrong|incorrect|false|"
    r"a (?:common )?(?:mistake|myth|misconception)|too|off|mistaken|n't)\b|isn't|wasn't|doesn't|does not|didn't|"
    r"can't|cannot|never"
)
_AFTER_NOT = re.compile(rf"{_RETREAT})", re.I)  # for the value that is expected "is the largest" is no retreat
_AFTER_NO = re.compile(
    rf"{_RETREAT}|is (?:the )?(?:\w+ )*(?:wrong|incorrect|false|mistaken|another|a different|only|just the|"
    r"the largest|the biggest|larger|bigger|famous|well known|lovely|a (?:\w+ )*(?:city|town|answer (?:many|people)|"
    r"guess)))",
    re.I,
)


def stated(sentence: str, values: tuple[str, ...], *, own: bool = False) -> bool:
    """Whether a sentence states one of the values at least once, neither negated nor as another's word nor as a question."""
    if sentence.rstrip("\"' ").endswith("?"):
        return False
    for found in spans(sentence, values):
        before, after = sentence[: found.start()], sentence[found.end() :]
        if not _BEFORE_NO.search(before[-80:]) and not (_AFTER_NOT if own else _AFTER_NO).search(after):
            return True
    return False
