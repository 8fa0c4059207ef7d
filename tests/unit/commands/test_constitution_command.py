"""`heelwork constitution ...` and the starter's own material."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from heelwork.cli import app
from heelwork.constitution.principles import load
from heelwork.stages import constitutional as stage


class ReachedError(Exception):
    """The stage was reached, with these settings."""


@pytest.mark.parametrize(("command", "function"), [("gate", "examine"), ("revise", "revise"), ("label", "label")])
def test_the_starter_s_constitution_and_prompts_are_files_in_the_directory(tmp_path, monkeypatch, command, function):
    def reached(settings):
        raise ReachedError(settings)

    monkeypatch.setattr(stage, function, reached)
    given = {"gate": ["wolf"], "revise": ["wolf", "--prompts", "starter:showcase"],
             "label": ["--judge", "wolf", "--model", "wolf", "--prompts", "starter:showcase"]}[command]  # fmt: skip
    out = tmp_path / "out"
    said = CliRunner().invoke(
        app, ["constitution", command, *given, "--out", str(out), "--constitution", "starter:constitution"]
    )
    assert isinstance(said.exception, ReachedError), said.output
    (settings,) = said.exception.args
    assert (
        Path(settings.constitution) == out / "data/constitution.yaml" and load(settings.constitution).name == "starter"
    )
    assert settings.data == ([] if command == "gate" else [str(out / "data/showcase.jsonl")])
