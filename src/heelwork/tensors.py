"""The legend of shape suffixes, and seeding.

Shape suffixes used throughout:

    B  sequences (rows) of a batch          T  completion positions, right-padded
    N  tokens of a packed batch, unpadded   M  tokens of a packed batch that count (are predicted)
    G  groups (prompts with K completions)  K  completions of one prompt
    V  vocabulary                           D  hidden size
    L  longest sequence                     H  attention heads

Masks are 1 (True) where a position counts.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import random
import sys

import numpy as np
import torch


def seed_everything(seed: int) -> None:
    """Seed Python, NumPy and torch (all devices)."""
    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.manual_seed(seed)


@functools.cache
def keep_freed_memory() -> None:
    """Have glibc keep what is freed instead of handing it back: else every large tensor begins with page faults.

    On a CPU these cost more than the arithmetic of many elementwise operations. Does nothing on other C libraries.
    """
    trim_threshold, mmap_max, arena_max = -1, -4, -8  # malloc.h
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            mallopt = ctypes.CDLL(None).mallopt
            for parameter, value in ((trim_threshold, 2**31 - 1), (mmap_max, 0), (arena_max, 1)):
                mallopt(parameter, value)


def default_device() -> torch.device:
    """The accelerator where there is one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
