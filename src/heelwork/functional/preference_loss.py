"""Losses on preferences: Bradley-Terry on pairs, all pairs of a K-way ranking, and Plackett-Luce."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid


def bradley_terry_loss(
    chosen_B: Tensor, rejected_B: Tensor, margin_B: Tensor | None = None, target_B: Tensor | None = None
) -> tuple[Tensor, dict[str, Tensor]]:
    """-log sigmoid(r_w - r_l - margin), a mean over pairs (Bradley & Terry 1952; InstructGPT, equation 1).

    margin_B: how far apart the scores must be (Llama 2, equation 2); none = 0.
    target_B: p(chosen beats rejected) in [0, 1], for soft labels and label smoothing; none = 1. The loss is then the
    cross-entropy  -p log sigmoid(d) - (1 - p) log sigmoid(-d)  with d = r_w - r_l - margin.
    Metrics: loss, accuracy (r_w > r_l; ties count one half), margin (mean r_w - r_l).
    """
    gap_B = chosen_B - rejected_B
    shifted_B = gap_B if margin_B is None else gap_B - margin_B
    if target_B is None:
        loss_B = -logsigmoid(shifted_B)
    else:
        loss_B = -target_B * logsigmoid(shifted_B) - (1.0 - target_B) * logsigmoid(-shifted_B)
    loss = loss_B.mean()
    return loss, {"loss": loss.detach(), **_pair_metrics(gap_B, torch.ones_like(gap_B))}


def ranking_pairs_loss(
    scores_BK: Tensor,
    ranks_BK: Tensor,
    smoothing: float = 0.0,
    margin_B: Tensor | None = None,
    target_B: Tensor | None = None,
) -> tuple[Tensor, dict[str, Tensor]]:
    """Bradley-Terry over all C(K,2) pairs of each prompt, averaged within the prompt, then over prompts.

    L = -1 / (number of ordered pairs) sum_{i better than j} log sigmoid(r_i - r_j)   (InstructGPT, equation 1)

    ranks_BK: 1 is best, equal ranks are ties and form no pair, 0 is padding. A prompt with no pair (all tied) adds 0
    and is not counted. smoothing: probability mass moved to the other order. margin_B and target_B, as in
    `bradley_terry_loss`, hold for every pair of the prompt; where target is NaN, it is 1 - smoothing.
    """
    better_BKK = _better(ranks_BK).to(scores_BK.dtype)
    gap_BKK = scores_BK[:, :, None] - scores_BK[:, None, :]
    # Padding may hold anything, NaN too: take it out before any arithmetic reaches the loss.
    gap_BKK = torch.where(better_BKK > 0, gap_BKK, torch.zeros((), dtype=gap_BKK.dtype, device=gap_BKK.device))
    p_B = torch.full_like(scores_BK[:, 0], 1.0 - smoothing)
    if target_B is not None:
        p_B = torch.where(target_B.isnan(), p_B, target_B.to(p_B.dtype))
    p_B11 = p_B[:, None, None]
    shifted_BKK = gap_BKK if margin_B is None else gap_BKK - margin_B[:, None, None]
    loss_BKK = -p_B11 * logsigmoid(shifted_BKK) - (1.0 - p_B11) * logsigmoid(-shifted_BKK)
    pairs_B = better_BKK.sum((1, 2))
    loss_B = (loss_BKK * better_BKK).sum((1, 2)) / pairs_B.clamp(min=1)
    loss = loss_B.sum() / (pairs_B > 0).sum().clamp(min=1)
    weight_BKK = better_BKK / pairs_B.clamp(min=1)[:, None, None]
    return loss, {"loss": loss.detach(), **_pair_metrics(gap_BKK, weight_BKK)}


def plackett_luce_loss(scores_BK: Tensor, ranks_BK: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
    """Negative log-likelihood of whole rankings (Luce 1959; Plackett 1975), a mean over prompts.

    Best first, L = -sum_k [ s_(k) - log sum_{j >= k} exp s_(j) ]. With K = 2 it equals Bradley-Terry.
    ranks_BK: 1 is best; 0 is padding. Ties follow Breslow: tied items share the denominator of all that are not
    ranked above them. A prompt with fewer than two items, or with all of them tied, adds 0 and is not counted.
    """
    present_BK = ranks_BK > 0
    low = torch.finfo(scores_BK.dtype).min
    scores_BK = torch.where(present_BK, scores_BK, torch.zeros_like(scores_BK))
    # remaining[b, i, j]: item j is still to be placed when item i is placed
    remaining_BKK = (ranks_BK[:, None, :] >= ranks_BK[:, :, None]) & present_BK[:, None, :]
    denominator_BK = torch.where(remaining_BKK, scores_BK[:, None, :], torch.full_like(scores_BK[:, None, :], low))
    nll_BK = torch.logsumexp(denominator_BK, dim=-1) - scores_BK
    # The items of the last rank compete only with one another: they carry no information.
    last_B1 = ranks_BK.max(dim=1, keepdim=True).values
    counted_BK = present_BK & (ranks_BK < last_B1)
    nll_B = torch.where(counted_BK, nll_BK, torch.zeros_like(nll_BK)).sum(1)
    loss = nll_B.sum() / counted_BK.any(1).sum().clamp(min=1)
    better_BKK = _better(ranks_BK).to(scores_BK.dtype)
    gap_BKK = scores_BK[:, :, None] - scores_BK[:, None, :]
    weight_BKK = better_BKK / better_BKK.sum((1, 2)).clamp(min=1)[:, None, None]
    return loss, {"loss": loss.detach(), **_pair_metrics(gap_BKK, weight_BKK)}


def _better(ranks_BK: Tensor) -> Tensor:
    """[b, i, j] = item i is ranked above item j, both present."""
    present_BK = ranks_BK > 0
    both_BKK = present_BK[:, :, None] & present_BK[:, None, :]
    return both_BKK & (ranks_BK[:, :, None] < ranks_BK[:, None, :])


def _pair_metrics(gap: Tensor, weight: Tensor) -> dict[str, Tensor]:
    with torch.no_grad():
        total = weight.sum().clamp(min=torch.finfo(weight.dtype).tiny)
        right = (gap > 0).to(gap.dtype) + 0.5 * (gap == 0).to(gap.dtype)
        return {"accuracy": (right * weight).sum() / total, "margin": (gap * weight).sum() / total}
