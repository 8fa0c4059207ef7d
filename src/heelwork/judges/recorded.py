"""Verdicts that are on file: people's rankings, or any judge's."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from heelwork.data.formats import to_ranking
from heelwork.data.sources import read_records
from heelwork.judges.base import Comparison, Verdict


class RecordedJudge:
    """Looks a pair up by prompt and answers; the mean where several people ranked it; an abstention where nobody did.

    sources: how many rankings there are by whom ("human", "simulated", a judge's name).
    """

    def __init__(self, source: str):
        self.name = f"recorded:{source}"
        self.sources: Counter[str] = Counter()
        self._ranks: dict[str, list[dict[str, int]]] = defaultdict(list)
        for ranking in read_records([source], to_ranking):
            self.sources[ranking.source] += 1
            self._ranks[ranking.prompt.key].append(dict(zip(ranking.completions, ranking.ranks, strict=True)))

    def compare(self, comparisons: Sequence[Comparison]) -> list[Verdict]:
        """details: {"votes": how many ranked both answers}."""
        out = []
        for c in comparisons:
            votes = [
                0.5 + 0.5 * ((ranks[c.first] < ranks[c.second]) - (ranks[c.first] > ranks[c.second]))
                for ranks in self._ranks.get(c.prompt.key, [])
                if c.first in ranks and c.second in ranks
            ]
            out.append(Verdict(sum(votes) / len(votes) if votes else None, {"votes": len(votes)}))
        return out
