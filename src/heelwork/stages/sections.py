"""Sections of a run's recipe: what one leaves open is filled in by the run, and is not written down as the user's choice."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, TypeVar

from heelwork.config import Settings, build, merge
from heelwork.errors import ConfigError

S = TypeVar("S", bound=Settings)
COMMON = ("data", "heldout_share", "max_length", "seed", "split_seed", "tracker")
"""Settings of a stage that a run may give to all of them."""


class Sections:
    """The sections of one recipe. written: each by its dotted name, as the run's recipe.yaml has it.

    That is a section with every default, but without what the run filled in: those values follow from its other keys whenever
    the recipe is read, so that another `out`, `seed` or `base` reaches every stage.
    """

    def __init__(self) -> None:
        self.written: dict[str, dict[str, Any]] = {}

    def fill(self, kind: type[S], name: str, given: Mapping[str, Any], filled: Mapping[str, Any]) -> S:
        """The settings of a section: what is given, over what the run fills in. Raises ConfigError.

        An `out` that is not the one that the run gives is refused: the other stages, a resume and the report look there.
        """
        settings = build(kind, merge(dict(filled), dict(given)), source=f"recipe, section '{name}'")
        place, out = filled.get("out"), getattr(settings, "out", None)
        if place is not None and os.path.abspath(str(out)) != os.path.abspath(place):
            raise ConfigError(
                f"recipe, section '{name}': out is {out}, but in this run its directory is {place}, where the other stages "
                "look for it; remove 'out' from the section, and with it the paths of another run's models"
            )
        own = dict.fromkeys(COMMON) | dict(filled)
        self.written[name] = _without(settings.model_dump(mode="json"), given, own)
        return settings


def _without(values: Mapping[str, Any], given: Mapping[str, Any], filled: Mapping[str, Any]) -> dict[str, Any]:
    """`values` without those that were filled in and not given, key by key."""
    out: dict[str, Any] = {}
    for key, value in values.items():
        inner = filled.get(key)
        if isinstance(value, Mapping) and isinstance(inner, Mapping):
            below = given.get(key)
            if left := _without(value, below if isinstance(below, Mapping) else {}, inner):
                out[key] = left
        elif key in given or key not in filled:
            out[key] = value
    return out
