"""The engine: micro-batches change nothing, and NaN never reaches the weights."""

import numpy as np
import pytest
import torch
from conftest import CPU

from heelwork.algorithms.supervised import NEXT_TOKEN_LOSS
from heelwork.errors import NonFiniteError
from heelwork.models.loading import load_policy, load_scalar
from heelwork.models.transformer import TokenRow
from heelwork.training.checkpoint import load_state, save_state
from heelwork.training.engine import Batch, Engine, Loss
from heelwork.training.optim import OptimSettings


def row(*ids):
    return TokenRow(np.array(ids), np.array([False] + [True] * (len(ids) - 1)))


ROWS = [row(1, 50, 51, 52, 53), row(1, 60), row(1, 70, 71, 72), row(1, *range(80, 98))]


def engine(model, **values):
    return Engine(
        model, device=CPU, **{"optim": OptimSettings(lr=0.01), "precision": "fp32", "total_steps": 4, **values}
    )


def weights(model):
    return {name: p.detach().clone() for name, p in model.named_parameters()}


def same(before, model):
    return all(torch.equal(before[name], p) for name, p in model.named_parameters())


def test_micro_batches_change_no_gradient_and_no_figure(tiny):
    found = []
    for budget in (10_000, 8, 1):
        own = engine(load_policy(tiny, CPU), micro_batch_tokens=budget)
        metrics = own.forward_backward(Batch(ROWS), NEXT_TOKEN_LOSS)
        found.append((metrics["loss"], {n: p.grad.clone() for n, p in own.model.named_parameters()}))
    for loss, gradients in found[1:]:
        assert loss == pytest.approx(found[0][0], rel=1e-5)
        for name, gradient in gradients.items():
            assert torch.allclose(gradient, found[0][1][name], atol=1e-6)


def test_two_halves_accumulate(tiny):
    own = engine(load_policy(tiny, CPU))
    own.forward_backward(Batch(ROWS[:2]), NEXT_TOKEN_LOSS)
    first = {n: p.grad.clone() for n, p in own.model.named_parameters()}
    own.forward_backward(Batch(ROWS[:2]), NEXT_TOKEN_LOSS)
    assert all(torch.allclose(p.grad, 2 * first[n], atol=1e-6) for n, p in own.model.named_parameters())


def test_a_step_lowers_the_loss_and_advances_the_schedule(tiny):
    own = engine(load_policy(tiny, CPU))
    losses, rates = [], []
    for _ in range(4):
        losses.append(own.forward_backward(Batch(ROWS), NEXT_TOKEN_LOSS)["loss"])
        rates.append(own.optim_step()["lr"])
    assert losses == sorted(losses, reverse=True)
    assert rates == pytest.approx([0.01, 0.0075, 0.005, 0.0025])
    assert all(p.grad is None for p in own.model.parameters())


def test_gradients_are_clipped_and_their_norm_before_it_is_told(tiny):
    own = engine(load_policy(tiny, CPU), optim=OptimSettings(lr=0.01, max_grad_norm=0.0))
    own.forward_backward(Batch(ROWS), NEXT_TOKEN_LOSS)
    free = own.optim_step()["grad_norm"]
    seen = {}
    clipped = engine(load_policy(tiny, CPU), optim=OptimSettings(lr=0.01, max_grad_norm=free / 10))
    clipped.optimizer.members[0].register_step_pre_hook(
        lambda *_: seen.update(norm=float(torch.nn.utils.get_total_norm([p.grad for p in clipped.model.parameters()])))
    )
    clipped.forward_backward(Batch(ROWS), NEXT_TOKEN_LOSS)
    assert clipped.optim_step()["grad_norm"] == pytest.approx(free)
    assert seen["norm"] == pytest.approx(free / 10, rel=1e-3)


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_gradient_that_is_no_number_names_its_parameter_and_changes_nothing(tiny, bad):
    own = engine(load_policy(tiny, CPU), name="policy")
    own.forward_backward(Batch(ROWS), NEXT_TOKEN_LOSS)
    own.optim_step()
    before = weights(own.model)
    state = {k: v.clone() for k, v in own.optimizer.members[0].state_dict()["state"][0].items()}
    own.forward_backward(Batch(ROWS), NEXT_TOKEN_LOSS)
    own.model.get_parameter("network.model.layers.1.mlp.up_proj.weight").grad[3, 3] = bad
    with pytest.raises(NonFiniteError) as caught:
        own.optim_step()
    assert str(caught.value) == (
        "policy: the gradient of network.model.layers.1.mlp.up_proj.weight is NaN or infinite at step 2; the weights are "
        "those of the step before. Lower the learning rate, or use precision=fp32"
    )
    assert same(before, own.model)
    assert all(torch.equal(v, own.optimizer.members[0].state_dict()["state"][0][k]) for k, v in state.items())
    assert own.steps_done == 1
    own.forward_backward(Batch(ROWS), NEXT_TOKEN_LOSS)
    own.optim_step()
    assert not same(before, own.model)


