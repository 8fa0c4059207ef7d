"""Saved states of sharded models: every process writes its part as safetensors, and any number of processes reads them.

    shard-0000k-model-....safetensors   the parts of process k, by torch.distributed.checkpoint
    state.json                          the tree, tensors by name

No pickle: what torch.distributed.checkpoint needs to know of the parts stands in the safetensors headers.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import torch
import torch.distributed.checkpoint as dcp
from torch import Tensor
from torch.distributed.checkpoint.hf_storage import HuggingFaceStorageReader, HuggingFaceStorageWriter
from torch.distributed.tensor import DTensor

from heelwork import distributed
from heelwork.errors import RunError
from heelwork.models.sharding import cut_like, own_part
from heelwork.training.checkpoint import BrokenState, join, read_tree, split, write_tree

logging.getLogger("torch.distributed.checkpoint").setLevel(logging.ERROR)

SHARDED = "sharded.json"


class Stored(NamedTuple):
    """A tensor that lies in parts on the disk and is read when it is known which part is wanted."""

    folder: Path
    name: str


def write_state(folder: Path, state: Mapping[str, Any]) -> None:
    """Write a tree: in parts where there are several processes, who all call this with a folder that is there."""
    if distributed.size() == 1:
        write_tree(folder, state)
        return
    tensors: dict[str, Tensor] = {}
    plain = split(state, "", tensors)
    kept, same = _without_twins(tensors)
    if distributed.is_main():
        lying = sorted(name for name, tensor in kept.items() if isinstance(tensor, DTensor))
        (folder / "state.json").write_text(json.dumps(plain), encoding="utf-8")
        (folder / SHARDED).write_text(json.dumps({"same": same, "sharded": lying}), encoding="utf-8")
    try:
        dcp.save(kept, storage_writer=HuggingFaceStorageWriter(str(folder), save_distributed=True))
    except dcp.api.CheckpointException as error:
        reason = next(iter(error.failures.values()))[0]
        raise RunError(
            f"{folder}: the state could not be written by all processes ({reason}); free some space, or choose a directory "
            "that every machine of the run sees"
        ) from error


def read_state(folder: Path) -> dict[str, Any]:
    """The tree, whichever way it was written. What lies in parts comes as `Stored`. Raises BrokenState."""
    if not (folder / SHARDED).exists():
        return read_tree(folder)
    try:
        plain = json.loads((folder / "state.json").read_text(encoding="utf-8"))
        about = json.loads((folder / SHARDED).read_text(encoding="utf-8"))
        found: dict[str, Any] = dict(HuggingFaceStorageReader(str(folder)).read_metadata().state_dict_metadata)
        lying = set(about["sharded"])
        tensors: dict[str, Any] = {name: Stored(folder, name) for name in found if name in lying}
        whole = {name: torch.empty(m.size, dtype=m.properties.dtype) for name, m in found.items() if name not in lying}
        _load(folder, whole)
        tensors |= whole
        tensors |= {name: tensors[twin] for name, twin in about["same"].items()}
        tree: dict[str, Any] = join(plain, tensors)
        return tree
    except (OSError, ValueError, KeyError, RuntimeError, dcp.api.CheckpointException) as error:
        raise BrokenState(f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}") from error


def load_like(saved: Mapping[str, Any], like: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Saved tensors cut as those of the same name in `like`; from the disk come only the parts that this process holds."""
    if strange := sorted(saved.keys() ^ like.keys()):
        raise ValueError(f"the saved state and the model differ in {', '.join(strange[:3])}")
    out: dict[str, Tensor] = {}
    wanted: dict[Path, dict[str, Tensor]] = {}
    for name, leaf in saved.items():
        if isinstance(leaf, Stored):
            known = wanted.setdefault(leaf.folder, {})
            out[name] = known.setdefault(leaf.name, torch.empty_like(like[name]))
        else:
            out[name] = cut_like(leaf, like[name])
    for folder, tensors in wanted.items():
        _load(folder, tensors)
    return out


def load_optimizer_like(saved: Mapping[str, Any], members: Iterable[torch.optim.Optimizer]) -> dict[str, Any]:
    """An optimiser's saved state, its moments cut as the parameters that they belong to."""
    out: dict[str, Any] = {}
    flat: dict[str, Any] = {}
    like: dict[str, Tensor] = {}
    for number, member in enumerate(members):
        own = saved[str(number)]
        parameters = [p for group in member.param_groups for p in group["params"]]
        state: dict[int, dict[str, Any]] = {int(i): dict(values) for i, values in own["state"].items()}
        for i, values in state.items():
            for key, leaf in values.items():
                if isinstance(leaf, Stored) or (isinstance(leaf, Tensor) and leaf.shape == parameters[i].shape):
                    flat[f"{number}/{i}/{key}"], like[f"{number}/{i}/{key}"] = leaf, parameters[i].detach()
        out[str(number)] = {**own, "state": state}
    for name, tensor in load_like(flat, like).items():
        number_, i_, key = name.split("/")
        out[number_]["state"][int(i_)][key] = tensor
    return out


def _without_twins(tensors: Mapping[str, Tensor]) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Each tensor once, and by which name the others (tied weights) are found."""
    seen: dict[Any, str] = {}
    same: dict[str, str] = {}
    for name, tensor in tensors.items():
        if isinstance(tensor, DTensor):
            first = seen.setdefault((own_part(tensor).data_ptr(), tensor.shape, tensor.dtype), name)
            if first != name:
                same[name] = first
    same = distributed.from_main(
        lambda: same
    )  # the last process may hold empty parts, which have no address to compare
    kept = {
        name: tensor.detach() if isinstance(tensor, DTensor) else tensor.detach().cpu().clone().contiguous()
        for name, tensor in tensors.items()
        if name not in same
    }
    return kept, same


def _load(folder: Path, tensors: dict[str, Tensor]) -> None:
    if tensors:
        dcp.load(tensors, storage_reader=HuggingFaceStorageReader(str(folder)), no_dist=distributed.size() == 1)
