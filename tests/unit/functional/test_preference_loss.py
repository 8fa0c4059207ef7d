import itertools
import math

import pytest
import torch

from heelwork.functional import bradley_terry_loss, plackett_luce_loss, ranking_pairs_loss

NAN = float("nan")
SCORES_BK = torch.tensor(
    [[0.3, -1.2, 2.0, 0.7], [1.5, 1.5, -0.4, 0.0], [-0.1, 0.9, 0.2, 3.0], [0.6, 0.1, 0.0, 0.0]], dtype=torch.float64
)
RANKS_BK = torch.tensor([[2, 3, 1, 4], [1, 2, 2, 3], [2, 1, 0, 0], [1, 1, 0, 0]])


def log_sigmoid(x: float) -> float:
    return -math.log1p(math.exp(-x))


def pairs_by_hand(scores, ranks, p=1.0, margin=0.0) -> float | None:
    """The mean over ordered pairs of one prompt; None where it has no pair."""
    losses = []
    for i, j in itertools.permutations(range(len(scores)), 2):
        if ranks[i] and ranks[j] and ranks[i] < ranks[j]:
            d = float(scores[i] - scores[j]) - margin
            losses.append(-p * log_sigmoid(d) - (1 - p) * log_sigmoid(-d))
    return sum(losses) / len(losses) if losses else None


def plackett_luce_by_hand(scores, ranks) -> float | None:
    """-log of the product over items, best first, of exp(s) / sum of exp over all that are not ranked above it."""
    items = [i for i, rank in enumerate(ranks) if rank]
    last = max(int(ranks[i]) for i in items)
    likelihood, counted = 1.0, False
    for i in items:
        if ranks[i] < last:
            rest = sum(math.exp(scores[j]) for j in items if ranks[j] >= ranks[i])
            likelihood *= math.exp(scores[i]) / rest
            counted = True
    return -math.log(likelihood) if counted else None


# -- Bradley-Terry --------------------------------------------------------------------------------------------------


def test_bradley_terry_of_equal_scores_is_log_two():
    loss, metrics = bradley_terry_loss(torch.tensor([1.0, -3.0]), torch.tensor([1.0, -3.0]))
    assert float(loss) == pytest.approx(math.log(2))
    assert metrics["accuracy"] == 0.5
    assert metrics["margin"] == 0


def test_bradley_terry_metrics():
    _, metrics = bradley_terry_loss(torch.tensor([2.0, 0.0, 1.0, 5.0]), torch.tensor([1.0, 3.0, 1.0, 1.0]))
    assert float(metrics["accuracy"]) == 2.5 / 4
    assert float(metrics["margin"]) == 0.5


def test_bradley_terry_does_not_change_when_both_scores_shift():
    chosen_B, rejected_B = SCORES_BK[0], SCORES_BK[1]
    shift_B = torch.tensor([100.0, -3.0, 0.5, 7.0], dtype=torch.float64)
    torch.testing.assert_close(
        bradley_terry_loss(chosen_B, rejected_B)[0],
        bradley_terry_loss(chosen_B + shift_B, rejected_B + shift_B)[0],
        rtol=0,
        atol=1e-13,
    )


def test_bradley_terry_with_margin_and_soft_target_by_hand():
    loss, metrics = bradley_terry_loss(
        torch.tensor([2.0, 0.5], dtype=torch.float64),
        torch.tensor([1.0, 1.0], dtype=torch.float64),
        margin_B=torch.tensor([0.5, 1.0]),
        target_B=torch.tensor([0.75, 1.0]),
    )
    expected = (-0.75 * log_sigmoid(0.5) - 0.25 * log_sigmoid(-0.5) - log_sigmoid(-1.5)) / 2
    assert float(loss) == pytest.approx(expected, abs=1e-15)
    assert metrics["accuracy"] == 0.5  # of the scores, before the margin
    assert metrics["margin"] == 0.25


def test_a_target_of_one_changes_nothing():
    plain = bradley_terry_loss(SCORES_BK[0], SCORES_BK[1])[0]
    assert torch.equal(plain, bradley_terry_loss(SCORES_BK[0], SCORES_BK[1], target_B=torch.ones(4))[0])


