import numpy as np
import pytest
from scipy import stats

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


def test_where_one_model_is_always_longer_length_and_merit_are_not_told_apart():
    rng = np.random.default_rng(5)
    longer = rng.normal(300, 60, 100).round()
    found = length_controlled(np.ones(100), np.arange(100), longer, draws=200)
    assert found.interval.low < 0.05 and found.interval.high == 1.0


def test_the_interval_holds_wherever_lengths_lie_before_a_judge_that_only_likes_length():
    covered = []
    for gap in (0, 40, 80, 120):
        for run in range(10):
            longer = np.random.default_rng([gap, run]).normal(gap, 50, 80).round()
            low, high = length_controlled(0.5 + 0.5 * np.sign(longer), np.arange(80), longer, draws=100).interval
            covered.append(low <= 0.5 <= high)
    assert np.mean(covered) >= 0.94


def test_copies_of_an_outcome_do_not_narrow_the_interval_at_equal_length():
    rng = np.random.default_rng(6)
    longer, outcomes = rng.normal(0, 100, 60), rng.binomial(1, 0.6, 60).astype(float)
    once = length_controlled(outcomes, np.arange(60), longer, draws=200)
    copied = length_controlled(np.repeat(outcomes, 5), np.repeat(np.arange(60), 5), np.repeat(longer, 5), draws=200)
    assert copied.interval == pytest.approx(once.interval, abs=0.01)


def test_the_profile_is_that_of_an_independent_fit():
    api = pytest.importorskip("statsmodels.api", reason="the dev extra has statsmodels")
    rng = np.random.default_rng(7)
    longer = rng.normal(0, 100, 120)
    x = np.tanh(longer / np.sqrt(np.mean(longer**2)))
    outcomes = (rng.random(120) < 1 / (1 + np.exp(-0.5 - x))).astype(float)
    low, high = length_controlled(outcomes, np.arange(120), longer, draws=2).interval

    def fit(columns, offset):
        return api.GLM(outcomes, columns, family=api.families.Binomial(), offset=np.full(120, offset)).fit().llf

    best = fit(np.column_stack([np.ones(120), x]), 0.0)
    for end in (low, high):
        held = fit(x[:, None], float(np.log(end / (1 - end))))
        assert 2 * (best - held) >= stats.t.ppf(0.975, 119) ** 2 - 0.02  # the bootstrap may reach further
    assert low < 0.62 < high
