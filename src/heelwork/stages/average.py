"""Reward models that were trained from one start as one model of averaged weights (Rame et al. 2024, "WARM")."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from heelwork.errors import ConfigError, ModelError
from heelwork.models.loading import save_model
from heelwork.rewards.ensemble import average_weights
from heelwork.rewards.learned import LearnedReward
from heelwork.tensors import default_device


class AverageResult(NamedTuple):
    """Where the averaged model lies, and of how many it is."""

    model: Path
    averaged: int


def run(names: Sequence[str], out: Path) -> AverageResult:
    """Average and write a plain reward model. Models of other seeds, data orders or settings, but of one start, so that their
    weights lie in one basin. Raises ConfigError for fewer than two, ModelError where they do not fit together."""
    if len(names) < 2:
        raise ConfigError(
            f"{len(names)} reward model given; an average needs two or more: heelwork reward average A B --out DIR"
        )
    if out.exists() and not (out / "config.json").exists():
        raise ConfigError(f"{out} exists and is no model directory; name another --out, so that nothing is lost")
    first, *others = (LearnedReward(name, default_device()) for name in names)
    for other in others:
        if not other.speaks(first.chat):
            raise ModelError(
                f"{other.name} has another tokenizer or chat template than {first.name}; averaged models must agree"
            )
    averaged = average_weights([first, *others])
    save_model(averaged.engine.model, averaged.tokenizer, out)
    return AverageResult(out, len(names))
