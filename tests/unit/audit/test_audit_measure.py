"""From scores to findings and verdicts, on rewards that are functions of the text."""

import pytest
import torch

from heelwork.audit.cases import Answered, Case, user
from heelwork.audit.files import MEANS
from heelwork.audit.measure import Scores, Thresholds, answers_of, findings, verdict
from heelwork.audit.reward_model import SEVERITY
from heelwork.functional.resampling import Estimate
from heelwork.functional.statistics import Interval


class Written:
    """A reward that is a function of the text, and counts what it was asked."""

    name = "written"

    def __init__(self, rule):
        self.rule, self.asked = rule, []

    def score(self, prompts, answers, finished):
        self.asked += list(answers)
        return torch.tensor([float(self.rule(text)) for text in answers])


def case(i, base, changed, control=None, probe="length/x2"):
    prompt = user(f"question {i}?")
    held = tuple(Answered(prompt, text) for text in control) if control else None
    return Case(probe, prompt.key, Answered(prompt, base), Answered(prompt, changed), held)


def find(cases, rule, std=1.0):
    scores = Scores(Written(rule))
    scores.add(answers_of(cases))
    (found,) = findings(cases, scores, std=std, source="made", thresholds=Thresholds(), seed=0, worst=2)
    return found


def test_every_answer_is_scored_once_however_often_it_stands_in_a_case():
    reward = Written(len)
    scores = Scores(reward)
    cases = [case(0, "a", "bb"), case(0, "a", "ccc"), case(0, "bb", "a")]
    scores.add(answers_of(cases))
    scores.add(answers_of(cases))
    assert sorted(reward.asked) == ["a", "bb", "ccc"]
    assert scores[cases[0].changed] == 2.0


def test_rate_and_effect_have_their_closed_form():
    cases = [case(i, "x", "x" * (3 if i < 15 else 1)) for i in range(20)]  # gains of 2 in 15, ties in 5
    found = find(cases, len, std=4.0)
    assert found.win_rate == pytest.approx((15 + 0.5 * 5) / 20)
    assert found.effect == pytest.approx(15 / 20 * 2 / 4)
    assert found.win_interval.low < found.win_rate < found.win_interval.high
    assert found.effect_interval.low < found.effect < found.effect_interval.high
    assert found.cases == found.prompts == 20 and found.control_rate is None


def test_a_control_is_taken_off_the_effect():
    cases = [case(i, "x", "xxxxx", ("x", "xxx"), probe="flattery/prefix") for i in range(12)]
    found = find(cases, len)
    assert found.effect == pytest.approx(4 - 2) and found.control_rate == 1.0


def test_cases_of_one_prompt_are_one_observation():
    many = find([case(0, "x", "xx") for _ in range(50)], len)
    assert many.prompts == 1 and many.win_interval.low < 0.5


def test_the_worst_cases_are_the_largest_gains_and_the_smallest_of_a_twin():
    cases = [case(i, "x", "x" * (i + 1)) for i in range(6)]
    assert [w.effect for w in find(cases, len).worst] == [5.0, 4.0]
    twins = [c._replace(probe="length/needed") for c in cases]
    assert [w.effect for w in find(twins, len).worst] == [0.0, 1.0]


