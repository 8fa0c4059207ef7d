"""Completions from a server that speaks OpenAI's completions protocol (vLLM, SGLang, llama.cpp, ...).

The server gets token ids and answers with text, and where it can with token ids and log-probabilities: vLLM does when asked
with `return_token_ids`, others by tokens written "token_id:17". Where ids are missing, the text is encoded again; where
log-probabilities are, they are NaN, which an importance weight reads as 1.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import Field

from heelwork.endpoint import Endpoint, EndpointSettings, Garbled, spread
from heelwork.errors import ConfigError, RunError
from heelwork.sampling.base import Sampled, SamplingSettings

WIRE = "token_id:"  # how vLLM writes a token where ids are asked for in the place of text
SEEDS = 2**31
WHOLE_DISTRIBUTION = {
    "top_k": -1, "min_p": 0.0, "repetition_penalty": 1.0, "presence_penalty": 0.0, "frequency_penalty": 0.0,
}  # fmt: skip
"""Said in every request: what it leaves out, servers fill in from the model's generation_config.json or defaults of their own,
and rollouts would come from a truncated or penalised distribution."""


class RemoteSettings(EndpointSettings):
    """The server that draws rollouts."""

    base_url: str = "http://127.0.0.1:8000/v1"
    """Where it listens."""
    model: str = ""
    """The name that it serves the policy under; empty = the first that it lists."""
    concurrency: int = Field(32, ge=1, le=1024)
    """Completions under way at once."""


class OpenAISampler:
    """Draws from whatever the server holds; its weights are not ours to change.

    encode: (text, whether it ended) -> ids of the policy's tokenizer, with its end of turn where it ended, for servers that
    answer with text alone. Raises ConfigError, RunError.
    """

    def __init__(
        self,
        settings: RemoteSettings,
        stop_ids: frozenset[int],
        encode: Callable[[str, bool], list[int]],
        *,
        version: int = 0,
    ):
        self.settings, self.stop_ids, self.encode, self.version = settings, stop_ids, encode, version
        self.endpoint = Endpoint(
            settings, url=settings.base_url, key_env="OPENAI_API_KEY", needs_key=False,
            header=lambda key: {"Authorization": f"Bearer {key}"},
        )  # fmt: skip
        self.encoded_again = 0
        self._lock = threading.Lock()
        self.model = settings.model or self._first_served()

    def generate(
        self,
        prompts: Sequence[Sequence[int]],
        sampling: SamplingSettings,
        *,
        on_done: Callable[[int], None] | None = None,
    ) -> list[Sampled]:
        """One completion for each prompt, in order. The server's seed is a function of (seed, index)."""

        def call(item: tuple[int, Sequence[int]]) -> Sampled:
            index, prompt = item
            sampled = self._complete(prompt, sampling, (sampling.seed * 1_000_003 + index) % SEEDS)
            if on_done is not None:
                on_done(index)
            return sampled

        out: list[Sampled | None] = [None] * len(prompts)
        for group in spread(list(enumerate(prompts)), call, self.settings.concurrency):
            for index, sampled in group:
                out[index] = sampled
        return [sampled for sampled in out if sampled is not None]

    def _complete(self, prompt: Sequence[int], sampling: SamplingSettings, seed: int) -> Sampled:
        payload = {
            "model": self.model,
            "prompt": list(prompt),
            "max_tokens": sampling.max_new_tokens,
            "temperature": sampling.temperature,
            "top_p": sampling.top_p,
            "seed": seed,
            "logprobs": 1,
            "stop_token_ids": sorted(self.stop_ids),
            "skip_special_tokens": False,
            "return_token_ids": True,
            **WHOLE_DISTRIBUTION,
        }
        try:
            return self._read(self.endpoint.post("/completions", payload))
        except (Garbled, KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            raise RunError(
                f"{self.endpoint.url}/completions: an answer that does not follow the protocol ({type(error).__name__}: "
                f"{error}); the server must speak OpenAI's completions with token ids as the prompt"
            ) from None

    def _read(self, answer: Mapping[str, Any]) -> Sampled:
        choice = answer["choices"][0]
        told = choice.get("logprobs") or {}
        logprobs = [math.nan if x is None else float(x) for x in told.get("token_logprobs") or []]
        stopped = choice.get("finish_reason") == "stop"
        ids = choice.get("token_ids") or _ids_on_the_wire(told.get("tokens") or [])
        if not ids:
            ids = self.encode(str(choice["text"]), stopped)
            if stopped and len(logprobs) == len(ids) - 1:  # the server left its end of turn out
                logprobs.append(math.nan)
            with self._lock:
                self.encoded_again += 1
        ids = [int(i) for i in ids]
        logprobs = logprobs if len(logprobs) == len(ids) else [math.nan] * len(ids)
        if not ids:
            raise ValueError("a completion without a token")
        return Sampled(ids, logprobs, "stop" if stopped else "length", self.version)

    def _first_served(self) -> str:
        listed = self.endpoint.get("/models")
        try:
            return str(listed["data"][0]["id"])
        except (KeyError, IndexError, TypeError):
            raise ConfigError(
                f"{self.endpoint.url}/models lists no model; name the served one with sampler.model=NAME"
            ) from None


def _ids_on_the_wire(tokens: Sequence[Any]) -> list[int] | None:
    if tokens and all(isinstance(t, str) and t.startswith(WIRE) for t in tokens):
        return [int(t.removeprefix(WIRE)) for t in tokens]
    return None
