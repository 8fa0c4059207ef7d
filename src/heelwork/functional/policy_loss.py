"""PPO's clipped policy objective."""

from __future__ import annotations

import torch
from torch import Tensor

from heelwork.functional.masked import masked_mean


def ppo_policy_loss(
    logprobs_BT: Tensor,
    old_logprobs_BT: Tensor,
    advantages_BT: Tensor,
    mask_BT: Tensor,
    clip: float,
    weights_BT: Tensor | None = None,
) -> tuple[Tensor, dict[str, Tensor]]:
    """The clipped surrogate (Schulman et al. 2017, equation 7), negated, as a mean over counted tokens.

        rho = exp(logp - logp_old)        L = -mean w min(rho A, clip(rho, 1 - clip, 1 + clip) A)

    weights_BT: constant weights w of the tokens, from `truncated_importance_weights`; none = all 1.

    Metrics: ratio_mean, ratio_max, clipfrac (share of tokens where the clipped term is the smaller one, so that the
    gradient is stopped) and approx_kl = mean (rho - 1 - log rho), the k3 estimate of KL(old || new) in nats a token.
    """
    keep_BT = mask_BT.bool()
    zero = torch.zeros((), dtype=logprobs_BT.dtype, device=logprobs_BT.device)
    log_ratio_BT = torch.where(keep_BT, logprobs_BT - old_logprobs_BT, zero)
    advantages_BT = torch.where(keep_BT, advantages_BT, zero)
    ratio_BT = torch.exp(log_ratio_BT)
    plain_BT = ratio_BT * advantages_BT
    clipped_BT = ratio_BT.clamp(1.0 - clip, 1.0 + clip) * advantages_BT
    surrogate_BT = torch.minimum(plain_BT, clipped_BT)
    loss = -masked_mean(surrogate_BT if weights_BT is None else weights_BT * surrogate_BT, mask_BT)
    with torch.no_grad():
        metrics = {
            "policy_loss": loss.detach(),
            "ratio_mean": masked_mean(ratio_BT, mask_BT),
            "ratio_max": torch.where(keep_BT, ratio_BT, zero).max() if ratio_BT.numel() else zero,
            "clipfrac": masked_mean((clipped_BT < plain_BT).to(ratio_BT.dtype), mask_BT),
            "approx_kl": masked_mean(torch.expm1(log_ratio_BT) - log_ratio_BT, mask_BT),
        }
    return loss, metrics
