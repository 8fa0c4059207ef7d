"""Over-optimisation curves against enumeration and simulated curves."""

import itertools
import math

import numpy as np
import pytest

from heelwork.functional.overoptimisation import (
    Curve,
    best_of_n,
    best_of_n_kl,
    fit_curve,
    path_intervals,
    prompt_intervals,
)

D = np.linspace(0.1, 6, 40)


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_the_estimator_equals_the_mean_over_all_subsets(n):
    proxy, gold = [0.3, -1.0, 2.0, 0.7, 1.1], [5.0, 1.0, -3.0, 2.0, 8.0]
    best = [gold[max(subset, key=lambda i: proxy[i])] for subset in itertools.combinations(range(5), n)]
    assert best_of_n(proxy, gold, n) == pytest.approx(np.mean(best))


def test_ties_share_their_probability_and_many_answers_do_not_overflow():
    assert best_of_n([1, 1, 1], [3, 6, 9], 2) == pytest.approx(6.0)
    rng = np.random.default_rng(0)
    proxy = rng.normal(size=5000)
    assert best_of_n(proxy, np.ones(5000), 1000) == pytest.approx(1.0)
    with pytest.raises(ValueError, match="best of 4 needs"):
        best_of_n([1, 2, 3], [1, 2, 3], 4)


def test_it_is_unbiased_for_normal_scores():
    rng = np.random.default_rng(1)
    maxima = [best_of_n(x, x, 4) for x in rng.normal(size=(4000, 8))]
    assert np.mean(maxima) == pytest.approx(1.02938, abs=0.02)  # E max of 4 standard normals


def test_kl_of_best_of_n():
    assert best_of_n_kl(1) == 0.0
    assert best_of_n_kl(4) == pytest.approx(math.log(4) - 0.75)


@pytest.mark.parametrize(
    ("kind", "alpha", "beta"), [("best_of_n", 2.0, 0.3), ("rl", 1.5, 0.9), ("best_of_n", 1.0, -0.1)]
)
def test_fits_recover_the_curve(kind, alpha, beta):
    truth = Curve(kind, alpha, beta, 1.0)
    found = fit_curve(D.tolist(), truth.at(D).tolist(), kind)
    assert (found.alpha, found.beta, found.r2) == pytest.approx((alpha, beta, 1.0))


@pytest.mark.parametrize("kind", ["best_of_n", "rl"])
def test_the_peak_is_where_the_curve_is_highest(kind):
    curve = Curve(kind, 2.0, 0.8, 1.0)
    fine = np.linspace(1e-3, 20, 200_000)
    values = curve.at(fine)
    assert curve.peak.distance == pytest.approx(fine[values.argmax()], abs=1e-3)
    assert curve.peak.value == pytest.approx(values.max(), abs=1e-6)
    assert Curve(kind, 2.0, -0.1, 1.0).peak.distance == math.inf


@pytest.mark.parametrize("beta", [0.4, 0.0, -0.1])
def test_best_of_n_that_falls_from_the_start_peaks_at_the_start(beta):
    assert Curve("best_of_n", -0.6, beta, 1.0).peak == (0.0, 0.0)


def test_the_start_lies_on_every_curve():
    assert Curve("rl", 1.0, 1.0, 1.0).at([0.0]).tolist() == [0.0]
    with pytest.raises(ValueError, match="three different distances"):
        fit_curve([0, 1, 2], [0, 1, 2], "rl")


def test_intervals_hold_the_true_peak_about_as_often_as_they_say():
    truth = Curve("rl", 1.6, 0.8, 1.0)
    held = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        noisy = truth.at(D) + rng.normal(scale=0.15, size=len(D))
        low, high = path_intervals(D.tolist(), noisy.tolist(), "rl", seed=seed, draws=200)
        held += low <= truth.peak.distance <= high
    assert held >= 86

    truth = Curve("best_of_n", 2.0, 0.4, 1.0)
    held = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        gains = truth.at(D)[None] + rng.normal(scale=1.0, size=(60, 1)) * D + rng.normal(scale=0.5, size=(60, len(D)))
        low, high = prompt_intervals(D.tolist(), gains, "best_of_n", seed=seed, draws=200)
        held += low <= truth.peak.distance <= high
    assert held >= 86
