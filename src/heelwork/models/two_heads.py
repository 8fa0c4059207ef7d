"""A reward model with a second head, which takes up what the preferences owe to length (Chen et al. 2024, "ODIN")."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel

from heelwork.models.transformer import Packed, ScalarModel, scalars


class TwoHeads(ScalarModel):
    """The quality head is the model's own and is all that is saved as the reward; the length head lives in training alone.

    Both are trained to explain the preferences together. seed: of the length head's first weights, N(0, 1/(d+1)) less what of
    them lies along the quality head. Heads that start alike get the same gradients and stay alike, and at |cos| = 1 the
    overlap does not push them apart either.
    """

    def __init__(self, network: PreTrainedModel, shift: float, seed: int):
        super().__init__(network, shift)
        like = self.head.weight
        # Another stream than the one that a new quality head of this seed is drawn from.
        generator = torch.Generator().manual_seed(seed + 1)
        first = torch.randn(like.shape, generator=generator) / (like.shape[1] + 1) ** 0.5
        quality = like.detach().float().cpu()
        first -= quality * (first * quality).sum() / quality.square().sum().clamp_min(1e-12)
        self.length_head = nn.Linear(like.shape[1], 1, bias=False, device=like.device, dtype=like.dtype)
        with torch.no_grad():
            self.length_head.weight.copy_(first.to(like))

    def both_scores(self, packed: Packed) -> tuple[Tensor, Tensor]:
        """(quality_B, length_B) at the rows' last tokens, of one pass."""
        hidden_BD = self.last_hidden(packed)
        return scalars(self.head, hidden_BD) - self.shift, scalars(self.length_head, hidden_BD)

    def overlap(self) -> Tensor:
        """|cos(W_Q, W_L)|: how far the heads read the same direction."""
        pair = (self.head.weight.float().flatten(), self.length_head.weight.float().flatten())
        return torch.cosine_similarity(*pair, dim=0).abs()
