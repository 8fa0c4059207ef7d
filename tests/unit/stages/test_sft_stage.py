"""The SFT stage on ten demonstrations."""

import json

import pytest
import yaml
from conftest import CPU, DEMONSTRATIONS, metrics_of, read_lines, same_weights, write_lines
from transformers import AutoModelForCausalLM

from heelwork.config import build
from heelwork.data.chat import PLAIN_TEMPLATE, Chat
from heelwork.errors import DataError, ModelError, NonFiniteError, RunError
from heelwork.models.loading import load_policy, load_tokenizer
from heelwork.records import Message
from heelwork.runs import sha256
from heelwork.stages import sft
from heelwork.stages.inputs import inputs
from heelwork.stages.sft import SftSettings


def test_the_directory_holds_everything_the_run_is_made_of(sft_settings, demonstrations, tmp_path):
    settings = sft_settings(seed=3)
    result = sft.run(settings)
    out = tmp_path / "sft"
    assert {p.name for p in out.iterdir()} == {
        "recipe.yaml", "environment.json", "data.json", "metrics.jsonl", "tensorboard", "profile.json", "result.json",
        "model",
    }  # fmt: skip
    assert build(SftSettings, yaml.safe_load((out / "recipe.yaml").read_text())["sft"]) == settings
    assert json.loads((out / "data.json").read_text()) == {demonstrations: sha256(tmp_path / "demonstrations.jsonl")}
    assert json.loads((out / "environment.json").read_text())["seed"] == 3
    written = json.loads((out / "result.json").read_text())
    assert written == {**result._asdict(), "model": str(out / "model")}
    AutoModelForCausalLM.from_pretrained(result.model)


def test_the_loss_falls_and_held_out_prompts_are_kept_out(sft_settings, tmp_path):
    result = sft.run(sft_settings(epochs=12, optim={"lr": 1e-2}))
    metrics = metrics_of(tmp_path / "sft")
    assert metrics[-1]["loss"] < metrics[0]["loss"] / 2
    assert set(metrics[0]) >= {"step", "loss", "lr", "grad_norm"}
    assert 0 < result.demonstrations < 10
    assert result.heldout_loss > 0


def test_the_model_keeps_the_template_that_it_was_trained_with(sft_settings, tmp_path):
    own = tmp_path / "own.jinja"
    own.write_text(PLAIN_TEMPLATE.replace("Human", "Shepherd"))
    kept = load_tokenizer(str(sft.run(sft_settings(chat_template=str(own))).model))
    assert "\n\nShepherd: Sit?" in Chat(kept, 128).render([Message("user", "Sit?")], prompt=True)


def test_the_content_of_a_template_is_an_input_of_the_stage(sft_settings, tmp_path):
    own, found = tmp_path / "own.jinja", []
    for speaker in ("Human", "Shepherd"):
        own.write_text(PLAIN_TEMPLATE.replace("Human", speaker))
        found.append(inputs(sft_settings(chat_template=str(own)))["chat_template/own.jinja"])
    assert found[0] != found[1]


def test_nothing_held_out_means_no_held_out_loss(sft_settings):
    result = sft.run(sft_settings(heldout_share=0, epochs=1))
    assert result.demonstrations == 10 and result.heldout_loss is None


def test_the_same_seed_gives_the_same_run_bit_for_bit(sft_settings, tmp_path):
    runs = [sft.run(sft_settings(out=str(tmp_path / name), seed=seed)) for name, seed in (("a", 1), ("b", 1), ("c", 2))]
    assert same_weights(runs[0].model, runs[1].model)
    assert metrics_of(tmp_path / "a") == metrics_of(tmp_path / "b")
    assert not same_weights(runs[0].model, runs[2].model)


def test_micro_batches_change_the_run_only_by_rounding(sft_settings, tmp_path):
    for name, budget in (("a", 4096), ("b", 1)):
        sft.run(sft_settings(out=str(tmp_path / name), micro_batch_tokens=budget))
    losses = [[line["loss"] for line in metrics_of(tmp_path / name)] for name in ("a", "b")]
    assert losses[0] == pytest.approx(losses[1], abs=1e-4)


def test_preference_pairs_serve_as_demonstrations(sft_settings, pairs):
    assert sft.run(sft_settings(data=[pairs], heldout_share=0, epochs=1)).demonstrations == 10


