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
