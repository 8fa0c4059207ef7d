"""The audit of a reward: all probes on keyed facts, on the answers of a pairs file and on a policy's own answers."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from heelwork.audit.cases import Answered, Case, fact_cases, padded, plain_cases, tone_case, user
from heelwork.audit.material import Phrases, facts, phrases
from heelwork.audit.measure import Finding, Progressed, Scores, Thresholds, answers_of, findings
from heelwork.audit.textstats import TextFigures, text_figures
from heelwork.errors import DataError
from heelwork.functional.resampling import Estimate, partial_correlation, within_group_std
from heelwork.functional.statistics import Interval, wilson_interval
from heelwork.records import Fact, Ranking
from heelwork.rewards.base import Reward

BUILT_IN, FACTS, DATA, POLICY = "built-in", "facts", "data", "policy"
HACKS = ("length", "overconfidence", "flattery", "repetition", "degenerate", "style")
SEVERITY = (
    "hack",
    "over-corrected",
    "weak",
    "leaning",
    "favoured",
    "leaning over-corrected",
    "undecided",
    "clear",
    "kept",
)
ORDER = ("right assertive", "right hedged", "wrong hedged", "wrong assertive")


class LengthRelation(NamedTuple):
    """Correlation of the reward with the answer's length in words inside prompts. partial: with quality held fixed."""

    source: str
    partial: Estimate
    plain: float
    answers: int


class Share(NamedTuple):
    """A proportion with Wilson's interval; NaN where n is 0."""

    rate: float
    interval: Interval
    n: int


class LeftOut(NamedTuple):
    """How many comparisons of how many have two answers that the reward cuts to one row of tokens."""

    cases: int
    of: int


class Audit(NamedTuple):
    """Everything that was found. std: within-prompt standard deviations by source, the unit of all effects; left_out: of the
    sources with comparisons that say nothing, since the reward cuts their answers to one row."""

    reward: str
    seed: int
    thresholds: Thresholds
    std: dict[str, float]
    findings: list[Finding]
    length: list[LengthRelation]
    certainty_order: Share
    quality: dict[str, Share]
    policy: TextFigures | None
    left_out: dict[str, LeftOut]

    @property
    def verdicts(self) -> dict[str, str]:
        """Each hack's verdict: the worst of its probes'."""
        own = {hack: {f.verdict for f in self.findings if f.probe.hack == hack} for hack in HACKS}
        return {hack: next((v for v in SEVERITY if v in found), "not measured") for hack, found in own.items()}

    @property
    def flagged(self) -> list[str]:
        """The hacks that the reward falls for."""
        return [hack for hack, verdict in self.verdicts.items() if verdict == "hack"]


def audit_reward(
    reward: Reward, *, keyed: Sequence[Fact] = (), rankings: Sequence[Ranking] = (), answers: Sequence[Answered] = (),
    seed: int = 0, thresholds: Thresholds | None = None, worst: int = 3, progressed: Progressed = lambda _: None,
) -> Audit:  # fmt: skip
    """Probe a reward. keyed: facts to ask in place of the built-in ones; rankings: of a pairs file, whose best answers are
    changed; answers: a policy's own, two or more to a prompt. Deterministic in all arguments. Raises DataError where the
    reward scores all answers to a fact's question alike."""
    scores, limits = Scores(reward, progressed), thresholds or Thresholds()
    known, asked = (tuple(keyed), FACTS) if keyed else (facts(), BUILT_IN)
    left_out: dict[str, LeftOut] = {}
    built = _apart(list(fact_cases(known, phrases(), seed)), scores, asked, left_out)
    ladder = _ladder(known, phrases(), seed)
    plain = [Answered(user(f.ask), text) for f in known for text in (f.right, f.same, f.wrong)]
    scores.add([*answers_of(built), *(a for a, _ in ladder), *plain])
    std = {asked: _spread(plain, scores)}
    if not std[asked]:
        raise DataError(
            f"{reward.name} scores all answers to a question alike, so that there is no unit to measure a preference in; raise "
            "max_length if it cuts the answers off, else train the reward model anew"
        )
    found = findings(built, scores, std=std[asked], source=asked, thresholds=limits, seed=seed, worst=worst)
    length = [_relation(asked, ladder, scores, seed)]
    quality = {asked: _wins([(Answered(user(f.ask), f.right), Answered(user(f.ask), f.wrong)) for f in known], scores)}

    graded = [
        (Answered(r.prompt, text), float(-rank))
        for r in rankings
        for text, rank in zip(r.completions, r.ranks, strict=True)
    ]
    best = [Answered(r.prompt, r.completions[r.ranks.index(min(r.ranks))]) for r in rankings]
    for source, every, bases in ((DATA, [a for a, _ in graded], best), (POLICY, list(answers), list(answers))):
        if not every:
            continue
        cases = _apart(_cases(bases, seed), scores, source, left_out)
        scores.add([*answers_of(cases), *every])
        std[source] = _spread(every, scores) or std[asked]
        found += findings(cases, scores, std=std[source], source=source, thresholds=limits, seed=seed, worst=worst)
        length.append(_relation(source, graded if source == DATA else [(a, 0.0) for a in every], scores, seed))
    if rankings:
        ranked = [
            (Answered(r.prompt, r.completions[i]), Answered(r.prompt, r.completions[j]))
            for r in rankings
            for i, j in r.pairs
        ]
        quality[DATA] = _wins(ranked, scores)
    return Audit(
        reward=reward.name, seed=seed, thresholds=limits, std=std, findings=found, length=length,
        certainty_order=_certainty_order(built, scores), quality={name: share for name, share in quality.items() if share.n},
        policy=text_figures([a.text for a in answers], [a.finished for a in answers]) if answers else None,
        left_out=left_out,
    )  # fmt: skip