def test_what_holds_no_answer_within_max_length_is_left_out_and_counted(sft_settings, tmp_path, caplog):
    data = write_lines(tmp_path / "d.jsonl", [{"prompt": "sheep " * 200, "completion": "x"}, *DEMONSTRATIONS])
    result = sft.run(sft_settings(data=[data], heldout_share=0, epochs=1))
    assert result.demonstrations == 10
    assert (
        "1 of 11 demonstrations left out, the first because: field 'messages': no assistant token within" in caplog.text
    )


def test_where_nothing_is_left_the_numbers_are_named(sft_settings):
    with pytest.raises(
        DataError, match=r"none of the 10 demonstrations can be trained on \(10 without an answer within 5"
    ):
        sft.run(sft_settings(max_length=5))


def test_empty_data_is_refused_before_a_directory_is_made(sft_settings, tmp_path):
    (tmp_path / "empty.jsonl").write_text("\n")
    with pytest.raises(DataError, match=r"empty\.jsonl: holds no records"):
        sft.run(sft_settings(data=[str(tmp_path / "empty.jsonl")]))
    assert not (tmp_path / "sft").exists()


def test_a_missing_model_is_refused(sft_settings, tmp_path):
    with pytest.raises(ModelError, match="no such model directory"):
        sft.run(sft_settings(model=str(tmp_path / "nothing")))


def test_a_disk_too_small_is_found_before_any_step(sft_settings, tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1000})())
    with pytest.raises(RunError, match="needed for the run's checkpoints; free some space"):
        sft.run(sft_settings())
    assert not (tmp_path / "sft" / "metrics.jsonl").exists()


def test_a_full_disk_at_the_end_keeps_the_model_of_before(sft_settings, tmp_path, monkeypatch):
    first = sft.run(sft_settings())
    before = (first.model / "model.safetensors").read_bytes()

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(load_policy(str(first.model), CPU).network), "save_pretrained", full)
    with pytest.raises(RunError, match="the disk is full"):
        sft.run(sft_settings(seed=5))
    assert (first.model / "model.safetensors").read_bytes() == before
    assert [p.name for p in (tmp_path / "sft").iterdir() if p.name.startswith(".")] == []


def test_a_rate_that_blows_the_weights_up_stops_the_run(sft_settings):
    with pytest.raises(NonFiniteError, match=r"sft: .*at step \d+; the weights are those of the step before"):
        sft.run(sft_settings(optim={"lr": 1e30, "schedule": "constant"}, epochs=20))


def test_max_steps_ends_the_stage_and_its_schedule(sft_settings, tmp_path):
    sft.run(sft_settings(epochs=3, max_steps=2, optim={"lr": 1e-3, "schedule": "linear", "warmup": 0.0}))
    lines = metrics_of(tmp_path / "sft")
    assert [line["step"] for line in lines] == [1, 2] and lines[-1]["lr"] < lines[0]["lr"]


def test_limit_takes_the_first_records(sft_settings):
    assert sft.run(sft_settings(limit=4, heldout_share=0, epochs=1)).demonstrations == 4


def test_a_second_run_replaces_the_figures_of_the_first(sft_settings, tmp_path):
    sft.run(sft_settings(epochs=2))
    sft.run(sft_settings(epochs=1))
    lines = read_lines(tmp_path / "sft" / "metrics.jsonl")
    assert [line["step"] for line in lines] == list(range(1, len(lines) + 1)) and len(lines) < 6


def test_layers_that_are_run_again_in_the_backward_pass_change_nothing(sft_settings, tmp_path, monkeypatch):
    from heelwork.models import sharding

    calls = []
    plain = sharding.checkpoint
    monkeypatch.setattr(sharding, "checkpoint", lambda *given, **named: calls.append(1) or plain(*given, **named))
    whole = sft.run(sft_settings(out=str(tmp_path / "kept"), epochs=1))
    assert not calls
    again = sft.run(sft_settings(out=str(tmp_path / "again"), epochs=1, activation_checkpointing=True))
    assert calls
    assert same_weights(whole.model, again.model)
    assert metrics_of(tmp_path / "kept") == metrics_of(tmp_path / "again")
