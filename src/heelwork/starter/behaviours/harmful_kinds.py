"""The two records that the harmful material is written in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Asks:
    """The asks of one kind. deeds: verb phrases; tasks: things to write or do; stories: whole prompts."""

    kind: str
    deeds: tuple[str, ...]
    tasks: tuple[str, ...]
    stories: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """What answers to one kind are made of.

    names: short names for the thing asked. reasons: clauses for "because ...". situations: clauses for "if ...".
    resources: (who, what they can do) pairs, the first of which answer the situations in the same order.
    fitting: a regular expression for resources that fit this kind.
    """

    kind: str
    names: tuple[str, ...]
    reasons: tuple[str, ...]
    situations: tuple[str, ...]
    resources: tuple[tuple[str, str], ...]
    fitting: str
