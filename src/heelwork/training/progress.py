"""What a person sees while a stage runs: a bar in a terminal, plain lines where the output is piped."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any

from heelwork.distributed import is_main

LINES = 20  # piped output gets about this many lines for a stage


class Progress:
    """Progress of `total` steps with rate, time left and the figures named in `shown`."""

    def __init__(self, title: str, total: int, shown: Sequence[str] = (), *, done: int = 0, unit: str = "step"):
        self.title, self.total, self.shown, self.unit = title, total, tuple(shown), unit
        self.done = self.first = done
        self.started = time.monotonic()
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Progress:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as RichProgress

        console = Console(stderr=True)
        if console.is_terminal and is_main():
            self._bar = RichProgress(
                TextColumn("[bold]{task.description:<9}"),
                BarColumn(24),
                MofNCompleteColumn(),
                TextColumn("{task.fields[rate]}"),
                TimeRemainingColumn(),
                TextColumn("{task.fields[figures]}"),
                console=console,
            )
            self._bar.start()
            self._task = self._bar.add_task(self.title, total=self.total, completed=self.done, rate="", figures="")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def advance(self, metrics: Mapping[str, float], steps: int = 1) -> None:
        """Count `steps` more and show the figures."""
        self.done += steps
        figures = "  ".join(f"{name} {metrics[name]:.4g}" for name in self.shown if name in metrics)
        seconds = time.monotonic() - self.started
        rate = (self.done - self.first) / max(seconds, 1e-9)
        per = f"{rate:.2f} {self.unit}s/s" if rate >= 1 else f"{1 / max(rate, 1e-9):.1f} s/{self.unit}"
        if self._bar is not None:
            self._bar.update(self._task, completed=self.done, rate=per, figures=figures)
        elif is_main() and (self.done == self.total or self.done % max(1, self.total // LINES) == 0):
            left = (self.total - self.done) / max(rate, 1e-9)
            print(
                f"{self.title}: {self.done}/{self.total} {self.unit}s, {per}, {left:.0f} s left  {figures}",
                file=sys.stderr,
            )
