"""What an alarm does to a run: keep the best weights by the held-out reward, stop, raise beta, or roll back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from heelwork.audit.monitors import Monitor
from heelwork.rollouts.collect import Rollout
from heelwork.training.sharded import load_like

FIRST_BETA = 0.05  # what a beta of 0 is raised to


class HasBeta(Protocol):
    """What holds the weight of the KL penalty."""

    beta: float


class Guard:
    """A monitor with its hand on the policy and on beta; the best weights by the held-out reward are kept in memory."""

    def __init__(self, monitor: Monitor, policy: nn.Module, controller: HasBeta):
        self.monitor, self.policy, self.controller = monitor, policy, controller
        self.best: dict[str, Tensor] = {}
        self.stopped = False
        self._pending = False

    def before_update(self, step: int, rollouts: Sequence[Rollout]) -> dict[str, float]:
        """Look at a batch while the policy still is the one that drew it; returns metrics."""
        seen = self.monitor.observe(step, rollouts)
        if seen.best:
            self.best = {name: p.detach().clone() for name, p in self.policy.named_parameters() if p.requires_grad}
        self._pending = seen.alarm
        return seen.metrics

    def after_update(self) -> None:
        """Act on an alarm that the batch raised."""
        if not self._pending:
            return
        self._pending = False
        action = self.monitor.settings.action
        if action in ("raise_beta", "roll_back"):
            beta = self.controller.beta
            self.controller.beta = beta * self.monitor.settings.beta_factor if beta else FIRST_BETA
        if action in ("stop", "roll_back"):
            self.restore()
        self.stopped = action == "stop"
        if action != "warn":
            self.monitor.reset()

    def restore(self) -> None:
        """Give the policy its best weights back; without any it stays as it is."""
        with torch.no_grad():
            for name, parameter in self.policy.named_parameters():
                if name in self.best:
                    parameter.copy_(self.best[name])

    def state(self) -> dict[str, Any]:
        """The monitor's memory and the best weights."""
        return {"monitor": self.monitor.state(), "best": self.best, "stopped": self.stopped, "pending": self._pending}

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Take up a state that `state` gave."""
        self.monitor.load_state(state["monitor"])
        parameters = dict(self.policy.named_parameters())
        best: Mapping[str, Tensor] = state["best"]
        like = {name: parameters[name].detach() for name in best}
        self.best = {name: t.to(like[name].device) for name, t in load_like(best, like).items()}
        self.stopped, self._pending = bool(state["stopped"]), bool(state["pending"])
