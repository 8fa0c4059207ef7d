import math

import pytest
import torch

from heelwork.functional import ppo_policy_loss, truncated_importance_weights

TRAINER = torch.tensor([[-1.0, -2.0, -0.5], [-1.0, -3.0, 0.0]], dtype=torch.float64)
SAMPLER = torch.tensor([[-1.0, -3.0, -0.1], [math.nan, -1.0, math.nan]], dtype=torch.float64)
MASK = torch.tensor([[1, 1, 1], [1, 1, 0]])


def test_by_hand():
    weights, metrics = truncated_importance_weights(
        trainer_logprobs_BT=TRAINER, sampler_logprobs_BT=SAMPLER, mask_BT=MASK, limit=2.0
    )
    expected = [[1.0, 2.0, math.exp(-0.4)], [1.0, math.exp(-2.0), 1.0]]
    torch.testing.assert_close(weights, torch.tensor(expected, dtype=torch.float64))
    assert float(metrics["truncated"]) == pytest.approx(1 / 5)
    assert float(metrics["untold"]) == pytest.approx(1 / 5)
    assert float(metrics["mismatch_mean"]) == pytest.approx((1 + math.e + math.exp(-0.4) + 1 + math.exp(-2)) / 5)
    assert float(metrics["mismatch_kl"]) == pytest.approx((0 - 1 + 0.4 + 0 + 2) / 5)


def test_the_weighted_expectation_under_the_sampler_is_the_trainers():
    generator = torch.Generator().manual_seed(0)
    trainer, sampler = (torch.randn(5, generator=generator).log_softmax(-1) for _ in range(2))
    value = torch.randn(5, generator=generator)
    weights, _ = truncated_importance_weights(
        trainer_logprobs_BT=trainer[None], sampler_logprobs_BT=sampler[None], mask_BT=torch.ones(1, 5), limit=1e9
    )
    torch.testing.assert_close((sampler.exp() * weights[0] * value).sum(), (trainer.exp() * value).sum())


def test_the_loss_weighs_tokens_and_no_gradient_flows_through_the_weights():
    logprobs = TRAINER.clone().requires_grad_()
    weights, _ = truncated_importance_weights(
        trainer_logprobs_BT=logprobs, sampler_logprobs_BT=SAMPLER, mask_BT=MASK, limit=2.0
    )
    advantages = torch.tensor([[1.0, -1.0, 2.0], [0.5, 1.0, 9.0]], dtype=torch.float64)
    loss, _ = ppo_policy_loss(logprobs, TRAINER, advantages, MASK, 0.2, weights)
    loss.backward()
    torch.testing.assert_close(logprobs.grad, -(weights * advantages * MASK) / 5)
