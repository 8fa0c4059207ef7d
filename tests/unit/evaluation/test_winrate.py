import numpy as np
import pytest

from heelwork.evaluation.winrate import length_controlled, prompt_means, win_rate


def test_every_prompt_weighs_the_same():
    outcomes, prompts = np.array([1.0, 1.0, 1.0, 0.0]), np.array([4, 4, 4, 9])
    assert prompt_means(outcomes, prompts).tolist() == [1.0, 0.0]
    assert win_rate(outcomes, prompts).rate == 0.5


def test_samples_of_one_prompt_are_not_taken_for_independent():
    rng = np.random.default_rng(0)
    own = rng.binomial(1, 0.5, 40).astype(float)
    once = win_rate(own, np.arange(40), seed=1).interval
    repeated = win_rate(np.repeat(own, 10), np.repeat(np.arange(40), 10), seed=1).interval
    assert repeated == pytest.approx(once)


def test_a_judge_that_only_likes_length_wins_raw_and_not_at_equal_length():
    rng = np.random.default_rng(1)
    longer = rng.normal(80, 100, 400).round()
    outcomes = 0.5 + 0.5 * np.sign(longer)
    assert win_rate(outcomes, np.arange(400)).interval.low > 0.7
    found = length_controlled(outcomes, np.arange(400), longer, draws=200)
    assert found.interval.low <= 0.5 <= found.interval.high and found.length_weight > 5


def test_what_is_won_regardless_of_length_stays_won_at_equal_length():
    rng = np.random.default_rng(2)
    longer, outcomes = rng.normal(0, 100, 400), rng.binomial(1, 0.7, 400).astype(float)
    found = length_controlled(outcomes, np.arange(400), longer, draws=200)
    assert found.rate == pytest.approx(outcomes.mean(), abs=0.01) and found.interval.low > 0.6


def test_the_length_controlled_rate_is_that_of_an_independent_fit():
    rng = np.random.default_rng(4)
    longer = rng.normal(50, 100, 300)
    x = np.tanh(longer / np.sqrt(np.mean(longer**2)))
    outcomes = (rng.random(300) < 1 / (1 + np.exp(-0.4 - 1.5 * x))).astype(float)
    api = pytest.importorskip("statsmodels.api", reason="the dev extra has statsmodels")
    theirs = api.GLM(outcomes, np.column_stack([np.ones(300), x]), family=api.families.Binomial()).fit().params
    found = length_controlled(outcomes, np.arange(300), longer, draws=50)
    assert found.rate == pytest.approx(1 / (1 + np.exp(-theirs[0])), abs=1e-3)
    assert found.length_weight == pytest.approx(theirs[1], abs=1e-2)


def test_equal_lengths_and_clean_sweeps_are_finite():
    found = length_controlled(np.ones(30), np.arange(30), np.zeros(30), draws=50)
    assert 0.9 < found.rate < 1.0 and np.isfinite(found.interval).all() and found.length_weight == 0.0
