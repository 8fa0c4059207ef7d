import zlib

import pytest

from heelwork.judges.base import Comparison, Verdict, both_orders
from heelwork.records import Message, Prompt

PROMPT = Prompt((Message("user", "Which?"),))


class Leaning:
    """Likes longer answers, and the first place by 0.1."""

    name = "leaning"

    def compare(self, comparisons):
        return [
            Verdict(None if "?" in c.first + c.second else 0.6 + 0.2 * (len(c.first) > len(c.second)) - 0.1)
            for c in comparisons
        ]


def test_the_average_of_both_orders_is_antisymmetric():
    asked = [Comparison(PROMPT, "long answer", "short"), Comparison(PROMPT, "short", "long answer")]
    there, back = (v.p_first for v in both_orders(Leaning(), asked))
    assert there + back == 1.0 and there > 0.5
    assert there == pytest.approx((0.7 + 1 - 0.5) / 2)


def test_an_abstention_in_one_order_is_an_abstention_and_keeps_both_replies():
    [verdict] = both_orders(Leaning(), [Comparison(PROMPT, "what?", "short")])
    assert verdict.p_first is None
    assert verdict.details["forward"] is None


def test_swapping_gives_one_minus_the_label_to_the_last_bit():
    class Odd:
        name = "odd"

        def compare(self, comparisons):
            return [Verdict(zlib.crc32(f"{c.first} {c.second}".encode()) / 2**32) for c in comparisons]

    asked = [Comparison(PROMPT, f"{k}", f"{k + 1}") for k in range(500)]
    there = both_orders(Odd(), asked)
    back = both_orders(Odd(), [c.swapped for c in asked])
    assert all(a.p_first + b.p_first == 1.0 and b.p_first == 1.0 - a.p_first for a, b in zip(there, back, strict=True))
