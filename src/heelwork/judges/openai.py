"""Any endpoint that speaks OpenAI's chat completions: log-probabilities of the options through `top_logprobs`."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from heelwork.endpoint import Endpoint, EndpointSettings, Garbled, spread
from heelwork.judges.llm import UNREADABLE, Reply, Request

URL = "https://api.openai.com/v1"
KEY_ENV = "OPENAI_API_KEY"
TOP = 20  # the most that the protocol offers
UNSPLIT = 0.01  # share of all options up to which it does not matter whether a "1" was the beginning of a "10"


class OpenAIModel:
    """A model behind /chat/completions.

    An option's probability is the sum over the offered tokens that spell it ("B", " B", "(B"), at the first position where
    one does. Where an option begins another ("1" and "10") and the server spells the longer one in pieces, the next position
    divides their probability. Where it cannot, or where a server sends no log-probabilities, the reply is read by its words:
    one certain vote.
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
            return Reply(None, problem=UNREADABLE)


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
        return Reply(None, problem=UNREADABLE)
    if not text:
        return Reply(None, None, *tokens, problem="declined" if choice["message"].get("refusal") else "empty")
    return Reply(text, _option_logprobs(choice, options) if options else None, *tokens, finished=finished)


_AROUND = " \t\n\"'`*_()[]{}.:,;"


def _option_logprobs(choice: Any, options: Sequence[str]) -> tuple[float | None, ...] | None:
    try:
        positions = choice["logprobs"]["content"]
        for place, position in enumerate(positions):
            mass = dict.fromkeys(options, 0.0)
            for token, share in _offered(position):
                if token.strip(_AROUND) in mass:
                    mass[token.strip(_AROUND)] += share
            if any(mass.values()):
                divided = _divided(mass, str(position.get("token", "")), positions[place + 1 : place + 2])
                return (
                    None if divided is None else tuple(math.log(p) if (p := divided[o]) > 0 else None for o in options)
                )
    except (KeyError, TypeError, ValueError, OverflowError):
        pass
    return None


def _offered(position: Any) -> list[tuple[str, float]]:
    """The tokens that were likely at a position, with their probabilities."""
    return [(str(offered["token"]), math.exp(float(offered["logprob"]))) for offered in position["top_logprobs"]]


def _divided(mass: dict[str, float], said: str, following: Sequence[Any]) -> dict[str, float] | None:
    """Probability of each whole option, where that of "1" may be that of "10" spelt in pieces; none = nobody knows.

    said: the token that the model chose here; following: the position after it, if the reply goes on, which tells nothing
    of what would have followed another token.
    """
    out = dict(mass)
    for short in mass:
        longer = [o for o in mass if o != short and o.startswith(short) and not mass[o]]
        if not longer or not mass[short]:
            continue
        if said.strip(_AROUND) == short:
            for option in longer:
                rest = option.removeprefix(short)
                share = sum(
                    p for position in following for token, p in _offered(position) if token.rstrip(_AROUND) == rest
                )
                out[option] = mass[short] * min(1.0, share)
                out[short] = max(0.0, out[short] - out[option])
        elif mass[short] > UNSPLIT * sum(mass.values()):
            return None
    return out
