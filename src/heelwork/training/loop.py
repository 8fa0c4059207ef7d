"""The loop that every stage runs in: logs, shows progress, saves, resumes, and stops cleanly on Ctrl-C."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from heelwork.errors import Interrupted, NonFiniteError, RunError
from heelwork.runs import RunDir, write_text
from heelwork.training.checkpoint import load_state, save_state
from heelwork.training.clock import CLOCK
from heelwork.training.progress import Progress

PROFILE = "profile.json"  # where the loop's time went, inside the stage's directory
STATE = "state"  # directory of the state to resume from, inside the stage's directory


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
    resume: bool = False,
    save_every: int = 0,
    logs: Sequence[str] = (),
) -> None:
    """Call step(0..total-1), logging what it returns.

    resume: take up the state that an interrupted run saved (a state that is not there means: from the beginning).
    save_every: steps between saves; 0 = only when interrupted or when a number is not finite.
    logs: JSON-lines files besides metrics.jsonl that `step` appends to; on a resume they lose what will be run again.
    Raises Interrupted after Ctrl-C or SIGTERM (state saved), NonFiniteError (the engine refused the update; state saved).
    """
    start = 0
    if resume and (run.path / STATE).exists():
        saved = load_state(run.path / STATE)
        try:
            start = int(saved["step"])
            for name, thing in stateful.items():
                thing.load_state(saved[name])
        except (KeyError, ValueError, RuntimeError) as error:  # other names, other groups, other shapes
            raise RunError(
                f"{run.path / STATE}: belongs to a run with another model or other settings "
                f"({str(error).splitlines()[0]}); undo the change, or start without --resume"
            ) from error
        for name in ("metrics.jsonl", *logs):
            _truncate(run.path / name, start)
    else:
        run.fresh("metrics.jsonl", "tensorboard", STATE, *logs)

    @CLOCK("saving")
    def save(done: int) -> None:
        save_state(run.path / STATE, {"step": done, **{name: thing.state() for name, thing in stateful.items()}})

    done = start
    CLOCK.start()
    try:
        with _stop_requests() as stop, Progress(title, total, shown, done=start) as progress:
            for index in range(start, total):
                metrics = step(index)
                with CLOCK("logging"):
                    run.log(index + 1, metrics)
                    progress.advance(metrics)
                done = index + 1
                if stop.is_set() and done < total:
                    save(done)
                    raise Interrupted(
                        f"{title}: stopped after step {done} of {total}; state saved in {run.path / STATE}"
                    )
                if save_every and done % save_every == 0 and done < total:
                    save(done)
    except NonFiniteError as error:
        save(done)
        raise NonFiniteError(
            f"{title}: {error}. The last good weights, of step {done}, are kept in {run.path / STATE} (--resume goes on there)"
        ) from error
    finally:
        run.write_json(PROFILE, CLOCK.shares())
        run.close()


def finish(run: RunDir) -> None:
    """The stage's model is written: the state to resume from has done its work."""
    run.fresh(STATE)


@contextmanager
def _stop_requests() -> Iterator[threading.Event]:
    """An event that the first Ctrl-C or SIGTERM sets; a second Ctrl-C stops at once, unsaved."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def request(number: int, frame: Any) -> None:
        if stop.is_set() and number == signal.SIGINT:
            raise KeyboardInterrupt
        stop.set()

    before = {number: signal.signal(number, request) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _truncate(path: Path, steps: int) -> None:
    """Drop the lines of steps that will be run again, and a last line that was cut while it was written."""
    if path.exists():
        whole = [line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if line.endswith("\n")]
        write_text(path, "".join(line for line in whole if json.loads(line)["step"] <= steps))
