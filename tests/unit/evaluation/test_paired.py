import itertools

import numpy as np
import pytest
from scipy import stats

from heelwork.evaluation.paired import bootstrap_mean, holm, mcnemar, share_interval, sign_flip_p


def test_mcnemar_by_hand():
    found = mcnemar(6, 1)
    assert found[:2] == (6, 1)
    assert found.exact == pytest.approx(2 * (1 + 7) / 2**7)
    assert found.mid_p == pytest.approx(2 * (1 + 7 / 2) / 2**7)
    assert found.chi2_p == pytest.approx(stats.chi2.sf(16 / 7, 1))


def test_mcnemar_without_discordant_pairs_finds_nothing():
    assert mcnemar(0, 0)[2:] == (1.0, 1.0, 1.0)
    assert mcnemar(4, 4).mid_p == 1.0


@pytest.mark.parametrize(("wins", "losses"), [(1, 0), (3, 9), (12, 12), (40, 21), (200, 151)])
def test_mcnemar_equals_statsmodels(wins, losses):
    contingency = pytest.importorskip("statsmodels.stats.contingency_tables", reason="the dev extra has statsmodels")
    table = [[7, wins], [losses, 5]]
    found = mcnemar(wins, losses)
    assert found.exact == pytest.approx(contingency.mcnemar(table, exact=True).pvalue, abs=1e-12)
    if abs(wins - losses) > 1:  # with a difference of 1 or 0, statsmodels' correction overshoots 0 and is squared
        assert found.chi2_p == pytest.approx(contingency.mcnemar(table, exact=False).pvalue, abs=1e-12)


def test_a_sign_flip_of_single_samples_is_mcnemars_mid_p():
    steps = [1] * 9 + [-1] * 3 + [0] * 5
    assert sign_flip_p(steps) == pytest.approx(mcnemar(9, 3).mid_p)


def test_a_sign_flip_counts_every_choice_of_signs():
    steps = [4, -2, 6, 2, 2, 0, -4]
    sums = [abs(sum(s * abs(x) for s, x in zip(signs, steps, strict=True)))
            for signs in itertools.product((-1, 1), repeat=len(steps))]  # fmt: skip
    seen = abs(sum(steps))
    expected = np.mean([1.0 if s > seen else 0.5 if s == seen else 0.0 for s in sums])
    assert sign_flip_p(steps) == pytest.approx(float(expected))


def test_no_difference_has_no_p_below_one():
    assert sign_flip_p([0, 0]) == 1.0 and sign_flip_p([]) == 1.0


def test_holm_by_hand_and_in_the_callers_order():
    assert holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])
    assert holm([0.9, 0.8]) == [1.0, 1.0] and holm([]) == []


def test_the_bootstrap_agrees_with_scipy():
    x = np.random.default_rng(3).binomial(1, 0.3, 400).astype(float)
    low, high = bootstrap_mean(x, draws=8000, seed=1)
    theirs = stats.bootstrap((x,), np.mean, n_resamples=8000, method="percentile", rng=2).confidence_interval
    assert (low, high) == (pytest.approx(theirs.low, abs=0.005), pytest.approx(theirs.high, abs=0.005))


def test_few_prompts_widen_the_bootstrap_interval():
    x = [0.0, 1.0, 1.0, 0.0, 1.0]
    low, high = bootstrap_mean(x, seed=1)
    theirs = stats.bootstrap((np.array(x),), np.mean, method="percentile", rng=2).confidence_interval
    assert low <= theirs.low and high >= theirs.high and high - low > 0


def test_the_same_seed_gives_the_same_interval_and_resamples_in_parts_change_nothing(monkeypatch):
    x = np.arange(10.0)
    assert bootstrap_mean(x, seed=5) == bootstrap_mean(x, seed=5) != bootstrap_mean(x, seed=6)
    monkeypatch.setattr("heelwork.evaluation.paired.CELLS", 1000)
    low, high = bootstrap_mean(x, seed=5)
    assert low < 4.5 < high


def test_prompts_that_all_agree_leave_room_for_doubt():
    low, high = share_interval([1.0] * 20)
    assert 0.8 < low < 0.9 and high == 1.0
    assert share_interval([0.5] * 20).low < 0.5 < share_interval([0.5] * 20).high
