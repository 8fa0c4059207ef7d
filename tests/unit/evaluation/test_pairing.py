import numpy as np
import pytest

from heelwork.evaluation.paired import mcnemar
from heelwork.evaluation.pairing import Games, corrected, pairing, wins_table
from heelwork.evaluation.power import prompts_needed


def games(outcomes, prompts=None, characters=None, turns=None):
    n = len(outcomes)
    return Games(
        np.arange(n) if prompts is None else np.asarray(prompts),
        np.asarray(outcomes, float),
        np.full((n, 2), 100.0) if characters is None else np.asarray(characters, float),
        np.zeros(n, bool) if turns is None else np.asarray(turns, bool),
    )


def test_counts_and_rates_by_hand():
    found = pairing("B", "A", games([1, 1, 0.5, 0, np.nan, 1], turns=[0, 0, 1, 0, 0, 0]), draws=200)
    assert (found.wins, found.ties, found.losses, found.abstentions, found.order_disagreements) == (3, 1, 1, 1, 1)
    assert found.prompts == 5 and found.raw.rate == pytest.approx(3.5 / 5)
    assert found.mcnemar == mcnemar(3, 1) and found.p == pytest.approx(mcnemar(3, 1).mid_p)


def test_several_samples_of_a_prompt_are_one_prompt_in_the_tests():
    once = pairing("B", "A", games([1, 1, 0]), draws=100)
    thrice = pairing("B", "A", games([1, 1, 0] * 3, prompts=[0, 1, 2] * 3), draws=100)
    assert thrice.prompts == 3 and thrice.p == pytest.approx(once.p) and thrice.mcnemar == once.mcnemar
    assert thrice.raw.interval == pytest.approx(once.raw.interval)


def test_the_number_needed_is_that_of_the_effect_seen_at_the_corrected_level():
    outcomes = [1.0] * 30 + [0.0] * 20
    found = pairing("B", "A", games(outcomes), compared=3, draws=100)
    assert found.needed == prompts_needed(0.1, float(np.std(outcomes, ddof=1)), level=0.05 / 3)
    assert 0.1 < found.detectable < 0.5


def test_holm_decides_what_is_decisive():
    strong, weak = games([1.0] * 40 + [0.0] * 10), games([1.0] * 33 + [0.0] * 17)
    alone = corrected([pairing("B", "A", weak)])[0]
    assert alone.decisive and alone.p_holm == alone.p
    pairs = corrected([pairing("B", "A", g, compared=4) for g in (weak, strong, weak, weak)])
    assert [pair.decisive for pair in pairs] == [False, True, False, False]
    assert pairs[0].sentence.startswith("Not decisive: B wins 66.0%")
    assert "after correction for 4 pairs" in pairs[0].sentence and "needs about" in pairs[0].sentence


def test_a_win_by_length_is_called_one():
    rng = np.random.default_rng(0)
    characters = np.stack([rng.normal(150, 40, 300), rng.normal(100, 40, 300)], 1).round()
    (found,) = corrected([pairing("B", "A", games((characters[:, 0] > characters[:, 1]) * 1.0, characters=characters))])
    assert found.raw.interval.low > 0.7 and found.decisive and not found.decisive_at_equal_length
    assert "At equal length it is not decisive" in found.sentence and "answers are longer" in found.sentence


def test_a_win_that_is_not_by_length_stays_one():
    rng = np.random.default_rng(1)
    characters = rng.normal(100, 40, (300, 2)).round()
    (found,) = corrected([pairing("B", "A", games(rng.binomial(1, 0.75, 300), characters=characters))])
    assert found.decisive_at_equal_length and "At equal length it is still there" in found.sentence


def test_a_loss_is_put_as_one():
    (found,) = corrected([pairing("B", "A", games([0.0] * 45 + [1.0] * 5))])
    assert found.sentence.startswith("Decisive: B wins only 10.0%")


def test_nothing_but_ties_and_nothing_but_abstentions_are_said_so():
    tied, silent = pairing("B", "A", games([0.5] * 9)), pairing("B", "A", games([np.nan] * 3))
    assert tied.sentence == "Not decisive: B and A tie on all 9 prompts." and not tied.decisive
    assert "abstained on every pair" in silent.sentence and silent.raw is None and silent.prompts == 0
    assert silent.to_json()["win_rate"] is None and silent.to_json()["prompts_needed"] is None
    assert [p.p_holm for p in corrected([tied, silent])] == [1.0, 1.0]


def test_too_few_prompts_to_find_anything_are_said_to_be():
    (found,) = corrected([pairing("B", "A", games([1.0, 1.0, 0.0, 1.0]), compared=6)])
    assert found.detectable is None and "So few prompts find no difference" in found.sentence


def test_one_prompt_decides_nothing():
    (found,) = corrected([pairing("B", "A", games([1.0]))])
    assert not found.decisive and "Not decisive" in found.sentence


def test_the_table_of_wins_holds_every_prompt_once():
    table = wins_table(2, [(1, 0, games([1, 0, 0.5, np.nan], prompts=[0, 0, 1, 2]))], 3)
    assert table[:, 1, 0].tolist() == [0.5, 0.5, 0.0] and table[:, 0, 1].tolist() == [0.5, 0.5, 0.0]


# -- the promises of the interval and of the number needed, in small; in full: python -m benchmarks.report ----------------------


def test_identical_models_are_covered_in_94_of_100():
    rng = np.random.default_rng(5)
    inside = 0
    for run in range(300):
        low, high = pairing("B", "A", games(rng.choice([0.0, 0.5, 1.0], 60)), seed=run, draws=400).raw.interval
        inside += low <= 0.5 <= high
    assert inside >= 0.93 * 300  # one standard deviation below 94%


def test_a_planted_effect_is_found_at_the_computed_power():
    rng = np.random.default_rng(6)
    effect = 0.15
    n = prompts_needed(effect, float(np.sqrt(0.25 - effect**2)))
    found = [corrected([pairing("B", "A", games(rng.binomial(1, 0.5 + effect, n)), seed=i, draws=400)])[0].decisive
             for i in range(200)]  # fmt: skip
    assert np.mean(found) == pytest.approx(0.8, abs=3 * np.sqrt(0.16 / 200))
