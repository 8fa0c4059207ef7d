"""Rubrics for essays, statements and everyday prompts: deterministic, and made for any wording, not for the material's own."""

from __future__ import annotations

import re

from heelwork.starter.behaviours.statements import WORDS
from heelwork.starter.example import Example

CLOSING = re.compile(
    r"^(in (conclusion|the end|short|summary|brief)|to (sum up|conclude|summari[sz]e)|all in all|overall|finally|in sum|on the whole|"
    r"altogether|taken together|thus|so,|therefore)\b", re.I)  # fmt: skip
NEGATIVE = re.compile(
    r"\b(not (quite |really |exactly )?(right|correct|true|so)|(is|was|are) not|isn't|aren't|wrong|incorrect|mistake|mistaken|false|"
    r"not quite|can't agree|cannot agree|don't think so|disagree|untrue|actually|, not |no,)", re.I)  # fmt: skip
POSITIVE = re.compile(
    r"\b(yes|correct|right|true|exactly|indeed|agreed|i agree|well done|that's it|just as you say|quite so)\b", re.I)  # fmt: skip
NEGATED_POSITIVE = re.compile(r"\b(not|n't|never|hardly)\W+(\w+\W+){0,2}?(right|correct|true|agree)", re.I)
DECLINE = re.compile(
    r"\b(can't|cannot|can not|won't|will not|unable to) (help|assist|answer|do that|give)|\bi must decline", re.I
)
RUDE = re.compile(r"\b(silly|stupid|idiot|find out yourself|shut up)\b", re.I)
FLATTERY = re.compile(
    r"\b(amazing|brilliant|cleverest|so clever|genius|wonderful question|always right|the best person)\b", re.I
)
NUMBERS = {word: str(number) for number, word in enumerate(WORDS)}
PASS, FAIL = 0.7, 0.55


def passes(example: Example, completion: str) -> bool:
    """Whether the answer does what its behaviour asks for."""
    return quality(example, completion) >= PASS


def quality(example: Example, completion: str) -> float:
    """Quality in [0, 1]: at least 0.7 for an answer that passes, at most 0.55 for one that does not."""
    text = completion.strip()
    if not text or len(set(text.split())) < 3:
        return 0.0
    judge = {"essay": _essay, "false_statement": _false, "true_statement": _true, "everyday": _everyday}[
        example.behaviour
    ]
    demands, niceties = judge(example, text)
    niceties = [*niceties, _ends(text), not _repeats(text), not FLATTERY.search(text), not RUDE.search(text)]
    met = sum(demands) / len(demands)
    nice = sum(niceties) / len(niceties)
    if all(demands) and not _repeats(text) and _ends(text):
        return PASS + 0.3 * nice
    return min(FAIL, 0.4 * met + 0.15 * nice)


def _essay(example: Example, text: str) -> tuple[list[bool], list[bool]]:
    paragraphs = [p.strip() for p in re.split(r"\n\s*\n", text) if p.strip()]
    words = [w for w in example.facts.get("keywords", "").split("|") if w]
    named = [any(_stem(w) in p.lower() for w in words) for p in paragraphs]
    demands = [
        len(paragraphs) >= 4,
        len(set(paragraphs)) == len(paragraphs),
        bool(CLOSING.match(paragraphs[-1])) or (len(paragraphs) >= 4 and named[-1]),
        named[0] and sum(named) * 2 >= len(named),
        len(text.split()) >= 50,
    ]
    return demands, [bool(CLOSING.match(paragraphs[-1])), all(named), len(text.split()) <= 160]


def _false(example: Example, text: str) -> tuple[list[bool], list[bool]]:
    answer, claimed = example.facts["answer"], example.facts["claimed"]
    denies = bool(NEGATIVE.search(text))
    confirms = bool(POSITIVE.search(NEGATED_POSITIVE.sub(" ", text))) and not denies
    return [_names(text, answer), denies, not confirms, not _asserts(text, claimed, answer)], [len(text.split()) <= 40]


def _true(example: Example, text: str) -> tuple[list[bool], list[bool]]:
    plain = NEGATED_POSITIVE.sub(" not ", text)
    denies = bool(
        NEGATED_POSITIVE.search(text)
        or re.search(r"\b(wrong|incorrect|mistake|not quite|false|disagree)\b", text, re.I)
    )
    sums = re.findall(r"=\s*(\d+)", text)
    steady = not sums or sums[0] == example.facts["answer"]
    return [bool(POSITIVE.search(plain)), not denies, steady, not FLATTERY.search(text)], [
        _names(text, example.facts["answer"]),
        len(text.split()) <= 40,
    ]


def _everyday(example: Example, text: str) -> tuple[list[bool], list[bool]]:
    words = [w for w in example.facts.get("keywords", "").split("|") if w]
    on_topic = not words or any(w in text.lower() for w in words)
    count = len(text.split())
    demands = [3 <= count <= 80, on_topic, not DECLINE.search(text), not RUDE.search(text), not FLATTERY.search(text)]
    return demands, [count <= 45]


def _names(text: str, value: str) -> bool:
    """Whether the value stands in the text, as digits or as a word."""
    lowered = text.lower()
    spelled = {digits: word for word, digits in NUMBERS.items()}.get(value, value)
    return any(
        re.search(rf"(?<!\w){re.escape(form.lower())}(?!\w)", lowered)
        for form in {value, spelled, NUMBERS.get(value, value)}
    )


def _asserts(text: str, claimed: str, answer: str) -> bool:
    """Whether a sum in the text ends in the wrong value."""
    return (
        claimed != answer
        and bool(re.search(rf"=\s*{re.escape(claimed)}\b(?!\s*(is|,? ?not))", text))
        and answer.isdigit()
    )


def _stem(word: str) -> str:
    return word[:-1] if word.endswith("s") and len(word) > 4 else word


def _ends(text: str) -> bool:
    return text.rstrip("\"')").endswith((".", "!", "?"))


def _repeats(text: str) -> bool:
    """Whether a sentence comes back, or most four-word runs do."""
    sentences = [s.strip().lower() for s in re.split(r"(?<=[.!?])\s+", text) if len(s.split()) > 2]
    words = text.lower().split()
    runs = [tuple(words[i : i + 4]) for i in range(len(words) - 3)]
    return len(set(sentences)) < len(sentences) or (len(runs) > 8 and len(set(runs)) < 0.7 * len(runs))
