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
