"""Attention by tiles against the plain softmax, document by document: values and gradients."""

import numpy as np
import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention

from heelwork.data.batching import pack_branches
from heelwork.models import attention, tiles
from heelwork.models.attention import Family, PackedLayout, _causal, document_tokens, heelwork_attention
from heelwork.models.tiles import Row, Tiling, tiled_attention

CPU = torch.device("cpu")


def inputs(length, heads=2, kv_heads=2, dtype=torch.float64):
    generator = torch.Generator().manual_seed(length)
    return [
        torch.randn(3, h, length, 8, generator=generator, dtype=dtype).requires_grad_()
        for h in (heads, kv_heads, kv_heads)
    ]


@pytest.mark.parametrize("length", [1, 2, 127, 128, 129, 300, 512])
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
    monkeypatch.setattr(tiles, "KEPT_UP_TO", kept)
    q, k, v = (x.to(torch.bfloat16).detach().requires_grad_() for x in inputs(300))
    exact = [x.detach().double().requires_grad_() for x in (q, k, v)]
    ours, plain = _causal(q, k, v, None, None), scaled_dot_product_attention(*exact, is_causal=True)
    torch.testing.assert_close(ours.double(), plain, atol=2e-2, rtol=2e-2)
    for a, b in zip(torch.autograd.grad(ours.sum(), (q, k, v)), torch.autograd.grad(plain.sum(), exact), strict=True):
        torch.testing.assert_close(a.double(), b, atol=5e-2, rtol=5e-2)


@pytest.mark.parametrize(("kept", "times"), [(0, 2), (512, 1)])
def test_probabilities_are_computed_once_where_they_are_kept(monkeypatch, kept, times):
    monkeypatch.setattr(tiles, "KEPT_UP_TO", kept)
    plain, seen = tiles._probabilities, []
    monkeypatch.setattr(tiles, "_probabilities", lambda *given: seen.append(given[2]) or plain(*given))
    q, k, v = inputs(300, dtype=torch.float32)
    _causal(q, k, v, None, None).sum().backward()
    assert len(seen) == times * len({id(tile) for tile in seen}) > 0


