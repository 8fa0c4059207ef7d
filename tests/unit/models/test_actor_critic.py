"""Policy and critic on one trunk: one pass gives what two give, and the gradient is the sum of both."""

import pytest
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from heelwork.algorithms.ppo import PpoAlgorithm, critic_loss, policy_loss, shared_loss
from heelwork.models.attention import IMPLEMENTATION
from heelwork.models.transformer import ActorCritic, TokenRow
from heelwork.training.engine import Batch, Engine
from heelwork.training.optim import OptimSettings

CPU = torch.device("cpu")
SETTINGS = PpoAlgorithm(entropy_coefficient=0.01)


@pytest.fixture
def model():
    torch.manual_seed(0)
    config = LlamaConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=48, vocab_size=50,
        attn_implementation=IMPLEMENTATION,
    )  # fmt: skip
    made = ActorCritic(LlamaForCausalLM(config).double().eval())
    torch.nn.init.normal_(made.value_head.weight, std=0.3)
    return made


@pytest.fixture
def batch():
    generator = torch.Generator().manual_seed(1)
    rows = [
        TokenRow(torch.randint(0, 50, (n,), generator=generator).tolist(), [False] * 3 + [True] * (n - 3))
        for n in (5, 9, 7)
    ]
    old = {name: torch.randn(3, 6, generator=generator, dtype=torch.float64) * 0.1 for name in
           ("old_values_BT", "advantages_BT", "returns_BT")}  # fmt: skip
    old |= {"old_logprobs_BT": torch.full((3, 6), -3.9, dtype=torch.float64), "weights_BT": torch.ones(3, 6)}
    return Batch(rows, tensors=old)


def _engine(model, micro_batch_tokens=4096):
    return Engine(
        model,
        device=CPU,
        optim=OptimSettings(lr=1e-3),
        total_steps=4,
        precision="fp32",
        micro_batch_tokens=micro_batch_tokens,
    )


def _gradients(model):
    return {name: p.grad.clone() for name, p in model.named_parameters() if p.grad is not None}


def test_one_pass_gives_the_log_probabilities_and_values_of_two(model, batch):
    engine = _engine(model)
    alone = engine.logprobs(batch)[0], engine.values(batch)
    logprobs_BT, _, mask_BT, values_BT = engine.logprobs_and_values(batch)
    assert mask_BT.sum() == sum(sum(row.counted) for row in batch.rows)
    torch.testing.assert_close((logprobs_BT, values_BT), alone)


def test_the_gradient_is_the_policys_plus_the_critics(model, batch, monkeypatch):
    engine = _engine(model)
    engine.forward_backward(batch, shared_loss(SETTINGS))
    both = _gradients(model)
    model.zero_grad()
    engine.forward_backward(batch, policy_loss(SETTINGS))
    policys = _gradients(model)
    assert not any(name.startswith("value_head") for name in policys)
    model.zero_grad()

    # The critic alone holds the trunk fixed; for the comparison its gradient is let through.
    monkeypatch.setattr(model, "token_values", lambda packed: model.logprobs_and_values(packed)[2])
    engine.forward_backward(batch, critic_loss(SETTINGS))
    critics = _gradients(model)
    for name, gradient in both.items():
        torch.testing.assert_close(
            gradient, policys.get(name, 0) + critics.get(name, torch.zeros(())), rtol=1e-3, atol=1e-6
        )


def test_the_critic_alone_moves_its_head_and_nothing_else(model, batch):
    _engine(model).forward_backward(batch, critic_loss(SETTINGS))
    assert set(_gradients(model)) == {"value_head.weight", "value_head.bias"}


def test_micro_batches_do_not_change_the_gradient(model, batch):
    _engine(model).forward_backward(batch, shared_loss(SETTINGS))
    whole = _gradients(model)
    model.zero_grad()
    _engine(model, micro_batch_tokens=1).forward_backward(batch, shared_loss(SETTINGS))
    for name, gradient in _gradients(model).items():
        torch.testing.assert_close(gradient, whole[name], rtol=1e-3, atol=1e-6)


def test_a_new_head_says_zero(model, batch):
    fresh = ActorCritic(model.network)
    assert float(_engine(fresh).values(batch).abs().max()) == 0.0
