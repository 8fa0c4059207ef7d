"""One attention function for every model: packed documents without cross-talk, and decoding from a static cache.

Transformers hands query, key and value to the function registered under IMPLEMENTATION together with the `layout` that
the caller passed to the model. Tokens of a batch lie end to end in one row of N tokens, so that every other operation
of the network runs without padding. Only here are they spread: on a CPU into tiles (models/tiles.py), elsewhere into rows of
equal length, neighbours of similar length together. With causal attention and padding on the right, no real token ever sees
a padded one, so that no mask is needed. Documents that begin alike (answers to one prompt) lie with that beginning once.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention
from transformers import AttentionInterface

from heelwork.errors import ModelError
from heelwork.models.kv_cache import DecodeLayout, KVCache
from heelwork.models.tiles import BLOCK, KEPT_UP_TO, Row, Tiling, tiled_attention

IMPLEMENTATION = "heelwork"
PART_TOKENS = 512  # documents are never split into parts below this size


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

    documents: Documents | Branching
    device: torch.device
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
        return PackedLayout(Documents(lengths, families), device, filler, cache, slots_B)

    @staticmethod
    def branching(paths: list[np.ndarray], own: list[int], device: torch.device) -> PackedLayout:
        """Documents that share beginnings, every shared token computed once.

        paths[r]: where each token of document r stands among the packed ones; own[r]: how many of its last tokens are
        packed for it alone, in the order of the documents. The others belong to documents before it.
        """
        return PackedLayout(Branching(paths, own), device, filler=0)

    @functools.cached_property
    def parts(self) -> tuple[Part, ...]:
        """Padded batches, for whole prompts that go to the cache and for kernels that take such."""
        return tuple(self.documents.parts(self.device))

    @functools.cached_property
    def tiling(self) -> Tiling:
        """Batches of blocks, for a CPU."""
        return Tiling(self.documents.rows(), self.documents.tokens + self.filler)


@dataclass(frozen=True)
class Documents:
    """Documents of these lengths, families one after the other."""

    lengths: Sequence[int]
    families: Sequence[Family]

    @property
    def tokens(self) -> int:
        return sum(self.lengths) - sum((f.documents - 1) * f.shared for f in self.families)

    @property
    def longest(self) -> int:
        return max(self.lengths)

    def parts(self, device: torch.device) -> Iterator[Part]:
        family, row, start = 0, 0, 0
        for count in _similar(self.lengths, self.families):
            own = self.families[family : family + count]
            rows = sum(f.documents for f in own)
            index, tokens = document_tokens(self.lengths[row : row + rows], own)
            alone = all(f.documents == 1 for f in own)
            yield Part(slice(row, row + rows), slice(start, start + tokens), *_padding(index, tokens, alone, device))
            family, row, start = family + count, row + rows, start + tokens

    def rows(self) -> Iterator[Row]:
        """A family is one row in which an answer does not see the others, unless it has so many that this takes longer."""
        index, _ = document_tokens(self.lengths, self.families)
        place = 0
        for documents, shared in self.families:
            members = index[place : place + documents]
            place += documents
            longest, width = max(len(own) for own in members), shared + sum(len(own) - shared for own in members)
            whole_blocks = shared // BLOCK * BLOCK
            apart = sum(len(own) ** 2 for own in members) - (documents - 1) * whole_blocks**2
            if documents > 1 and width**2 < apart:
                branch = np.zeros(width, dtype=np.int64)
                branch[shared:] = np.repeat(np.arange(1, documents + 1), [len(own) - shared for own in members])
                yield Row(np.arange(width) + members[0][0], 0, branch, longest)
            else:
                for number, own in enumerate(members):
                    yield Row(own, shared if number else 0, None, longest)


@dataclass(frozen=True)
class Branching:
    """Documents given by where their tokens lie, as PackedLayout.branching takes them."""

    paths: list[np.ndarray]
    own: list[int]

    @property
    def tokens(self) -> int:
        return sum(self.own)

    @property
    def longest(self) -> int:
        return max(len(path) for path in self.paths)

    def parts(self, device: torch.device) -> Iterator[Part]:
        lengths, everything = [len(path) for path in self.paths], slice(0, self.tokens)
        first = 0
        for rows in _similar(lengths, [Family(1, 0)] * len(lengths)):
            widest = max(lengths[first : first + rows])
            spread, gather = np.zeros((rows, widest), dtype=np.int64), []
            for row, r in enumerate(range(first, first + rows)):
                spread[row, : lengths[r]] = self.paths[r]
                gather.append(row * widest + np.arange(lengths[r] - self.own[r], lengths[r]))
            yield Part(slice(first, first + rows), everything, torch.from_numpy(spread).to(device),
                       torch.from_numpy(np.concatenate(gather)).to(device))  # fmt: skip
            first += rows

    def rows(self) -> Iterator[Row]:
        for path, own in zip(self.paths, self.own, strict=True):
            yield Row(path, len(path) - own, None, len(path))


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
    softcap: float | None = None,
    s_aux: Tensor | None = None,
    **_: Any,
) -> tuple[Tensor, None]:
    """Attention for the layouts above; query [rows, heads, tokens, head_dim] -> [rows, tokens, heads, head_dim].

    Without a layout it is ordinary causal attention over [B, H, L, head_dim]. Dropout is always off.
    Raises ModelError for a model that soft-caps its scores or adds sinks to them (`s_aux`), which the kernels do not.
    """
    if softcap is not None or s_aux is not None:
        kind = "attention sinks" if softcap is None else "soft-capped attention"
        raise ModelError(f"{type(module).__name__} has {kind}, which is not supported")
    # Rotation gives fp32 under autocast; what is multiplied, and what a cache keeps, is as narrow as the values.
    query, key = query.to(value.dtype), key.to(value.dtype)
    if isinstance(layout, DecodeLayout):
        layer = _layer_index(module)
        layout.cache.append(layer, layout.position_S, key, value)
        return layout.cache.attend(layer, query, layout.parts, scaling, sliding_window).transpose(1, 2), None

    if layout is None:
        return _causal(query, key, value, scaling, sliding_window).transpose(1, 2), None
    if _tiles_pay(query, layout.documents.longest, sliding_window):
        if layout.cache is not None:
            for part in layout.parts:
                _write(layout, layout.cache, module, part, *(_spread(x, part) for x in (key, value)))
        return tiled_attention(query, key, value, layout.tiling, scaling), None

    outs = []
    for part in layout.parts:
        q, k, v = (_spread(x, part) for x in (query, key, value))
        if layout.cache is not None:
            _write(layout, layout.cache, module, part, k, v)
        out_BLHD = _causal(q, k, v, scaling, sliding_window).transpose(1, 2)
        out = out_BLHD.reshape(-1, *out_BLHD.shape[2:])
        outs.append(out if part.gather_N is None else out.index_select(0, part.gather_N))
    if layout.filler:
        outs.append(outs[0].new_zeros(layout.filler, *outs[0].shape[1:]))
    return (outs[0] if len(outs) == 1 else torch.cat(outs))[None], None


def _tiles_pay(query: Tensor, longest: int, window: int | None) -> bool:
    wide = query.dtype != torch.bfloat16 and longest > KEPT_UP_TO
    return query.device.type == "cpu" and not wide and (window is None or longest <= window)


def _write(layout: PackedLayout, cache: KVCache, module: torch.nn.Module, part: Part, k: Tensor, v: Tensor) -> None:
    cache.write(_layer_index(module), part.rows if layout.slots_B is None else layout.slots_B[part.rows], k, v)


def _spread(packed: Tensor, part: Part) -> Tensor:
    """The part of [1, H, N, D] packed -> [b, H, L, D] padded on the right."""
    x_NHD = packed[:, :, part.tokens].transpose(1, 2).squeeze(0)
    if part.spread_BL is not None:
        x_NHD = x_NHD.index_select(0, part.spread_BL.flatten())
    return x_NHD.reshape(part.rows.stop - part.rows.start, -1, *x_NHD.shape[1:]).transpose(1, 2)


def _causal(q: Tensor, k: Tensor, v: Tensor, scaling: float | None, window: int | None) -> Tensor:
    """[B, H, L, D] -> the same."""
    rows, heads, length, _ = q.shape
    if _tiles_pay(q, length, window):
        packed = [x.transpose(1, 2).reshape(1, -1, x.shape[1], x.shape[3]).transpose(1, 2) for x in (q, k, v)]
        tiling = _equal_rows(rows, length)
        return (
            tiled_attention(packed[0], packed[1], packed[2], tiling, scaling)
            .view(rows, length, heads, -1)
            .transpose(1, 2)
        )
    grouped = heads != k.shape[1]
    if window is None or length <= window:
        return scaled_dot_product_attention(q, k, v, is_causal=True, scale=scaling, enable_gqa=grouped)
    position = torch.arange(length, device=q.device)
    age = position[:, None] - position[None, :]
    return scaled_dot_product_attention(
        q, k, v, attn_mask=(age >= 0) & (age < window), scale=scaling, enable_gqa=grouped
    )


@functools.lru_cache(maxsize=8)  # the layers of a pass ask for the same ones
def _equal_rows(rows: int, length: int) -> Tiling:
    return Tiling(Documents([length] * rows, [Family(1, 0)] * rows).rows(), rows * length)


def _layer_index(module: torch.nn.Module) -> int:
    index = getattr(module, "layer_idx", None)
    assert isinstance(index, int), f"{type(module).__name__} does not tell its layer index"
    return index


AttentionInterface.register(IMPLEMENTATION, heelwork_attention)
