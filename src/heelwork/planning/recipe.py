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
from heelwork.errors import DataError, ModelError
from heelwork.models.loading import configured_context, load_tokenizer, resolve_model
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
    context = _context(found.settings.base, tokenizer)

    def chat(settings: Any) -> Chat:
        return Chat(tokenizer, context, settings.max_length)

    return [
        _facts_of_sft(found.sft, chat(found.sft)),
        _facts_of_reward(found.reward, chat(found.reward)),
        _facts_of_ppo(found.ppo, chat(found.ppo)),
    ]


def _context(base: str, tokenizer: Any) -> int:
    """As training has it: the model's own; of a model whose configuration or weights are not at hand, its tokenizer's."""
    try:
        return configured_context(base)
    except ModelError:
        return int(getattr(tokenizer, "model_max_length", 0)) or 1024


def _facts_of_sft(settings: Any, chat: Chat) -> StageFacts:
    def measure(record: Demonstration) -> tuple[float, float] | None:
        try:
            row = chat.conversation(record.messages)
        except DataError:
            return None
        return float(len(row.ids)), float(sum(row.counted))

    count, (length, counted) = _sampled(settings, to_demonstration, measure)
    return StageFacts(
        "sft", settings.epochs, rows=_rows(settings, count), length=fmean(length), counted=fmean(counted),
        **_common(settings),
    )  # fmt: skip


def _facts_of_reward(settings: Any, chat: Chat) -> StageFacts:
    """A row is a whole ranking: its prompt once and all of its answers."""

    def measure(record: Ranking) -> tuple[float]:
        prompt = len(chat.ids(record.prompt.messages))
        answers = sum(min(len(chat.completion_ids(text)), chat.max_length) for text in record.completions)
        return (float(prompt + answers),)

    count, (length,) = _sampled(settings, to_ranking, measure)
    rows = _rows(settings, count)
    return StageFacts("reward", settings.epochs, rows=rows, length=fmean(length), **_common(settings))


def _facts_of_ppo(settings: Any, chat: Chat) -> StageFacts:
    most = min(settings.max_prompt_tokens or chat.max_length, chat.max_length - settings.max_new_tokens)

    def measure(record: Prompt) -> tuple[float] | None:
        length = len(chat.ids(record.messages))
        return (float(length),) if length <= most else None

    _, (prompts,) = _sampled(settings, to_prompt, measure)
    return StageFacts(
        "ppo", settings.epochs, steps=settings.steps, batch_size=settings.batch_size, prompt=fmean(prompts),
        new=float(settings.max_new_tokens), longest=int(max(prompts)) + settings.max_new_tokens, slots=settings.slots,
        reward_models=_reward_models(settings), shared_critic=settings.critic == "shared", **_common(settings),
    )  # fmt: skip


def _reward_models(settings: Any) -> int:
    """How many ppo holds: members on one trunk, or averaged to one, are one."""
    ensemble = settings.ensemble
    apart = not ensemble.shared_trunk and ensemble.combine != "weights"
    return 1 + (len(ensemble.members) if apart else 0) + (settings.monitor.heldout_reward_model is not None)


def _rows(settings: Any, count: float) -> float:
    """The rows of one epoch, fewer where max_steps ends the stage before."""
    return min(count, settings.max_steps * settings.batch_size / settings.epochs) if settings.max_steps else count


def _common(settings: Any) -> dict[str, Any]:
    return {
        "micro_batch_tokens": settings.micro_batch_tokens,
        "lora_rank": settings.lora.rank if settings.lora else None,
        "checkpointed": bool(getattr(settings, "activation_checkpointing", False)),
    }


def _sampled(
    settings: Any, parse: Callable[..., Any], measure: Callable[[Any], Sequence[float] | None]
) -> tuple[float, list[list[float]]]:
    """How many records are trained on, and what is measured on a seeded sample of them: a list for each measure.

    measure gives None for a record that training leaves out. Raises DataError where it leaves out all.
    """
    records = read_records(settings.data, parse, limit=settings.limit)
    used = [r for r in records if not settings.holds_out(_prompt(r))] or records
    chosen = random.Random(0).sample(used, min(SAMPLED, len(used)))
    measured = [found for record in chosen if (found := measure(record)) is not None]
    if not measured:
        raise DataError(
            f"none of {len(chosen)} sampled records is short enough to be trained on; raise max_length or max_prompt_tokens, or "
            "lower max_new_tokens",
            path=", ".join(settings.data),
        )
    return len(used) * len(measured) / len(chosen), [list(column) for column in zip(*measured, strict=True)]


def _prompt(record: Any) -> Prompt:
    found: Prompt = record if isinstance(record, Prompt) else record.prompt
    return found
