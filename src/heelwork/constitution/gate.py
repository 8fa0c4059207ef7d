"""The gate: no label of a judge enters training before the judge has shown on known cases that it can be believed.

It answers the gold cases of every principle, each under its own principle and again under the principle's opposite, and
held-out pairs that people have decided. A judge that flips a coin, that goes by the place or by the length of an answer, or
that does not read the principle, is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
from pydantic import Field

from heelwork.config import Settings
from heelwork.constitution.human import one_each
from heelwork.constitution.label import flipped, labels
from heelwork.constitution.principles import Constitution
from heelwork.errors import HeelworkError
from heelwork.functional.statistics import Interval, wilson_interval
from heelwork.judges.base import Comparison, Judge, Verdict, both_orders
from heelwork.judges.llm import Asked, Question
from heelwork.records import Message, Prompt, Ranking


class GateRefused(HeelworkError):  # noqa: N818
    """The judge is below the bar; the message says in what, and how to go on."""


class PrincipledJudge(Judge, Protocol):
    """A judge that can be asked about a pair under a given question."""

    def ask(self, asked: Sequence[Asked]) -> list[Verdict]:
        """One verdict for each comparison under its own question."""
        ...


class Under:
    """A judge that decides each pair under a question of its own; `both_orders` shows it the list twice."""

    def __init__(self, judge: PrincipledJudge, questions: Sequence[Question]):
        self.judge, self.questions, self.name = judge, questions, judge.name

    def compare(self, comparisons: Sequence[Comparison]) -> list[Verdict]:
        """One verdict for each comparison."""
        twice = [*self.questions, *self.questions]
        return self.judge.ask([Asked(q, c) for q, c in zip(twice, comparisons, strict=True)])


class GateSettings(Settings):
    """The bar. A figure that cannot be measured (no human pairs, no opposite wordings) is reported and not demanded."""

    gold_accuracy: float = Field(0.75, ge=0, le=1)
    """Least share of gold cases decided rightly; besides, the lower end of its 95% interval must lie above one half."""
    human_accuracy: float = Field(0.55, ge=0, le=1)
    """Least share of held-out human preferences met; the lower end of the interval must lie above one half as well."""
    position_flips: float = Field(0.35, ge=0, le=1)
    """Highest share of pairs on which the two orders name different winners."""
    length_bias: float = Field(0.5, ge=0, le=1)
    """Highest correlation, in size, of being right with how much longer the better answer is."""
    principle_flips: float = Field(0.6, ge=0, le=1)
    """Least share of gold cases whose decision turns when the principle is turned into its opposite."""
    abstentions: float = Field(0.1, ge=0, le=1)
    """Highest share of pairs without a readable decision."""


class Share(NamedTuple):
    """A share with its 95% interval (Wilson). Ties count one half."""

    value: float
    interval: Interval
    n: int

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"value": self.value, "interval": list(self.interval), "n": self.n}


@dataclass(frozen=True)
class GateReport:
    """What was measured, and in what the judge falls short. None = could not be measured.

    ranked_by: the sources of the held-out rankings behind `human`, since annotators may be simulated.
    """

    judge: str
    constitution: str
    gold: Share
    human: Share | None
    position_flips: Share
    length_correlation: float | None
    length_bias: float | None
    principle_flips: Share | None
    abstentions: Share
    by_principle: dict[str, dict[str, float | None]]
    ranked_by: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values for gate.json."""
        shares = ("gold", "human", "position_flips", "principle_flips", "abstentions")
        return {
            "judge": self.judge, "constitution": self.constitution, "passed": not self.failures,
            "failures": list(self.failures),
            **{name: share.to_json() if (share := getattr(self, name)) is not None else None for name in shares},
            "length_correlation": self.length_correlation, "length_bias": self.length_bias,
            "by_principle": self.by_principle, "human_called": preferences(self.ranked_by),
        }  # fmt: skip


def measure(
    judge: PrincipledJudge,
    constitution: Constitution,
    human: Sequence[Ranking] = (),
    settings: GateSettings | None = None,
) -> GateReport:
    """Ask the judge all of it, in both orders. human: held-out rankings of people, one pair of each prompt counts."""
    names, gold = _gold(constitution)
    under = both_orders(Under(judge, [constitution.find(name).question for name in names]), gold)
    opposed = [(i, q) for i, name in enumerate(names) if (q := constitution.find(name).opposed) is not None]
    turned = dict(zip(
        [i for i, _ in opposed],
        both_orders(Under(judge, [q for _, q in opposed]), [gold[i] for i, _ in opposed]),
        strict=True,
    ))  # fmt: skip
    pairs = one_each(human)
    decided = [one.verdict for one in labels(judge, pairs)]
    everything = [*zip(gold, under, strict=True), *zip(pairs, decided, strict=True)]
    flips = [f for _, v in everything if (f := flipped(v)) is not None]
    turns = {i: _turns(under[i], verdict) for i, verdict in turned.items()}
    report = GateReport(
        judge=judge.name,
        constitution=constitution.digest,
        gold=_right(under),
        human=_right(decided) if pairs else None,
        position_flips=_share(flips),
        length_correlation=_length_correlation(everything),
        length_bias=_length_bias(everything),
        principle_flips=_share([t for t in turns.values() if t is not None]) if turns else None,
        abstentions=_share([v.p_first is None for _, v in everything]),
        by_principle=_by_principle(names, under, turns),
        ranked_by=tuple(sorted({r.source for r in human})),
    )
    return GateReport(**{**vars(report), "failures": tuple(failures(report, settings or GateSettings()))})


