"""Judges by name, as `--judge KIND:ARGUMENT`. A new kind is one line here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from heelwork.errors import ConfigError, nearest
from heelwork.judges.base import Judge

if TYPE_CHECKING:
    from heelwork.judges.llm import JudgeSettings
    from heelwork.judges.models import ModelSettings


class Asking(NamedTuple):
    """How a language model is asked; other kinds of judges have no use for it. replies: the file that keeps what it said."""

    endpoint: ModelSettings | None = None
    judging: JudgeSettings | None = None
    replies: Path | None = None


def _reward(model: str, _: Asking) -> Judge:
    from heelwork.judges.scored import ScoredJudge
    from heelwork.rewards.learned import LearnedReward
    from heelwork.tensors import default_device

    return ScoredJudge(LearnedReward(model, default_device()))


def _recorded(source: str, _: Asking) -> Judge:
    from heelwork.judges.recorded import RecordedJudge

    return RecordedJudge(source)


def _length(_: str, __: Asking) -> Judge:
    from heelwork.judges.length import LengthJudge

    return LengthJudge()


def _language(kind: str) -> Callable[[str, Asking], Judge]:
    def made(model: str, asking: Asking) -> Judge:
        from heelwork.judges.llm import LLMJudge
        from heelwork.judges.models import open_model

        return LLMJudge(open_model(f"{kind}:{model}", asking.endpoint, cache=asking.replies), settings=asking.judging)

    return made


JUDGES: dict[str, Callable[[str, Asking], Judge]] = {
    "reward": _reward,
    "recorded": _recorded,
    "length": _length,
    "local": _language("local"),
    "openai": _language("openai"),
    "anthropic": _language("anthropic"),
}
ALONE = {"length"}
"""Kinds that take no argument."""
MODELS = {"reward", "local"}
"""Kinds whose argument is a model of ours, that may be kin to the models it judges."""


def split(name: str) -> tuple[str, str]:
    """(kind, argument) of a judge's name. Raises ConfigError where no such judge can be."""
    kind, _, argument = name.partition(":")
    if kind not in JUDGES:
        raise ConfigError(f"no judge '{name}'; {nearest(kind, JUDGES)}; write for example reward:runs/reward/model")
    if not argument and kind not in ALONE:
        raise ConfigError(f"the judge '{name}' names nothing after '{kind}:'; write for example {kind}:PATH")
    return kind, argument


def open_judge(name: str, asking: Asking | None = None) -> Judge:
    """The judge of this name, loaded. Raises ConfigError, DataError or ModelError."""
    kind, argument = split(name)
    return JUDGES[kind](argument, asking or Asking())
