"""The saved states of one stage: numbered directories, of which the last few and the best are kept.

    <stage>/state/step-00000012        after step 12          <stage>/state/step-00000012.0003   inside step 13

A new state never touches an older one: an interrupted save leaves a directory aside, which the next one sweeps away.
What cannot be trusted is refused by name, and the state before it is taken.
"""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import torch

from heelwork import distributed
from heelwork.errors import RunError
from heelwork.runs import remove, replace_directory
from heelwork.training.checkpoint import BrokenState, read_manifest, write_manifest
from heelwork.training.sharded import read_state, write_state

log = logging.getLogger("heelwork")

NAME = re.compile(r"step-(\d{8})(?:\.(\d{4,}))?")


class Place(NamedTuple):
    """Where in a run a state was saved: after `step` whole steps and `part` parts of the next one."""

    step: int
    part: int = 0

    def __str__(self) -> str:
        return f"step {self.step}" + (f" (and {self.part} parts of the next)" if self.part else "")

    @property
    def folder(self) -> str:
        return f"step-{self.step:08d}" + (f".{self.part:04d}" if self.part else "")


class Saved(NamedTuple):
    """A state that was found good."""

    place: Place
    path: Path
    tree: dict[str, Any]


class Checkpoints:
    """All saved states of one stage, in `folder`.

    identity: what a state must agree with to be of this run (stage, settings, hashes of data and models), as plain JSON; empty
    = anything. keep: how many of the last ones stay. write, read: how a tree becomes files of a folder and comes back. Of several
    processes each writes and reads its part; rank 0 names, checks, renames and removes folders.
    """

    def __init__(
        self,
        folder: Path,
        *,
        identity: Mapping[str, Any] | None = None,
        keep: int = 2,
        write: Callable[[Path, Mapping[str, Any]], None] = write_state,
        read: Callable[[Path], dict[str, Any]] = read_state,
    ):
        self.folder, self.identity, self.keep = folder, dict(identity or {}), keep
        self._write, self._read = write, read
        self.best: tuple[float, Place] | None = None

    def save(self, place: Place, tree: Mapping[str, Any], *, score: float | None = None) -> Path:
        """Write a state whole, then drop those that are too many. score: higher is better; the best one stays besides.

        Raises RunError for a full disk or an unwritable place; the states before it are unharmed.
        """
        path = self.folder / place.folder
        about = {
            "step": place.step,
            "part": place.part,
            "score": score,
            "identity": self.identity,
            "made_with": _made_with(),
        }
        with _replacement(path) as aside:
            self._write(aside, tree)
            distributed.wait()
            if distributed.is_main():
                write_manifest(aside, about)
        distributed.wait()
        if score is not None and (self.best is None or score > self.best[0]):
            self.best = (score, place)
        if distributed.is_main():
            self._prune()
        return path

    def latest(self) -> Saved | None:
        """The newest good state; None where nothing was saved. Those passed over are named with the reason.

        Raises RunError where there are states and none of them is good.
        """
        single = distributed.size() == 1
        found = distributed.from_main(lambda: self._newest_good(keep=single))
        self._know_best()
        if found is None:
            return None
        place, path, tree = found
        return Saved(place, path, self._read(path) if tree is None else tree)

    def _newest_good(self, *, keep: bool) -> tuple[Place, Path, dict[str, Any] | None] | None:
        refused = []
        for place, path in reversed(self._found()):
            try:
                manifest = read_manifest(path)
                self._check_identity(manifest)
                tree = self._read(path)
            except BrokenState as reason:
                refused.append(f"{path}: {reason}")
                log.warning("%s: refused: %s", path, reason)
                continue
            if refused:
                log.warning("%s: good; going on from there (%s)", path, place)
                self._set_aside(place)
            _compare_versions(path, manifest.get("made_with", {}))
            return place, path, tree if keep else None
        if refused:
            raise RunError(
                f"{self.folder}: none of the {len(refused)} saved states can be used ({'; '.join(refused)}); undo the change "
                "that the reason names, or start without --resume"
            )
        return None

    def load_best(self) -> Saved | None:
        """The state with the best score among those kept; None where none has one."""
        self._know_best()
        if self.best is None:
            return None
        path = self.folder / self.best[1].folder
        try:
            read_manifest(path)
            return Saved(self.best[1], path, self._read(path))
        except BrokenState as reason:
            log.warning("%s: the best state cannot be used: %s", path, reason)
            return None

    def _found(self) -> list[tuple[Place, Path]]:
        """Saved states in order, the oldest first; what lies aside is none."""
        found = []
        for path in self.folder.glob("step-*") if self.folder.is_dir() else ():
            if match := NAME.fullmatch(path.name):
                found.append((Place(int(match[1]), int(match[2] or 0)), path))
        return sorted(found)

    def _know_best(self) -> None:
        scores = []
        for place, path in self._found():
            try:
                score = read_manifest(path, check_files=False).get("score")
            except BrokenState:
                continue
            if score is not None:
                scores.append((float(score), place))
        self.best = max(scores, key=lambda item: (item[0], -item[1].step), default=None)

    def _set_aside(self, good: Place) -> None:
        """Later states that were refused count no more; they stay for whoever wants to look at them."""
        for place, path in self._found():
            if place > good:
                away = path.with_name(f"refused-{path.name}")
                remove(away)
                path.rename(away)

    def _prune(self) -> None:
        for place, path in self._found()[: -self.keep]:
            if self.best is None or place != self.best[1]:
                remove(path)

    def _check_identity(self, manifest: Mapping[str, Any]) -> None:
        found = manifest.get("identity") or {}
        if self.identity and found and found != self.identity:
            raise BrokenState(f"belongs to another run: {', '.join(differences(found, self.identity)[:4])}")


def differences(there: Any, here: Any, name: str = "") -> list[str]:
    """Where two trees of plain values differ, in words: 'optim.lr was 0.1, is 0.2'. Hashes are shortened."""
    if isinstance(there, Mapping) and isinstance(here, Mapping):
        keys = [*there, *(k for k in here if k not in there)]
        return [d for k in keys for d in differences(there.get(k), here.get(k), f"{name}.{k}" if name else str(k))]
    return [] if there == here else [f"{name} was {_short(there)}, is {_short(here)}"]


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:12]}..."


@contextlib.contextmanager
def _replacement(path: Path) -> Iterator[Path]:
    """replace_directory, of which all processes see the same directory aside; rank 0 makes it and puts it in place."""
    if not distributed.is_main():
        yield distributed.gather(Path())[0]
        return
    with replace_directory(path) as aside:
        distributed.gather(aside)
        yield aside


def _made_with() -> dict[str, Any]:
    return {
        "processes": distributed.size(),
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
        "device": _device(),
    }


def _device() -> str:
    return torch.cuda.get_device_name() if torch.cuda.is_available() else "cpu"


def _compare_versions(path: Path, found: Mapping[str, Any]) -> None:
    """Rounding depends on these: the run goes on, but not bit for bit."""
    if found and (changed := differences(found, _made_with())):
        log.warning(
            "%s: %s; the run goes on, but may differ from an uninterrupted one in rounding", path, ", ".join(changed)
        )
