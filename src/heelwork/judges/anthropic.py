"""Anthropic's messages endpoint. It gives no log-probabilities: a label is the share of votes drawn at temperature 1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from heelwork.endpoint import Endpoint, EndpointSettings, Garbled, spread
from heelwork.judges.llm import UNREADABLE, Reply, Request

URL = "https://api.anthropic.com"
KEY_ENV = "ANTHROPIC_API_KEY"
VERSION = "2023-06-01"


class AnthropicModel:
    """A model behind /v1/messages. Every draw of a request is a call of its own, so that none is repeated on a resume."""

    gives_logprobs = False

    def __init__(self, model: str, settings: EndpointSettings | None = None):
        self.settings = settings or EndpointSettings()
        self.model = model
        self.endpoint = Endpoint(self.settings, url=URL, key_env=KEY_ENV, needs_key=True,
                                 header=lambda key: {"x-api-key": key, "anthropic-version": VERSION})  # fmt: skip
        self.name = f"anthropic:{model}@{self.endpoint.url}"

    def stream(self, requests: Sequence[Request]) -> Iterator[list[tuple[int, Reply]]]:
        """Each reply as it comes."""
        return spread(requests, self._call, self.settings.concurrency)

    def _call(self, request: Request) -> Reply:
        system = "\n\n".join(m.content for m in request.messages if m.role == "system")
        payload: dict[str, Any] = {
            "model": self.model,
            "max_tokens": request.max_tokens,
            "temperature": 1.0 if request.options else min(1.0, request.temperature),
            "messages": [{"role": m.role, "content": m.content} for m in request.messages if m.role != "system"],
        }
        if system:
            payload["system"] = system
        try:
            return read_message(self.endpoint.post("/v1/messages", payload))
        except Garbled:
            return Reply(None, problem=UNREADABLE)


def read_message(answer: Any) -> Reply:
    """The text of a message's text blocks."""
    try:
        text = "".join(block["text"] for block in answer["content"] if block["type"] == "text")
        usage = answer.get("usage") or {}
        tokens = (int(usage.get("input_tokens") or 0), int(usage.get("output_tokens") or 0))
        stopped = answer.get("stop_reason")
    except (KeyError, TypeError, ValueError, AttributeError):
        return Reply(None, problem=UNREADABLE)
    if not text:
        return Reply(None, None, *tokens, problem="declined" if stopped == "refusal" else "empty")
    return Reply(text, None, *tokens, finished=stopped != "max_tokens")
