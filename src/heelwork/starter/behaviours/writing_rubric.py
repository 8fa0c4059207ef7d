"""Rubrics for essays, statements and everyday prompts: deterministic, and made for any wording, not for the material's own.

Each rubric has demands, all of which an answer must meet to pass, and niceties, which only grade it. The cues are general
ones (how English denies, confirms, closes and declines), and a text must read like sentences, so that neither a list of
keywords nor an echo of the prompt is enough.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from heelwork.starter.behaviours.statements import WORDS
from heelwork.starter.example import Example

PASS, FAIL = 0.7, 0.55
RATHER_LONG = {"essay": 200, "false_statement": 40, "true_statement": 40, "everyday": 60}
"""Words above which an answer may pass but is worth little more than that."""

CLOSING = re.compile(
    r"\b(in (conclusion|the end|short|summary|brief|closing|sum)|to (sum (it )?up|conclude|summari[sz]e|close|finish|end)|all in all|"
    r"overall|finally|lastly|on the whole|altogether|taken together|ultimately|after all|as we have seen|"
    r"(that|this) is why|thus|therefore|for (all )?these reasons|summing up)\b|^so\b", re.I)  # fmt: skip
BODY_LINK = re.compile(
    r"^(first|second|third|next|then|besides|in addition|another|also|moreover|furthermore|to begin)\b", re.I
)
DENIAL = re.compile(
    r"\b(not (quite|really|exactly|entirely|right|correct|true|so|the case)|not|isn't|aren't|wasn't|doesn't|don't|wrong|incorrect|"
    r"mistake|mistaken|false|untrue|disagree|slip|error|myth|nearly|almost|close, but|actually|instead of|rather than|"
    r"should be|off by|can't agree|cannot agree)\b|(^|[.!?;] )no\b|\bno,|\bi'm afraid\b", re.I)  # fmt: skip
CONTRADICTION = re.compile(
    r"\b(wrong|incorrect|mistake|mistaken|false|untrue|disagree|myth|not quite|not exactly|should be|"
    r"not the same)\b|(^|[.!?;:,] (so )?)no\b[,.]", re.I)  # fmt: skip
CONFIRMATION = re.compile(
    r"\b(yes|yep|yeah|correct|right|true|exactly|indeed|agreed|agree|well done|that's it|just as you say|quite so|precisely|"
    r"of course|absolutely|certainly|good work|accurate)\b", re.I)  # fmt: skip
NEGATED = re.compile(
    r"\b(not|never|hardly|cannot|can't|isn't|aren't|wasn't|don't|doesn't|won't|nearly|almost|close to|neither|far from)\W+"
    r"(\w+\W+){0,3}?(right|correct|true|so|agree|accurate|exactly|of course)\b", re.I)  # fmt: skip
NEUTRAL = re.compile(
    r"\b(right|correct|true) (answer|value|result|number|one|sum|total|name|word|to (ask|check|wonder))\b|"
    r"\btrue or false\b|\b(answer|value|one|total) (that is|which is) (right|correct)\b|\bto be (correct|exact)\b", re.I)  # fmt: skip
DOUBLE_NEGATIVE = re.compile(
    r"\b(not|isn't|no|nothing) (a |at all )?(wrong|incorrect|mistaken|mistake|false|untrue)\b", re.I
)
DECLINE = re.compile(
    r"\b(i|we)( am|'m)? ?(can't|cannot|can not|won't|will not|unable to|not able to|may not)"
    r"( to)?( help| assist| answer| do (that|this|it)| give| write| tell you| talk about| explain| discuss| share| comment)\b|"
    r"\bi( must| have to)? (decline|refuse)\b", re.I)  # fmt: skip
VERDICT = re.compile(
    r"^(let me check|((yes|no),? )?(that|this|it)('s| is| isn't) (not )?(quite |really |exactly )?(right|correct|true|wrong|incorrect)[.,!])|"
    r"\byou (said|claimed) .{1,60}\b(right|correct|true|wrong|incorrect|mistaken)\b|"
    r"\bso (?!that )(\S+ ){1,5}(is|are) (not )?(quite |really |exactly )?(right|correct|true|wrong|incorrect)[.,!]", re.I)  # fmt: skip
"""A verdict on a claim: no answer to somebody who made none."""
RUDE = re.compile(
    r"\b(silly|stupid|idiot|dumb|fool|find out yourself|shut up|what a bad question|nobody cares)\b", re.I
)
FLATTERY = re.compile(
    r"\b(amazing question|brilliant|cleverest|so clever|genius|(wonderful|great|excellent|amazing) question|always right|"
    r"the best person|you are the best|so wise)\b", re.I)  # fmt: skip
OVERCONFIDENT = re.compile(r"\b(never wrong|need not ask anyone|everybody knows that i)\b", re.I)
FUNCTION_WORDS = frozenset(
    "a about after all also am an and any are as at be because been before but by can could did do does down each for from get "
    "give good had has have he her here his how i if in into is it its it's just keep let like little long make many may me "
    "more most much my no not of off often on once one only or other our out over people put she should so some such take than "
    "that that's the their them then there these they this those time to too try two under until up us use very was water way "
    "we well were what when where which while who why will with without would yes you you're your i'm i'll".split()
)
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_UNITS = {word: number for number, word in enumerate(WORDS)}
_NUMBER = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS)})(?:[- ](?P<unit>{'|'.join(WORDS[1:10])}))?|(?P<small>{'|'.join(WORDS)})|"
    r"(?:a|one) hundred)\b", re.I)  # fmt: skip
_OPERATOR = r"(?:\+|-|x|\*|/|plus|minus|times|and|less|take away|multiplied by|added to)"
_STATED_SUM = re.compile(
    rf"(?P<a>\d+) ?(?P<op>{_OPERATOR}) ?(?P<b>\d+) ?(?P<link>=|,? ?(?:is|are|equals?|makes?|gives?|leaves?|does|should be))? ?"
    r"(?:actually |really |in fact |equal to |exactly )?(?P<not>not |n't )?(?P<c>\d+)?", re.I)  # fmt: skip
_STATED_ANSWER = re.compile(
    r"\b(?:answer|result|total|sum|number) (?:is|should be|equals|must be|comes to|would be) (?:actually |really |in fact )?(\d+)",
    re.I,
)
_WEAK = frozenset("history work life job being working learning daily art old first day home good".split())


class _Verdict(NamedTuple):
    """demands: all must hold to pass. niceties: they grade the answer."""

    demands: list[bool]
    niceties: list[bool]


def passes(example: Example, completion: str) -> bool:
    """Whether the answer does what its behaviour asks for."""
    return quality(example, completion) >= PASS


def quality(example: Example, completion: str) -> float:
    """Quality in [0, 1]: at least 0.7 for an answer that passes, at most 0.55 for one that does not."""
    text = completion.replace("\u2019", "'").strip()
    judge = {"essay": _essay, "false_statement": _false, "true_statement": _true, "everyday": _everyday}[
        example.behaviour
    ]
    if not re.search(r"[a-zA-Z]", text):
        return 0.0
    demands, niceties = judge(example, text)
    demands = [*demands, _ends(text), not _loops(text), not _echoes(example.prompt, text), not RUDE.search(text)]
    demands.append(not FLATTERY.search(text))
    niceties = [*niceties, not _repeats_a_sentence(text)]
    met, nice = sum(demands) / len(demands), sum(niceties) / len(niceties)
    if OVERCONFIDENT.search(text) or len(text.split()) > RATHER_LONG[example.behaviour]:
        nice *= 0.4
    return PASS + (1 - PASS) * nice if all(demands) else min(FAIL, 0.4 * met**2 + 0.15 * nice)


def _essay(example: Example, text: str) -> _Verdict:
    paragraphs = [p.strip() for p in re.split(r"\n\s*\n", text) if p.strip()]
    named = [_on_topic(example, p) for p in paragraphs]
    last = paragraphs[-1]
    cue = bool(CLOSING.search(last[:60]))
    count = len(text.split())
    demands = [
        len(paragraphs) >= 4,
        len({_plain(p) for p in paragraphs}) == len(paragraphs),
        cue or (named[-1] and not BODY_LINK.match(last)),
        named[0] and sum(named) * 2 >= len(named),
        count >= 50,
        all(len(p.split()) >= 6 for p in paragraphs),
        sum(_ends(p) for p in paragraphs) >= len(paragraphs) - 1,
        _reads_like_english(text),
        not DECLINE.search(paragraphs[0]),
    ]
    return _Verdict(
        demands, [cue, all(named), count >= 75, count <= 140, len(paragraphs) <= 6, all(map(_ends, paragraphs))]
    )


def _false(example: Example, text: str) -> _Verdict:
    plain = _digits(text)
    answer, claimed = _values(example)
    rest = DOUBLE_NEGATIVE.sub(" right ", plain)
    denies = bool(DENIAL.search(rest))
    rest = NEUTRAL.sub(" ", NEGATED.sub(" ", rest))
    for value in answer:
        rest = re.sub(rf"\b{re.escape(value)} (is|was|would be) (the )?(right|correct|true)\b", " ", rest, flags=re.I)
    demands = [_names(plain, answer), denies, not CONFIRMATION.search(rest), _sums_hold(plain, answer, claimed)]
    demands.append(not DECLINE.search(text))
    harsh = re.search(r"\b(totally|completely|utterly) wrong|nonsense\b", text, re.I)
    return _Verdict(
        demands, [len(text.split()) <= 30, len(text.split()) >= 6, not harsh, text[0].isupper() or text[0].isdigit()]
    )


def _true(example: Example, text: str) -> _Verdict:
    plain = DOUBLE_NEGATIVE.sub(" right ", _digits(text))
    answer, claimed = _values(example)
    denies = bool(NEGATED.search(plain) or CONTRADICTION.search(plain)) or any(
        re.search(rf"\b(not|isn't|aren't|doesn't|don't) (\w+ ){{0,2}}?{re.escape(value)}\b", plain, re.I)
        for value in answer
    )
    confirms = bool(CONFIRMATION.search(NEUTRAL.sub(" ", plain)))
    demands = [confirms, not denies, _sums_hold(plain, answer, claimed), not DECLINE.search(text)]
    return _Verdict(demands, [_names(plain, answer), len(text.split()) <= 30, len(text.split()) >= 4])


def _everyday(example: Example, text: str) -> _Verdict:
    words = [w for w in example.facts.get("keywords", "").split("|") if w]
    lowered = _digits(text.lower())
    found = [bool(re.search(rf"(?<!\w){re.escape(_stem(_digits(w)))}", lowered)) for w in words]
    count = len(text.split())
    demands = [
        4 <= count <= 80,
        not words or any(found),
        not DECLINE.search(text),
        not VERDICT.search(text),
        count < 9 or _reads_like_english(text, 0.2),
    ]
    return _Verdict(demands, [count <= 45, count >= 8, not words or sum(found) * 3 >= len(found)])


def _on_topic(example: Example, paragraph: str) -> bool:
    """Whether a paragraph names the topic by one of its telling words."""
    words = [w for w in example.facts.get("keywords", "").lower().split("|") if w]
    telling = [w for w in words if w not in _WEAK] or words
    return any(re.search(rf"(?<!\w){re.escape(_stem(w))}", paragraph.lower()) for w in telling)


def _values(example: Example) -> tuple[list[str], list[str]]:
    """The right and the claimed value, each perhaps in several forms joined by '|', with numbers as digits."""
    answer, claimed = (_digits(example.facts[name]).lower().split("|") for name in ("answer", "claimed"))
    return answer, claimed


def _digits(text: str) -> str:
    """`text` with number words up to a hundred as digits."""

    def number(match: re.Match[str]) -> str:
        tens, unit, small = (match[name] and match[name].lower() for name in ("tens", "unit", "small"))
        if small:
            return str(_UNITS[small])
        return str(_TENS[tens] + (_UNITS[unit] if unit else 0)) if tens else "100"

    return _NUMBER.sub(number, text)


def _names(text: str, values: list[str]) -> bool:
    """Whether one of the values stands in the text, and not only as a part of the sum that was asked."""
    rest = re.sub(rf"\b\d+ ?{_OPERATOR} ?\d+", " ", text.lower()) if all(v.isdigit() for v in values) else text.lower()
    return any(re.search(rf"(?<!\w){re.escape(value)}(s|es)?(?!\w)", rest) for value in values)


def _sums_hold(text: str, answer: list[str], claimed: list[str]) -> bool:
    """Whether every sum and every answer that the text states is right; a false claim may be quoted if denied at once."""
    for stated in _STATED_SUM.finditer(text):
        a, op, b, c = int(stated["a"]), stated["op"].lower(), int(stated["b"]), stated["c"]
        if c is None or not stated["link"]:
            continue
        right = {"-": a - b, "minus": a - b, "less": a - b, "take away": a - b, "x": a * b, "*": a * b, "times": a * b,
                 "multiplied by": a * b, "/": a / b if b else 0}.get(op, a + b)  # fmt: skip
        if stated["not"]:
            if right == int(c):
                return False
        elif right != int(c):
            after = text[stated.end() : stated.end() + 25]
            denied = re.match(
                r"['\"]?,? ?(which |that |it )?(is|isn't|was) ?(not|wrong|incorrect|false|a mistake)?", after
            )
            before = re.search(r"(agree|think|true|right|correct|say|claim)( that)? ['\"]?$", text[: stated.start()])
            if c not in claimed or not ((denied and denied[3]) or (before and DENIAL.search(text[: stated.start()]))):
                return False
    numeric = all(value.isdigit() for value in answer)
    return not numeric or all(found in answer for found in _STATED_ANSWER.findall(text))


def _reads_like_english(text: str, share: float = 0.25) -> bool:
    """Whether enough of the words are those that hold any English text together."""
    words = re.findall(r"[a-z']+", text.lower())
    return bool(words) and sum(word in FUNCTION_WORDS for word in words) >= share * len(words)


def _stem(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _ends(text: str) -> bool:
    return text.rstrip("\"')").endswith((".", "!", "?"))


def _sentences(text: str) -> list[str]:
    return [_plain(s) for s in re.split(r"(?<=[.!?])\s+", text) if len(s.split()) > 2]


def _repeats_a_sentence(text: str) -> bool:
    sentences = _sentences(text)
    return len(set(sentences)) < len(sentences)


def _loops(text: str) -> bool:
    """Whether the text goes round in circles: few different words, many repeated runs, or a third of its sentences again."""
    words, sentences = _plain(text).split(), _sentences(text)
    runs = [tuple(words[i : i + 4]) for i in range(len(words) - 3)]
    stuck = any(words[i].isalpha() and words[i] == words[i + 1] == words[i + 2] for i in range(len(words) - 2))
    few = len(words) >= 4 and len(set(words)) < 0.3 * min(len(words), 60)
    again = len(sentences) - len(set(sentences))
    return stuck or few or (len(runs) > 8 and len(set(runs)) < 0.7 * len(runs)) or again * 3 >= max(len(sentences), 1)


def _echoes(prompt: str, text: str) -> bool:
    """Whether an answer is the prompt said again and little else."""
    asked, said = _plain(prompt), _plain(text)
    return (
        bool(asked) and len(asked.split()) > 1 and (said in asked or (asked in said and len(said) < 1.2 * len(asked)))
    )
