"""Rollouts of several processes: each draws its share of the prompts from the whole policy, and all get all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from heelwork import distributed
from heelwork.models.sharding import gathered
from heelwork.sampling.base import Sampled, SamplingSettings
from heelwork.sampling.torch import TorchSampler


class ShardedSampler(TorchSampler):
    """As in one process, completion for completion: a completion is a function of (seed, its index, its prompt).

    While it draws, every process holds the policy's weights whole.
    """

    def generate(  # type: ignore[override]
        self, prompts: Sequence[Sequence[int]], sampling: SamplingSettings, *, indices: Sequence[int] | None = None,
        **callbacks: Any,
    ) -> list[Sampled]:  # fmt: skip
        """One completion for each prompt, in order."""
        # Neighbours in length go to different processes, so that all are busy about equally long.
        order = sorted(range(len(prompts)), key=lambda i: (-len(prompts[i]), i))
        own = order[distributed.rank() :: distributed.size()]
        numbers = own if indices is None else [indices[i] for i in own]
        with gathered(self.policy):
            drawn = super().generate([prompts[i] for i in own], sampling, indices=numbers, **callbacks)
        found: dict[int, Sampled] = {}
        for pairs in distributed.gather(list(zip(own, drawn, strict=True))):
            found.update(pairs)
        return [found[i] for i in range(len(prompts))]
