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

import random

import numpy as np
import torch


def seed_everything(seed: int) -> None:
    """Seed Python, NumPy and torch (all devices)."""
    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.manual_seed(seed)


def default_device() -> torch.device:
    """The accelerator where there is one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
