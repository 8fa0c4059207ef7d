import dataclasses
import json
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from heelwork.cli import app
from heelwork.errors import ConfigError
from heelwork.planning import timing
from heelwork.planning.hardware import DEVICES, device
from heelwork.planning.plan import StageFacts, estimate, plan
from heelwork.planning.shapes import PRESETS, from_config
from heelwork.planning.timing import Work

H100 = DEVICES["h100"]
SFT = StageFacts("sft", epochs=1, micro_batch_tokens=4096, rows=10_000, length=512, counted=256)
PPO = StageFacts("ppo", epochs=4, micro_batch_tokens=4096, steps=100, batch_size=256, prompt=128, new=128, longest=512)


def test_training_takes_six_products_a_parameter_and_token():
    shape = PRESETS["7B"]._replace(vocab=0)
    seconds = timing.compute_seconds(shape, Work(1e6, 0, 0), timing.TRAINING, H100, 1)
    assert seconds == pytest.approx(6 * shape.matmul_parameters * 1e6 / (H100.flops * H100.train_share))


def test_a_decoding_step_reads_the_weights_once():
    shape = PRESETS["7B"]
    one = timing.decode_seconds(shape, answers=1, prompt=0, new=100, slots=64, device=H100, devices=1)
    assert one == pytest.approx(100 * 2 * shape.parameters / (H100.bandwidth * H100.read_share), rel=0.01)
    many = timing.decode_seconds(shape, answers=64, prompt=0, new=100, slots=64, device=H100, devices=1)
    assert many < 2 * one


def test_nothing_is_sent_on_one_device_and_more_slowly_between_machines():
    one, eight, sixteen = (timing.sharding_seconds(1_000_000, 10, H100, n, compute=2, trained=True) for n in (1, 8, 16))
    assert one == 0 < eight < sixteen


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("facts", [SFT, PPO], ids=["sft", "ppo"])
def test_advice_makes_it_fit(name, facts):
    for kind in ("rtx4090", "h100"):
        made = plan(PRESETS[name], [facts], DEVICES[kind], 1)
        if made.fits:
            assert made.advice == []
            continue
        [advice] = made.advice
        words = advice.replace(",", "").split()
        changes = dict(w.partition(".")[2].split("=") for w in words if "=" in w)
        if changes and "and" not in words:
            changed = dataclasses.replace(
                facts,
                micro_batch_tokens=int(changes.get("micro_batch_tokens", facts.micro_batch_tokens)),
                checkpointed=changes.get("activation_checkpointing") == "true",
                slots=int(changes.get("slots", facts.slots)),
                lora_rank=int(changes["lora.rank"]) if "lora.rank" in changes else None,
            )
            assert estimate(PRESETS[name], changed, DEVICES[kind], 1).load.total <= made.limit
        if words[-1] == "devices" and "and" not in words:
            assert plan(PRESETS[name], [facts], DEVICES[kind], int(words[-2])).fits


def test_more_devices_take_less_memory_and_time():
    one, eight = (plan(PRESETS["3B"], [SFT, PPO], H100, n) for n in (1, 8))
    for a, b in zip(one.stages, eight.stages, strict=True):
        assert b.load.total < a.load.total
        assert sum(b.seconds.values()) < sum(a.seconds.values())


def test_an_unknown_device_names_the_nearest():
    with pytest.raises(ConfigError, match="did you mean 'h100'"):
        device("h10")


def test_a_config_without_a_size_says_which():
    with pytest.raises(Exception, match="names no hidden_size"):
        from_config({"num_attention_heads": 4})


def test_the_command_reads_a_recipe_and_its_data(tiny, tmp_path):
    data = tmp_path / "pairs.jsonl"
    record = {"prompt": "Which?", "chosen": "This one.", "rejected": "That other one."}
    data.write_text("".join(json.dumps({**record, "prompt": f"Which? {i}"}) + "\n" for i in range(40)))
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(f"base: {tiny}\ndata: [{data}]\nheldout_share: 0.1\n")
    found = CliRunner().invoke(app, ["plan", str(recipe), "--device", "h100", "--json", "ppo.steps=5"])
    assert found.exit_code == 0, found.output
    made = SimpleNamespace(**json.loads(found.output))
    assert made.fits and made.advice == []
    assert made.stages["sft"]["tokens"] > 3 * 30 * 5
    table = CliRunner().invoke(app, ["plan", str(recipe), "--device", "rtx4090", "--shape", "70B"])
    assert "does not fit" in table.output and "ppo: fits with" in table.output
