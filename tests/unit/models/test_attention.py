"""Attention by blocks of queries against the plain softmax, values and gradients."""

import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention

from heelwork.models import attention
from heelwork.models.attention import _BlockedCausal, _causal


def inputs(length, heads=2, kv_heads=2, dtype=torch.float64):
    generator = torch.Generator().manual_seed(length)
    return [
        torch.randn(3, h, length, 8, generator=generator, dtype=dtype).requires_grad_()
        for h in (heads, kv_heads, kv_heads)
    ]


@pytest.mark.parametrize("length", [1, 2, 127, 128, 129, 300, 512, 513])
@pytest.mark.parametrize("kv_heads", [1, 2])
def test_values_and_gradients_are_those_of_plain_causal_attention(length, kv_heads):
    q, k, v = inputs(length, kv_heads=kv_heads)
    seen = torch.randn(3, 2, length, 8, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    ours = _causal(q, k, v, None, None)
    plain = scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
    torch.testing.assert_close(ours, plain)
    for a, b in zip(
        torch.autograd.grad((ours * seen).sum(), (q, k, v)),
        torch.autograd.grad((plain * seen).sum(), (q, k, v)),
        strict=True,
    ):
        torch.testing.assert_close(a, b)


@pytest.mark.parametrize("kept", [0, 512])
def test_long_rows_compute_their_probabilities_again_and_give_the_same(monkeypatch, kept):
    monkeypatch.setattr(attention, "KEPT_UP_TO", kept)
    q, k, v = (x.to(torch.bfloat16).detach().requires_grad_() for x in inputs(300))
    exact = [x.detach().double().requires_grad_() for x in (q, k, v)]
    ours, plain = _causal(q, k, v, None, None), scaled_dot_product_attention(*exact, is_causal=True)
    torch.testing.assert_close(ours.double(), plain, atol=2e-2, rtol=2e-2)
    for a, b in zip(torch.autograd.grad(ours.sum(), (q, k, v)), torch.autograd.grad(plain.sum(), exact), strict=True):
        torch.testing.assert_close(a.double(), b, atol=5e-2, rtol=5e-2)


def test_gradients_by_finite_differences(monkeypatch):
    monkeypatch.setattr(attention, "BLOCK", 3)
    q, k, v = (x.reshape(-1, 7, 8)[:2].detach().requires_grad_() for x in inputs(7))
    assert torch.autograd.gradcheck(lambda *x: _BlockedCausal.apply(*x, 0.3), (q, k, v))


def test_a_scale_of_its_own_and_a_window_that_is_never_reached():
    q, k, v = inputs(20)
    torch.testing.assert_close(
        _causal(q, k, v, 0.5, 20), scaled_dot_product_attention(q, k, v, is_causal=True, scale=0.5)
    )


def test_a_window_shorter_than_the_row_hides_the_old():
    q, k, v = inputs(20)
    age = torch.arange(20)[:, None] - torch.arange(20)
    torch.testing.assert_close(
        _causal(q, k, v, None, 5), scaled_dot_product_attention(q, k, v, attn_mask=(age >= 0) & (age < 5))
    )
