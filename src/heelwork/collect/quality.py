"""How good are the labels: agreement, gold items, time, bias to a side, who to exclude, what a lead should decide."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from scipy.stats import binomtest

from heelwork.collect.agreement import Coefficient, cohen_kappa, fleiss_kappa, gwet_ac1, krippendorff_alpha
from heelwork.collect.order import to_shown
from heelwork.collect.records import Labelled, Person, Progress, Who
from heelwork.collect.spam import misordered, trial
from heelwork.collect.store import Store

RESAMPLES = 500
"""Of items, for the interval of an agreement coefficient."""

DISAGREEMENT = 1 / 3
"""Mean share of pairs that two annotators order differently from which an item waits for a lead's decision."""


class Agreement(NamedTuple):
    """Over all pairs of answers of items with two or more annotators, not counting judges: first better, tie, second better.

    Which answer of a pair is called the first is arbitrary, so every pair is counted both ways round; otherwise items that
    happen to be stored best answer first would look as if chance explained everything.

    same: share of equal verdicts. cohen: the mean over every two annotators, or the reason for none.
    """

    items: int
    same: float | None
    alpha_nominal: Coefficient
    alpha_ordinal: Coefficient
    ac1: Coefficient
    fleiss: Coefficient
    cohen: Coefficient


class Annotator(NamedTuple):
    """One annotator's figures.

    answers, seconds: of rankings and edits; what is said of order, ties and agreement is of rankings alone.
    gold_accuracy: share of the gold pairs in the right order, ties half. seconds: median time on an item. first_best: how
    often the answer shown first was alone the best; first_best_expected: how often it would be by chance; first_best_p:
    exact two-sided binomial test of that, over answers whose order on the screen is known. same: share of verdicts equal to
    the other annotators', judges not among them. evidence: log of the likelihood ratio of the test on gold items, negative =
    more like not reading. suspect: the reason to exclude, if any.
    """

    id: int
    name: str
    who: Who
    excluded: bool
    excluded_reason: str | None
    answers: int
    gold: int
    gold_accuracy: float | None
    seconds: float | None
    ties: float | None
    first_best: float | None
    first_best_expected: float | None
    first_best_p: float | None
    same: float | None
    evidence: float
    suspect: str | None


class Dispute(NamedTuple):
    """An item that annotators disagree on. disagreement: mean share of pairs ordered differently by two of them, tie against
    order counted half. answers: in stored order; rankings: (annotator, ranks)."""

    item: int
    disagreement: float
    answers: tuple[str, ...]
    rankings: tuple[tuple[str, tuple[int, ...]], ...]


class Report(NamedTuple):
    """All figures of a store."""

    progress: Progress
    agreement: Agreement
    annotators: list[Annotator]
    disputes: list[Dispute]

    def to_json(self) -> dict[str, Any]:
        """The same as plain dictionaries and lists."""
        agreement = {k: v._asdict() if isinstance(v, Coefficient) else v for k, v in self.agreement._asdict().items()}
        return {
            "progress": self.progress._asdict(),
            "agreement": agreement,
            "annotators": [a._asdict() for a in self.annotators],
            "disputes": [d._asdict() for d in self.disputes],
        }


def report(store: Store) -> Report:
    """All figures, from one pass over the labels."""
    everyone = store.people.all()
    labels = list(store.rankings(excluded=True, superseded=True))
    gold = list(store.rankings(gold=True, excluded=True))
    out = {p.id for p in everyone if p.excluded}
    # Of people, real or simulated: a judge is compared with them, and settles or disputes nothing.
    counting = [label for label in labels if label.person not in out and not label.final and label.who != "ai"]
    decided = {label.item for label in labels if label.final and label.person not in out}
    own, own_gold = _by_person(label for label in labels if not label.final), _by_person(gold)
    edits = _by_person(label for label, _ in store.demonstrations(excluded=True))
    return Report(
        store.progress(),
        agreement(counting),
        [
            _annotator(p, own[p.id], own_gold[p.id], edits[p.id], counting)
            for p in everyone
            if own[p.id] or own_gold[p.id] or edits[p.id]
        ],
        disputes([label for label in counting if label.item not in decided]),
    )


def suspects(store: Store) -> list[tuple[Person, str]]:
    """Annotators who are not excluded and whom the gold items show not to read, with the reason."""
    by_person = _by_person(store.rankings(gold=True))
    found = ((p, _suspicion(by_person.get(p.id, []))) for p in store.people.all() if not p.excluded)
    return [(person, reason) for person, reason in found if reason is not None]


