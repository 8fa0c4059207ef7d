"""The order on screen is uniform, the same on reload, and reversible."""

from collections import Counter
from itertools import permutations

import pytest
from scipy.stats import chisquare

from heelwork.collect.order import draw, shown_order, to_shown, to_stored


@pytest.mark.parametrize("k", [2, 3, 4])
def test_every_order_is_equally_frequent(k):
    seen = Counter(shown_order(0, item, annotator, k) for item in range(500) for annotator in range(20))
    assert chisquare([seen[p] for p in permutations(range(k))]).pvalue > 0.01


def test_every_answer_is_at_every_place_equally_often():
    orders = [shown_order(5, item, 7, 9) for item in range(10_000)]
    for place in range(9):
        counts = Counter(order[place] for order in orders)
        assert chisquare([counts[i] for i in range(9)]).pvalue > 0.01 / 9  # nine tests


def test_an_order_is_what_it_was():
    assert shown_order(0, 1, 1, 9) == (6, 3, 2, 7, 8, 4, 0, 1, 5)
    assert shown_order(0, 1, 1, 4) != shown_order(1, 1, 1, 4) or shown_order(0, 1, 2, 4) != shown_order(0, 1, 1, 4)


def test_there_and_back():
    for item in range(50):
        order = shown_order(3, item, "Ada", 6)
        assert to_shown(to_stored("abcdef", order), order) == tuple("abcdef")


def test_draws_are_uniform():
    counts = Counter(int(10 * draw(1, "arm", n)) for n in range(10_000))
    assert chisquare([counts[i] for i in range(10)]).pvalue > 0.01
