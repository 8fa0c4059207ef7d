"""Causal attention over packed rows on a CPU: blocks of queries of many rows at a time, each against the keys up to its end.

Queries, keys and values are gathered from the packed tokens straight into the contiguous batches that matrix products run
fastest on, and all gradients are gathered back at once: a token's key that several batches multiply has its gradients summed
while they are read. Nothing is zero-filled, sliced or transposed in between.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import embedding_bag

BLOCK = 128  # queries of a row in one tile
STEP = 32  # tiles end at multiples of it, and so do blocks: products of new shapes cost a fraction of a millisecond to prepare
TILE_ROWS = 64  # rows x heads of one tile, about: more leave the caches
TILE_COST = 100_000  # of its calls, counted in scores (queries x keys of all rows and heads) that take as long
# Documents of so many tokens in fp32, or twice as many in bf16, keep their probabilities for the backward pass.
KEPT_UP_TO = 512


class Row(NamedTuple):
    """Tokens that see each other causally. Queries before `first` are those of another row.

    branch: tokens with 0 are seen by all that follow, others by those of the same number only; None = all are 0.
    """

    tokens: np.ndarray
    first: int = 0
    branch: np.ndarray | None = None
    longest: int = 0  # tokens of the longest document


class Tile(NamedTuple):
    """Queries start..end of some rows against their keys up to end."""

    start: int
    end: int
    query: np.ndarray  # [n, end - start]: token of each query; -1 where a row has none
    key: np.ndarray  # [n, end]: token of each key; -1 beyond the row
    hidden: np.ndarray | None  # [n, end - start, end - column]: what queries must not see after it; None: the future
    column: int
    longest: int  # tokens of the longest document


class Tiling:
    """How `rows` over `tokens` packed tokens are cut into tiles, and the indices that gather them for a number of heads."""

    def __init__(self, rows: Iterable[Row], tokens: int):
        self.rows, self.tokens = list(rows), tokens
        self._tiles: dict[int, list[Tile]] = {}
        self._gathers: dict[tuple[int, int], _Gather] = {}
        self._masks: dict[tuple[int, torch.dtype], list[Tensor]] = {}

    def tiles(self, heads: int) -> list[Tile]:
        if heads not in self._tiles:
            self._tiles[heads] = list(_tiles(self.rows, heads))
        return self._tiles[heads]

    def gather(self, heads: int, kv_heads: int) -> _Gather:
        if (heads, kv_heads) not in self._gathers:
            self._gathers[heads, kv_heads] = _Gather(self.tiles(heads), self.tokens, heads, kv_heads)
        return self._gathers[heads, kv_heads]

    def masks(self, heads: int, dtype: torch.dtype) -> list[Tensor]:
        """What is added to the scores of each tile from its column on, [n, 1, keys, 1, queries] (or [keys, 1, queries])."""
        if (heads, dtype) not in self._masks:
            self._masks[heads, dtype] = [_mask(tile, dtype) for tile in self.tiles(heads)]
        return self._masks[heads, dtype]


def tiled_attention(query: Tensor, key: Tensor, value: Tensor, tiling: Tiling, scaling: float | None) -> Tensor:
    """query [1, heads, N, head_dim], key and value [1, kv_heads, N, head_dim] -> [1, N, heads, head_dim].

    Tokens of no row get 0. The flash kernel of PyTorch's CPU attention takes longer (docs/performance.md).
    """
    packed = (x[0].transpose(0, 1) for x in (query, key, value))
    out: Tensor = _TiledCausal.apply(*packed, tiling, query.shape[3] ** -0.5 if scaling is None else scaling)
    return out[None]


class _TiledCausal(torch.autograd.Function):
    """[N, heads, D] packed -> the same."""

    @staticmethod
    def forward(ctx: Any, q: Tensor, k: Tensor, v: Tensor, tiling: Tiling, scale: float) -> Tensor:
        tokens, heads, width = q.shape
        tiles, gather = tiling.tiles(heads), tiling.gather(heads, k.shape[1])
        masks = tiling.masks(heads, q.dtype)
        q, k, v = _with_nothing(q, scale), k.reshape(-1, width), v.reshape(-1, width)
        out_cells, kept = q.new_empty(gather.query_cells, width), []
        for place, (tile, mask) in enumerate(zip(tiles, masks, strict=True)):
            q_t, k_t = gather.queries(q, place), gather.keys(k, place)
            probabilities = _probabilities(q_t, k_t, tile, mask)
            torch.bmm(probabilities.mT, gather.keys(v, place), out=gather.query_slice(out_cells, place))
            if any(ctx.needs_input_grad[:3]) and _is_kept(tile, q.dtype):
                kept.append(probabilities)
        ctx.save_for_backward(q, k, v, *kept)
        ctx.tiling, ctx.scale, ctx.shapes = tiling, scale, (tokens, heads, gather.kv_heads, width)
        return gather.back(out_cells).view(tokens, heads, width)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, Tensor, Tensor, None, None]:
        q, k, v, *kept = ctx.saved_tensors
        tokens, heads, kv_heads, width = ctx.shapes
        gather, masks = ctx.tiling.gather(heads, kv_heads), ctx.tiling.masks(heads, q.dtype)
        seen = _with_nothing(gradients[0])  # a query that does not exist has no gradient
        grad_q = q.new_empty(gather.query_cells, width)
        grad_k, grad_v = (q.new_empty(gather.key_cells, width) for _ in range(2))
        probabilities = iter(kept)
        for place, (tile, mask) in enumerate(zip(ctx.tiling.tiles(heads), masks, strict=True)):
            q_t, k_t = gather.queries(q, place), gather.keys(k, place)
            p = next(probabilities) if _is_kept(tile, q.dtype) else _probabilities(q_t, k_t, tile, mask)
            grad = gather.queries(seen, place)
            torch.bmm(p, grad, out=gather.key_slice(grad_v, place))
            scores = torch._softmax_backward_data(torch.bmm(gather.keys(v, place), grad.mT), p, 1, q.dtype)
            torch.bmm(scores.mT, k_t, out=gather.query_slice(grad_q, place))
            torch.bmm(scores, q_t, out=gather.key_slice(grad_k, place))
        return (
            gather.back(grad_q).mul_(ctx.scale).view(tokens, heads, width),
            gather.summed(grad_k).view(tokens, kv_heads, width),
            gather.summed(grad_v).view(tokens, kv_heads, width),
            None,
            None,
        )


def _with_nothing(x_NHD: Tensor, scale: float = 1.0) -> Tensor:
    """[N, H, D] times scale -> [(N + 1) x H, D]: one more token, of zeros, stands for queries that do not exist."""
    tokens, heads, width = x_NHD.shape
    out = x_NHD.new_empty(tokens + 1, heads, width)
    torch.mul(x_NHD, scale, out=out[:tokens])
    out[tokens] = 0
    return out.view(-1, width)


def _is_kept(tile: Tile, dtype: torch.dtype) -> bool:
    return tile.longest * dtype.itemsize <= KEPT_UP_TO * torch.float.itemsize


def _probabilities(q_t: Tensor, k_t: Tensor, tile: Tile, mask: Tensor) -> Tensor:
    """What scaled queries give to keys, [n x kv_heads, keys, heads of a key x queries]: so it is read along memory later."""
    scores = torch.bmm(k_t, q_t.mT)
    by_row = scores.view(
        len(tile.query), -1, tile.end, scores.shape[2] // (tile.end - tile.start), tile.end - tile.start
    )
    by_row[:, :, tile.column :].add_(mask)
    return torch.softmax(scores, 1)


def _mask(tile: Tile, dtype: torch.dtype) -> Tensor:
    if tile.hidden is None:
        size = tile.end - tile.start
        return torch.full((size, size), -torch.inf, dtype=dtype).tril_(-1)[:, None]
    hidden = torch.from_numpy(tile.hidden).mT
    return torch.zeros(hidden.shape, dtype=dtype).masked_fill_(hidden, -torch.inf)[:, None, :, None]


def _tiles(rows: Sequence[Row], heads: int) -> Iterator[Tile]:
    """Tiles of rows of similar length."""
    order = sorted(range(len(rows)), key=lambda r: -len(rows[r].tokens))
    size = max(1, TILE_ROWS // heads)
    for begin in range(0, len(order), size):
        some = [rows[r] for r in order[begin : begin + size]]
        for start in range(0, len(some[0].tokens), BLOCK):
            alive = [row for row in some if len(row.tokens) > start and row.first < start + BLOCK]
            for first, last in _cut([min(len(row.tokens) - start, BLOCK) for row in alive], start, heads):
                yield _tile(alive[first:last], start)


def _cut(queries: list[int], start: int, heads: int) -> list[tuple[int, int]]:
    """Where to cut rows with fewer and fewer queries, so that padding and calls cost least together."""
    sizes = [_up(n) for n in queries]
    ends = [i for i in range(1, len(sizes)) if sizes[i] != sizes[i - 1]] + [len(sizes)] if sizes else []
    best: dict[int, tuple[float, list[tuple[int, int]]]] = {0: (0.0, [])}
    for end in ends:
        best[end] = min(
            (cost + TILE_COST + (end - begin) * heads * sizes[begin] * (start + sizes[begin]), [*cuts, (begin, end)])
            for begin, (cost, cuts) in best.items()
        )
    return best[len(sizes)][1]


def _tile(rows: Sequence[Row], start: int) -> Tile:
    end = start + _up(min(BLOCK, max(len(row.tokens) for row in rows) - start))
    key = np.full((len(rows), end), -1, dtype=np.int64)
    branch = np.zeros((len(rows), end), dtype=np.int64)
    for place, row in enumerate(rows):
        key[place, : len(row.tokens)] = row.tokens[:end]
        if row.branch is not None:
            branch[place, : len(row.tokens)] = row.branch[:end]
    query = key[:, start:].copy()
    for place, row in enumerate(rows):
        query[place, : max(0, row.first - start)] = -1
    hidden, column = None, start
    if branch[:, start:].max(initial=0) > 1:  # the second branch begins before the end
        column = min(start, int((branch > 0).any(0).argmax()))
        to = branch[:, None, column:]
        hidden = (to > 0) & (to != branch[:, start:, None])
        hidden |= np.arange(column, end)[None, :] > np.arange(start, end)[:, None]
    return Tile(start, end, query, key, hidden, column, max(row.longest for row in rows))


def _up(queries: int) -> int:
    return -(-queries // STEP) * STEP


class _Gather:
    """Indices between packed tokens [N x heads, D] and the cells of all tiles, which lie one after the other."""

    def __init__(self, tiles: Sequence[Tile], tokens: int, heads: int, kv_heads: int):
        self.tokens, self.heads, self.kv_heads = tokens, heads, kv_heads
        self._query = [_by_head(np.where(tile.query < 0, tokens, tile.query), heads) for tile in tiles]
        self._key = [_by_head(np.where(tile.key < 0, tile.key[:, :1], tile.key), kv_heads) for tile in tiles]
        self._shapes = [(len(tile.query), tile.end - tile.start, tile.end) for tile in tiles]
        query_ends = np.cumsum([0] + [len(index) for index in self._query]).tolist()
        key_ends = np.cumsum([0] + [len(index) for index in self._key]).tolist()
        self.query_cells, self.key_cells = query_ends[-1], key_ends[-1]
        self._query_slices = list(itertools.pairwise(query_ends))
        self._key_slices = list(itertools.pairwise(key_ends))
        self._back = _cells_of_queries(tiles, query_ends[:-1], tokens, heads)
        self._tiles = tiles
        self._bags: tuple[Tensor, Tensor] | None = None

    def queries(self, packed: Tensor, place: int) -> Tensor:
        """[(N + 1) x heads, D] -> [n x kv_heads, heads of a key x queries, D] of one tile."""
        rows, _, _ = self._shapes[place]
        return packed.index_select(0, self._query[place]).view(rows * self.kv_heads, -1, packed.shape[1])

    def keys(self, packed: Tensor, place: int) -> Tensor:
        """[N x kv_heads, D] -> [n x kv_heads, keys, D] of one tile."""
        _, _, end = self._shapes[place]
        return packed.index_select(0, self._key[place]).view(-1, end, packed.shape[1])

    def query_slice(self, cells: Tensor, place: int) -> Tensor:
        start, end = self._query_slices[place]
        return cells[start:end].view(self._shapes[place][0] * self.kv_heads, -1, cells.shape[1])

    def key_slice(self, cells: Tensor, place: int) -> Tensor:
        start, end = self._key_slices[place]
        return cells[start:end].view(-1, self._shapes[place][2], cells.shape[1])

    def back(self, cells: Tensor) -> Tensor:
        """All query cells -> [N x heads, D]; a token of no row gets 0."""
        out = cells.new_empty(self.tokens * self.heads, cells.shape[1])
        real, index = self._back
        if real == self.tokens:
            return torch.index_select(cells, 0, index, out=out)
        torch.index_select(cells, 0, index, out=out[: real * self.heads])
        out[real * self.heads :] = 0
        return out

    def summed(self, cells: Tensor) -> Tensor:
        """All key cells -> [N x kv_heads, D]: the sum over every tile that has the token."""
        if self._bags is None:
            self._bags = _bags(self._tiles, [start for start, _ in self._key_slices], self.tokens, self.kv_heads)
        return embedding_bag(self._bags[0], cells, self._bags[1], mode="sum")


def _by_head(tokens: np.ndarray, heads: int) -> Tensor:
    """[n, m] tokens -> [n x heads x m] places among tokens x heads."""
    return torch.from_numpy((tokens[:, None, :] * heads + np.arange(heads)[None, :, None]).reshape(-1))


def _cells_of_queries(tiles: Sequence[Tile], starts: Sequence[int], tokens: int, heads: int) -> tuple[int, Tensor]:
    """(tokens before the filler, cell of every head of each of them)."""
    cell = np.full((tokens, heads), -1, dtype=np.int64)
    for tile, start in zip(tiles, starts, strict=True):
        size = tile.query.shape[1]
        row, column = np.nonzero(tile.query >= 0)
        cell[tile.query[row, column]] = start + (row[:, None] * heads + np.arange(heads)) * size + column[:, None]
    real = int((cell[:, 0] >= 0).sum())
    assert (cell[:real] >= 0).all(), "every packed token before the filler is a query once"
    return real, torch.from_numpy(cell[:real].reshape(-1))


def _bags(tiles: Sequence[Tile], starts: Sequence[int], tokens: int, heads: int) -> tuple[Tensor, Tensor]:
    """For each token and head the cells that hold a part of its gradient: (cells one bag after the other, their starts)."""
    token, cell, stride = [], [], []
    for tile, start in zip(tiles, starts, strict=True):
        row, column = np.nonzero(tile.key >= 0)
        token.append(tile.key[row, column])
        cell.append(start + row * heads * tile.end + column)
        stride.append(np.full(len(row), tile.end))
    of = np.concatenate(token)
    order = np.argsort(of, kind="stable")
    counts = np.bincount(of, minlength=tokens)
    begin = np.cumsum(counts) - counts
    of = of[order]
    head = np.arange(heads)
    within = np.arange(len(of)) - begin[of]
    place = (begin[of] * heads + within)[:, None] + head * counts[of][:, None]
    cells = np.empty(len(of) * heads, dtype=np.int64)
    cells[place] = np.concatenate(cell)[order][:, None] + head * np.concatenate(stride)[order][:, None]
    offsets = begin[:, None] * heads + head * counts[:, None]
    return torch.from_numpy(cells), torch.from_numpy(offsets.reshape(-1))
