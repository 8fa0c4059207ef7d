"""The sizes of a decoder that memory and time follow from. Loads no torch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from heelwork.errors import ConfigError, ModelError, nearest


class ModelShape(NamedTuple):
    """A Llama-like decoder: gated feed-forward, grouped key/value heads."""

    hidden: int
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    intermediate: int
    vocab: int
    tied: bool

    @property
    def block_parameters(self) -> int:
        """Of one transformer block."""
        attention = self.hidden * self.head_dim * (2 * self.heads + 2 * self.kv_heads)
        return attention + 3 * self.hidden * self.intermediate + 2 * self.hidden

    @property
    def head_parameters(self) -> int:
        """Of the matrix that logits are made with."""
        return self.vocab * self.hidden

    @property
    def parameters(self) -> int:
        """Of the whole policy."""
        embeddings = self.head_parameters * (1 if self.tied else 2)
        return embeddings + self.layers * self.block_parameters + self.hidden

    @property
    def scalar_parameters(self) -> int:
        """Of a reward model or critic of this shape: no language head."""
        return self.head_parameters + self.layers * self.block_parameters + 2 * self.hidden

    @property
    def matmul_parameters(self) -> int:
        """Weights that every token is multiplied with, the language head left out."""
        return self.layers * self.block_parameters

    @property
    def kv_elements(self) -> int:
        """Key and value numbers of one token."""
        return 2 * self.layers * self.kv_heads * self.head_dim


PRESETS = {
    "0.5B": ModelShape(896, 24, 14, 2, 64, 4864, 151_936, True),
    "1.5B": ModelShape(1536, 28, 12, 2, 128, 8960, 151_936, True),
    "3B": ModelShape(2048, 36, 16, 2, 128, 11_008, 151_936, True),
    "7B": ModelShape(3584, 28, 28, 4, 128, 18_944, 152_064, False),
    "8B": ModelShape(4096, 32, 32, 8, 128, 14_336, 128_256, False),
    "14B": ModelShape(5120, 48, 40, 8, 128, 13_824, 152_064, False),
    "32B": ModelShape(5120, 64, 40, 8, 128, 27_648, 152_064, False),
    "70B": ModelShape(8192, 80, 64, 8, 128, 28_672, 128_256, False),
}
"""Shapes of open models by their usual names, for a plan without the model at hand."""


def preset(name: str) -> ModelShape:
    """A shape by name. Raises ConfigError."""
    if name not in PRESETS:
        raise ConfigError(f"no shape '{name}'; {nearest(name, PRESETS)}")
    return PRESETS[name]


def from_config(config: Mapping[str, Any], source: str = "config.json") -> ModelShape:
    """The shape that a Hugging Face config describes. Raises ModelError where a size is missing."""
    try:
        heads = int(config["num_attention_heads"])
        hidden = int(config["hidden_size"])
        return ModelShape(
            hidden=hidden,
            layers=int(config["num_hidden_layers"]),
            heads=heads,
            kv_heads=int(config.get("num_key_value_heads") or heads),
            head_dim=int(config.get("head_dim") or hidden // heads),
            intermediate=int(config["intermediate_size"]),
            vocab=int(config["vocab_size"]),
            tied=bool(config.get("tie_word_embeddings", False)),
        )
    except KeyError as error:
        raise ModelError(
            f"{source}: names no {error.args[0]}, which the plan needs; give a shape instead, for example --shape 7B"
        ) from error


def read_shape(directory: Path) -> ModelShape:
    """The shape of a model directory. Raises ModelError."""
    path = directory / "config.json"
    try:
        return from_config(json.loads(path.read_text(encoding="utf-8")), str(path))
    except (OSError, json.JSONDecodeError) as error:
        raise ModelError(f"{path}: cannot be read ({error}); give a model directory or --shape") from error
