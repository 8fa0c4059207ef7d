"""TRL's side, as its users run it: SFTTrainer, RewardTrainer, PPOTrainer and transformers' generate.

Runs under an interpreter that has the `peers` extra; it needs nothing of Heelwork.
"""

from __future__ import annotations

import itertools
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import torch

from benchmarks.peers import work
from benchmarks.peers.worker import serve


def _common(precision: str, scratch: str, steps: int) -> dict[str, Any]:
    return dict(
        output_dir=scratch, learning_rate=work.LR, lr_scheduler_type="constant", warmup_steps=0, weight_decay=0.0,
        max_grad_norm=1.0, max_steps=steps, logging_steps=10_000, save_strategy="no", report_to="none", use_cpu=True,
        bf16=precision == "bf16", fp16=False, disable_tqdm=True, seed=work.SEED, dataloader_num_workers=0,
        gradient_checkpointing=False,
    )  # fmt: skip


def _timed(trainer_class: Any, ordered: bool) -> Any:
    """The trainer with a clock around each step; ordered = the records as they come, not shuffled."""
    from torch.utils.data import SequentialSampler

    class Timed(trainer_class):  # type: ignore[misc]
        def _get_train_sampler(self, dataset: Any = None) -> Any:
            return SequentialSampler(dataset or self.train_dataset) if ordered else super()._get_train_sampler(dataset)

        def training_step(self, model: Any, inputs: Any, *rest: Any, **named: Any) -> Any:
            self.began.append(time.perf_counter())
            mask = inputs.get("attention_mask")
            real = int(mask.sum()) if mask is not None else inputs["input_ids"].numel()
            self.real.append(real)
            loss = super().training_step(model, inputs, *rest, **named)
            self.losses.append(float(loss))
            return loss

    return Timed


def _train(trainer: Any) -> tuple[list[float], list[int], list[float]]:
    """(seconds from step to step, real tokens, losses). A step's optimiser runs before the next step begins."""
    trainer.began, trainer.real, trainer.losses = [], [], []
    trainer.train()
    ended = time.perf_counter()
    edges = [*trainer.began, ended]
    return [b - a for a, b in itertools.pairwise(edges)], trainer.real, trainer.losses


def sft(folder: str, precision: str, steps: int, setting: str) -> dict[str, Any]:
    """setting: padded (the same batches as ours), grouped (by length), packed (wrapped rows)."""
    from datasets import Dataset
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from trl import SFTConfig, SFTTrainer

    pairs = work.read_pairs(Path(folder))
    if setting != "grouped":
        pairs = pairs[: work.BATCH * (steps if setting == "padded" else 3 * steps)]
    dataset = Dataset.from_dict({
        "input_ids": [p.prompt + p.chosen for p in pairs],
        "completion_mask": [[0] * len(p.prompt) + [1] * len(p.chosen) for p in pairs],
    })  # fmt: skip
    with tempfile.TemporaryDirectory() as scratch:
        config = SFTConfig(
            **_common(precision, scratch, steps), per_device_train_batch_size=work.BATCH, max_length=work.LONGEST,
            completion_only_loss=True, packing=setting == "packed", packing_strategy="wrapped", shuffle_dataset=False,
            train_sampling_strategy="group_by_length" if setting == "grouped" else "random",
        )  # fmt: skip
        trainer = _timed(SFTTrainer, setting == "padded")(
            model=AutoModelForCausalLM.from_pretrained(f"{folder}/model", dtype=torch.float32), args=config,
            train_dataset=dataset, processing_class=AutoTokenizer.from_pretrained(f"{folder}/model"),
        )  # fmt: skip
        seconds, real, losses = _train(trainer)
    return {"seconds": seconds, "units": real, "losses": losses}