def agreement(labels: Sequence[Labelled]) -> Agreement:
    """The coefficients over every pair of answers of every item. Items with one annotator do not count."""
    by_item: dict[int, list[Labelled]] = defaultdict(list)
    for label in labels:
        by_item[label.item].append(label)
    shared = {item: given for item, given in by_item.items() if len(given) > 1}
    people = sorted({label.person for given in shared.values() for label in given})
    column = {person: i for i, person in enumerate(people)}
    units: list[list[int | None]] = []
    clusters: list[int] = []
    for item, given in shared.items():
        for i, j in combinations(range(len(given[0].ranking.ranks)), 2):
            row: list[int | None] = [None] * len(people)
            for label in given:
                row[column[label.person]] = _verdict(label.ranking.ranks, i, j)
            units.append(row)
            clusters.append(item)
    pairs = [(a, b) for row in units for a, b in combinations([v for v in row if v is not None], 2)]
    both = units + [[None if v is None else -v for v in row] for row in units]
    clusters *= 2
    found = (
        krippendorff_alpha(both, "nominal", clusters=clusters, resamples=RESAMPLES),
        krippendorff_alpha(both, "ordinal", clusters=clusters, resamples=RESAMPLES),
        gwet_ac1(both),
        fleiss_kappa(both),
        _mean_cohen(both, len(people)),
    )
    same = sum(a == b for a, b in pairs) / len(pairs) if pairs else None
    return Agreement(len(shared), same, *(c._replace(units=c.units // 2) for c in found))


def disputes(labels: Sequence[Labelled], at_least: float = DISAGREEMENT) -> list[Dispute]:
    """Items on which annotators disagree, the most disputed first."""
    by_item: dict[int, list[Labelled]] = defaultdict(list)
    for label in labels:
        by_item[label.item].append(label)
    out = []
    for item, given in by_item.items():
        if len(given) < 2:
            continue
        apart = statistics.fmean(distance(a.ranking.ranks, b.ranking.ranks) for a, b in combinations(given, 2))
        if apart >= at_least:
            rankings = tuple((label.annotator, label.ranking.ranks) for label in given)
            out.append(Dispute(item, apart, given[0].ranking.completions, rankings))
    return sorted(out, key=lambda d: (-d.disagreement, d.item))


def distance(first: Sequence[int], second: Sequence[int]) -> float:
    """Share of pairs that two rankings order differently, from 0 to 1; a tie against an order counts half (Kendall)."""
    pairs = list(combinations(range(len(first)), 2))
    return sum(abs(_verdict(first, i, j) - _verdict(second, i, j)) / 2 for i, j in pairs) / len(pairs)


def _annotator(
    person: Person,
    mine: Sequence[Labelled],
    on_gold: Sequence[Labelled],
    edits: Sequence[Labelled],
    counting: Sequence[Labelled],
) -> Annotator:
    both = [*mine, *on_gold]
    tested = trial(_in_order(on_gold))
    seconds = [label.seconds for label in (*both, *edits) if label.seconds is not None]
    strict = [to_shown(label.ranking.ranks, label.shown) for label in both if label.shown]
    strict = [ranks for ranks in strict if ranks.count(1) == 1]
    first = sum(ranks[0] == 1 for ranks in strict)
    expected = statistics.fmean(1 / len(ranks) for ranks in strict) if strict else None
    verdicts = [_verdict(label.ranking.ranks, i, j) for label in both for i, j in _pairs(label)]
    return Annotator(
        person.id,
        person.name,
        person.who,
        person.excluded,
        person.excluded_reason,
        len(both) + len(edits),
        tested.gold,
        tested.accuracy,
        statistics.median(seconds) if seconds else None,
        verdicts.count(0) / len(verdicts) if verdicts else None,
        first / len(strict) if strict else None,
        expected,
        float(binomtest(first, len(strict), expected).pvalue) if expected is not None else None,
        _same_as_others(mine, counting),
        tested.evidence,
        None if person.excluded else _suspicion(on_gold),
    )


def _suspicion(on_gold: Iterable[Labelled]) -> str | None:
    given = sorted(on_gold, key=lambda label: label.event)
    tested = trial(_in_order(given))
    if tested.accused_after is None:
        return None
    until = given[: tested.accused_after]
    wrong, of = map(sum, zip(*(misordered(x.ranking.ranks, x.gold or ()) for x in until), strict=True))
    return (
        f"after {tested.accused_after} gold items {wrong:g} of {of} pairs were in the wrong order: as likely as from "
        "somebody who does not read, and far from what somebody who does would give"
    )


def _in_order(on_gold: Iterable[Labelled]) -> list[tuple[Sequence[int], Sequence[int]]]:
    given = sorted(on_gold, key=lambda label: label.event)
    return [(label.ranking.ranks, label.gold) for label in given if label.gold is not None]


def _by_person(labels: Iterable[Labelled]) -> dict[int, list[Labelled]]:
    out: dict[int, list[Labelled]] = defaultdict(list)
    for label in labels:
        out[label.person].append(label)
    return out


def _same_as_others(mine: Sequence[Labelled], counting: Sequence[Labelled]) -> float | None:
    wanted = {label.item: label for label in mine}
    same = [
        _verdict(wanted[other.item].ranking.ranks, i, j) == _verdict(other.ranking.ranks, i, j)
        for other in counting
        if other.item in wanted and other.person != wanted[other.item].person
        for i, j in _pairs(other)
    ]
    return sum(same) / len(same) if same else None


def _mean_cohen(units: Sequence[Sequence[int | None]], people: int) -> Coefficient:
    values: list[float] = []
    columns = list(zip(*units, strict=True)) if units else []
    shared = 0
    for a, b in combinations(range(people), 2):
        kappa = cohen_kappa(columns[a], columns[b])
        if kappa.value is not None:
            values.append(kappa.value)
            shared += kappa.units
    if not values:
        return Coefficient(
            None, "no two annotators have a defined kappa: they share no item, or gave one value throughout", 0
        )
    return Coefficient(statistics.fmean(values), None, shared)


def _pairs(label: Labelled) -> list[tuple[int, int]]:
    return list(combinations(range(len(label.ranking.ranks)), 2))


def _verdict(ranks: Sequence[int], i: int, j: int) -> int:
    """1 = the first of a pair is better, 0 = tie, -1 = the second."""
    return (ranks[i] < ranks[j]) - (ranks[i] > ranks[j])
