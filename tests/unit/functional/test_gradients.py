"""Every loss's gradient against central differences, in float64."""

import pytest
import torch
from torch.autograd import gradcheck

from heelwork.functional import (
    bradley_terry_loss,
    gather_logprobs,
    linear_logprobs,
    logprobs,
    masked_mean,
    plackett_luce_loss,
    ppo_policy_loss,
    ranking_pairs_loss,
    sft_loss,
    value_loss,
)

MASK_BT = torch.tensor([[1, 1, 1, 0], [1, 0, 1, 1], [1, 0, 0, 0]])
RANKS_BK = torch.tensor([[1, 2, 3, 4], [2, 1, 2, 0], [1, 1, 0, 0], [3, 1, 1, 2]])


def randn(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def leaf(*shape: int, seed: int = 0) -> torch.Tensor:
    return randn(*shape, seed=seed).requires_grad_()


def test_sft_loss():
    assert gradcheck(lambda x: sft_loss(x, MASK_BT)[0], leaf(3, 4))


@pytest.mark.parametrize("margin", [False, True], ids=["no margin", "margin"])
@pytest.mark.parametrize("soft", [False, True], ids=["hard", "soft"])
def test_bradley_terry_loss(margin: bool, soft: bool):
    margin_B = torch.tensor([0.0, 0.5, -1.0, 2.0], dtype=torch.float64) if margin else None
    target_B = torch.tensor([0.0, 0.3, 0.9, 1.0], dtype=torch.float64) if soft else None
    loss = lambda w, l: bradley_terry_loss(w, l, margin_B, target_B)[0]  # noqa: E731, E741
    assert gradcheck(loss, (leaf(4), leaf(4, seed=1)))


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("extras", [False, True], ids=["plain", "margin and target"])
def test_ranking_pairs_loss(smoothing: float, extras: bool):
    margin_B = torch.tensor([0.0, 0.5, 1.0, -0.5], dtype=torch.float64) if extras else None
    target_B = torch.tensor([0.7, float("nan"), 0.5, 1.0], dtype=torch.float64) if extras else None
    assert gradcheck(lambda s: ranking_pairs_loss(s, RANKS_BK, smoothing, margin_B, target_B)[0], leaf(4, 4))


def test_plackett_luce_loss():
    assert gradcheck(lambda s: plackett_luce_loss(s, RANKS_BK)[0], leaf(4, 4))


def test_ppo_policy_loss():
    """Ratios from 0.4 to 2.5, so that both sides of the clip are met."""
    old_BT, advantages_BT = randn(3, 4, seed=1), randn(3, 4, seed=2)
    logprobs_BT = (old_BT + 0.4 * randn(3, 4, seed=3)).requires_grad_()
    clipfrac = ppo_policy_loss(logprobs_BT, old_BT, advantages_BT, MASK_BT, 0.2)[1]["clipfrac"]
    assert 0 < clipfrac < 1
    assert gradcheck(lambda x: ppo_policy_loss(x, old_BT, advantages_BT, MASK_BT, 0.2)[0], logprobs_BT)


@pytest.mark.parametrize("clip", [0.0, 0.5])
def test_value_loss(clip: float):
    old_BT, returns_BT = randn(3, 4, seed=1), randn(3, 4, seed=2)
    assert gradcheck(lambda v: value_loss(v, old_BT, returns_BT, MASK_BT, clip)[0], leaf(3, 4))


@pytest.mark.parametrize(("chunk", "fill"), [(512, 128), (3, 128), (4, 3)], ids=["whole", "chunks", "filled chunks"])
@pytest.mark.parametrize("temperature", [1.0, 0.7])
@pytest.mark.parametrize("bias", [False, True], ids=["no bias", "bias"])
def test_linear_logprobs(monkeypatch, chunk: int, fill: int, temperature: float, bias: bool):
    monkeypatch.setattr(logprobs, "CHUNK", chunk)
    monkeypatch.setattr(logprobs, "ROUND", fill)
    target_M = torch.tensor([0, 4, 2, 2, 1, 3, 0])
    inputs = [leaf(7, 3), leaf(5, 3, seed=1)] + ([leaf(5, seed=2)] if bias else [])

    def both(hidden_MD, weight_VD, bias_V=None):
        return linear_logprobs(
            hidden_MD=hidden_MD, weight_VD=weight_VD, target_M=target_M, bias_V=bias_V, temperature=temperature
        )

    assert gradcheck(both, inputs)  # logprobs and entropy together
    assert gradcheck(lambda *x: both(*x)[0], inputs)
    assert gradcheck(lambda *x: both(*x)[1], inputs)


def test_linear_logprobs_gradient_of_a_mixed_loss_equals_that_of_the_plain_form(monkeypatch):
    monkeypatch.setattr(logprobs, "CHUNK", 4)
    target_M = torch.arange(11) % 6
    hidden_MD, weight_VD, bias_V = leaf(11, 3), leaf(6, 3, seed=1), leaf(6, seed=2)
    mask_M = torch.arange(11) % 3 != 0

    def loss(logprobs_M, entropy_M):
        return -masked_mean(logprobs_M, mask_M) - 0.01 * masked_mean(entropy_M, mask_M)

    ours = linear_logprobs(hidden_MD=hidden_MD, weight_VD=weight_VD, target_M=target_M, bias_V=bias_V, temperature=1.3)
    plain = gather_logprobs(logits_MV=hidden_MD @ weight_VD.T + bias_V, target_M=target_M, temperature=1.3)
    leaves = (hidden_MD, weight_VD, bias_V)
    for a, b in zip(torch.autograd.grad(loss(*ours), leaves), torch.autograd.grad(loss(*plain), leaves), strict=True):
        torch.testing.assert_close(a, b, rtol=0, atol=1e-13)


@pytest.mark.parametrize("frozen", [0, 1])
def test_linear_logprobs_with_one_side_frozen(frozen: int):
    leaves = [leaf(4, 3), leaf(5, 3, seed=1)]
    leaves[frozen].requires_grad_(False)
    logprobs_M, _ = linear_logprobs(hidden_MD=leaves[0], weight_VD=leaves[1], target_M=torch.tensor([0, 1, 2, 3]))
    logprobs_M.sum().backward()
    assert leaves[frozen].grad is None
    assert leaves[1 - frozen].grad.abs().sum() > 0
