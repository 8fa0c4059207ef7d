"""The reward model: a transformer with a linear head learns from rankings what people prefer."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import torch
from pydantic import Field

from heelwork import distributed
from heelwork.algorithms.supervised import ranking_loss
from heelwork.data.batching import epochs_of_batches
from heelwork.data.chat import Chat
from heelwork.data.formats import to_demonstration, to_fact, to_ranking
from heelwork.data.sources import read_records
from heelwork.errors import DataError
from heelwork.evaluation.preferences import Agreement, agreement
from heelwork.functional.statistics import Interval
from heelwork.models.loading import context_length, load_scalar, load_tokenizer, save_model
from heelwork.models.transformer import ScalarModel, TokenRow
from heelwork.records import Ranking
from heelwork.report.figures import reliability_figure
from heelwork.rewards.augment import AugmentSettings, augmented
from heelwork.rewards.contrasts import contrasts
from heelwork.rewards.length import LengthSettings
from heelwork.stages import reward_length
from heelwork.stages.base import StageSettings, log, open_stage, write_best
from heelwork.stages.inputs import Reads
from heelwork.stages.split import SplitSettings
from heelwork.tensors import default_device
from heelwork.training.engine import Batch, Engine
from heelwork.training.loop import finish, run_loop
from heelwork.training.optim import OptimSettings

NORMALISED_ON = 512  # demonstrations, or prompts where there are none


class RewardSettings(StageSettings, SplitSettings):
    """`heelwork reward`: learn a scalar reward from rankings."""

    model: str = "wolf"
    """Where the transformer starts: usually the SFT model."""
    data: list[str] = Field(min_length=1)
    """Rankings: files, folders or hub ids with prompt + chosen + rejected, or prompt + completions + ranking."""
    demonstrations: list[str] = []
    """Ideal answers on which the reward is made mean 0 and standard deviation 1; none = the ranked answers."""
    out: str = "runs/reward"
    """The stage's directory."""
    heldout_share: float = Field(0.1, ge=0, lt=1)
    """Share of prompts kept out of training, to measure the accuracy on."""
    epochs: int = Field(1, gt=0)
    """Passes over the data; more than one overfits rankings quickly."""
    max_steps: int = Field(0, ge=0)
    """Stop after this many optimiser steps, with the schedule at its end; 0 = after the epochs."""
    batch_size: int = Field(32, gt=0)
    """Prompts of one optimiser step; all answers of a prompt stay together."""
    loss: Literal["bradley_terry", "plackett_luce"] = "bradley_terry"
    """Bradley-Terry over all pairs of a prompt, or Plackett-Luce over its whole ranking (over pairs where it has a `target`)."""
    label_smoothing: float = Field(0.0, ge=0, lt=0.5)
    """Bradley-Terry alone: the probability that a label is wrong. Records with a `target` of their own keep it."""
    augment: AugmentSettings = AugmentSettings()
    """Counterfactual and degenerate pairs against reward hacking, made from the training rankings and from keyed facts."""
    length: LengthSettings = LengthSettings()
    """Whether and how length is taken out of the reward."""
    optim: OptimSettings = OptimSettings(lr=1e-5, schedule="cosine", warmup=0.03)
    """Optimiser and schedule."""

    def reads(self) -> Reads:
        """Which settings name data, and which name models."""
        records = {"data": to_ranking, "demonstrations": to_demonstration, "augment.facts": to_fact}
        return Reads(records, models=("model",))


class RewardResult(NamedTuple):
    """Where the model lies, what was dropped, and how it agrees with held-out preferences."""

    model: Path
    rankings: int
    identical_dropped: int
    accuracy: float | None
    interval: Interval | None
    ece: float | None
    n: int


class _Group(NamedTuple):
    """The answers of one prompt as token rows, with their ranks."""

    rows: tuple[TokenRow, ...]
    ranks: tuple[int, ...]
    margin: float
    target: float  # NaN = the settings' label


