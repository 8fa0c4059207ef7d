"""One decoding step of a Llama-like network on a CPU in as few operations as it takes.

A step on a few dozen slots is so little arithmetic that the number of operations is what it costs: transformers' modules run
about 50 a layer, with a conversion before each product under autocast. Here a layer's products share their input, its weights
are converted once for as long as the stepper lives, and rotation is looked up. What is computed is the same, and so is where it
is rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import linear, rms_norm, silu
from transformers import PreTrainedModel

from heelwork.models.families import inputs, plain, usual, window
from heelwork.models.kv_cache import DecodeLayout

STATIC_ROTATION = ("default", "linear", "llama3", "yarn")  # other angles depend on the length that has been reached


class Stepper:
    """`step_logits` of one network as it is now, for products in `dtype` (fp32 or bf16); longest = positions that will occur.

    In fp32 the weights are the network's own, biases aside; in bf16 they are converted here, and later changes do not show.
    """

    def __init__(self, network: PreTrainedModel, dtype: torch.dtype, longest: int):
        base: Any = network.base_model  # what modules of a known architecture hold, their types do not say
        self.embed, self.dtype = base.embed_tokens.weight, dtype
        self.layers = [_Layer(layer, dtype) for layer in base.layers]
        head = network.get_output_embeddings()
        self.norm, self.head = base.norm, _Product([head], dtype)
        place = torch.arange(longest, device=self.embed.device)
        cos, sin = base.rotary_emb(self.embed, place[None])
        half = sin.shape[-1] // 2
        # rotate(x) = x cos + (x with its halves exchanged) sin, the sine of the first half negative
        self.cos_LD, self.sin_LD = cos[0], torch.cat([-sin[0, :, :half], sin[0, :, half:]], -1)

    @torch.no_grad()
    def step_logits(self, token_S: Tensor, layout: DecodeLayout) -> Tensor:
        """Logits [S, V] after one more token in each of the first S slots of the cache."""
        with torch.autocast(self.embed.device.type, enabled=False):
            hidden_SD = self.embed[token_S]
            cos_S1D, sin_S1D = self.cos_LD[layout.position_S, None], self.sin_LD[layout.position_S, None]
            for number, layer in enumerate(self.layers):
                layer.step(number, hidden_SD, cos_S1D, sin_S1D, layout)
            return self.head(_normed(hidden_SD, self.norm).to(self.dtype))


def steppable(network: PreTrainedModel) -> bool:
    """Whether the network is one that a Stepper computes exactly: plain layers of a known family, on a CPU."""
    base: Any = network.base_model
    layers, head = getattr(base, "layers", ()), network.get_output_embeddings()
    rotation = getattr(network.config, "rope_parameters", None) or {}
    return (
        len(layers) > 0
        and all(plain(layer) and not layer._forward_hooks and not layer._forward_pre_hooks for layer in layers)
        and rotation.get("rope_type", "default") in STATIC_ROTATION
        and type(head) is nn.Linear
        and all(usual(weight) for weight in (base.embed_tokens.weight, *head.parameters()))
        and not any(
            module._forward_hooks or module._forward_pre_hooks for module in (base.embed_tokens, base.norm, head)
        )
    )


class _Layer:
    def __init__(self, layer: Any, dtype: torch.dtype):
        attention, mlp = layer.self_attn, layer.mlp
        self.before_attention, self.before_mlp = layer.input_layernorm, layer.post_attention_layernorm
        self.width, self.scaling, self.dtype = attention.head_dim, attention.scaling, dtype
        self.window = window(attention)
        self.query_key_value = _Product(inputs(attention), dtype)
        self.out = _Product([attention.o_proj], dtype)
        self.gate_up, self.down = _Product([mlp.gate_proj, mlp.up_proj], dtype), _Product([mlp.down_proj], dtype)
        self.kv_width = attention.k_proj.out_features

    def step(self, number: int, hidden_SD: Tensor, cos_S1D: Tensor, sin_S1D: Tensor, layout: DecodeLayout) -> None:
        """Adds the layer's outcome to the hidden states in place."""
        slots = hidden_SD.shape[0]
        made = self.query_key_value(_normed(hidden_SD, self.before_attention).to(self.dtype))
        turned = made[:, : -self.kv_width].to(cos_S1D.dtype).view(slots, -1, self.width)
        swapped = turned.roll(self.width // 2, -1)
        turned = torch.addcmul(turned * cos_S1D, swapped, sin_S1D).to(self.dtype)
        key_heads = self.kv_width // self.width
        value = made[:, -self.kv_width :].view(slots, key_heads, 1, self.width)
        layout.cache.append(number, layout.position_S, turned[:, -key_heads:, None], value)
        seen = layout.cache.attend(number, turned[:, :-key_heads, None], layout.parts, self.scaling, self.window)
        hidden_SD += self.out(seen.reshape(slots, -1))
        gate_up = self.gate_up(_normed(hidden_SD, self.before_mlp).to(self.dtype))
        gate, up = gate_up.chunk(2, -1)
        hidden_SD += self.down(silu(gate).mul_(up))


class _Product:
    """Linear layers of one input, side by side in the output: one product where the weights are converted anyway."""

    def __init__(self, layers: Sequence[Any], dtype: torch.dtype):
        weights = [layer.weight.detach() for layer in layers]
        biases = [layer.bias.detach() for layer in layers if layer.bias is not None]
        self.bias = torch.cat(biases).to(dtype) if biases else None
        self.weights = weights if dtype == weights[0].dtype else [torch.cat(weights).to(dtype)]

    def __call__(self, x: Tensor) -> Tensor:
        if len(self.weights) == 1:
            return linear(x, self.weights[0], self.bias)
        out = x.new_empty(x.shape[0], sum(len(weight) for weight in self.weights))
        start = 0
        for weight in self.weights:
            torch.mm(x, weight.T, out=out[:, start : start + len(weight)])
            start += len(weight)
        return out if self.bias is None else out.add_(self.bias)


def _normed(x: Tensor, norm: Any) -> Tensor:
    return rms_norm(x, norm.weight.shape, norm.weight, norm.variance_epsilon)
