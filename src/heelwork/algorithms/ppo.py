"""PPO for language models: a KL penalty in every token's reward, GAE, and the clipped objective.

    r_t = -beta KL_t + [t is the last token] score        A, R = GAE(gamma, lambda)        maximise min(rho A, clip(rho) A)

(Schulman et al. 2017; Ziegler et al. 2019; InstructGPT.)
"""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import torch
from pydantic import Field, model_validator
from torch import Tensor

from heelwork.config import Settings
from heelwork.errors import ConfigError
from heelwork.functional import (
    KL_ERROR_CLIP,
    adapt_beta,
    explained_variance,
    gae,
    kl_estimate,
    masked_mean,
    masked_var,
    ppo_policy_loss,
    truncated_importance_weights,
    value_loss,
    whiten,
)
from heelwork.rollouts.experience import Experience
from heelwork.training.engine import Loss, Outputs

log = logging.getLogger("heelwork")

USUAL_BETA = (0.02, 0.5)


class PpoAlgorithm(Settings):
    """PPO's own numbers."""

    epochs: int = Field(4, gt=0)
    """Passes over each batch of rollouts, shuffled anew each time."""
    minibatches: int = Field(4, gt=0)
    """Optimiser steps of one pass."""
    clip: float = Field(0.2, gt=0)
    """The ratio new/old is clipped to [1 - clip, 1 + clip]."""
    value_clip: float = Field(0.2, ge=0)
    """Values may move this far from the old ones, in units of the reward; 0 = no clipping."""
    value_coefficient: float = Field(0.1, gt=0)
    """Weight of the value loss."""
    gamma: float = Field(1.0, gt=0, le=1)
    """Discount of future rewards."""
    lam: float = Field(0.95, ge=0, le=1)
    """GAE's lambda: 1 = Monte-Carlo returns, 0 = one-step temporal differences."""
    beta: float = Field(0.05, ge=0)
    """Weight of the KL penalty; with kl_target, where it starts. Usual: 0.02 to 0.5."""
    kl_kind: Literal["k1", "k2", "k3"] = "k1"
    """Estimator of the per-token KL to the SFT policy."""
    kl_target: float | None = Field(None, gt=0)
    """Adapt beta towards this KL in nats per answer (Ziegler et al. 2019); none = beta stays fixed."""
    kl_horizon: int = Field(10_000, gt=0)
    """How slowly beta adapts, in episodes."""
    whiten_rewards: bool = False
    """Scale the per-token rewards of a batch to unit variance, mean kept."""
    whiten_advantages: bool = True
    """Scale the advantages of the whole batch to mean 0 and variance 1."""
    target_kl: float | None = Field(None, gt=0)
    """Leave the remaining passes out once the mean KL(old, new) of a minibatch exceeds this, in nats per token."""
    entropy_coefficient: float = Field(0.0, ge=0)
    """Weight of an entropy bonus."""
    importance_limit: float | None = Field(None, gt=0)
    """Weigh tokens by pi_trainer / pi_sampler, truncated here: for samplers outside the process and rollouts drawn ahead
    (usual: 2); none = every token counts 1."""

    @model_validator(mode="after")
    def _usual_beta(self) -> PpoAlgorithm:
        if not USUAL_BETA[0] <= self.beta <= USUAL_BETA[1]:
            log.warning("ppo: beta is %g, outside the usual %g to %g", self.beta, *USUAL_BETA)
        return self


class Signal(NamedTuple):
    """What the losses learn from, and the figures of the batch."""

    advantages_BT: Tensor
    returns_BT: Tensor
    weights_BT: Tensor
    metrics: dict[str, float]


class KlController:
    """beta, fixed or adaptive; its value belongs to the saved state."""

    def __init__(self, settings: PpoAlgorithm):
        self.settings, self.beta = settings, settings.beta

    def update(self, kl: float, episodes: int) -> None:
        """Take note of the KL of a batch, in nats per answer."""
        if self.settings.kl_target is not None:
            self.beta = adapt_beta(
                beta=self.beta,
                kl=kl,
                target=self.settings.kl_target,
                horizon=self.settings.kl_horizon,
                samples=episodes,
            )

    def state(self) -> dict[str, Any]:
        return {"beta": self.beta}

    def load_state(self, state: Mapping[str, Any]) -> None:
        self.beta = float(state["beta"])


def check_batch(settings: PpoAlgorithm, batch_size: int) -> None:
    """Raise ConfigError where the rollouts cannot be cut into the minibatches asked for, or beta could turn negative."""
    if batch_size % settings.minibatches:
        raise ConfigError(
            f"ppo: batch_size {batch_size} is not a multiple of minibatches {settings.minibatches}; the passes would "
            "weigh rollouts unequally. Change one of them"
        )
    least = math.floor(KL_ERROR_CLIP * batch_size) + 1
    if settings.kl_target is not None and settings.kl_horizon < least:
        raise ConfigError(
            f"ppo: kl_horizon {settings.kl_horizon} is too short for batch_size {batch_size}: one step could take all of beta "
            f"away and more, which pays the policy for leaving the reference. Set kl_horizon to at least {least}"
        )


