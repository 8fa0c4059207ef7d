"""Which layers are known exactly, so that the same numbers may be computed in another way than by the modules themselves."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

FAMILIES = {
    f"transformers.models.{name.lower()}.modeling_{name.lower()}.{name}DecoderLayer": name
    for name in ("Llama", "Mistral", "Qwen2")
}


def known(layer: nn.Module) -> bool:
    """Whether the layer's class is one of the families'."""
    return f"{type(layer).__module__}.{type(layer).__name__}" in FAMILIES


def plain(layer: Any) -> bool:
    """Whether a layer is nothing but what its family computes: modules of its own classes with fp32 weights on a CPU, SiLU, and
    nothing that steps in between (adapters, shards, hooks, another forward)."""
    if not known(layer):
        return False
    family = FAMILIES[f"{type(layer).__module__}.{type(layer).__name__}"]
    attention, mlp = layer.self_attn, layer.mlp
    norms = (layer.input_layernorm, layer.post_attention_layernorm)
    if not (
        type(attention).__name__ == f"{family}Attention"
        and type(mlp).__name__ == f"{family}MLP"
        and all(type(norm).__name__ == f"{family}RMSNorm" for norm in norms)
        and mlp.config.hidden_act in ("silu", "swish")
    ):
        return False
    linears = (*inputs(attention), *others(layer))
    return (
        all(type(module) is nn.Linear for module in linears)
        and all(usual(parameter) for module in (*norms, *linears) for parameter in module.parameters())
        and not any(_stepped_into(module) or "forward" in vars(module) for module in (attention, mlp, *norms, *linears))
    )


def inputs(attention: Any) -> tuple[Any, ...]:
    """The linear layers that attention reads through."""
    return attention.q_proj, attention.k_proj, attention.v_proj


def others(layer: Any) -> tuple[Any, ...]:
    """The layer's other linear layers."""
    return layer.self_attn.o_proj, layer.mlp.gate_proj, layer.mlp.up_proj, layer.mlp.down_proj


def usual(parameter: torch.Tensor) -> bool:
    """Whether a weight is a whole fp32 one on a CPU."""
    return type(parameter) is nn.Parameter and parameter.dtype == torch.float32 and parameter.device.type == "cpu"


def window(attention: Any) -> int | None:
    """The sliding window as each family hands it on: Qwen's layers say each their own, Mistral's share the configuration's."""
    if type(attention).__name__ == "MistralAttention":
        return getattr(attention.config, "sliding_window", None)
    return getattr(attention, "sliding_window", None)


def _stepped_into(module: nn.Module) -> bool:
    hooks = (module._forward_hooks, module._forward_pre_hooks, module._backward_hooks, module._backward_pre_hooks)
    return any(hooks)
