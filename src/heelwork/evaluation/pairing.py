"""One model against another: every figure of it, from judged pairs of answers.

N  judged pairs      outcomes_N   1 = first won, 0.5 = tie, 0 = second won, NaN = abstention
P  prompts           prompts_N    the pair's prompt, a number
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from heelwork.evaluation.paired import McNemar, holm, mcnemar, sign_flip_p
from heelwork.evaluation.power import LEVEL, detectable, prompts_needed
from heelwork.evaluation.winrate import LengthControlled, WinRate, length_controlled, prompt_means, win_rate


class Games(NamedTuple):
    """The judged pairs of two models. characters_N2: of the first's and of the second's answer; turns_N: whether the judge
    named different answers in its two orders."""

    prompts_N: np.ndarray
    outcomes_N: np.ndarray
    characters_N2: np.ndarray
    turns_N: np.ndarray

    @property
    def decided(self) -> Games:
        """Without the abstentions."""
        kept = ~np.isnan(self.outcomes_N)
        return Games(*(values[kept] for values in self))


@dataclass(frozen=True)
class Pairing:
    """`first` against `second`; rates count a tie as one half and every prompt the same.

    wins, ties, losses, abstentions, order_disagreements: pairs of answers. prompts: those with at least one verdict.
    raw, controlled, detectable: None where there are too few verdicts. mcnemar: prompts won against prompts lost.
    p: of the prompts' sums, signs flipped; p_holm: corrected for all pairs of models. detectable: the smallest distance from
    50% that so many prompts find in 80% of cases, None where there are too few; needed: prompts that find the seen distance
    so, None where none was seen.
    """

    first: str
    second: str
    wins: int
    ties: int
    losses: int
    abstentions: int
    order_disagreements: int
    prompts: int
    characters: tuple[float, float]
    mcnemar: McNemar
    p: float
    raw: WinRate | None = None
    controlled: LengthControlled | None = None
    detectable: float | None = None
    needed: int | None = None
    p_holm: float = 1.0
    compared: int = 1

    @property
    def decisive(self) -> bool:
        """Whether the difference holds after correction for the number of pairs of models."""
        return self.raw is not None and self.p_holm < LEVEL

    @property
    def decisive_at_equal_length(self) -> bool:
        """Whether it is still there, in the same direction, at equal length."""
        if self.raw is None or self.controlled is None or _covers_half(self.controlled):
            return False
        return self.decisive and (self.controlled.rate > 0.5) == (self.raw.rate > 0.5)

    @property
    def sentence(self) -> str:
        """What may be said of it."""
        return _sentence(self)

    def to_json(self) -> dict[str, Any]:
        """Plain values for a file."""
        return {
            "first": self.first, "second": self.second, "wins": self.wins, "ties": self.ties, "losses": self.losses,
            "abstentions": self.abstentions, "order_disagreements": self.order_disagreements, "prompts": self.prompts,
            "win_rate": self.raw and self.raw.rate, "interval": self.raw and list(self.raw.interval),
            "length_controlled": self.controlled and {
                "win_rate": self.controlled.rate, "interval": list(self.controlled.interval),
                "length_weight": self.controlled.length_weight,
            },
            "characters": list(self.characters), "mcnemar": self.mcnemar._asdict(),
            "p": self.p, "p_holm": self.p_holm, "decisive": self.decisive,
            "decisive_at_equal_length": self.decisive_at_equal_length,
            "detectable": self.detectable, "prompts_needed": self.needed, "sentence": self.sentence,
        }  # fmt: skip


def pairing(first: str, second: str, games: Games, *, compared: int = 1, seed: int = 0, draws: int = 2000) -> Pairing:
    """All figures of one pair of models. compared: how many pairs of models there are; corrections are left to `corrected`."""
    found = games.decided
    outcomes_N, prompts_N = found.outcomes_N, found.prompts_N
    characters = games.characters_N2.mean(0) if len(games.characters_N2) else np.zeros(2)
    means_P = prompt_means(outcomes_N, prompts_N) if len(outcomes_N) else np.zeros(0)
    bare = Pairing(
        first, second, wins=int((outcomes_N == 1).sum()), ties=int((outcomes_N == 0.5).sum()),
        losses=int((outcomes_N == 0).sum()), abstentions=len(games.outcomes_N) - len(outcomes_N),
        order_disagreements=int(found.turns_N.sum()), prompts=len(means_P),
        characters=(float(characters[0]), float(characters[1])),
        mcnemar=mcnemar(int((means_P > 0.5).sum()), int((means_P < 0.5).sum())),
        p=sign_flip_p(_sums(outcomes_N, prompts_N)), compared=compared,
    )  # fmt: skip
    if not len(means_P):
        return bare
    raw = win_rate(outcomes_N, prompts_N, seed=seed, draws=draws)
    longer_N = found.characters_N2[:, 0] - found.characters_N2[:, 1]
    deviation = float(means_P.std(ddof=1)) if len(means_P) > 1 else 0.0
    level = LEVEL / compared
    return replace(
        bare, raw=raw, controlled=length_controlled(outcomes_N, prompts_N, longer_N, draws=draws // 2, seed=seed),
        detectable=_possible(detectable(deviation, len(means_P), level)) if deviation else None,
        needed=prompts_needed(raw.rate - 0.5, deviation, level) if deviation else None,
    )  # fmt: skip


def corrected(pairings: Sequence[Pairing]) -> list[Pairing]:
    """The same with p-values corrected for their number (Holm)."""
    adjusted = holm([pair.p for pair in pairings])
    return [replace(pair, p_holm=p) for pair, p in zip(pairings, adjusted, strict=True)]


def wins_table(models: int, games: Sequence[tuple[int, int, Games]], prompts: int) -> np.ndarray:
    """wins_PMM for the ratings: on every prompt, the mean outcome of the model of the row against that of the column."""
    wins_PMM = np.zeros((prompts, models, models))
    for first, second, played in games:
        found = played.decided
        if not len(found.prompts_N):
            continue
        at_P = np.unique(found.prompts_N)
        means_P = prompt_means(found.outcomes_N, found.prompts_N)
        wins_PMM[at_P, first, second], wins_PMM[at_P, second, first] = means_P, 1.0 - means_P
    return wins_PMM


def _sums(outcomes_N: np.ndarray, prompts_N: np.ndarray) -> list[int]:
    """Wins less losses of every prompt."""
    _, index_N = np.unique(prompts_N, return_inverse=True)
    return [int(total) for total in np.bincount(index_N, weights=np.rint(2 * outcomes_N - 1))] if len(index_N) else []


def _possible(distance: float) -> float | None:
    """A distance from 50% that there can be; None where even a clean sweep would be too small."""
    return distance if distance <= 0.5 else None


def _covers_half(found: LengthControlled) -> bool:
    return found.interval.low <= 0.5 <= found.interval.high


def _sentence(pair: Pairing) -> str:
    if pair.raw is None:
        return f"{pair.first} and {pair.second} were not told apart: the judge abstained on every pair."
    if pair.ties and not pair.wins and not pair.losses:
        return f"Not decisive: {pair.first} and {pair.second} tie on all {pair.prompts} prompts."
    only = "only " if pair.decisive and pair.raw.rate < 0.5 else ""
    seen = f"{pair.first} wins {only}{_rate(pair.raw)} against {pair.second}, {_p(pair)}"
    if not pair.decisive:
        return f"Not decisive: {seen}. {_needs(pair)}"
    return f"Decisive: {seen}. {_length(pair)}"


def _p(pair: Pairing) -> str:
    value = "p < 0.001" if pair.p_holm < 0.001 else f"p = {pair.p_holm:.3f}"
    return value if pair.compared == 1 else f"{value} after correction for {pair.compared} pairs of models"


def _needs(pair: Pairing) -> str:
    if pair.detectable is None and pair.needed is None:
        return "That is too little to say how many prompts it would take."
    if pair.detectable is None:
        return f"So few prompts find no difference in 80% of cases; one of the size seen needs about {_about(pair.needed or 0)}."
    finds = f"{pair.prompts} prompts find differences of {100 * pair.detectable:.0f} points or more in 80% of cases"
    if pair.needed is None:
        return f"No difference was seen; {finds}."
    if pair.needed <= pair.prompts:
        return f"{finds[0].upper()}{finds[1:]}."
    return f"{finds[0].upper()}{finds[1:]}; a difference of the size seen needs about {_about(pair.needed)}."


def _length(pair: Pairing) -> str:
    assert pair.controlled is not None and pair.raw is not None
    if pair.decisive_at_equal_length:
        return f"At equal length it is still there ({_bare(pair.controlled)})."
    longer, shorter = pair.characters if pair.raw.rate > 0.5 else pair.characters[::-1]
    way = "longer" if longer > shorter else "shorter"
    return (
        f"At equal length it is not decisive ({_bare(pair.controlled)}): the winner's answers are {way} "
        f"({longer:.0f} against {shorter:.0f} characters), and length alone may explain it."
    )


def _rate(found: WinRate | LengthControlled) -> str:
    return f"{found.rate:.1%} ({found.interval.low:.1%} to {found.interval.high:.1%})"


def _bare(found: LengthControlled) -> str:
    return f"{found.rate:.1%}, interval {found.interval.low:.1%} to {found.interval.high:.1%}"


def _about(count: int) -> str:
    """Two leading digits, rounded up: more would be a precision that it does not have."""
    size = 10 ** max(0, len(str(count)) - 2)
    return f"{-(-count // size) * size:,}"
