"""The over-optimisation stage on a tiny model."""

import json
import shutil

import pytest
from conftest import FAST
from typer.testing import CliRunner

from heelwork.errors import ConfigError, DataError
from heelwork.stages import overoptimise
from heelwork.stages.overoptimise import OveroptimiseSettings


@pytest.fixture
def settings(tiny, tiny_reward, pairs, tmp_path):
    def make(**values):
        fast = {"batch_size": 4, "minibatches": 2, "epochs": 2, "micro_batch_tokens": 256, "optim": {"lr": 3e-3}}
        given = {
            "policy": tiny, "reward_model": tiny_reward, "gold_reward_model": tiny_reward, "data": [pairs], "limit": 3,
            "samples": 8, "max_new_tokens": 6, "steps": 6, "ppo": fast, "out": str(tmp_path / "over"), **FAST,
        }  # fmt: skip
        return OveroptimiseSettings.model_validate({**given, **values})

    return make


def test_both_ways_of_pushing_leave_their_evidence(settings, tmp_path):
    result = overoptimise.run(settings())
    out = tmp_path / "over"
    assert {p.name for p in out.iterdir()} == {"overoptimise.json", "overoptimise.md", "overoptimise.png", "ppo"}
    found = json.loads((out / "overoptimise.json").read_text())
    assert [c["kind"] for c in found["curves"]] == ["best_of_n", "rl"]
    best_of_n, rl = found["curves"]
    assert [p["label"] for p in best_of_n["points"]] == [1, 2, 4, 8] and len(rl["points"]) == 6
    # proxy and gold are the same model here, and both read text: what one gains the other gains
    assert all(p["proxy"] == pytest.approx(p["gold"], abs=1e-4) for p in best_of_n["points"])
    again = overoptimise.run(settings(ppo_run=str(out / "ppo"), out=str(tmp_path / "again")))
    assert again.curves == result.curves


def test_a_run_of_other_models_is_refused_before_any_work(settings, tiny_reward, tmp_path, caplog):
    overoptimise.run(settings())
    done = {"ppo_run": str(tmp_path / "over" / "ppo"), "out": str(tmp_path / "again")}
    copied = tmp_path / "copied"
    shutil.copytree(tiny_reward, copied)
    overoptimise.run(settings(**done, gold_reward_model=str(copied)))  # the same weights elsewhere
    config = json.loads((copied / "config.json").read_text())
    (copied / "config.json").write_text(json.dumps({**config, "heelwork_shift": 9.0}))
    for key in ("reward_model", "gold_reward_model"):
        with pytest.raises(
            ConfigError, match=rf"where these settings have {key}=.*copied; set {key} to what the run used"
        ):
            overoptimise.run(settings(**{**done, key: str(copied), "out": str(tmp_path / "refused")}))
    assert not (tmp_path / "refused").exists()
    recipe = tmp_path / "over" / "ppo" / "recipe.yaml"
    ran = recipe.read_text()
    recipe.write_text(ran.replace(f"heldout_reward_model: {tiny_reward}", "heldout_reward_model: null"))
    with pytest.raises(ConfigError, match="has none where these settings have gold_reward_model="):
        overoptimise.run(settings(**done))
    recipe.write_text(ran.replace(f"heldout_reward_model: {tiny_reward}", "heldout_reward_model: gone/model"))
    overoptimise.run(settings(**done))
    assert "used gone/model, which is not there to compare with" in caplog.text


def test_best_of_n_alone(settings, tmp_path):
    assert [c.kind for c in overoptimise.run(settings(steps=0)).curves] == ["best_of_n"]
    assert not (tmp_path / "over" / "ppo").exists()


def test_what_is_missing_is_named(settings, tmp_path):
    with pytest.raises(ConfigError, match="gold_reward_model is empty"):
        overoptimise.run(settings(gold_reward_model=""))
    with pytest.raises(ConfigError, match="data is empty"):
        overoptimise.run(settings(data=[]))
    with pytest.raises(DataError, match="name the directory of a PPO run"):
        overoptimise.run(settings(ppo_run=str(tmp_path / "nothing")))


def test_the_command_line_reaches_it():
    from heelwork.cli import app

    shown = CliRunner().invoke(app, ["audit", "overoptimise", "--help"])
    assert shown.exit_code == 0 and "gold reward turns" in shown.stdout