def test_a_loss_that_is_no_number_stops_before_the_weights_change(tiny):
    own = engine(load_policy(tiny, CPU), name="sft")
    before = weights(own.model)
    broken = Loss(lambda out, _: (out.logprobs_BT.sum() * float("nan"), {}), unit="tokens", reads="logprobs")
    with pytest.raises(
        NonFiniteError, match=r"sft: the loss is nan at step 1; the weights are those of the step before"
    ):
        own.forward_backward(Batch(ROWS), broken)
    assert same(before, own.model)


def test_rows_where_nothing_counts_are_passed_over(tiny):
    silent = TokenRow(np.array([1, 2, 3]), np.zeros(3, dtype=bool))
    own = engine(load_policy(tiny, CPU), micro_batch_tokens=4)
    alone = own.forward_backward(Batch(ROWS), NEXT_TOKEN_LOSS)["loss"]
    assert own.forward_backward(Batch([*ROWS, silent]), NEXT_TOKEN_LOSS)["loss"] == pytest.approx(alone)


def test_figures_named_max_are_combined_by_maximum_others_by_weight(tiny):
    def function(out, _):
        count = out.mask_BT.sum()
        return out.logprobs_BT.sum() * 0.0, {"count_max": count, "count": count.float()}

    own = engine(load_policy(tiny, CPU), micro_batch_tokens=1)
    metrics = own.forward_backward(Batch(ROWS), Loss(function, unit="tokens", reads="logprobs"))
    assert metrics["count_max"] == 18.0
    assert metrics["count"] == pytest.approx((4 * 4 + 1 * 1 + 3 * 3 + 18 * 18) / 26)


def test_reading_gives_the_rows_back_in_their_order_whatever_the_budget(tiny, tiny_reward):
    def read(budget):
        policy = Engine(load_policy(tiny, CPU), device=CPU, precision="fp32", micro_batch_tokens=budget)
        scalar = Engine(load_scalar(tiny_reward, CPU), device=CPU, precision="fp32", micro_batch_tokens=budget)
        batch = Batch(ROWS)
        return [*policy.logprobs(batch), scalar.values(batch), scalar.score(batch)]

    for whole, cut in zip(read(10_000), read(5), strict=True):
        assert whole.shape == cut.shape
        assert torch.allclose(whole.float(), cut.float(), atol=1e-5)
    assert read(5)[2].sum(1).tolist() == [4, 1, 3, 18]


def test_a_state_taken_up_goes_on_bit_for_bit(tiny, tmp_path):
    whole = engine(load_policy(tiny, CPU))
    for _ in range(2):
        whole.forward_backward(Batch(ROWS), NEXT_TOKEN_LOSS)
        whole.optim_step()
    other = engine(load_policy(tiny, CPU))
    save_state(tmp_path / "state", whole.state())
    other.load_state(load_state(tmp_path / "state"))
    for own in (whole, other):
        own.forward_backward(Batch(ROWS[:2]), NEXT_TOKEN_LOSS)
        own.optim_step()
    assert same(weights(whole.model), other.model)
    assert other.steps_done == 3
