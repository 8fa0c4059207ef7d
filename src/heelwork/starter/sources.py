"""Recipes name the starter's data as `starter:NAME`; here such a name becomes a file in the run directory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from heelwork.errors import ConfigError, nearest
from heelwork.runs import atomic_writer

SCHEME = "starter:"


def materialise(values: dict[str, Any], folder: Path) -> dict[str, Any]:
    """`values` with every `starter:NAME` replaced by a file that is written into `folder`.

    Raises ConfigError for an unknown name.
    """
    made: dict[str, str] = {}

    def replace(node: Any) -> Any:
        if isinstance(node, Mapping):
            return {key: replace(value) for key, value in node.items()}
        if isinstance(node, list):
            return [replace(value) for value in node]
        if isinstance(node, str) and node.startswith(SCHEME):
            if node not in made:
                made[node] = str(write(node.removeprefix(SCHEME), folder))
            return made[node]
        return node

    replaced: dict[str, Any] = replace(values)
    return replaced


def write(name: str, folder: Path) -> Path:
    """Write one of the starter's files; returns its path."""
    from heelwork.starter.critiques import CONSTITUTION, critiques, ratings  # the material is large and rarely needed
    from heelwork.starter.dataset import FILES

    files = {**FILES, "critiques": critiques, "ratings": ratings}
    if name == "constitution":
        with atomic_writer(folder / "constitution.yaml") as file:
            file.write(CONSTITUTION.read_text(encoding="utf-8"))
        return folder / "constitution.yaml"
    if name not in files:
        raise ConfigError(f"no starter data '{name}'; {nearest(name, [*files, 'constitution'])}")
    path = folder / f"{name}.jsonl"
    with atomic_writer(path) as file:
        for record in files[name]():
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path
