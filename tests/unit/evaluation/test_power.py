import pytest
from scipy import stats

from heelwork.evaluation.power import detectable, power, prompts_needed


def test_the_textbook_number_of_prompts():
    # (1.959964 + 0.841621)^2 x 0.5^2 / 0.05^2
    assert prompts_needed(0.05, 0.5) == 785
    assert prompts_needed(-0.05, 0.5) == 785
    assert prompts_needed(0.0, 0.5) is None
    assert prompts_needed(10.0, 0.1) == 2


def test_power_at_the_number_needed_is_the_wanted_power():
    assert power(0.05, 0.5, 785) == pytest.approx(0.8, abs=1e-3)
    assert power(0.0, 0.5, 100) == pytest.approx(0.05)


def test_the_detectable_effect_is_found_with_the_wanted_power():
    assert power(detectable(0.4, 300), 0.4, 300) == pytest.approx(0.8, abs=1e-3)


def test_power_equals_statsmodels():
    theirs = pytest.importorskip("statsmodels.stats.power", reason="the dev extra has statsmodels")
    assert power(0.07, 0.45, 200) == pytest.approx(theirs.normal_power(0.07 / 0.45, 200, 0.05), abs=1e-9)


def test_a_stricter_level_needs_more():
    z = stats.norm.ppf(0.995) + stats.norm.ppf(0.9)
    assert prompts_needed(0.1, 0.5, level=0.01, wanted=0.9) == -(-((z * 5) ** 2) // 1)
