"""A recipe of a whole run, filled in: what its stages get from it and from each other. No stage trains here."""

import json

import pytest
from conftest import PAIRS, write_lines

from heelwork import pipeline
from heelwork.errors import ConfigError, Interrupted


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


WHOLE = recipe(
    seed=1, max_length=256, cure={"epochs": 1, "augment": {"degenerate": 1.0}}, probe={}, ppo={"steps": 3, "lora": {}},
    compare={"more": {"limit": 5}},
    constitutional={"enabled": True, "critic": {"data": ["critiques.jsonl"]}, "rl_cai": {"steps": 2}},
)  # fmt: skip


def test_the_recipe_that_a_run_leaves_says_all_of_it():
    plan = pipeline.resolve(WHOLE)
    left = json.loads(json.dumps(plan.dump()))
    assert pipeline.resolve(left)[1:] == plan[1:]
    assert left["ppo"]["beta"] == plan.ppo.beta  # with every default


def test_the_recipe_that_a_run_leaves_can_be_run_elsewhere_with_another_seed_and_base():
    other = {"out": "runs/b", "seed": 7, "base": "other", "max_length": 128, "heldout_share": 0.2, "tracker": "none"}
    again = pipeline.resolve(pipeline.resolve(WHOLE).dump() | other)
    assert again[1:] == pipeline.resolve(WHOLE | other)[1:]
    said = json.dumps([s.model_dump(mode="json") for s in (again.sft, again.ppo, again.compare, again.audits["audit"])])
    assert "runs/a" not in said and again.sft.seed == again.ppo.seed == 7


@pytest.mark.parametrize(
    ("section", "name"),
    [({"sft": {"out": "runs/a/sft"}}, "sft"), ({"constitutional": {"enabled": True, "label": {"out": "x"}}}, "label")],
)
def test_a_stage_outside_its_run_is_refused(section, name):
    with pytest.raises(ConfigError, match=rf"section '.*{name}': out is .* in this run its directory is runs/b/{name}"):
        pipeline.resolve(recipe(**section) | {"out": "runs/b"})
    assert pipeline.resolve(recipe(sft={"out": "./runs/a/sft"})).sft.out == "./runs/a/sft"


def test_a_stage_that_is_run_removes_what_tells_of_the_models_before_it(tiny, tmp_path, monkeypatch):
    (tmp_path / "audit").mkdir()
    (tmp_path / "probes").mkdir()
    for name in ("audit/audit.json", "probes/probes.json", "compare.json", "before_after.jsonl", "report.html"):
        (tmp_path / name).write_text("{}")
    (tmp_path / "answers.jsonl").write_text("")  # are known by their model's weights, and serve again

    def stop(settings, resume):
        raise Interrupted("stopped", 2)

    monkeypatch.setattr(pipeline.sft, "run", stop)
    data = write_lines(tmp_path / "pairs.jsonl", PAIRS)
    with pytest.raises(Interrupted):
        pipeline.run({"base": tiny, "out": str(tmp_path), "data": [data]})
    left = {p.name for p in tmp_path.iterdir()}
    assert left == {"answers.jsonl", "pairs.jsonl", "sft", "recipe.yaml", "environment.json", "timings.json"}
