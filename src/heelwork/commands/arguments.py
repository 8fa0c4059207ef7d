"""Recipe and key=value arguments, as every command that takes a recipe reads them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from heelwork.errors import ConfigError, nearest


def recipe_values(arguments: Sequence[str], out: Path | None, default: str | None) -> dict[str, Any]:
    """Recipe and key=value arguments as one mapping. Raises ConfigError."""
    from heelwork.config import merge, parse_overrides, read_yaml

    recipes = [a for a in arguments if "=" not in a]
    if len(recipes) > 1:
        raise ConfigError(f"two recipes given ({recipes[0]}, {recipes[1]}); settings are written key=value")
    name = recipes[0] if recipes else default
    values = read_yaml(_recipe(name)) if name else {}
    values = merge(values, parse_overrides([a for a in arguments if "=" in a]))
    if out is not None:
        values["out"] = str(out)
    return values


def _recipe(name: str) -> Path:
    """A recipe's file: a path, or one of the package's by name."""
    inside = Path(__file__).parent.parent / "recipes"
    known = {path.stem: path for path in inside.glob("*.yaml")}
    path = Path(name)
    if path.is_file():
        return path
    if path.stem in known and path.parent.name in ("", "recipes"):
        return known[path.stem]
    raise ConfigError(f"no recipe '{name}': no such file, and {nearest(path.stem, known)}")