def run(settings: RewardSettings, *, resume: bool = False) -> RewardResult:
    """Train and write <out>/model. Raises DataError where no pair is left, ModelError, NonFiniteError."""
    rankings = read_records(settings.data, to_ranking, limit=settings.limit)
    sources = [*settings.data, *settings.demonstrations, *settings.augment.facts]
    device = default_device()
    directory = open_stage("reward", settings, sources, [settings.model])
    tokenizer = load_tokenizer(settings.model)
    model = load_scalar(settings.model, device, tokenizer=tokenizer, lora=settings.lora, new_head_seed=settings.seed)
    model = reward_length.with_length_head(model, settings.length, settings.seed)
    chat = Chat(tokenizer, context_length(model.network), settings.max_length)
    own, check, dropped = _groups(rankings, chat, settings)
    train = [*own, *_augmented(rankings, chat, settings)]
    ideal = _ideal_rows(settings, chat) or [row for g in train[:NORMALISED_ON] for row in g.rows]

    batches = epochs_of_batches(
        len(train), settings.batch_size, settings.epochs, settings.seed, most=settings.max_steps
    )
    engine = Engine(model, device=device, optim=settings.optim, total_steps=len(batches), name="reward",
                    micro_batch_tokens=settings.micro_batch_tokens, precision=settings.precision,
                    faults=settings.faults, activation_checkpointing=settings.activation_checkpointing)  # fmt: skip
    loss = reward_length.with_length_loss(ranking_loss(settings.loss, settings.label_smoothing), model, settings.length)

    def step(index: int) -> dict[str, float]:
        return reward_length.update(engine, _batch([train[i] for i in batches[index]]), loss, settings.length)

    run_loop(step, run=directory, title="reward", total=len(batches), shown=("loss", "accuracy"),
             stateful={"engine": engine}, resume=resume, saving=settings)  # fmt: skip

    first_shift, first_slope = model.shift, model.length_slope
    _take_out(engine, model, own, settings)
    measured = _measure(engine, check) if check else None
    scale = _normalise(engine, model, ideal)
    save_model(model, tokenizer, directory.model)
    if measured is not None:
        distributed.from_main(lambda: reliability_figure(measured.reliability, directory.path / "reliability.png"))
        directory.write_json("heldout.json", measured.to_json())
        log.info("held-out accuracy %.3f (95%% interval %.3f to %.3f, n = %d), ECE %.3f", measured.accuracy,
                 *measured.interval, measured.n, measured.reliability.ece)  # fmt: skip
    result = RewardResult(
        model=directory.model,
        rankings=len(train),
        identical_dropped=dropped,
        accuracy=measured.accuracy if measured else None,
        interval=measured.interval if measured else None,
        ece=measured.reliability.ece if measured else None,
        n=measured.n if measured else 0,
    )
    directory.write_json(
        "result.json",
        {
            **result._asdict(),
            "scale": scale,
            "shift": model.shift,
            "length_slope": model.length_slope,
        },
    )

    def write(path: Path) -> None:
        model.shift, model.length_slope = first_shift, first_slope
        _take_out(engine, model, own, settings)
        _normalise(engine, model, ideal)
        save_model(model, tokenizer, path)

    write_best(directory, engine, "engine", write)
    finish(directory)
    return result


def _groups(
    rankings: Sequence[Ranking], chat: Chat, settings: RewardSettings
) -> tuple[list[_Group], list[_Group], int]:
    """Training and held-out groups, and how many answers were dropped because another is the same after truncation.

    Of equal answers (and of those cut to equal rows) only the best-ranked stays; a prompt left without an untied pair goes.
    """
    train: list[_Group] = []
    check: list[_Group] = []
    dropped = 0
    for ranking in rankings:
        group, same = _group(ranking, chat)
        dropped += same
        if group is None:
            continue
        held = settings.holds_out(ranking.prompt)
        (check if held else train).append(group)
    if dropped:
        log.warning(
            "%d answers left out: identical to another of the same prompt within %d tokens", dropped, chat.max_length
        )
    if not train:
        raise DataError(
            f"no pair left to learn from: of {len(rankings)} rankings {dropped} answers are identical to another within "
            f"{chat.max_length} tokens and {len(check)} prompts are held out; give pairs that differ, raise max_length or "
            "lower heldout_share",
            path=", ".join(settings.data),
        )
    return train, check, dropped


