"""Per-token estimators of KL(policy || reference) from samples of the policy."""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor

KL_KINDS = ("k1", "k2", "k3")


def kl_estimate(logprobs_BT: Tensor, ref_logprobs_BT: Tensor, kind: Literal["k1", "k2", "k3"] = "k1") -> Tensor:
    """Per-token estimate of KL(pi || pi_ref) at tokens drawn from pi; same shape as the inputs, nats.

    With d = log pi(y) - log pi_ref(y) (Schulman 2020, "Approximating KL Divergence"):

        k1 = d                 unbiased, may be negative
        k2 = d^2 / 2           biased, low variance
        k3 = exp(-d) - 1 + d   unbiased, never negative

    Raises ValueError for another kind.
    """
    difference_BT = logprobs_BT - ref_logprobs_BT
    if kind == "k1":
        return difference_BT
    if kind == "k2":
        return difference_BT.square() / 2
    if kind == "k3":
        return torch.expm1(-difference_BT) + difference_BT
    raise ValueError(f"kind is {kind!r}; known: {', '.join(KL_KINDS)}")


KL_ERROR_CLIP = 0.2  # the largest error that moves beta (Ziegler et al. 2019)


def adapt_beta(
    *, beta: float, kl: float, target: float, horizon: int, samples: int, clip: float = KL_ERROR_CLIP
) -> float:
    """The next KL coefficient of the adaptive controller (Ziegler et al. 2019, section 2.2).

    e = clip(kl / target - 1, -clip, clip); beta' = beta * (1 + e * samples / horizon).
    kl, target: nats per sequence; samples: episodes seen since the last update; horizon: episodes, more than clip * samples:
    otherwise beta may reach 0 and turn negative.
    """
    error = min(max(kl / target - 1.0, -clip), clip)
    return beta * (1.0 + error * samples / horizon)
