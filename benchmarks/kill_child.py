"""One run of a stage in a process of its own that kills itself, with SIGKILL, at a moment that is named beforehand.

    HEELWORK_KILL=event:12345   at the 12345th call of any Python or C function
    HEELWORK_KILL=fsync:3       at the third flush of a file or directory to the disk, half of the saves' moments
    HEELWORK_KILL=optim:5       at the fifth optimiser step (also `rename`, `rmtree`, `tensors`, `log`, `sample`, `loop`)
    HEELWORK_KILL=count         nowhere; the counts of all of these are written to <out>/counts.json

Nothing of the package knows of it: what is counted is wrapped from outside.
"""

from __future__ import annotations

import functools
import importlib
import json
import logging
import os
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

WHERE = "killed.json"
FINAL = "final.json"
COUNTS = "counts.json"


def fork(stage: str, values: dict[str, Any], *, resume: bool, kill: str, report: Path) -> int:
    """Run in a forked process; returns its exit status, negative where a signal ended it. The output goes to `report`/log."""
    report.mkdir(parents=True, exist_ok=True)
    child = os.fork()
    if child == 0:
        status = 70
        try:
            with (report / "log").open("ab") as log:
                os.dup2(log.fileno(), 1)
                os.dup2(log.fileno(), 2)
            run(stage, values, resume=resume, kill=kill, report=report)
            status = 0
        except BaseException:
            logging.getLogger("heelwork").exception("the run failed")
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run(stage: str, values: dict[str, Any], *, resume: bool, kill: str, report: Path) -> None:
    """Run the stage here; it ends by itself or by its own hand."""
    from benchmarks.kill_material import settings_of

    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr, force=True)
    module = importlib.import_module(f"heelwork.stages.{stage}")
    settings = settings_of(stage, values)
    _keep_final_state(module, Path(values["out"]))
    kind, _, number = kill.partition(":")
    hand = Hand(kind, int(number or 0), report)
    hand.watch()
    try:
        module.run(settings, resume=resume)
    finally:
        sys.setprofile(None)
    if kill == "count":
        (report / COUNTS).write_text(json.dumps(hand.counts))


class Hand:
    """Counts what happens and kills at the moment that was named."""

    def __init__(self, kind: str, number: int, report: Path):
        self.kind, self.number, self.report = kind, number, report
        self.counts: Counter[str] = Counter()

    def watch(self) -> None:
        """Wrap what is counted; count every call where that is asked for."""
        from heelwork.rollouts.source import RolloutSource
        from heelwork.runs import RunDir
        from heelwork.training import checkpoint
        from heelwork.training.engine import Engine
        from heelwork.training.progress import Progress

        for owner, name, kind in (
            (os, "fsync", "fsync"), (Path, "rename", "rename"), (Path, "replace", "rename"), (shutil, "rmtree", "rmtree"),
            (checkpoint, "save_file", "tensors"), (Engine, "optim_step", "optim"), (RunDir, "log", "log"),
            (RunDir, "append", "log"), (RolloutSource, "take", "sample"), (Progress, "advance", "loop"),
        ):  # fmt: skip
            setattr(owner, name, self._counted(getattr(owner, name), kind))
        if self.kind in ("event", "count"):
            sys.setprofile(self._event)

    def _counted(self, function: Callable[..., Any], kind: str) -> Callable[..., Any]:
        @functools.wraps(function)
        def counted(*args: Any, **kwargs: Any) -> Any:
            self._reach(kind)  # before it
            out = function(*args, **kwargs)
            self._reach(kind)  # after it
            return out

        return counted

    def _event(self, frame: Any, event: str, arg: Any) -> None:
        if event in ("call", "c_call"):
            self._reach("event")

    def _reach(self, kind: str) -> None:
        self.counts[kind] += 1
        if kind == self.kind and self.counts[kind] == self.number:
            sys.setprofile(None)
            self._die()

    def _die(self) -> None:
        names = set()
        frame: Any = sys._getframe()
        while frame is not None:
            if "heelwork" in frame.f_code.co_filename:
                names.add(frame.f_code.co_qualname)
            frame = frame.f_back
        places = {
            "save": "_Loop.save", "ppo_passes": "Iteration.update", "loop": "_Loop.run", "model": "save_model",
            "truncating": "_truncate", "loading": "_Loop._begin",
        }  # fmt: skip
        inside = [place for place, name in places.items() if name in names]
        with (self.report / WHERE).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"kind": self.kind, "number": self.number, "inside": inside}) + "\n")
        os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(60)


def _keep_final_state(module: Any, out: Path) -> None:
    """Before the states are put away: note the checksums of the last one, optimiser and generators included."""
    finish = module.finish

    def noting(directory: Any) -> None:
        from heelwork.training.checkpoint import MANIFEST

        newest = max((out / "state").glob("step-*"), default=None)
        files = json.loads((newest / MANIFEST).read_text())["files"] if newest is not None else {}
        found = {"state": newest.name if newest is not None else None, "files": files}
        (out / FINAL).write_text(json.dumps(found, sort_keys=True))
        finish(directory)

    module.finish = noting


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    run(given["stage"], given["values"], resume=given["resume"], kill=os.environ.get("HEELWORK_KILL", ""),
        report=Path(given["report"]))  # fmt: skip
