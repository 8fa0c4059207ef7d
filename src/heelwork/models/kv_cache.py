"""Decoding from a static cache of keys and values: one new token for each slot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention

TOGETHER = 8  # slots of a part at least: a product of fewer is all overhead
WASTE = 1.25  # what slots may read together, against what each would read alone


class KVCache:
    """Keys and values of every layer for a fixed number of slots: [slots, max_length, kv_heads x head_dim] each.

    A token's heads lie side by side, so that a new token is one row, and one product serves all heads of a slot. Tensors are made
    on first use, so that the cache needs to know nothing of the architecture.
    """

    def __init__(self, slots: int, max_length: int):
        self.slots, self.max_length = slots, max_length
        self.keys: dict[int, Tensor] = {}
        self.values: dict[int, Tensor] = {}

    def write(self, layer: int, slots_B: Tensor | slice, key: Tensor, value: Tensor) -> None:
        """Whole prompts: key and value [B, kv_heads, L, head_dim] go to the beginning of their slots."""
        self._make(layer, key)
        for store, new in ((self.keys, key), (self.values, value)):
            store[layer][slots_B, : new.shape[2]] = new.transpose(1, 2).flatten(2)

    def append(self, layer: int, position_S: Tensor, key: Tensor, value: Tensor) -> None:
        """One token for each of the first S slots, [S, kv_heads, 1, head_dim]."""
        self._make(layer, key)
        row_S = torch.arange(len(position_S), device=position_S.device) * self.max_length + position_S
        for store, new in ((self.keys, key), (self.values, value)):
            store[layer].flatten(0, 1).index_copy_(0, row_S, new.flatten(1))

    def attend(
        self, layer: int, query: Tensor, parts: Sequence[DecodePart], scaling: float | None, window: int | None = None
    ) -> Tensor:
        """One query for each of the first S slots, [S, heads, 1, head_dim] -> the same; window = how many positions it sees."""
        heads, width = query.shape[1], query.shape[3]
        scale = width**-0.5 if scaling is None else scaling
        on_cpu = query.device.type == "cpu"
        kv_heads = self.keys[layer].shape[2] // width
        given = (
            _spread(query[:, :, 0] * scale, kv_heads) if on_cpu else query.view(-1, kv_heads, heads // kv_heads, width)
        )
        outs = []
        for part in parts:
            hidden_bL = part.hidden_bL if window is None or part.longest <= window else part.older_than(window)
            keys, values = (store[layer][part.slots, : part.longest] for store in (self.keys, self.values))
            if on_cpu:
                scores_bHL = (keys @ given[part.slots].mT).mT.contiguous()
                outs.append(torch.softmax(scores_bHL.masked_fill_(hidden_bL[:, None], -torch.inf), -1) @ values)
            else:
                keys, values = (x.unflatten(-1, (-1, width)).transpose(1, 2) for x in (keys, values))
                seen = ~hidden_bL[:, None, None]
                outs.append(scaled_dot_product_attention(given[part.slots], keys, values, attn_mask=seen, scale=scale))
        out = outs[0] if len(outs) == 1 else torch.cat(outs)
        return (_gathered(out, kv_heads) if on_cpu else out).reshape(-1, heads, 1, width)

    def move(self, source: Tensor, destination: Tensor) -> None:
        """Copy whole slots: row source[i] goes to destination[i]. Both are index tensors of equal length."""
        for store in (self.keys, self.values):
            for tensor in store.values():
                tensor[destination] = tensor[source]

    def _make(self, layer: int, like: Tensor) -> None:
        """Space for a layer; `like` is [.., kv_heads, .., head_dim] of the model's dtype and device."""
        if layer not in self.keys:
            for store in (self.keys, self.values):
                store[layer] = like.new_zeros(self.slots, self.max_length, like.shape[1] * like.shape[3])


class DecodePart(NamedTuple):
    """Neighbouring slots that are attended to together, and how far the longest of them reaches."""

    slots: slice
    longest: int
    position_b: Tensor  # of the newest token of each
    hidden_bL: Tensor  # True where a slot has nothing yet

    def older_than(self, window: int) -> Tensor:
        """hidden_bL, and True where a token is older than the window."""
        column = torch.arange(self.longest, device=self.position_b.device)
        return self.hidden_bL | (column <= self.position_b[:, None] - window)


@dataclass(frozen=True)
class DecodeLayout:
    """One new token for each of the first S slots of the cache, written at `position_S`."""

    cache: KVCache
    position_S: Tensor
    parts: tuple[DecodePart, ...]

    @staticmethod
    def of(cache: KVCache, position_S: Tensor) -> DecodeLayout:
        """The layout of these slots."""
        lengths = [place + 1 for place in position_S.tolist()]
        column = torch.arange(max(lengths), device=position_S.device)
        hidden_SL = column > position_S[:, None]
        parts = []
        for cut in _alike(lengths) if position_S.device.type == "cpu" else [slice(0, len(lengths))]:
            longest = max(lengths[cut])
            parts.append(DecodePart(cut, longest, position_S[cut], hidden_SL[cut, :longest]))
        return DecodeLayout(cache, position_S, tuple(parts))


def _alike(lengths: Sequence[int]) -> list[slice]:
    """Neighbours until they would read more together than WASTE allows."""
    cuts, start, total, longest = [], 0, 0, 0
    for end, length in enumerate(lengths):
        widest = max(longest, length)
        if end - start >= TOGETHER and widest * (end + 1 - start) > WASTE * (total + length):
            cuts.append(slice(start, end))
            start, total, widest = end, 0, length
        total, longest = total + length, widest
    return [*cuts, slice(start, len(lengths))]


def _spread(query_SHD: Tensor, kv_heads: int) -> Tensor:
    """[S, H, D] -> [S, H, kv_heads x D]: each query in the columns of its key head, zeros in the others.

    One product per slot then serves all heads. It is faster than one per head although most of what it multiplies is zero,
    because what so small a product costs is its overhead.
    """
    slots, heads, width = query_SHD.shape
    spread = query_SHD.new_zeros(slots, kv_heads, heads // kv_heads, kv_heads, width)
    spread.diagonal(dim1=1, dim2=3).copy_(query_SHD.view(slots, kv_heads, -1, width).permute(0, 2, 3, 1))
    return spread.view(slots, heads, -1)


def _gathered(wide_SHW: Tensor, kv_heads: int) -> Tensor:
    """[S, H, kv_heads x D] -> [S, kv_heads, H / kv_heads, D]: of each query the columns of its key head."""
    slots, heads, width = wide_SHW.shape
    blocks = wide_SHW.view(slots, kv_heads, heads // kv_heads, kv_heads, width // kv_heads)
    return blocks.diagonal(dim1=1, dim2=3).permute(0, 3, 1, 2)
