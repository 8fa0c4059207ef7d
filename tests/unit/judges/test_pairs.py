import pytest

from heelwork.judges.base import Verdict
from heelwork.judges.length import LengthJudge
from heelwork.judges.pairs import judge_pairs, outcome
from heelwork.records import Completion, Message, Prompt

PROMPTS = [Prompt((Message("user", f"Question {i}?"),)) for i in range(3)]


class Says:
    """A judge that answers from the two texts."""

    name = "says"

    def __init__(self, p_first):
        self.p_first, self.asked = p_first, []

    def compare(self, comparisons):
        self.asked += comparisons
        return [Verdict(self.p_first(c.first, c.second), {"note": c.first}) for c in comparisons]


def answers(*texts, cut=()):
    return [[Completion(p, t, "length" if t in cut else "stop") for t in given]
            for p, given in zip(PROMPTS, texts, strict=False)]  # fmt: skip


@pytest.mark.parametrize(
    ("forward", "backward", "expected"),
    [(0.9, 0.1, 1.0), (0.51, 0.49, 1.0), (0.2, 0.7, 0.0), (0.9, 0.9, 0.5), (0.1, 0.2, 0.5), (0.5, 0.1, 0.5),
     (0.9, 0.5, 0.5), (None, 0.1, None), (0.9, None, None)],
)  # fmt: skip
def test_an_answer_wins_where_both_orders_prefer_it(forward, backward, expected):
    assert outcome(forward, backward) == expected


def test_later_models_stand_first_and_every_pair_is_judged_sample_by_sample():
    models = [answers(["a", "a"]), answers(["bb", "b"]), answers(["ccc", ""])]
    found = judge_pairs(LengthJudge(), models)
    assert [(j.first, j.second, j.prompt, j.sample, j.outcome) for j in found] == [
        (1, 0, 0, 0, 1.0), (1, 0, 0, 1, 0.5), (2, 0, 0, 0, 1.0), (2, 0, 0, 1, 0.0), (2, 1, 0, 0, 1.0), (2, 1, 0, 1, 0.0),
    ]  # fmt: skip


def test_a_judge_that_prefers_a_place_finds_ties_and_is_noticed():
    found = judge_pairs(Says(lambda a, b: 0.9), [answers(["a"], ["b"]), answers(["c"], ["d"])])
    assert [j.outcome for j in found] == [0.5, 0.5] and all(j.turns for j in found)


def test_equal_answers_are_ties_that_nobody_is_asked_about():
    judge = Says(lambda a, b: 1.0)
    found = judge_pairs(judge, [answers(["same"], ["a"]), answers(["same"], ["b"])])
    assert [(j.outcome, j.identical) for j in found] == [(0.5, True), (0.5, False)]
    assert [(c.first, c.second) for c in judge.asked] == [("b", "a"), ("a", "b")]


def test_an_answer_that_was_cut_is_not_the_one_that_ended():
    judge = Says(lambda a, b: 0.5)
    (found,) = judge_pairs(judge, [answers(["same"]), answers(["same"], cut=("same",))])
    assert not found.identical
    assert (judge.asked[0].first_finished, judge.asked[0].second_finished) == (False, True)


def test_the_judges_words_and_both_probabilities_are_kept():
    (found,) = judge_pairs(Says(lambda a, b: 0.8 if a == "b" else 0.3), [answers(["a"]), answers(["b"])])
    assert (found.forward, found.backward, dict(found.details)) == (0.8, 0.3, {"note": "b"})
    assert found.outcome == 1.0 and not found.turns


def test_an_abstention_in_one_order_is_an_abstention():
    (found,) = judge_pairs(Says(lambda a, b: None if a == "a" else 1.0), [answers(["a"]), answers(["b"])])
    assert found.outcome is None and not found.turns
