"""Settings are strict: an unknown key names the nearest known one, and every fault is listed."""

import pytest

from heelwork.commands.arguments import read_recipe
from heelwork.config import build, merge, parse_overrides, read_yaml
from heelwork.errors import ConfigError
from heelwork.pipeline import resolve
from heelwork.stages.ppo import PpoSettings
from heelwork.stages.sft import SftSettings


def refused(kind, values):
    with pytest.raises(ConfigError) as caught:
        build(kind, values)
    return str(caught.value)


# -- unknown and wrong keys ----------------------------------------------------------------------------------------------


def test_an_unknown_key_names_the_nearest():
    assert refused(SftSettings, {"data": ["x"], "epoch": 2}) == "recipe: unknown key 'epoch'; did you mean 'epochs'?"


def test_an_unknown_nested_key_names_the_nearest():
    message = refused(SftSettings, {"data": ["x"], "optim": {"shedule": "linear"}})
    assert message == "recipe: unknown key 'optim.shedule'; did you mean 'optim.schedule'?"


def test_a_key_of_another_level_names_its_place():
    assert refused(PpoSettings, {"data": ["x"], "lr": 0.1}).endswith("unknown key 'lr'; did you mean 'optim.lr'?")


def test_a_key_that_is_like_no_other_lists_the_known_ones():
    message = refused(SftSettings, {"data": ["x"], "zzz": 1})
    assert "unknown key 'zzz'; known: activation_checkpointing, batch_size, chat_template, data, epochs" in message


def test_every_fault_is_listed_with_its_value():
    message = refused(SftSettings, {"epochs": 0, "heldout_share": "much", "optim": {"lr": -1}})
    assert "'data' is required; add it" in message
    assert "'epochs' is 0: input should be greater than 0" in message
    assert "'heldout_share' is 'much': input should be a valid number" in message
    assert "'optim.lr' is -1: input should be greater than 0" in message


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "nan"])
def test_numbers_that_are_none_are_refused(value):
    assert "'optim.lr' is" in refused(SftSettings, {"data": ["x"], "optim": {"lr": value}})


@pytest.mark.parametrize("seed", [-1, 2**32, 1.5])
def test_a_seed_is_a_whole_number_from_0(seed):
    assert f"'seed' is {seed}" in refused(SftSettings, {"data": ["x"], "seed": seed})


def test_a_fault_in_a_section_of_a_recipe_names_the_section():
    with pytest.raises(ConfigError, match=r"recipe, section 'ppo': unknown key 'bta'; did you mean 'beta'\?"):
        resolve({"data": ["x"], "ppo": {"bta": 0.1}})
    with pytest.raises(ConfigError, match=r"unknown key 'ppoo'; did you mean 'ppo'\?"):
        resolve({"data": ["x"], "ppoo": {}})


def test_settings_cannot_be_changed_afterwards():
    settings = build(SftSettings, {"data": ["x"]})
    with pytest.raises(ValueError, match="frozen"):
        settings.epochs = 5


# -- key=value -----------------------------------------------------------------------------------------------------------


def test_values_are_read_as_yaml():
    assert parse_overrides(["seed=3", "out=runs/x", "lora=null", "flag=true", "empty="]) == {
        "seed": 3, "out": "runs/x", "lora": None, "flag": True, "empty": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "number"), [("1e-5", 1e-5), ("3E4", 3e4), ("1.0e-5", 1e-5), (".5", 0.5), ("-2e0", -2.0)]
)
def test_numbers_in_scientific_notation(text, number):
    assert parse_overrides([f"optim.lr={text}"]) == {"optim": {"lr": number}}


def test_lists_and_mappings():
    assert parse_overrides(["data=[a.jsonl, b.jsonl]", "optim={lr: 0.1, schedule: cosine}"]) == {
        "data": ["a.jsonl", "b.jsonl"],
        "optim": {"lr": 0.1, "schedule": "cosine"},
    }


def test_dotted_keys_nest_and_a_value_may_hold_an_equals_sign():
    assert parse_overrides(["a.b.c=1", "a.b.d=x=y", "a.e=2"]) == {"a": {"b": {"c": 1, "d": "x=y"}, "e": 2}}


@pytest.mark.parametrize(
    ("pairs", "says"),
    [
        (["seed"], "'seed' is not of the form key=value; write for example ppo.beta=0.1"),
        (["=3"], "'=3' is not of the form key=value"),
        (["data=[a"], "'data=[a': the value is not valid YAML; put it in quotes"),
        (["optim=1", "optim.lr=2"], "'optim.lr=2': 'optim' was already given a value of its own"),
    ],
)
def test_what_cannot_be_read_is_named(pairs, says):
    with pytest.raises(ConfigError) as caught:
        parse_overrides(pairs)
    assert says in str(caught.value)


def test_merge_goes_key_by_key_and_changes_neither():
    base, top = {"a": {"x": 1, "y": 2}, "b": 3}, {"a": {"y": 5}, "c": [1]}
    assert merge(base, top) == {"a": {"x": 1, "y": 5}, "b": 3, "c": [1]}
    assert base == {"a": {"x": 1, "y": 2}, "b": 3} and top == {"a": {"y": 5}, "c": [1]}


