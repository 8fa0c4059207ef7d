"""NaN, infinite gradients and memory that is used up: each has its policy, and none is silent."""

import math

import numpy as np
import pytest
import torch
from conftest import CPU, metrics_of, read_lines, same_weights

from heelwork.algorithms.supervised import NEXT_TOKEN_LOSS
from heelwork.errors import NonFiniteError, OutOfMemory
from heelwork.models.loading import load_policy
from heelwork.models.transformer import TokenRow
from heelwork.stages import ppo, sft
from heelwork.training.checkpoints import Checkpoints
from heelwork.training.engine import Batch, Engine
from heelwork.training.faults import FaultSettings, halved, is_out_of_memory
from heelwork.training.optim import OptimSettings


def engine_of(tiny, **options):
    given = {"optim": OptimSettings(lr=1e-3), "total_steps": 9, "precision": "fp32", **options}
    return Engine(load_policy(tiny, CPU), device=CPU, **given)


def batch(count=4, length=20):
    rng = np.random.default_rng(0)
    return Batch([TokenRow(rng.integers(5, 300, length - i), np.arange(length - i) > 0) for i in range(count)])


def weights(engine):
    return {name: p.detach().clone() for name, p in engine.model.named_parameters()}


def equal(a, b):
    return all(torch.equal(a[name], b[name]) for name in a)


def spoil(monkeypatch, at, *, what="loss", times=1, name=None):
    """From the `at`-th update on, `times` updates of the engine `name` see a NaN loss or an infinite gradient."""
    calls = []
    forward, step = Engine.forward_backward, Engine.optim_step

    def bad(self):
        return at <= len(calls) < at + times and name in (None, self.name)

    def forwarded(self, given, loss):
        if name in (None, self.name):
            calls.append(1)
        metrics = forward(self, given, loss)
        if bad(self) and what == "loss":
            raise NonFiniteError("the loss is nan")
        return metrics

    def stepped(self):
        if bad(self) and what == "gradient":
            next(p for p in self.model.parameters() if p.grad is not None).grad.view(-1)[0] = math.inf
        return step(self)

    monkeypatch.setattr(Engine, "forward_backward", forwarded)
    monkeypatch.setattr(Engine, "optim_step", stepped)
    return calls


# -- numbers -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["loss", "gradient"])
def test_stop_leaves_the_weights_and_names_the_engine(tiny, monkeypatch, what):
    engine = engine_of(tiny)
    before = weights(engine)
    spoil(monkeypatch, 1, what=what)
    with pytest.raises(NonFiniteError):
        engine.update(batch(), NEXT_TOKEN_LOSS)
    assert equal(weights(engine), before)
    assert all(p.grad is None for p in engine.model.parameters())


@pytest.mark.parametrize("what", ["loss", "gradient"])
def test_skip_leaves_the_weights_counts_and_goes_on_with_the_schedule(tiny, monkeypatch, what, caplog):
    engine = engine_of(tiny, faults=FaultSettings(nonfinite="skip"))
    before = weights(engine)
    spoil(monkeypatch, 1, what=what)
    assert engine.update(batch(), NEXT_TOKEN_LOSS) == {"skipped": 1.0}
    assert equal(weights(engine), before) and engine.steps_done == 1
    assert "Update skipped, 1 in a row of at most 10" in caplog.text
    assert engine.update(batch(), NEXT_TOKEN_LOSS)["lr"] == pytest.approx(1e-3 * 8 / 9)
    assert not equal(weights(engine), before) and engine.skips.in_a_row == 0


def test_too_many_in_a_row_stop_after_all_and_the_count_is_saved(tiny, monkeypatch):
    faults = FaultSettings(nonfinite="skip", most_skipped=2)
    engine = engine_of(tiny, faults=faults)
    spoil(monkeypatch, 1, times=9)
    for _ in range(2):
        engine.update(batch(), NEXT_TOKEN_LOSS)
    resumed = engine_of(tiny, faults=faults)
    resumed.load_state(engine.state())
    with pytest.raises(NonFiniteError, match=r"3 updates in a row, faults\.most_skipped allows 2"):
        resumed.update(batch(), NEXT_TOKEN_LOSS)


def test_a_stage_that_stopped_goes_on_without_the_update_once_it_may(sft_settings, tmp_path, monkeypatch):
    with monkeypatch.context() as patched:
        spoil(patched, 3)
        whole = sft.run(sft_settings(out=str(tmp_path / "whole"), faults={"nonfinite": "skip"}))
    with monkeypatch.context() as patched:
        spoil(patched, 3)
        with pytest.raises(
            NonFiniteError, match=r"of step 2, are kept in .*--resume with faults\.nonfinite=skip goes on there"
        ):
            sft.run(sft_settings())
    with monkeypatch.context() as patched:
        spoil(patched, 1)
        resumed = sft.run(sft_settings(faults={"nonfinite": "skip"}), resume=True)
    lines = metrics_of(tmp_path / "sft")
    assert [line.get("skipped", 0.0) for line in lines] == [0, 0, 1, 0, 0, 0]
    assert lines == metrics_of(tmp_path / "whole") and same_weights(whole.model, resumed.model)


