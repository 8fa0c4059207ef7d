"""`heelwork audit`: what its arguments become."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from heelwork.cli import app
from heelwork.stages import audit, overoptimise


class ReachedError(Exception):
    """The stage, with these settings."""


def settings_of(monkeypatch, stage, *arguments):
    def run(settings):
        raise ReachedError(settings)

    monkeypatch.setattr(stage, "run", run)
    with pytest.raises(ReachedError) as reached:
        CliRunner().invoke(app, ["audit", *arguments], catch_exceptions=False)
    return reached.value.args[0]


def test_the_starters_files_can_be_named(monkeypatch, tmp_path):
    out = ["--out", str(tmp_path)]
    found = settings_of(monkeypatch, audit, "model", "R", *out, "--set", "facts=[starter:kept_facts]")
    assert found.facts == [str(tmp_path / "data" / "kept_facts.jsonl")] and Path(found.facts[0]).is_file()
    found = settings_of(monkeypatch, overoptimise, "overoptimise", *out, "data=[starter:prompts]")
    assert found.data == [str(tmp_path / "data" / "prompts.jsonl")] and Path(found.data[0]).is_file()
