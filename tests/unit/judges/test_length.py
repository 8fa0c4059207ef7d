from heelwork.judges.base import Comparison, both_orders
from heelwork.judges.length import LengthJudge
from heelwork.records import Message, Prompt

PROMPT = Prompt((Message("user", "Why?"),))


def test_the_longer_answer_wins_in_both_orders():
    pairs = [Comparison(PROMPT, "long answer", "short"), Comparison(PROMPT, "a", "b"), Comparison(PROMPT, "", "b")]
    assert [v.p_first for v in both_orders(LengthJudge(), pairs)] == [1.0, 0.5, 0.0]
