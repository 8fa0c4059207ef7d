import math

import pytest
import torch

from heelwork.functional import ppo_policy_loss

NAN = float("nan")
ONE = torch.ones(1, 1)


def one_token(ratio: float, advantage: float, clip: float = 0.2):
    """(loss, gradient of the loss by the log-probability, clipfrac) of a single token."""
    logprobs_BT = torch.tensor([[math.log(ratio)]], dtype=torch.float64, requires_grad=True)
    loss, metrics = ppo_policy_loss(logprobs_BT, torch.zeros_like(logprobs_BT), ONE.double() * advantage, ONE, clip)
    loss.backward()
    return float(loss.detach()), float(logprobs_BT.grad), float(metrics["clipfrac"])


@pytest.mark.parametrize(
    ("advantage", "ratio", "loss", "gradient", "clipped"),
    [
        (2.0, 1.5, -2.4, 0.0, 1),  # good and already likelier: stop
        (2.0, 0.5, -1.0, -1.0, 0),  # good but less likely: push up
        (-2.0, 1.5, 3.0, 3.0, 0),  # bad but likelier: push down
        (-2.0, 0.5, 1.6, 0.0, 1),  # bad and already less likely: stop
        (2.0, 1.1, -2.2, -2.2, 0),
        (-2.0, 0.9, 1.8, 1.8, 0),
    ],
)
def test_the_clip_stops_the_gradient_on_the_right_side_only(advantage, ratio, loss, gradient, clipped):
    assert one_token(ratio, advantage) == (pytest.approx(loss), pytest.approx(gradient, abs=1e-15), clipped)


def test_equal_policies_have_ratio_one_and_the_plain_policy_gradient():
    logprobs_BT = torch.tensor([[-1.0, -0.5], [-2.0, -7.0]], dtype=torch.float64, requires_grad=True)
    advantages_BT = torch.tensor([[1.0, -2.0], [3.0, 0.5]], dtype=torch.float64)
    loss, metrics = ppo_policy_loss(logprobs_BT, logprobs_BT.detach().clone(), advantages_BT, torch.ones(2, 2), 0.2)
    loss.backward()
    assert metrics["ratio_mean"] == metrics["ratio_max"] == 1.0
    assert metrics["clipfrac"] == metrics["approx_kl"] == 0.0
    assert float(loss.detach()) == pytest.approx(-0.625)
    torch.testing.assert_close(logprobs_BT.grad, -advantages_BT / 4, rtol=0, atol=1e-16)


def test_metrics_count_only_the_mask():
    logprobs_BT = torch.tensor([[math.log(1.5), math.log(0.5), 50.0]])
    loss, metrics = ppo_policy_loss(
        logprobs_BT, torch.zeros(1, 3), torch.tensor([[1.0, 1.0, 1.0]]), torch.tensor([[1, 1, 0]]), 0.2
    )
    assert float(loss) == pytest.approx(-(1.2 + 0.5) / 2)
    assert float(metrics["ratio_mean"]) == pytest.approx(1.0)
    assert float(metrics["ratio_max"]) == pytest.approx(1.5)
    assert float(metrics["clipfrac"]) == 0.5
    expected = (0.5 - math.log(1.5) - 0.5 - math.log(0.5)) / 2
    assert float(metrics["approx_kl"]) == pytest.approx(expected, rel=1e-6)


def test_the_advantage_scales_the_loss_but_not_what_is_clipped():
    plain, scaled = one_token(1.1, 1.0), one_token(1.1, 10.0)
    assert scaled[:2] == pytest.approx((10 * plain[0], 10 * plain[1]))
    assert one_token(1.3, 1.0)[2] == one_token(1.3, 10.0)[2] == 1


def test_nan_in_padding_reaches_neither_the_loss_nor_the_gradient():
    logprobs_BT = torch.tensor([[-1.0, NAN]], requires_grad=True)
    loss, metrics = ppo_policy_loss(
        logprobs_BT, torch.tensor([[-1.1, NAN]]), torch.tensor([[1.0, NAN]]), torch.tensor([[1, 0]]), 0.2
    )
    loss.backward()
    assert torch.isfinite(loss)
    assert all(torch.isfinite(m) for m in metrics.values())
    assert logprobs_BT.grad[0, 1] == 0
    assert torch.isfinite(logprobs_BT.grad).all()


def test_an_empty_mask_adds_nothing():
    logprobs_BT = torch.tensor([[-1.0, -2.0]], requires_grad=True)
    loss, _ = ppo_policy_loss(logprobs_BT, torch.zeros(1, 2), torch.ones(1, 2), torch.zeros(1, 2), 0.2)
    loss.backward()
    assert loss == 0
    assert logprobs_BT.grad.abs().sum() == 0
