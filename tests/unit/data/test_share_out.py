"""How a batch is shared out among processes."""

from hypothesis import given
from hypothesis import strategies as st

from heelwork.data.batching import share_out


def test_the_longest_go_to_the_emptiest_and_all_have_equally_many_micro_batches():
    parts = share_out([9, 5, 4, 1], 2, 5)
    assert [[i for part in own for i in part] for own in parts] == [[0, 3], [1, 2]]
    assert len(parts[0]) == len(parts[1])


def test_a_process_without_work_gets_empty_micro_batches():
    assert share_out([3], 3, 10) == [[[0]], [[]], [[]]]


@given(st.lists(st.integers(1, 50), min_size=1, max_size=40), st.integers(1, 5), st.integers(1, 120))
def test_every_item_is_there_once_within_the_budget(lengths, processes, budget):
    parts = share_out(lengths, processes, budget)
    assert sorted(i for own in parts for part in own for i in part) == list(range(len(lengths)))
    assert len({len(own) for own in parts}) == 1
    assert all(len(part) <= 1 or sum(lengths[i] for i in part) <= budget for own in parts for part in own)
