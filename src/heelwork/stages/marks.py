"""What a run notes about each of its stages (stage.json), and what a resume concludes from it: keep, go on, or run again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

from heelwork.errors import RunError
from heelwork.runs import RunDir
from heelwork.stages.inputs import ReadsFiles, choices, inputs
from heelwork.training.checkpoints import differences
from heelwork.training.loop import STATE

MARK = "stage.json"
RESULT = "result.json"
OUTPUTS = ("model", "demonstrations.jsonl", "mixed.jsonl", "labels.jsonl")
MOST_REASONS = 3


class Decision(NamedTuple):
    """keep: the stage is done and stays. go_on: it was interrupted and is resumed inside. run: from the beginning.

    why: for the person who reads along; empty = there is nothing to say.
    """

    action: Literal["keep", "go_on", "run"]
    why: str = ""


def decide(folder: Path, settings: ReadsFiles) -> Decision:
    """What a resume does with the stage in `folder`. Raises RunError where states of it were saved under other settings."""
    mark = _read(folder)
    if not mark:  # a stage that was run from Python notes nothing; its states know what they belong to
        return Decision("go_on" if (folder / STATE).exists() else "run")
    changed = differences(mark.get("settings"), _known(choices(settings), mark.get("settings"), settings))
    done = bool(mark.get("done")) or _ended(folder)
    saved = any((folder / STATE).glob("step-*"))
    if changed and saved and not done:
        raise RunError(
            f"{folder}: was interrupted under other settings than the recipe now has ({_some(changed)}); "
            f"undo the change, or remove {folder / STATE} to begin this stage anew and keep the stages before it"
        )
    changed += differences(mark.get("inputs"), inputs(settings))
    if changed:
        begun = "" if done else "it was interrupted, but " if saved else "nothing of it was saved, and "
        return Decision("run", f"run again: {begun}{_some(changed)}")
    if not done:
        return Decision("go_on")
    missing = [name for name in mark.get("outputs", []) if not (folder / name).exists()]
    if missing:
        return Decision("run", f"run again: its {' and '.join(missing)} is missing")
    return Decision("keep", f"done, kept: its settings and {len(mark['inputs'])} inputs are unchanged")


def begin(folder: Path, settings: ReadsFiles, *, anew: bool) -> None:
    """Note what a stage is run with, before it runs. anew: from the beginning, so that no earlier result may count."""
    directory = RunDir(folder)
    if anew:
        directory.fresh(RESULT)
    directory.write_json(MARK, {"done": False, "settings": choices(settings), "inputs": inputs(settings)})


def end(folder: Path) -> None:
    """Note that the stage is done, and what it made."""
    mark = _read(folder)
    if mark.get("done"):
        return
    outputs = [name for name in OUTPUTS if (folder / name).exists()]
    RunDir(folder).write_json(MARK, {**mark, "done": True, "outputs": outputs})


def _known(here: Mapping[str, Any], noted: Any, settings: ReadsFiles) -> dict[str, Any]:
    """`here` without what a stage of an older program could not note: settings that stand at their defaults."""

    def kept(node: Mapping[str, Any], there: Any, chosen: Any) -> dict[str, Any]:
        there = there if isinstance(there, Mapping) else {}
        chosen = chosen if isinstance(chosen, Mapping) else {}
        return {
            key: kept(value, there[key], chosen.get(key)) if isinstance(value, Mapping) and key in there else value
            for key, value in node.items()
            if key in there or key in chosen
        }

    return kept(here, noted, settings.model_dump(mode="json", exclude_defaults=True))


def _ended(folder: Path) -> bool:
    """Whether a stage wrote its result and put its states away, but was killed before that was noted."""
    return (folder / RESULT).exists() and not (folder / STATE).exists()


def _read(folder: Path) -> dict[str, Any]:
    try:
        mark = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    return mark if isinstance(mark, dict) else {}


def _some(reasons: list[str]) -> str:
    more = len(reasons) - MOST_REASONS
    return ", ".join(reasons[:MOST_REASONS]) + (f" and {more} more" if more > 0 else "")
