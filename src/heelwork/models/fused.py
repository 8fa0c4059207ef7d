"""Transformer layers of the Llama family in fewer passes over memory, on a CPU: the same numbers, gradients by hand.

Per layer two autograd nodes stand on either side of attention. Each normalises once straight to the dtype of the products, takes
one product where the modules take two or three, and keeps for the backward pass only what that reads. The modules, the names of
their parameters and the state dict stay as they are: only the `forward` of a layer is another, and only where `_fits` finds the
layer to be exactly what is computed here. All else (LoRA, FSDP2, hooks, other activations, decoding) runs the layer's own.

    N tokens   D hidden   Q heads   K key heads   W width of a head   F features of the MLP   r = 1 / rms of a row of h

The weight w of a norm goes into the product's: (x w) A^T = x (A w)^T with x = h r, which saves passes over [N, D]:

    dA = (g^T x) w        dw = sum_rows (g^T x) A        dh = r (d - x mean(d x))  with d = g (A w)
"""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable
from torch.nn.functional import linear

from heelwork.functional.logprobs import product_dtype
from heelwork.models.attention import IMPLEMENTATION, PackedLayout, heelwork_attention
from heelwork.models.families import inputs, known, others, plain, window


def fuse(network: nn.Module) -> None:
    """Give every layer of a known class the forward of this file. Whether it applies is asked again at every call."""
    for module in network.modules():
        if known(module):
            module.forward = _Fused(module)  # type: ignore[method-assign]


class _Fused:
    """A layer's forward. It does not keep its layer, which keeps it: a network that is given up is freed at once."""

    def __init__(self, layer: nn.Module):
        self.layer = weakref.ref(layer)

    def __call__(self, hidden_states: Tensor, **options: Any) -> Tensor:
        return _forward(self.layer(), hidden_states, **options)

    def __deepcopy__(self, memo: dict[int, Any]) -> _Fused:
        layer = self.layer()
        assert layer is not None
        return _Fused(memo.get(id(layer), layer))


def _forward(layer: Any, hidden_states: Tensor, **options: Any) -> Tensor:
    """One layer over packed tokens, [1, N, D] -> [1, N, D], or [1, M, D] where it is the last and so many are read."""
    if not _fits(layer, hidden_states, **options):
        return type(layer).forward(layer, hidden_states, **options)  # type: ignore[no-any-return]
    attention, mlp = layer.self_attn, layer.mlp
    projections = inputs(attention)
    dtype = product_dtype(hidden_states)
    cos_ND, sin_ND = (x[0] for x in options["position_embeddings"])
    before, after = layer.input_layernorm, layer.post_attention_layernorm
    hidden_ND, q, k, v = _NormToHeads.apply(
        hidden_states[0], cos_ND, sin_ND, before.weight, before.variance_epsilon, dtype, attention.head_dim,
        *(p.weight for p in projections), *(p.bias for p in projections),
    )  # fmt: skip
    q, k, v = (x.transpose(0, 1)[None] for x in (q, k, v))
    attended, _ = heelwork_attention(
        attention, q, k, v, None, layout=options["layout"], scaling=attention.scaling, sliding_window=window(attention)
    )
    attended = attended.reshape(hidden_ND.shape[0], -1)
    read = options.get("read")
    if read is not None and attention.layer_idx == attention.config.num_hidden_layers - 1:
        hidden_ND, attended = read.take(hidden_ND, attended)
    out: Tensor = _RestOfLayer.apply(
        hidden_ND, attended, attention.o_proj.weight, after.weight,
        after.variance_epsilon, mlp.gate_proj.weight, mlp.up_proj.weight, mlp.down_proj.weight,
    )  # fmt: skip
    return out[None]


def _fits(
    layer: Any,
    hidden: Tensor,
    layout: Any = None,
    position_embeddings: Any = None,
    past_key_values: Any = None,
    **_: Any,
) -> bool:
    """Whether the layer, as it is now, computes what this file does: packed tokens on a CPU, in fp32 outside products."""
    packed = isinstance(layout, PackedLayout) and layout.cache is None  # a cache keeps keys in their own order
    if not packed or past_key_values is not None or position_embeddings is None:
        return False
    if hidden.device.type != "cpu" or hidden.dtype != torch.float32 or len(hidden) != 1:
        return False
    return (
        plain(layer)
        and len({module.bias is None for module in inputs(layer.self_attn)}) == 1
        and all(module.bias is None for module in others(layer))
        and layer.self_attn.config._attn_implementation == IMPLEMENTATION
        and position_embeddings[0].shape[-1] == layer.self_attn.head_dim
    )


