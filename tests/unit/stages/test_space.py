"""Disks that cannot take a run, and the model of the best saved state."""

import errno
import shutil
from collections import namedtuple

import pytest
import torch
from conftest import CPU, read_lines, same_weights, weights_of
from safetensors.torch import load_file

from heelwork import pipeline, runs
from heelwork.errors import RunError
from heelwork.models.loading import load_policy, load_scalar, load_tokenizer, save_model
from heelwork.stages import ppo, reward, sft
from heelwork.stages.space import needed, parameters, require_run, require_stage
from heelwork.training.checkpoints import Checkpoints

Usage = namedtuple("Usage", "total used free")


def test_parameters_are_those_of_the_model(tiny):
    assert parameters(tiny) == sum(t.numel() for t in load_file(f"{tiny}/model.safetensors").values())
    assert parameters(tiny) == sum(p.numel() for p in load_policy(tiny, CPU).parameters())
    assert parameters("owner/name") == 0


def test_what_a_stage_writes_is_estimated_from_above(sft_settings, ppo_settings, tiny, tmp_path, monkeypatch):
    largest = {"state": 0}
    save = Checkpoints.save

    def measured(self, *args, **options):
        path = save(self, *args, **options)
        largest["state"] = max(largest["state"], sum(f.stat().st_size for f in self.folder.rglob("*") if f.is_file()))
        return path

    monkeypatch.setattr(Checkpoints, "save", measured)
    for run, settings in ((sft.run, sft_settings(save_every=1)), (ppo.run, ppo_settings(save_every=1))):
        largest["state"] = 0
        run(settings)
        need = needed(settings, parameters(tiny))
        assert largest["state"] / 3 < need.states, "the estimate is too low"
        assert need.states < 3 * largest["state"], "the estimate is far too high"


def test_a_stage_that_does_not_fit_is_refused_before_any_work(sft_settings, tmp_path, monkeypatch):
    monkeypatch.setattr(runs.shutil, "disk_usage", lambda path: Usage(10**12, 10**12, 1000))
    with pytest.raises(RunError, match=r"MB free, about 1\.64 MB needed .*lower keep_states"):
        sft.run(sft_settings())
    assert not (tmp_path / "sft" / "metrics.jsonl").exists()


def test_what_a_resumed_stage_holds_already_is_not_asked_for_again(sft_settings, tiny, tmp_path, monkeypatch):
    settings = sft_settings()
    need = needed(settings, parameters(tiny))
    (tmp_path / "sft" / "state").mkdir(parents=True)
    (tmp_path / "sft" / "state" / "x").write_bytes(b"0" * need.states)
    monkeypatch.setattr(runs.shutil, "disk_usage", lambda path: Usage(10**12, 10**12, need.models))
    require_stage(settings, [tiny])


def test_a_whole_run_is_checked_at_its_start(sft_settings, reward_settings, ppo_settings, tiny, monkeypatch):
    stages = [sft_settings(), reward_settings(), ppo_settings()]
    each = [needed(s, parameters(tiny)) for s in stages]
    enough = max(n.states for n in each) + sum(n.models for n in each)
    monkeypatch.setattr(runs.shutil, "disk_usage", lambda path: Usage(10**12, 0, enough))
    require_run(stages, tiny)
    monkeypatch.setattr(runs.shutil, "disk_usage", lambda path: Usage(10**12, 0, enough - 1))
    with pytest.raises(RunError, match="needed for the run's checkpoints"):
        require_run(stages, tiny)


def test_a_last_stage_that_cannot_be_written_is_found_before_the_first_begins(tiny, pairs, tmp_path, monkeypatch):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "ppo").write_text("a file")
    recipe = {"base": tiny, "out": str(tmp_path / "run"), "data": [pairs]}
    with pytest.raises(RunError, match=r"run/ppo: cannot be written"):
        pipeline.run(recipe)
    assert not (tmp_path / "run" / "sft").exists()


def test_a_disk_that_fills_up_costs_no_state(sft_settings, tmp_path, monkeypatch):
    from heelwork.training import checkpoint

    write, calls = checkpoint.save_file, []

    def filling(*args):
        calls.append(1)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(*args)

    whole = sft.run(sft_settings(out=str(tmp_path / "whole")))
    with monkeypatch.context() as patched:
        patched.setattr(checkpoint, "save_file", filling)
        with pytest.raises(
            RunError, match=r"sft: at step 4: .*the disk is full; free some space.*--resume then goes on from"
        ):
            sft.run(sft_settings(save_every=2))
    assert Checkpoints(tmp_path / "sft" / "state").latest().place == (2, 0)
    assert same_weights(whole.model, sft.run(sft_settings(save_every=2), resume=True).model)


def test_the_model_of_the_best_saved_state_is_written(sft_settings, tmp_path):
    sft.run(sft_settings(out=str(tmp_path / "short"), save_every=1, keep_best="-loss"))
    lines = read_lines(tmp_path / "short" / "metrics.jsonl")
    best = min(lines, key=lambda line: line["loss"])["step"]
    assert (tmp_path / "short" / "best-saved" / "config.json").exists()
    assert same_weights(tmp_path / "short" / "model", tmp_path / "short" / "best-saved") == (best == len(lines))
    sft.run(sft_settings(out=str(tmp_path / "none"), save_every=1))
    assert not (tmp_path / "none" / "best-saved").exists()


def test_the_best_state_survives_newer_ones(sft_settings, tmp_path):
    first = sft.run(sft_settings(out=str(tmp_path / "first"), save_every=1, keep_states=1, keep_best="lr"))
    assert not same_weights(
        first.model, tmp_path / "first" / "best-saved"
    )  # the highest rate was that of the first step


def test_the_best_reward_model_is_normalised_too(reward_settings, tmp_path):
    reward.run(reward_settings(save_every=1, keep_best="lr"))
    best, last = (load_scalar(str(tmp_path / "reward" / name), CPU) for name in ("best-saved", "model"))
    assert best.shift != 0.0 and best.shift != last.shift
    assert not torch.equal(best.head.weight, last.head.weight)


def test_the_best_of_a_reward_model_that_has_a_slope_scales_it_once(reward_settings, tiny_reward, tmp_path):
    model, tokenizer = load_scalar(tiny_reward, CPU), load_tokenizer(tiny_reward)
    model.length_slope = 0.125
    save_model(model, tokenizer, tmp_path / "sloped")
    given = {"model": str(tmp_path / "sloped"), "optim": {"lr": 1e-12}, "keep_best": "loss", "epochs": 1}
    reward.run(reward_settings(**given))
    best, last = (load_scalar(str(tmp_path / "reward" / name), CPU) for name in ("best-saved", "model"))
    assert last.length_slope not in (0.0, 0.125)
    assert best.length_slope == pytest.approx(last.length_slope, rel=1e-4)


def test_ppo_writes_its_best_state_with_the_policy(ppo_settings, tmp_path):
    result = ppo.run(ppo_settings(save_every=1, keep_best="-step_that_is_not_there"))
    assert not (tmp_path / "ppo" / "best-saved").exists()
    result = ppo.run(ppo_settings(save_every=1, keep_best="lr"))
    assert weights_of(tmp_path / "ppo" / "best-saved").keys() == weights_of(result.model).keys()
    shutil.rmtree(tmp_path / "ppo")
