"""Counterfactual and degenerate pairs."""

import pytest

from heelwork.audit.cases import user
from heelwork.audit.material import phrases
from heelwork.data.formats import Row, to_ranking
from heelwork.records import Ranking
from heelwork.rewards import augment
from heelwork.rewards.augment import AugmentSettings, augmented
from heelwork.stages import reward

RANKINGS = [
    Ranking(user(f"Where is {i}?"), (f"No idea at all, {i}.", f"It is behind the old gate, {i} steps away."), (2, 1))
    for i in range(60)
]


def test_nothing_is_added_unless_it_is_asked_for():
    assert augmented(RANKINGS, AugmentSettings(), 0) == []


def test_counterfactual_pairs_keep_the_best_answer_and_are_about_equal():
    made = augmented(RANKINGS, AugmentSettings(counterfactual=1.0), 0)
    assert len(made) == 60
    for pair, ranking in zip(made, RANKINGS, strict=True):
        assert pair.prompt == ranking.prompt and pair.target in (0.4, 0.5)
        assert all(ranking.completions[1] in text for text in pair.completions)
        assert pair.completions[0] != pair.completions[1]


def test_degenerate_pairs_have_the_best_answer_win():
    made = augmented(RANKINGS, AugmentSettings(degenerate=1.0), 0)
    assert len(made) == 60
    for pair, ranking in zip(made, RANKINGS, strict=True):
        assert pair.completions[0] == ranking.completions[1] and pair.ranks == (1, 2) and pair.target is None
        assert pair.completions[1] != pair.completions[0]


def test_shares_are_shares_and_the_seed_decides_which():
    half = augmented(RANKINGS * 10, AugmentSettings(counterfactual=0.5), 0)
    assert len(half) == pytest.approx(300, abs=50)
    assert half == augmented(RANKINGS * 10, AugmentSettings(counterfactual=0.5), 0)
    assert half != augmented(RANKINGS * 10, AugmentSettings(counterfactual=0.5), 1)


def test_what_is_taught_is_not_what_the_audit_asks():
    taught = {*augment.PADDING, *augment.COMPLIMENTS, *augment.LOOPS, *(t for pair in augment.TONES for t in pair)}
    asked = {*phrases().padding, *phrases().flattery, *phrases().assertive, *phrases().hedged, *phrases().loops}
    assert not taught & asked


def test_the_reward_stage_learns_from_them_on_training_prompts_alone(reward_settings, pairs):
    plain = reward.run(reward_settings())
    more = reward.run(reward_settings(augment={"counterfactual": 1.0, "degenerate": 1.0}))
    assert more.rankings == 3 * plain.rankings
    assert more.n == plain.n  # the held-out pairs are as they were


def test_a_target_of_its_own_is_kept_by_the_format():
    made = augmented(RANKINGS[:2], AugmentSettings(counterfactual=1.0), 3)
    record = {"prompt": "Where?", "chosen": made[0].completions[0], "rejected": made[0].completions[1], "target": 0.4}
    assert to_ranking(Row(record, "d", 1)).target == 0.4
