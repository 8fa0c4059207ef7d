"""Whether an answer is built like an essay, and whether it keeps to its topic."""

from __future__ import annotations

import itertools
import re

from heelwork.probes.text import any_of, paragraphs, plain, sentences, words

_CLOSING = re.compile(
    any_of(
        r"^(?:\W*)(?:so|thus|therefore|hence|overall|finally|ultimately|altogether|lastly|clearly|all in all|"
        r"after all|on the whole|taken together|all told|as we have seen|as we've seen|as you can see|looking back|"
        r"summing up|for (?:all )?(?:these|those) reasons|conclusion|in the final analysis|at the end of the day|"
        r"when all is said|perhaps)\b",
        r"\b(?:in|to) (?:conclusion|the end|short|summary|brief|closing|sum|sum up|conclude|summari[sz]e|close|"
        r"finish|end)\b",
            r"\b(?:in conclusion|to sum (?:it |things )?up|to conclude|all in all|overall|taken together|"
            r"on the whole|for (?:all )?(?:these|those) reasons|as we have seen|this is why|that is why|that's why|"
            r"it is clear that|it's clear that|it is no wonder|no wonder|whether (?:you|we|it|they|one)|"
            r"next time (?:you|we)|reminds? us|teach(?:es)? us|let us|we (?:should|must|can all|owe|would do well)|"
            r"will (?:continue|always|surely|remain)|remains?|more than (?:just|a|an)|deserves?|worth (?:\w+ing|the|"
            r"our|every))\b",
    ),
    re.I,
)  # fmt: skip
_REFUSES = re.compile(
    r"\W*(?:(?:i'm|i am|we're) )?(?:so )?sorry\b|\W*(?:i|we) (?:can't|cannot|won't|will not|refuse)\b", re.I
)
_BODY = re.compile(
    r"^\W*(?:first(?:ly)?|second(?:ly)?|third(?:ly)?|next(?! time)|then|besides|in addition|another|also|moreover|"
    r"furthermore|"
    r"to begin|for example|for instance|one (?:of|reason|way))\b",
    re.I,
)
_LOOKS_BACK = re.compile(  # words with which writers step back from their matter
    r"\b(?:we|our|us|you|i|me|my|whoever|whatever|wherever|today|nowadays|still|yet|even so|after all|somehow|"
    r"everybody|everyone|neither|"
    r"the rest|it takes|that is|this is|that was|in common|on balance|a fair answer|maybe|either way)\b",
    re.I,
)
_SMALL_WORDS = frozenset(
    "a about after all also an and any are as at be because been before but by can could did do does each even every "
    "for from get had has have he her here him his how i if in into is it its just like made make many may more most "
    "much my no not of off often on one only or other our out over people she so some such than that the their them "
    "then there these they this those through to too under until up us use very was way we were what when where "
    "which "
    "while who why will with without would you your".split()
)
DENSITY = 80
"""An answer is on its topic where at least one of so many words is the topic's."""
_OPENERS = frozenset("the a an my your their of to".split())
_NEVER_AFTER = frozenset("of and or but is was".split())
_WEAK = frozenset(
    "a an the of and in on for to with by at from as is are be how why what essay about history importance role life "
    "day work art good best new old future world short".split()
)


def structured_essay(answer: str, prompt: str = "") -> bool:
    """Whether the answer has an opening, at least two paragraphs of body and a closing, all in running sentences.

    That is: four paragraphs or more (a title and headings aside), no two the same, nearly each with whole sentences of English,
    50 words or more, and a last one that closes rather than adds.
    """
    parts = [p for p in paragraphs(answer) if not _is_heading(p)]
    if len(parts) < 4 or len(words(answer)) < 50 or (parts and _REFUSES.match(plain(parts[0]))):
        return False
    if len({" ".join(words(p)) for p in parts}) < len(parts) or _repeats(parts):
        return False
    whole = [p for p in parts if re.search(r"[.!?][\"')*]*$", p) and len(words(p)) >= 7]
    if len(whole) < len(parts) - (len(parts) > 4) or parts[-1] not in whole:
        return False
    listed = sum(
        len(re.findall(r"(?m)^\s*(?:[-*\u2022]|\d{1,2}[.)])\s", p)) >= 2
        or bool(re.match(r"\s*(?:[-*\u2022]|\d{1,2}[.)])\s", p))
        for p in parts
    )
    return not listed * 2 >= len(parts) and _english(answer) and _closes(parts, prompt)


def on_topic(answer: str, prompt: str = "", *, keywords: str) -> bool:
    """Whether the answer keeps to its topic: it names the topic in its first half or more than twice, and with one in
    DENSITY words at least.

    keywords: words of the topic, with "|" between; endings are ignored, and words such as "history" do not count alone.
    A question back, an echo of the prompt and a jumble of words are on no topic.
    """
    given = [w.strip().lower() for w in keywords.split("|") if w.strip()]
    telling = [w for w in given if w not in _WEAK] or given
    said, asked = words(plain(answer)), words(plain(prompt))
    if (
        len(said) < 8
        or _jumbled(answer)
        or _asks_back(answer)
        or len(set(said) - set(asked)) < 3
        or _turns_down(answer)
    ):
        return False
    named = _named(said, telling)
    if not named or not (2 * named[0] < len(said) or len(named) > 1) or DENSITY * len(named) < len(said):
        return False
    return not _drifts(answer, telling)


