"""Suites of probes as YAML files; the schema is in docs/probes.md."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import Field

from heelwork.config import Settings, build, read_yaml
from heelwork.errors import ConfigError, nearest
from heelwork.probes.checks.catalog import Use, read_use
from heelwork.records import Message

FOLDER = Path(__file__).parent / "suites"


class ProbeEntry(Settings):
    """One probe of a suite."""

    prompt: str = ""
    """What the user says; a conversation is written as `messages` or `turns` instead."""
    messages: list[dict[str, str]] = []
    """A conversation that ends with the user: role and content of each turn, the assistant's turns given."""
    turns: list[str] = []
    """What the user says turn by turn; the model answers each, and its last answer is checked."""
    system: str = ""
    """A system message before it."""
    checks: list[Any] = []
    """What the answer must pass, besides the suite's checks."""
    first: list[Any] = []
    """With `turns`: what the first answer must pass for the probe to count at all."""
    group: str = ""
    """Rates are given for each group, too."""
    pair: str = ""
    """Probes of one pair should fare alike; the share of pairs that do not is reported as flips."""
    id: str = ""
    """Name in the results; none = its number."""


class SuiteFile(Settings):
    """A file of probes."""

    name: str = Field("", max_length=60)
    """Name of the suite; none = the file's."""
    about: str = ""
    """What it measures, in one sentence; shown with the rates."""
    checks: list[Any] = []
    """What every answer must pass."""
    probes: list[ProbeEntry] = Field(min_length=1)
    """The probes."""


class Probe(NamedTuple):
    """One probe, read. opening: what is there before the first answer; turns: what the user says after each answer but the
    last."""

    id: str
    opening: tuple[Message, ...]
    turns: tuple[str, ...]
    checks: tuple[Use, ...]
    first: tuple[Use, ...] = ()
    group: str = ""
    pair: str = ""


class Suite(NamedTuple):
    """A suite, read."""

    name: str
    about: str
    probes: tuple[Probe, ...]


def built_in() -> dict[str, Path]:
    """The suites of the package, by name."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.yaml"))}


def read_suite(source: str) -> Suite:
    """A suite by name or by its file. Raises ConfigError, with the place of the fault."""
    known = built_in()
    path = known.get(source) or Path(source)
    if not path.is_file():
        raise ConfigError(
            f"no suite '{source}': no such file, and {nearest(source, known)} (or a public one as KIND:FILE)"
        )
    file = build(SuiteFile, read_yaml(path), source=str(path))
    shared = _uses(file.checks, f"{path}, checks")
    probes = [_probe(entry, n, shared, path) for n, entry in enumerate(file.probes, 1)]
    twice = {p.id for p in probes if sum(q.id == p.id for q in probes) > 1}
    if twice:
        raise ConfigError(f"{path}: two probes have the id '{min(twice)}'; give each its own, or none")
    return Suite(file.name or path.stem, file.about, tuple(probes))


def _probe(entry: ProbeEntry, number: int, shared: Sequence[Use], path: Path) -> Probe:
    where = f"{path}, probe {number}"
    given = [name for name in ("prompt", "messages", "turns") if getattr(entry, name)]
    if len(given) != 1:
        raise ConfigError(f"{where}: has {' and '.join(given) or 'no prompt'}; give one of prompt, messages or turns")
    if entry.first and not entry.turns:
        raise ConfigError(f"{where}: 'first' is for probes with 'turns': the first answer's checks")
    opening = [Message("system", entry.system)] if entry.system else []
    opening += [_message(m, where) for m in entry.messages] or [Message("user", entry.prompt or entry.turns[0])]
    if opening[-1].role != "user":
        raise ConfigError(
            f"{where}: the conversation ends with '{opening[-1].role}'; the last message must be the user's"
        )
    checks = (*shared, *_uses(entry.checks, where))
    if not checks:
        raise ConfigError(f"{where}: has no check, and its suite has none either; add for example checks: [declines]")
    return Probe(
        entry.id or str(number),
        tuple(opening),
        tuple(entry.turns[1:]),
        checks,
        _uses(entry.first, where),
        entry.group,
        entry.pair,
    )


def _message(value: dict[str, str], where: str) -> Message:
    if set(value) != {"role", "content"} or value["role"] not in ("system", "user", "assistant"):
        raise ConfigError(
            f"{where}: {value!r} is no message; write {{role: user, content: ...}} (or assistant, system)"
        )
    return Message(value["role"], value["content"])


def _uses(values: Sequence[Any], where: str) -> tuple[Use, ...]:
    try:
        return tuple(map(read_use, values))
    except ConfigError as error:
        raise ConfigError(f"{where}: {error}") from None