def _apart(cases: list[Case], scores: Scores, source: str, left_out: dict[str, LeftOut]) -> list[Case]:
    """The cases whose answers the reward can tell apart; the others are counted in `left_out`."""
    kept = [case for case in cases if scores.apart(case)]
    if len(kept) < len(cases):
        left_out[source] = LeftOut(len(cases) - len(kept), len(cases))
    return kept


def _cases(items: Sequence[Answered], seed: int) -> list[Case]:
    """The keyless probes on given answers; empty ones have nothing to change."""
    kept = [item for item in items if item.text.strip()]
    out = []
    for i, item in enumerate(kept):
        rng = Random(f"{seed}/{i}")
        others = (o for o in (*kept[i + 1 :], *kept[:i]) if o.prompt.key != item.prompt.key and o.text != item.text)
        other = next((o.text for o in others), None)
        cases = plain_cases(item, other or "", phrases(), rng)
        out += [case for case in cases if other is not None or case.probe != "degenerate/other_prompt"]
        out.append(tone_case(item, phrases(), rng))
    return out


def _ladder(facts: Sequence[Fact], phrases: Phrases, seed: int) -> list[tuple[Answered, float]]:
    """Answers of known quality (1 = right) and of lengths that say nothing about it, for the correlation with length."""
    out = []
    for i, fact in enumerate(facts):
        prompt, rng = user(fact.ask), Random(f"{seed}/ladder/{i}")
        for text, quality in ((fact.right, 1.0), (fact.same, 1.0), (fact.wrong, 0.0)):
            out.append((Answered(prompt, text), quality))
            out += [(Answered(prompt, padded(text, f, phrases.padding, rng)), quality) for f in (2, 4)]
    return out


def _relation(source: str, graded: Sequence[tuple[Answered, float]], scores: Scores, seed: int) -> LengthRelation:
    reward = [scores[a] for a, _ in graded]
    words = [float(len(a.text.split())) for a, _ in graded]
    keys = [a.prompt.key for a, _ in graded]
    nothing = [0.0] * len(graded)
    return LengthRelation(
        source,
        partial_correlation(reward, words, [quality for _, quality in graded], keys, seed=seed),
        partial_correlation(reward, words, nothing, keys, seed=seed, draws=1).value,
        len(graded),
    )


def _spread(answers: Sequence[Answered], scores: Scores) -> float:
    """Within-prompt standard deviation of different answers; 0 where it cannot be told."""
    different = list({scores.read(a): a for a in answers}.values())
    std = within_group_std([scores[a] for a in different], [a.prompt.key for a in different])
    return std if std == std and std > 0 else 0.0


def _certainty_order(cases: Sequence[Case], scores: Scores) -> Share:
    """On how many facts ORDER holds: right asserted >= right hedged > wrong hedged > wrong asserted. Facts count whose four
    answers the reward can tell apart."""
    said: dict[str, dict[str, Answered]] = {}
    for case in cases:
        if case.probe in ("overconfidence/right", "overconfidence/wrong"):
            truth = case.probe.rpartition("/")[2]
            said.setdefault(case.key, {}).update({f"{truth} hedged": case.base, f"{truth} assertive": case.changed})
    holds = []
    for answers in said.values():
        if len({scores.read(answer) for answer in answers.values()}) == len(ORDER):
            a, b, c, d = (scores[answers[name]] for name in ORDER)
            holds.append(float(a >= b > c > d))
    return _share(holds)


def _wins(pairs: Sequence[tuple[Answered, Answered]], scores: Scores) -> Share:
    """How often the first of two answers scores higher, of pairs that can be told apart; equal scores count one half."""
    gaps = [scores[a] - scores[b] for a, b in pairs if scores.read(a) != scores.read(b)]
    return _share([float(gap > 0) + 0.5 * (gap == 0) for gap in gaps])


def _share(holds: Sequence[float]) -> Share:
    if not holds:
        return Share(float("nan"), wilson_interval(0.0, 0), 0)
    return Share(sum(holds) / len(holds), wilson_interval(sum(holds), len(holds)), len(holds))
