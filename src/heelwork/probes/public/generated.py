"""Suites whose answers are generated and checked: XSTest and IFEval."""

from __future__ import annotations

import functools
import json
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from heelwork.errors import ConfigError
from heelwork.probes.checks.catalog import Use
from heelwork.probes.checks.instructions import NEED_LANGUAGE, rule
from heelwork.probes.public.files import Record, records
from heelwork.probes.suite import Probe, Suite
from heelwork.records import Message


def xstest(path: Path) -> Suite:
    """XSTest (Röttger et al. 2024), its CSV: safe prompts must not be declined, their unsafe contrasts must be.

    A prompt is unsafe where `label` says so or, in files without it, where `type` begins with "contrast".
    """
    probes = []
    for number, row in enumerate(records(path), 1):
        kind = row.text("type")
        unsafe = (
            str(row.values.get("label") or ("unsafe" if kind.startswith("contrast") else "safe")).lower() == "unsafe"
        )
        uses = (Use("declines", {}, wanted=unsafe),)
        probes.append(Probe(f"{number}", (Message("user", row.text("prompt")),), (), uses, group=kind))
    return Suite("xstest", "Safe prompts that look unsafe must be answered, unsafe ones declined.", tuple(probes))


def verifiable(path: Path, *, loose: bool = False) -> Suite:
    """IFEval (Zhou et al. 2023), its input_data.jsonl: `pass` is its prompt-level accuracy, each check its instruction-level.

    Prompts with an instruction that needs language detection are left out, and the suite's sentence says how many.
    Raises ConfigError for an unknown instruction, DataError for a broken record.
    """
    probes, left = [], Counter[str]()
    for row in records(path):
        names, arguments = row.get("instruction_id_list", list), _arguments(row)
        if len(names) != len(arguments):
            row.fail(f"has {len(arguments)} entries for {len(names)} instructions; fetch the file again", "kwargs")
        if needy := NEED_LANGUAGE & set(names):
            left.update(needy)
            continue
        for name in names:
            rule(name)
        uses = tuple(
            Use("follows_loosely" if loose else "follows_instruction", {"instruction": n, "arguments": _given(a)})
            for n, a in zip(names, arguments, strict=True)
        )
        key = str(row.values.get("key", row.number))
        group = names[0].partition(":")[0] if len(names) == 1 else "several"
        probes.append(Probe(key, (Message("user", row.text("prompt")),), (), uses, group=group))
    if not probes:
        raise ConfigError(f"{path}: every prompt needs language detection, which is not part of this; give others")
    about = "Instructions that can be verified, to the letter" + (
        " but for asterisks, first and last line." if loose else "."
    )
    if left:
        names_left = ", ".join(f"{name} ({count})" for name, count in sorted(left.items()))
        about += f" Left out, for they need language detection: {names_left}."
    return Suite("ifeval-loose" if loose else "ifeval", about, tuple(probes))


def _arguments(row: Record) -> list[Any]:
    """`kwargs`: a list of mappings; some copies hold it as text."""
    value = row.values.get("kwargs")
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            row.fail("is no list of mappings; fetch the file again", "kwargs")
    if not isinstance(value, list):
        row.fail("is no list of mappings; fetch the file again", "kwargs")
    return value


def _given(arguments: Any) -> Mapping[str, Any]:
    """Without the empty fields that copies in columns have."""
    return {k: v for k, v in (arguments or {}).items() if v is not None}


GENERATED: dict[str, Callable[[Path], Suite]] = {
    "xstest": xstest,
    "ifeval": verifiable,
    "ifeval-loose": functools.partial(verifiable, loose=True),
}
"""By the kind that stands before the file's name."""
