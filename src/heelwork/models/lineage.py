"""Where a model comes from: the models it was trained from, as the recipes beside them tell, and who may be its kin."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from heelwork.errors import ModelError
from heelwork.models.loading import resolve_model
from heelwork.runs import sha256

LONGEST = 16  # generations that are followed
SHAPE = ("model_type", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "vocab_size")


class Lineage(NamedTuple):
    """identities: of the model and of all it was trained from, the model's own first; a model has two, its place and its
    weights. teachers: identities of the reward models that it, or an ancestor, was trained to please. kind: hash of its
    shape and tokenizer, "" where these are not at hand."""

    name: str
    identities: tuple[str, ...]
    teachers: frozenset[str]
    kind: str


def weights_digest(model: str) -> str:
    """The first 16 hex digits of SHA-256 over a model directory's weights; "hub" for a hub id."""
    files = sorted(Path(resolve_model(model)).glob("*.safetensors"))
    if not files:
        return "hub"
    digests = (_digest(file.resolve(), file.stat().st_mtime_ns, file.stat().st_size) for file in files)
    return hashlib.sha256("".join(digests).encode()).hexdigest()[:16]


@functools.lru_cache(maxsize=256)
def _digest(path: Path, modified: int, size: int) -> str:
    """A file's SHA-256, computed once as long as the file is the same: ancestors are shared, and large."""
    return sha256(path)


def lineage(model: str) -> Lineage:
    """A model's ancestors, read from the `recipe.yaml` beside each `model/` directory. Raises ModelError where the model
    itself is missing; an ancestor that is gone stands by its name."""
    resolve_model(model)
    identities: list[str] = []
    teachers: set[str] = set()
    current: str | None = model
    for _ in range(LONGEST):
        if current is None:
            break
        identities += [identity for identity in _identities(current) if identity not in identities]
        settings = _settings(current)
        if isinstance(settings.get("reward_model"), str):
            teachers |= set(_identities(settings["reward_model"]))
        parent = settings.get("model")
        current = parent if isinstance(parent, str) else None
    return Lineage(model, tuple(identities), frozenset(teachers), _kind(model))


def kinship(judge: Lineage, models: Sequence[tuple[str, Lineage]]) -> list[str]:
    """What a reader should know of a judge that is kin to the models it judges, in sentences; models: (name, lineage)."""
    own = set(judge.identities)
    out = []
    if taught := [name for name, line in models if line.teachers & own]:
        out.append(
            f"The judge is what {_names(taught)} was trained to please: its verdicts measure the training, not whether "
            "people would agree. Have people or an unrelated judge confirm them."
        )
    if akin := [name for name, line in models if own & set(line.identities)]:
        out.append(
            f"The judge is kin to {_names(akin)}: they come from one model. A judge may prefer answers of its own kind."
        )
    elif alike := [name for name, line in models if judge.kind and judge.kind == line.kind]:
        out.append(
            f"The judge has the shape and the tokenizer of {_names(alike)}: they may come from one model. A judge may "
            "prefer answers of its own kind."
        )
    return out


def _identities(model: str) -> list[str]:
    """Its weights, and its place: a directory's absolute path, or the id as it is written."""
    try:
        directory = Path(resolve_model(model))
    except ModelError:
        return [model]
    if not directory.is_dir():
        return [model]
    return [f"weights {weights_digest(model)}", str(directory.resolve())]


def _settings(model: str) -> dict[str, Any]:
    """The settings of the stage that made a model; empty where nothing tells."""
    path = Path(model)
    beside = path.parent / "recipe.yaml"
    if path.name != "model" or not beside.is_file():
        return {}
    try:
        recipe = yaml.safe_load(beside.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return {}
    stage = next(iter(recipe.values()), None) if isinstance(recipe, dict) and len(recipe) == 1 else None
    return stage if isinstance(stage, dict) else {}


def _kind(model: str) -> str:
    directory = Path(resolve_model(model))
    try:
        config = json.loads((directory / "config.json").read_text(encoding="utf-8"))
        words = sha256(directory / "tokenizer.json")
    except (OSError, ValueError):
        return ""
    return hashlib.sha256(json.dumps([[config.get(key) for key in SHAPE], words]).encode()).hexdigest()


def _names(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
