import json

import pytest
from conftest import PAIRS, write_lines

from heelwork.commands.compare import names
from heelwork.errors import ConfigError


def test_a_model_is_called_as_it_is_written_or_by_its_directory():
    assert names(["base=wolf", "runs/a/sft/model", "owner/hub", "a/x=y/model"]) == {
        "base": "wolf", "sft": "runs/a/sft/model", "hub": "owner/hub", "x=y": "a/x=y/model",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("models", "message"),
    [(["wolf"], "1 model to compare; give two or more"), (["a/sft/model", "b/sft/model"], "sft-2=b/sft/model")],
)
def test_models_that_cannot_be_compared_name_the_remedy(models, message):
    with pytest.raises(ConfigError, match=message):
        names(models)


def test_findings_come_first_and_files_last(heelwork, tiny, tmp_path):
    prompts = write_lines(tmp_path / "p.jsonl", PAIRS)
    code, out, err = heelwork("compare", f"A={tiny}", f"B={tiny}", "--prompts", prompts, "--judge", "length",
                              "--max-new-tokens", 5, "--out", tmp_path / "out", "--set", "limit=4")  # fmt: skip
    assert code == 0, err
    lines = out.splitlines()
    assert lines[0] == "mind: A and B are the same model."
    assert lines[2] == "Not decisive: B and A tie on all 4 prompts."
    assert json.loads((tmp_path / "out" / "compare.json").read_text())["prompts"]["count"] == 4
    assert lines[-1].endswith("before_after.md")


def test_people_are_told_how_it_goes_on(heelwork, tiny, tmp_path):
    prompts = write_lines(tmp_path / "p.jsonl", PAIRS[:2])
    code, out, _ = heelwork("compare", f"A={tiny}", f"B={tiny}", "--prompts", prompts, "--judge", "people",
                            "--max-new-tokens", 5, "--out", tmp_path / "out")  # fmt: skip
    assert code == 0 and "items.jsonl" in out and "--judge recorded:FILE" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["wolf"], "give two or more"),
        (["a=wolf", "b=/no/such/model"], "no such model directory"),
        (["a=wolf", "b=wolf", "--judge", "reward"], "names nothing after 'reward:'"),
        (["a=wolf", "b=wolf", "--judge", "reward:wolf"], "holds no reward head"),
        (["a=wolf", "b=wolf", "--prompts", "nowhere.jsonl"], "no such file"),
        (["a=wolf", "b=wolf", "--set", "temprature=1"], "did you mean 'temperature'"),
    ],
)
def test_a_mistake_ends_in_one_sentence(heelwork, tmp_path, arguments, message):
    code, _, err = heelwork("compare", *arguments, "--out", tmp_path / "out")
    assert code == 2 and message in err
