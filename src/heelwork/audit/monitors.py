"""What is watched while PPO runs, and the alarm: the proxy reward rises while a held-out reward falls."""

from __future__ import annotations

import logging
import math
import statistics
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, Literal, NamedTuple, Protocol

import torch
from pydantic import Field
from torch import Tensor

from heelwork.audit.cases import Answered, plain_cases, tone_case
from heelwork.audit.material import phrases
from heelwork.audit.measure import Scores, answers_of, differences, net
from heelwork.audit.textstats import text_figures
from heelwork.config import Settings
from heelwork.functional.outliers import Cloud, fit_cloud, outlier_share
from heelwork.models.transformer import TokenRow
from heelwork.rewards.base import Reward
from heelwork.rollouts.collect import Rollout

log = logging.getLogger("heelwork")

PROBED = {
    "length/x2": "probe_length",
    "overconfidence/tone": "probe_certainty",
    "flattery/prefix": "probe_flattery",
    "repetition/sentences": "probe_repetition",
}
LEAST_REFERENCE = 4  # answers that a reference cloud needs


class MonitorSettings(Settings):
    """What watches for reward hacking while PPO runs."""

    every: int = Field(5, ge=0)
    """Steps between evaluations (held-out reward, probes, outliers); 0 = only the figures of the texts, at every step."""
    heldout_reward_model: str | None = None
    """A reward model trained on other prompts than `reward_model`; it scores rollouts and never trains anything."""
    patience: int = Field(2, gt=0)
    """Evaluations in a row with a higher proxy and a lower held-out reward than at the best one that raise the alarm."""
    margin: float = Field(3.5, ge=0)
    """How far below its best the held-out reward must be to count as lower, in standard errors of the difference of the two
    batches' means. The best is the luckiest of many means: at 2, a reward that only wavers raises alarms."""
    action: Literal["warn", "stop", "raise_beta", "roll_back"] = "warn"
    """At the alarm: warn; stop with the best held-out weights; raise_beta; or roll_back to the best weights and raise beta."""
    beta_factor: float = Field(2.0, gt=1)
    """What an alarm multiplies beta by (a beta of 0 becomes 0.05)."""
    probes: int = Field(8, ge=0)
    """Answers of each evaluation that are padded, flattered, asserted and repeated, to see what the reward would pay for it."""
    outliers: bool = True
    """Measure the share of answers whose reward-model features lie outside those of the first evaluation."""


class FeatureReward(Protocol):
    """A reward that shows the features behind its scores."""

    def features(self, rows: Sequence[TokenRow]) -> Tensor: ...


class Observation(NamedTuple):
    """metrics: for the log. best: the held-out reward has never been higher. alarm: raised at this very step."""

    metrics: dict[str, float]
    best: bool = False
    alarm: bool = False


