"""The loop that every stage runs in: logs, shows progress, saves, resumes, and stops cleanly on Ctrl-C and SIGTERM."""

from __future__ import annotations

import json
import logging
import math
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from heelwork import distributed
from heelwork.errors import Interrupted, NonFiniteError, NonFiniteScoreError, OutOfMemory, RunError
from heelwork.runs import RunDir, write_text
from heelwork.training.checkpoints import Checkpoints, Place
from heelwork.training.clock import CLOCK
from heelwork.training.progress import Progress
from heelwork.training.randomness import Randomness
from heelwork.training.saving import Pause, SavingSettings, Timer

log = logging.getLogger("heelwork")

PROFILE = "profile.json"  # where the loop's time went, inside the stage's directory
STATE = "state"  # directory of the states to resume from, inside the stage's directory
METRICS = "metrics.jsonl"
RANDOM = "random"  # the generators' name in a saved state
GO_ON = {
    NonFiniteError: "--resume with faults.nonfinite=skip goes on there without this update",
    NonFiniteScoreError: "--resume meets the same scores again",
    OutOfMemory: "--resume goes on there, also with a lower micro_batch_tokens",
}
WORTH_SAVING = 60.0  # seconds of work: the end of a loop is saved where more would be lost


class Stateful(Protocol):
    """Anything with state that a resume must bring back."""

    def state(self) -> dict[str, Any]: ...

    def load_state(self, state: Mapping[str, Any], /) -> None: ...


def run_loop(
    step: Callable[[int], Mapping[str, float]],
    *,
    run: RunDir,
    title: str,
    total: int,
    shown: Sequence[str],
    stateful: Mapping[str, Stateful],
    saving: SavingSettings | None = None,
    resume: bool = False,
    logs: Sequence[str] = (),
    pause: Pause | None = None,
    save_parts: int = 0,
) -> None:
    """Call step(0..total-1), logging what it returns.

    resume: take up the newest good state of an interrupted run (none there means: from the beginning).
    saving: when states are saved; none = only when interrupted or when a number is not finite.
    logs: JSON-lines files besides metrics.jsonl that `step` appends to; on a resume they lose what will be run again.
    pause: what `step` calls between two parts of itself; there the state may be saved too, every `save_parts` parts (0 = only
    when it is time, or when interrupted). Everything random of this process belongs to the state.
    Raises Interrupted after Ctrl-C or SIGTERM (state saved), NonFiniteError or OutOfMemory (the engine refused the update; state
    saved), RunError where states are there and none can be used.
    """
    _Loop(
        step, run=run, title=title, stateful=stateful, saving=saving or SavingSettings(),
        logs=(METRICS, *logs), pause=pause or Pause(), save_parts=save_parts,
    ).run(total, shown, resume=resume)  # fmt: skip


def finish(run: RunDir) -> None:
    """The stage's model is written: the states to resume from have done their work."""
    run.fresh(STATE)


