"""AdamW and learning-rate schedules."""

from __future__ import annotations

import math
from typing import Literal

import torch
from pydantic import Field
from torch import nn

from heelwork.config import Settings


class OptimSettings(Settings):
    """The optimiser: AdamW with a warm-up and a schedule."""

    lr: float = Field(1e-5, gt=0)
    """Peak learning rate."""
    schedule: Literal["constant", "linear", "cosine", "wsd"] = "linear"
    """After the warm-up: constant; linear or cosine to `final_lr_share`; wsd = stable, then a linear decay at the end."""
    warmup: float = Field(0.0, ge=0, lt=1)
    """Share of all steps over which the rate rises linearly from 0."""
    decay: float = Field(0.2, gt=0, le=1)
    """wsd alone: share of all steps that the final decay takes."""
    final_lr_share: float = Field(0.0, ge=0, le=1)
    """Where the schedule ends, as a share of `lr`."""
    weight_decay: float = Field(0.0, ge=0)
    """Decoupled weight decay, on matrices only."""
    beta1: float = Field(0.9, ge=0, lt=1)
    """Decay of the first moment."""
    beta2: float = Field(0.95, ge=0, lt=1)
    """Decay of the second moment."""
    eps: float = Field(1e-5, gt=0)
    """AdamW's epsilon; 1e-5 is what PPO-RLHF is known to train well with."""
    max_grad_norm: float = Field(1.0, ge=0)
    """Gradients are scaled down to this L2 norm; 0 = never."""


def lr_factor(settings: OptimSettings, step: int, total: int) -> float:
    """The learning rate of `step` (0-based) as a share of the peak."""
    warmup = math.ceil(settings.warmup * total)
    if step < warmup:
        return (step + 1) / warmup
    if settings.schedule == "constant":
        return 1.0
    progress = (step - warmup) / max(1, total - warmup)
    if settings.schedule == "wsd":
        start = 1.0 - settings.decay
        progress = max(0.0, (progress - start) / settings.decay)
    shape = 0.5 * (1 + math.cos(math.pi * progress)) if settings.schedule == "cosine" else 1.0 - progress
    return settings.final_lr_share + (1.0 - settings.final_lr_share) * shape


def make_optimizer(model: nn.Module, settings: OptimSettings) -> torch.optim.AdamW:
    """Fused AdamW over the trainable parameters; weight decay leaves out vectors (norms, biases)."""
    trainable = [p for p in model.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in trainable if p.ndim >= 2], "weight_decay": settings.weight_decay},
        {"params": [p for p in trainable if p.ndim < 2], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(
        [g for g in groups if g["params"]],
        lr=settings.lr,
        betas=(settings.beta1, settings.beta2),
        eps=settings.eps,
        fused=True,
    )
