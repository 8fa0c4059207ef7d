"""Supervised fine-tuning: cross-entropy on the assistant's tokens of demonstrations."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import Field

from heelwork.algorithms.supervised import NEXT_TOKEN_LOSS
from heelwork.data.batching import epochs_of_batches
from heelwork.data.chat import Chat, read_template
from heelwork.data.formats import to_demonstration
from heelwork.data.sources import read_records
from heelwork.errors import DataError
from heelwork.functional import sft_loss
from heelwork.models.loading import context_length, load_policy, load_tokenizer, save_model
from heelwork.models.transformer import TokenRow
from heelwork.records import Demonstration
from heelwork.stages.base import StageSettings, log, open_stage, write_best
from heelwork.stages.inputs import Reads
from heelwork.stages.split import SplitSettings
from heelwork.tensors import default_device
from heelwork.training.engine import Batch, Engine
from heelwork.training.loop import finish, run_loop
from heelwork.training.optim import OptimSettings


class SftSettings(StageSettings, SplitSettings):
    """`heelwork sft`: fine-tune a model on demonstrations."""

    model: str = "wolf"
    """The raw model: a directory, a hub id, or 'wolf'."""
    data: list[str] = Field(min_length=1)
    """Demonstrations: files, folders or hub ids with messages, prompt + completion, or the chosen side of preferences."""
    out: str = "runs/sft"
    """The stage's directory."""
    chat_template: str | None = None
    """A Jinja file with the chat template to train with, which the model keeps; none = the tokenizer's own, or the plain form."""
    heldout_share: float = Field(0.05, ge=0, lt=1)
    """Share of prompts kept out of training, to measure the loss on."""
    epochs: int = Field(3, gt=0)
    """Passes over the data."""
    max_steps: int = Field(0, ge=0)
    """Stop after this many optimiser steps, with the schedule at its end; 0 = after the epochs."""
    batch_size: int = Field(32, gt=0)
    """Conversations of one optimiser step."""
    optim: OptimSettings = OptimSettings(lr=2e-5, schedule="cosine", warmup=0.03, eps=1e-8)
    """Optimiser and schedule."""

    def reads(self) -> Reads:
        """Which settings name data, and which name models."""
        return Reads({"data": to_demonstration}, files=("chat_template",), models=("model",))


class SftResult(NamedTuple):
    """Where the model lies and how well it predicts held-out answers."""

    model: Path
    demonstrations: int
    tokens: int
    heldout_loss: float | None


def run(settings: SftSettings, *, resume: bool = False) -> SftResult:
    """Fine-tune and write <out>/model. Raises DataError, ModelError or NonFiniteError with the remedy."""
    demonstrations = read_records(settings.data, to_demonstration, limit=settings.limit)
    directory, device = open_stage("sft", settings, settings.data, [settings.model]), default_device()
    tokenizer = load_tokenizer(settings.model)
    if settings.chat_template:
        tokenizer.chat_template = read_template(settings.chat_template)
    policy = load_policy(settings.model, device, tokenizer=tokenizer, lora=settings.lora)
    chat = Chat(tokenizer, context_length(policy.network), settings.max_length)
    train, check = _split(demonstrations, chat, settings)

    batches = epochs_of_batches(
        len(train), settings.batch_size, settings.epochs, settings.seed, most=settings.max_steps
    )
    engine = Engine(policy, device=device, optim=settings.optim, total_steps=len(batches), name="sft",
                    micro_batch_tokens=settings.micro_batch_tokens, precision=settings.precision,
                    faults=settings.faults, activation_checkpointing=settings.activation_checkpointing)  # fmt: skip

    def step(index: int) -> dict[str, float]:
        rows = [train[i] for i in batches[index]]
        return engine.update(Batch(rows), NEXT_TOKEN_LOSS)

    run_loop(step, run=directory, title="sft", total=len(batches), shown=("loss", "lr"), stateful={"engine": engine},
             resume=resume, saving=settings)  # fmt: skip
    save_model(policy, tokenizer, directory.model)
    result = SftResult(
        model=directory.model,
        demonstrations=len(train),
        tokens=sum(len(row.ids) for row in train),
        heldout_loss=mean_loss(engine, check) if check else None,
    )
    directory.write_json("result.json", result._asdict())
    if result.heldout_loss is not None:
        log.info("held-out loss %.3f (perplexity %.1f)", result.heldout_loss, math.exp(result.heldout_loss))
    write_best(directory, engine, "engine", lambda path: save_model(policy, tokenizer, path))
    finish(directory)
    return result


def mean_loss(engine: Engine, rows: Sequence[TokenRow]) -> float:
    """Mean negative log-likelihood of the counted tokens, nats."""
    logprobs_BT, _, mask_BT = engine.logprobs(Batch(rows))
    return float(sft_loss(logprobs_BT, mask_BT)[0])


def _split(
    demonstrations: Sequence[Demonstration], chat: Chat, settings: SftSettings
) -> tuple[list[TokenRow], list[TokenRow]]:
    """Token rows to train on and held-out ones. What holds no answer within max_length is left out and counted."""
    train: list[TokenRow] = []
    check: list[TokenRow] = []
    unusable: list[str] = []
    for demonstration in demonstrations:
        try:
            row = chat.conversation(demonstration.messages)
        except DataError as error:
            unusable.append(str(error))
            continue
        held = settings.holds_out(demonstration.prompt)
        (check if held else train).append(row)
    if unusable:
        log.warning(
            "%d of %d demonstrations left out, the first because: %s", len(unusable), len(demonstrations), unusable[0]
        )
    if not train:
        raise DataError(
            f"none of the {len(demonstrations)} demonstrations can be trained on ({len(unusable)} without an answer within "
            f"{chat.max_length} tokens, {len(check)} held out); raise max_length or lower heldout_share",
            path=", ".join(settings.data),
        )
    return train, check
