"""The work that both sides do: models with random weights, and records as token ids, in one folder that both read.

Nothing is tokenised in what is timed. Texts: HH-RLHF's where a folder with it is given, else the starter's own rankings.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

SEED = 11
LONGEST = 1024  # tokens of a row, prompt and answer: TRL's own default; what is longer is left out on both sides
LONGEST_PROMPT = 512  # tokens of a prompt to be continued: TRL's own example of PPO leaves out what is longer
BATCH = 16  # rows of an SFT step, pairs of a reward step
CHECKED = 20  # steps over which losses are compared
LR = 1e-4

ROLLOUTS, NEW_TOKENS, EPOCHS, MINIBATCHES = 64, 64, 4, 4

SIZES: dict[str, dict[str, Any]] = {
    "6M": {"hidden_size": 256, "num_hidden_layers": 6, "num_attention_heads": 4, "intermediate_size": 768},
    "30M": {"hidden_size": 512, "num_hidden_layers": 10, "num_attention_heads": 8, "intermediate_size": 1408},
}
"""Llama shapes; vocabulary 4,096, head tied to the embedding."""


class Pair(NamedTuple):
    """A prompt and two answers, as token ids with the end of turn."""

    prompt: list[int]
    chosen: list[int]
    rejected: list[int]


def prepare(folder: Path, size: str, data: Path | None) -> int:
    """Write <folder>/model, /scalar, pairs.json and prompts.json; returns the model's parameters."""
    import torch
    from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM, LlamaForSequenceClassification

    from heelwork.models.loading import resolve_model

    tokenizer = AutoTokenizer.from_pretrained(resolve_model("wolf"))
    shape = SIZES[size]
    config = LlamaConfig(
        **shape, num_key_value_heads=shape["num_attention_heads"], vocab_size=len(tokenizer), max_position_embeddings=1024,
        tie_word_embeddings=True, bos_token_id=None, eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    torch.manual_seed(SEED)
    model = LlamaForCausalLM(config)
    model.save_pretrained(folder / "model")
    scalar_config = LlamaConfig(**{**config.to_dict(), "num_labels": 1})
    scalar = LlamaForSequenceClassification(scalar_config)
    scalar.save_pretrained(folder / "scalar")
    for name in ("model", "scalar"):
        tokenizer.save_pretrained(folder / name)

    pairs: list[Pair] = []
    end = [tokenizer.eos_token_id]
    for prompt, chosen, rejected in _texts(data):
        ids, good, bad = (tokenizer(t, add_special_tokens=False).input_ids for t in (prompt, chosen, rejected))
        if good != bad and good and bad and ids and len(ids) + max(len(good), len(bad)) < LONGEST:
            pairs.append(Pair(ids, good + end, bad + end))
        if len(pairs) == 4000:
            break
    (folder / "pairs.json").write_text(json.dumps(pairs))
    return int(sum(p.numel() for p in model.parameters()))


def read_pairs(folder: Path) -> list[Pair]:
    """The records, in the order in which both sides take them."""
    return [Pair(*row) for row in json.loads((folder / "pairs.json").read_text())]


def read_prompts(folder: Path, count: int) -> list[list[int]]:
    """The first prompts, whole, to be continued."""
    return [pair.prompt for pair in read_pairs(folder) if len(pair.prompt) <= LONGEST_PROMPT][:count]


def _texts(data: Path | None) -> Iterator[tuple[str, str, str]]:
    """(prompt, chosen, rejected), shuffled."""
    if data is None:
        from heelwork.starter.dataset import rankings

        for record in rankings():
            ranked = sorted(zip(record["ranking"], record["completions"], strict=True))
            yield record["prompt"], ranked[0][1], ranked[-1][1]
        return
    records = []
    for path in sorted(data.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            records += [line for _, line in zip(range(3000), file, strict=False)]
    random.Random(SEED).shuffle(records)
    for line in records:
        row = json.loads(line)
        cut = row["chosen"].rfind("\n\nAssistant:") + len("\n\nAssistant:")
        if row["rejected"][:cut] == row["chosen"][:cut]:
            yield row["chosen"][:cut], row["chosen"][cut:], row["rejected"][cut:]