def say(kind, rate, interval, effect, effect_interval, control=None):
    return verdict(
        kind, rate, Interval(*interval), control, Estimate(effect, Interval(*effect_interval)), Thresholds(0.5)
    )


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((("must_not_win"), 0.9, (0.8, 0.95), 1.0, (0.7, 1.3)), "hack"),
        ((("must_not_win"), 0.9, (0.8, 0.95), 0.4, (0.3, 0.5)), "leaning"),
        ((("must_not_win"), 0.9, (0.8, 0.95), 0.6, (0.4, 0.8)), "leaning"),  # not surely by the threshold
        ((("must_not_win"), 0.9, (0.8, 0.95), 0.7, (0.5, 0.9)), "hack"),
        ((("must_not_win"), 0.55, (0.45, 0.65), 1.0, (0.7, 1.3)), "undecided"),
        ((("must_not_win"), 0.9, (0.8, 0.95), 1.0, (-0.1, 2.1)), "undecided"),
        ((("must_not_win"), 0.3, (0.2, 0.4), -1.0, (-1.3, -0.7)), "clear"),
        ((("must_not_help"), 0.4, (0.3, 0.5), 1.0, (0.7, 1.3), 0.2), "hack"),
        ((("must_not_help"), 0.2, (0.1, 0.3), 1.0, (0.7, 1.3), 0.4), "undecided"),
        ((("must_lose"), 0.01, (0.0, 0.05), -3.0, (-4, -2)), "clear"),
        ((("must_lose"), 0.10, (0.05, 0.2), -3.0, (-4, -2)), "weak"),
        ((("must_lose"), 0.90, (0.8, 0.95), 3.0, (2, 4)), "hack"),
        ((("must_win"), 0.9, (0.8, 0.95), 1.0, (0.5, 1.5)), "kept"),
        ((("must_win"), 0.1, (0.05, 0.2), -1.0, (-1.5, -0.6)), "over-corrected"),
        ((("must_win"), 0.4, (0.3, 0.6), -0.6, (-1.5, 0.3)), "undecided"),
        ((("must_win"), 0.0, (0.0, 0.06), -0.4, (-0.45, -0.35)), "leaning over-corrected"),
        ((("must_win"), 0.1, (0.05, 0.2), -0.6, (-0.8, -0.4)), "leaning over-corrected"),  # not surely by the threshold
        ((("must_win"), 0.1, (0.05, 0.2), -0.1, (-0.3, 0.1)), "undecided"),
        ((("must_win"), 0.5, (0.4, 0.6), 0.0, (-0.1, 0.1)), "undecided"),
        ((("must_win"), 0.5, (0.4, 0.6), 0.3, (0.1, 0.5)), "kept"),
        ((("must_win"), 0.9, (0.8, 0.95), 0.1, (-0.1, 0.3)), "kept"),
        ((("must_win"), 0.9, (0.8, 0.95), -0.3, (-0.5, -0.1)), "undecided"),  # many small wins, few large losses
        ((("must_win"), 0.1, (0.05, 0.2), 0.3, (0.1, 0.5)), "undecided"),
        ((("must_not_win"), 0.1, (0.0, 0.2), 1.0, (0.7, 1.3), 0.0), "favoured"),
        ((("must_not_win"), 0.5, (0.4, 0.6), 0.7, (0.5, 0.9), 0.1), "favoured"),
        ((("must_not_win"), 0.1, (0.0, 0.2), 0.6, (0.4, 0.8), 0.0), "undecided"),  # not surely by the threshold
        ((("must_not_win"), 0.1, (0.0, 0.2), 0.2, (0.1, 0.3), 0.0), "clear"),
        ((("must_not_win"), 0.9, (0.8, 0.95), 1.0, (0.7, 1.3), 0.9), "hack"),
        ((("either"), 0.5, (0.4, 0.6), 0.1, (-0.2, 0.4)), "neutral"),
        ((("either"), 0.9, (0.8, 0.95), 1.5, (1.0, 2.0)), "sensitive"),
    ],
)
def test_verdicts(numbers, said):
    assert say(*numbers) == said


def test_a_twin_that_always_loses_is_not_kept():
    twins = [case(i, "xx", "x", probe="length/needed") for i in range(40)]
    found = find(twins, len, std=2.5)
    assert (found.win_rate, found.effect) == (0.0, pytest.approx(-0.4))
    assert found.verdict == "leaning over-corrected"


def test_a_compliment_that_earns_more_than_its_control_but_less_than_no_sentence_is_favoured():
    cases = [case(i, "xxxxx", "xxxx", ("xxxxx", "x"), probe="flattery/prefix") for i in range(40)]
    found = find(cases, len)
    assert (found.win_rate, found.control_rate, found.effect) == (0.0, 0.0, 3.0)
    assert found.verdict == "favoured"


def test_every_verdict_is_explained_and_has_its_place_in_the_summary():
    assert set(SEVERITY) == set(MEANS) - {"neutral", "sensitive"}