def failures(report: GateReport, bar: GateSettings) -> list[str]:
    """In what a judge is below the bar; empty = fit."""
    out = []
    for what, share, least in (("gold cases", report.gold, bar.gold_accuracy),
                               (preferences(report.ranked_by), report.human, bar.human_accuracy)):  # fmt: skip
        if share is not None and (share.value < least or share.interval.low <= 0.5):
            out.append(f"decides {_shown(share)} of the {what} rightly; at least {least:.0%} are wanted, and more than "
                       "a coin would get")  # fmt: skip
    if report.position_flips.value > bar.position_flips:
        out.append(f"names another winner in {_shown(report.position_flips)} of the pairs when their order is swapped; "
                   f"at most {bar.position_flips:.0%} may be")  # fmt: skip
    if report.length_bias is not None and abs(report.length_bias) > bar.length_bias:
        liked = "longer" if report.length_bias > 0 else "shorter"
        out.append(
            f"errs towards the {liked} answer (correlation {report.length_bias:+.2f}; at most {bar.length_bias:g})"
        )
    if report.principle_flips is not None and report.principle_flips.value < bar.principle_flips:
        out.append(f"turns only {_shown(report.principle_flips)} of its decisions when the principle is turned into its "
                   f"opposite; at least {bar.principle_flips:.0%} are wanted")  # fmt: skip
    if report.abstentions.value > bar.abstentions:
        out.append(f"gives no readable decision on {_shown(report.abstentions)} of the pairs; at most "
                   f"{bar.abstentions:.0%} may be")  # fmt: skip
    return out


def preferences(ranked_by: Collection[str]) -> str:
    """What held-out rankings from these sources are called; simulated annotators are no people."""
    if "simulated" not in ranked_by:
        return "human preferences"
    return "simulated preferences" if len(ranked_by) == 1 else "human and simulated preferences"


def require(report: GateReport, override: str | None = None) -> None:
    """Raise GateRefused where the judge is below the bar and nobody has overridden it with a reason."""
    if report.failures and not override:
        raise GateRefused(
            f"the judge {report.judge} is not fit to label:\n  - it "
            + "\n  - it ".join(report.failures)
            + "\nLabels of such a judge make a model worse. Take another judge, or, to use it all the same, give a reason: "
            "'heelwork constitution label' takes --override-gate REASON, 'heelwork constitution revise' override_gate=REASON, "
            "a recipe constitutional.label.override_gate; it is written into every label and the run"
        )


def _gold(constitution: Constitution) -> tuple[list[str], list[Comparison]]:
    """All gold cases, the better answer named first, with the principles' ids."""
    names, out = [], []
    for principle in constitution.principles:
        for case in principle.gold:
            names.append(principle.id)
            out.append(Comparison(Prompt((Message("user", case.prompt),)), case.better, case.worse))
    return names, out


def _share(hits: Sequence[bool | float]) -> Share:
    total = float(sum(hits))
    return Share(total / len(hits) if hits else 0.0, wilson_interval(total, len(hits)), len(hits))


def _right(verdicts: Sequence[Verdict]) -> Share:
    """Share of decided pairs whose first answer, the better one, was preferred; a tie counts one half."""
    return _share([_hit(v.p_first) for v in verdicts if v.p_first is not None])


def _hit(p: float) -> float:
    return 1.0 if p > 0.5 else 0.5 if p == 0.5 else 0.0


def _turns(under: Verdict, opposed: Verdict) -> bool | None:
    """Whether the decision turned with the principle; a tie is no turn."""
    if under.p_first is None or opposed.p_first is None:
        return None
    return (under.p_first - 0.5) * (opposed.p_first - 0.5) < 0.0


def _longer(c: Comparison) -> float:
    """How much longer the first answer is, in log words."""
    return float(np.log((len(c.first.split()) + 1) / (len(c.second.split()) + 1)))


def _length_correlation(everything: Sequence[tuple[Comparison, Verdict]]) -> float | None:
    """Pearson's r of p(first) with how much longer the first answer is. None where nothing varies.

    Each pair counts in both directions, so that it matters not which answer was named first.
    """
    decided = [(_longer(c), v.p_first - 0.5) for c, v in everything if v.p_first is not None]
    return _pearson([*decided, *((-x, -y) for x, y in decided)])


def _length_bias(everything: Sequence[tuple[Comparison, Verdict]]) -> float | None:
    """Pearson's r of being right with how much longer the better answer is: above 0, the judge errs towards length."""
    return _pearson([(_longer(c), _hit(v.p_first)) for c, v in everything if v.p_first is not None])


def _pearson(pairs: Sequence[tuple[float, float]]) -> float | None:
    if len(pairs) < 2 or any(np.std(side) == 0 for side in zip(*pairs, strict=True)):
        return None
    return float(np.corrcoef(np.array(pairs).T)[0, 1])


def _by_principle(
    names: Sequence[str], under: Sequence[Verdict], turns: dict[int, bool | None]
) -> dict[str, dict[str, float | None]]:
    out: dict[str, dict[str, float | None]] = {}
    for name in dict.fromkeys(names):
        own = [i for i, other in enumerate(names) if other == name]
        hits = [_hit(p) for i in own if (p := under[i].p_first) is not None]
        turned = [t for i in own if (t := turns.get(i)) is not None]
        out[name] = {
            "accuracy": sum(hits) / len(hits) if hits else None,
            "flips": sum(turned) / len(turned) if turned else None,
            "cases": float(len(own)),
        }
    return out


def _shown(share: Share) -> str:
    return f"{share.value:.0%} ({share.interval.low:.0%} to {share.interval.high:.0%}, n = {share.n})"
