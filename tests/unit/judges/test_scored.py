import math

import pytest
import torch

from heelwork.judges.base import Comparison, both_orders
from heelwork.judges.catalog import open_judge
from heelwork.judges.scored import ScoredJudge
from heelwork.records import Message, Prompt

PROMPT = Prompt((Message("user", "Why?"),))


class Counting:
    """A reward that counts the letter 'y', takes 3 off a cut answer, and remembers what it was asked."""

    name = "counting"

    def __init__(self):
        self.asked = []

    def score(self, prompts, answers, finished):
        self.asked += answers
        return torch.tensor([a.count("y") - 3.0 * (not f) for a, f in zip(answers, finished, strict=True)])


def test_the_probability_is_the_sigmoid_of_the_scores_difference():
    verdict = ScoredJudge(Counting()).compare([Comparison(PROMPT, "yyy", "y")])[0]
    assert verdict.p_first == pytest.approx(1 / (1 + math.exp(-2))) and verdict.details["scores"] == [3.0, 1.0]


def test_a_cut_answer_is_scored_as_cut():
    verdict = ScoredJudge(Counting()).compare([Comparison(PROMPT, "yy", "y", first_finished=False)])[0]
    assert verdict.details["scores"] == [-1.0, 1.0]


def test_each_answer_is_scored_once_and_orders_agree_exactly():
    reward = Counting()
    pairs = [Comparison(PROMPT, "yy", "y"), Comparison(PROMPT, "yy", "n")]
    there = both_orders(ScoredJudge(reward), pairs)
    assert sorted(reward.asked) == ["n", "y", "yy"]
    back = both_orders(ScoredJudge(reward), [c.swapped for c in pairs])
    assert [a.p_first + b.p_first for a, b in zip(there, back, strict=True)] == [1.0, 1.0]


def test_a_reward_model_from_disk(tiny_reward):
    judge = open_judge(f"reward:{tiny_reward}")
    same, other = judge.compare([Comparison(PROMPT, "The dog.", "The dog."), Comparison(PROMPT, "The dog.", "Who?")])
    assert same.p_first == 0.5 and other.p_first != 0.5 and judge.name == f"reward:{tiny_reward}"
