"""Reads a recipe and a sample of its data for the facts that the plan needs."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from heelwork import pipeline
from heelwork.data.chat import Chat
from heelwork.data.formats import to_demonstration, to_prompt, to_ranking
from heelwork.data.sources import read_records
from heelwork.errors import DataError
from heelwork.models.loading import load_tokenizer, resolve_model
from heelwork.planning.plan import StageFacts
from heelwork.planning.shapes import ModelShape, from_config, read_shape
from heelwork.records import Demonstration, Prompt, Ranking

SAMPLED = 200  # records whose tokens are counted


def shape_of(base: str) -> ModelShape:
    """The shape of the recipe's model. Raises ModelError."""
    resolved = resolve_model(base)
    if Path(resolved).is_dir():
        return read_shape(Path(resolved))
    from transformers import AutoConfig

    return from_config(AutoConfig.from_pretrained(resolved, trust_remote_code=False).to_dict(), base)


def stage_facts(values: Mapping[str, Any]) -> list[StageFacts]:
    """Of the three stages of a recipe of `heelwork run`, whose data must be at hand. Raises ConfigError, DataError."""
    found = pipeline.resolve(values)
    tokenizer = load_tokenizer(found.settings.base)
    context = int(getattr(tokenizer, "model_max_length", 0)) or 1024

    def chat(settings: Any) -> Chat:
        return Chat(tokenizer, min(context, settings.max_length or context, 1_000_000), settings.max_length)

    return [
        _facts_of_sft(found.sft, chat(found.sft)),
        _facts_of_reward(found.reward, chat(found.reward)),
        _facts_of_ppo(found.ppo, chat(found.ppo)),
    ]


def _facts_of_sft(settings: Any, chat: Chat) -> StageFacts:
    def measure(record: Demonstration) -> tuple[float, float]:
        row = chat.conversation(record.messages)
        return float(len(row.ids)), float(sum(row.counted))

    count, (length, counted) = _sampled(settings, to_demonstration, measure)
    return StageFacts(
        "sft", settings.epochs, rows=_rows(settings, count), length=length, counted=counted, **_common(settings, chat)
    )


def _facts_of_reward(settings: Any, chat: Chat) -> StageFacts:
    """A row is a whole ranking: its prompt once and all of its answers."""

    def measure(record: Ranking) -> tuple[float]:
        prompt = len(chat.ids(record.prompt.messages))
        answers = sum(min(len(chat.completion_ids(text)), chat.max_length) for text in record.completions)
        return (float(prompt + answers),)

    count, (length,) = _sampled(settings, to_ranking, measure)
    return StageFacts("reward", settings.epochs, rows=_rows(settings, count), length=length, **_common(settings, chat))


def _facts_of_ppo(settings: Any, chat: Chat) -> StageFacts:
    def measure(record: Prompt) -> tuple[float]:
        return (float(len(chat.ids(record.messages))),)

    _, (prompt,) = _sampled(settings, to_prompt, measure)
    return StageFacts(
        "ppo", settings.epochs, steps=settings.steps, batch_size=settings.batch_size, prompt=prompt,
        new=float(settings.max_new_tokens), slots=settings.slots, **_common(settings, chat),
    )  # fmt: skip


def _rows(settings: Any, count: float) -> float:
    """The rows of one epoch, fewer where max_steps ends the stage before."""
    return min(count, settings.max_steps * settings.batch_size / settings.epochs) if settings.max_steps else count


def _common(settings: Any, chat: Chat) -> dict[str, Any]:
    return {
        "micro_batch_tokens": settings.micro_batch_tokens,
        "longest": chat.max_length,
        "lora_rank": settings.lora.rank if settings.lora else None,
        "checkpointed": bool(getattr(settings, "activation_checkpointing", False)),
    }


def _sampled(
    settings: Any, parse: Callable[..., Any], measure: Callable[[Any], Sequence[float]]
) -> tuple[float, list[float]]:
    """How many records are trained on, and the means of what is measured on a seeded sample of them.

    Records that cannot be used are left out, as the stage does. Raises DataError where all of the sample are.
    """
    records = read_records(settings.data, parse, limit=settings.limit)
    used = [r for r in records if not settings.holds_out(_prompt(r))] or records
    chosen = random.Random(0).sample(used, min(SAMPLED, len(used)))
    measured: list[Sequence[float]] = []
    unusable: DataError | None = None
    for record in chosen:
        try:
            measured.append(measure(record))
        except DataError as error:
            unusable = error
    if unusable is not None and not measured:
        raise unusable
    share = len(measured) / len(chosen)
    return len(used) * share, [fmean(column) for column in zip(*measured, strict=True)]


def _prompt(record: Any) -> Prompt:
    found: Prompt = record if isinstance(record, Prompt) else record.prompt
    return found