class _Loop:
    def __init__(
        self, step: Callable[[int], Mapping[str, float]], *, run: RunDir, title: str, stateful: Mapping[str, Stateful],
        saving: SavingSettings, logs: Sequence[str], pause: Pause, save_parts: int,
    ):  # fmt: skip
        self.step, self.directory, self.title, self.stateful = step, run, title, stateful
        self.saving, self.logs, self.pause, self.save_parts = saving, logs, pause, save_parts
        self.checkpoints = Checkpoints(run.path / STATE, identity=run.identity, keep=saving.keep_states)
        self.timer = Timer(saving.save_minutes)
        self.place, self.total = Place(0), 0
        self.score: float | None = None
        self.random: Mapping[str, Any] | None = None
        self.stop: Callable[[], int | None] = lambda: None

    def run(self, total: int, shown: Sequence[str], *, resume: bool) -> None:
        self.total = total
        self._begin(resume=resume)
        saved_at = self.place
        self.timer.restart()
        CLOCK.start()
        try:
            with (
                _stop_requests() as self.stop,
                Progress(self.title, total, shown, done=self.place.step) as progress,
            ):
                if self.random is not None:  # last of all: libraries draw numbers even while they are imported
                    Randomness().load_state(self.random)
                for index in range(self.place.step, total):
                    self.pause.begin(self.place.part, self._between_parts)
                    metrics = self.step(index)
                    with CLOCK("logging"):
                        self.directory.log(index + 1, metrics)
                        best = self._note_score(metrics)
                        progress.advance(metrics)
                    self.place = Place(index + 1)
                    due = self._stop_if_asked(due=best)
                    every = self.saving.save_every
                    if (every and self.place.step % every == 0) or due:
                        self.save()
                        saved_at = self.place
            long = distributed.largest(self.timer.seconds)[0] > WORTH_SAVING
            lost = long or self.saving.save_every
            if self.place != saved_at and lost:  # what is left to do with the finished model may be interrupted too
                self.save()
            if self.saving.keep_best is not None and self.checkpoints.best is None:
                log.warning("%s: keep_best=%s: no step logged such a figure, so that no best model is kept", self.title,
                            self.saving.keep_best)  # fmt: skip
        except (NonFiniteError, OutOfMemory) as error:
            if isinstance(error, OutOfMemory) and distributed.size() > 1:
                raise  # the others are in the middle of the step: they cannot save with this one, and end when it does
            self.save()
            raise type(error)(
                f"{self.title}: {error}. The last good weights, of {self.place}, are kept in {self.checkpoints.folder} "
                f"({GO_ON[type(error)]})"
            ) from error
        finally:
            self.pause.begin(0, lambda _: None)
            self.directory.write_json(PROFILE, CLOCK.shares())
            self.directory.close()

    @CLOCK("saving")
    def save(self) -> None:
        """Save the state. What was logged before it is on the disk by then."""
        self.directory.flush(*self.logs)
        tree = {name: thing.state() for name, thing in self.stateful.items()} | {RANDOM: Randomness().state()}
        try:
            self.checkpoints.save(self.place, tree, score=self.score)
        except RunError as error:
            raise RunError(
                f"{self.title}: at {self.place}: {error}; --resume then goes on from the state before"
            ) from error
        self.timer.restart()

    def _begin(self, *, resume: bool) -> None:
        saved = self.checkpoints.latest() if resume else None
        if saved is None:
            if resume:
                log.info("%s: no saved state in %s: from the beginning", self.title, self.checkpoints.folder)
            self.directory.fresh(STATE, METRICS, "tensorboard", *self.logs)
            return
        try:
            for name, thing in self.stateful.items():
                thing.load_state(saved.tree[name])
            self.random = saved.tree[RANDOM]
        except (KeyError, ValueError, RuntimeError, AttributeError, TypeError) as error:  # other names, groups, shapes
            raise RunError(
                f"{saved.path}: belongs to a run with another model or other settings "
                f"({str(error).splitlines()[0]}); undo the change, or start without --resume"
            ) from error
        self.place = saved.place
        for name in self.logs:
            _truncate(self.directory.path / name, self.place.step)
        self.directory.show_again()
        log.info("%s: going on after %s, saved in %s", self.title, self.place, saved.path)

    def _between_parts(self, parts: int) -> None:
        self.place = Place(self.place.step, parts)
        due = self._stop_if_asked()
        if (self.save_parts and parts % self.save_parts == 0) or due:
            self.save()

    def _stop_if_asked(self, *, due: bool = False) -> bool:
        """Stop where one of the processes was asked to; returns whether a save is due, for the caller or by the clock."""
        asked, due_somewhere = distributed.largest(self.stop() or 0, due or self.timer.due)
        if number := int(asked):
            self.save()
            raise Interrupted(
                f"{self.title}: stopped after {self.place} of {self.total}; state saved in {self.checkpoints.folder}",
                number,
            )
        return bool(due_somewhere)

    def _note_score(self, metrics: Mapping[str, float]) -> bool:
        """Whether this step is the best so far by the figure that `keep_best` names."""
        name = (self.saving.keep_best or "").lstrip("-")
        if not name:
            return False
        if name not in metrics and self.score is None and self.place.step == 0:
            log.warning("%s: keep_best=%s: the first step logs no such figure, only %s; until one does, no best state is kept",
                        self.title, self.saving.keep_best, ", ".join(metrics))  # fmt: skip
        value = float(metrics.get(name, math.nan))
        if not math.isfinite(value):  # as a score it would be the last: nothing is above NaN
            return False
        self.score = -value if str(self.saving.keep_best).startswith("-") else value
        best = self.checkpoints.best
        return best is None or self.score > best[0]


@contextmanager
def _stop_requests() -> Iterator[Callable[[], int | None]]:
    """What asks whether Ctrl-C or SIGTERM has come, and gives its number; a second Ctrl-C stops at once, unsaved."""
    asked: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return

    def request(number: int, frame: Any) -> None:
        if asked and number == signal.SIGINT:
            raise KeyboardInterrupt
        asked.append(number)

    before = {number: signal.signal(number, request) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: asked[0] if asked else None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _truncate(path: Path, steps: int) -> None:
    """Drop the lines of steps that will be run again, and a last line that was cut while it was written."""
    if path.exists() and distributed.is_main():
        # Lines of bytes: str.splitlines() cuts at U+2028, U+2029 and U+0085 too, which stand raw inside a record's text.
        whole = path.read_bytes().split(b"\n")[:-1]
        write_text(path, "".join(f"{line.decode()}\n" for line in whole if json.loads(line)["step"] <= steps))
