"""Judges by name, as `--judge KIND:ARGUMENT`. A new kind is one line here."""

from __future__ import annotations

from collections.abc import Callable

from heelwork.errors import ConfigError, nearest
from heelwork.judges.base import Judge


def _reward(model: str) -> Judge:
    from heelwork.judges.scored import ScoredJudge
    from heelwork.rewards.learned import LearnedReward
    from heelwork.tensors import default_device

    return ScoredJudge(LearnedReward(model, default_device()))


def _recorded(source: str) -> Judge:
    from heelwork.judges.recorded import RecordedJudge

    return RecordedJudge(source)


def _length(_: str) -> Judge:
    from heelwork.judges.length import LengthJudge

    return LengthJudge()


def _language(kind: str) -> Callable[[str], Judge]:
    def made(model: str) -> Judge:
        from heelwork.judges.llm import LLMJudge
        from heelwork.judges.models import open_model

        return LLMJudge(open_model(f"{kind}:{model}"))

    return made


JUDGES: dict[str, Callable[[str], Judge]] = {
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


def open_judge(name: str) -> Judge:
    """The judge of this name, loaded. Raises ConfigError, DataError or ModelError."""
    kind, argument = split(name)
    return JUDGES[kind](argument)
