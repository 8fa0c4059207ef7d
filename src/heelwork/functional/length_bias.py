"""How a reward depends on length inside prompts: the correlation, ODIN's losses on it, and the regression that takes it out.

N: answers of all prompts in a row; group_N: which prompt each answers.
"""

from __future__ import annotations

import torch
from torch import Tensor


def within_group_correlation(x_N: Tensor, y_N: Tensor, group_N: Tensor) -> Tensor:
    """Pearson's correlation of x and y, both taken from their group's mean. Differentiable; 0 where either does not vary."""
    x, y = _centred(x_N, group_N), _centred(y_N, group_N)
    square = x.square().sum() * y.square().sum()
    tiny = torch.finfo(x.dtype).eps ** 2
    # Clamped before the root, whose slope at 0 is infinite: `where` alone would make the gradient NaN.
    rho = (x * y).sum() / square.clamp_min(tiny).sqrt()
    return torch.where(square > tiny, rho, torch.zeros_like(rho))


def odin_length_loss(quality_N: Tensor, length_N: Tensor, tokens_N: Tensor, group_N: Tensor) -> Tensor:
    """|rho(r_Q, L)| - rho(r_L, L)   (Chen et al. 2024, "ODIN", the length loss).

    quality_N, length_N: what the two heads say; tokens_N: how long the answers are. Deviates from the paper, which takes the
    correlations over a whole batch: here they are taken inside prompts, since a question that needs a long answer is no bias.
    """
    tokens = tokens_N.to(quality_N.dtype)
    return within_group_correlation(quality_N, tokens, group_N).abs() - within_group_correlation(
        length_N, tokens, group_N
    )


def length_coefficient(reward_N: Tensor, tokens_N: Tensor, quality_N: Tensor, group_N: Tensor) -> float:
    """What a reward pays for one token more inside prompts with quality held fixed: b of the least squares fit

        r_gi = a_g + b tokens_gi + c quality_gi

    (Frisch & Waugh 1933: all three taken from their prompt's mean). 0 where length does not vary apart from quality.
    """
    columns = [_centred(v.double(), group_N) for v in (tokens_N, quality_N)]
    reward = _centred(reward_N.double(), group_N)
    tokens, quality = columns
    if (size := quality.square().sum()) > 0:
        tokens = tokens - quality * (tokens * quality).sum() / size
        reward = reward - quality * (reward * quality).sum() / size
    varies = tokens.square().sum()
    if varies <= 1e-9 * columns[0].square().sum().clamp_min(1e-9):
        return 0.0
    return float((reward * tokens).sum() / varies)


def _centred(values_N: Tensor, group_N: Tensor) -> Tensor:
    count = int(group_N.max()) + 1
    zeros = values_N.new_zeros(count)
    sizes = zeros.index_add(0, group_N, torch.ones_like(values_N)).clamp_min(1)
    return values_N - (zeros.index_add(0, group_N, values_N) / sizes)[group_N]
