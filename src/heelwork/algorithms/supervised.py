"""The supervised losses: the next token (pretraining, SFT) and rankings (reward model)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import torch
from torch import Tensor

from heelwork.functional import plackett_luce_loss, ranking_pairs_loss, sft_loss
from heelwork.training.engine import Loss, Outputs


def _next_token(out: Outputs, _: Mapping[str, Tensor]) -> tuple[Tensor, dict[str, Tensor]]:
    assert out.logprobs_BT is not None
    return sft_loss(out.logprobs_BT, out.mask_BT)


NEXT_TOKEN_LOSS = Loss(_next_token, unit="tokens", reads="logprobs")
"""Cross-entropy of the counted tokens."""


def ranking_loss(kind: Literal["bradley_terry", "plackett_luce"], label_smoothing: float) -> Loss:
    """A loss over groups. The batch's tensors: ranks [G, K] (1 = best, 0 = padding), margin [G], target [G] (NaN = none).

    Plackett-Luce knows neither margins nor soft labels: groups with a target take Bradley-Terry's pairs there too, which is
    the same at K = 2.
    """

    def function(out: Outputs, tensors: Mapping[str, Tensor]) -> tuple[Tensor, dict[str, Tensor]]:
        assert out.scores_GK is not None
        ranks_GK = tensors["ranks"][:, : out.scores_GK.shape[1]]
        if kind == "plackett_luce":
            return _whole_rankings(out.scores_GK, ranks_GK, tensors["target"])
        return ranking_pairs_loss(out.scores_GK, ranks_GK, label_smoothing, tensors["margin"], tensors["target"])

    return Loss(function, unit="groups", reads="scores")


def _whole_rankings(scores_GK: Tensor, ranks_GK: Tensor, target_G: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
    """Plackett-Luce of the groups without a target and pairs of those with one, a mean over all of them."""
    soft_G1 = ~target_G.isnan()[:, None]
    whole_GK, paired_GK = ranks_GK.masked_fill(soft_G1, 0), ranks_GK.masked_fill(~soft_G1, 0)
    whole, whole_metrics = plackett_luce_loss(scores_GK, whole_GK)
    paired, paired_metrics = ranking_pairs_loss(scores_GK, paired_GK, target_B=target_G)
    groups = torch.stack([_untied(whole_GK), _untied(paired_GK)]).to(scores_GK.dtype)
    share = groups / groups.sum().clamp(min=1)
    metrics = {name: share[0] * value + share[1] * paired_metrics[name] for name, value in whole_metrics.items()}
    return share[0] * whole + share[1] * paired, metrics


def _untied(ranks_GK: Tensor) -> Tensor:
    """How many groups hold two different ranks: those that a ranking loss is a mean over."""
    return ((ranks_GK > 0) & (ranks_GK < ranks_GK.max(1, keepdim=True).values)).any(1).sum()
