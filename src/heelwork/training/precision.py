"""How precisely matrices are multiplied. Weights, optimiser states, softmax, scores and losses stay in fp32 throughout."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import torch

Precision = Literal["auto", "fp32", "bf16"]


@functools.cache
def cpu_has_fast_bf16() -> bool:
    """Whether this CPU multiplies bf16 matrices in hardware (AMX or AVX512-BF16)."""
    with contextlib.suppress(OSError):
        return any(flag in Path("/proc/cpuinfo").read_text() for flag in ("amx_bf16", "avx512_bf16"))
    return False


def resolve(precision: Precision, device: torch.device) -> Literal["fp32", "bf16"]:
    """What "auto" means on this device: bf16 where the hardware is fast at it."""
    if precision != "auto":
        return precision
    fast = torch.cuda.is_bf16_supported() if device.type == "cuda" else cpu_has_fast_bf16()
    return "bf16" if fast else "fp32"


def gathered_dtype(precision: Precision, device: torch.device) -> torch.dtype | None:
    """What sharded weights are gathered in for computing; none = their own fp32, which autocast converts."""
    return torch.bfloat16 if device.type == "cuda" and resolve(precision, device) == "bf16" else None


@contextlib.contextmanager
def matmul_precision(precision: Precision, device: torch.device) -> Iterator[None]:
    """Within the context, matrix products take bf16 inputs and accumulate in fp32, or are exact fp32.

    This is autocast: a weight is converted once in a context, not once in each product. On a CPU the products that
    autocast does not reach (those of a backward pass with fp32 inputs) go through oneDNN's reduced-precision fp32 product.
    """
    bf16 = resolve(precision, device) == "bf16"
    before = torch.get_float32_matmul_precision()
    if device.type == "cpu":
        torch.set_float32_matmul_precision("medium" if bf16 else "highest")
    try:
        with torch.autocast(device.type, torch.bfloat16, enabled=bf16):
            yield
    finally:
        torch.set_float32_matmul_precision(before)
