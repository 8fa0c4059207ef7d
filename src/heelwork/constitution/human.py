"""Human preferences as evidence: pairs that may be counted as independent of each other."""

from __future__ import annotations

import random
from collections.abc import Sequence

from heelwork.judges.base import Comparison
from heelwork.records import Ranking


def one_each(rankings: Sequence[Ranking]) -> list[Comparison]:
    """One pair of each prompt, the better answer first; which one is drawn by the prompt alone.

    All pairs of a ranking of K answers share answers and prompt: counted one by one, an interval would be too narrow.
    """
    pairs: dict[str, list[Comparison]] = {}
    for r in rankings:
        own = pairs.setdefault(r.prompt.key, [])
        own += [Comparison(r.prompt, r.completions[better], r.completions[worse]) for better, worse in r.pairs]
    return [random.Random(key).choice(own) for key, own in pairs.items() if own]
