"""Laws that hold for any shape, mask and value."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from heelwork.functional import (
    KL_KINDS,
    bradley_terry_loss,
    gae,
    kl_estimate,
    masked_mean,
    masked_var,
    plackett_luce_loss,
    ppo_policy_loss,
    ranking_pairs_loss,
    whiten,
)

NUMBERS = st.floats(-10, 10, allow_nan=False, width=32)
PROBABILITIES = st.floats(0, 1, allow_nan=False, width=32)

often = settings(max_examples=60, deadline=None, derandomize=True, database=None)


def tensor(values) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64)


@st.composite
def grids(draw, count: int):
    """(mask_BT, `count` tensors of its shape)."""
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 6))

    def grid(cells):
        return draw(
            st.lists(st.lists(cells, min_size=columns, max_size=columns), min_size=rows, max_size=rows), label="grid"
        )

    return torch.tensor(grid(st.booleans())), *(tensor(grid(NUMBERS)) for _ in range(count))


@st.composite
def rankings(draw):
    """(scores_BK, ranks_BK) with ties and padding."""
    rows, columns = draw(st.integers(1, 3)), draw(st.integers(2, 5))
    scores = [[draw(NUMBERS) for _ in range(columns)] for _ in range(rows)]
    ranks = [[draw(st.integers(0, columns)) for _ in range(columns)] for _ in range(rows)]
    return tensor(scores), torch.tensor(ranks)


@often
@given(grids(2), PROBABILITIES, PROBABILITIES)
def test_gae_is_the_discounted_sum_of_the_deltas_of_counted_tokens(grid, gamma: float, lam: float):
    mask_BT, rewards_BT, values_BT = grid
    dirty = [x.masked_fill(~mask_BT, float("nan")) for x in (rewards_BT, values_BT)]
    advantages_BT, returns_BT = gae(*dirty, mask_BT, gamma, lam)
    expected_BT = torch.zeros_like(values_BT)
    for b in range(len(mask_BT)):
        where = mask_BT[b].nonzero().flatten().tolist()
        for i, t in enumerate(where):
            for k in range(i, len(where)):
                after = values_BT[b, where[k + 1]] if k + 1 < len(where) else 0.0
                delta = rewards_BT[b, where[k]] + gamma * after - values_BT[b, where[k]]
                expected_BT[b, t] += (gamma * lam) ** (k - i) * delta
    torch.testing.assert_close(advantages_BT, expected_BT, rtol=0, atol=1e-11)
    torch.testing.assert_close(returns_BT, expected_BT + values_BT * mask_BT, rtol=0, atol=1e-11)


@often
@given(grids(1), st.booleans())
def test_whitening_gives_unit_variance_and_keeps_or_removes_the_mean(grid, shift_mean: bool):
    mask_BT, values_BT = grid
    whitened_BT = whiten(values_BT.masked_fill(~mask_BT, float("nan")), mask_BT, shift_mean)
    assert whitened_BT[~mask_BT].abs().sum() == 0
    mean = 0.0 if shift_mean else float(masked_mean(values_BT, mask_BT))
    variance = float(masked_var(values_BT, mask_BT))
    scale = (variance + 1e-8) ** -0.5
    assert float(masked_mean(whitened_BT, mask_BT)) == pytest.approx(mean, abs=1e-13 * (1 + scale) * 10)
    assert float(masked_var(whitened_BT, mask_BT)) == pytest.approx(variance * scale**2, abs=1e-6)


@often
@given(grids(1), st.floats(0.5, 100), NUMBERS)
def test_whitening_forgets_scale_and_shift(grid, factor: float, shift: float):
    mask_BT, values_BT = grid
    if masked_var(values_BT, mask_BT) < 1:  # the 1e-8 under the root shows where nothing varies
        return
    torch.testing.assert_close(
        whiten(values_BT * factor + shift, mask_BT), whiten(values_BT, mask_BT), rtol=0, atol=1e-6
    )


@often
@given(st.lists(NUMBERS, min_size=1, max_size=20))
def test_kl_estimates(differences: list[float]):
    d = tensor(differences)
    zero = torch.zeros_like(d)
    assert (kl_estimate(d, zero, "k3") >= 0).all()
    assert (kl_estimate(d, zero, "k2") >= 0).all()
    assert torch.equal(kl_estimate(d, zero, "k1"), -kl_estimate(zero, d, "k1"))
    assert all(kl_estimate(d, d, kind).abs().sum() == 0 for kind in KL_KINDS)


@often
@given(st.lists(st.tuples(NUMBERS, NUMBERS, PROBABILITIES), min_size=1, max_size=8))
def test_bradley_terry_is_antisymmetric(pairs):
    """Swapping the answers and the probability is the same statement."""
    a_B, b_B, p_B = tensor(pairs).unbind(1)
    forth, back = bradley_terry_loss(a_B, b_B, target_B=p_B), bradley_terry_loss(b_B, a_B, target_B=1 - p_B)
    torch.testing.assert_close(forth[0], back[0], rtol=0, atol=1e-12)
    assert float(forth[1]["accuracy"] + back[1]["accuracy"]) == pytest.approx(1)
    assert float(forth[1]["margin"] + back[1]["margin"]) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("function", [plackett_luce_loss, ranking_pairs_loss])
@often
@given(ranking=rankings(), data=st.data())
def test_ranking_losses_do_not_see_the_order_of_the_items(function, ranking, data):
    """Permuting scores and ranks together keeps the loss and permutes its gradient."""
    scores_BK, ranks_BK = ranking
    order = data.draw(st.permutations(range(scores_BK.shape[1])))
    plain_BK, permuted_BK = scores_BK.clone().requires_grad_(), scores_BK[:, order].clone().requires_grad_()
    plain, permuted = function(plain_BK, ranks_BK)[0], function(permuted_BK, ranks_BK[:, order])[0]
    torch.testing.assert_close(plain, permuted, rtol=0, atol=1e-12)
    plain.backward()
    permuted.backward()
    torch.testing.assert_close(plain_BK.grad[:, order], permuted_BK.grad, rtol=0, atol=1e-12)
    assert plain >= 0
    assert plain_BK.grad.sum(1).abs().max() < 1e-12  # no loss moves all scores of a prompt together


@often
@given(grids(3), st.floats(0.05, 0.5))
def test_the_policy_loss_is_never_below_the_plain_surrogate(grid, clip: float):
    """PPO's objective is a lower bound of the unclipped one."""
    mask_BT, noise_BT, old_BT, advantages_BT = grid
    logprobs_BT = old_BT + noise_BT / 5
    loss, metrics = ppo_policy_loss(logprobs_BT, old_BT, advantages_BT, mask_BT, clip)
    surrogate = masked_mean((logprobs_BT - old_BT).exp() * advantages_BT, mask_BT)
    assert float(loss) >= -float(surrogate) - 1e-12
    assert 0 <= float(metrics["clipfrac"]) <= 1
    assert float(metrics["approx_kl"]) >= 0
