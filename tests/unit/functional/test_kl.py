import math

import pytest
import torch

from heelwork.functional import KL_KINDS, adapt_beta, kl_estimate

P_V = torch.tensor([0.5, 0.2, 0.2, 0.1], dtype=torch.float64)
Q_V = torch.tensor([0.25, 0.25, 0.4, 0.1], dtype=torch.float64)
EXACT = 0.5 * math.log(0.5 / 0.25) + 0.2 * math.log(0.2 / 0.25) + 0.2 * math.log(0.2 / 0.4)


@pytest.mark.parametrize("kind", KL_KINDS)
def test_is_zero_between_equal_policies(kind):
    logprobs_BT = torch.tensor([[-0.1, -3.0], [-1e-9, -40.0]])
    assert kl_estimate(logprobs_BT, logprobs_BT.clone(), kind).abs().sum() == 0


def test_formulas():
    logprobs, ref = torch.tensor([-1.0, -3.0]), torch.tensor([-2.0, -1.0])
    assert kl_estimate(logprobs, ref, "k1").tolist() == [1.0, -2.0]
    assert kl_estimate(logprobs, ref, "k2").tolist() == [0.5, 2.0]
    expected = [math.exp(-1.0) - 1 + 1, math.exp(2.0) - 1 - 2]
    assert kl_estimate(logprobs, ref, "k3").tolist() == pytest.approx(expected)


def test_k3_is_never_negative_even_where_the_difference_is_tiny():
    difference = torch.tensor([-5.0, -1.0, -1e-3, -1e-6, 0.0, 1e-6, 1e-3, 1.0, 5.0], dtype=torch.float64)
    k3 = kl_estimate(difference, torch.zeros_like(difference), "k3")
    assert (k3 >= 0).all()
    assert (k3[difference != 0] > 0).all()


@pytest.mark.parametrize("kind", ["k1", "k3"])
def test_the_expectation_is_the_exact_kl(kind):
    assert float((P_V * kl_estimate(P_V.log(), Q_V.log(), kind)).sum()) == pytest.approx(EXACT, abs=1e-15)


@pytest.mark.parametrize("kind", ["k1", "k3"])
def test_the_mean_of_samples_approaches_the_exact_kl(kind):
    """200 000 draws; within four standard errors."""
    draws = torch.multinomial(P_V, 200_000, replacement=True, generator=torch.Generator().manual_seed(0))
    estimates = kl_estimate(P_V.log()[draws], Q_V.log()[draws], kind)
    error = float(estimates.std()) / math.sqrt(len(draws))
    assert error < 0.002
    assert abs(float(estimates.mean()) - EXACT) < 4 * error


def test_k3_varies_less_than_k1_for_close_policies():
    close_V = (Q_V + 0.02 * (P_V - Q_V)).log()
    spread = {k: (Q_V * kl_estimate(Q_V.log(), close_V, k).square()).sum() for k in ("k1", "k3")}
    assert spread["k3"] < 0.01 * spread["k1"]


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="k1, k2, k3"):
        kl_estimate(torch.zeros(1), torch.zeros(1), "k4")


@pytest.mark.parametrize(
    ("kl", "expected"),
    [
        (6.0, 0.1),  # on target
        (6.6, 0.1 * (1 + 0.1 * 64 / 1000)),
        (5.4, 0.1 * (1 - 0.1 * 64 / 1000)),
        (60.0, 0.1 * (1 + 0.2 * 64 / 1000)),  # clipped
        (0.0, 0.1 * (1 - 0.2 * 64 / 1000)),
        (-3.0, 0.1 * (1 - 0.2 * 64 / 1000)),
    ],
)
def test_adapt_beta(kl: float, expected: float):
    assert adapt_beta(beta=0.1, kl=kl, target=6.0, horizon=1000, samples=64) == pytest.approx(expected, rel=1e-12)


def test_adapt_beta_with_another_clip():
    assert adapt_beta(beta=1.0, kl=9.0, target=1.0, horizon=10, samples=10, clip=0.5) == 1.5
