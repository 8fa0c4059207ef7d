import shutil
from pathlib import Path

import pytest
import yaml

from heelwork.errors import ModelError
from heelwork.models.lineage import Lineage, kinship, lineage, weights_digest


@pytest.fixture
def made(tmp_path, tiny, tiny_reward):
    """A maker of a stage's directory: `model/` and the recipe that made it."""

    def make(name, stage, source=tiny, **settings):
        folder = tmp_path / name
        shutil.copytree(source, folder / "model")
        (folder / "recipe.yaml").write_text(yaml.safe_dump({stage: settings}))
        return str(folder / "model")

    return make


def test_ancestors_are_read_from_the_recipes_beside_the_models(made, tiny, tiny_reward):
    sft = made("sft", "sft", model="gone/away/model")
    reward = made("reward", "reward", tiny_reward, model=sft)
    ppo = made("ppo", "ppo", model=sft, reward_model=reward)
    found = lineage(ppo)
    assert {sft, "gone/away/model"} < set(found.identities)
    assert {reward, f"weights {weights_digest(reward)}"} <= found.teachers
    assert lineage(tiny).teachers == frozenset()


def test_a_judge_that_a_model_was_trained_to_please_is_named_first(made, tiny, tiny_reward):
    sft = made("sft", "sft", model=tiny)
    reward = made("reward", "reward", tiny_reward, model=sft)
    ppo = made("ppo", "ppo", model=sft, reward_model=reward)
    warned = kinship(lineage(reward), [("base", lineage(tiny)), ("SFT", lineage(sft)), ("PPO", lineage(ppo))])
    assert warned[0].startswith("The judge is what PPO was trained to please")
    assert warned[1].startswith("The judge is kin to base, SFT and PPO")


def test_the_same_weights_elsewhere_are_the_same_model(tiny, tmp_path):
    shutil.copytree(tiny, tmp_path / "copy")
    (warned,) = kinship(lineage(str(tmp_path / "copy")), [("A", lineage(tiny))])
    assert "kin to A: they come from one model" in warned


def test_without_records_shape_and_tokenizer_tell(tiny, tiny_reward):
    (warned,) = kinship(lineage(tiny_reward), [("A", lineage(tiny))])
    assert "shape and the tokenizer of A" in warned


def test_strangers_are_not_warned_of(tiny):
    assert kinship(lineage("wolf"), [("A", lineage(tiny)), ("B", lineage("owner/hub-model"))]) == []


def test_a_model_behind_an_endpoint_is_kin_by_its_name(made):
    sft = made("sft", "sft", model="owner/hub-model")
    (warned,) = kinship(Lineage("owner/hub-model", ("owner/hub-model",), frozenset(), ""), [("A", lineage(sft))])
    assert "kin to A" in warned


def test_a_recipe_that_is_no_recipe_is_passed_over(made, tiny):
    model = made("odd", "sft")
    (Path(model).parent / "recipe.yaml").write_text("- a\n- [")
    assert len(lineage(model).identities) == 2


def test_a_circle_of_recipes_ends(made, tmp_path):
    model = made("round", "sft", model=str(tmp_path / "round" / "model"))
    assert len(lineage(model).identities) == 2


def test_a_missing_model_is_an_error():
    with pytest.raises(ModelError, match="no such model directory"):
        lineage("/nowhere/at/all")
