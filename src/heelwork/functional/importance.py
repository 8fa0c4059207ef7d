"""Weights that mend what a sampler's numbers and the trainer's disagree on."""

from __future__ import annotations

import torch
from torch import Tensor

from heelwork.functional.masked import masked_mean


def truncated_importance_weights(
    *, trainer_logprobs_BT: Tensor, sampler_logprobs_BT: Tensor, mask_BT: Tensor, limit: float
) -> tuple[Tensor, dict[str, Tensor]]:
    """min(pi_trainer / pi_sampler, limit) at every counted token, 1 elsewhere and where the sampler told nothing (NaN).

        w_t = min(exp(log pi_trainer(y_t) - log pi_sampler(y_t)), C)

    Another engine, another precision or older weights draw from a slightly other distribution than the trainer thinks;
    the weights make the gradient's expectation the trainer's again, truncated so that no token dominates (Espeholt et
    al. 2018, equation 1; Yao et al. 2025, "Your efficient RL framework secretly brings you off-policy RL training").
    No gradient flows through them. Metrics: mismatch_mean = the mean weight before truncation, mismatch_kl = the k1 estimate of
    KL(sampler || trainer) in nats a token, truncated = share of tokens at the limit, untold = share of NaN.
    """
    keep_BT = mask_BT.bool()
    told_BT = keep_BT & torch.isfinite(sampler_logprobs_BT)
    gap_BT = torch.where(
        told_BT, trainer_logprobs_BT.detach() - sampler_logprobs_BT, torch.zeros_like(trainer_logprobs_BT)
    )
    ratio_BT = gap_BT.exp()
    metrics = {
        "mismatch_mean": masked_mean(ratio_BT, mask_BT),
        "mismatch_kl": masked_mean(-gap_BT, mask_BT),
        "truncated": masked_mean((ratio_BT > limit).to(ratio_BT.dtype), mask_BT),
        "untold": masked_mean((keep_BT & ~told_BT).to(ratio_BT.dtype), mask_BT),
    }
    return ratio_BT.clamp(max=limit), metrics