def test_a_soft_target_is_least_at_its_own_log_odds():
    gap_B = torch.tensor([math.log(0.8 / 0.2)], dtype=torch.float64, requires_grad=True)
    loss, _ = bradley_terry_loss(gap_B, torch.zeros_like(gap_B), target_B=torch.tensor([0.8], dtype=torch.float64))
    loss.backward()
    assert abs(float(gap_B.grad)) < 1e-15
    entropy = -0.8 * math.log(0.8) - 0.2 * math.log(0.2)
    assert float(loss.detach()) == pytest.approx(entropy)


def test_bradley_terry_stays_finite_for_huge_gaps():
    chosen_B = torch.tensor([1e4, -1e4], requires_grad=True)
    loss, _ = bradley_terry_loss(chosen_B, torch.zeros(2))
    loss.backward()
    assert float(loss.detach()) == 5e3
    assert chosen_B.grad.tolist() == [0.0, -0.5]


# -- all pairs of a ranking -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_ranking_pairs_equals_brute_force_with_ties_and_padding(smoothing: float):
    """The fourth prompt is one tie and forms no pair: it is not counted."""
    loss, _ = ranking_pairs_loss(SCORES_BK, RANKS_BK, smoothing)
    by_hand = [pairs_by_hand(s, r, 1 - smoothing) for s, r in zip(SCORES_BK, RANKS_BK, strict=True)]
    assert by_hand[3] is None
    assert float(loss) == pytest.approx(sum(by_hand[:3]) / 3, abs=1e-14)


def test_ranking_pairs_with_margins_and_targets_equals_brute_force():
    """A target of NaN means none was given: 1 - smoothing holds."""
    margin_B, target_B = (
        torch.tensor([0.0, 0.5, -1.0, 0.0], dtype=torch.float64),
        torch.tensor([0.7, NAN, 0.2, NAN], dtype=torch.float64),
    )
    loss, _ = ranking_pairs_loss(SCORES_BK, RANKS_BK, 0.1, margin_B, target_B)
    by_hand = [pairs_by_hand(SCORES_BK[b], RANKS_BK[b], p, float(margin_B[b])) for b, p in enumerate([0.7, 0.9, 0.2])]
    assert float(loss) == pytest.approx(sum(by_hand) / 3, abs=1e-14)


@pytest.mark.parametrize("smoothing", [0.0, 0.2])
def test_ranking_pairs_of_two_equals_bradley_terry(smoothing: float):
    """Whichever of the two columns is the better."""
    scores_BK, ranks_BK = SCORES_BK[:, :2], torch.tensor([[1, 2], [2, 1], [1, 2], [2, 1]])
    chosen_B, rejected_B = scores_BK.gather(1, ranks_BK - 1).unbind(1)
    margin_B, target_B = (
        torch.tensor([0.1, 0.2, 0.0, -0.3], dtype=torch.float64),
        torch.full((4,), 1 - smoothing, dtype=torch.float64),
    )
    pairs = ranking_pairs_loss(scores_BK, ranks_BK, smoothing, margin_B)
    plain = bradley_terry_loss(chosen_B, rejected_B, margin_B, target_B)
    for a, b in [(pairs[0], plain[0]), *((pairs[1][k], plain[1][k]) for k in ("accuracy", "margin", "loss"))]:
        torch.testing.assert_close(a, b, rtol=0, atol=1e-15)


def test_ranking_pairs_metrics_weigh_prompts_equally():
    """One prompt with three pairs, all right; one with a single pair, wrong."""
    scores_BK, ranks_BK = torch.tensor([[3.0, 2.0, 1.0], [0.0, 1.0, 9.0]]), torch.tensor([[1, 2, 3], [1, 2, 0]])
    _, metrics = ranking_pairs_loss(scores_BK, ranks_BK)
    assert float(metrics["accuracy"]) == pytest.approx(0.5)
    assert float(metrics["margin"]) == pytest.approx(((1 + 1 + 2) / 3 - 1) / 2)