def token_rewards(*, scores_B: Tensor, kl_BT: Tensor, mask_BT: Tensor, beta: float) -> Tensor:
    """rewards_BT: -beta KL_t at every counted token, plus the score at each row's last counted token."""
    keep_BT = mask_BT.bool()
    rewards_BT = torch.where(keep_BT, -beta * kl_BT, torch.zeros_like(kl_BT))
    position_T = torch.arange(mask_BT.shape[1], device=mask_BT.device)
    last_B = torch.where(keep_BT, position_T, torch.full_like(position_T, -1)).max(1).values
    assert bool((last_B >= 0).all()), "every rollout has at least one token"
    rewards_BT[torch.arange(len(last_B), device=last_B.device), last_B] += scores_B.to(rewards_BT.dtype)
    return rewards_BT


def signal(experience: Experience, settings: PpoAlgorithm, beta: float) -> Signal:
    """Advantages and returns of a batch, whitened over the whole batch, and its figures.

    Metrics: kl = the k1 estimate summed over each answer and averaged, nats; kl_token = the same per token with
    `kl_kind`; sqrt_kl, the distance that over-optimisation is plotted against.
    """
    mask_BT = experience.mask_BT
    k1_BT = kl_estimate(experience.logprobs_BT, experience.ref_logprobs_BT, "k1")
    kl_BT = kl_estimate(experience.logprobs_BT, experience.ref_logprobs_BT, settings.kl_kind)
    rewards_BT = token_rewards(scores_B=experience.scores_B, kl_BT=kl_BT, mask_BT=mask_BT, beta=beta)
    if settings.whiten_rewards:
        rewards_BT = whiten(rewards_BT, mask_BT, shift_mean=False)
    advantages_BT, returns_BT = gae(rewards_BT, experience.values_BT, mask_BT, settings.gamma, settings.lam)
    kl = float(torch.where(mask_BT, k1_BT, 0.0).sum(1).mean())
    metrics = {
        "kl": kl,
        "sqrt_kl": max(0.0, kl) ** 0.5,
        "kl_token": float(masked_mean(kl_BT, mask_BT)),
        "reward_with_kl": float(torch.where(mask_BT, rewards_BT, 0.0).sum(1).mean()),
        "entropy": float(masked_mean(experience.entropy_BT, mask_BT)),
        "advantage_mean": float(masked_mean(advantages_BT, mask_BT)),
        "advantage_std": float(masked_var(advantages_BT, mask_BT).sqrt()),
        "return_mean": float(masked_mean(returns_BT, mask_BT)),
        "explained_variance": float(explained_variance(experience.values_BT, returns_BT, mask_BT)),
        "beta": beta,
    }
    if settings.whiten_advantages:
        advantages_BT = whiten(advantages_BT, mask_BT)
    weights_BT, mismatch = truncated_importance_weights(
        trainer_logprobs_BT=experience.logprobs_BT, sampler_logprobs_BT=experience.sampler_logprobs_BT, mask_BT=mask_BT,
        limit=settings.importance_limit or float("inf"),
    )  # fmt: skip
    if settings.importance_limit is None:
        weights_BT = torch.ones_like(weights_BT)
    metrics |= {name: float(value) for name, value in mismatch.items()}
    return Signal(advantages_BT, returns_BT, weights_BT, metrics)


def policy_loss(settings: PpoAlgorithm) -> Loss:
    """The clipped objective, with an entropy bonus where one is set."""

    def function(out: Outputs, tensors: Mapping[str, Tensor]) -> tuple[Tensor, dict[str, Tensor]]:
        assert out.logprobs_BT is not None and out.entropy_BT is not None
        loss, metrics = ppo_policy_loss(
            out.logprobs_BT, tensors["old_logprobs_BT"], tensors["advantages_BT"], out.mask_BT, settings.clip,
            tensors["weights_BT"],
        )  # fmt: skip
        if settings.entropy_coefficient:
            loss = loss - settings.entropy_coefficient * masked_mean(out.entropy_BT, out.mask_BT)
        return loss, metrics

    return Loss(function, unit="tokens", reads="logprobs")


def critic_loss(settings: PpoAlgorithm) -> Loss:
    """The clipped value loss times its coefficient."""

    def function(out: Outputs, tensors: Mapping[str, Tensor]) -> tuple[Tensor, dict[str, Tensor]]:
        assert out.values_BT is not None
        loss, metrics = value_loss(
            out.values_BT, tensors["old_values_BT"], tensors["returns_BT"], out.mask_BT, settings.value_clip
        )
        return settings.value_coefficient * loss, metrics

    return Loss(function, unit="tokens", reads="values")


def shared_loss(settings: PpoAlgorithm) -> Loss:
    """Policy and critic on one trunk: the sum of both losses, from one pass."""
    policy, critic = policy_loss(settings), critic_loss(settings)

    def function(out: Outputs, tensors: Mapping[str, Tensor]) -> tuple[Tensor, dict[str, Tensor]]:
        policys, metrics = policy.function(out, tensors)
        critics, more = critic.function(out, tensors)
        return policys + critics, metrics | more

    return Loss(function, unit="tokens", reads="logprobs and values")
