"""The saved states of a stage: the last few and the best stay, and what cannot be trusted is refused by name."""

import json
import os
import re
import subprocess
import sys

import pytest
import torch

from heelwork.errors import RunError
from heelwork.training.checkpoint import MANIFEST
from heelwork.training.checkpoints import Checkpoints, Place, differences

IDENTITY = {"stage": "sft", "settings": {"optim": {"lr": 0.1}}, "inputs": {"model": "a" * 64}}


def store(path, **options):
    return Checkpoints(path / "state", identity=IDENTITY, **options)


def tree(value):
    return {"x": torch.full((3,), float(value)), "value": value}


def names(path):
    return sorted(p.name for p in (path / "state").iterdir())


def test_the_newest_comes_back_and_the_last_few_stay(tmp_path):
    states = store(tmp_path, keep=2)
    assert states.latest() is None
    for place in (Place(1), Place(1, 3), Place(2), Place(2, 1)):
        states.save(place, tree(place.step + place.part / 10))
    assert names(tmp_path) == ["step-00000002", "step-00000002.0001"]
    saved = states.latest()
    assert saved.place == Place(2, 1) and saved.tree["value"] == 2.1
    assert torch.equal(saved.tree["x"], torch.full((3,), 2.1))
    assert str(saved.place) == "step 2 (and 1 parts of the next)"


def test_the_best_stays_besides(tmp_path):
    states = store(tmp_path, keep=1)
    for step, score in ((1, 0.1), (2, 0.9), (3, 0.3), (4, None)):
        states.save(Place(step), tree(step), score=score)
    assert names(tmp_path) == ["step-00000002", "step-00000004"]
    assert store(tmp_path).load_best().tree["value"] == 2
    again = store(tmp_path, keep=1)  # a resumed run still knows it
    assert again.latest().place == Place(4)
    again.save(Place(5), tree(5), score=0.5)
    assert names(tmp_path) == ["step-00000002", "step-00000005"]


def broken(path, how):
    """Break one state in the way named; returns what the reason must hold."""
    tensors, manifest = path / "tensors.safetensors", path / MANIFEST
    if how == "flipped":
        content = bytearray(tensors.read_bytes())
        content[-1] ^= 1
        tensors.write_bytes(content)
        return r"tensors\.safetensors has SHA-256 \w{12}\.\.\., the manifest says"
    if how == "cut":
        tensors.write_bytes(tensors.read_bytes()[:-3])
        return r"tensors\.safetensors has \d+ bytes, the manifest says \d+: it is cut short"
    if how == "missing":
        (path / "state.json").unlink()
        return r"state\.json is missing"
    if how == "no manifest":
        manifest.unlink()
        return r"manifest\.json is missing"
    if how == "manifest cut":
        manifest.write_text(manifest.read_text()[:-20])
        return r"manifest\.json is unreadable"
    if how == "manifest changed":
        manifest.write_text(manifest.read_text().replace('"step": 2', '"step": 3'))
        return r"manifest\.json does not match its own checksum"
    raise AssertionError(how)


BREAKS = ["flipped", "cut", "missing", "no manifest", "manifest cut", "manifest changed"]


@pytest.mark.parametrize("how", BREAKS)
def test_a_broken_state_is_refused_by_name_and_the_one_before_it_is_taken(tmp_path, how, caplog):
    states = store(tmp_path)
    states.save(Place(1), tree(1))
    path = states.save(Place(2), tree(2))
    reason = broken(path, how)
    with caplog.at_level("INFO"):
        assert states.latest().place == Place(1)
    assert re.search(rf"step-00000002: refused: {reason}", caplog.text)
    assert "step-00000001: good; going on from there (step 1)" in caplog.text
    assert names(tmp_path) == ["refused-step-00000002", "step-00000001"]


@pytest.mark.parametrize("how", BREAKS)
def test_where_no_state_is_good_the_error_names_each(tmp_path, how):
    states = store(tmp_path)
    reason = broken(states.save(Place(2), tree(2)), how)
    with pytest.raises(
        RunError, match=rf"none of the 1 saved states can be used \(.*step-00000002: {reason}.*--resume"
    ):
        states.latest()


