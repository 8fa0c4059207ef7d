"""Where a step's completions come from: drawn when they are needed, or one step ahead while the step before is learned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from heelwork import distributed
from heelwork.sampling.base import Sampled

Draw = Callable[[int], list[Sampled]]


class RolloutSource:
    """Gives each step its completions.

    draw: the completions of a step, with the weights that the sampler has at that moment. ahead: those of the next step are
    begun before this step's update, so that they are one update old when they are learned from. background: in a thread
    of its own, for a sampler outside this process; else at once, which saves no time but gives the same completions. Of
    several processes, one speaks to a sampler outside, and all get what it drew.

    What is drawn ahead belongs to the saved state: a resumed run learns from the same completions.
    """

    def __init__(self, draw: Draw, *, steps: int, ahead: bool = False, background: bool = False):
        self.draw, self.steps, self.ahead, self.outside = draw, steps, ahead, background
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="rollouts") if ahead and background else None
        self._next: tuple[int, list[Sampled] | Future[list[Sampled]]] | None = None

    def take(self, index: int) -> list[Sampled]:
        """The completions of step `index`; those of the next are begun where `ahead` is set."""
        return distributed.from_main(lambda: self._take(index)) if self.outside else self._take(index)

    def _take(self, index: int) -> list[Sampled]:
        found = self._waiting(index)
        if found is None:
            found = self.draw(index)
        if self.ahead and index + 1 < self.steps:
            begun = self._pool.submit(self.draw, index + 1) if self._pool else self.draw(index + 1)
            self._next = (index + 1, begun)
        return found

    def settle(self) -> None:
        """Wait for what is under way, so that the sampler may get other weights. Raises what drawing raised."""
        if self._next is not None:
            self._next = (self._next[0], self._drawn(self._next[1]))

    def state(self) -> dict[str, Any]:
        """What is drawn ahead, waited for."""
        self.settle()
        if self._next is None:
            return {"next": None}
        index, drawn = self._next
        return {"next": {"index": index, "sampled": [list(s) for s in self._drawn(drawn)]}}

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Take up a state that `state` gave."""
        found = state["next"]
        self._next = found and (int(found["index"]), [Sampled(*s) for s in found["sampled"]])

    def _waiting(self, index: int) -> list[Sampled] | None:
        ahead, self._next = self._next, None
        return self._drawn(ahead[1]) if ahead is not None and ahead[0] == index else None

    @staticmethod
    def _drawn(drawn: list[Sampled] | Future[list[Sampled]]) -> list[Sampled]:
        return drawn.result() if isinstance(drawn, Future) else drawn
