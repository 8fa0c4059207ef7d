"""Masked reductions and whitening.

Masked positions are removed with `where`, never by multiplication, because NaN x 0 = NaN.
"""

from __future__ import annotations

import torch
from torch import Tensor


def masked_sum(values: Tensor, mask: Tensor) -> Tensor:
    """Sum of `values` where `mask` is 1; a scalar. Shapes must be equal."""
    return torch.where(mask.bool(), values, torch.zeros((), dtype=values.dtype, device=values.device)).sum()


def masked_mean(values: Tensor, mask: Tensor) -> Tensor:
    """Mean of `values` where `mask` is 1; a scalar. An empty mask gives 0, so that it adds nothing to a loss."""
    count = mask.bool().sum()
    return masked_sum(values, mask) / count.clamp(min=1)


def masked_var(values: Tensor, mask: Tensor, *, unbiased: bool = True) -> Tensor:
    """Variance of `values` where `mask` is 1; a scalar.

    unbiased: divide by n - 1 (Bessel's correction), as the PPO-RLHF implementations do for whitening.
    """
    count = mask.bool().sum()
    centred = values - masked_mean(values, mask)
    total = masked_sum(centred.square(), mask)
    return total / (count - 1 if unbiased else count).clamp(min=1)


def whiten(values_BT: Tensor, mask_BT: Tensor, shift_mean: bool = True) -> Tensor:
    """Scale the masked values to unit variance, and to zero mean if `shift_mean`.

    y = (x - mean) / sqrt(var + 1e-8) [+ mean if not shift_mean], with the unbiased variance
    (Ziegler et al. 2019, "Fine-Tuning Language Models from Human Preferences"). Masked positions come back as 0.
    """
    mean = masked_mean(values_BT, mask_BT)
    whitened = (values_BT - mean) * torch.rsqrt(masked_var(values_BT, mask_BT) + 1e-8)
    if not shift_mean:
        whitened = whitened + mean
    return torch.where(mask_BT.bool(), whitened, torch.zeros((), dtype=whitened.dtype, device=whitened.device))
