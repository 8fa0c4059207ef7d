"""What happens at a loss that is no number, an infinite gradient, or memory that is used up: declared, counted, never silent."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from typing import Literal, TypeVar

import torch
from pydantic import Field

from heelwork.config import Settings
from heelwork.errors import NonFiniteError, OutOfMemory

log = logging.getLogger("heelwork")

T = TypeVar("T")


class FaultSettings(Settings):
    """What a stage does about faults of arithmetic and of memory. They may be changed between a run and its resumption."""

    nonfinite: Literal["stop", "skip"] = "stop"
    """A NaN or infinite loss or gradient: stop with the last good state, or skip that update and count it (`skipped` in
    metrics.jsonl)."""
    most_skipped: int = Field(10, gt=0)
    """Updates that may be skipped in a row; one more stops the stage with the last good state."""
    out_of_memory: Literal["halve", "stop"] = "halve"
    """Memory used up: halve the micro-batch (or the answers that grow at once) and go on, or stop with the last good state. It
    is halved until single sequences are left; several processes always stop."""


class Skips:
    """Counts updates that were skipped in a row."""

    def __init__(self, settings: FaultSettings):
        self.settings, self.in_a_row = settings, 0

    def good(self) -> None:
        """An update was made."""
        self.in_a_row = 0

    def skip(self, error: NonFiniteError) -> None:
        """An update cannot be made. Raises NonFiniteError where the settings say to stop, or too many came in a row."""
        if self.settings.nonfinite == "stop":
            raise error
        self.in_a_row += 1
        most = self.settings.most_skipped
        if self.in_a_row > most:
            raise NonFiniteError(
                f"{error}. {self.in_a_row} updates in a row, faults.most_skipped allows {most}"
            ) from error
        log.warning("%s. Update skipped, %d in a row of at most %d", error, self.in_a_row, most)


def with_memory(work: Callable[[], T], smaller: Callable[[], str | None], settings: FaultSettings, what: str) -> T:
    """Do `work`; where memory is used up, make it `smaller` and do it again.

    smaller: shrinks the work and says in words what it is now; None = it cannot be smaller. It also undoes what `work` left
    half-done. Raises OutOfMemory where that is the end, with the remedy.
    """
    while True:
        try:
            return work()
        except Exception as error:
            if not is_out_of_memory(error):
                raise
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        # Outside of the handler: the error holds on to every tensor of the frames that it went through.
        gc.collect()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        now = smaller() if settings.out_of_memory == "halve" and _alone() else None
        if now is None:
            raise OutOfMemory(
                f"{what}: memory is used up ({reason}). Lower micro_batch_tokens or max_length, train adapters (lora), or take a "
                "smaller model"
            )
        log.warning("%s: memory is used up; going on with %s", what, now)


def halved(tokens: int, whole: int, longest: int) -> int | None:
    """A smaller budget for micro-batches of work that has `whole` tokens and whose longest item has `longest`; None = the items
    are alone already."""
    now = min(tokens, whole)
    return max(longest, now // 2) if now > longest else None


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory, the device's or the machine's, is used up."""
    if isinstance(error, (torch.OutOfMemoryError, MemoryError)):
        return True
    text = str(error).lower()
    return isinstance(error, RuntimeError) and ("can't allocate memory" in text or "out of memory" in text)


def _alone() -> bool:
    """Several processes must cut alike; one that halves alone would leave the others waiting."""
    return not (torch.distributed.is_available() and torch.distributed.is_initialized()) or (
        torch.distributed.get_world_size() == 1
    )
