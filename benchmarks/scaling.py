"""Does cost grow as the arithmetic says? Training and sampling against model size, row length, rollouts and samples.

    python -m benchmarks.scaling
    python -m benchmarks.scaling --quick

Models with random weights, random tokens, fp32 matrix products. Every point is measured in turn with its neighbours, several
times over; a point is the median. For each axis: the exponent of time against tokens, rollouts or samples, and for model size
and row length against the arithmetic's floating-point operations (6 N per trained token and 12 n_layer d per pair of tokens
that attend to each other, causal; 2 N per sampled one), fitted in logarithms over the points.
Rows of up to 512 tokens, where attention does not dominate, stand against their tokens as well. The last line is one JSON
object; the exit status is 0 only where every demand holds.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch

from heelwork.algorithms.supervised import NEXT_TOKEN_LOSS
from heelwork.models.attention import IMPLEMENTATION
from heelwork.models.fused import fuse
from heelwork.models.transformer import Policy, TokenRow
from heelwork.sampling.base import SamplingSettings
from heelwork.sampling.torch import TorchSampler
from heelwork.training.engine import Batch, Engine
from heelwork.training.optim import OptimSettings

CPU = torch.device("cpu")
VOCABULARY = 4096
TOKENS = 4096  # of one training step on the axes where the row length is fixed
ROW, PROMPT, NEW = 256, 64, 32
LIMIT = 1.05
SHAPES = {"1M": (128, 3), "3M": (192, 5), "6M": (256, 6), "15M": (384, 8), "30M": (512, 10), "100M": (768, 14)}
"""Hidden size and layers; the feed-forward is three hidden sizes wide."""


class Point(NamedTuple):
    """One place on an axis: what is done there, and its floating-point operations by arithmetic."""

    at: float
    flops: float
    run: Callable[[], None]


def _policy(size: str) -> Policy:
    from transformers import LlamaConfig, LlamaForCausalLM

    hidden, layers = SHAPES[size]
    config = LlamaConfig(
        hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=hidden // 64, num_key_value_heads=hidden // 64,
        intermediate_size=3 * hidden, vocab_size=VOCABULARY, max_position_embeddings=4096, tie_word_embeddings=True,
    )  # fmt: skip
    config._attn_implementation = IMPLEMENTATION
    torch.manual_seed(0)
    network = LlamaForCausalLM(config).eval()
    fuse(network)  # as when a model is loaded
    return Policy(network)


def _flops(size: str, rows: int, length: int, per_token: int) -> float:
    """per_token: 6 = forward and backward, 2 = forward."""
    hidden, layers = SHAPES[size]
    matrices = layers * (4 * hidden**2 + 9 * hidden**2) + VOCABULARY * hidden
    attended = length**2 / 2
    return float(per_token * rows * (length * matrices + 2 * layers * hidden * attended))


def _training(size: str, rows: int, length: int) -> Point:
    engine = Engine(_policy(size), device=CPU, optim=OptimSettings(lr=1e-4), total_steps=1000, precision="fp32")
    rng = np.random.default_rng(0)
    batch = Batch([
        TokenRow(rng.integers(0, VOCABULARY, length), [False] + [True] * (length - 1)) for _ in range(rows)
    ])  # fmt: skip

    def run() -> None:
        engine.forward_backward(batch, NEXT_TOKEN_LOSS)
        engine.optim_step()

    return Point(rows * length, _flops(size, rows, length, 6), run)


def _sampling(size: str, prompts: int, samples: int) -> Point:
    sampler = TorchSampler(_policy(size), frozenset(), device=CPU, slots=64, precision="fp32")
    rng = np.random.default_rng(0)
    asked = [rng.integers(0, VOCABULARY, PROMPT).tolist() for _ in range(prompts)]
    rows = [prompt for prompt in asked for _ in range(samples)]
    settings = SamplingSettings(max_new_tokens=NEW, seed=0)

    def run() -> None:
        sampler.generate(rows, settings)

    once = _flops(size, prompts, PROMPT, 2)  # equal prompts are run once
    grown = _flops(size, len(rows), PROMPT + NEW, 2) - _flops(size, len(rows), PROMPT, 2)
    return Point(len(rows), once + grown, run)


def axes(quick: bool) -> dict[str, Callable[[], list[Point]]]:
    """The axes. quick = fewer and smaller points."""
    sizes = list(SHAPES)[: 4 if quick else None]
    lengths = (128, 256, 512, 1024) if quick else (128, 256, 512, 1024, 2048)
    counts = (64, 128, 256) if quick else (16, 32, 64, 128, 256, 512)
    return {
        "model size": lambda: [_by_flops(_training(s, TOKENS // 2 // ROW, ROW)) for s in sizes],
        "tokens of a step": lambda: [_training("3M", rows, ROW) for rows in ((8, 16, 32) if quick else (8, 16, 32, 64, 128))],
        "row length": lambda: [_by_flops(_training("3M", 4, n)) for n in lengths],
        "row length up to 512 tokens": lambda: [_training("3M", 4, n) for n in (128, 256, 512)],
        "rollouts": lambda: [_sampling("3M", n, 1) for n in counts],
        "samples of a prompt": lambda: [_sampling("3M", 32, n)._replace(at=n) for n in ((2, 4, 8) if quick else (2, 4, 8, 16))],
    }  # fmt: skip


def _by_flops(point: Point) -> Point:
    return point._replace(at=point.flops)


def measure(points: Sequence[Point], repeats: int) -> dict[str, Any]:
    """Median seconds of each point, and the exponent of time against the place on the axis.

    An exponent below 1 is overhead that larger work spreads.
    """
    for point in points:
        point.run()
    took: list[list[float]] = [[] for _ in points]
    for repeat in range(repeats):
        order = range(len(points)) if repeat % 2 == 0 else range(len(points) - 1, -1, -1)
        for i in order:
            started = time.perf_counter()
            points[i].run()
            took[i].append(time.perf_counter() - started)
    seconds = [statistics.median(t) for t in took]
    exponent = float(np.polyfit(np.log([p.at for p in points]), np.log(seconds), 1)[0])
    return {
        "at": [p.at for p in points],
        "gflop": [p.flops / 1e9 for p in points],
        "seconds": seconds,
        "gflops_per_second": [p.flops / s / 1e9 for p, s in zip(points, seconds, strict=True)],
        "exponent": exponent,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.scaling", description=__doc__.split("\n", maxsplit=1)[0]
    )
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--quick", action="store_true", help="fewer and smaller points")
    given = parser.parse_args(arguments)
    torch.set_num_threads(given.threads)
    summary: dict[str, Any] = {}
    for name, points in axes(given.quick).items():
        found = summary[name] = measure(points(), given.repeats)
        print(f"{name}: exponent {found['exponent']:.3f}")
        for at, gflop, seconds, rate in zip(
            found["at"], found["gflop"], found["seconds"], found["gflops_per_second"], strict=True
        ):
            print(f"  {at:>14,.0f}  {gflop:>9.1f} GFLOP  {seconds:>8.3f} s  {rate:>7.1f} GFLOP/s", flush=True)
    verdicts = {f"time grows with {name} as the arithmetic does": f["exponent"] <= LIMIT for name, f in summary.items()}
    for name, holds in verdicts.items():
        print(f"{'holds' if holds else 'FAILS'}  {name}")
    print(json.dumps({**summary, "demands": verdicts, "holds": all(verdicts.values())}))
    return 0 if all(verdicts.values()) else 1


if __name__ == "__main__":
    raise SystemExit(main())
