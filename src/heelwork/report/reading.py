"""Reading the files of a run that may be missing, cut short or still being written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from heelwork.report.contents import Answer, Turn


class Reader:
    """Reads files below one directory; what cannot be read is noted in `problems`, what is not there is None or empty."""

    def __init__(self, root: Path):
        self.root = root
        self.problems: list[str] = []

    def text(self, name: str) -> str | None:
        try:
            return (self.root / name).read_text(encoding="utf-8", errors="replace")
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            self.problems.append(f"{name} cannot be read: {error.strerror}.")
            return None

    def mapping(self, name: str) -> dict[str, Any]:
        """A JSON or YAML mapping; empty where there is none."""
        text = self.text(name)
        if text is None or not text.strip():
            return {}
        try:
            value = yaml.safe_load(text) if name.endswith(".yaml") else json.loads(text)
        except (ValueError, yaml.YAMLError):
            self.problems.append(f"{name} cannot be read: it is cut short or not what its name says.")
            return {}
        return value if isinstance(value, dict) else {}

    def lines(self, name: str) -> list[dict[str, Any]]:
        """The records of a JSON-lines file. A last line without its end is still being written: it is left for later."""
        text = self.text(name) or ""
        out, bad = [], 0
        for line in text.split("\n")[:-1]:
            try:
                value = json.loads(line)
            except ValueError:
                value = None
            if isinstance(value, dict):
                out.append(value)
            elif line.strip():
                bad += 1
        if bad:
            self.problems.append(f"{name}: {bad} lines are not JSON records and are left out.")
        return out


def turns(prompt: Any) -> tuple[Turn, ...]:
    """A prompt as it stands in a record: text, or a list of messages."""
    if isinstance(prompt, list):
        return tuple(Turn(str(m.get("role", "")), str(m.get("content", ""))) for m in prompt if isinstance(m, Mapping))
    return (Turn("user", str(prompt)),)


def answer(value: Mapping[str, Any]) -> Answer:
    """An answer as a record holds it: completion, and where known finish_reason, passed and reason."""
    passed = value.get("passed")
    return Answer(
        text=str(value.get("completion", "")),
        ended=value["finish_reason"] == "stop" if "finish_reason" in value else None,
        passed=passed if isinstance(passed, bool) else None,
        reason=str(value.get("reason") or ""),
    )