def test_nothing_but_ties_gives_zero_loss_and_zero_gradient():
    for function in (ranking_pairs_loss, plackett_luce_loss):
        scores_BK = torch.tensor([[1.0, 2.0], [3.0, NAN]], requires_grad=True)
        loss, metrics = function(scores_BK, torch.tensor([[1, 1], [1, 0]]))
        loss.backward()
        assert loss == 0
        assert metrics["accuracy"] == 0
        assert scores_BK.grad.abs().sum() == 0


# -- Plackett-Luce --------------------------------------------------------------------------------------------------


def test_plackett_luce_equals_the_product_over_the_ranking_with_ties_and_padding():
    loss, _ = plackett_luce_loss(SCORES_BK, RANKS_BK)
    by_hand = [plackett_luce_by_hand(s.tolist(), r.tolist()) for s, r in zip(SCORES_BK, RANKS_BK, strict=True)]
    assert by_hand[3] is None
    assert float(loss) == pytest.approx(sum(by_hand[:3]) / 3, abs=1e-14)


def test_the_likelihoods_of_all_rankings_sum_to_one():
    total = sum(
        math.exp(-float(plackett_luce_loss(SCORES_BK[:1], torch.tensor([ranks]))[0]))
        for ranks in itertools.permutations([1, 2, 3, 4])
    )
    assert total == pytest.approx(1.0, abs=1e-14)


def test_plackett_luce_of_two_equals_bradley_terry():
    scores_BK, ranks_BK = SCORES_BK[:, :2], torch.tensor([[1, 2], [2, 1], [1, 2], [2, 1]])
    chosen_B, rejected_B = scores_BK.gather(1, ranks_BK - 1).unbind(1)
    torch.testing.assert_close(
        plackett_luce_loss(scores_BK, ranks_BK), bradley_terry_loss(chosen_B, rejected_B), rtol=0, atol=1e-15
    )


def test_tied_items_share_a_denominator():
    loss, _ = plackett_luce_loss(torch.tensor([[1.0, 2.0, 0.5]]), torch.tensor([[1, 1, 2]]))
    everything = math.log(math.exp(1.0) + math.exp(2.0) + math.exp(0.5))
    assert float(loss) == pytest.approx(2 * everything - 1.0 - 2.0, rel=1e-6)


def test_only_the_order_of_ranks_matters_not_their_size():
    for function in (ranking_pairs_loss, plackett_luce_loss):
        spaced = torch.where(RANKS_BK > 0, 10 * RANKS_BK - 3, RANKS_BK)
        assert torch.equal(function(SCORES_BK, RANKS_BK)[0], function(SCORES_BK, spaced)[0])


@pytest.mark.parametrize("function", [ranking_pairs_loss, plackett_luce_loss])
def test_scores_may_shift_per_prompt(function):
    shifted_BK = SCORES_BK + torch.tensor([[5.0], [-50.0], [0.1], [0.0]], dtype=torch.float64)
    torch.testing.assert_close(function(SCORES_BK, RANKS_BK), function(shifted_BK, RANKS_BK), rtol=0, atol=1e-12)


@pytest.mark.parametrize("function", [ranking_pairs_loss, plackett_luce_loss])
def test_nan_in_padding_reaches_neither_loss_nor_metrics_nor_gradient(function):
    hidden_BK = RANKS_BK == 0
    clean_BK = SCORES_BK.clone().requires_grad_()
    dirty_BK = SCORES_BK.masked_fill(hidden_BK, NAN).requires_grad_()
    clean, dirty = function(clean_BK, RANKS_BK), function(dirty_BK, RANKS_BK)
    assert torch.equal(clean[0], dirty[0])
    assert all(torch.equal(clean[1][k], dirty[1][k]) for k in clean[1])
    clean[0].backward()
    dirty[0].backward()
    assert torch.equal(clean_BK.grad, dirty_BK.grad)
    assert dirty_BK.grad[hidden_BK].abs().sum() == 0
