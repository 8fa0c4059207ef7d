"""Heelwork's side. A worker: one JSON request a line on standard input, one JSON answer a line on standard output."""

from __future__ import annotations

import itertools
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Literal

import torch
from torch import Tensor

from benchmarks.peers import work
from benchmarks.peers.worker import serve
from heelwork.algorithms.supervised import NEXT_TOKEN_LOSS, ranking_loss
from heelwork.models.loading import load_policy, load_scalar, load_tokenizer
from heelwork.models.transformer import TokenRow
from heelwork.sampling.base import SamplingSettings
from heelwork.sampling.torch import TorchSampler
from heelwork.training.engine import Batch, Engine
from heelwork.training.optim import OptimSettings
from heelwork.training.precision import Precision, matmul_precision

CPU = torch.device("cpu")
OPTIM = OptimSettings(lr=work.LR, schedule="constant", eps=1e-8, beta2=0.999)


def _row(prompt: list[int], answer: list[int]) -> TokenRow:
    return TokenRow(prompt + answer, [False] * len(prompt) + [True] * len(answer))


def sft(folder: str, precision: Precision, steps: int) -> dict[str, Any]:
    """Steps of SFT: seconds of each, its real tokens and its loss."""
    pairs = work.read_pairs(Path(folder))
    policy = load_policy(f"{folder}/model", CPU)
    engine = Engine(policy, device=CPU, optim=OPTIM, total_steps=steps, precision=precision)
    out: dict[str, Any] = {"seconds": [], "units": [], "losses": []}
    for step in range(steps):
        rows = [_row(p.prompt, p.chosen) for p in pairs[step * work.BATCH : (step + 1) * work.BATCH]]
        started = time.perf_counter()
        metrics = engine.forward_backward(Batch(rows), NEXT_TOKEN_LOSS)
        engine.optim_step()
        out["seconds"].append(time.perf_counter() - started)
        out["units"].append(sum(len(row.ids) for row in rows))
        out["losses"].append(metrics["loss"])
    return out


def reward(folder: str, precision: Precision, steps: int) -> dict[str, Any]:
    """Steps of reward modelling: units are pairs."""
    pairs = work.read_pairs(Path(folder))
    model = load_scalar(f"{folder}/scalar", CPU)
    engine = Engine(model, device=CPU, optim=OPTIM, total_steps=steps, precision=precision)
    loss = ranking_loss("bradley_terry", 0.0)
    out: dict[str, Any] = {"seconds": [], "units": [], "losses": []}
    for step in range(steps):
        chosen = pairs[step * work.BATCH : (step + 1) * work.BATCH]
        rows = [_row(p.prompt, answer) for p in chosen for answer in (p.chosen, p.rejected)]
        tensors: dict[str, Tensor] = {
            "ranks": torch.tensor([[1, 2]] * len(chosen)),
            "margin": torch.zeros(len(chosen)),
            "target": torch.full((len(chosen),), float("nan")),
        }
        started = time.perf_counter()
        metrics = engine.forward_backward(Batch(rows, [2] * len(chosen), tensors), loss)
        engine.optim_step()
        out["seconds"].append(time.perf_counter() - started)
        out["units"].append(len(chosen))
        out["losses"].append(metrics["loss"])
    return out


class _Clocked:
    """The reward model, noting when it is called: once in every PPO step."""

    def __init__(self, folder: str, precision: Precision):
        from heelwork.rewards.learned import LearnedReward

        self.inner = LearnedReward(f"{folder}/scalar", CPU, precision=precision)
        self.name = self.inner.name
        self.called: list[float] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def score_rows(self, rows: Any, groups: Any = None) -> Tensor:
        self.called.append(time.perf_counter())
        return self.inner.score_rows(rows, groups)


def ppo(
    folder: str, precision: Precision, steps: int, critic: Literal["separate", "shared"] = "separate"
) -> dict[str, Any]:
    """Whole PPO steps of the stage as users run it, the first left out as warm-up. critic: a model of its own, or one trunk."""
    from heelwork.stages.ppo import PpoSettings, run

    texts = work.read_prompts(Path(folder), work.ROLLOUTS * 4)
    with tempfile.TemporaryDirectory() as scratch:
        tokenizer = load_tokenizer(f"{folder}/model")
        prompts = Path(scratch) / "prompts.jsonl"
        _write_prompts(prompts, [str(tokenizer.decode(ids)) for ids in texts])
        clocked = _Clocked(folder, precision)
        settings = PpoSettings(
            model=f"{folder}/model", reward_model=f"{folder}/scalar", data=[str(prompts)], out=f"{scratch}/ppo",
            critic=critic, steps=steps + 1, batch_size=work.ROLLOUTS, max_new_tokens=work.NEW_TOKENS, epochs=work.EPOCHS,
            minibatches=work.MINIBATCHES, precision=precision, optim=OPTIM, critic_optim=OPTIM, samples=0, tracker="none",
        )  # fmt: skip
        run(settings, reward=clocked)  # type: ignore[arg-type]
        called = clocked.called
    seconds = [b - a for a, b in itertools.pairwise(called)]
    return {"seconds": seconds, "units": [1] * len(seconds)}


def _write_prompts(path: Path, texts: list[str]) -> None:
    import json

    path.write_text("".join(json.dumps({"prompt": f"{i}. {text}"}) + "\n" for i, text in enumerate(texts)))


def generate(folder: str, precision: Precision, batch: int, new_tokens: int) -> dict[str, Any]:
    """New tokens of a batch of prompts, none ending early."""
    prompts = work.read_prompts(Path(folder), batch)
    sampler = TorchSampler(
        load_policy(f"{folder}/model", CPU), frozenset(), device=CPU, slots=batch, precision=precision
    )
    started = time.perf_counter()
    drawn = sampler.generate(prompts, SamplingSettings(max_new_tokens=new_tokens, seed=work.SEED))
    return {"seconds": [time.perf_counter() - started], "units": [sum(len(s.ids) for s in drawn)]}


def ceiling() -> dict[str, Any]:
    """GFLOP/s of square matrix products, as precise and as fast as they come: the median of ten."""
    size, out = 1536, {}
    a, b = torch.randn(size, size), torch.randn(size, size)
    for precision in ("fp32", "bf16") if _fast_bf16() else ("fp32",):
        with matmul_precision(precision, CPU):  # type: ignore[arg-type]
            took = []
            for _ in range(12):
                started = time.perf_counter()
                a @ b
                took.append(time.perf_counter() - started)
        out[precision] = 2 * size**3 / statistics.median(took[2:]) / 1e9
    return out


def _fast_bf16() -> bool:
    from heelwork.training.precision import cpu_has_fast_bf16

    return cpu_has_fast_bf16()


def peak() -> dict[str, Any]:
    """Peak resident memory of this process, GiB."""
    return {"gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20}


if __name__ == "__main__":
    import logging

    logging.disable(logging.WARNING)
    serve({"sft": sft, "reward": reward, "ppo": ppo, "generate": generate, "ceiling": ceiling, "peak": peak}, sys.argv)
