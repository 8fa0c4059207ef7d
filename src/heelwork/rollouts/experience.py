"""Rollouts -> tensors: the one crossing from records to what an algorithm computes with."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from heelwork.models.loading import adapters_off
from heelwork.models.transformer import TokenRow
from heelwork.rollouts.collect import Rollout
from heelwork.training.engine import Batch, Engine


class Experience(NamedTuple):
    """B rollouts as tensors. Log-probabilities are those of the trainer, at the sampling temperature, computed once;
    sampler_logprobs_BT are what the sampler told, NaN where it told nothing."""

    rows: list[TokenRow]
    scores_B: Tensor
    logprobs_BT: Tensor
    sampler_logprobs_BT: Tensor
    ref_logprobs_BT: Tensor
    values_BT: Tensor
    entropy_BT: Tensor
    mask_BT: Tensor


def make_experience(
    rollouts: Sequence[Rollout], *, policy: Engine, reference: Engine | None, critic: Engine
) -> Experience:
    """reference: an engine of the SFT policy; none = the policy's own base with its adapters off."""
    batch = Batch([r.row for r in rollouts])
    if critic is policy:
        logprobs_BT, entropy_BT, mask_BT, values_BT = policy.logprobs_and_values(batch)
    else:
        logprobs_BT, entropy_BT, mask_BT = policy.logprobs(batch)
        values_BT = critic.values(batch)
    with adapters_off(policy.model.network) if reference is None else contextlib.nullcontext():
        ref_logprobs_BT, _, _ = (reference or policy).logprobs(batch)
    return Experience(
        rows=list(batch.rows),
        scores_B=torch.tensor([r.score for r in rollouts], device=logprobs_BT.device),
        logprobs_BT=logprobs_BT,
        sampler_logprobs_BT=_told(rollouts, logprobs_BT),
        ref_logprobs_BT=ref_logprobs_BT,
        values_BT=values_BT,
        entropy_BT=entropy_BT,
        mask_BT=mask_BT,
    )


def _told(rollouts: Sequence[Rollout], like_BT: Tensor) -> Tensor:
    """The sampler's log-probabilities in the grid of the counted tokens; a row that was cut keeps its first ones."""
    out_BT = torch.full_like(like_BT, float("nan"))
    for row, rollout in zip(out_BT, rollouts, strict=True):
        told = torch.tensor(rollout.logprobs[: len(row)], dtype=row.dtype, device=row.device)
        row[: len(told)] = told
    return out_BT
