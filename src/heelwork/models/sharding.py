"""A model whose weights lie in parts on all processes (FSDP2), and the whole of it where something needs it whole."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.distributed.tensor import DTensor, distribute_tensor
from torch.utils.checkpoint import checkpoint

from heelwork import distributed

ENTRANCES = (
    "token_logprobs", "logprobs_and_values", "next_logits", "logits_at", "step_logits", "sequence_scores", "token_values",
    "last_hidden",
)  # fmt: skip
"""The methods through which a model is run from outside: there its weights are gathered and given up again."""


def blocks(network: Any) -> list[nn.Module]:
    """The repeated layers of a transformer from Hugging Face, in order."""
    names = set(getattr(network, "_no_split_modules", None) or ())
    found = [module for module in network.modules() if type(module).__name__ in names]
    return found or [layer for module in network.modules() if isinstance(module, nn.ModuleList) for layer in module]


def recompute_activations(network: Any) -> None:
    """Keep only what goes into each layer; the backward pass runs the layer again. No result changes."""
    for block in blocks(network):
        block.forward = functools.partial(checkpoint, block.forward, use_reentrant=False)  # type: ignore[method-assign]


def shard_model(model: Any, device: torch.device, compute: torch.dtype | None) -> None:
    """Cut every parameter along its first dimension into as many parts as there are processes; gradients and optimiser states
    follow. Weights come together layer by layer while it computes.

    compute: the dtype that they are gathered in; none = their own. Gradients are summed in fp32, and never divided: the engine
    weighs each micro-batch by its share of the whole batch.
    """
    from torch.distributed.device_mesh import init_device_mesh
    from torch.distributed.fsdp import FSDPModule, MixedPrecisionPolicy, fully_shard, register_fsdp_forward_method

    mesh = init_device_mesh(device.type, (distributed.size(),))
    policy = MixedPrecisionPolicy(param_dtype=compute, reduce_dtype=torch.float32 if compute is not None else None)
    for block in blocks(model.network):
        fully_shard(block, mesh=mesh, mp_policy=policy, reshard_after_forward=True)
    fully_shard(model, mesh=mesh, mp_policy=policy, reshard_after_forward=True)
    for module in model.modules():
        if isinstance(module, FSDPModule):
            module.set_gradient_divide_factor(1.0)
            module.set_force_sum_reduction_for_comms(True)
    for name in ENTRANCES:
        if hasattr(model, name):
            register_fsdp_forward_method(model, name)


@contextlib.contextmanager
def gathered(model: nn.Module) -> Iterator[None]:
    """Within the block every process holds the whole model, and running it takes no word from the others.

    All processes enter together. What is written into the weights there is lost.
    """
    from torch.distributed.fsdp import FSDPModule

    modules = [m for m in model.modules() if isinstance(m, FSDPModule)]
    for module in modules:
        module.set_reshard_after_forward(False, recurse=False)
        module.unshard()
    try:
        yield
    finally:
        for module in modules:
            module.set_reshard_after_forward(True, recurse=False)
            module.reshard()


@contextlib.contextmanager
def whole_on_main(model: nn.Module) -> Iterator[None]:
    """Within the block rank 0 has plain fp32 parameters on the CPU in place of the parts, to write them; others keep theirs.

    All processes enter together; the parameters come together one by one. What is written into them there is lost.
    """
    kept: list[tuple[dict[str, Any], str, Any]] = []
    made: dict[int, nn.Parameter] = {}
    for module in model.modules():
        for name, parameter in module._parameters.items():
            if not isinstance(parameter, DTensor):
                continue
            if id(parameter) not in made:
                full = parameter.detach().full_tensor()
                held = full.cpu() if distributed.is_main() else full.new_empty(0)
                made[id(parameter)] = nn.Parameter(held, requires_grad=parameter.requires_grad)
            kept.append((module._parameters, name, parameter))
    try:
        for slots, name, parameter in kept if distributed.is_main() else ():
            slots[name] = made[id(parameter)]
        yield
    finally:
        for slots, name, parameter in kept:
            slots[name] = parameter


def whole(tensor: Tensor) -> Tensor:
    """The tensor, put together where it lies in parts. All processes ask together."""
    return tensor.full_tensor() if isinstance(tensor, DTensor) else tensor


def own_part(tensor: Tensor) -> Tensor:
    """What this process holds of it."""
    return tensor.to_local() if isinstance(tensor, DTensor) else tensor


def cut_like(tensor: Tensor, like: Tensor) -> Tensor:
    """A tensor that every process holds whole, cut as `like` is."""
    if not isinstance(like, DTensor) or isinstance(tensor, DTensor):
        return tensor
    device = like.to_local().device
    return distribute_tensor(tensor.to(device), like.device_mesh, like.placements, src_data_rank=None)
