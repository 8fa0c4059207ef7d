"""Settings: declared once, strict, documented under each field; recipes in YAML and `key=value` on top of them."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from heelwork.errors import ConfigError, nearest


class Settings(BaseModel):
    """Base of all settings: unknown keys are refused, values are frozen, docstrings describe the fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, allow_inf_nan=False)


S = TypeVar("S", bound=Settings)


def read_yaml(path: Path) -> dict[str, Any]:
    """A YAML mapping from `path`. Raises ConfigError with line and column where it is not one."""
    try:
        value = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); give the path of a YAML file") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}, line {mark.line + 1}, column {mark.column + 1}" if mark else str(path)
        problem = getattr(error, "problem", None) or error
        raise ConfigError(f"{where}: not valid YAML ({problem}); mend the line, a recipe is a YAML mapping") from error
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ConfigError(
            f"{path}: holds a {type(value).__name__}, but a recipe is a YAML mapping of 'key: value' lines"
        )
    return value


def parse_overrides(pairs: Sequence[str]) -> dict[str, Any]:
    """["ppo.beta=0.1", "seed=3"] -> {"ppo": {"beta": 0.1}, "seed": 3}. Values are read as YAML."""
    out: dict[str, Any] = {}
    for pair in pairs:
        key, separator, text = pair.partition("=")
        if not separator or not key:
            raise ConfigError(f"'{pair}' is not of the form key=value; write for example ppo.beta=0.1")
        try:
            value = yaml.safe_load(text) if text else None
        except yaml.YAMLError as error:
            raise ConfigError(f"'{pair}': the value is not valid YAML; put it in quotes") from error
        if isinstance(value, str):  # YAML 1.1 reads 1e-5 as text
            with contextlib.suppress(ValueError):
                value = float(value)
        *parents, leaf = key.split(".")
        node = out
        for parent in parents:
            node = node.setdefault(parent, {})
            if not isinstance(node, dict):
                raise ConfigError(f"'{pair}': '{parent}' was already given a value of its own")
        node[leaf] = value
    return out


def merge(base: dict[str, Any], top: dict[str, Any]) -> dict[str, Any]:
    """`top` over `base`, mappings merged key by key; neither is changed."""
    out = dict(base)
    for key, value in top.items():
        below = out.get(key)
        out[key] = merge(below, value) if isinstance(value, dict) and isinstance(below, dict) else value
    return out


def build(kind: type[S], values: dict[str, Any], *, source: str = "recipe") -> S:
    """Validate `values` as `kind`. Every fault is listed by its dotted key; an unknown key names the nearest known."""
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        lines = [_explain(kind, fault) for fault in error.errors()]
        raise ConfigError(
            f"{source}: " + ("; ".join(lines) if len(lines) == 1 else "\n  " + "\n  ".join(lines))
        ) from None


def _explain(kind: type[Settings], fault: Any) -> str:
    path = [str(part) for part in fault["loc"]]
    key = ".".join(path)
    if fault["type"] == "extra_forbidden":
        return f"unknown key '{key}'; {_suggestion(kind, path)}"
    if fault["type"] == "missing":
        return f"'{key}' is required; add it"
    message = fault["msg"][0].lower() + fault["msg"][1:]
    if fault["type"] in ("value_error", "assertion_error"):
        message = str(fault.get("ctx", {}).get("error", message))
        return f"{key + ': ' if key else ''}{message}"
    return f"'{key}' is {fault['input']!r}: {message}"


def _suggestion(kind: type[Settings], path: Sequence[str]) -> str:
    """The nearest known key: one of the same name elsewhere in the section ('lr' is optim.lr), else the closest spelling."""
    for part in path[:-1]:
        kind = _settings_in(kind.model_fields[part].annotation) or kind if part in kind.model_fields else kind
    inner = {dotted.rpartition(".")[2]: dotted for dotted in reversed(_dotted(kind))}  # the first of a name wins
    if path[-1] in inner:
        return f"did you mean '{inner[path[-1]]}'?"
    prefix = path[:-1]
    return nearest(".".join(path), [".".join([*prefix, name]) for name in kind.model_fields])


def _dotted(kind: type[Settings]) -> list[str]:
    """All keys below the first level, dotted."""
    out = []
    for name, field in kind.model_fields.items():
        below = _settings_in(field.annotation)
        if below is not None:
            out += [f"{name}.{leaf}" for leaf in [*below.model_fields, *_dotted(below)]]
    return out


def _settings_in(annotation: Any) -> type[Settings] | None:
    """The settings class that a field holds, if it holds one."""
    candidates = [annotation, *getattr(annotation, "__args__", ())]
    return next((c for c in candidates if isinstance(c, type) and issubclass(c, Settings)), None)
