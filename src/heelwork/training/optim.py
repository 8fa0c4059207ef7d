"""Optimisers (AdamW, Muon) and learning-rate schedules."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

import torch
from pydantic import Field
from torch import nn

from heelwork.config import Settings
from heelwork.errors import ConfigError
from heelwork.training.muon import Muon


class OptimSettings(Settings):
    """The optimiser with a warm-up and a schedule."""

    algorithm: Literal["adamw", "muon"] = "adamw"
    """muon = orthogonalised momentum for the matrices inside the blocks, AdamW for all else; both at the same `lr`."""
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


def make_optimizer(model: nn.Module, settings: OptimSettings) -> Optimizers:
    """The optimiser of the trainable parameters; weight decay leaves out vectors (norms, biases).

    Muon takes the matrices inside the blocks, whatever a model calls its list of them; embeddings, heads and vectors stay with
    AdamW, whose size of update Muon's is scaled to, so that one learning rate suits both. Raises ConfigError where Muon is asked
    for and no matrix of a block is trained.
    """
    named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    lists = [module for module in model.modules() if isinstance(module, nn.ModuleList)]
    inside = {p for blocks in lists for p in blocks.parameters()} if settings.algorithm == "muon" else set()
    inner = {name for name, p in named if p.ndim == 2 and p in inside}
    if settings.algorithm == "muon" and not inner:
        raise ConfigError(
            "optim.algorithm is muon, but the model has no list of blocks with matrices to train; set it to adamw"
        )
    rest = [p for name, p in named if name not in inner]
    groups = [
        {"params": [p for p in rest if p.ndim >= 2], "weight_decay": settings.weight_decay},
        {"params": [p for p in rest if p.ndim < 2], "weight_decay": 0.0},
    ]
    members: list[torch.optim.Optimizer] = []
    if any(g["params"] for g in groups):
        members.append(
            torch.optim.AdamW(
                [g for g in groups if g["params"]],
                lr=settings.lr,
                betas=(settings.beta1, settings.beta2),
                eps=settings.eps,
                fused=True,
            )
        )
    if inner:
        members.append(
            Muon([p for name, p in named if name in inner], lr=settings.lr, weight_decay=settings.weight_decay)
        )
    return Optimizers(members)


class Optimizers:
    """Optimisers that share the parameters of one model among them and step as one."""

    def __init__(self, members: list[torch.optim.Optimizer]):
        self.members = members

    def set_lr(self, lr: float) -> None:
        """The learning rate of the next step."""
        for member in self.members:
            for group in member.param_groups:
                group["lr"] = lr

    def step(self) -> None:
        """Move every parameter along its gradient."""
        for member in self.members:
            member.step()

    def zero_grad(self) -> None:
        """Free all gradients."""
        for member in self.members:
            member.zero_grad(set_to_none=True)

    def state_dict(self) -> dict[str, Any]:
        """The members' states by place."""
        return {str(i): member.state_dict() for i, member in enumerate(self.members)}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take up a state that `state_dict` gave."""
        for i, member in enumerate(self.members):
            member.load_state_dict(state[str(i)])
