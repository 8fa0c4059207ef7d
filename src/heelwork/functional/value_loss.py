"""The critic's clipped regression loss."""

from __future__ import annotations

import torch
from torch import Tensor

from heelwork.functional.masked import masked_mean, masked_var


def value_loss(
    values_BT: Tensor, old_values_BT: Tensor, returns_BT: Tensor, mask_BT: Tensor, clip: float
) -> tuple[Tensor, dict[str, Tensor]]:
    """Half the larger of the plain and the clipped squared error, as a mean over counted tokens.

        V_clip = V_old + clip(V - V_old, -clip, clip)        L = mean max((V - R)^2, (V_clip - R)^2) / 2

    (Ziegler et al. 2019; clip in units of the reward, 0 or below switches the clipping off.) Metrics: value_loss,
    value_clipfrac, value_mean.
    """
    keep_BT = mask_BT.bool()
    zero = torch.zeros((), dtype=values_BT.dtype, device=values_BT.device)
    values_BT = torch.where(keep_BT, values_BT, zero)
    old_values_BT = torch.where(keep_BT, old_values_BT, zero)
    returns_BT = torch.where(keep_BT, returns_BT, zero)
    error_BT = (values_BT - returns_BT).square()
    clipped_error_BT = error_BT
    if clip > 0:
        clipped_BT = old_values_BT + (values_BT - old_values_BT).clamp(-clip, clip)
        clipped_error_BT = (clipped_BT - returns_BT).square()
    loss = masked_mean(torch.maximum(error_BT, clipped_error_BT), mask_BT) / 2
    with torch.no_grad():
        metrics = {
            "value_loss": loss.detach(),
            "value_clipfrac": masked_mean((clipped_error_BT > error_BT).to(error_BT.dtype), mask_BT),
            "value_mean": masked_mean(values_BT, mask_BT),
        }
    return loss, metrics


def explained_variance(values_BT: Tensor, returns_BT: Tensor, mask_BT: Tensor) -> Tensor:
    """1 - Var(R - V) / Var(R) over counted tokens: 1 is a perfect critic, 0 no better than a constant; may be negative.

    Where the returns do not vary it is 0, as there is nothing to explain.
    """
    total = masked_var(returns_BT, mask_BT, unbiased=False)
    rest = masked_var(returns_BT - values_BT, mask_BT, unbiased=False)
    return torch.where(total > 0, 1.0 - rest / total.clamp(min=torch.finfo(total.dtype).tiny), torch.zeros_like(total))
