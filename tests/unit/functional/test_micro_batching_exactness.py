"""Padding never changes a loss, and the parts of a batch, weighted by their counts, sum up to the whole (float64)."""

import pytest
import torch

from heelwork.functional import (
    bradley_terry_loss,
    explained_variance,
    gae,
    masked_mean,
    plackett_luce_loss,
    ppo_policy_loss,
    ranking_pairs_loss,
    sft_loss,
    value_loss,
    whiten,
)

NAN = float("nan")
MASK_BT = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 0, 0, 0], [1, 0, 0, 1, 1], [1, 0, 0, 0, 0]])
RANKS_BK = torch.tensor([[1, 2, 3, 4], [2, 1, 1, 0], [1, 2, 0, 0], [4, 2, 3, 1]])
CUTS = [[[0], [1], [2], [3]], [[0, 1], [2, 3]], [[3, 1, 2], [0]]]


def randn(*shape: int, seed: int) -> torch.Tensor:
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


A, B, C = (randn(4, 5, seed=s) for s in range(3))
MARGIN_B, TARGET_B = randn(4, seed=3), torch.tensor([0.7, NAN, 0.5, 1.0], dtype=torch.float64)

# each: loss of (rows of x, indices of these rows)
TOKEN_LOSSES = {
    "sft": lambda x, i: sft_loss(x, MASK_BT[i]),
    "policy": lambda x, i: ppo_policy_loss(x, B[i], C[i], MASK_BT[i], 0.2),
    "value": lambda x, i: value_loss(x, B[i], C[i], MASK_BT[i], 0.2),
    "entropy": lambda x, i: (masked_mean(x, MASK_BT[i]), {}),
}
GROUP_LOSSES = {
    "bradley_terry": lambda x, i: bradley_terry_loss(x[:, 0], x[:, 1], MARGIN_B[i], 0.8 * torch.ones_like(x[:, 0])),
    "ranking_pairs": lambda x, i: ranking_pairs_loss(x[:, :4], RANKS_BK[i], 0.1, MARGIN_B[i], TARGET_B[i]),
    "plackett_luce": lambda x, i: plackett_luce_loss(x[:, :4], RANKS_BK[i]),
}


@pytest.mark.parametrize("parts", CUTS)
@pytest.mark.parametrize("name", [*TOKEN_LOSSES, *GROUP_LOSSES])
def test_parts_weighted_by_counts_sum_to_the_whole(name: str, parts: list[list[int]]):
    function = (TOKEN_LOSSES | GROUP_LOSSES)[name]
    counts = [int(MASK_BT[p].sum()) if name in TOKEN_LOSSES else len(p) for p in parts]
    whole, pieces = A.clone().requires_grad_(), A.clone().requires_grad_()
    loss, metrics = function(whole, [0, 1, 2, 3])
    loss.backward()
    summed, summed_metrics = 0.0, dict.fromkeys(metrics, 0.0)
    for part, count in zip(parts, counts, strict=True):
        piece, piece_metrics = function(pieces[part], part)
        summed = summed + piece * count / sum(counts)
        summed_metrics = {k: v + float(piece_metrics[k]) * count / sum(counts) for k, v in summed_metrics.items()}
    summed.backward()
    torch.testing.assert_close(summed, loss, rtol=0, atol=1e-12)
    torch.testing.assert_close(pieces.grad, whole.grad, rtol=0, atol=1e-12)
    for key, value in summed_metrics.items():
        if not key.endswith("_max"):  # combined by maximum
            assert value == pytest.approx(float(metrics[key]), abs=1e-12), key


def pad(x: torch.Tensor, value: float) -> torch.Tensor:
    return torch.cat([x, torch.full((len(x), 3), value, dtype=x.dtype)], dim=1)


def test_padded_columns_of_nan_change_nothing():
    a, b, c = (pad(x, NAN) for x in (A, B, C))
    mask_BT = pad(MASK_BT, 0)
    for plain, padded in [
        (sft_loss(A, MASK_BT), sft_loss(a, mask_BT)),
        (ppo_policy_loss(A, B, C, MASK_BT, 0.2), ppo_policy_loss(a, b, c, mask_BT, 0.2)),
        (value_loss(A, B, C, MASK_BT, 0.2), value_loss(a, b, c, mask_BT, 0.2)),
        (value_loss(A, B, C, MASK_BT, 0.0), value_loss(a, b, c, mask_BT, 0.0)),
        (explained_variance(A, B, MASK_BT), explained_variance(a, b, mask_BT)),
        (ranking_pairs_loss(A[:, :4], RANKS_BK), ranking_pairs_loss(pad(A[:, :4], NAN), pad(RANKS_BK, 0))),
        (plackett_luce_loss(A[:, :4], RANKS_BK), plackett_luce_loss(pad(A[:, :4], NAN), pad(RANKS_BK, 0))),
    ]:
        torch.testing.assert_close(padded, plain, rtol=0, atol=1e-14)
    torch.testing.assert_close(whiten(a, mask_BT), pad(whiten(A, MASK_BT), 0.0), rtol=0, atol=1e-14)
    for plain, padded in zip(gae(A, B, MASK_BT, 0.9, 0.8), gae(a, b, mask_BT, 0.9, 0.8), strict=True):
        assert torch.equal(padded, pad(plain, 0.0))
