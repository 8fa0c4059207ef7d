"""How the reward stage takes length out of the reward: a second head in training, or a regression after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from heelwork import distributed
from heelwork.algorithms.two_heads import pulls, two_head_loss
from heelwork.errors import ConfigError
from heelwork.functional.length_bias import length_coefficient
from heelwork.models.transformer import ScalarModel, TokenRow
from heelwork.models.two_heads import TwoHeads
from heelwork.rewards.length import LengthSettings
from heelwork.training.engine import Batch, Engine, Loss

FITTED_ON = 2048  # rankings, drawn evenly: enough for a slope


def with_length_head(model: ScalarModel, settings: LengthSettings, seed: int) -> ScalarModel:
    """The model with a length head where the settings ask for one. Raises ConfigError where several processes train."""
    if settings.method != "two_heads":
        return model
    if distributed.size() > 1:
        raise ConfigError(f"length.method two_heads trains in one process, not in {distributed.size()}; use residual")
    return TwoHeads(model.network, model.shift, seed)


def with_length_loss(loss: Loss, model: ScalarModel, settings: LengthSettings) -> Loss:
    """The ranking loss, or ODIN's for a model with two heads."""
    return two_head_loss(loss, model.overlap, settings.overlap_weight) if isinstance(model, TwoHeads) else loss


def update(engine: Engine, batch: Batch, loss: Loss, settings: LengthSettings) -> dict[str, float]:
    """One optimiser step; with two heads a pass without gradient comes first, for what they pull on the correlations."""
    if not isinstance(engine.model, TwoHeads):
        return engine.update(batch, loss)
    quality_N, length_N = engine.both_scores(batch)
    tokens_N, group_N = lengths(batch)
    found = pulls(quality_N, length_N, tokens_N.to(quality_N), group_N.to(quality_N.device))
    weight = settings.correlation_weight * len(batch.spans)
    pulled = {
        "quality_pull": _by_group(weight * found.quality_N.cpu(), batch),
        "length_pull": _by_group(weight * found.length_N.cpu(), batch),
    }
    metrics = engine.update(replace(batch, tensors={**batch.tensors, **pulled}), loss)
    return metrics | {"quality_correlation": found.quality_correlation, "length_correlation": found.length_correlation}


def slope(engine: Engine, rows: Sequence[Sequence[TokenRow]], ranks: Sequence[Sequence[int]]) -> float:
    """What the trained reward pays for a token inside prompts with the ranks held fixed; where it takes off for length, 0:
    to give that back would pay for length. rows, ranks: of the training rankings that were given, none of the made ones."""
    step = max(1, len(rows) // FITTED_ON)
    rows, ranks = rows[::step], ranks[::step]
    batch = Batch([row for group in rows for row in group], [len(group) for group in rows])
    tokens_N, group_N = lengths(batch)
    quality_N = torch.tensor([-float(rank) for group in ranks for rank in group])
    return max(0.0, length_coefficient(engine.score(batch).cpu(), tokens_N, quality_N, group_N))


def lengths(batch: Batch) -> tuple[Tensor, Tensor]:
    """(counted tokens of every row, its group), [N] each."""
    tokens_N = torch.tensor([float(np.count_nonzero(row.counted)) for row in batch.rows])
    sizes = torch.tensor([span.stop - span.start for span in batch.spans])
    return tokens_N, torch.repeat_interleave(torch.arange(len(sizes)), sizes)


def _by_group(values_N: Tensor, batch: Batch) -> Tensor:
    out_GK = values_N.new_zeros(len(batch.spans), max(s.stop - s.start for s in batch.spans))
    for group, span in enumerate(batch.spans):
        out_GK[group, : span.stop - span.start] = values_N[span]
    return out_GK
