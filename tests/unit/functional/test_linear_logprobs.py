import math

import pytest
import torch

from heelwork.functional import gather_logprobs, linear_logprobs, logprobs, sft_loss


def inputs(rows: int, dtype: torch.dtype = torch.float64):
    generator = torch.Generator().manual_seed(0)
    hidden_MD = torch.randn(rows, 8, dtype=dtype, generator=generator)
    weight_VD = torch.randn(13, 8, dtype=dtype, generator=generator)
    bias_V = torch.randn(13, dtype=dtype, generator=generator)
    return hidden_MD, weight_VD, bias_V, torch.arange(rows) % 13


@pytest.mark.parametrize("rows", [1, 6, 7, 12, 20])
@pytest.mark.parametrize("fill", [128, 4])
@pytest.mark.parametrize("temperature", [1.0, 0.5, 1.7])
@pytest.mark.parametrize("with_bias", [False, True])
def test_equals_the_plain_form_for_any_number_of_chunks(monkeypatch, rows, fill, temperature, with_bias):
    monkeypatch.setattr(logprobs, "CHUNK", 6)
    monkeypatch.setattr(logprobs, "ROUND", fill)
    hidden_MD, weight_VD, bias_V, target_M = inputs(rows)
    bias_V = bias_V if with_bias else None
    ours = linear_logprobs(
        hidden_MD=hidden_MD, weight_VD=weight_VD, target_M=target_M, bias_V=bias_V, temperature=temperature
    )
    logits_MV = torch.nn.functional.linear(hidden_MD, weight_VD, bias_V)
    plain = gather_logprobs(logits_MV=logits_MV, target_M=target_M, temperature=temperature)
    torch.testing.assert_close(ours, plain, rtol=0, atol=1e-13)


def test_never_holds_more_than_one_chunk_of_logits(monkeypatch):
    monkeypatch.setattr(logprobs, "CHUNK", 5)
    seen = []
    original = logprobs._chunk_logits

    def watched(*args):
        logits = original(*args)
        seen.append(logits.shape[0])
        return logits

    monkeypatch.setattr(logprobs, "_chunk_logits", watched)
    hidden_MD, weight_VD, _, target_M = inputs(12)
    logprobs_M, entropy_M = linear_logprobs(
        hidden_MD=hidden_MD.requires_grad_(), weight_VD=weight_VD, target_M=target_M
    )
    (logprobs_M.sum() + entropy_M.sum()).backward()
    assert seen == [5, 5, 2, 5, 5, 2]


def test_no_rows_give_no_logprobs_and_a_zero_gradient():
    hidden_MD, weight_VD, _, target_M = inputs(0)
    weight_VD.requires_grad_()
    logprobs_M, entropy_M = linear_logprobs(hidden_MD=hidden_MD, weight_VD=weight_VD, target_M=target_M)
    assert logprobs_M.shape == entropy_M.shape == (0,)
    logprobs_M.sum().backward()
    assert weight_VD.grad.abs().sum() == 0


def test_half_precision_inputs_give_float32_results():
    hidden_MD, weight_VD, _, target_M = inputs(6, torch.bfloat16)
    logprobs_M, entropy_M = linear_logprobs(
        hidden_MD=hidden_MD.requires_grad_(), weight_VD=weight_VD, target_M=target_M
    )
    assert logprobs_M.dtype == entropy_M.dtype == torch.float32
    logprobs_M.sum().backward()
    assert hidden_MD.grad.dtype == torch.bfloat16


def test_equal_logits_give_the_uniform_distribution():
    logprobs_M, entropy_M = linear_logprobs(
        hidden_MD=torch.zeros(2, 3), weight_VD=torch.ones(10, 3), target_M=torch.tensor([0, 9])
    )
    torch.testing.assert_close(logprobs_M, torch.full((2,), -math.log(10)))
    torch.testing.assert_close(entropy_M, torch.full((2,), math.log(10)))


def test_huge_logits_stay_finite():
    hidden_MD = torch.tensor([[1e4], [-1e4]], requires_grad=True)
    weight_VD = torch.tensor([[1.0], [0.0]])
    logprobs_M, entropy_M = linear_logprobs(hidden_MD=hidden_MD, weight_VD=weight_VD, target_M=torch.tensor([0, 0]))
    (logprobs_M.sum() + entropy_M.sum()).backward()
    assert logprobs_M.tolist() == [0.0, -1e4]
    assert entropy_M.tolist() == [0.0, 0.0]
    assert hidden_MD.grad.tolist() == [[0.0], [1.0]]


def test_a_lower_temperature_sharpens():
    hidden_MD, weight_VD, _, target_M = inputs(5)
    entropies = [
        linear_logprobs(hidden_MD=hidden_MD, weight_VD=weight_VD, target_M=target_M, temperature=t)[1]
        for t in (0.5, 1.0, 2.0)
    ]
    assert (entropies[0] < entropies[1]).all()
    assert (entropies[1] < entropies[2]).all()


def test_sft_loss_is_the_mean_over_tokens_not_over_rows():
    logprobs_BT = torch.tensor([[-1.0, -2.0, -3.0], [-6.0, float("nan"), float("nan")]])
    loss, metrics = sft_loss(logprobs_BT, torch.tensor([[1, 1, 1], [1, 0, 0]]))
    assert loss == 3.0
    assert metrics["loss"] == 3.0


def test_sft_loss_of_an_empty_mask_is_zero():
    assert sft_loss(torch.tensor([[-1.0]]), torch.tensor([[0]]))[0] == 0.0


def test_under_autocast_only_products_are_rounded_and_the_entropy_of_their_logits_is_exact():
    generator = torch.Generator().manual_seed(0)
    hidden, weight = torch.randn(20, 16, generator=generator), torch.randn(300, 16, generator=generator)
    target = torch.arange(20)
    with torch.autocast("cpu", torch.bfloat16):
        ours = linear_logprobs(hidden_MD=hidden, weight_VD=weight, target_M=target)
        logits = torch.nn.functional.linear(hidden, weight)
    exact = gather_logprobs(logits_MV=logits.double(), target_M=target)
    for a, b in zip(ours, exact, strict=True):
        torch.testing.assert_close(a.double(), b, rtol=1e-5, atol=1e-5)
