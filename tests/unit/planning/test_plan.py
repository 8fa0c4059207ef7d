import dataclasses
import json
import shutil
from types import SimpleNamespace

import pytest
from conftest import write_lines
from typer.testing import CliRunner

from heelwork.cli import app
from heelwork.errors import ConfigError, DataError
from heelwork.planning import timing
from heelwork.planning.hardware import DEVICES, device
from heelwork.planning.plan import StageFacts, estimate, plan
from heelwork.planning.recipe import stage_facts
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


def test_every_further_reward_model_is_one_more_frozen_model():
    shape = PRESETS["0.5B"]
    one, four = (estimate(shape, dataclasses.replace(PPO, reward_models=n), H100, 1) for n in (1, 4))
    assert four.load.total - one.load.total == pytest.approx(3 * 4 * shape.scalar_parameters)
    assert four.seconds["scoring"] > one.seconds["scoring"]


def test_a_shared_critic_is_no_second_trained_model():
    shape = PRESETS["0.5B"]
    separate, shared = (estimate(shape, dataclasses.replace(PPO, shared_critic=s), H100, 1) for s in (False, True))
    assert separate.load.total - shared.load.total == pytest.approx(16 * shape.scalar_parameters)
    assert all(shared.seconds[kind] < separate.seconds[kind] for kind in ("scoring", "training"))


def test_the_cache_is_as_wide_as_what_is_computed():
    shape = PRESETS["0.5B"]
    wide = estimate(shape, PPO, H100._replace(half=False), 1)
    assert wide.load.cache == 2 * estimate(shape, PPO, H100, 1).load.cache == 64 * 512 * shape.kv_elements * 4


def test_ppos_facts_are_those_of_its_settings(tiny, tmp_path):
    """The cache is as long as a prompt and its answer, whatever the tokenizer says that it could read."""
    data = tmp_path / "pairs.jsonl"
    pair = {"prompt": "Which?", "chosen": "This one.", "rejected": "That other one."}
    far = {**pair, "prompt": "Which of them? " * 40}
    write_lines(data, [far, *({**pair, "prompt": f"Which? {i}"} for i in range(40))])
    ppo = {
        "max_prompt_tokens": 30, "max_new_tokens": 16, "critic": "shared",
        "ensemble": {"members": [tiny, tiny]}, "monitor": {"heldout_reward_model": tiny},
    }  # fmt: skip
    facts = stage_facts({"base": tiny, "data": [str(data)], "heldout_share": 0.0, "ppo": ppo})[-1]
    assert facts.prompt + 16 <= facts.longest <= 30 + 16
    assert (facts.reward_models, facts.shared_critic) == (4, True)
    averaged = {**ppo, "ensemble": {"members": [tiny, tiny], "combine": "weights"}}
    facts = stage_facts({"base": tiny, "data": [str(data)], "ppo": averaged})[-1]
    assert facts.reward_models == 2


def test_rows_are_as_long_as_the_models_context_lets_training_have_them(tiny, tmp_path):
    data = write_lines(tmp_path / "d.jsonl", [{"prompt": "Which?", "chosen": "Sheep " * 400, "rejected": "No."}] * 3)
    endless = shutil.copytree(tiny, tmp_path / "endless")
    path = endless / "tokenizer_config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "model_max_length": 10**30}))
    values = {"base": str(endless), "data": [data], "heldout_share": 0.0, "ppo": {"max_new_tokens": 8}}
    sft, _, ppo = stage_facts(values)
    assert sft.length == 128  # of the model's configuration
    assert ppo.longest == ppo.prompt + 8


def test_what_training_leaves_out_is_not_counted(tiny, tmp_path):
    short = {"chosen": "This one.", "rejected": "No."}
    records = [{**short, "prompt": f"Which? {i}"} for i in range(30)]
    records += [{**short, "prompt": f"{i} sheep went up the hill. " * 30} for i in range(10)]
    data = write_lines(tmp_path / "d.jsonl", records)
    values = {"base": tiny, "data": [data], "heldout_share": 0.0, "ppo": {"max_new_tokens": 8}}
    sft, _, ppo = stage_facts(values)
    assert sft.rows == 30 and ppo.longest <= 40
    with pytest.raises(DataError, match="none of 40 sampled records is short enough"):
        stage_facts({**values, "max_length": 3})


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
    found = CliRunner().invoke(
        app, ["plan", str(recipe), "--device", "h100", "--json", "ppo.steps=5", "ppo.max_new_tokens=9"]
    )
    assert found.exit_code == 0, found.output
    made = SimpleNamespace(**json.loads(found.output))
    assert made.fits and made.advice == []
    assert made.stages["sft"]["tokens"] > 3 * 30 * 5
    table = CliRunner().invoke(
        app, ["plan", str(recipe), "--device", "rtx4090", "--shape", "70B", "ppo.max_new_tokens=9"]
    )
    assert "does not fit" in table.output and "ppo: fits with" in table.output