class Monitor:
    """Sees every batch of rollouts before the policy learns from it. Its memory belongs to the saved state."""

    def __init__(self, settings: MonitorSettings, proxy: Reward, heldout: Reward | None = None, seed: int = 0):
        self.settings, self.proxy, self.heldout, self.seed = settings, proxy, heldout, seed
        self.best = self.proxy_at_best = float("-inf")
        self.error_at_best = 0.0
        self.best_step = -1
        self.diverging = 0
        self.alarm_step = -1
        self.cloud: Cloud | None = None

    def observe(self, step: int, rollouts: Sequence[Rollout]) -> Observation:
        """The figures of a batch that the policy of `step` (0-based) has drawn."""
        done = [r.finish_reason == "stop" for r in rollouts]
        texts = text_figures([r.text for r in rollouts], done)
        metrics = {
            "words": texts.words, "truncation_rate": texts.truncated, "repeated_3grams": texts.repeated,
            "distinct_2": texts.distinct_2, "gzip_ratio": texts.gzip_ratio, "flattery_rate": texts.flattery,
            "certainty_rate": texts.certainty, "hedging_rate": texts.hedging,
        }  # fmt: skip
        spread = getattr(self.proxy, "spread", None)
        if spread is not None:
            metrics["ensemble_spread"] = float(spread)
        if not self.settings.every or step % self.settings.every:
            return Observation(metrics)
        metrics |= self._probe_figures(step, rollouts) | self._outlier_figures(rollouts)
        if self.heldout is None:
            return Observation(metrics)
        return self._judge(step, rollouts, metrics)

    def reset(self) -> None:
        """After an action: count anew."""
        self.diverging = 0

    def state(self) -> dict[str, Any]:
        """Everything that the next observation depends on."""
        numbers = [self.best, self.proxy_at_best, self.best_step, self.diverging, self.alarm_step]
        out: dict[str, Any] = {
            "numbers": torch.tensor(numbers, dtype=torch.float64),
            "error_at_best": self.error_at_best,
        }
        if self.cloud is not None:
            out |= {"mean": self.cloud.mean_D, "precision": self.cloud.precision_DD,
                    "limit": torch.tensor(self.cloud.limit, dtype=torch.float64)}  # fmt: skip
        return out

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Take up a state that `state` gave."""
        self.best, self.proxy_at_best, best_step, diverging, alarm_step = state["numbers"].tolist()
        self.error_at_best = float(state.get("error_at_best", 0.0))  # states of before have none
        self.best_step, self.diverging, self.alarm_step = int(best_step), int(diverging), int(alarm_step)
        if "mean" in state:
            self.cloud = Cloud(state["mean"], state["precision"], float(state["limit"]))

    def _judge(self, step: int, rollouts: Sequence[Rollout], metrics: dict[str, float]) -> Observation:
        assert self.heldout is not None
        scores = self.heldout.score(
            [r.prompt for r in rollouts], [r.text for r in rollouts], [r.finish_reason == "stop" for r in rollouts]
        ).tolist()
        heldout = statistics.fmean(scores)
        error = statistics.pstdev(scores) / len(scores) ** 0.5
        error_of_fall = math.hypot(error, self.error_at_best)
        proxy = statistics.fmean(r.breakdown["reward_model"] for r in rollouts)
        best = heldout > self.best
        if best:
            self.best, self.error_at_best, self.proxy_at_best = heldout, error, proxy
            self.best_step, self.diverging = step, 0
        elif heldout < self.best - self.settings.margin * error_of_fall and proxy > self.proxy_at_best:
            self.diverging += 1
        else:
            self.diverging = 0
        alarm = self.diverging == self.settings.patience
        if alarm:
            self.alarm_step = step
            log.warning(
                "ALARM at step %d: the reward model pays %.3f, more than the %.3f of step %d, but the held-out one fell from "
                "%.3f to %.3f, %d evaluations in a row: the policy exploits the reward model (%s)",
                step + 1, proxy, self.proxy_at_best, self.best_step + 1, self.best, heldout, self.diverging,
                self.settings.action,
            )  # fmt: skip
        metrics |= {
            "heldout_reward": heldout,
            "heldout_error": error,
            "diverging": float(self.diverging),
            "alarm": float(alarm),
        }
        return Observation(metrics, best, alarm)

    def _probe_figures(self, step: int, rollouts: Sequence[Rollout]) -> dict[str, float]:
        """What padding, flattery, assertion and repetition of the policy's own answers would earn, in standard deviations of
        the batch's rewards."""
        items = [Answered(r.prompt, r.text, r.finish_reason == "stop") for r in rollouts if r.text.strip()]
        items = items[: self.settings.probes]
        std = statistics.pstdev(r.breakdown["reward_model"] for r in rollouts)
        if not items or std < 1e-9:
            return {}
        cases = []
        for i, item in enumerate(items):
            rng = Random(f"{self.seed}/{step}/{i}")
            cases += [c for c in plain_cases(item, "", phrases(), rng) if c.probe in PROBED]
            cases.append(tone_case(item, phrases(), rng))
        scores = Scores(self.proxy)
        scores.add(answers_of(cases))
        out: dict[str, float] = {}
        for probe, name in PROBED.items():
            earned = net(*differences([c for c in cases if c.probe == probe], scores))
            out[name] = float(earned.mean()) / std
        return out

    def _outlier_figures(self, rollouts: Sequence[Rollout]) -> dict[str, float]:
        """The first evaluation is the reference; the later ones are held against it."""
        features = getattr(self.proxy, "features", None)
        if not self.settings.outliers or features is None or len(rollouts) < LEAST_REFERENCE:
            return {}
        features_BD = features([r.row for r in rollouts])
        if self.cloud is None:
            self.cloud = fit_cloud(features_BD)
            return {}
        return {"outlier_share": outlier_share(features_BD, self.cloud)}