def _named(said: list[str], telling: list[str]) -> list[int]:
    """Places of the topic's words. One of several words ("social media") must stand whole once; then its words count as well."""
    found: set[int] = set()
    for topic in telling:
        stems = [_stem(w) for w in words(topic)]
        width = len(stems)
        whole = [
            n
            for n in range(len(said) - width + 1)
            if all(w.startswith(t) for w, t in zip(said[n:], stems, strict=False))
        ]
        found |= set(whole)
        if whole and width > 1:
            heads = [t for t in stems if len(t) > 4 and t not in _WEAK]
            found |= {n for n, w in enumerate(said) if any(w.startswith(t) for t in heads)}
    return sorted(found)


_DRIFT = re.compile(
    r"\b(?:anyway|anyhow|speaking of|by the way|that reminds me|but enough|changing the subject|"
    r"on another note|unrelated|i'd rather (?:talk|write|tell))\b",
    re.I,
)


def _drifts(answer: str, telling: list[str]) -> bool:
    """Whether it says that it leaves its topic, and then does not come back to it."""
    turn = _DRIFT.search(answer)
    rest = words(plain(answer[turn.end() :])) if turn else []
    return len(rest) > 8 and not _named(rest, telling)


def _turns_down(answer: str) -> bool:
    """Whether a short answer only says that there will be no essay."""
    parts = sentences(plain(answer))
    return len(parts) <= 3 and bool(parts) and bool(_NO_ESSAY.search(parts[0]))


_NO_ESSAY = re.compile(
    r"\b(?:i|we)(?:'m| am)? (?:\w+ )?(?:can't|cannot|won't|will not|not able|unable|don't|do not|refuse|"
    r"not going)\b[^.!?]*\b(?:write|help|essay|do|assist|know|feel)\b|^(?:\W*)(?:sorry|no)\b[^.!?]*\bi\b",
    re.I,
)
_MORE = re.compile(
    r"\b(?:tell|give) me more\b|\bprovide more\b|\bwhat (?:you need|exactly)\b|\blet me know (?:what|how)\b", re.I
)


def _asks_back(answer: str) -> bool:
    """Whether a short answer only asks for more."""
    parts = sentences(plain(answer))
    return len(parts) <= 3 and bool(parts) and (parts[-1].endswith("?") or bool(_MORE.search(parts[-1])))


def _jumbled(answer: str) -> bool:
    """Whether small words stand where they cannot ("of of", "the and"), more than once in fifty words."""
    runs = [words(run) for part in sentences(answer) for run in re.split(r"[,;:|]", part)]
    pairs = [pair for run in runs for pair in itertools.pairwise(run)]
    clashes = sum((a in _OPENERS and b in _NEVER_AFTER) or (a == b and a not in ("that", "had")) for a, b in pairs)
    return 50 * clashes > sum(map(len, runs))


def _closes(parts: list[str], prompt: str) -> bool:
    """Whether the last paragraph closes: by a closing phrase, by stepping back, or by words of the opening or the prompt."""
    last, first = parts[-1], parts[0]
    if _BODY.match(last):
        return False
    if any(_CLOSING.search(plain(s)) for s in sentences(last)) or _LOOKS_BACK.search(last):
        return True
    shared = {_stem(w) for w in words(f"{first} {prompt}") if len(w) > 2 and w not in _SMALL_WORDS} & {
        _stem(w) for w in words(last)
    }
    return len(shared) >= 1


def _is_heading(paragraph: str) -> bool:
    """A title or heading: one short line without a full stop, or marked as one."""
    line = paragraph.strip()
    return "\n" not in line and (
        bool(re.match(r"#{1,6}\s", line))
        or (len(line.split()) <= 12 and not re.search(r"[.!?:;,][\"')*]*$", line))
        or (len(line.split()) <= 6 and line.endswith(":"))
    )


def _english(text: str) -> bool:
    found = words(text)
    return bool(found) and sum(w in _SMALL_WORDS for w in found) >= 0.25 * len(found)


def _repeats(parts: list[str]) -> bool:
    """Whether it goes round in circles: the same sentences again, or the same word over and over."""
    said = [" ".join(words(s)) for p in parts for s in sentences(p) if len(words(s)) > 3]
    found = words(" ".join(parts))
    runs = [tuple(found[i : i + 4]) for i in range(len(found) - 3)]
    return 4 * (len(said) - len(set(said))) >= max(len(said), 1) or len(set(runs)) < 0.75 * len(runs)


def _stem(word: str) -> str:
    for ending in ("ies", "es", "s", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: -len(ending)]
    return word
