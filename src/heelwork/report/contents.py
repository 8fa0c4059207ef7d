"""What a report is made of: frozen records, read from a run directory and shown as a page, as JSON and as a model card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Turn:
    """One turn of a prompt."""

    role: str
    content: str


@dataclass(frozen=True)
class Answer:
    """A model's answer. ended: it stopped by itself; passed: what a check said of it; None = not known, not checked."""

    text: str
    ended: bool | None = None
    passed: bool | None = None
    reason: str = ""


@dataclass(frozen=True)
class Row:
    """One prompt and what every model answered. source: the file that the row comes from."""

    prompt: tuple[Turn, ...]
    answers: Mapping[str, Answer]
    behaviour: str = ""
    source: str = ""


@dataclass(frozen=True)
class DataFile:
    """A file that a stage learned from. records, kinds: how many lines it has and who ranked them, where it is at hand."""

    name: str
    sha256: str
    records: int | None = None
    kinds: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Stage:
    """One stage of the run. metrics: its metrics.jsonl; total: steps that it is to take, where its settings say so.

    kind: what it is by its settings (sft, reward, ppo, ...); RL-CAI is of kind ppo, its preference model of kind reward.
    """

    name: str
    kind: str
    done: bool
    steps: int
    total: int | None
    seconds: float | None
    settings: Mapping[str, Any]
    environment: Mapping[str, Any]
    result: Mapping[str, Any]
    data: tuple[DataFile, ...]
    metrics: tuple[Mapping[str, float], ...]

    @property
    def alarms(self) -> tuple[int, ...]:
        """The steps at which the monitor of PPO raised its alarm."""
        return tuple(int(line["step"]) for line in self.metrics if line.get("alarm") and "step" in line)

    def curve(self, key: str) -> list[tuple[float, float]]:
        """(step, value) of one figure, where it was logged."""
        return [(line["step"], line[key]) for line in self.metrics if key in line and "step" in line]


@dataclass(frozen=True)
class Rollout:
    """One answer that PPO learned from, as rollouts.jsonl keeps it."""

    stage: str
    step: int
    prompt: tuple[Turn, ...]
    text: str
    score: float
    kl: float | None
    ended: bool | None
    breakdown: Mapping[str, float]


@dataclass(frozen=True)
class Share:
    """A measured quantity with its 95% interval. n: what it was measured on; note: what it is or how it was judged."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    n: int | None = None
    note: str = ""
    group: str = ""


@dataclass(frozen=True)
class Reliability:
    """Agreement of a stage's reward model with held-out preferences."""

    stage: str
    accuracy: float
    low: float
    high: float
    n: int
    ece: float
    confidence: tuple[float, ...]
    observed: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Pairing:
    """How one model fared against another, both orders asked."""

    first: str
    second: str
    win_rate: float
    low: float | None
    high: float | None
    controlled: float | None = None
    controlled_low: float | None = None
    controlled_high: float | None = None
    n: int | None = None
    sentence: str = ""

    @property
    def side(self) -> str:
        """ "above" or "below" where the interval leaves 50% out; "" where the two are not told apart."""
        if self.low is None or self.high is None:
            return ""
        return "above" if self.low > 0.5 else "below" if self.high < 0.5 else ""

    @property
    def turned(self) -> Pairing:
        """The same judgements, told from the other model's side."""
        return Pairing(
            self.second, self.first, 1 - self.win_rate, _less(self.high), _less(self.low), _less(self.controlled),
            _less(self.controlled_high), _less(self.controlled_low), self.n,
        )  # fmt: skip


def _less(share: float | None) -> float | None:
    return None if share is None else 1 - share


@dataclass(frozen=True)
class Comparison:
    """Pairwise judgements of the models. judge: who judged; notes: warnings that came with them; tied: sets of models that
    are not told apart; prompts, samples: what they were judged on, where it is known; shown: how many of the prompts stand
    in the before/after table."""

    judge: str
    models: tuple[str, ...]
    pairings: tuple[Pairing, ...]
    ratings: tuple[Share, ...]
    notes: tuple[str, ...]
    tied: tuple[tuple[str, ...], ...] = ()
    prompts: int | None = None
    samples: int | None = None
    shown: int | None = None

    def against(self, first: str, second: str) -> Pairing | None:
        """How `first` fared against `second`, if they were judged."""
        for pairing in self.pairings:
            if (pairing.first, pairing.second) == (first, second):
                return pairing
            if (pairing.second, pairing.first) == (first, second):
                return pairing.turned
        return None


@dataclass(frozen=True)
class Cured:
    """One probe of a reward model before and after its cure: how often the changed answer won, and the verdicts.

    wanted: the changed answer ought to win (a twin)."""

    probe: str
    change: str
    before: Share
    after: Share
    verdicts: tuple[str, str]
    wanted: bool = False


@dataclass(frozen=True)
class Audit:
    """The reward-hacking audit. verdicts: of each hack; bars: one for each probe, with its verdict as note; notes: what was
    measured besides; effect: the smallest preference that counts as a hack; cured: each probe before and after a cure, and
    flagged_before: what the model fell for without it."""

    subject: str
    verdicts: Mapping[str, str]
    flagged: tuple[str, ...]
    bars: tuple[Share, ...]
    notes: tuple[str, ...]
    effect: float | None = None
    cured: tuple[Cured, ...] = ()
    flagged_before: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gate:
    """Whether the judge of AI feedback was fit. failures: what it falls short in; override: the reason to use it anyway."""

    stage: str
    judge: str
    passed: bool
    failures: tuple[str, ...]
    shares: tuple[Share, ...]
    override: str = ""


@dataclass(frozen=True)
class Report:
    """All that a run directory tells. missing: what it does not hold, in words; problems: what could not be read."""

    name: str
    command: str
    rows: tuple[Row, ...]
    models: tuple[str, ...]
    stages: tuple[Stage, ...]
    rollouts: tuple[Rollout, ...]
    reliability: tuple[Reliability, ...]
    gates: tuple[Gate, ...]
    comparison: Comparison | None
    probes: tuple[Share, ...]
    audit: Audit | None
    timings: Mapping[str, float]
    recipe: str
    missing: tuple[str, ...]
    problems: tuple[str, ...]

    def stage(self, name: str) -> Stage | None:
        """The stage of this name, if the run has it."""
        return next((s for s in self.stages if s.name == name), None)

    def of_kind(self, kind: str) -> list[Stage]:
        """The stages of one kind, in order."""
        return [s for s in self.stages if s.kind == kind]

    @property
    def behaviours(self) -> tuple[str, ...]:
        """The behaviours of the rows, in order of appearance."""
        return tuple(dict.fromkeys(row.behaviour for row in self.rows if row.behaviour))
