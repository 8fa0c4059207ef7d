import numpy as np
import pytest

from heelwork.evaluation.bradley_terry import bradley_terry


def table(rng, strengths, prompts):
    """One game of every two models on each prompt, won by the odds of their strengths."""
    models = len(strengths)
    wins = np.zeros((prompts, models, models))
    for p in range(prompts):
        for i in range(models):
            for j in range(i):
                won = rng.random() < 1 / (1 + np.exp(strengths[j] - strengths[i]))
                wins[p, i, j], wins[p, j, i] = won, 1 - won
    return wins


def test_two_models_have_the_log_odds_of_their_wins():
    wins = np.zeros((100, 2, 2))
    wins[:75, 0, 1] = wins[75:, 1, 0] = 1
    found = bradley_terry(wins, draws=200)
    assert found.ratings[0] - found.ratings[1] == pytest.approx(np.log(75.5 / 25.5), abs=1e-9)
    assert sum(found.ratings) == pytest.approx(0) and found.tied == []


def test_planted_strengths_come_back_within_their_intervals():
    strengths = [-0.9, 0.1, 0.8]
    found = bradley_terry(table(np.random.default_rng(0), strengths, 800), draws=300)
    for true, rating, (low, high) in zip(strengths, found.ratings, found.intervals, strict=True):
        assert low < true < high and rating == pytest.approx(true, abs=0.25)
    assert found.tied == []


def test_models_that_are_not_told_apart_are_named_together():
    found = bradley_terry(table(np.random.default_rng(1), [0.0, 0.0, 2.0], 200), draws=300)
    assert found.tied == [[0, 1]]


def test_ties_everywhere_tie_everyone():
    wins = np.full((20, 3, 3), 0.5)
    found = bradley_terry(wins, draws=100)
    assert found.ratings == pytest.approx([0, 0, 0]) and found.tied == [[0, 1, 2]]


def test_a_model_that_wins_everything_has_a_finite_rating():
    wins = np.zeros((50, 2, 2))
    wins[:, 1, 0] = 1
    found = bradley_terry(wins, draws=100)
    assert np.isfinite(found.ratings).all() and found.ratings[1] > 1
