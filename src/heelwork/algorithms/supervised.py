"""The supervised losses: the next token (pretraining, SFT) and rankings (reward model)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from torch import Tensor

from heelwork.functional import plackett_luce_loss, ranking_pairs_loss, sft_loss
from heelwork.training.engine import Loss, Outputs


def _next_token(out: Outputs, _: Mapping[str, Tensor]) -> tuple[Tensor, dict[str, Tensor]]:
    assert out.logprobs_BT is not None
    return sft_loss(out.logprobs_BT, out.mask_BT)


NEXT_TOKEN_LOSS = Loss(_next_token, unit="tokens", reads="logprobs")
"""Cross-entropy of the counted tokens."""


def ranking_loss(kind: Literal["bradley_terry", "plackett_luce"], label_smoothing: float) -> Loss:
    """A loss over groups. The batch's tensors: ranks [G, K] (1 = best, 0 = padding), margin [G], target [G] (NaN = none)."""

    def function(out: Outputs, tensors: Mapping[str, Tensor]) -> tuple[Tensor, dict[str, Tensor]]:
        assert out.scores_GK is not None
        ranks_GK = tensors["ranks"][:, : out.scores_GK.shape[1]]
        if kind == "plackett_luce":
            return plackett_luce_loss(out.scores_GK, ranks_GK)
        return ranking_pairs_loss(out.scores_GK, ranks_GK, label_smoothing, tensors["margin"], tensors["target"])

    return Loss(function, unit="groups", reads="scores")
