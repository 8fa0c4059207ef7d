"""The ranking losses of the reward stage, where some groups bring a label of their own."""

import pytest
import torch

from heelwork.algorithms.supervised import ranking_loss
from heelwork.functional.preference_loss import bradley_terry_loss, plackett_luce_loss
from heelwork.training.engine import Outputs

NAN = float("nan")


def loss_of(kind, scores_GK, ranks, targets, smoothing=0.0):
    tensors = {"ranks": torch.tensor(ranks), "margin": torch.zeros(len(ranks)), "target": torch.tensor(targets)}
    return ranking_loss(kind, smoothing).function(Outputs(torch.empty(0), scores_GK=scores_GK), tensors)


def test_plackett_luce_keeps_a_pairs_own_label():
    """A made pair is labelled as about equal: its better-ranked answer must not be pulled up without end."""
    scores = torch.zeros(1, 2, requires_grad=True)
    loss, _ = loss_of("plackett_luce", scores, [[1, 2]], [0.4])
    loss.backward()
    torch.testing.assert_close(scores.grad, torch.tensor([[0.1, -0.1]]))  # sigmoid(0) - 0.4: the first one goes down


def test_whole_rankings_and_labelled_pairs_are_averaged_over_groups():
    scores = torch.tensor([[0.3, -1.0, 2.0], [1.5, 0.2, 0.0], [0.1, 0.9, -0.4]])
    ranks = [[1, 2, 3], [1, 2, 0], [3, 1, 2]]
    loss, metrics = loss_of("plackett_luce", scores, ranks, [NAN, 0.4, NAN])
    whole, whole_metrics = plackett_luce_loss(scores[[0, 2]], torch.tensor(ranks)[[0, 2]])
    pair, pair_metrics = bradley_terry_loss(scores[1:2, 0], scores[1:2, 1], target_B=torch.tensor([0.4]))
    torch.testing.assert_close(loss, (2 * whole + pair) / 3)
    for name in ("loss", "accuracy", "margin"):
        torch.testing.assert_close(metrics[name], (2 * whole_metrics[name] + pair_metrics[name]) / 3)


@pytest.mark.parametrize("targets", [[0.4, NAN, 0.5], [NAN, NAN, NAN], [0.4, 0.5, 0.8]])
def test_both_losses_are_one_on_pairs(targets):
    scores = torch.tensor([[0.3, -1.0], [1.5, 0.2], [0.1, 0.9]])
    found = [loss_of(kind, scores, [[1, 2], [2, 1], [1, 2]], targets) for kind in ("plackett_luce", "bradley_terry")]
    torch.testing.assert_close(*found)
