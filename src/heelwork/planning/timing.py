"""Seconds, from shapes and devices: arithmetic for training and scoring, memory for decoding, links for sharding. No torch.

One token forward costs 2 P_matmul + 4 L d_attn s/2 products (s: tokens of its row), with the backward pass three times as many,
the language head on counted tokens besides. A decoding step reads all weights once and the cache of every growing answer.
"""

from __future__ import annotations

from typing import NamedTuple

from heelwork.planning.hardware import Device
from heelwork.planning.shapes import ModelShape

FORWARD, TRAINING = 1, 3  # forward passes that reading and training a token amount to


class Work(NamedTuple):
    """Tokens of rows of about `length` tokens, `counted` of them with logits (0 for scalar models)."""

    tokens: float
    length: float
    counted: float


def flops(shape: ModelShape, work: Work, passes: int) -> float:
    """Multiply-adds times two."""
    attention = 2 * shape.layers * shape.heads * shape.head_dim * work.length
    return passes * (work.tokens * (2 * shape.matmul_parameters + attention) + work.counted * 2 * shape.head_parameters)


def compute_seconds(shape: ModelShape, work: Work, passes: int, device: Device, devices: int) -> float:
    """Of training (passes 3) or scoring (1), spread over all devices."""
    return flops(shape, work, passes) / (devices * device.flops * device.train_share)


def link_speed(device: Device, devices: int) -> float:
    """Bytes a second of one device's slowest link: a ring crosses machines as soon as there are two."""
    return device.link if devices <= device.per_machine else device.network


def sharding_seconds(
    parameters: int, micro_batches: float, device: Device, devices: int, *, compute: int, trained: bool
) -> float:
    """FSDP2's traffic: all weights (`compute` bytes each) are gathered for every forward and every backward pass of a
    micro-batch, and gradients (fp32) are scattered after it."""
    if devices == 1:
        return 0.0
    sent = parameters * (devices - 1) / devices * ((2 * compute + 4) if trained else compute)
    return micro_batches * sent / link_speed(device, devices)


def decode_seconds(
    shape: ModelShape, *, answers: float, prompt: float, new: float, slots: int, device: Device, devices: int
) -> float:
    """Rollouts: prompts are run once, then each step reads the weights and the caches. Answers are split over devices."""
    own = answers / devices
    rounds = max(1.0, own / slots)
    growing = min(own, slots)
    width = 2 if device.half else 4
    read = shape.parameters * width + growing * (prompt + new / 2) * shape.kv_elements * width
    arithmetic = growing * 2 * (shape.matmul_parameters + shape.head_parameters) / (device.flops * device.train_share)
    step = max(read / (device.bandwidth * device.read_share), arithmetic)
    prefill = compute_seconds(shape, Work(own * prompt, prompt, own), FORWARD, device, 1)
    return rounds * new * step + prefill


def sync_seconds(parameters: int, device: Device, devices: int) -> float:
    """Giving the sampler new weights in bf16, once a step: gathered over the slowest link, nothing within one process."""
    return 0.0 if devices == 1 else 2 * parameters / link_speed(device, devices)
