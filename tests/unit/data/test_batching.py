"""Packing lays rows end to end; budgets and epochs decide only which rows go together."""

import numpy as np
import pytest
import torch

from heelwork.data.batching import ROUND, epoch_batches, micro_batches, pack
from heelwork.models.transformer import TokenRow

CPU = torch.device("cpu")


def test_rows_lie_end_to_end_and_positions_restart():
    packed = pack([TokenRow([5, 6, 7], [False, True, True]), TokenRow([8, 9], [False, True])], CPU)
    assert packed.input_ids_N.tolist() == [5, 6, 7, 8, 9]
    assert packed.position_ids_N.tolist() == [0, 1, 2, 0, 1]
    assert packed.last_B.tolist() == [2, 4]


def test_counted_tokens_know_their_target_their_predecessor_and_their_cell():
    packed = pack([
        TokenRow([5, 6, 7, 4], [False, True, False, True]),
        TokenRow([8, 9], [False, False]),
        TokenRow([1, 2], [False, True]),
    ], CPU)  # fmt: skip
    assert packed.target_M.tolist() == [6, 4, 2]
    assert packed.input_ids_N[packed.before_M].tolist() == [5, 7, 1]
    assert packed.mask_BT.tolist() == [[True, True], [False, False], [True, False]]
    assert packed.to_grid(torch.tensor([1.0, 2.0, 3.0])).tolist() == [[1.0, 2.0], [0.0, 0.0], [3.0, 0.0]]


def test_the_grid_is_differentiable():
    packed = pack([TokenRow([5, 6, 7], [False, True, True]), TokenRow([8, 9], [False, True])], CPU)
    values = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    (packed.to_grid(values) * torch.tensor([[1.0, 10.0], [100.0, 1000.0]])).sum().backward()
    assert values.grad.tolist() == [1.0, 10.0, 100.0]


def test_a_large_batch_is_filled_up_and_nothing_points_at_the_filler():
    rows = [TokenRow(np.arange(1, 102), [False] + [True] * 100) for _ in range(3)]
    packed = pack(rows, CPU)
    assert len(packed.input_ids_N) == 2 * ROUND == len(packed.position_ids_N)
    assert packed.last_B.tolist() == [100, 201, 302]
    assert int(packed.before_M.max()) < 303


def test_a_row_whose_first_token_counts_is_our_own_mistake():
    with pytest.raises(AssertionError, match="no predecessor"):
        pack([TokenRow([1, 2], [True, True])], CPU)


def test_micro_batches_hold_every_item_once_within_the_budget():
    lengths = [5, 60, 7, 30, 30, 1, 99, 12]
    parts = micro_batches(lengths, 64)
    assert sorted(i for part in parts for i in part) == list(range(8))
    assert all(sum(lengths[i] for i in part) <= 64 or len(part) == 1 for part in parts)
    assert parts[0] == [6]


def test_micro_batches_of_nothing():
    assert micro_batches([], 64) == []


def test_an_epoch_is_a_permutation_that_depends_on_seed_and_epoch_alone():
    first = list(epoch_batches(10, 4, seed=1, epoch=0))
    assert [len(b) for b in first] == [4, 4, 2]
    assert sorted(i for b in first for i in b) == list(range(10))
    assert first == list(epoch_batches(10, 4, seed=1, epoch=0))
    assert first != list(epoch_batches(10, 4, seed=1, epoch=1))
    assert first != list(epoch_batches(10, 4, seed=2, epoch=0))


def test_drop_last_leaves_the_short_batch_out():
    assert [len(b) for b in epoch_batches(10, 4, seed=1, epoch=0, drop_last=True)] == [4, 4]