@pytest.mark.parametrize("name", ["policy", "critic"])
def test_ppo_stops_inside_its_passes_with_a_state_that_fits_together(ppo_settings, tmp_path, monkeypatch, name):
    whole = ppo.run(ppo_settings(out=str(tmp_path / "whole")))
    with monkeypatch.context() as patched:
        spoil(patched, 6, name=name)
        with pytest.raises(NonFiniteError, match=r"of step 1 \(and [23] parts of the next\), are kept in"):
            ppo.run(ppo_settings())
    resumed = ppo.run(ppo_settings(), resume=True)  # this time the numbers are finite
    assert same_weights(whole.model, resumed.model)
    assert metrics_of(tmp_path / "whole") == metrics_of(tmp_path / "ppo")


def test_ppo_counts_what_it_skips_and_its_figures_are_those_of_the_others(ppo_settings, tmp_path, monkeypatch):
    spoil(monkeypatch, 2, name="policy")
    ppo.run(ppo_settings(faults={"nonfinite": "skip"}))
    first, second, _ = read_lines(tmp_path / "ppo" / "metrics.jsonl")
    assert first["skipped"] == 1.0 and "skipped" not in second
    assert first["ratio_mean"] == pytest.approx(1.0, abs=0.15)  # a mean of three; three of four would be 0.75
    assert all(math.isfinite(value) for value in first.values())


# -- memory --------------------------------------------------------------------------------------------------------------


def little_memory(monkeypatch, tokens, error=None):
    """Micro-batches of more than `tokens` tokens do not fit."""
    outputs, seen = Engine._outputs, []

    def limited(self, given, groups, reads):
        count = sum(len(row.ids) for g in groups for row in given.rows[given.spans[g]])
        seen.append(count)
        if count > tokens:
            raise error or torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20 GiB")
        return outputs(self, given, groups, reads)

    monkeypatch.setattr(Engine, "_outputs", limited)
    return seen


def test_a_micro_batch_that_does_not_fit_is_halved_and_the_gradient_stays_the_same(tiny, monkeypatch, caplog):
    engine, small = engine_of(tiny), engine_of(tiny, micro_batch_tokens=37)
    small.update(batch(), NEXT_TOKEN_LOSS)
    seen = little_memory(monkeypatch, 40)
    metrics = engine.update(batch(), NEXT_TOKEN_LOSS)
    assert engine.micro_batch_tokens == 37  # of 74 tokens
    assert seen[0] == 74 and max(seen[1:]) <= 40
    assert "model: memory is used up; going on with micro-batches of 37 tokens" in caplog.text
    assert math.isfinite(metrics["loss"]) and equal(weights(engine), weights(small))
    resumed = engine_of(tiny)
    resumed.load_state(engine.state())
    assert resumed.micro_batch_tokens == 37


def test_reading_halves_too(tiny, monkeypatch):
    engine = engine_of(tiny)
    expected = engine.logprobs(batch())[0]
    little_memory(monkeypatch, 40)
    assert torch.allclose(engine.logprobs(batch())[0], expected, atol=1e-5)


@pytest.mark.parametrize(("tokens", "faults"), [(10, {}), (40, {"out_of_memory": "stop"})])
def test_where_it_cannot_be_cut_or_must_not_the_error_has_the_remedy(tiny, monkeypatch, tokens, faults):
    engine = engine_of(tiny, faults=FaultSettings(**faults))
    before = weights(engine)
    little_memory(monkeypatch, tokens)
    with pytest.raises(
        OutOfMemory, match=r"model: memory is used up \(CUDA out of memory.*Lower micro_batch_tokens"
    ) as caught:
        engine.update(batch(), NEXT_TOKEN_LOSS)
    assert caught.value.exit_code == 4
    assert equal(weights(engine), before)


def test_a_stage_without_memory_keeps_its_last_good_state(sft_settings, tmp_path, monkeypatch):
    with monkeypatch.context() as patched:
        seen = little_memory(patched, 10_000)
        step = Engine.optim_step
        patched.setattr(Engine, "optim_step", lambda self: step(self) if self.steps_done < 2 else fail())
        with pytest.raises(OutOfMemory, match=r"sft: .* of step 2, are kept in .*also with a lower micro_batch_tokens"):
            sft.run(sft_settings())
        assert seen
    assert Checkpoints(tmp_path / "sft" / "state").latest().place == (2, 0)
    sft.run(sft_settings(micro_batch_tokens=64), resume=True)


def fail():
    raise OutOfMemory("memory is used up")


def test_the_sampler_grows_fewer_answers_at_once(ppo_settings, monkeypatch, caplog):
    from heelwork.sampling.torch import TorchSampler

    generate = TorchSampler.generate

    def limited(self, prompts, *args, **options):
        if min(self.slots, len(prompts)) > 1:
            raise MemoryError
        return generate(self, prompts, *args, **options)

    monkeypatch.setattr(TorchSampler, "generate", limited)
    ppo.run(ppo_settings(steps=1))
    assert "going on with 2 answers at once" in caplog.text and "going on with 1 answers at once" in caplog.text


def test_other_errors_are_not_taken_for_memory():
    assert is_out_of_memory(MemoryError()) and is_out_of_memory(
        RuntimeError("DefaultCPUAllocator: can't allocate memory: 8")
    )
    assert not is_out_of_memory(RuntimeError("shapes differ")) and not is_out_of_memory(ValueError("out of memory"))


@pytest.mark.parametrize(
    ("tokens", "whole", "longest", "expected"),
    [(8192, 74, 20, 37), (37, 74, 20, 20), (20, 74, 20, None), (8, 74, 20, None)],
)
def test_a_budget_is_halved_until_single_sequences_are_left(tokens, whole, longest, expected):
    assert halved(tokens, whole, longest) == expected
