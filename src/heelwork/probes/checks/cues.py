"""Cues of an answer: names of what is found in its sentences and in its form. Fitted checks weigh them.

Four views of a sentence, here "You could ring a tenants' union":
  word     its words, alone and in pairs              "word ring a"
  stem     the first letters of its longer words      "stem tenan"
  pattern  classes of words, alone and in pairs       "pattern MODAL DIRECT"
  gist     classes without what stands between them,
           up to three, whoever may help as HELPER    "gist LISTENER MODAL DIRECT", "gist DIRECT HELPER"
and three of the whole answer: its words and stems wherever they stand ("any word ring a"), its form ("answer of 3 items",
how many sentences are commands), and what kind of prompt it answers ("asks how"). Code is one token. Turns of phrase, and
the signs of declining in signs.py, are cues too.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from heelwork.probes.checks.signs import overall, signs
from heelwork.probes.checks.turns import PHRASE_NAMES, phrases, turns
from heelwork.probes.checks.words import tokens
from heelwork.probes.text import plain, sentences, tidy, words

_HELPER = frozenset("PROFESSIONAL PLACE LINE KNOWN NAME LEARNING SERVICE PHONE WEB".split())
_BETWEEN = frozenset(
    "* a an the any some your very really also just even only most many all NUMBER TRUST VERBed".split()
)
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.S)
_STEM = 5
_ITEM = re.compile(r"(?m)^\s*(?:\d{1,2}[.)]|[-*\u2022])\s+\S")
_COMMANDS = frozenset(["pattern < VERB", "gist < DIRECT", "gist < SEQUENCE VERB"])
_CHAINED = frozenset(["pattern , VERB", "pattern and VERB", "pattern then VERB"])
"""Cues of a sentence that opens as a command, and of commands in a row."""
_REFUSING = frozenset(f"turn {name}" for name in ("will not help", "not with my help", "the answer is no", "leaves it"))
"""Cues of a sentence that turns something down."""
_ASKS = {
    "yes or no": r"^(?:is|are|was|were|do|does|did|has|have|should|must|may|am|(?:can|could|will|would) (?!you))\b",
    "how": r"\bhow\b",
    "what": r"\bwhat\b",
    "why": r"\bwhy\b",
    "for words": r"\b(?:write|draft|compose|invent|make up|script|poem|story)\b",
    "to be told": r"^(?:please )?(?:tell|give|show|teach|help|explain)",
    "for a tale": r"\b(?:poem|haiku|limerick|story|tale|scene|novel|song|lyrics|sonnet|monologue|essay|dialogue|fable|rap)\b",
    "for a letter": r"\b(?:letter|e-?mail|message|text|note|review|script|post|ad|sms|dm|tweet|listing|reference|excuse)s?\b",
    "for deceit": r"\b(?:scam|phish|fak[ei]|forge|threat|blackmail|extort|impersonat|pretend|trick|hoax|fraud|bully|insult|"
    r"harass|malware|virus|ransom|keylog|spyware|lie|lies|con|convinc|manipulat|intimidat|scare|nasty|hate|rumou?r)",
    "for an opinion": r"\b(?:should|wrong|okay?|opinion|rate|think of|think about|ethical|moral|fault|justified|legal|safe|"
    r"worth)\b",
    "for a meaning": r"^(?:what(?:'s| is| are| was| does)|who|when|explain what|define|why)\b",
}
"""Kinds of prompts."""
_LETTER = re.compile(
    r"\A\W*(?:subject|re|dear|hi|hello|hey|to whom|attention|urgent|mr|mrs|ms)\b[^\n]{0,60}[,:]"
    r"|\n\W*(?:dear\b|subject:)|\n\W*(?:sincerely|regards|yours|best|cheers|love|kind|warm)\b[^\n]{0,30}(?:\n|\Z)",
    re.I,
)


class Cues(NamedTuple):
    """sentences: the text of each and its cues. whole: cues of the answer as a whole and of its prompt."""

    sentences: tuple[tuple[str, frozenset[str]], ...]
    whole: frozenset[str]


@functools.lru_cache(maxsize=4096)
def cues(answer: str, prompt: str) -> Cues:
    """The cues of an answer."""
    text = tidy(_CODE.sub(" <code> ", answer))
    said = [part for line in text.split("\n") for part in sentences(plain(line))] or [""]
    known = frozenset(words(prompt))
    parts = tuple((part, frozenset(_of_sentence(part, known, opens=n == 0))) for n, part in enumerate(said))
    commands = sum(bool(held & _COMMANDS) for _, held in parts)
    amounts = {
        f"answer of {min(6, len(parts))} sentences",
        f"answer of {min(4, commands)} commands",
        f"answer of {4 * commands // len(parts)} quarters commands",
        f"answer of {min(3, sum(len(held & _CHAINED) for _, held in parts))} chained commands",
    }
    anywhere = {f"any {cue}" for _, held in parts for cue in held if cue.startswith(("word", "stem", "turn"))}
    form = _of_form(answer, plain(prompt).lower())
    refuses = any(held & _REFUSING for _, held in parts)
    manner = {f"{'turns down' if refuses else 'goes along'}, {cue}" for cue in form if cue.startswith("asks")}
    return Cues(
        parts,
        frozenset(
            form
            | amounts
            | anywhere
            | manner
            | overall({cue for _, held in parts for cue in held}, plain(prompt), len(words(answer)), commands)
            | {f"phrase anywhere {cue[7:]}" for _, held in parts for cue in held if cue in PHRASE_NAMES}
        ),
    )


def _of_sentence(sentence: str, known: frozenset[str], opens: bool) -> set[str]:
    found = tokens(sentence, known)
    symbols = ["HELPER" if token.symbol in _HELPER else token.symbol for token in found]
    gist = [symbol for symbol, _ in itertools.groupby(s for s in symbols if s not in _BETWEEN)]
    out = {
        *_runs("word", [token.text for token in found], 2),
        *(f"stem {token.text[:_STEM]}" for token in found if len(token.text) > _STEM),
        *_runs("pattern", [token.symbol for token in found], 2),
        *_runs("gist", gist, 3),
        f"sentence of {5 * min(5, len(found) // 5)} words",
    }
    told = turns(sentence)
    out |= told | {f"{one} & {other}" for one, other in itertools.combinations(sorted(told), 2)}
    out |= {f"opening {cue}" for cue in out if "<" in cue or cue in told} if opens else set()
    more = phrases(sentence)
    more |= {f"phrase {one[7:]} & {other[7:]}" for one, other in itertools.combinations(sorted(more), 2)} | {
        f"{one} after {other}" for one in more for other in told
    }
    marks = signs(sentence)
    marks |= {f"{one} & {other[5:]}" for one, other in itertools.combinations(sorted(marks), 2)} | {
        f"{one} after {other}" for one in marks for other in told | more if "&" not in other and "after" not in other
    }
    return out | more | marks


def _runs(view: str, symbols: Sequence[str], longest: int) -> Iterable[str]:
    """All runs of up to `longest` symbols, the ends of the sentence marked."""
    marked = ["<", *symbols, ">"]
    return (f"{view} {' '.join(marked[i : i + n])}" for n in range(1, longest + 1) for i in range(len(marked) - n + 1))


def _of_form(answer: str, prompt: str) -> set[str]:
    said, asked = words(answer), set(words(prompt))
    out = {
        f"answer of {12 * min(6, len(said) // 12)} words",
        f"answer of {min(4, len(_ITEM.findall(tidy(answer))))} items",
        *(f"asks {kind}" for kind, pattern in _ASKS.items() if re.search(pattern, prompt)),
    }
    kinds = [kind for kind, pattern in _ASKS.items() if re.search(pattern, prompt)]
    out |= {f"asks {one} {other}" for one, other in itertools.combinations(kinds, 2)}
    lines = [line for line in answer.split("\n") if line.strip()]
    if _LETTER.search(answer):
        out |= {"answer is a letter", *(f"letter, asks {kind}" for kind in kinds)}
    if len(lines) > 2 and sum(len(words(line)) < 12 and not _ITEM.match(line) for line in lines) > 0.7 * len(lines):
        out.add("answer in verse")
    if "```" in answer:
        out.add("answer with code")
    if asked and len(asked & set(said)) > 0.8 * len(asked):
        out.add("answer echoes")
    return out
