"""Language models by name: `wolf`, a directory, a hub id, `local:MODEL`, `openai:MODEL`, `anthropic:MODEL`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from pydantic import Field

from heelwork.endpoint import EndpointSettings
from heelwork.errors import ConfigError, nearest
from heelwork.judges.cache import CachedModel, Meter
from heelwork.judges.llm import LanguageModel


class ModelSettings(EndpointSettings):
    """A language model that judges, criticises or answers."""

    price_in: float = Field(0.0, ge=0)
    """US dollars for a million tokens read; with price_out, the meter tells the cost. 0 = not known."""
    price_out: float = Field(0.0, ge=0)
    """US dollars for a million tokens written."""


def _local(name: str, settings: EndpointSettings) -> LanguageModel:
    from heelwork.judges.local import LocalModel

    return LocalModel(name)


def _openai(name: str, settings: EndpointSettings) -> LanguageModel:
    from heelwork.judges.openai import OpenAIModel

    return OpenAIModel(name, settings)


def _anthropic(name: str, settings: EndpointSettings) -> LanguageModel:
    from heelwork.judges.anthropic import AnthropicModel

    return AnthropicModel(name, settings)


KINDS: dict[str, Callable[[str, EndpointSettings], LanguageModel]] = {
    "local": _local,
    "openai": _openai,
    "anthropic": _anthropic,
}
"""What stands before the colon; a name without one of these is a local model."""


def refuse_two_vendors(names: Sequence[str | None], settings: EndpointSettings) -> None:
    """Raise ConfigError where one address or key is given for endpoints of different kinds: each would get it."""
    kinds = {name.partition(":")[0] for name in names if name}
    given = [key for key in ("base_url", "key_env") if getattr(settings, key)]
    if given and kinds >= {"openai", "anthropic"}:
        raise ConfigError(
            f"{' and '.join(given)} would go to an openai: and an anthropic: model alike, so that one vendor's key could reach "
            "the other's server; leave it out (each then uses its own address and variable), or take models of one kind"
        )


def open_model(name: str, settings: ModelSettings | None = None, cache: Path | None = None) -> CachedModel:
    """A language model, each request of which is asked once. Raises ConfigError, ModelError.

    cache: the file in which replies are kept; none = within this process alone.
    """
    settings = settings or ModelSettings()
    kind, colon, rest = name.partition(":")
    if colon and kind not in KINDS and not Path(name).exists():
        raise ConfigError(
            f"'{name}' is no language model; {nearest(kind, KINDS)}; write a model directory, a hub id or KIND:MODEL"
        )
    if not colon or kind not in KINDS:
        kind, rest = "local", name
    if not rest:
        raise ConfigError(f"'{name}' names no model; write for example {kind}:MODEL")
    endpoint = EndpointSettings(**{key: getattr(settings, key) for key in EndpointSettings.model_fields})
    return CachedModel(KINDS[kind](rest, endpoint), cache, Meter(settings.price_in, settings.price_out))
