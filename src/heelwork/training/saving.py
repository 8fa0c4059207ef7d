"""When a stage's state is saved: settings, and the moments inside a step at which a long step may be saved and left."""

from __future__ import annotations

import time
from collections.abc import Callable

from pydantic import Field

from heelwork.config import Settings
from heelwork.training.faults import FaultSettings


class SavingSettings(Settings):
    """When and how often the state to resume from is saved. None of it changes a result."""

    save_every: int = Field(0, ge=0)
    """Steps between saved states to resume from; 0 = by `save_minutes` alone."""
    save_minutes: float = Field(10.0, ge=0)
    """A state is saved as well where this many minutes have gone since the last one; 0 = never by the clock."""
    keep_states: int = Field(2, gt=0)
    """How many of the last saved states are kept while the stage runs."""
    keep_best: str | None = None
    """Save a state wherever the logged figure of this name is the highest so far ('-loss' = lowest), keep that one besides, and
    write its model to <out>/best-saved at the end; none = no best one."""
    faults: FaultSettings = FaultSettings()
    """What is done about NaN, infinite gradients and memory that is used up."""


class Pause:
    """Called by a stage between two parts of a step: there the loop may save the state, or stop and keep it.

    Whatever the stage has under way at such a moment has to be part of its stateful things. Outside `run_loop` a call does
    nothing.
    """

    def __init__(self) -> None:
        self.taken = 0
        self._at: Callable[[int], None] | None = None

    def __call__(self) -> None:
        """Here a state may be saved; may raise Interrupted."""
        self.taken += 1
        if self._at is not None:
            self._at(self.taken)

    def begin(self, taken: int, at: Callable[[int], None]) -> None:
        """The loop begins a step of which `taken` parts are done; it wants to be called as at(parts)."""
        self.taken, self._at = taken, at


class Timer:
    """Says when a save by the clock is due."""

    def __init__(self, minutes: float):
        self.minutes = minutes
        self.restart()

    def restart(self) -> None:
        """A state has been saved just now."""
        self._since = time.monotonic()

    @property
    def seconds(self) -> float:
        """Since the last saved state."""
        return time.monotonic() - self._since

    @property
    def due(self) -> bool:
        return self.minutes > 0 and self.seconds >= 60 * self.minutes
