"""What the kill test runs on: a tiny model, two tiny reward models, a few records, and short settings of every stage."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from heelwork.config import Settings

THINGS = ("dog", "sheep", "hill", "gate", "coat", "lamb", "grass", "summer", "winter", "shepherd", "field", "wall")
TEXT = """The sheep go up the hill in the morning, and the dog goes with them. A good dog waits at the gate until it is called.
In winter the days are short; in summer the grass is high, and 12 lambs were born in 3 weeks. Where is the shepherd's coat?
"""
COMMON: dict[str, Any] = {
    "precision": "fp32",
    "micro_batch_tokens": 96,
    "tracker": "none",
    "save_every": 2,
    "keep_states": 2,
}
STAGES = ("pretrain", "sft", "reward", "ppo")


def make_material(folder: Path) -> None:
    """Write models and data into `folder`."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    from heelwork.data.corpus import train_tokenizer
    from heelwork.models.loading import load_scalar, load_tokenizer, save_model

    folder.mkdir(parents=True, exist_ok=True)
    corpus = folder / "corpus.jsonl"
    _write(corpus, [{"text": f"{TEXT} The {thing} is here, and nowhere else. " * 2} for thing in THINGS])
    train_tokenizer([str(corpus)], 400, 128, folder / "tokenizer")
    tokenizer = load_tokenizer(str(folder / "tokenizer"))
    torch.manual_seed(0)
    network = LlamaForCausalLM(LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=128, tie_word_embeddings=True,
        bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id,
    ))  # fmt: skip
    with torch.no_grad():
        network.get_output_embeddings().weight.mul_(4.0)  # so that answers vary in odds
    network.save_pretrained(folder / "model")
    tokenizer.save_pretrained(folder / "model")
    for seed in (1, 2):
        scalar = load_scalar(str(folder / "model"), torch.device("cpu"), new_head_seed=seed)
        save_model(scalar, tokenizer, folder / f"reward{seed}")
    ask = [f"Where is the {thing}?" for thing in THINGS]
    _write(folder / "demonstrations.jsonl", [
        {"prompt": a, "completion": f"The {t} is {i} steps away."} for i, (a, t) in enumerate(zip(ask, THINGS, strict=True))
    ])  # fmt: skip
    _write(folder / "pairs.jsonl", [
        {"prompt": a, "chosen": f"The {t} is on the hill.", "rejected": f"Who cares, {i}"}
        for i, (a, t) in enumerate(zip(ask, THINGS, strict=True))
    ])  # fmt: skip


def values_of(stage: str, folder: Path, out: Path) -> dict[str, Any]:
    """The settings of a stage as a recipe's values: some eight steps, every source of state in use."""
    model = str(folder / "model")
    own: dict[str, dict[str, Any]] = {
        "pretrain": {
            "corpus": [str(folder / "corpus.jsonl")], "model": model, "tokens": 1400, "window": 32, "batch_tokens": 160,
        },
        "sft": {"model": model, "data": [str(folder / "demonstrations.jsonl")], "batch_size": 4, "epochs": 3,
                "heldout_share": 0.1, "lora": {"rank": 2, "alpha": 4}},
        "reward": {"model": model, "data": [str(folder / "pairs.jsonl")], "batch_size": 4, "epochs": 3,
                   "heldout_share": 0.1, "optim": {"algorithm": "muon", "lr": 1e-3}},
        "ppo": {
            "model": model, "reward_model": str(folder / "reward1"), "data": [str(folder / "pairs.jsonl")], "steps": 4,
            "batch_size": 4, "minibatches": 2, "epochs": 2, "max_new_tokens": 6, "sample_every": 1, "kl_target": 0.5,
            "kl_horizon": 20, "beta": 0.1, "ahead": True, "importance_limit": 2.0, "save_updates": 1,
            "critic_optim": {"lr": 1e-3}, "ensemble": {"members": [str(folder / "reward2")]},
            "monitor": {"every": 1, "heldout_reward_model": str(folder / "reward2"), "action": "raise_beta", "patience": 1},
        },
    }  # fmt: skip
    return {"out": str(out), **COMMON, "optim": {"lr": 1e-3}, **own[stage]}


def settings_of(stage: str, values: dict[str, Any]) -> Settings:
    """The same as checked settings."""
    from heelwork.config import build
    from heelwork.stages.ppo import PpoSettings
    from heelwork.stages.pretrain import PretrainSettings
    from heelwork.stages.reward import RewardSettings
    from heelwork.stages.sft import SftSettings

    kinds: dict[str, type[Settings]] = {
        "pretrain": PretrainSettings, "sft": SftSettings, "reward": RewardSettings, "ppo": PpoSettings,
    }  # fmt: skip
    return build(kinds[stage], values)


def _write(path: Path, records: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
