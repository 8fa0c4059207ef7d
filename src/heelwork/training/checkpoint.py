"""Training state on disk: tensors in safetensors, everything else in JSON, replaced atomically. No pickle anywhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from heelwork.errors import RunError
from heelwork.runs import replace_directory

TENSOR = "__tensor__"
INT_KEYS = "__int_keys__"


def save_state(path: Path, state: Mapping[str, Any]) -> None:
    """Write a tree of mappings, lists, numbers, text and tensors to the directory `path`."""
    tensors: dict[str, torch.Tensor] = {}
    plain = _split(state, "", tensors)
    with replace_directory(path) as aside:
        save_file(
            {name: t.detach().cpu().contiguous().clone() for name, t in tensors.items()}, aside / "tensors.safetensors"
        )
        (aside / "state.json").write_text(json.dumps(plain), encoding="utf-8")


def load_state(path: Path) -> dict[str, Any]:
    """Read what `save_state` wrote. Raises RunError where it is missing or broken."""
    try:
        plain = json.loads((path / "state.json").read_text(encoding="utf-8"))
        tensors = load_file(path / "tensors.safetensors")
        return _join(plain, tensors)
    except FileNotFoundError as error:
        raise RunError(f"{path}: no saved state here; start without --resume") from error
    except Exception as error:
        raise RunError(f"{path}: the saved state is broken ({error}); delete it and start without --resume") from error


def _split(node: Any, name: str, tensors: dict[str, torch.Tensor]) -> Any:
    if isinstance(node, torch.Tensor):
        tensors[name] = node
        return {TENSOR: name}
    if isinstance(node, Mapping):
        out = {str(k): _split(v, f"{name}/{k}", tensors) for k, v in node.items()}
        if node and all(isinstance(k, int) for k in node):
            out[INT_KEYS] = True
        return out
    if isinstance(node, (list, tuple)):
        return [_split(v, f"{name}/{i}", tensors) for i, v in enumerate(node)]
    return node


def _join(node: Any, tensors: Mapping[str, torch.Tensor]) -> Any:
    if isinstance(node, dict):
        if TENSOR in node:
            return tensors[node[TENSOR]]
        if node.pop(INT_KEYS, False):
            return {int(k): _join(v, tensors) for k, v in node.items()}
        return {k: _join(v, tensors) for k, v in node.items()}
    if isinstance(node, list):
        return [_join(v, tensors) for v in node]
    return node