class _NormToHeads(torch.autograd.Function):
    """RMS norm, query, key and value, rotation: [N, D] -> the same [N, D], then [N, Q, W], [N, K, W], [N, K, W].

    The input is handed through, so that the gradient of the residual stream comes in and leaves as one tensor. The numbers of
    a query's or key's head come in another order, in which each pair that turns together is one complex number; their products
    are the same in any order.
    """

    @staticmethod
    def forward(  # type: ignore[override]
        ctx: Any, hidden_ND: Tensor, cos_NW: Tensor, sin_NW: Tensor, norm_D: Tensor, eps: float, dtype: torch.dtype,
        width: int, *parameters: Tensor | None,
    ) -> tuple[Tensor, ...]:  # fmt: skip
        weights, biases = [w for w in parameters[:3] if w is not None], [b for b in parameters[3:] if b is not None]
        paired = (width, width, 0)
        x_ND, r_N1 = _normalise(hidden_ND, eps, dtype)
        folded = _fold(weights, norm_D, dtype, paired)
        bias = _fold(biases, None, dtype, paired) if biases else None
        heads = linear(x_ND, folded, bias).view(len(x_ND), -1, width)
        q, k, v = heads.split([len(w) // width for w in weights], 1)
        turn_NP = torch.complex(cos_NW[:, : width // 2], sin_NW[:, : width // 2])
        turned = heads[:, : q.shape[1] + k.shape[1]]
        turned.copy_(_rotate(turned.to(norm_D.dtype, memory_format=torch.contiguous_format, copy=True), turn_NP))
        ctx.save_for_backward(x_ND, r_N1, folded, turn_NP, norm_D, *weights)
        ctx.biases, ctx.paired = biases, paired
        return hidden_ND, q, k, v

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad_ND: Tensor, *grads: Tensor) -> tuple[Any, ...]:  # type: ignore[override]
        x_ND, r_N1, folded, turn_NP, norm_D, *weights = ctx.saved_tensors
        grad_q, grad_k, grad_v = grads
        queries, keys, width = grad_q.shape[1], grad_k.shape[1], grad_q.shape[2]
        turned = norm_D.new_empty(len(x_ND), queries + keys, width)
        turned[:, :queries], turned[:, queries:] = grad_q, grad_k
        out = x_ND.new_empty(len(x_ND), queries + 2 * keys, width)
        out[:, : queries + keys] = _rotate(turned, turn_NP.conj())
        out[:, queries + keys :] = grad_v
        out = out.flatten(1)
        grad_weights, grad_norm = _unfold(out, x_ND, weights, norm_D, ctx.paired)
        grad_biases: Sequence[Tensor | None] = (None,) * 3
        if ctx.biases:
            grad_biases = _put_back(out.sum(0, dtype=norm_D.dtype), ctx.biases, ctx.paired)
        grad_hidden = _through_norm(out @ folded, x_ND, r_N1, grad_ND)
        return grad_hidden, None, None, grad_norm, None, None, None, *grad_weights, *grad_biases


class _RestOfLayer(torch.autograd.Function):
    """What follows attention: its output projection, the residual, RMS norm, the gated MLP, the residual. [N, D] -> [N, D]."""

    @staticmethod
    def forward(  # type: ignore[override]
        ctx: Any, hidden_ND: Tensor, attended: Tensor, out_weight: Tensor, norm_D: Tensor, eps: float,
        gate_FD: Tensor, up_FD: Tensor, down_DF: Tensor,
    ) -> Tensor:  # fmt: skip
        dtype = attended.dtype
        out_w, down = out_weight.to(dtype), down_DF.to(dtype)
        stream_ND = hidden_ND + linear(attended, out_w)
        x_ND, r_N1 = _normalise(stream_ND, eps, dtype)
        folded = _fold([gate_FD, up_FD], norm_D, dtype, (0, 0))
        both = linear(x_ND, folded)
        gate, up = both.chunk(2, -1)
        lit = torch.nn.functional.silu(gate)
        product = lit * up
        ctx.save_for_backward(attended, out_w, x_ND, r_N1, folded, both, lit, product, down, norm_D, gate_FD, up_FD)
        return stream_ND.add_(linear(product, down))

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad_ND: Tensor) -> tuple[Any, ...]:  # type: ignore[override]
        attended, out_w, x_ND, r_N1, folded, both, lit, product, down, norm_D, *weights = ctx.saved_tensors
        gate, up = both.chunk(2, -1)
        wide = norm_D.dtype
        narrow = grad_ND.to(x_ND.dtype)
        grad_product = narrow @ down
        grad_down = (narrow.mT @ product).to(wide)
        grad_both = torch.empty_like(both)
        grad_gate, grad_up = grad_both.chunk(2, -1)
        torch.mul(grad_product, lit, out=grad_up)
        torch.ops.aten.silu_backward.grad_input(grad_product.mul_(up), gate, grad_input=grad_gate)
        grad_weights, grad_norm = _unfold(grad_both, x_ND, weights, norm_D, (0, 0))
        grad_stream = _through_norm(grad_both @ folded, x_ND, r_N1, grad_ND)
        narrow = grad_stream.to(x_ND.dtype)
        grad_out = (narrow.mT @ attended).to(wide)
        return grad_stream, narrow @ out_w, grad_out, grad_norm, None, *grad_weights, grad_down


def _normalise(hidden_ND: Tensor, eps: float, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """(h r in the products' dtype, r = 1 / sqrt(mean(h^2) + eps))."""
    r_N1 = torch.linalg.vector_norm(hidden_ND, dim=-1, keepdim=True)
    r_N1 = r_N1.square_().div_(hidden_ND.shape[1]).add_(eps).rsqrt_()
    return torch.mul(hidden_ND, r_N1, out=torch.empty_like(hidden_ND, dtype=dtype)), r_N1


def _through_norm(grad_ND: Tensor, x_ND: Tensor, r_N1: Tensor, residual_ND: Tensor) -> Tensor:
    """residual + r (d - x mean(d x)), the gradient of the stream that a norm reads and that goes on beside it."""
    mean_N1 = (grad_ND * x_ND).sum(-1, keepdim=True, dtype=r_N1.dtype).mul_(r_N1).div_(x_ND.shape[1])
    grad_ND, x_ND = grad_ND.to(r_N1.dtype), x_ND.to(r_N1.dtype)
    return torch.addcmul(residual_ND, grad_ND, r_N1).addcmul_(x_ND, mean_N1, value=-1)


def _fold(parts: Sequence[Tensor], norm_D: Tensor | None, dtype: torch.dtype, paired: Sequence[int]) -> Tensor:
    """The parts one below the other, each column times the norm's weight.

    paired: for each part the W of its heads where row i and row i + W/2 of a head are to lie side by side; 0 = as they are.
    """
    out = parts[0].new_empty(sum(len(part) for part in parts), *parts[0].shape[1:], dtype=dtype)
    for part, rows, width in zip(parts, out.split([len(part) for part in parts]), paired, strict=True):
        if width:
            part, rows = _halves(part, width).transpose(1, 2), rows.unflatten(0, (-1, width // 2, 2))
        if norm_D is None:
            rows.copy_(part)
        else:
            torch.mul(part, norm_D, out=rows)
    return out


def _put_back(stacked: Tensor, like: Sequence[Tensor], paired: Sequence[int]) -> list[Tensor]:
    """The parts of what `_fold` stacked, each in its own tensor, in its own order."""
    out = [torch.empty_like(part) for part in like]
    for part, rows, width in zip(out, stacked.split([len(part) for part in like]), paired, strict=True):
        if width:
            _halves(part, width).copy_(rows.unflatten(0, (-1, width // 2, 2)).transpose(1, 2))
        else:
            part.copy_(rows)
    return out


def _halves(rows: Tensor, width: int) -> Tensor:
    """[heads W, ...] seen as [heads, 2, W/2, ...]."""
    return rows.unflatten(0, (-1, 2, width // 2))


def _unfold(
    grad: Tensor, x_ND: Tensor, weights: Sequence[Tensor], norm_D: Tensor, paired: Sequence[int]
) -> tuple[list[Tensor], Tensor]:
    """The gradients of the weights and of the norm's, from that of the product."""
    parts = _put_back(grad.mT @ x_ND, weights, paired)
    grad_norm = torch.zeros_like(norm_D)
    for part, weight in zip(parts, weights, strict=True):
        grad_norm += (part * weight).sum(0)
        part.mul_(norm_D)
    return parts, grad_norm


def _rotate(x: Tensor, turn_NP: Tensor) -> Tensor:
    """Turns, in place, each pair of neighbouring numbers of every head by its angle. [N, heads, W]."""
    torch.view_as_complex(x.unflatten(-1, (-1, 2))).mul_(turn_NP[:, None])
    return x
