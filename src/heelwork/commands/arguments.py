"""Recipe and key=value arguments, as every command that takes a recipe reads them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from heelwork.errors import ConfigError, nearest


def recipe_values(arguments: Sequence[str], out: Path | None, default: str | None) -> dict[str, Any]:
    """Recipe and key=value arguments as one mapping. Raises ConfigError."""
    from heelwork.config import merge, parse_overrides

    recipes = [a for a in arguments if "=" not in a]
    if len(recipes) > 1:
        raise ConfigError(f"two recipes given ({recipes[0]}, {recipes[1]}); settings are written key=value")
    name = recipes[0] if recipes else default
    values = read_recipe(name) if name else {}
    values = merge(values, parse_overrides([a for a in arguments if "=" in a]))
    if out is not None:
        values["out"] = str(out)
    return values


def read_recipe(name: str) -> dict[str, Any]:
    """A recipe by path or name, on top of the one that it names as `extends`. Raises ConfigError."""
    from heelwork.config import merge, read_yaml

    values, seen = read_yaml(_recipe(name)), [name]
    while (below := values.pop("extends", None)) is not None:
        if not isinstance(below, str) or below in seen:
            raise ConfigError(
                f"recipe '{name}': 'extends' is {below!r}; name one other recipe that does not extend this one"
            )
        seen.append(below)
        values = merge(read_yaml(_recipe(below)), values)
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
