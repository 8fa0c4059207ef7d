"""The passes of PPO over one batch of rollouts, one half-update at a time, so that a step can be left and resumed inside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from heelwork.algorithms.ppo import PpoAlgorithm, Signal, critic_loss, policy_loss, shared_loss
from heelwork.data.batching import epoch_batches
from heelwork.rollouts.collect import Rollout
from heelwork.rollouts.experience import Experience
from heelwork.rollouts.saved import experience_from, experience_state, rollouts_from, rollouts_state
from heelwork.training.engine import MAX_SUFFIX, Batch, Engine


@dataclass
class Work:
    """A batch that is being learned from. turns: half-updates done, the critic's and the policy's of each minibatch."""

    index: int
    rollouts: Sequence[Rollout]
    experience: Experience
    learned: Signal
    watched: dict[str, float]
    turns: int = 0
    half: dict[str, float] = field(default_factory=dict)
    sums: dict[str, float] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    stopped: bool = False


class Iteration:
    """Runs the passes. What it has under way belongs to the saved state: batch, signal, place and figures so far.

    critic: an engine of its own, or the policy's, where both stand on one trunk: the critic's half is then empty after the
    warm-up, in which its head alone learns, and the policy's half learns both.
    """

    def __init__(self, settings: PpoAlgorithm, *, policy: Engine, critic: Engine, seed: int, critic_warmup: int = 0):
        self.settings, self.policy, self.critic = settings, policy, critic
        self.seed, self.critic_warmup = seed, critic_warmup
        self.work: Work | None = None
        self.shared = critic is policy
        policys = shared_loss(settings) if self.shared else policy_loss(settings)
        self._losses = {"policy": policys, "critic": critic_loss(settings)}

    def under_way(self, index: int) -> Work | None:
        """The batch of step `index`, where a resumed run was left inside it."""
        return self.work if self.work is not None and self.work.index == index else None

    def update(self, work: Work, pause: Callable[[], None]) -> dict[str, float]:
        """All passes that are left; returns the figures, averaged over the minibatches (maxima: the largest).

        pause: called after every half-update; whatever it raises leaves a state from which `update` goes on.
        """
        self.work = work
        total = self.settings.epochs * self.settings.minibatches
        batches: dict[int, list[list[int]]] = {}
        while work.turns < 2 * total and not work.stopped:
            minibatch, policys_turn = divmod(work.turns, 2)
            epoch, place = divmod(minibatch, self.settings.minibatches)
            if epoch not in batches:
                size = len(work.experience.rows) // self.settings.minibatches
                order = epoch_batches(len(work.experience.rows), size, self.seed + work.index, epoch)
                batches = {epoch: list(order)}
            batch = _minibatch(work, batches[epoch][place])
            # The schedule follows the steps, also where target_kl cut earlier passes short.
            self.policy.steps_done = self.critic.steps_done = work.index * total + minibatch
            if policys_turn:
                self._policys_half(work, batch)
            else:
                self._critics_half(work, batch)
            work.turns += 1
            pause()
        return _mean(work)

    def done(self) -> None:
        """The step is over: nothing is under way."""
        self.work = None

    def state(self) -> dict[str, Any]:
        """Everything that the rest of the step depends on."""
        work = self.work
        if work is None:
            return {"work": None}
        signal = {name: value for name, value in work.learned._asdict().items() if name != "metrics"}
        return {"work": {
            "index": work.index, "turns": work.turns, "half": work.half, "sums": work.sums, "counts": work.counts,
            "stopped": work.stopped, "watched": work.watched, "rollouts": rollouts_state(work.rollouts),
            "experience": experience_state(work.experience), "signal": signal, "signal_metrics": work.learned.metrics,
        }}  # fmt: skip

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Take up a state that `state` gave."""
        saved = state["work"]
        self.work = None
        if saved is not None:
            device = self.policy.device
            rollouts = rollouts_from(saved["rollouts"])
            signal = {name: value.to(device) for name, value in saved["signal"].items()}
            self.work = Work(
                index=int(saved["index"]), rollouts=rollouts, watched=dict(saved["watched"]), turns=int(saved["turns"]),
                experience=experience_from(saved["experience"], rollouts, device),
                learned=Signal(**signal, metrics=dict(saved["signal_metrics"])), half=dict(saved["half"]),
                sums=dict(saved["sums"]), counts=dict(saved["counts"]), stopped=bool(saved["stopped"]),
            )  # fmt: skip

    def _critics_half(self, work: Work, batch: Batch) -> None:
        if self.shared and work.index >= self.critic_warmup:
            return
        metrics = self.critic.update(batch, self._losses["critic"])
        metrics.pop("lr", None)
        if "grad_norm" in metrics:
            metrics["critic_grad_norm"] = metrics.pop("grad_norm")
        work.half = metrics

    def _policys_half(self, work: Work, batch: Batch) -> None:
        # An update may raise, and the state is saved then: nothing of the critic's half may be lost before.
        learned = self.policy.update(batch, self._losses["policy"]) if work.index >= self.critic_warmup else {}
        metrics = {**work.half, **learned}
        if skipped := work.half.get("skipped", 0.0) + learned.get("skipped", 0.0):
            metrics["skipped"] = skipped
        work.half = {}
        if work.turns == 1:
            work.sums["first_ratio_max"] = metrics.get("ratio_max", 1.0)
            work.sums["first_clipfrac"] = metrics.get("clipfrac", 0.0)
        for key, value in metrics.items():
            before = work.sums.get(key)
            if before is None:
                work.sums[key] = value
            else:
                work.sums[key] = max(before, value) if key.endswith(MAX_SUFFIX) else before + value
            work.counts[key] = work.counts.get(key, 0) + 1
        limit = self.settings.target_kl
        work.stopped = limit is not None and metrics.get("approx_kl", 0.0) > limit


def _minibatch(work: Work, chosen: list[int]) -> Batch:
    tensors = {
        "old_logprobs_BT": work.experience.logprobs_BT[chosen],
        "old_values_BT": work.experience.values_BT[chosen],
        "advantages_BT": work.learned.advantages_BT[chosen],
        "returns_BT": work.learned.returns_BT[chosen],
        "weights_BT": work.learned.weights_BT[chosen],
    }
    return Batch([work.experience.rows[i] for i in chosen], tensors=tensors)


def _mean(work: Work) -> dict[str, float]:
    """Means over the minibatches that gave a figure; an update that was skipped gives none."""
    whole = (MAX_SUFFIX, "first_clipfrac", "skipped")
    out = {key: v if key.endswith(whole) else v / work.counts[key] for key, v in work.sums.items()}
    return out | {"updates": float(work.turns // 2), "stopped_early": float(work.stopped)}
