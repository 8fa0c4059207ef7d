"""Any endpoint that speaks OpenAI's chat completions: log-probabilities of the options through `top_logprobs`."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from heelwork.endpoint import Endpoint, EndpointSettings, Garbled, spread
from heelwork.judges.llm import Reply, Request

URL = "https://api.openai.com/v1"
KEY_ENV = "OPENAI_API_KEY"
TOP = 20  # the most that the protocol offers


class OpenAIModel:
    """A model behind /chat/completions.

    An option's probability is the sum over the offered tokens that spell it ("B", " B", "(B"), at the first position where
    one does. A server that sends no log-probabilities is read by its words: one certain vote.
    """

    gives_logprobs = True

    def __init__(self, model: str, settings: EndpointSettings | None = None):
        self.settings = settings or EndpointSettings()
        self.model = model
        self.endpoint = Endpoint(self.settings, url=URL, key_env=KEY_ENV, needs_key=True,
                                 header=lambda key: {"Authorization": f"Bearer {key}"})  # fmt: skip
        self.name = f"openai:{model}@{self.endpoint.url}"

    def stream(self, requests: Sequence[Request]) -> Iterator[list[tuple[int, Reply]]]:
        """Each reply as it comes."""
        return spread(requests, self._call, self.settings.concurrency)

    def _call(self, request: Request) -> Reply:
        payload: dict[str, Any] = {
            "model": self.model,
            "messages": [{"role": m.role, "content": m.content} for m in request.messages],
            "max_tokens": request.max_tokens,
            "temperature": 0.0 if request.options else request.temperature,
            "seed": request.sample,
        }
        if request.options:
            payload |= {"logprobs": True, "top_logprobs": TOP}
        try:
            return read_completion(self.endpoint.post("/chat/completions", payload), request.options)
        except Garbled:
            return Reply(None, problem="unreadable answer")


def read_completion(answer: Any, options: Sequence[str]) -> Reply:
    """A chat completion's text, and the options' log-probabilities where it brings them."""
    try:
        choice = answer["choices"][0]
        text = choice["message"]["content"]
        finished = choice.get("finish_reason") not in ("length", "content_filter")
        usage = answer.get("usage") or {}
        tokens = (int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0))
        if text is not None and not isinstance(text, str):
            raise TypeError
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        return Reply(None, problem="unreadable answer")
    if not text:
        return Reply(None, None, *tokens, problem="declined" if choice["message"].get("refusal") else "empty")
    return Reply(text, _option_logprobs(choice, options) if options else None, *tokens, finished=finished)


def _option_logprobs(choice: Any, options: Sequence[str]) -> tuple[float | None, ...] | None:
    try:
        positions = choice["logprobs"]["content"]
        for position in positions:
            mass = dict.fromkeys(options, 0.0)
            for offered in position["top_logprobs"]:
                token = str(offered["token"]).strip(" \t\n\"'`*_()[]{}.:,;")
                if token in mass:
                    mass[token] += math.exp(float(offered["logprob"]))
            if any(mass.values()):
                return tuple(math.log(mass[o]) if mass[o] > 0 else None for o in options)
    except (KeyError, TypeError, ValueError, OverflowError):
        pass
    return None
