"""Training state comes back from disk as it went, and a broken one is refused with the remedy."""

import pytest
import torch
from torch import nn

from heelwork.errors import RunError
from heelwork.training.checkpoint import load_state, save_state


def test_a_tree_of_tensors_and_plain_values_comes_back(tmp_path):
    tree = {
        "step": 7,
        "none": None,
        "name": "ü",
        "rate": 1e-5,
        "empty": {},
        "list": [1, torch.tensor([1.5, float("-inf")]), {"x": torch.tensor(3)}],
        "numbered": {0: {"exp_avg": torch.zeros(2, 2)}, 12: {"exp_avg": torch.ones(1)}},
        "bf16": torch.tensor([1.0], dtype=torch.bfloat16),
    }
    save_state(tmp_path / "state", tree)
    back = load_state(tmp_path / "state")
    assert list(back) == list(tree)
    assert {k: back[k] for k in ("step", "none", "name", "rate", "empty")} == {
        "step": 7, "none": None, "name": "ü", "rate": 1e-5, "empty": {},
    }  # fmt: skip
    assert torch.equal(back["list"][1], tree["list"][1])
    assert back["list"][2]["x"].shape == ()
    assert list(back["numbered"]) == [0, 12]
    assert torch.equal(back["numbered"][12]["exp_avg"], torch.ones(1))
    assert back["bf16"].dtype == torch.bfloat16


def test_an_optimiser_comes_back_bit_for_bit(tmp_path):
    model = nn.Linear(3, 2)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.1, betas=(0.8, 0.9))
    model(torch.ones(3)).sum().backward()
    optimizer.step()
    save_state(tmp_path / "state", {"optimizer": optimizer.state_dict()})
    other = torch.optim.AdamW(nn.Linear(3, 2).parameters(), lr=0.5)
    other.load_state_dict(load_state(tmp_path / "state")["optimizer"])
    for a, b in zip(optimizer.state_dict()["state"].values(), other.state_dict()["state"].values(), strict=True):
        assert all(torch.equal(a[k], b[k]) for k in a)
    assert other.param_groups[0]["lr"] == 0.1 and tuple(other.param_groups[0]["betas"]) == (0.8, 0.9)


def test_only_json_and_safetensors_are_written(tmp_path):
    save_state(tmp_path / "state", {"x": torch.ones(1)})
    assert sorted(p.name for p in (tmp_path / "state").iterdir()) == [
        "manifest.json", "state.json", "tensors.safetensors",
    ]  # fmt: skip


def test_a_state_that_is_not_there(tmp_path):
    with pytest.raises(RunError, match=r"no saved state here; start without --resume"):
        load_state(tmp_path / "state")


@pytest.mark.parametrize(
    ("file", "content"),
    [("state.json", b"{"), ("state.json", b'{"y": {"__tensor__": "/nothing"}}'), ("tensors.safetensors", b"\x00" * 20)],
)
def test_a_broken_state_is_refused_with_the_remedy(tmp_path, file, content):
    save_state(tmp_path / "state", {"x": torch.ones(1)})
    (tmp_path / "state" / file).write_bytes(content)
    with pytest.raises(RunError, match=r"the saved state is broken .*; delete it and start without --resume"):
        load_state(tmp_path / "state")


def test_a_full_disk_keeps_the_old_state(tmp_path, monkeypatch):
    save_state(tmp_path / "state", {"x": torch.ones(1)})

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("heelwork.training.checkpoint.save_file", full)
    with pytest.raises(RunError, match="the disk is full; free some space"):
        save_state(tmp_path / "state", {"x": torch.zeros(1)})
    assert torch.equal(load_state(tmp_path / "state")["x"], torch.ones(1))
