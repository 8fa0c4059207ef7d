"""Length and reward inside prompts, against closed forms."""

import numpy as np
import pytest
import torch

from heelwork.functional.length_bias import length_coefficient, odin_length_loss, within_group_correlation

GROUPS = torch.tensor([0, 0, 0, 1, 1, 1, 2, 2])
LENGTHS = torch.tensor([3.0, 5.0, 10.0, 40.0, 41.0, 60.0, 7.0, 9.0])
QUALITY = torch.tensor([1.0, 2.0, 0.0, 1.0, 0.0, 2.0, 0.0, 1.0])
SHIFTS = torch.tensor([100.0, -50.0, 7.0])[GROUPS]


def test_the_correlation_is_pearsons_of_what_is_left_of_group_means():
    noise = torch.randn(8, generator=torch.Generator().manual_seed(0))
    centred = [v - torch.stack([v[group == GROUPS].mean() for group in range(3)])[GROUPS] for v in (noise, LENGTHS)]
    want = np.corrcoef(*(c.numpy() for c in centred))[0, 1]  # both have mean 0
    assert float(within_group_correlation(noise + SHIFTS, LENGTHS, GROUPS)) == pytest.approx(want, abs=1e-4)
    assert float(within_group_correlation(2 * LENGTHS + SHIFTS, LENGTHS, GROUPS)) == pytest.approx(1.0, abs=1e-6)
    assert float(within_group_correlation(SHIFTS, LENGTHS, GROUPS)) == 0.0


def test_odins_loss_is_least_where_the_length_head_knows_all_of_length_and_the_quality_head_nothing():
    silent = torch.zeros(8)
    assert float(odin_length_loss(silent, LENGTHS + SHIFTS, LENGTHS, GROUPS)) == pytest.approx(-1.0, abs=1e-6)
    assert float(odin_length_loss(-LENGTHS, LENGTHS, LENGTHS, GROUPS)) == pytest.approx(0.0, abs=1e-6)
    assert float(odin_length_loss(LENGTHS, -LENGTHS, LENGTHS, GROUPS)) == pytest.approx(2.0, abs=1e-6)


def test_the_coefficient_is_that_of_least_squares_with_prompts_and_quality_held_fixed():
    reward = 0.25 * LENGTHS - 3.0 * QUALITY + SHIFTS
    assert length_coefficient(reward, LENGTHS, QUALITY, GROUPS) == pytest.approx(0.25)
    noisy = reward + torch.randn(8, generator=torch.Generator().manual_seed(1))
    columns = [LENGTHS, QUALITY, *(torch.where(group == GROUPS, 1.0, 0.0) for group in range(3))]
    want = np.linalg.lstsq(torch.stack(columns, 1).double().numpy(), noisy.double().numpy(), rcond=None)[0][0]
    assert length_coefficient(noisy, LENGTHS, QUALITY, GROUPS) == pytest.approx(want, abs=1e-6)


def test_where_length_does_not_vary_apart_from_quality_nothing_can_be_said():
    assert length_coefficient(QUALITY, torch.ones(8), QUALITY, GROUPS) == 0.0
    assert length_coefficient(QUALITY, 2 * QUALITY, QUALITY, GROUPS) == 0.0


def test_where_length_does_not_vary_the_loss_pulls_on_nothing():
    """A batch of one prompt whose answers are equally long: the root of 0 must not reach the gradient."""
    quality, length = (torch.randn(8, generator=torch.Generator().manual_seed(s)).requires_grad_() for s in (0, 1))
    odin_length_loss(quality, length, SHIFTS, GROUPS).backward()
    for scores in (quality, length):
        assert scores.grad is not None and scores.grad.abs().max() == 0
