import pytest
import torch

from heelwork.functional import explained_variance, value_loss

NAN = float("nan")


def one_value(value: float, old: float, target: float, clip: float = 0.2):
    """(loss, gradient, clipfrac) of a single value."""
    values_BT = torch.tensor([[value]], dtype=torch.float64, requires_grad=True)
    loss, metrics = value_loss(
        values_BT, torch.full_like(values_BT, old), torch.full_like(values_BT, target), torch.ones(1, 1), clip
    )
    loss.backward()
    return float(loss.detach()), float(values_BT.grad), float(metrics["value_clipfrac"])


@pytest.mark.parametrize(
    ("value", "old", "target", "loss", "gradient", "clipped"),
    [
        (1.1, 1.0, 2.0, 0.405, -0.9, 0),  # inside the range: plain
        (1.5, 1.0, 2.0, 0.32, 0.0, 1),  # moved towards the target further than allowed: stop
        (0.5, 1.0, 2.0, 1.125, -1.5, 0),  # moved away from the target: plain, so that it can come back
        (0.5, 1.0, 0.0, 0.32, 0.0, 1),
        (1.5, 1.0, 0.0, 1.125, 1.5, 0),
    ],
)
def test_the_clip_stops_the_gradient_only_towards_the_target(value, old, target, loss, gradient, clipped):
    assert one_value(value, old, target) == (pytest.approx(loss), pytest.approx(gradient, abs=1e-15), clipped)


def test_a_clip_of_zero_is_half_the_squared_error():
    assert one_value(1.5, 1.0, 2.0, clip=0.0) == (0.125, -0.5, 0.0)


def test_is_a_mean_over_the_mask():
    values_BT = torch.tensor([[1.0, NAN], [3.0, 5.0]], requires_grad=True)
    loss, metrics = value_loss(
        values_BT,
        torch.tensor([[1.0, NAN], [3.0, 5.0]]),
        torch.tensor([[0.0, NAN], [3.0, 3.0]]),
        torch.tensor([[1, 0], [1, 1]]),
        0.2,
    )
    loss.backward()
    assert float(loss.detach()) == pytest.approx((1 + 0 + 4) / 3 / 2)
    assert float(metrics["value_mean"]) == 3.0
    assert values_BT.grad[0, 1] == 0
    assert torch.isfinite(values_BT.grad).all()


def test_explained_variance():
    returns_BT = torch.tensor([[1.0, 2.0], [3.0, NAN]])
    mask_BT = torch.tensor([[1, 1], [1, 0]])
    assert explained_variance(returns_BT, returns_BT, mask_BT) == 1
    assert explained_variance(returns_BT + 5, returns_BT, mask_BT) == 1  # a constant error is not counted
    assert float(explained_variance(torch.zeros(2, 2), returns_BT, mask_BT)) == pytest.approx(0, abs=1e-6)
    assert float(explained_variance(-returns_BT, returns_BT, mask_BT)) == pytest.approx(-3)
    assert float(explained_variance(returns_BT / 2, returns_BT, mask_BT)) == pytest.approx(0.75)


def test_explained_variance_of_constant_returns_is_zero():
    assert explained_variance(torch.tensor([[1.0, 5.0]]), torch.full((1, 2), 3.0), torch.ones(1, 2)) == 0
