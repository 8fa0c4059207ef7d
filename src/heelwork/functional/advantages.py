"""Generalised advantage estimation over right-padded rows."""

from __future__ import annotations

import torch
from torch import Tensor


def gae(rewards_BT: Tensor, values_BT: Tensor, mask_BT: Tensor, gamma: float, lam: float) -> tuple[Tensor, Tensor]:
    """GAE(gamma, lambda) and the returns it implies (Schulman et al. 2016, equation 16).

        delta_t = r_t + gamma V_{t+1} - V_t        A_t = delta_t + gamma lambda A_{t+1}        R_t = A_t + V_t

    The state after the last counted token is terminal: its value is 0. Counted tokens need not be contiguous: masked
    positions are passed over as if they were not there, and come back as 0 in both results. Never reads a masked
    value, so NaN in padding stays there. Returns (advantages_BT, returns_BT), neither with a gradient.
    """
    with torch.no_grad():
        keep_BT = mask_BT.bool()
        zero = torch.zeros((), dtype=values_BT.dtype, device=values_BT.device)
        advantages_BT = torch.zeros_like(values_BT)
        next_advantage_B = torch.zeros_like(values_BT[:, 0]) if values_BT.shape[1] else values_BT.new_zeros(0)
        next_value_B = next_advantage_B.clone()
        for t in range(values_BT.shape[1] - 1, -1, -1):
            keep_B, value_B = keep_BT[:, t], values_BT[:, t]
            delta_B = rewards_BT[:, t] + gamma * next_value_B - value_B
            advantage_B = delta_B + gamma * lam * next_advantage_B
            advantages_BT[:, t] = torch.where(keep_B, advantage_B, zero)
            next_advantage_B = torch.where(keep_B, advantage_B, next_advantage_B)
            next_value_B = torch.where(keep_B, value_B, next_value_B)
        returns_BT = torch.where(keep_BT, advantages_BT + values_BT, zero)
    return advantages_BT, returns_BT
