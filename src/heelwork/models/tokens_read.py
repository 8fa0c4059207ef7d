"""Which tokens of a network's last layer are read, so that no more are computed than that."""

from __future__ import annotations

import torch
from torch import Tensor

ROUND = 128  # they are filled up to a multiple of so many, so that few kernel shapes occur


class TokensRead:
    """[M] places among the packed tokens, in any order and as often as is asked.

    A known last layer computes what follows attention for these alone and says so by `taken`: its outcome is then [M', D], the
    read tokens first. Other layers give all tokens.
    """

    def __init__(self, index_M: Tensor):
        self.index_M, self.taken = index_M, False

    def take(self, *tensors_ND: Tensor) -> list[Tensor]:
        """Of each the rows of the read tokens."""
        self.taken = True
        missing = -len(self.index_M) % ROUND if len(self.index_M) > ROUND else 0
        index = torch.cat([self.index_M, self.index_M[:1].expand(missing)]) if missing else self.index_M
        return [tensor.index_select(0, index) for tensor in tensors_ND]

    def rows(self, hidden_ND: Tensor) -> Tensor:
        """[M, D] of what the network gave."""
        return hidden_ND[: len(self.index_M)] if self.taken else hidden_ND.index_select(0, self.index_M)
