"""A Hugging Face model on this machine: exact log-probabilities of the options, shared beginnings computed once.

Both orders of a pair share the question and the conversation, pairs under one principle share the question. Requests are
sorted by their tokens and packed as a tree of prefixes (`data.batching.pack_branches`), so that every shared token runs
through the network once for each batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch

from heelwork.data.batching import branch_batches, pack_branches
from heelwork.data.chat import Chat
from heelwork.errors import DataError
from heelwork.judges.llm import Reply, Request
from heelwork.models.lineage import weights_digest
from heelwork.models.loading import context_length, load_policy, load_tokenizer
from heelwork.sampling.base import SamplingSettings
from heelwork.sampling.torch import TorchSampler
from heelwork.tensors import default_device, keep_freed_memory
from heelwork.training.precision import Precision, matmul_precision

BATCH_TOKENS = 4096  # tokens that are computed at once


class LocalModel:
    """Loads a model directory or hub id once. Raises ModelError where that cannot be."""

    gives_logprobs = True

    def __init__(self, model: str, device: torch.device | None = None):
        self.device = device or default_device()
        keep_freed_memory()
        self.tokenizer = load_tokenizer(model)
        self.policy = load_policy(model, self.device, tokenizer=self.tokenizer)
        self.chat = Chat(self.tokenizer, context_length(self.policy.network))
        # Labels are log-probabilities; on a CPU they are exact, on a GPU in what the hardware is fast at.
        precision: Precision = "fp32" if self.device.type == "cpu" else "auto"
        self.sampler = TorchSampler(self.policy, self.chat.stop_ids, device=self.device, precision=precision)
        self.name = f"local:{model}@{weights_digest(model)}"
        self._known_options: dict[str, list[int]] = {}

    def stream(self, requests: Sequence[Request]) -> Iterator[list[tuple[int, Reply]]]:
        """All replies in one group: what runs together in one batch is kept together, so that a resumed run repeats it."""
        out: list[tuple[int, Reply]] = []
        fitting: list[tuple[int, list[int]]] = []
        for index, request in enumerate(requests):
            try:
                room = max((len(o) for o in self._options(request)), default=request.max_tokens)
                fitting.append((index, self.chat.prompt_ids(request.messages, room)))
            except DataError:
                out.append((index, Reply(None, problem="too long for the model's context")))
        choices = [(i, ids) for i, ids in fitting if requests[i].options]
        texts = [(i, ids) for i, ids in fitting if not requests[i].options]
        out += zip([i for i, _ in choices], self._choose(requests, choices), strict=True)
        out += zip([i for i, _ in texts], self._write(requests, texts), strict=True)
        if out:
            yield out

    def _options(self, request: Request) -> list[list[int]]:
        for option in request.options:
            if option not in self._known_options:
                self._known_options[option] = self.chat.completion_ids(option, finished=False)
        return [self._known_options[option] for option in request.options]

    def _choose(self, requests: Sequence[Request], prompts: Sequence[tuple[int, list[int]]]) -> list[Reply]:
        """Log-probabilities of each request's options."""
        options = [self._options(requests[i]) for i, _ in prompts]
        logprobs = self.option_logprobs([ids for _, ids in prompts], options)
        replies = []
        for (index, ids), own in zip(prompts, logprobs, strict=True):
            best = max(range(len(own)), key=lambda k, own=own: own[k])  # type: ignore[misc]
            replies.append(Reply(requests[index].options[best], tuple(own), len(ids), 1))
        return replies

    @torch.no_grad()
    def option_logprobs(self, prompts: Sequence[list[int]], options: Sequence[list[list[int]]]) -> list[list[float]]:
        """log p(option | prompt) for every prompt's options, all in token ids, nats.

        An option that begins another ("1" and "10") counts without it: p(1, and not 10).
        """
        rows: dict[tuple[int, ...], dict[int, None]] = {}
        for prompt, own in zip(prompts, options, strict=True):
            for option in own:
                for cut in range(len(option)):
                    rows.setdefault((*prompt, *option[:cut]), {})[option[cut]] = None
        table = self._next_logprobs({context: list(targets) for context, targets in rows.items()})
        out = []
        for prompt, own in zip(prompts, options, strict=True):
            log_p = [sum(table[(*prompt, *o[:cut])][o[cut]] for cut in range(len(o))) for o in own]
            out.append([_without_longer(k, own, log_p) for k in range(len(own))])
        return out

    def _next_logprobs(self, wanted: dict[tuple[int, ...], list[int]]) -> dict[tuple[int, ...], dict[int, float]]:
        """log p(token | context) of the wanted tokens after each context."""
        contexts = [list(context) for context in wanted]
        targets = list(wanted.values())
        out: dict[tuple[int, ...], dict[int, float]] = {}
        with matmul_precision(self.sampler.precision, self.device):
            for batch in branch_batches(contexts, BATCH_TOKENS):
                packed = pack_branches([contexts[r] for r in batch], self.device)
                last = torch.tensor(np.array([path[-1] for path in packed.path_R]), device=self.device)
                logits = self.policy.logits_at(packed.input_ids_N, packed.position_ids_N, packed.layout, last)
                log_p = torch.log_softmax(logits.float(), -1)
                for row, r in enumerate(batch):
                    values = log_p[row, targets[r]].tolist()
                    out[tuple(contexts[r])] = dict(zip(targets[r], values, strict=True))
        return out

    def _write(self, requests: Sequence[Request], prompts: Sequence[tuple[int, list[int]]]) -> list[Reply]:
        """Free text; a draw depends on its request alone, not on the others beside it."""
        kinds: dict[tuple[float, int], list[int]] = {}
        for place, (index, _) in enumerate(prompts):
            kinds.setdefault((requests[index].temperature, requests[index].max_tokens), []).append(place)
        replies: dict[int, Reply] = {}
        for (temperature, longest), places in kinds.items():
            sampling = SamplingSettings(temperature=temperature, max_new_tokens=longest)
            numbers = [int(requests[prompts[p][0]].key[:15], 16) for p in places]
            drawn = self.sampler.generate([prompts[p][1] for p in places], sampling, indices=numbers)
            for place, sampled in zip(places, drawn, strict=True):
                text = self.chat.text(sampled.ids)
                replies[place] = Reply(text, None, len(prompts[place][1]), len(sampled.ids), "" if text else "empty",
                                       finished=sampled.finish_reason == "stop")  # fmt: skip
        return [replies[place] for place in range(len(prompts))]


def _without_longer(k: int, options: Sequence[Sequence[int]], log_p: Sequence[float]) -> float:
    """log p(option k and none that it begins)."""
    longer = [
        log_p[j] for j, o in enumerate(options) if len(o) > len(options[k]) and o[: len(options[k])] == options[k]
    ]
    rest = 1.0 - sum(float(np.exp(p - log_p[k])) for p in longer)
    return log_p[k] + float(np.log(max(rest, 1e-12))) if longer else log_p[k]