# -- recipes on disk -----------------------------------------------------------------------------------------------------


def test_a_recipe_is_read_and_an_empty_one_is_empty(tmp_path):
    path = tmp_path / "r.yaml"
    path.write_text("seed: 3\nppo: {beta: 0.1}\n")
    assert read_yaml(path) == {"seed": 3, "ppo": {"beta": 0.1}}
    path.write_text("# nothing yet\n")
    assert read_yaml(path) == {}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"seed: 3\nppo: {beta: 0.1\n", "r.yaml, line 3, column 1: not valid YAML"),
        (b"- a\n- b\n", "r.yaml: holds a list, but a recipe is a YAML mapping of 'key: value' lines"),
        (b"caf\xe9: 1\n", "r.yaml: not valid YAML"),
    ],
)
def test_a_broken_recipe_names_its_line(tmp_path, content, says):
    path = tmp_path / "r.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        read_yaml(path)
    assert says in str(caught.value)


def test_a_recipe_that_is_not_there(tmp_path):
    with pytest.raises(ConfigError, match=r"no\.yaml: cannot be read \(No such file or directory\); give the path"):
        read_yaml(tmp_path / "no.yaml")


def test_a_recipe_extends_another(tmp_path):
    (tmp_path / "more.yaml").write_text(f"extends: {tmp_path / 'r.yaml'}\nppo: {{steps: 2}}\n")
    (tmp_path / "r.yaml").write_text("seed: 3\nppo: {beta: 0.1, steps: 9}\n")
    assert read_recipe(str(tmp_path / "more.yaml")) == {"seed": 3, "ppo": {"beta": 0.1, "steps": 2}}
    (tmp_path / "r.yaml").write_text(f"extends: {tmp_path / 'more.yaml'}\n")
    with pytest.raises(ConfigError, match="name one other recipe that does not extend this one"):
        read_recipe(str(tmp_path / "more.yaml"))


def test_phases_go_on_from_what_is_trained_where_the_recipe_says_so():
    cai = {"enabled": True, "critic": {"data": ["c"]}}
    afresh = resolve({"data": ["x"], "out": "o", "constitutional": cai}).constitutional
    models = {name: afresh[name].settings.model for name in ("critic", "sl_cai", "preference", "rl_cai")}
    assert models == {"critic": "wolf", "sl_cai": "wolf", "preference": "o/sl_cai/model", "rl_cai": "o/sl_cai/model"}
    continued = resolve({"data": ["x"], "out": "o", "constitutional": {**cai, "continued": True}}).constitutional
    models = {name: continued[name].settings.model for name in models}
    assert models == {
        "critic": "o/sft/model", "sl_cai": "o/sft/model", "preference": "o/reward/model", "rl_cai": "o/sl_cai/model",
    }  # fmt: skip


@pytest.mark.parametrize(("own", "judge"), [
    ({}, "o/sft/model"),
    ({"critic": {"data": ["c"]}}, "o/critic/model"),
    ({"critic": {"data": ["c"]}, "judge": {"data": ["j"]}}, "o/judge/model"),
])  # fmt: skip
def test_who_judges(own, judge):
    steps = resolve({"data": ["x"], "out": "o", "constitutional": {"enabled": True, **own}}).constitutional
    assert steps["label"].settings.judge == judge and ("judge" in steps) == (judge == "o/judge/model")
    assert steps["revise"].settings.critic == ("o/critic/model" if own else "o/sft/model")


def test_revisions_are_judged_as_the_labels_are():
    own = {
        "enabled": True,
        "judge": {"data": ["j"]},
        "label": {"judging": {"mode": "rating"}, "override_gate": "a test"},
    }
    steps = resolve({"data": ["x"], "out": "o", "seed": 7, "constitutional": own}).constitutional
    revise, label = steps["revise"].settings, steps["label"].settings
    assert (revise.judging, revise.gate, revise.override_gate) == (label.judging, label.gate, label.override_gate)
    assert revise.judging.seed == 7


def test_rl_cai_is_against_the_preference_model_alone_unless_its_own_section_says_more():
    recipe = {"data": ["x"], "out": "o", "ppo": {"beta": 0.07, "ensemble": {"members": ["runs/old/model"]}}}
    steps = resolve({**recipe, "constitutional": {"enabled": True}}).constitutional
    rl_cai = steps["rl_cai"].settings
    assert rl_cai.beta == 0.07 and rl_cai.reward_model == "o/preference/model" and not rl_cai.ensemble.members
    own = {"enabled": True, "rl_cai": {"ensemble": {"members": ["runs/other/model"]}}}
    assert resolve({**recipe, "constitutional": own}).constitutional["rl_cai"].settings.ensemble.members == [
        "runs/other/model"
    ]


def test_the_run_s_seed_draws_the_judge_s_principles():
    steps = resolve({"data": ["x"], "out": "o", "seed": 3, "constitutional": {"enabled": True}}).constitutional
    assert steps["label"].settings.judging.seed == steps["label"].settings.pairs.seed == 3
