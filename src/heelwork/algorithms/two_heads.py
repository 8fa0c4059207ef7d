"""ODIN's loss: two heads explain the preferences together, one of them all that length explains (Chen et al. 2024).

    L = L_rank(r_Q + r_L) + w_c (|rho(r_Q, n)| - rho(r_L, n)) + w_o |cos(W_Q, W_L)|

The correlations are over a whole batch, but gradients are added up over micro-batches. So a first pass without gradient finds
what each score pulls on the correlations, and the second pulls it by that much: the gradient is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import torch
from torch import Tensor

from heelwork.functional.length_bias import odin_length_loss, within_group_correlation
from heelwork.training.engine import Loss, LossFunction, Outputs


class Pulls(NamedTuple):
    """d L_c / d score of every answer for each head, and the correlations with length as they are."""

    quality_N: Tensor
    length_N: Tensor
    quality_correlation: float
    length_correlation: float


def pulls(quality_N: Tensor, length_N: Tensor, tokens_N: Tensor, group_N: Tensor) -> Pulls:
    """The gradient of ODIN's length loss with respect to the scores of a whole batch."""
    with torch.enable_grad():
        heads = [scores.detach().clone().requires_grad_(True) for scores in (quality_N, length_N)]
        found = torch.autograd.grad(odin_length_loss(heads[0], heads[1], tokens_N, group_N), heads)
    tokens = tokens_N.to(quality_N.dtype)
    now = [float(within_group_correlation(scores, tokens, group_N)) for scores in (quality_N, length_N)]
    return Pulls(found[0], found[1], now[0], now[1])


def two_head_loss(ranking: Loss, overlap: Callable[[], Tensor], overlap_weight: float) -> Loss:
    """The ranking loss on the sum of both heads, with the pulls in the batch's tensors: quality_pull and length_pull [G, K],
    times the batch's number of groups and their weight. overlap: |cos(W_Q, W_L)|."""

    def function(out: Outputs, tensors: Mapping[str, Tensor]) -> tuple[Tensor, dict[str, Tensor]]:
        assert out.scores_GK is not None and out.length_GK is not None
        value, metrics = ranking.function(out._replace(scores_GK=out.scores_GK + out.length_GK), tensors)
        width = out.scores_GK.shape[1]
        pulled_GK = (
            tensors["quality_pull"][:, :width] * out.scores_GK + tensors["length_pull"][:, :width] * out.length_GK
        )
        shared = overlap()
        total = value + pulled_GK.sum(1).mean() + overlap_weight * shared
        return total, {**metrics, "head_overlap": shared.detach()}

    kept: LossFunction = function
    return Loss(kept, unit="groups", reads="scores")
