"""One attention function for every model: packed documents without cross-talk, and decoding from a static cache.

Transformers hands query, key and value to the function registered under IMPLEMENTATION together with the `layout` that
the caller passed to the model. Tokens of a batch lie end to end in one row of N tokens, so that every other operation
of the network runs without padding. Only here are they spread into rows of equal length, neighbours of similar length
together: with causal attention and padding on the right, no real token ever sees a padded one, so that no mask is needed.
Documents that begin alike (answers to one prompt) lie with that beginning once, and it is spread to each of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention
from transformers import AttentionInterface

from heelwork.models.kv_cache import DecodeLayout, KVCache

IMPLEMENTATION = "heelwork"
BLOCK = 128  # queries per block
PART_TOKENS = 512  # documents are never split into parts below this size
KEPT_UP_TO = 512  # tokens of a row; beyond, the backward pass computes the probabilities again, which saves memory


class Part(NamedTuple):
    """Neighbouring documents of similar length, which attention takes as one padded [b, L] batch."""

    rows: slice  # among the documents
    tokens: slice  # among the packed tokens
    spread_BL: Tensor | None  # token of the part for each padded cell; None where the tokens are that batch already
    gather_N: Tensor | None  # padded cell for each token of the part


class Family(NamedTuple):
    """Consecutive documents that begin with the same tokens: these lie once, and the rest of each document follows."""

    documents: int
    shared: int


@dataclass(frozen=True)
class PackedLayout:
    """B documents end to end in one row of N tokens. With a cache, their keys and values are kept in `slots_B`.

    Documents of a family lie as a tree: the tokens that they share once, then what each goes on with. Attention alone sees
    whole documents; everything else runs on each token once.
    """

    parts: tuple[Part, ...]
    filler: int  # tokens after the last document that belong to none; their attention output is 0
    cache: KVCache | None = None
    slots_B: Tensor | None = None

    @staticmethod
    def of(
        lengths: Sequence[int],
        device: torch.device,
        cache: KVCache | None = None,
        slots_B: Tensor | None = None,
        filler: int = 0,
        families: Sequence[Family] | None = None,
    ) -> PackedLayout:
        """The layout of documents of these lengths, in this order; families: none = no two share anything."""
        families = families or [Family(1, 0)] * len(lengths)
        parts, family, row, start = [], 0, 0, 0
        for count in _similar(lengths, families):
            own = families[family : family + count]
            rows = sum(f.documents for f in own)
            index, tokens = document_tokens(lengths[row : row + rows], own)
            alone = all(f.documents == 1 for f in own)
            parts.append(
                Part(slice(row, row + rows), slice(start, start + tokens), *_padding(index, tokens, alone, device))
            )
            family, row, start = family + count, row + rows, start + tokens
        return PackedLayout(tuple(parts), filler, cache, slots_B)

    @staticmethod
    def branching(paths: list[np.ndarray], own: list[int], device: torch.device) -> PackedLayout:
        """Documents that share beginnings, every shared token computed once.

        paths[r]: where each token of document r stands among the packed ones; own[r]: how many of its last tokens are
        packed for it alone, in the order of the documents. The others belong to documents before it.
        """
        lengths, everything = [len(path) for path in paths], slice(0, sum(own))
        parts, first = [], 0
        for rows in _similar(lengths, [Family(1, 0)] * len(lengths)):
            widest = max(lengths[first : first + rows])
            spread, gather = np.zeros((rows, widest), dtype=np.int64), []
            for row, r in enumerate(range(first, first + rows)):
                spread[row, : lengths[r]] = paths[r]
                gather.append(row * widest + np.arange(lengths[r] - own[r], lengths[r]))
            parts.append(Part(slice(first, first + rows), everything, torch.from_numpy(spread).to(device),
                              torch.from_numpy(np.concatenate(gather)).to(device)))  # fmt: skip
            first += rows
        return PackedLayout(tuple(parts), filler=0)


def document_tokens(lengths: Sequence[int], families: Sequence[Family]) -> tuple[list[np.ndarray], int]:
    """Where the tokens of each document lie in the packed row, and how many tokens that row has."""
    index: list[np.ndarray] = []
    end = 0
    for documents, shared in families:
        trunk = np.arange(end, end + shared)
        end += shared
        for length in lengths[len(index) : len(index) + documents]:
            own = length - shared
            index.append(np.concatenate([trunk, np.arange(end, end + own)]))
            end += own
    return index, end


def _similar(lengths: Sequence[int], families: Sequence[Family]) -> list[int]:
    """How many neighbouring families each part takes: a part ends where padding would cost more than another call."""
    counts, rows, longest, total, row = [0], 0, 0, 0, 0
    for documents, _ in families:
        own = lengths[row : row + documents]
        row += documents
        widest = max(longest, *own)
        if total >= PART_TOKENS and widest * (rows + documents) > 1.25 * (total + sum(own)):
            counts.append(0)
            rows, widest, total = 0, max(own), 0
        counts[-1] += 1
        rows, longest, total = rows + documents, widest, total + sum(own)
    return counts


def _padding(
    index: Sequence[np.ndarray], tokens: int, alone: bool, device: torch.device
) -> tuple[Tensor | None, Tensor | None]:
    longest = max(len(own) for own in index)
    if alone and all(len(own) == longest for own in index):
        return None, None
    spread = np.zeros((len(index), longest), dtype=np.int64)
    gather = np.empty(tokens, dtype=np.int64)
    for row in range(len(index) - 1, -1, -1):  # a shared token's output is read from the family's first document
        own = index[row]
        spread[row, : len(own)] = own
        spread[row, len(own) :] = own[0]
        gather[own] = row * longest + np.arange(len(own))
    return torch.from_numpy(spread).to(device), torch.from_numpy(gather).to(device)


def heelwork_attention(
    module: torch.nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    *,
    layout: PackedLayout | DecodeLayout | None = None,
    scaling: float | None = None,
    dropout: float = 0.0,
    sliding_window: int | None = None,
    **_: Any,
) -> tuple[Tensor, None]:
    """Attention for the layouts above; query [rows, heads, tokens, head_dim] -> [rows, tokens, heads, head_dim].

    Without a layout it is ordinary causal attention over [B, H, L, head_dim]. Dropout is always off.
    """
    # Rotation gives fp32 under autocast; what is multiplied, and what a cache keeps, is as narrow as the values.
    query, key = query.to(value.dtype), key.to(value.dtype)
    if isinstance(layout, DecodeLayout):
        layer = _layer_index(module)
        layout.cache.append(layer, layout.position_S, key, value)
        return layout.cache.attend(layer, query, layout.parts, scaling, sliding_window).transpose(1, 2), None

    if layout is None:
        return _causal(query, key, value, scaling, sliding_window).transpose(1, 2), None

    outs = []
    for part in layout.parts:
        rows = part.rows.stop - part.rows.start
        q, k, v = (_spread(x[:, :, part.tokens], part, rows) for x in (query, key, value))
        if layout.cache is not None:
            slots_B = layout.slots_B[part.rows] if layout.slots_B is not None else part.rows
            layout.cache.write(_layer_index(module), slots_B, k, v)
        out_BLHD = _causal(q, k, v, scaling, sliding_window).transpose(1, 2)
        out = out_BLHD.reshape(-1, *out_BLHD.shape[2:])
        outs.append(out if part.gather_N is None else out.index_select(0, part.gather_N))
    if layout.filler:
        outs.append(outs[0].new_zeros(layout.filler, *outs[0].shape[1:]))
    return (outs[0] if len(outs) == 1 else torch.cat(outs))[None], None


def _spread(x: Tensor, part: Part, rows: int) -> Tensor:
    """[1, H, n, D] packed -> [b, H, L, D] padded on the right."""
    x_NHD = x.transpose(1, 2).squeeze(0)
    if part.spread_BL is not None:
        x_NHD = x_NHD.index_select(0, part.spread_BL.flatten())
    return x_NHD.reshape(rows, -1, *x_NHD.shape[1:]).transpose(1, 2)


def _causal(q: Tensor, k: Tensor, v: Tensor, scaling: float | None, window: int | None) -> Tensor:
    grouped = q.shape[1] != k.shape[1]
    blocked = q.device.type == "cpu" and (q.dtype == torch.bfloat16 or q.shape[2] <= KEPT_UP_TO)
    if blocked and (window is None or q.shape[2] <= window):
        if grouped:
            k, v = (x.repeat_interleave(q.shape[1] // k.shape[1], dim=1) for x in (k, v))
        out: Tensor = _BlockedCausal.apply(
            *(x.reshape(-1, *x.shape[2:]) for x in (q, k, v)), q.shape[3] ** -0.5 if scaling is None else scaling
        )
        return out.view(q.shape)
    if window is None or q.shape[2] <= window:
        return scaled_dot_product_attention(q, k, v, is_causal=True, scale=scaling, enable_gqa=grouped)
    position = torch.arange(q.shape[2], device=q.device)
    age = position[:, None] - position[None, :]
    return scaled_dot_product_attention(
        q, k, v, attn_mask=(age >= 0) & (age < window), scale=scaling, enable_gqa=grouped
    )


class _BlockedCausal(torch.autograd.Function):
    """Causal attention over [rows x heads, L, D] by blocks of queries, each against the keys up to its end.

    The flash kernel of a CPU takes 1.1 to 1.4 times as long in fp32 up to 512 tokens, and 1.6 to 4 times as long in bf16.
    """

    @staticmethod
    def forward(ctx: Any, q: Tensor, k: Tensor, v: Tensor, scale: float) -> Tensor:
        q, k, v = (q * scale).contiguous(), k.contiguous(), v.contiguous()
        out, kept = torch.empty_like(q), []
        for start, end in _blocks(q.shape[1]):
            probabilities = _probabilities(q, k, start, end)
            out[:, start:end] = torch.bmm(probabilities, v[:, :end])
            if q.shape[1] <= KEPT_UP_TO:
                kept.append(probabilities)
        ctx.save_for_backward(q, k, v, *kept)
        ctx.scale = scale
        return out

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, Tensor, Tensor, None]:
        q, k, v, *kept = ctx.saved_tensors
        grad_out = gradients[0].contiguous()
        grad_q, grad_k, grad_v = torch.empty_like(q), torch.zeros_like(k), torch.zeros_like(v)
        for block, (start, end) in enumerate(_blocks(q.shape[1])):
            probabilities = kept[block] if kept else _probabilities(q, k, start, end)
            grad = grad_out[:, start:end]
            grad_v[:, :end] += torch.bmm(probabilities.mT, grad)
            grad_scores = torch._softmax_backward_data(torch.bmm(grad, v[:, :end].mT), probabilities, -1, q.dtype)
            grad_q[:, start:end] = torch.bmm(grad_scores, k[:, :end])
            grad_k[:, :end] += torch.bmm(grad_scores.mT, q[:, start:end])
        return grad_q.mul_(ctx.scale), grad_k, grad_v, None


def _probabilities(q: Tensor, k: Tensor, start: int, end: int) -> Tensor:
    """What the queries start..end (already scaled) give to the keys up to end, [rows x heads, end - start, end]."""
    scores = torch.bmm(q[:, start:end], k[:, :end].mT)
    future = torch.ones(end - start, end - start, dtype=torch.bool, device=q.device).triu(1)
    scores[:, :, start:].masked_fill_(future, -torch.inf)
    return torch.softmax(scores, -1)


def _blocks(length: int) -> list[tuple[int, int]]:
    return [(start, min(start + BLOCK, length)) for start in range(0, length, BLOCK)]


def _layer_index(module: torch.nn.Module) -> int:
    index = getattr(module, "layer_idx", None)
    assert isinstance(index, int), f"{type(module).__name__} does not tell its layer index"
    return index


AttentionInterface.register(IMPLEMENTATION, heelwork_attention)
