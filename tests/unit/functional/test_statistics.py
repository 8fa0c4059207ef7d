import numpy as np
import pytest
from scipy.stats import binomtest

from heelwork.functional.statistics import calibration, wilson_interval


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
@pytest.mark.parametrize(("successes", "n"), [(0, 1), (1, 1), (0, 20), (3, 20), (10, 20), (20, 20), (517, 1000)])
def test_wilson_interval_equals_scipy(successes: int, n: int, confidence: float):
    expected = binomtest(successes, n).proportion_ci(confidence, method="wilson")
    low, high = wilson_interval(successes, n, confidence)
    assert (low, high) == (pytest.approx(expected.low, abs=1e-12), pytest.approx(expected.high, abs=1e-12))


def test_wilson_interval_without_data_is_everything():
    assert wilson_interval(0, 0) == (0.0, 1.0)


def test_wilson_interval_takes_half_successes():
    low, high = wilson_interval(2.5, 5)
    assert low + high == pytest.approx(1.0)
    assert wilson_interval(2, 5).low < low < wilson_interval(3, 5).low


def test_calibration_by_hand():
    curve = calibration(np.array([0.05, 0.15, 0.15, 0.95, 1.0]), np.array([0, 0, 1, 1, 1]))
    assert curve.counts == [1, 2, 2]
    assert curve.predicted == pytest.approx([0.05, 0.15, 0.975])
    assert curve.observed == [0.0, 0.5, 1.0]
    assert curve.ece == pytest.approx((1 * 0.05 + 2 * 0.35 + 2 * 0.025) / 5)


def test_a_calibrated_predictor_has_no_error():
    curve = calibration(np.full(4, 0.75), np.array([1, 1, 1, 0]))
    assert (curve.predicted, curve.observed, curve.counts, curve.ece) == ([0.75], [0.75], [4], 0.0)


def test_calibration_of_nothing():
    assert calibration(np.array([]), np.array([])) == ([], [], [], 0.0)


def test_calibration_with_two_bins_splits_at_one_half():
    assert calibration(np.array([0.0, 0.49, 0.5, 1.0]), np.array([0, 0, 1, 1]), bins=2).counts == [2, 2]


def test_wilson_interval_always_holds_the_share():
    for n in range(1, 200):
        for successes in (0, n // 2, n):
            low, high = wilson_interval(successes, n)
            assert 0 <= low <= successes / n <= high <= 1