def test_a_state_of_another_run_is_refused_and_says_what_differs(tmp_path, caplog):
    states = store(tmp_path)
    states.save(Place(1), tree(1))
    other = {"stage": "sft", "settings": {"optim": {"lr": 0.2}}, "inputs": {"model": "b" * 64}}
    Checkpoints(tmp_path / "state", identity=other).save(Place(2), tree(2))
    assert states.latest().place == Place(1)
    assert (
        "refused: belongs to another run: inputs.model was bbbbbbbbbbbb..., is aaaaaaaaaaaa..., settings.optim.lr was 0.2, is 0.1"
        in caplog.text
    )


def test_a_state_made_with_other_versions_is_taken_with_a_warning(tmp_path, monkeypatch, caplog):
    with monkeypatch.context() as patched:
        patched.setattr(
            "heelwork.training.checkpoints._made_with", lambda: {"torch": "1.0", "threads": 99, "device": "cpu"}
        )
        store(tmp_path).save(Place(1), tree(1))
    assert store(tmp_path).latest().place == Place(1)
    assert "torch was 1.0, is " in caplog.text and "may differ from an uninterrupted one in rounding" in caplog.text


def test_a_full_disk_costs_no_older_state(tmp_path):
    def full(folder, state):
        (folder / "tensors.safetensors").write_bytes(b"half")
        raise OSError(28, "No space left on device")

    store(tmp_path).save(Place(1), tree(1))
    with pytest.raises(RunError, match=r"step-00000002: the disk is full; free some space"):
        store(tmp_path, write=full).save(Place(2), tree(2))
    assert names(tmp_path) == ["step-00000001"]
    assert store(tmp_path).latest().tree["value"] == 1


def test_what_a_killed_process_left_aside_is_no_state_and_is_swept_away(tmp_path):
    states = store(tmp_path)
    states.save(Place(1), tree(1))
    dead = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True
    )
    left = tmp_path / "state" / f".step-00000002.{dead.stdout.strip()}.part"
    left.mkdir()
    (left / "tensors.safetensors").write_bytes(b"half")
    assert states.latest().place == Place(1)
    states.save(Place(2), tree(2))
    assert not left.exists()
    assert names(tmp_path) == ["step-00000001", "step-00000002"]


def test_everything_is_on_the_disk_before_a_state_appears(tmp_path, monkeypatch):
    order = []
    fsync, rename = os.fsync, type(tmp_path).rename

    def synced(handle):
        order.append(("fsync", os.path.basename(os.readlink(f"/proc/self/fd/{handle}"))))
        return fsync(handle)

    def renamed(self, target):
        order.append(("rename", target.name))
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(type(tmp_path), "rename", renamed)
    store(tmp_path).save(Place(1), tree(1))
    moment = order.index(("rename", "step-00000001"))
    assert {name for kind, name in order[:moment]} >= {"tensors.safetensors", "state.json", MANIFEST}
    assert ("fsync", "state") in order[moment:]


def test_tensors_that_share_memory_come_back_apart_and_equal(tmp_path):
    base = torch.arange(6.0)
    store(tmp_path).save(Place(1), {"a": base, "b": base[:3], "c": base.view(2, 3), "d": base.view(2, 3).mT})
    back = store(tmp_path).latest().tree
    assert (
        torch.equal(back["a"], base) and torch.equal(back["b"], base[:3]) and torch.equal(back["d"], base.view(2, 3).mT)
    )


def test_the_manifest_says_what_the_state_is(tmp_path):
    path = store(tmp_path).save(Place(7, 2), tree(1), score=0.5)
    manifest = json.loads((path / MANIFEST).read_text())
    assert (manifest["step"], manifest["part"], manifest["score"]) == (7, 2, 0.5)
    assert manifest["identity"] == IDENTITY and set(manifest["files"]) == {"state.json", "tensors.safetensors"}


def test_differences_name_what_came_and_what_went():
    assert differences({"a": 1, "b": {"c": [1]}}, {"b": {"c": [2]}, "d": None}) == [
        "a was 1, is None",
        "b.c was [1], is [2]",
    ]
