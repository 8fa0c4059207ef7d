"""One training state on disk: tensors in safetensors, everything else in JSON, a manifest with checksums. No pickle anywhere.

    tensors.safetensors   every tensor of the tree        manifest.json   what it is, and the SHA-256 of both, and of itself
    state.json            the tree, tensors by name

The directory is filled aside, flushed to the disk and renamed into place: it is there whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from heelwork.errors import RunError
from heelwork.runs import replace_directory, sha256

MANIFEST = "manifest.json"
FORMAT = 1
TENSOR = "__tensor__"
INT_KEYS = "__int_keys__"


class BrokenState(Exception):  # noqa: N818 - a reason, which the store turns into an error or a warning
    """Why a saved state cannot be used."""


def save_state(path: Path, state: Mapping[str, Any], about: Mapping[str, Any] | None = None) -> None:
    """Write a tree of mappings, lists, numbers, text and tensors to the directory `path`, atomically.

    about: what the manifest says besides; it must be writable as JSON. Raises RunError for a full disk or an unwritable place.
    """
    with replace_directory(path) as aside:
        write_tree(aside, state)
        write_manifest(aside, about or {})


def load_state(path: Path) -> dict[str, Any]:
    """Read what `save_state` wrote. Raises RunError where it is missing or broken."""
    if not path.is_dir():
        raise RunError(f"{path}: no saved state here; start without --resume")
    try:
        read_manifest(path)
        return read_tree(path)
    except BrokenState as error:
        raise RunError(f"{path}: the saved state is broken ({error}); delete it and start without --resume") from error


def write_tree(folder: Path, state: Mapping[str, Any]) -> None:
    """Write a tree as tensors.safetensors and state.json into an existing folder."""
    tensors: dict[str, torch.Tensor] = {}
    plain = split(state, "", tensors)
    save_file(_apart(tensors), folder / "tensors.safetensors")
    (folder / "state.json").write_text(json.dumps(plain), encoding="utf-8")


def read_tree(folder: Path) -> dict[str, Any]:
    """The tree that `write_tree` wrote; its tensors own their memory. Raises BrokenState."""
    try:
        plain = json.loads((folder / "state.json").read_text(encoding="utf-8"))
        # Copies lie where torch likes tensors to lie: sums over memory that is aligned otherwise could round otherwise.
        tensors = {name: tensor.clone() for name, tensor in load_file(folder / "tensors.safetensors").items()}
        tree: dict[str, Any] = join(plain, tensors)
        return tree
    except Exception as error:  # safetensors and json have many ways to say that a file is no good
        raise BrokenState(
            f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'unreadable'}"
        ) from error


def write_manifest(folder: Path, about: Mapping[str, Any]) -> None:
    """Describe the files of `folder`, with their checksums. It is the last file to be written."""
    files = {
        file.relative_to(folder).as_posix(): {"bytes": file.stat().st_size, "sha256": sha256(file)}
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != MANIFEST
    }
    content = {"format": FORMAT, **about, "files": files}
    text = json.dumps({**content, "sha256": _digest(content)}, indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path, *, check_files: bool = True) -> dict[str, Any]:
    """The manifest, after its own checksum and those of all files were found right. Raises BrokenState that names the file."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        said = manifest.pop("sha256")
        files = dict(manifest["files"])
    except FileNotFoundError as error:
        raise BrokenState(f"{MANIFEST} is missing") from error
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise BrokenState(f"{MANIFEST} is unreadable ({type(error).__name__})") from error
    if said != _digest(manifest):
        raise BrokenState(f"{MANIFEST} does not match its own checksum")
    if manifest["format"] != FORMAT:
        raise BrokenState(f"format {manifest['format']}, this version reads {FORMAT}")
    for name, entry in files.items() if check_files else ():
        file = folder / name
        if not file.is_file():
            raise BrokenState(f"{name} is missing")
        if file.stat().st_size != entry["bytes"]:
            raise BrokenState(
                f"{name} has {file.stat().st_size} bytes, the manifest says {entry['bytes']}: it is cut short"
            )
        if (found := sha256(file)) != entry["sha256"]:
            raise BrokenState(f"{name} has SHA-256 {found[:12]}..., the manifest says {entry['sha256'][:12]}...")
    return manifest


def _digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _apart(tensors: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Tensors on the CPU that share no memory, as safetensors wants them; only what shares it is copied."""
    out: dict[str, torch.Tensor] = {}
    seen: set[int] = set()
    for name, tensor in tensors.items():
        held = tensor.detach().cpu().contiguous()
        storage = held.untyped_storage()
        if storage.data_ptr() in seen or storage.nbytes() != held.nbytes:
            held = held.clone()
        seen.add(held.untyped_storage().data_ptr())
        out[name] = held
    return out


def split(node: Any, name: str, tensors: dict[str, torch.Tensor]) -> Any:
    """The tree with names in place of its tensors, which go to `tensors`."""
    if isinstance(node, torch.Tensor):
        tensors[name] = node
        return {TENSOR: name}
    if isinstance(node, Mapping):
        out = {str(k): split(v, f"{name}/{k}", tensors) for k, v in node.items()}
        if node and all(isinstance(k, int) for k in node):
            out[INT_KEYS] = True
        return out
    if isinstance(node, (list, tuple)):
        return [split(v, f"{name}/{i}", tensors) for i, v in enumerate(node)]
    return node


def join(node: Any, tensors: Mapping[str, Any]) -> Any:
    """The tree that `split` took apart."""
    if isinstance(node, dict):
        if TENSOR in node:
            return tensors[node[TENSOR]]
        if node.pop(INT_KEYS, False):
            return {int(k): join(v, tensors) for k, v in node.items()}
        return {k: join(v, tensors) for k, v in node.items()}
    if isinstance(node, list):
        return [join(v, tensors) for v in node]
    return node
