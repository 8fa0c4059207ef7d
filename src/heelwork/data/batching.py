"""The one place that packs token rows into batches, cuts batches to a token budget and shuffles epochs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch

from heelwork.models.attention import Family, PackedLayout, document_tokens
from heelwork.models.kv_cache import KVCache
from heelwork.models.transformer import Packed, TokenRow

ROUND = 256  # packed batches are filled up to a multiple of this many tokens


def pack(
    rows: Sequence[TokenRow],
    device: torch.device,
    groups: Sequence[int] | None = None,
    cache: KVCache | None = None,
    slots_B: torch.Tensor | None = None,
) -> Packed:
    """Lay rows end to end. Position ids restart with every row; rows are not padded and cannot see each other.

    groups: how many consecutive rows belong together; the tokens that all rows of a group begin with lie once. cache,
    slots_B: where the rows' keys and values are kept. Only the end of the whole batch is filled up, to a multiple of ROUND
    tokens: matrix kernels are made and kept for each new shape, so that arbitrary token counts would cost time and ever
    more memory.
    """
    lengths = [len(row.ids) for row in rows]
    families = _families(rows, groups)
    index, count = document_tokens(lengths, families)
    filler = -count % ROUND if count > ROUND else 0
    ids = np.zeros(count + filler, dtype=np.int64)
    position = np.zeros(count + filler, dtype=np.int64)
    before, target, per_row = [], [], []
    for row, own in zip(rows, index, strict=True):
        own_ids = np.asarray(row.ids, dtype=np.int64)
        ids[own], position[own] = own_ids, np.arange(len(own))
        counted = np.flatnonzero(np.asarray(row.counted, dtype=bool))
        assert not len(counted) or counted[0] > 0, "the first token of a row has no predecessor and cannot count"
        before.append(own[counted - 1])
        target.append(own_ids[counted])
        per_row.append(len(counted))
    widest = max(per_row)
    mask = np.arange(widest)[None, :] < np.asarray(per_row)[:, None]

    def tensor(array: np.ndarray) -> torch.Tensor:
        return torch.from_numpy(array).to(device, non_blocking=True)

    return Packed(
        input_ids_N=tensor(ids),
        position_ids_N=tensor(position),
        layout=PackedLayout.of(lengths, device, cache, slots_B, filler, families),
        before_M=tensor(np.concatenate(before)),
        target_M=tensor(np.concatenate(target)),
        cell_M=tensor(np.flatnonzero(mask)),
        last_B=tensor(np.array([own[-1] for own in index])),
        mask_BT=tensor(mask),
    )


def packed_length(rows: Sequence[TokenRow]) -> int:
    """Tokens that the rows of one group take in a packed batch."""
    return sum(len(row.ids) for row in rows) - (len(rows) - 1) * shared_prefix(rows)


def shared_prefix(rows: Sequence[TokenRow]) -> int:
    """How many tokens all rows begin with."""
    first = np.asarray(rows[0].ids)
    shared = len(first)
    for row in rows[1:]:
        other = np.asarray(row.ids)[:shared]
        differs = np.flatnonzero(first[: len(other)] != other)
        shared = int(differs[0]) if len(differs) else len(other)
    return shared


def _families(rows: Sequence[TokenRow], groups: Sequence[int] | None) -> list[Family]:
    if groups is None:
        return [Family(1, 0)] * len(rows)
    ends = list(itertools.accumulate(groups))
    spans = [rows[end - size : end] for end, size in zip(ends, groups, strict=True)]
    return [Family(len(span), shared_prefix(span) if len(span) > 1 else 0) for span in spans]


class Branches(NamedTuple):
    """Rows that share beginnings, every shared token once. path_R[r]: where each token of row r stands among the N."""

    input_ids_N: torch.Tensor
    position_ids_N: torch.Tensor
    layout: PackedLayout
    path_R: list[np.ndarray]


def pack_branches(rows: Sequence[list[int]], device: torch.device) -> Branches:
    """Pack rows as the tree of their prefixes. What two rows have in common saves most where they are neighbours in order.

    Rows may come in any order; inside they are sorted, so that each shares all it can with the one before it.
    """
    order = sorted(range(len(rows)), key=lambda r: rows[r])
    ids: list[int] = []
    positions: list[int] = []
    paths: list[np.ndarray] = []
    own: list[int] = []
    for place, r in enumerate(order):
        shared = _common(rows[order[place - 1]], rows[r]) if place else 0
        new = np.arange(len(ids), len(ids) + len(rows[r]) - shared)
        paths.append(np.concatenate([paths[-1][:shared], new]) if place else new)
        own.append(len(new))
        ids += rows[r][shared:]
        positions += range(shared, len(rows[r]))
    by_row = dict(zip(order, paths, strict=True))
    return Branches(
        input_ids_N=torch.tensor(ids, device=device),
        position_ids_N=torch.tensor(positions, device=device),
        layout=PackedLayout.branching(paths, own, device),
        path_R=[by_row[r] for r in range(len(rows))],
    )


def branch_batches(rows: Sequence[list[int]], token_budget: int) -> list[list[int]]:
    """Split rows into batches for `pack_branches` with at most `token_budget` tokens to compute (one row at least).

    Rows with a common beginning come together.
    """
    batches: list[list[int]] = []
    used = token_budget + 1
    for r in sorted(range(len(rows)), key=lambda r: rows[r]):
        new = len(rows[r]) - (_common(rows[batches[-1][-1]], rows[r]) if batches else 0)
        if used + new > token_budget:
            batches.append([])
            used, new = 0, len(rows[r])
        batches[-1].append(r)
        used += new
    return batches


def _common(one: Sequence[int], other: Sequence[int]) -> int:
    """How many tokens two rows share at their beginning."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def micro_batches(lengths: Sequence[int], token_budget: int) -> list[list[int]]:
    """Split items into micro-batches of similar length with at most `token_budget` tokens each (one item at least).

    The order inside is longest first; which items share a micro-batch never changes a loss, only memory and speed.
    """
    order = sorted(range(len(lengths)), key=lambda i: (-lengths[i], i))
    batches: list[list[int]] = []
    used = token_budget + 1
    for i in order:
        if used + lengths[i] > token_budget:
            batches.append([])
            used = 0
        batches[-1].append(i)
        used += lengths[i]
    return batches


