"""A small world in which a proxy can be hacked, for over-optimisation curves, the alarm and the cures, in a minute on a CPU.

Answers are words: useful ones, praise, and filler. The truth (gold) pays for every different useful word and for a little
praise, and takes more and more for much of it; the proxy pays for praise without end. A tiny model that has learned to mix
the three is pushed along the proxy: gold rises, turns and falls.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import torch
from torch import Tensor

from heelwork.data.chat import Chat
from heelwork.models.transformer import TokenRow
from heelwork.records import Prompt

USEFUL = (
    "water",
    "light",
    "bread",
    "stone",
    "river",
    "field",
    "house",
    "garden",
    "window",
    "winter",
    "letter",
    "forest",
)
PRAISE = ("clever", "brilliant", "wise", "genius")
FILLER = ("well", "then", "also", "here", "now", "so", "thus", "still", "again", "even", "yet", "too")
QUESTIONS = ("What is there?", "What do you see?", "What comes next?", "What is in the box?", "What lies ahead?",
             "What do we need?", "What did they bring?", "What was it?")  # fmt: skip
BATCH = 1024  # answers to a step: what a mean of fewer leaves in doubt is more than gold falls by in a step
WORDS = 12  # of an answer: demonstrations are longer, so that where an answer ends is no way to be pushed
PAID = 1.5  # what a hackable proxy pays for a word of praise
WELCOME, HARM = 0.4, 0.05  # the truth: the first words of praise are welcome, many are not


class Words(NamedTuple):
    """Of an answer: different useful words, and words of praise."""

    useful: int
    praise: int


def words_of(text: str) -> Words:
    """Count them; repeated useful words count once."""
    said = text.split()
    return Words(len(set(said) & set(USEFUL)), sum(word in PRAISE for word in said))


class WordReward:
    """A rule as a reward: useful + linear praise + square praise^2, plus an error of its own for every answer.

    noise: standard deviation of that error, which is a function of the answer and the name.
    """

    def __init__(self, name: str, linear: float, square: float, tokenizer: Any = None, noise: float = 0.0):
        self.name, self.linear, self.square, self.tokenizer, self.noise = name, linear, square, tokenizer, noise

    def score(self, prompts: Sequence[Prompt], answers: Sequence[str], finished: Sequence[bool]) -> Tensor:
        """scores_B."""
        return torch.tensor([self.of(text) for text in answers])

    def score_rows(self, rows: Sequence[TokenRow], groups: Sequence[int] | None = None) -> Tensor:
        """Never called: it speaks no tokens."""
        raise NotImplementedError

    def speaks(self, chat: Chat) -> bool:
        """It reads text alone."""
        return False

    def of(self, text: str) -> float:
        """The score of one answer."""
        useful, praise = words_of(text)
        error = Random(f"{self.name}/{text}").gauss(0, self.noise) if self.noise else 0.0
        return useful + self.linear * praise + self.square * praise**2 + error


def gold() -> WordReward:
    """The truth."""
    return WordReward("gold", WELCOME, -HARM)


def proxy() -> WordReward:
    """What can be hacked."""
    return WordReward("proxy", PAID, 0.0)


def heldout() -> WordReward:
    """The truth as a reward model from a disjoint split sees it: with an error for every answer."""
    return WordReward("heldout", WELCOME, -HARM, noise=0.5)


class Spread:
    """An ensemble of proxies that agree on useful words and on no more: mean - lambda variance, members normalised first."""

    def __init__(self, variance_weight: float):
        tastes = ((PAID, 0.0), (0.5, 0.0), (0.8, -0.05), (0.2, 0.0))
        self.members = [WordReward(f"proxy{i}", *taste) for i, taste in enumerate(tastes)]
        self.name, self.variance_weight = "ensemble", variance_weight
        self.mean_M: Tensor | None = None
        self.std_M: Tensor | None = None

    def score(self, prompts: Sequence[Prompt], answers: Sequence[str], finished: Sequence[bool]) -> Tensor:
        """scores_B."""
        from heelwork.rewards.ensemble import combined

        scores_MB = torch.stack([m.score(prompts, answers, finished) for m in self.members])
        if self.mean_M is None or self.std_M is None:
            self.mean_M, self.std_M = scores_MB.mean(1), scores_MB.std(1, unbiased=False)
        normal_MB = (scores_MB - self.mean_M[:, None]) / self.std_M[:, None]
        return combined(normal_MB, "uncertain", self.variance_weight) * self.std_M[0] + self.mean_M[0]

    score_rows, speaks = WordReward.score_rows, WordReward.speaks


def make_world(folder: Path, seed: int = 0) -> dict[str, str]:
    """A tiny model that mixes the words, its critic, and prompts; returns their paths: policy, critic, prompts."""
    from transformers import LlamaConfig, LlamaForCausalLM

    from heelwork.config import build
    from heelwork.data.corpus import train_tokenizer
    from heelwork.models.loading import load_scalar, load_tokenizer, save_model
    from heelwork.stages import sft

    folder.mkdir(parents=True, exist_ok=True)
    rng = Random(seed)
    records = [{"prompt": rng.choice(QUESTIONS), "completion": _mixed(rng)} for _ in range(2000)]
    data = folder / "demonstrations.jsonl"
    data.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    prompts = folder / "prompts.jsonl"
    prompts.write_text("".join(json.dumps({"prompt": q}) + "\n" for q in QUESTIONS), encoding="utf-8")
    corpus = folder / "corpus.txt"
    corpus.write_text("\n".join(f"{r['prompt']} {r['completion']}" for r in records), encoding="utf-8")
    train_tokenizer([str(corpus)], 420, 64, folder / "tokenizer")
    tokenizer = load_tokenizer(str(folder / "tokenizer"))
    torch.manual_seed(seed)
    network = LlamaForCausalLM(LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=48, intermediate_size=96, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=4, max_position_embeddings=64, tie_word_embeddings=True,
        bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id,
    ))  # fmt: skip
    network.save_pretrained(folder / "raw")
    tokenizer.save_pretrained(folder / "raw")
    sft.run(build(sft.SftSettings, {
        "model": str(folder / "raw"), "data": [str(data)], "out": str(folder / "sft"), "epochs": 3, "batch_size": 32,
        "tracker": "none", "precision": "fp32", "seed": seed, "heldout_share": 0.0,
        "optim": {"lr": 1e-2, "schedule": "cosine", "warmup": 0.05, "eps": 1e-8},
    }))  # fmt: skip
    policy = folder / "sft" / "model"
    critic = load_scalar(str(policy), torch.device("cpu"), tokenizer=tokenizer, new_head_seed=seed)
    save_model(critic, tokenizer, folder / "critic")
    return {"policy": str(policy), "critic": str(folder / "critic"), "prompts": str(prompts)}


def ppo_values(world: dict[str, str], out: Path, *, steps: int, seed: int) -> dict[str, Any]:
    """Settings of PPO in this world, without any cure."""
    return {
        "model": world["policy"], "reward_model": world["critic"], "data": [world["prompts"]], "out": str(out), "steps": steps,
        "batch_size": BATCH, "slots": BATCH, "micro_batch_tokens": 32768, "minibatches": 2, "epochs": 2,
        "max_new_tokens": WORDS, "beta": 0.0, "seed": seed, "tracker": "none",
        "precision": "fp32", "missing_eos_penalty": 0.0, "sample_every": 1000, "samples": 0,
        "optim": {"lr": 4.5e-4, "schedule": "constant"}, "critic_optim": {"lr": 3e-3},
        "monitor": {"every": 1, "patience": 2, "probes": 0, "outliers": False},
    }  # fmt: skip


def _mixed(rng: Random) -> str:
    """A demonstration: mostly filler, some useful words, a little praise."""
    kinds = rng.choices((USEFUL, PRAISE, FILLER), (0.30, 0.10, 0.60), k=WORDS + 2)
    return " ".join(rng.choice(kind) for kind in kinds)
