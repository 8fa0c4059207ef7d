"""What a run writes appears whole or not at all, and a disk that is full or closed ends in one plain sentence."""

import errno
import json
import os
from pathlib import Path

import pytest
import yaml
from conftest import read_lines
from safetensors import SafetensorError

from heelwork import runs
from heelwork.errors import RunError
from heelwork.runs import RunDir, atomic_writer, disk_errors, replace_directory, require_space, sha256, write_text


def full(*_, **__):
    raise OSError(errno.ENOSPC, "No space left on device")


def names(folder):
    return sorted(p.name for p in folder.iterdir())


# -- files ---------------------------------------------------------------------------------------------------------------


def test_a_file_appears_only_when_its_block_ended_well(tmp_path):
    path = tmp_path / "deep" / "out.txt"
    with atomic_writer(path) as file:
        file.write("ü\n")
        assert not path.exists()
    assert path.read_text(encoding="utf-8") == "ü\n"
    assert names(path.parent) == ["out.txt"]


@pytest.mark.parametrize("error", [ValueError("broken"), KeyboardInterrupt()])
def test_an_error_leaves_nothing_of_a_new_file_and_all_of_an_old_one(tmp_path, error):
    write_text(tmp_path / "old.txt", "old")
    for name in ("old.txt", "new.txt"):
        with pytest.raises(type(error)), atomic_writer(tmp_path / name) as file:  # noqa: PT012
            file.write("half")
            raise error
    assert names(tmp_path) == ["old.txt"]
    assert (tmp_path / "old.txt").read_text() == "old"


def test_a_full_disk_is_a_run_error_and_the_old_file_is_unharmed(tmp_path, monkeypatch):
    write_text(tmp_path / "a.txt", "old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(
        RunError, match=r"a\.txt: the disk is full; free some space\. What stood there before is unharmed"
    ):
        write_text(tmp_path / "a.txt", "new")
    assert names(tmp_path) == ["a.txt"]
    assert (tmp_path / "a.txt").read_text() == "old"


def test_a_directory_in_the_place_of_a_file_is_found_before_any_work(tmp_path):
    with pytest.raises(RunError, match=r"cannot be written \(Is a directory\); choose another place with --out"):  # noqa: SIM117
        with atomic_writer(tmp_path):
            pytest.fail("the block must not run")


# -- directories ---------------------------------------------------------------------------------------------------------


def test_a_directory_is_replaced_as_a_whole(tmp_path):
    for content in ("first", "second"):
        with replace_directory(tmp_path / "model") as aside:
            (aside / f"{content}.txt").write_text(content)
    assert names(tmp_path) == ["model"]
    assert names(tmp_path / "model") == ["second.txt"]


def test_an_error_keeps_the_old_directory(tmp_path):
    with replace_directory(tmp_path / "model") as aside:
        (aside / "a.txt").write_text("old")
    with pytest.raises(ValueError, match="broken"), replace_directory(tmp_path / "model") as aside:  # noqa: PT012
        (aside / "a.txt").write_text("half")
        raise ValueError("broken")
    assert names(tmp_path) == ["model"]
    assert (tmp_path / "model" / "a.txt").read_text() == "old"


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        SafetensorError("Error while serializing: I/O error: No space left on device (os error 28)"),
    ],
)
def test_a_full_disk_while_a_model_is_saved_keeps_the_old_one(tmp_path, error):
    with replace_directory(tmp_path / "model") as aside:
        (aside / "a.txt").write_text("old")
    with pytest.raises(RunError, match="the disk is full"), replace_directory(tmp_path / "model"):
        raise error
    assert names(tmp_path) == ["model"]
    assert (tmp_path / "model" / "a.txt").read_text() == "old"


def test_a_failed_rename_puts_the_old_directory_back(tmp_path, monkeypatch):
    with replace_directory(tmp_path / "model") as aside:
        (aside / "a.txt").write_text("old")
    rename = Path.rename

    def last_rename_fails(self, target):
        if self.name.endswith(".part"):
            full()
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", last_rename_fails)
    with pytest.raises(RunError, match="the disk is full"), replace_directory(tmp_path / "model") as aside:
        (aside / "a.txt").write_text("new")
    assert names(tmp_path) == ["model"]
    assert (tmp_path / "model" / "a.txt").read_text() == "old"


# -- places that cannot be written ---------------------------------------------------------------------------------------


def test_a_file_in_the_place_of_the_run_directory(tmp_path):
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file", tmp_path / "file" / "run"):
        with pytest.raises(RunError, match=r"cannot be written .* choose another place with --out"):
            RunDir(place)


def test_a_closed_directory(tmp_path, monkeypatch):
    def closed(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(runs.tempfile, "TemporaryFile", closed)
    with pytest.raises(RunError, match=r"cannot be written \(Permission denied\); choose another place with --out"):
        RunDir(tmp_path / "run")


def test_a_name_too_long(tmp_path):
    with pytest.raises(RunError, match="File name too long"):
        RunDir(tmp_path / ("x" * 300))


def test_other_errors_pass_unchanged(tmp_path):
    with pytest.raises(OSError, match="strange") as caught, disk_errors(tmp_path):
        raise OSError(errno.ELOOP, "strange")
    assert not isinstance(caught.value, RunError)


def test_too_little_space_is_found_beforehand(tmp_path):
    require_space(tmp_path, 1)
    with pytest.raises(
        RunError, match="MB free, about 1000000000000 MB needed for the run's checkpoints; free some space"
    ):
        require_space(tmp_path, 10**18)


# -- the run directory ---------------------------------------------------------------------------------------------------


def test_metrics_go_to_json_lines_and_tensorboard(tmp_path):
    run = RunDir(tmp_path / "run")
    run.log(1, {"loss": 2.5})
    run.log(2, {"loss": 2.0})
    run.close()
    assert read_lines(run.path / "metrics.jsonl") == [{"step": 1, "loss": 2.5}, {"step": 2, "loss": 2.0}]
    assert any((run.path / "tensorboard").iterdir())
    run.fresh("metrics.jsonl", "tensorboard", "never-there")
    assert names(run.path) == []


def test_a_full_disk_while_logging(tmp_path, monkeypatch):
    run = RunDir(tmp_path / "run")
    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(RunError, match="the disk is full"):
        run.log(1, {"loss": 2.5})


def test_recipe_and_environment_are_plain_files(tmp_path):
    run = RunDir(tmp_path / "run")
    run.write_recipe({"sft": {"data": ["ü.jsonl"], "seed": 3}})
    run.write_environment(3)
    assert yaml.safe_load((run.path / "recipe.yaml").read_text()) == {"sft": {"data": ["ü.jsonl"], "seed": 3}}
    found = json.loads((run.path / "environment.json").read_text())
    assert found["seed"] == 3
    assert {"torch", "transformers", "safetensors"} <= set(found["packages"])


def test_records_are_appended(tmp_path):
    run = RunDir(tmp_path)
    run.append("a.jsonl", [{"x": "ü"}])
    run.append("a.jsonl", [{"x": 2}, {"x": 3}])
    assert read_lines(tmp_path / "a.jsonl") == [{"x": "ü"}, {"x": 2}, {"x": 3}]


def test_sha256_of_known_content(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    assert sha256(tmp_path / "a") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
