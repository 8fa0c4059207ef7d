"""`heelwork reward`: training stays the default, and averages."""

import pytest
import torch
from conftest import CPU, FAST
from safetensors.torch import load_file

from heelwork.models.loading import load_scalar, load_tokenizer, save_model


@pytest.fixture
def two(tiny, tmp_path):
    names = []
    for seed in range(2):
        model = load_scalar(tiny, CPU, new_head_seed=seed)
        model.shift, model.length_slope = float(seed), 0.5 * seed
        save_model(model, load_tokenizer(tiny), tmp_path / f"member{seed}")
        names.append(tmp_path / f"member{seed}")
    return names


def test_the_average_is_the_mean_of_all_weights_and_a_plain_reward_model(heelwork, two, tmp_path):
    code, out, err = heelwork("reward", "average", *two, "--out", tmp_path / "averaged")
    assert code == 0, err
    assert "averaged: 2" in out
    members = [load_file(path / "model.safetensors") for path in two]
    found = load_file(tmp_path / "averaged" / "model.safetensors")
    for name, value in found.items():
        torch.testing.assert_close(value, (members[0][name] + members[1][name]) / 2)
    model = load_scalar(str(tmp_path / "averaged"), CPU)
    assert (model.shift, model.length_slope) == (0.5, 0.25)


def test_one_model_is_no_average_and_other_directories_are_kept(heelwork, two, tmp_path):
    code, _, err = heelwork("reward", "average", two[0], "--out", tmp_path / "a")
    assert code == 2 and "two or more" in err
    (tmp_path / "mine").mkdir()
    code, _, err = heelwork("reward", "average", *two, "--out", tmp_path / "mine")
    assert code == 2 and "no model directory" in err


def test_training_needs_no_word_of_its_own(heelwork, tiny, pairs, tmp_path):
    fast = [f"{key}={value}" for key, value in FAST.items()]
    code, out, err = heelwork(
        "reward", f"model={tiny}", f"data=[{pairs}]", "tracker=none", *fast, "--out", tmp_path / "reward"
    )
    assert code == 0, err
    assert (tmp_path / "reward" / "model" / "config.json").exists() and "model:" in out
    code, _, err = heelwork("reward")
    assert code == 2 and "for example" in err
