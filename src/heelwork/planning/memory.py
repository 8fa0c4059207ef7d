"""Bytes on one device, from shapes. Every formula is checked against a real model in the tests. Loads no torch.

With P parameters, N devices that share them (FSDP2: weights, gradients and optimiser states are cut into N), fp32 weights and
AdamW, a trained model takes (4 + 4 + 8) P / N, a frozen one 4 P / N. What is gathered for computing, the activations of a
micro-batch, a chunk of logits and the KV cache of rollouts come on top and are not cut.
"""

from __future__ import annotations

from typing import NamedTuple

from heelwork.planning.shapes import ModelShape

FLOAT = 4
ATTENTION_BLOCK, KEPT_UP_TO = 128, 512  # tokens (models/tiles.py)
LOGIT_CHUNK = 512  # rows of logits alive at once (functional/logprobs.py)


class Load(NamedTuple):
    """What a stage holds on one device, bytes."""

    weights: float = 0.0
    gradients: float = 0.0
    optimizer: float = 0.0
    gathered: float = 0.0
    activations: float = 0.0
    logits: float = 0.0
    cache: float = 0.0
    runtime: float = 0.0

    @property
    def total(self) -> float:
        return sum(self)


def model_load(shape: ModelShape, *, devices: int, trained: bool, lora_rank: int | None, scalar: bool) -> Load:
    """Weights, gradients and optimiser states of one model."""
    parameters = shape.scalar_parameters if scalar else shape.parameters
    learned = 0 if not trained else parameters if lora_rank is None else lora_parameters(shape, lora_rank)
    frozen = parameters if trained and lora_rank is None else parameters + learned
    return Load(
        weights=FLOAT * frozen / devices, gradients=FLOAT * learned / devices, optimizer=2 * FLOAT * learned / devices
    )


def lora_parameters(shape: ModelShape, rank: int) -> int:
    """Of adapters on every linear layer of the blocks: rank (in + out) each."""
    inner, kv = shape.heads * shape.head_dim, shape.kv_heads * shape.head_dim
    sides = 2 * (shape.hidden + inner) + 2 * (shape.hidden + kv) + 3 * (shape.hidden + shape.intermediate)
    return shape.layers * rank * sides


def gathered(shape: ModelShape, *, devices: int, compute: int) -> float:
    """Whole weights in the compute precision (bytes a number): two blocks and the head under FSDP2, all under autocast."""
    if devices > 1:
        return compute * (2 * shape.block_parameters + shape.head_parameters)
    return 0.0 if compute == FLOAT else compute * shape.parameters


def activations(
    shape: ModelShape, tokens: int, *, compute: int, checkpointed: bool = False, kept_rows: float = 0.0
) -> float:
    """What the backward pass of one micro-batch needs, bytes. checkpointed: blocks are run again instead.

    Numbers a token and block: the two norms' inputs and fp32 forms (4 d), their outputs (2 d), queries before and after rotation,
    attention's output twice, keys and values, and four times the feed-forward width. kept_rows: length of rows whose
    attention probabilities are kept (on a CPU, up to 512 tokens): (length + block) / 2 numbers a head and token.
    """
    inner, kv = shape.heads * shape.head_dim, shape.kv_heads * shape.head_dim
    full: float = FLOAT * 4 * shape.hidden + compute * (2 * shape.hidden + 4 * inner + 2 * kv + 4 * shape.intermediate)
    full += FLOAT * shape.heads * (kept_rows + ATTENTION_BLOCK) / 2 if kept_rows else 0.0
    if checkpointed:
        return tokens * (shape.layers * FLOAT * shape.hidden + full)
    return tokens * shape.layers * full


def runtime() -> float:
    """Libraries, kernels and a device's context: measured at 0.5 to 0.9 GB."""
    return 0.75e9


def logits(shape: ModelShape) -> float:
    """One chunk of logits and its gradient, fp32."""
    return 3.0 * LOGIT_CHUNK * shape.vocab * FLOAT


def kv_cache(shape: ModelShape, *, slots: int, length: int, width: int) -> float:
    """Keys and values of all answers that grow at once, in the compute precision (width bytes a number)."""
    return float(slots * length * shape.kv_elements * width)


def together(*loads: Load) -> Load:
    """Models side by side: states add up; activations, chunks and gathered weights are needed one at a time."""
    adds = ("weights", "gradients", "optimizer", "cache")
    return Load(**{
        name: (sum if name in adds else max)(getattr(load, name) for load in loads) for name in Load._fields
    })  # fmt: skip
