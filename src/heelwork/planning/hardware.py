"""Devices and what they can do, from their makers' data sheets. Loads no torch."""

from __future__ import annotations

import os
from typing import NamedTuple

from heelwork.errors import ConfigError, nearest

GB = 1e9
GIB = 2**30


class Device(NamedTuple):
    """memory: bytes. flops: dense bf16 products a second (fp32 on a CPU without bf16). bandwidth: bytes of memory a second.

    link, network: bytes a second to another device of the same machine, and to another machine, one way.
    train_share, read_share: the shares of flops and bandwidth that training and decoding are expected to reach.
    """

    name: str
    memory: float
    flops: float
    bandwidth: float
    link: float
    network: float
    per_machine: int = 8
    train_share: float = 0.4
    read_share: float = 0.6
    half: bool = True  # multiplies in 2-byte numbers


DEVICES = {
    d.name: d
    for d in (
        Device("b200", 180e9, 2250e12, 8000 * GB, 900 * GB, 50 * GB),
        Device("h200", 141e9, 989e12, 4800 * GB, 450 * GB, 50 * GB),
        Device("h100", 80 * GIB, 989e12, 3350 * GB, 450 * GB, 50 * GB),
        Device("a100", 80 * GIB, 312e12, 2039 * GB, 300 * GB, 25 * GB),
        Device("a100-40", 40 * GIB, 312e12, 1555 * GB, 300 * GB, 25 * GB),
        Device("l40s", 48 * GIB, 362e12, 864 * GB, 32 * GB, 12 * GB),
        Device("rtx4090", 24 * GIB, 165e12, 1008 * GB, 32 * GB, 3 * GB),
        Device("rtx3090", 24 * GIB, 71e12, 936 * GB, 32 * GB, 3 * GB),
    )
}


def device(name: str, tflops: float | None = None) -> Device:
    """A device by name; 'cpu' is this machine: `tflops` is what it reaches in products (none = measured in a second).

    Raises ConfigError.
    """
    if name == "cpu":
        memory = float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")) if hasattr(os, "sysconf") else 16 * GIB
        flops = tflops * 1e12 if tflops else _measured_flops()
        return Device("cpu", memory, flops, 20 * GB, 20 * GB, 1 * GB, per_machine=1, train_share=0.35, half=False)
    if name not in DEVICES:
        raise ConfigError(f"no device '{name}'; {nearest(name, [*DEVICES, 'cpu'])}")
    found = DEVICES[name]
    return found._replace(flops=tflops * 1e12) if tflops else found


def _measured_flops() -> float:
    """fp32 products of this machine, flop/s: the best of a few, each some tens of milliseconds."""
    import time

    import torch

    size = 1024
    matrix = torch.ones(size, size)
    best = float("inf")
    for _ in range(8):
        started = time.perf_counter()
        matrix @ matrix
        best = min(best, time.perf_counter() - started)
    return 2 * size**3 / best