def test_gradients_where_the_queries_have_none():
    q, k, v = inputs(20)
    given = (q.detach(), k, v)
    seen = torch.randn(q.shape, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    ours, plain = _causal(*given, None, None), scaled_dot_product_attention(*given, is_causal=True)
    for a, b in zip(*(torch.autograd.grad((x * seen).sum(), (k, v)) for x in (ours, plain)), strict=True):
        torch.testing.assert_close(a, b)


def test_gradients_by_finite_differences(monkeypatch):
    monkeypatch.setattr(tiles, "BLOCK", 4)
    monkeypatch.setattr(tiles, "STEP", 2)
    rows = [Row(np.arange(5), 0, np.array([0, 1, 1, 2, 2]), 4), Row(np.array([0, 1, 5, 6]), 2, None, 4)]
    generator = torch.Generator().manual_seed(0)
    q, k, v = (
        torch.randn(1, heads, 8, 3, generator=generator, dtype=torch.float64).requires_grad_() for heads in (2, 1, 1)
    )
    assert torch.autograd.gradcheck(lambda *x: tiled_attention(*x, Tiling(rows, 8), 0.3), (q, k, v))


FAMILIES = {
    "alone": ([7, 12, 2, 19, 12, 5], [Family(1, 0)] * 6),
    "pairs": ([30, 41, 12, 11, 9, 9], [Family(2, 25), Family(2, 3), Family(2, 0)]),
    "one row and apart": ([40, 41, 42, 43, 44, 30], [Family(4, 4), Family(1, 0), Family(1, 0)]),
    "many": ([22, 21, 20, 23, 21, 4, 6], [Family(5, 20), Family(2, 4)]),  # one answer of the second pair is empty
}


def softmax_between_products(q, k, v, **_):
    scores = (q * q.shape[3] ** -0.5) @ k.mT
    future = torch.ones(scores.shape[2:], dtype=torch.bool).triu(1)
    return torch.softmax(scores.masked_fill(future, -torch.inf), -1) @ v


def by_document(q, k, v, index, tokens, attend=scaled_dot_product_attention):
    """[1, H, N, D]: each document alone by plain attention; a shared token is read from the first document with it."""
    out = torch.zeros(1, tokens, *q.shape[1::2], dtype=q.dtype)
    for own in reversed(index):
        own = torch.from_numpy(own)
        alone = attend(*(x[:, :, own] for x in (q, k, v)), is_causal=True, enable_gqa=True)
        out = out.index_copy(1, own, alone.transpose(1, 2))
    return out


def assert_like_documents_alone(layout, index, tokens, heads=4, kv_heads=2, dtype=torch.float64, **tolerance):
    generator = torch.Generator().manual_seed(tokens)
    packed = [
        torch.randn(tokens, h, 8, generator=generator, dtype=dtype).transpose(0, 1)[None].requires_grad_()
        for h in (heads, kv_heads, kv_heads)
    ]
    seen = torch.randn(1, tokens, heads, 8, generator=generator, dtype=dtype)
    ours, _ = heelwork_attention(torch.nn.Module(), *packed, None, layout=layout)
    plain = by_document(*packed, index, tokens)
    torch.testing.assert_close(ours, plain, **tolerance)
    for a, b in zip(
        torch.autograd.grad((ours * seen).sum(), packed),
        torch.autograd.grad((plain * seen).sum(), packed),
        strict=True,
    ):
        torch.testing.assert_close(a, b, **tolerance)


@pytest.mark.parametrize("kind", FAMILIES)
@pytest.mark.parametrize(("block", "step"), [(128, 32), (8, 4), (5, 1)])
@pytest.mark.parametrize("kept", [0, 512])
@pytest.mark.parametrize("kv_heads", [1, 4])
def test_packed_documents_are_as_each_alone(monkeypatch, kind, block, step, kept, kv_heads):
    for module in (tiles, attention):
        monkeypatch.setattr(module, "BLOCK", block)
        monkeypatch.setattr(tiles, "KEPT_UP_TO", kept)
    monkeypatch.setattr(tiles, "STEP", step)
    monkeypatch.setattr(tiles, "TILE_COST", 100)
    monkeypatch.setattr(tiles, "TILE_ROWS", 16)
    lengths, families = FAMILIES[kind]
    index, tokens = document_tokens(lengths, families)
    layout = PackedLayout.of(lengths, CPU, filler=3, families=families)
    assert_like_documents_alone(layout, index, tokens + 3, kv_heads=kv_heads, atol=1e-12, rtol=1e-10)


@pytest.mark.parametrize("kind", FAMILIES)
def test_so_are_they_where_tiles_do_not_pay(monkeypatch, kind):
    monkeypatch.setattr(attention, "_tiles_pay", lambda *_: False)  # as on a GPU
    lengths, families = FAMILIES[kind]
    index, tokens = document_tokens(lengths, families)
    layout = PackedLayout.of(lengths, CPU, filler=3, families=families)
    assert_like_documents_alone(layout, index, tokens + 3, atol=1e-12, rtol=1e-10)


def test_a_family_is_one_row_where_that_is_less_work_and_rows_of_their_own_where_not():
    lengths, families = FAMILIES["one row and apart"]
    assert len(list(PackedLayout.of(lengths, CPU, families=families).documents.rows())) == 6
    lengths, families = FAMILIES["pairs"]  # only the first shares much
    assert len(list(PackedLayout.of(lengths, CPU, families=families).documents.rows())) == 5


@pytest.mark.parametrize("tiled", [True, False])
def test_branching_documents_are_as_each_alone(monkeypatch, tiled):
    if not tiled:
        monkeypatch.setattr(attention, "_tiles_pay", lambda *_: False)
    monkeypatch.setattr(tiles, "BLOCK", 4)
    monkeypatch.setattr(tiles, "STEP", 2)
    branches = pack_branches([[1, 2, 3], [1, 2, 3, 4, 5, 6, 7], [9], [1, 2, 8, 8, 8, 8], [1, 2, 3, 4, 6]], CPU)
    assert_like_documents_alone(branches.layout, branches.path_R, len(branches.input_ids_N), atol=1e-12, rtol=1e-10)


def test_in_fp32_packed_documents_are_as_each_alone():
    lengths, families = [300, 280, 150, 120], [Family(2, 200), Family(1, 0), Family(1, 0)]
    index, tokens = document_tokens(lengths, families)
    layout = PackedLayout.of(lengths, CPU, families=families)
    assert_like_documents_alone(layout, index, tokens, dtype=torch.float32, atol=1e-5, rtol=1e-5)


def test_in_bf16_the_error_is_that_of_a_softmax_between_products_in_bf16():
    lengths, families = [300, 280, 150, 120], [Family(2, 200), Family(1, 0), Family(1, 0)]
    index, tokens = document_tokens(lengths, families)
    layout = PackedLayout.of(lengths, CPU, families=families)
    generator = torch.Generator().manual_seed(0)
    narrow = [torch.randn(1, 2, tokens, 16, generator=generator).bfloat16() for _ in range(3)]
    seen = torch.randn(1, tokens, 2, 16, generator=generator).bfloat16()

    def outcome(run, dtype):
        leaves = [x.to(dtype).requires_grad_() for x in narrow]
        out = run(*leaves)
        return [x.double() for x in (out, *torch.autograd.grad((out * seen.to(dtype)).sum(), leaves))]

    exact = outcome(lambda *x: by_document(*x, index, tokens), torch.float64)
    plain = outcome(lambda *x: by_document(*x, index, tokens, softmax_between_products), torch.bfloat16)
    ours = outcome(lambda *x: heelwork_attention(torch.nn.Module(), *x, None, layout=layout)[0], torch.bfloat16)
    for a, b, c in zip(ours, plain, exact, strict=True):
        assert (a - c).norm() <= 1.5 * (b - c).norm()


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
