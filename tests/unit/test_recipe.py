"""A recipe of a whole run, filled in: what its stages get from it and from each other. Nothing is trained here."""

import pytest

from heelwork import pipeline
from heelwork.errors import ConfigError


def recipe(**values):
    return {"out": "runs/a", "data": ["pairs.jsonl"], **values}


@pytest.mark.parametrize("where", [("ppo",), ("constitutional", "rl_cai")])
def test_an_action_without_a_held_out_reward_is_refused_before_any_work(where):
    asked = {"monitor": {"action": "stop"}}
    section = {"ppo": asked} if where == ("ppo",) else {"constitutional": {"enabled": True, "rl_cai": asked}}
    with pytest.raises(ConfigError, match=r"no alarm can be raised without a held-out reward; set monitor\."):
        pipeline.resolve(recipe(**section))


def test_a_stage_with_a_seed_of_its_own_keeps_out_the_same_prompts():
    plan = pipeline.resolve(recipe(
        seed=3, ppo={"seed": 5}, cure={"seed": 6}, constitutional={"enabled": True, "sl_cai": {"seed": 7}},
    ))  # fmt: skip
    cai = [step.settings for step in plan.constitutional.values() if hasattr(step.settings, "split")]
    stages = [plan.sft, plan.reward, plan.cure, plan.ppo, plan.compare, plan.audits["audit"], *cai]
    assert len(stages) == 9 and {s.split for s in stages} == {3}
    assert (plan.ppo.seed, plan.cure.seed, plan.constitutional["sl_cai"].settings.seed) == (5, 6, 7)
    assert pipeline.resolve(recipe(seed=3, split_seed=0)).ppo.split == 0


def test_the_table_shows_what_every_stage_keeps_out():
    plan = pipeline.resolve(recipe(heldout_share=0.2, sft={"heldout_share": 0.05}))
    assert (plan.compare.heldout_share, plan.compare.more.heldout_share) == (0.05, 0.05)
    none = pipeline.resolve(recipe(ppo={"heldout_share": 0.0})).compare
    assert (none.heldout_share, none.more.data) == (0.0, [])
