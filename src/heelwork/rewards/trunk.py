"""An ensemble on one trunk: reward models that are LoRA fine-tunings of one start, held as the start and small adapters.

M members then take the memory of about one model instead of M (Zhai et al. 2023, "Uncertainty-penalized RLHF with LoRA
ensembles"); the computation stays M passes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from safetensors import safe_open
from torch import Tensor, nn

from heelwork.errors import ModelError
from heelwork.models.loading import SHIFT_KEY, SLOPE_KEY, load_scalar, load_tokenizer, resolve_model
from heelwork.models.transformer import ScalarModel, TokenRow
from heelwork.rewards.learned import LearnedReward

ADAPTERS = "adapter"  # the folder that a LoRA run leaves beside its merged weights
SAME = 1e-3  # how far two starts may be apart after their adapters were taken out again, by rounding


class _Own(NamedTuple):
    """What a member has of its own."""

    adapter: str
    head_1D: Tensor
    shift: float
    length_slope: float


class TrunkMember(LearnedReward):
    """One member: before it scores, the trunk puts on its adapter and its head."""

    def __init__(self, name: str, device: torch.device, model: ScalarModel, own: _Own, **options: Any):
        super().__init__(name, device, model=model, **options)
        self.model, self.own = model, own

    def score_rows(self, rows: Sequence[TokenRow], groups: Sequence[int] | None = None) -> Tensor:
        """As for any reward model."""
        self._put_on()
        return super().score_rows(rows, groups)

    def features(self, rows: Sequence[TokenRow]) -> Tensor:
        """As for any reward model."""
        self._put_on()
        return super().features(rows)

    def _put_on(self) -> None:
        network: Any = self.model.network
        network.set_adapter(self.own.adapter)
        self.model.head.weight.data = self.own.head_1D
        self.model.shift, self.model.length_slope = self.own.shift, self.own.length_slope


def load_on_one_trunk(names: Sequence[str], device: torch.device, **options: Any) -> list[TrunkMember]:
    """All members on the trunk of the first. options: of LearnedReward.

    Raises ModelError where a directory holds no adapter, or where members did not start from the same weights.
    """
    folders = [_folder(name) for name in names]
    model = load_scalar(names[0], device, tokenizer=load_tokenizer(names[0]))
    network: Any = model.network
    owns = []
    for i, (name, folder) in enumerate(zip(names, folders, strict=True)):
        adapter = f"member{i}"
        network.load_adapter(str(folder / ADAPTERS), adapter_name=adapter)
        if i == 0:
            _take_out(network, adapter)
        else:
            _same_start(network, adapter, folder, name, names[0])
        owns.append(_own(network, adapter, folder, device))
    network.requires_grad_(False)
    return [TrunkMember(name, device, model, own, **options) for name, own in zip(names, owns, strict=True)]


def _folder(name: str) -> Path:
    folder = Path(resolve_model(name))
    if not (folder / ADAPTERS / "adapter_model.safetensors").exists():
        raise ModelError(
            f"{name}: holds no LoRA adapter ({ADAPTERS}/adapter_model.safetensors), so that it cannot share a trunk; train it "
            "with reward.lora, or set ensemble.shared_trunk to false"
        )
    return folder


def _layers(network: nn.Module) -> dict[str, Any]:
    from peft.tuners.lora import LoraLayer

    return {name: module for name, module in network.named_modules() if isinstance(module, LoraLayer)}


@torch.no_grad()
def _take_out(network: nn.Module, adapter: str) -> None:
    """From the merged weights back to the start."""
    for layer in _layers(network).values():
        weight = layer.get_base_layer().weight
        weight.sub_(layer.get_delta_weight(adapter).to(weight))


@torch.no_grad()
def _same_start(network: nn.Module, adapter: str, folder: Path, name: str, first: str) -> None:
    """Refuse a member whose merged weights without its adapter are not the trunk's."""
    layers = _layers(network)
    own = {key.replace(".base_layer.", "."): value for key, value in network.state_dict().items() if "lora_" not in key}
    with safe_open(folder / "model.safetensors", "pt") as file:
        for key in sorted(set(file.keys()) - {"score.weight"}):
            if key not in own or own[key].shape != torch.Size(file.get_slice(key).get_shape()):
                raise ModelError(
                    f"{name}: its {key} has no counterpart in {first}; they are no fine-tunings of one model"
                )
            value = file.get_tensor(key).to(own[key])
            layer = layers.get(key.removesuffix(".weight"))
            if layer is not None and adapter in layer.lora_A:
                value = value - layer.get_delta_weight(adapter).to(value)
            if not torch.allclose(value, own[key], atol=SAME, rtol=SAME):
                raise ModelError(
                    f"{name} did not start from the same weights as {first} ({key} differs); give members of one start, or "
                    "set ensemble.shared_trunk to false"
                )


def _own(network: Any, adapter: str, folder: Path, device: torch.device) -> _Own:
    from transformers import AutoConfig

    with safe_open(folder / "model.safetensors", "pt") as file:
        head_1D = file.get_tensor("score.weight").float().to(device)
    config = AutoConfig.from_pretrained(folder, trust_remote_code=False)
    return _Own(adapter, head_1D, float(getattr(config, SHIFT_KEY, 0.0)), float(getattr(config, SLOPE_KEY, 0.0)))
