"""From answers to rates: what each check said, whether the answer passed, shares with Wilson intervals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from heelwork.functional.statistics import wilson_interval
from heelwork.probes.checks.catalog import JUDGE, Use
from heelwork.probes.suite import Probe
from heelwork.records import Message


@dataclass(frozen=True)
class Answered:
    """One answer to a probe. conversation: up to the last user turn. counts: false where the first answer of several failed
    its own checks, so that the probe says nothing.

    verdicts: for each check whether it is met; none = the judge did not say.
    """

    suite: str
    probe: Probe
    model: str
    sample: int
    conversation: tuple[Message, ...]
    text: str
    finish_reason: str
    verdicts: tuple[tuple[Use, bool | None], ...] = field(default=())
    counts: bool = True

    @property
    def passed(self) -> bool | None:
        """All checks met: true; one not met: false; otherwise not known."""
        said = [verdict for _, verdict in self.verdicts]
        if False in said:
            return False
        return None if None in said else True

    @property
    def failed_checks(self) -> list[str]:
        """The checks that are not met, with their parameters."""
        return [use.full for use, verdict in self.verdicts if verdict is False]


def check(answered: Answered, judged: dict[str, bool | None]) -> Answered:
    """The answer with its verdicts. judged: what the judge said to each question it was asked about this answer."""
    asked = next(m.content for m in reversed(answered.conversation) if m.role == "user")
    verdicts = []
    for use in answered.probe.checks:
        if use.name == JUDGE:
            said = judged.get(use.parameters["question"])
            verdicts.append((use, None if said is None else said == use.wanted))
        else:
            verdicts.append((use, use.test(answered.text, asked)))
    return Answered(**{**answered.__dict__, "verdicts": tuple(verdicts)})


def share(outcomes: Iterable[float | None]) -> dict[str, Any]:
    """{"rate", "interval" (95%, Wilson), "n", "abstained"} of yes and no (one half: a tie); rate is none
    where n is 0."""
    said = list(outcomes)
    known = [s for s in said if s is not None]
    rate = sum(known) / len(known) if known else None
    return {
        "rate": rate,
        "interval": list(wilson_interval(sum(known), len(known))),
        "n": len(known),
        "abstained": len(said) - len(known),
    }


def summary(answers: Sequence[Answered]) -> dict[str, Any]:
    """Rates over one model's answers to one suite: all checks, each check, each group, and flips within pairs.

    Answers to one probe are not independent: with several samples the intervals, which count answers, are too narrow.
    """
    counted = [a for a in answers if a.counts]
    labels = dict.fromkeys(use.label for a in counted for use, _ in a.verdicts)
    groups = dict.fromkeys(a.probe.group for a in counted if a.probe.group)
    out = {
        "passed": share(a.passed for a in counted),
        "checks": {label: share(v for a in counted for u, v in a.verdicts if u.label == label) for label in labels},
        "groups": {group: share(a.passed for a in counted if a.probe.group == group) for group in groups},
        "skipped": len(answers) - len(counted),
    }
    pairs = _flips(counted)
    return {**out, "flips": share(pairs)} if pairs else out


def _flips(answers: Sequence[Answered]) -> list[bool | None]:
    """For each pair and sample, whether its probes fared differently."""
    found: dict[tuple[str, int], list[bool | None]] = {}
    for a in answers:
        if a.probe.pair:
            found.setdefault((a.probe.pair, a.sample), []).append(a.passed)
    return [None if None in said else len(set(said)) > 1 for said in found.values() if len(said) > 1]
