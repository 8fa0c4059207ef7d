"""The in-process sampler: the trainer's own weights, a static KV cache, and slots that refill as answers end."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor

from heelwork.data.batching import micro_batches, pack
from heelwork.models.decoding import Stepper, steppable
from heelwork.models.kv_cache import DecodeLayout, KVCache
from heelwork.models.transformer import Policy, TokenRow
from heelwork.sampling.base import Sampled, SamplingSettings
from heelwork.training.clock import CLOCK
from heelwork.training.precision import Precision, matmul_precision, resolve

PREFILL_TOKENS = 8192  # prompt tokens that are run at once


class TorchSampler:
    """Samples from a Policy without copying its weights.

    slots: how many completions grow at once. stop_ids: tokens that end an answer. Finished answers leave their slot at
    once; waiting prompts take it. Randomness is one uniform number per (seed, prompt index, position), so that a
    completion does not depend on its neighbours, on the number of slots or on the order of finishing.
    """

    def __init__(
        self, policy: Policy, stop_ids: frozenset[int], *, device: torch.device, slots: int = 64,
        precision: Precision = "auto", version: int = 0,
    ):  # fmt: skip
        self.policy, self.stop_ids, self.device = policy, stop_ids, device
        self.precision, self.slots, self.version = precision, slots, version

    @torch.no_grad()
    @CLOCK("sampling")
    def generate(
        self,
        prompts: Sequence[Sequence[int]],
        sampling: SamplingSettings,
        *,
        indices: Sequence[int] | None = None,
        on_token: Callable[[int, int], None] | None = None,
        on_done: Callable[[int], None] | None = None,
    ) -> list[Sampled]:
        """One completion for each prompt, in order. on_token(index, id) streams; on_done(index) counts.

        indices: the numbers that stand for the prompts in their randomness; none = their places.
        """
        if not prompts:
            return []
        # The longest prompts go first: the batch then shrinks evenly towards the end.
        waiting = deque(sorted(range(len(prompts)), key=lambda i: -len(prompts[i])))
        slots = min(self.slots, len(prompts))
        cache = KVCache(slots, max(len(p) for p in prompts) + sampling.max_new_tokens)
        uniform = _Uniforms(sampling, self.device, indices)
        live = _Live(self.device)
        out: list[Sampled | None] = [None] * len(prompts)
        stepper: Policy | Stepper | None = None  # made once there is a second token to draw
        with matmul_precision(self.precision, self.device):
            while waiting or live.indices:
                if (waiting and len(live.indices) <= slots - max(1, slots // 8)) or not live.indices:
                    grown = len(live.indices)  # a prefill gives the new rows alone a token
                    new = [waiting.popleft() for _ in range(min(len(waiting), slots - len(live.indices)))]
                    self._prefill(prompts, new, cache, live, sampling, uniform)
                else:
                    grown = 0
                    stepper = stepper or self._stepper(cache.max_length)
                    self._step(stepper, cache, live, sampling, uniform)
                if on_token is not None:
                    for index, ids in zip(live.indices[grown:], live.ids[grown:], strict=True):
                        on_token(index, ids[-1])
                for index, sampled in self._finished(cache, live, sampling.max_new_tokens):
                    out[index] = sampled
                    if on_done is not None:
                        on_done(index)
        return [sampled for sampled in out if sampled is not None]

    def _prefill(
        self, prompts: Sequence[Sequence[int]], new: list[int], cache: KVCache, live: _Live,
        sampling: SamplingSettings, uniform: _Uniforms,
    ) -> None:  # fmt: skip
        """Run new prompts, equal ones once, fill their slots, and draw their first token."""
        alike: dict[tuple[int, ...], list[int]] = {}
        for i in new:
            alike.setdefault(tuple(prompts[i]), []).append(i)
        groups = list(alike.items())
        for part in micro_batches([len(ids) for ids, _ in groups], PREFILL_TOKENS):
            chosen = [i for k in part for i in groups[k][1]]
            first = len(live.indices)
            slots_B = torch.arange(first, first + len(chosen), device=self.device)
            rows = [TokenRow(prompts[i], np.zeros(len(prompts[i]), dtype=bool)) for i in chosen]
            packed = pack(rows, self.device, [len(groups[k][1]) for k in part], cache, slots_B)
            logits_BV = self.policy.next_logits(packed)
            token_B, logprob_B = draw(logits_BV, uniform.at(chosen, [0] * len(chosen)), sampling)
            live.add(chosen, torch.tensor([len(row.ids) for row in rows], device=self.device), token_B, logprob_B)

    def _stepper(self, longest: int) -> Policy | Stepper:
        if not steppable(self.policy.network):
            return self.policy
        bf16 = resolve(self.precision, self.device) == "bf16"
        return Stepper(self.policy.network, torch.bfloat16 if bf16 else torch.float32, longest)

    def _step(
        self, stepper: Policy | Stepper, cache: KVCache, live: _Live, sampling: SamplingSettings, uniform: _Uniforms
    ) -> None:
        """One more token for every live slot."""
        logits_SV = stepper.step_logits(live.token_S, DecodeLayout.of(cache, live.position_S))
        token_S, logprob_S = draw(logits_SV, uniform.at(live.indices, [len(x) for x in live.ids]), sampling)
        live.extend(token_S, logprob_S)

    def _finished(self, cache: KVCache, live: _Live, limit: int) -> list[tuple[int, Sampled]]:
        """Take out what has ended, and close the gaps so that live slots stay the first ones of the cache."""
        ended = [s for s, ids in enumerate(live.ids) if ids[-1] in self.stop_ids or len(ids) >= limit]
        done = [
            (live.indices[s], Sampled(
                live.ids[s], live.logprobs[s], "stop" if live.ids[s][-1] in self.stop_ids else "length", self.version
            ))
            for s in ended
        ]  # fmt: skip
        if ended:
            gone = set(ended)
            kept = len(live.indices) - len(ended)
            holes = [s for s in ended if s < kept]
            movers = [s for s in range(kept, len(live.indices)) if s not in gone]
            if holes:
                source, destination = (torch.tensor(x, device=self.device) for x in (movers, holes))
                cache.move(source, destination)
            live.close(holes, movers, kept)
        return done


def draw(logits_BV: Tensor, uniform_B: Tensor, sampling: SamplingSettings) -> tuple[Tensor, Tensor]:
    """Sample one token per row by inverting the cumulative distribution; returns (token_B, logprob_B).

    The log-probability is that of the full softmax at the sampling temperature, whatever top_p removed.
    """
    scale = sampling.temperature or 1.0
    log_p_BV = torch.log_softmax(logits_BV.float() / scale, dim=-1)
    if sampling.temperature == 0:
        token_B = log_p_BV.argmax(-1)
    else:
        p_BV = log_p_BV.exp()
        if sampling.top_p < 1:
            ordered, order = p_BV.sort(-1, descending=True)
            removed = ordered.cumsum(-1) - ordered >= sampling.top_p
            p_BV = p_BV.scatter(-1, order, ordered.masked_fill(removed, 0.0))
        cumulative_BV = p_BV.cumsum(-1, dtype=torch.float64)
        threshold_B1 = uniform_B[:, None] * cumulative_BV[:, -1:]
        token_B = torch.searchsorted(cumulative_BV, threshold_B1, right=True).squeeze(-1)
        token_B = token_B.clamp(max=logits_BV.shape[-1] - 1)
    return token_B, log_p_BV.gather(-1, token_B[:, None]).squeeze(-1)


class _Uniforms:
    """One uniform number for each (prompt index, position), from a counter-based generator."""

    def __init__(self, sampling: SamplingSettings, device: torch.device, numbers: Sequence[int] | None = None):
        self.sampling, self.device, self.numbers = sampling, device, numbers
        self.rows: dict[int, np.ndarray] = {}

    def at(self, indices: Sequence[int], positions: Sequence[int]) -> Tensor:
        for index in indices:
            if index not in self.rows:
                number = index if self.numbers is None else self.numbers[index]
                generator = np.random.Generator(np.random.Philox(key=[self.sampling.seed, number]))
                self.rows[index] = generator.random(self.sampling.max_new_tokens)
        values = np.array([self.rows[i][t] for i, t in zip(indices, positions, strict=True)])
        return torch.from_numpy(values).to(self.device)


class _Live:
    """The completions that are growing; row s of everything belongs to slot s of the cache."""

    def __init__(self, device: torch.device):
        self.indices: list[int] = []
        self.ids: list[list[int]] = []
        self.logprobs: list[list[float]] = []
        self.token_S = torch.zeros(0, dtype=torch.long, device=device)
        self.position_S = torch.zeros(0, dtype=torch.long, device=device)

    def add(self, indices: list[int], position_B: Tensor, token_B: Tensor, logprob_B: Tensor) -> None:
        """New rows at the end; position = where the new token will be written."""
        self.indices += indices
        self.ids += [[t] for t in token_B.tolist()]
        self.logprobs += [[p] for p in logprob_B.tolist()]
        self.token_S = torch.cat([self.token_S, token_B])
        self.position_S = torch.cat([self.position_S, position_B])

    def extend(self, token_S: Tensor, logprob_S: Tensor) -> None:
        """One more token for every row."""
        for ids, logprobs, token, logprob in zip(
            self.ids, self.logprobs, token_S.tolist(), logprob_S.tolist(), strict=True
        ):
            ids.append(token)
            logprobs.append(logprob)
        self.token_S = token_S
        self.position_S = self.position_S + 1

    def close(self, holes: list[int], movers: list[int], kept: int) -> None:
        """Move the last rows into the holes and cut to the first `kept`."""
        for hole, mover in zip(holes, movers, strict=True):
            self.indices[hole], self.ids[hole] = self.indices[mover], self.ids[mover]
            self.logprobs[hole] = self.logprobs[mover]
            self.token_S[hole], self.position_S[hole] = self.token_S[mover], self.position_S[mover]
        del self.indices[kept:], self.ids[kept:], self.logprobs[kept:]
        self.token_S, self.position_S = self.token_S[:kept], self.position_S[:kept]
