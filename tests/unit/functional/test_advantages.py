import pytest
import torch

from heelwork.functional import gae

NAN = float("nan")


def brute_force(rewards_BT, values_BT, mask_BT, gamma, lam):
    """A_t = sum_l (gamma lam)^l (r_{t+l} + gamma V_{t+l+1} - V_{t+l}) over each row's counted positions."""
    advantages_BT = torch.zeros_like(values_BT)
    for b in range(len(mask_BT)):
        where = [t for t in range(mask_BT.shape[1]) if mask_BT[b, t]]
        r = [float(rewards_BT[b, t]) for t in where]
        v = [float(values_BT[b, t]) for t in where] + [0.0]
        deltas = [r[i] + gamma * v[i + 1] - v[i] for i in range(len(where))]
        for i, t in enumerate(where):
            advantages_BT[b, t] = sum((gamma * lam) ** k * delta for k, delta in enumerate(deltas[i:]))
    return advantages_BT


def example():
    generator = torch.Generator().manual_seed(0)
    rewards_BT = torch.randn(4, 6, dtype=torch.float64, generator=generator)
    values_BT = torch.randn(4, 6, dtype=torch.float64, generator=generator)
    mask_BT = torch.tensor([[1, 1, 1, 1, 1, 1], [1, 1, 1, 0, 0, 0], [0, 1, 0, 1, 1, 0], [0, 0, 0, 0, 0, 0]])
    return rewards_BT, values_BT, mask_BT


@pytest.mark.parametrize("gamma", [1.0, 0.9])
@pytest.mark.parametrize("lam", [0.0, 0.5, 0.95, 1.0])
def test_equals_the_sum_of_discounted_deltas(gamma: float, lam: float):
    rewards_BT, values_BT, mask_BT = example()
    advantages_BT, returns_BT = gae(rewards_BT, values_BT, mask_BT, gamma, lam)
    expected_BT = brute_force(rewards_BT, values_BT, mask_BT, gamma, lam)
    torch.testing.assert_close(advantages_BT, expected_BT, rtol=0, atol=1e-14)
    torch.testing.assert_close(returns_BT, (expected_BT + values_BT) * mask_BT, rtol=0, atol=1e-14)


def test_three_steps_by_hand():
    rewards_BT, values_BT = torch.tensor([[0.0, 0.0, 1.0]]), torch.tensor([[0.5, 0.5, 0.5]])
    advantages_BT, returns_BT = gae(rewards_BT, values_BT, torch.ones(1, 3), 0.5, 0.5)
    # deltas -0.25, -0.25, 0.5; gamma lam = 0.25
    assert advantages_BT.tolist() == [[-0.28125, -0.125, 0.5]]
    assert returns_BT.tolist() == [[0.21875, 0.375, 1.0]]


def test_lambda_one_gives_the_discounted_return_to_go_minus_the_value():
    rewards_BT, values_BT = torch.tensor([[1.0, 2.0, 4.0]]), torch.tensor([[10.0, 20.0, 30.0]])
    advantages_BT, returns_BT = gae(rewards_BT, values_BT, torch.ones(1, 3), 0.5, 1.0)
    assert returns_BT.tolist() == [[3.0, 4.0, 4.0]]
    assert advantages_BT.tolist() == [[-7.0, -16.0, -26.0]]


def test_lambda_zero_gives_the_one_step_temporal_difference():
    rewards_BT, values_BT = torch.tensor([[1.0, 2.0, 4.0]]), torch.tensor([[10.0, 20.0, 30.0]])
    advantages_BT, returns_BT = gae(rewards_BT, values_BT, torch.ones(1, 3), 0.5, 0.0)
    assert advantages_BT.tolist() == [[1.0, -3.0, -26.0]]
    assert returns_BT.tolist() == [[11.0, 17.0, 4.0]]


def test_a_reward_at_the_end_reaches_every_token_undiscounted_when_gamma_and_lambda_are_one():
    advantages_BT, _ = gae(torch.tensor([[0.0, 0.0, 0.0, 3.0]]), torch.zeros(1, 4), torch.ones(1, 4), 1.0, 1.0)
    assert advantages_BT.tolist() == [[3.0, 3.0, 3.0, 3.0]]


def test_a_perfect_critic_leaves_no_advantage():
    rewards_BT, gamma = torch.tensor([[1.0, 2.0, 4.0]]), 0.5
    values_BT = torch.tensor([[3.0, 4.0, 4.0]])
    advantages_BT, returns_BT = gae(rewards_BT, values_BT, torch.ones(1, 3), gamma, 0.95)
    assert advantages_BT.abs().max() == 0
    assert torch.equal(returns_BT, values_BT)


@pytest.mark.parametrize("mask_dtype", [torch.bool, torch.int64, torch.float32])
def test_nan_in_masked_positions_changes_nothing(mask_dtype: torch.dtype):
    rewards_BT, values_BT, mask_BT = example()
    clean = gae(rewards_BT, values_BT, mask_BT, 0.9, 0.8)
    hidden_BT = mask_BT == 0
    dirty = gae(
        rewards_BT.masked_fill(hidden_BT, NAN), values_BT.masked_fill(hidden_BT, NAN), mask_BT.to(mask_dtype), 0.9, 0.8
    )
    assert torch.equal(clean[0], dirty[0])
    assert torch.equal(clean[1], dirty[1])
    assert dirty[0][hidden_BT].abs().sum() == dirty[1][hidden_BT].abs().sum() == 0


def test_holes_are_passed_over_as_if_they_were_cut_out():
    rewards_BT, values_BT, mask_BT = example()
    keep_T = mask_BT[2].bool()
    whole, _ = gae(rewards_BT[2:3], values_BT[2:3], mask_BT[2:3], 0.9, 0.8)
    cut, _ = gae(rewards_BT[2:3, keep_T], values_BT[2:3, keep_T], torch.ones(1, 3), 0.9, 0.8)
    assert torch.equal(whole[:, keep_T], cut)


def test_carries_no_gradient():
    rewards_BT, values_BT, mask_BT = example()
    advantages_BT, returns_BT = gae(rewards_BT, values_BT.requires_grad_(), mask_BT, 0.9, 0.8)
    assert not advantages_BT.requires_grad
    assert not returns_BT.requires_grad


def test_no_columns():
    advantages_BT, returns_BT = gae(torch.zeros(2, 0), torch.zeros(2, 0), torch.zeros(2, 0), 1.0, 0.95)
    assert advantages_BT.shape == returns_BT.shape == (2, 0)
