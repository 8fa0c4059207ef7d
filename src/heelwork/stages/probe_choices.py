"""Choosing among given answers: by likelihood for a policy, by score for a reward model."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from heelwork.errors import DataError
from heelwork.models.loading import resolve_model
from heelwork.probes.public.choices import Choice, Choices, decide, summary
from heelwork.stages.base import log
from heelwork.tensors import default_device
from heelwork.training.progress import Progress

AT_ONCE = 32  # items that are computed together


def is_reward_model(name: str) -> bool:
    """Whether a model directory says that it classifies, as reward models do. A hub id is taken for a policy."""
    config = Path(resolve_model(name)) / "config.json"
    if not config.is_file():
        return False
    kinds = json.loads(config.read_text(encoding="utf-8")).get("architectures") or []
    return any(str(kind).endswith("ForSequenceClassification") for kind in kinds)


def measure_choices(name: str, path: str, suites: Sequence[Choices]) -> dict[str, dict[str, Any]]:
    """{suite: its figures} of one model. Items too long for its context are left out and counted."""
    values = _scores if is_reward_model(path) else _likelihoods
    measure = values(path)
    out = {}
    with Progress(f"probe {name}"[:24], sum(len(s.items) for s in suites), unit="item") as progress:
        for suite in suites:
            outcomes: list[float | None] = []
            mass: list[float | None] = []
            for start in range(0, len(suite.items), AT_ONCE):
                part = suite.items[start : start + AT_ONCE]
                for item, found in zip(part, measure(part), strict=True):
                    outcomes.append(None if found is None else decide(found[: len(item.answers)], item))
                    mass.append(_mass(item, found))
                progress.advance({}, len(part))
            out[suite.name] = summary(suite.items, outcomes, mass)
            if skipped := out[suite.name]["skipped"]:
                log.info("%s: %d items of %s are too long for its context and are left out", name, skipped, suite.name)
    return out


def _mass(item: Choice, found: Sequence[float] | None) -> float | None:
    """The share of likelihood on the right answers of `many`, from their log-likelihoods, which stand behind the others."""
    if found is None or not item.many or len(found) == len(item.answers):  # a reward model has no likelihoods
        return None
    log_p = np.asarray(found[len(item.answers) :])
    weights = np.exp(log_p - log_p.max())
    right = np.asarray([w > 0 for _, w in item.many])
    return float(weights[right].sum() / weights.sum())


def _likelihoods(path: str) -> Any:
    from heelwork.judges.local import LocalModel

    model = LocalModel(path)

    def measure(items: Sequence[Choice]) -> list[list[float] | None]:
        texts = [[*item.answers, *(answer for answer, _ in item.many)] for item in items]
        options = [[model.chat.completion_ids(text, finished=True) for text in own] for own in texts]
        prompts: list[list[int] | None] = []
        for item, own in zip(items, options, strict=True):
            try:
                prompts.append(model.chat.prompt_ids(item.prompt.messages, max(map(len, own))))
            except DataError:
                prompts.append(None)
        fitting = [i for i, prompt in enumerate(prompts) if prompt is not None]
        found = model.option_logprobs([p for p in prompts if p is not None], [options[i] for i in fitting])
        known = dict(zip(fitting, found, strict=True))
        return [known.get(i) for i in range(len(items))]

    return measure


def _scores(path: str) -> Any:
    from heelwork.rewards.learned import LearnedReward

    reward = LearnedReward(path, default_device())

    def measure(items: Sequence[Choice]) -> list[list[float] | None]:
        fitting = [
            i for i, item in enumerate(items)
            if max(len(reward.chat.ids(item.prompt.messages)) + len(reward.chat.completion_ids(a)) for a in item.answers)
            <= reward.chat.max_length
        ]  # fmt: skip
        asked = [(items[i].prompt, answer) for i in fitting for answer in items[i].answers]
        if not asked:
            return [None] * len(items)
        scores = iter(reward.score([p for p, _ in asked], [a for _, a in asked], [True] * len(asked)).tolist())
        known = {i: [next(scores) for _ in items[i].answers] for i in fitting}
        return [known.get(i) for i in range(len(items))]

    return measure
