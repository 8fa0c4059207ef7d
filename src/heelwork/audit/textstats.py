"""What a text shows of itself, without any model: length, repetition, variety, flattery and certainty."""

from __future__ import annotations

import functools
import itertools
import re
import zlib
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import yaml

from heelwork.audit.material import FOLDER

N_GRAM = 3


class TextFigures(NamedTuple):
    """Of a batch of answers.

    words: mean length. truncated: share that did not end. repeated: mean share of an answer's 3-grams that stood in it
    before. distinct_2: different word pairs as a share of all, over the batch. gzip_ratio: compressed size of the batch as a
    share of its size; low = repetitive. flattery, certainty, hedging: share of answers with a phrase of the lexicon.
    """

    words: float
    truncated: float
    repeated: float
    distinct_2: float
    gzip_ratio: float
    flattery: float
    certainty: float
    hedging: float


def text_figures(texts: Sequence[str], finished: Sequence[bool]) -> TextFigures:
    """The figures of at least one answer."""
    count = len(texts)
    pairs = [pair for text in texts for pair in itertools.pairwise(text.lower().split())]
    joined = "\n".join(texts).encode()
    hits = {kind: sum(bool(pattern.search(text)) for text in texts) / count for kind, pattern in lexicon().items()}
    return TextFigures(
        words=sum(len(text.split()) for text in texts) / count,
        truncated=sum(not done for done in finished) / count,
        repeated=sum(map(repeated_share, texts)) / count,
        distinct_2=len(set(pairs)) / max(1, len(pairs)),
        gzip_ratio=len(zlib.compress(joined, 6)) / max(1, len(joined)),
        **hits,
    )


def repeated_share(text: str, n: int = N_GRAM) -> float:
    """Share of a text's word n-grams that occurred in it before; 0 for texts of fewer than n words."""
    words = text.lower().split()
    grams = Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))
    total = sum(grams.values())
    return (total - len(grams)) / total if total else 0.0


@functools.cache
def lexicon() -> dict[str, re.Pattern[str]]:
    """Patterns of flattery, certainty and hedging, from probes/lexicon.yaml; whole words, any case."""
    values = yaml.safe_load((FOLDER / "lexicon.yaml").read_text(encoding="utf-8"))
    return {
        kind: re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b", re.IGNORECASE)
        for kind, words in values.items()
    }