def reward(folder: str, precision: str, steps: int, setting: str) -> dict[str, Any]:
    """setting: padded (the same batches as ours), grouped (by length). Units are pairs."""
    from datasets import Dataset
    from transformers import AutoModelForSequenceClassification, AutoTokenizer
    from trl import RewardConfig, RewardTrainer

    pairs = work.read_pairs(Path(folder))
    if setting == "padded":
        pairs = pairs[: work.BATCH * steps]
    else:
        pool = sorted(pairs, key=lambda p: len(p.prompt) + max(len(p.chosen), len(p.rejected)))
        batches = [pool[i : i + work.BATCH] for i in range(0, len(pool) - work.BATCH, work.BATCH)]
        random.Random(work.SEED).shuffle(batches)
        pairs = [p for batch in batches[:steps] for p in batch]
    dataset = Dataset.from_dict({
        "chosen_ids": [p.prompt + p.chosen for p in pairs], "rejected_ids": [p.prompt + p.rejected for p in pairs],
    })  # fmt: skip
    with tempfile.TemporaryDirectory() as scratch:
        config = RewardConfig(
            **_common(precision, scratch, steps), per_device_train_batch_size=work.BATCH, max_length=work.LONGEST
        )
        trainer = _timed(RewardTrainer, True)(
            model=AutoModelForSequenceClassification.from_pretrained(f"{folder}/scalar", dtype=torch.float32), args=config,
            train_dataset=dataset, processing_class=AutoTokenizer.from_pretrained(f"{folder}/model"),
        )  # fmt: skip
        seconds, _, losses = _train(trainer)
    return {"seconds": seconds, "units": [work.BATCH] * steps, "losses": losses}


def ppo(folder: str, precision: str, steps: int) -> dict[str, Any]:
    """Whole PPO steps. precision bf16 = all weights in bf16, TRL's fastest here; the first step is left out as warm-up."""
    from datasets import Dataset
    from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification, AutoTokenizer, TrainerCallback
    from trl.experimental.ppo import PPOConfig, PPOTrainer

    dtype = torch.bfloat16 if precision == "bf16" else torch.float32
    tokenizer = AutoTokenizer.from_pretrained(f"{folder}/model", padding_side="left")
    dataset = Dataset.from_dict({"input_ids": work.read_prompts(Path(folder), work.ROLLOUTS * 4)})
    ends: list[float] = []

    class Clock(TrainerCallback):  # type: ignore[misc]
        def on_step_end(self, *_: Any, **__: Any) -> None:
            ends.append(time.perf_counter())

    def policy() -> Any:
        return AutoModelForCausalLM.from_pretrained(f"{folder}/model", dtype=dtype)

    def scalar() -> Any:
        return AutoModelForSequenceClassification.from_pretrained(f"{folder}/scalar", dtype=dtype)

    with tempfile.TemporaryDirectory() as scratch:
        settings = {k: v for k, v in _common("fp32", scratch, -1).items() if k != "max_steps"}
        config = PPOConfig(
            **settings, total_episodes=work.ROLLOUTS * (steps + 1), per_device_train_batch_size=work.ROLLOUTS // work.MINIBATCHES,
            gradient_accumulation_steps=work.MINIBATCHES, num_mini_batches=work.MINIBATCHES, num_ppo_epochs=work.EPOCHS,
            response_length=work.NEW_TOKENS, num_sample_generations=0, temperature=1.0, missing_eos_penalty=1.0,
        )  # fmt: skip
        trainer = PPOTrainer(
            args=config, processing_class=tokenizer, model=policy(), ref_model=policy(), reward_model=scalar(),
            value_model=scalar(), train_dataset=dataset, eval_dataset=dataset.select(range(4)), callbacks=[Clock()],
        )  # fmt: skip
        trainer.train()
    return {
        "seconds": [b - a for a, b in itertools.pairwise(ends)],
        "units": [1] * (len(ends) - 1),
    }


def generate(folder: str, precision: str, batch: int, new_tokens: int) -> dict[str, Any]:
    """transformers' generate on left-padded prompts, none ending early."""
    from transformers import AutoModelForCausalLM, AutoTokenizer

    dtype = torch.bfloat16 if precision == "bf16" else torch.float32
    tokenizer = AutoTokenizer.from_pretrained(f"{folder}/model", padding_side="left")
    model = AutoModelForCausalLM.from_pretrained(f"{folder}/model", dtype=dtype).eval()
    prompts = work.read_prompts(Path(folder), batch)
    inputs = tokenizer.pad({"input_ids": prompts}, return_tensors="pt")
    torch.manual_seed(work.SEED)
    started = time.perf_counter()
    out = model.generate(
        **inputs,
        do_sample=True,
        temperature=1.0,
        top_k=0,
        top_p=1.0,
        min_new_tokens=new_tokens,
        max_new_tokens=new_tokens,
    )
    seconds = time.perf_counter() - started
    return {"seconds": [seconds], "units": [batch * (out.shape[1] - inputs["input_ids"].shape[1])]}


def peak() -> dict[str, Any]:
    """Peak resident memory of this process, GiB."""
    return {"gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20}


if __name__ == "__main__":
    import warnings

    warnings.simplefilter("ignore")
    serve({"sft": sft, "reward": reward, "ppo": ppo, "generate": generate, "peak": peak}, sys.argv)
