import pytest
import torch

from heelwork.functional import masked_mean, masked_sum, masked_var, whiten

NAN = float("nan")
VALUES_BT = torch.tensor([[1.0, 2.0, 99.0], [3.0, 99.0, 6.0]], dtype=torch.float64)
MASK_BT = torch.tensor([[1, 1, 0], [1, 0, 1]])
COUNTED = [1.0, 2.0, 3.0, 6.0]


def test_sum_mean_and_variance_by_hand():
    assert masked_sum(VALUES_BT, MASK_BT) == 12
    assert masked_mean(VALUES_BT, MASK_BT) == 3
    assert masked_var(VALUES_BT, MASK_BT) == pytest.approx(14 / 3)
    assert masked_var(VALUES_BT, MASK_BT, unbiased=False) == 3.5


@pytest.mark.parametrize("dtype", [torch.bool, torch.int64, torch.float32])
def test_any_mask_dtype_is_taken(dtype: torch.dtype):
    assert masked_mean(VALUES_BT, MASK_BT.to(dtype)) == 3


def test_an_empty_mask_gives_zero():
    none_BT = torch.zeros_like(MASK_BT)
    assert masked_mean(VALUES_BT, none_BT) == masked_var(VALUES_BT, none_BT) == 0
    assert torch.equal(whiten(VALUES_BT, none_BT), torch.zeros_like(VALUES_BT))


def test_one_counted_value_has_no_variance():
    assert masked_var(VALUES_BT, torch.tensor([[0, 1, 0], [0, 0, 0]])) == 0


def test_the_gradient_of_a_mean_is_finite_beside_nan_padding():
    values = torch.tensor([1.0, NAN], requires_grad=True)
    masked_mean(values, torch.tensor([1, 0])).backward()
    assert values.grad.tolist() == [1.0, 0.0]


def test_whitened_values_have_mean_zero_and_variance_one():
    whitened_BT = whiten(VALUES_BT, MASK_BT)
    assert abs(float(masked_mean(whitened_BT, MASK_BT))) < 1e-12
    assert float(masked_var(whitened_BT, MASK_BT)) == pytest.approx(1, abs=1e-8)
    expected = [(v - 3) / (14 / 3 + 1e-8) ** 0.5 for v in COUNTED]
    assert whitened_BT[MASK_BT.bool()].tolist() == pytest.approx(expected, abs=1e-14)


def test_whitening_can_keep_the_mean():
    whitened_BT = whiten(VALUES_BT, MASK_BT, shift_mean=False)
    assert float(masked_mean(whitened_BT, MASK_BT)) == pytest.approx(3, abs=1e-12)
    assert float(masked_var(whitened_BT, MASK_BT)) == pytest.approx(1, abs=1e-8)


@pytest.mark.parametrize("shift_mean", [True, False])
def test_masked_positions_come_back_as_zero_and_their_nan_changes_nothing(shift_mean: bool):
    hidden_BT = MASK_BT == 0
    clean_BT = whiten(VALUES_BT, MASK_BT, shift_mean)
    dirty_BT = whiten(VALUES_BT.masked_fill(hidden_BT, NAN), MASK_BT, shift_mean)
    assert torch.equal(clean_BT, dirty_BT)
    assert clean_BT[hidden_BT].tolist() == [0.0, 0.0]


def test_equal_values_whiten_to_zero():
    assert whiten(torch.full((2, 3), 7.0), torch.ones(2, 3)).abs().max() == 0
