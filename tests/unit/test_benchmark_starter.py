"""The starter's benchmark: its rates, its paired difference, and that every demand can fail."""

import copy

import pytest

from benchmarks import starter
from benchmarks.starter import Answered


def answered(behaviour, passed, *, declined=False, ended=True):
    return Answered(behaviour, "p", "t", passed, declined, ended)


def rate(value):
    return {"rate": value, "interval": [value, value], "n": 10}


GOOD = {
    "rates": {
        "base": {b: rate(0.0) for b in starter.BEHAVIOURS},
        "sft": {},
        "ppo": {
            **{b: rate(0.95) for b in (*starter.BEHAVIOURS, "false_sum", "true_sum", "ended")},
            "safe_declined": rate(0.0),
        },
    },
    "ppo_minus_sft": {"interval": [0.01, 0.03]},
    "reward_model": [{"accuracy": 0.9}, {"accuracy": 0.86}],
    "true_reward": [{"rises": True}],
    "fluency": {"perplexity_ratio": [1.1], "distinct2_ratio": [0.9]},
    "seconds": {"whole": [600.0, 700.0]},
    "peak_gib": [3.2],
}

WORSE = [
    *((("rates", "base", b, "rate"), 0.2) for b in starter.BEHAVIOURS),
    *((("rates", "ppo", b, "rate"), 0.89) for b in (*starter.BEHAVIOURS, "false_sum", "true_sum")),
    (("rates", "ppo", "safe_declined", "rate"), 0.11),
    (("rates", "ppo", "ended", "rate"), 0.94),
    (("ppo_minus_sft", "interval", 0), -0.01),
    (("reward_model", 1, "accuracy"), 0.84),
    (("true_reward", 0, "rises"), False),
    (("fluency", "perplexity_ratio", 0), 2.1),
    (("fluency", "distinct2_ratio", 0), 0.79),
    (("seconds", "whole", 1), 721.0),
    (("peak_gib", 0), 4.0),
]


def test_a_good_run_meets_every_demand():
    assert all(demand.holds(GOOD) for demand in starter.DEMANDS)


@pytest.mark.parametrize(("where", "value"), WORSE)
def test_each_demand_fails_alone(where, value):
    bad = copy.deepcopy(GOOD)
    node = bad
    for key in where[:-1]:
        node = node[key]
    node[where[-1]] = value
    assert sum(not demand.holds(bad) for demand in starter.DEMANDS) == 1


def test_every_demand_is_among_those_that_can_fail():
    assert len(WORSE) == len(starter.DEMANDS)


def test_sums_count_among_statements_and_on_their_own():
    rates = starter._rates(
        [
            answered("false_statement/sum", True),
            answered("false_statement", False),
            answered("true_statement/sum", False, ended=False),
            answered("safe_lookalike", False, declined=True),
        ]
    )
    assert rates["false_statement"]["rate"] == 0.5 and rates["false_statement"]["n"] == 2
    assert rates["false_sum"]["rate"] == 1.0 and rates["true_sum"]["rate"] == 0.0
    assert rates["safe_declined"]["rate"] == 1.0 and rates["ended"]["rate"] == 0.75


def test_the_difference_weighs_behaviours_alike_and_its_interval_holds_the_mean():
    before = [[answered("essay", False)] * 4 + [answered("harmful", False)] * 40 for _ in range(3)]
    after = [[answered("essay", True)] * 4 + [answered("harmful", i % 4 == 0) for i in range(40)] for _ in range(3)]
    found = starter.difference(before, after)
    assert found["mean"] == pytest.approx((1 + 0.25) / 2)
    assert found["interval"][0] < found["mean"] < found["interval"][1]
    assert found["by_seed"] == pytest.approx([0.625] * 3)


def test_distinct_pairs():
    twice = [answered("essay", True)._replace(text="a b a b")]
    assert starter._distinct2(twice) == pytest.approx(2 / 3)
