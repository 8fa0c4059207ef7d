"""What a stage reads, by content: the hashes that tell whether a finished stage or a saved state still belongs to a recipe."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from heelwork.data.formats import Row
from heelwork.data.sources import fingerprint, read_records
from heelwork.models.loading import WOLF, resolve_model
from heelwork.runs import sha256

NO_MATTER = frozenset(
    {
        "out",
        "tracker",
        "micro_batch_tokens",
        "activation_checkpointing",
        "save_every",
        "save_minutes",
        "save_updates",
        "keep_states",
        "keep_best",
        "faults",
    }
)
"""Settings that change no result (beyond rounding), so that they may change between a run and its resumption."""

MODEL_FILES = ("*.safetensors", "config.json", "tokenizer.json", "tokenizer_config.json", "chat_template.jinja")


class Reads(NamedTuple):
    """The names of a stage's settings that hold data sources and models, dotted where they lie in a section.

    records: sources of records, each with what parses one. files: other data. no_matter: settings that change no result of this
    stage, besides the ones of every stage.
    """

    records: Mapping[str, Callable[[Row], Any]] = MappingProxyType({})
    files: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    no_matter: tuple[str, ...] = ()

    @property
    def data(self) -> tuple[str, ...]:
        """The names of all settings that hold data."""
        return (*self.records, *self.files)


class ReadsFiles(Protocol):
    """Settings that know which of them name files."""

    def reads(self) -> Reads: ...

    def model_dump(self, *, mode: str, exclude_defaults: bool = False) -> dict[str, Any]: ...


def require_records(stages: Iterable[ReadsFiles], *, made: Path, given: Path) -> None:
    """Read one record of every source that the stages of a run name, so that a fault is not found hours later.

    Sources inside `made`, the run's directory, are left out, since its stages write them; those inside `given` are there.
    Raises DataError as `read_records` does.
    """
    looked: set[tuple[str, Any]] = set()
    for settings in stages:
        values = settings.model_dump(mode="json")
        for key, parse in settings.reads().records.items():
            for source in _names(values, key):
                path = Path(source).resolve()
                later = path.is_relative_to(made.resolve()) and not path.is_relative_to(given.resolve())
                if not later and (source, parse) not in looked:
                    read_records([source], parse, limit=1)
                    looked.add((source, parse))


def identity(stage: str, settings: ReadsFiles) -> dict[str, Any]:
    """What a saved state must agree with: the stage, its settings without names of files, and the files' contents."""
    return {"stage": stage, "settings": choices(settings), "inputs": inputs(settings)}


def choices(settings: ReadsFiles) -> dict[str, Any]:
    """The settings that a result depends on, without the names of data and models, whose contents count."""
    reads = settings.reads()
    left_out = {*reads.data, *reads.models, *reads.no_matter}

    def kept(node: Mapping[str, Any], prefix: str) -> dict[str, Any]:
        return {
            key: kept(value, f"{prefix}{key}.") if isinstance(value, Mapping) else value
            for key, value in node.items()
            if prefix + key not in left_out and not (prefix == "" and key in NO_MATTER)
        }

    return kept(settings.model_dump(mode="json"), "")


def inputs(settings: ReadsFiles) -> dict[str, str]:
    """A hash for every source and model that the settings name, by the setting: {"data/pairs.jsonl": ..., "model": ...}."""
    reads, values = settings.reads(), settings.model_dump(mode="json")
    out: dict[str, str] = {}
    for key in reads.data:
        for path, digest in fingerprint(_names(values, key)).items():
            out[_free(f"{key}/{Path(path).name}", out)] = digest
    for key in reads.models:
        for name in _names(values, key):
            out[_free(key, out)] = model_hash(name)
    return out


def model_hash(name: str) -> str:
    """SHA-256 over the weights, configuration and tokenizer of a model directory; a hub id or endpoint stands for itself."""
    folder = Path(resolve_model(name)) if name == WOLF or Path(name).is_dir() else None
    if folder is None:
        return name
    files = sorted({file for pattern in MODEL_FILES for file in folder.glob(pattern)})
    whole = {file.name: _sha256(file, *_stamp(file)) for file in files}
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()


def _names(values: Mapping[str, Any], key: str) -> list[str]:
    node: Any = values
    for part in key.split("."):
        node = node.get(part) if isinstance(node, Mapping) else None
    if node is None:
        return []
    return [node] if isinstance(node, str) else [str(name) for name in node]


def _free(key: str, taken: Iterable[str]) -> str:
    """`key`, numbered where several sources have one name."""
    count = sum(1 for other in taken if other == key or other.startswith(f"{key}#"))
    return f"{key}#{count + 1}" if count else key


def _stamp(file: Path) -> tuple[int, int]:
    stat = file.stat()
    return stat.st_size, stat.st_mtime_ns


@functools.lru_cache(maxsize=256)
def _sha256(file: Path, size: int, changed_ns: int) -> str:
    """A file's hash, computed once while it stays as it is: models are large and asked for several times in a run."""
    return sha256(file)