def _augmented(rankings: Sequence[Ranking], chat: Chat, settings: RewardSettings) -> list[_Group]:
    """Made rankings on training prompts and of keyed facts; those that are equal after truncation are passed over."""
    own = [r for r in rankings if not settings.holds_out(r.prompt)]
    made = augmented(own, settings.augment, settings.seed)
    if settings.augment.facts:
        made += contrasts(read_records(settings.augment.facts, to_fact), settings.seed)
    groups = [_group(pair, chat)[0] for pair in made]
    return [group for group in groups if group is not None]


def _group(ranking: Ranking, chat: Chat) -> tuple[_Group | None, int]:
    prompt = chat.ids(ranking.prompt.messages)
    kept: dict[bytes, tuple[TokenRow, int]] = {}
    same = 0
    for text, rank in sorted(zip(ranking.completions, ranking.ranks, strict=True), key=lambda item: item[1]):
        row = chat.answered(prompt, chat.completion_ids(text))
        key = row.ids.tobytes()  # type: ignore[union-attr]
        same += key in kept
        kept.setdefault(key, (row, rank))
    ranks = tuple(rank for _, rank in kept.values())
    if len(set(ranks)) < 2:
        return None, same
    target = float("nan") if ranking.target is None else ranking.target
    return _Group(tuple(row for row, _ in kept.values()), ranks, ranking.margin or 0.0, target), same


def _batch(groups: Sequence[_Group]) -> Batch:
    widest = max(len(g.ranks) for g in groups)
    ranks_GK = torch.tensor([[*g.ranks, *[0] * (widest - len(g.ranks))] for g in groups])
    return Batch(
        rows=[row for g in groups for row in g.rows],
        groups=[len(g.rows) for g in groups],
        tensors={
            "ranks": ranks_GK,
            "margin": torch.tensor([g.margin for g in groups]),
            "target": torch.tensor([g.target for g in groups]),
        },
    )


def _measure(engine: Engine, groups: Sequence[_Group]) -> Agreement:
    """Agreement over all untied pairs of held-out prompts."""
    scores = engine.score(Batch([row for g in groups for row in g.rows], [len(g.rows) for g in groups])).tolist()
    gaps, start = [], 0
    for g in groups:
        s = scores[start : start + len(g.rows)]
        start += len(g.rows)
        gaps += [s[i] - s[j] for i in range(len(s)) for j in range(len(s)) if g.ranks[i] < g.ranks[j]]
    return agreement(gaps)


def _take_out(engine: Engine, model: ScalarModel, own: Sequence[_Group], settings: RewardSettings) -> None:
    """Fit what the model pays for length, where that is to be taken off its scores. own: the data's groups, without the made
    ones: there the padded answer stands first for a label of about one half, and its rank would pass for quality."""
    if settings.length.method == "residual":
        model.length_slope = 0.0
        model.length_slope = reward_length.slope(engine, [g.rows for g in own], [g.ranks for g in own])


def _ideal_rows(settings: RewardSettings, chat: Chat) -> list[TokenRow]:
    """The demonstrations as token rows, without those that hold no answer within max_length; none where none are set."""
    rows: list[TokenRow] = []
    if settings.demonstrations:
        for record in read_records(settings.demonstrations, to_demonstration, limit=settings.limit)[:NORMALISED_ON]:
            with contextlib.suppress(DataError):
                rows.append(chat.conversation(record.messages))
        if not rows:
            raise DataError(
                f"none of the demonstrations has an answer within {chat.max_length} tokens; raise max_length",
                path=", ".join(settings.demonstrations),
            )
    return rows


def _normalise(engine: Engine, model: ScalarModel, rows: Sequence[TokenRow]) -> float:
    """Shift and scale the head so that scores on `rows` have mean 0 and standard deviation 1; returns the scale.

    (Ziegler et al. 2019; the summarisation work sets the mean of the reference answers to 0.)
    """
    scores_B = engine.score(Batch(rows))
    mean, std = float(scores_B.mean()), float(scores_B.std(unbiased=False))
    scale = 1.0 / std if std > 1e-6 else 1.0
    with torch.no_grad():
        model.head.weight.mul_(scale)
    model.shift = (model.shift + mean) * scale
    model.length_slope *= scale
    return scale