def share_out(lengths: Sequence[int], processes: int, token_budget: int) -> list[list[list[int]]]:
    """Micro-batches for each of several processes, which get about as many tokens each and equally many micro-batches.

    A process that has fewer gets empty ones at the end. The same for everyone who asks.
    """
    own: list[list[int]] = [[] for _ in range(processes)]
    load = [0] * processes
    for i in sorted(range(len(lengths)), key=lambda i: (-lengths[i], i)):
        lightest = min(range(processes), key=lambda p: (load[p], p))
        own[lightest].append(i)
        load[lightest] += lengths[i]
    parts = [
        [[items[k] for k in part] for part in micro_batches([lengths[i] for i in items], token_budget)] for items in own
    ]
    rounds = max(len(part) for part in parts)
    return [part + [[]] * (rounds - len(part)) for part in parts]


def epoch_batches(
    count: int, batch_size: int, seed: int, epoch: int, *, drop_last: bool = False
) -> Iterator[list[int]]:
    """Shuffled batches of indices 0..count-1; the order depends on (seed, epoch) alone, so that it can be resumed."""
    order = np.random.default_rng([seed, epoch]).permutation(count).tolist()
    for start in range(0, count, batch_size):
        batch = order[start : start + batch_size]
        if len(batch) == batch_size or not drop_last:
            yield batch


def epochs_of_batches(count: int, batch_size: int, epochs: int, seed: int, *, most: int = 0) -> list[list[int]]:
    """The shuffled batches of some epochs, one after the other. most: no more than so many of them; 0 = all."""
    passes = (epoch_batches(count, batch_size, seed, epoch) for epoch in range(epochs))
    return list(itertools.islice(itertools.chain.from_iterable(passes), most or None))


def endless_batches(count: int, batch_size: int, batches: int, seed: int) -> list[list[int]]:
    """So many whole batches of indices: shuffled passes over all of them, laid end to end."""
    passes = (epoch_batches(count, count, seed, epoch) for epoch in itertools.count())
    stream = itertools.chain.from_iterable(batch for whole in passes for batch in whole)
    return [list(itertools.islice(stream, batch_size)) for _ in range(batches)]
