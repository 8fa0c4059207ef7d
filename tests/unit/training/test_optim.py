"""Learning-rate schedules and what the optimiser decays."""

import pytest
import torch
from torch import nn
from transformers import GPT2Config, GPT2LMHeadModel

from heelwork.errors import ConfigError
from heelwork.training.muon import Muon
from heelwork.training.optim import OptimSettings, lr_factor, make_optimizer


def factors(total=10, **values):
    settings = OptimSettings(**values)
    return [round(lr_factor(settings, step, total), 6) for step in range(total)]


def test_constant():
    assert factors(schedule="constant") == [1.0] * 10


def test_linear_falls_by_equal_steps():
    assert factors(schedule="linear") == [1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]


def test_linear_ends_at_its_share():
    assert factors(schedule="linear", final_lr_share=0.5) == [1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55]


def test_cosine_is_at_half_in_the_middle():
    found = factors(schedule="cosine")
    assert found[0] == 1.0 and found[5] == 0.5
    assert found == sorted(found, reverse=True)


def test_wsd_is_stable_and_falls_at_the_end():
    assert factors(schedule="wsd", decay=0.5) == [1.0] * 6 + [0.8, 0.6, 0.4, 0.2]


def test_the_warm_up_rises_to_the_peak_and_the_schedule_begins_after_it():
    assert factors(schedule="constant", warmup=0.4) == [0.25, 0.5, 0.75] + [1.0] * 7
    assert factors(schedule="linear", warmup=0.5) == [0.2, 0.4, 0.6, 0.8, 1.0, 1.0, 0.8, 0.6, 0.4, 0.2]


def test_a_single_step_runs_at_the_peak():
    assert factors(total=1, schedule="cosine", warmup=0.03) == [1.0]


@pytest.mark.parametrize("schedule", ["constant", "linear", "cosine", "wsd"])
def test_no_factor_leaves_0_to_1(schedule):
    assert all(0 <= f <= 1 for f in factors(total=37, schedule=schedule, warmup=0.1))


def test_weight_decay_is_for_matrices_alone_and_frozen_weights_are_left_out():
    model = nn.Sequential(nn.Linear(3, 4), nn.LayerNorm(4), nn.Linear(4, 2, bias=False))
    model[2].weight.requires_grad_(False)
    (optimizer,) = make_optimizer(model, OptimSettings(weight_decay=0.1)).members
    matrices, vectors = optimizer.param_groups
    assert [p.shape for p in matrices["params"]] == [torch.Size([4, 3])] and matrices["weight_decay"] == 0.1
    assert len(vectors["params"]) == 3 and vectors["weight_decay"] == 0.0


class Blocks(nn.Module):
    """Named as in a transformer: an embedding, one block with a matrix and a norm, a head."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.embed = nn.Embedding(5, 4)
        self.layers = nn.ModuleList([nn.ModuleDict({"up": nn.Linear(4, 6, bias=False), "norm": nn.LayerNorm(6)})])
        self.head = nn.Linear(6, 2)

    def forward(self, ids):
        block = self.layers[0]
        return self.head(block["norm"](block["up"](self.embed(ids))))


def holder():
    return nn.ModuleDict({"model": Blocks()})


def train(model, optimizer, steps):
    for step in range(steps):
        model["model"](torch.tensor([step % 5, 1])).square().sum().backward()
        optimizer.step()
        optimizer.zero_grad()
    return [p.detach().clone() for p in model.parameters()]


def test_muon_takes_the_matrices_of_the_blocks_and_adamw_the_rest():
    adamw, muon = make_optimizer(holder(), OptimSettings(algorithm="muon")).members
    assert isinstance(adamw, torch.optim.AdamW) and isinstance(muon, Muon)
    assert [p.shape for g in muon.param_groups for p in g["params"]] == [torch.Size([6, 4])]
    assert sum(len(g["params"]) for g in adamw.param_groups) == 5


def test_muon_finds_the_blocks_under_any_name():
    """GPT-2 calls them h and keeps its matrices the other way round."""
    config = GPT2Config(n_embd=8, n_layer=2, n_head=2, vocab_size=11, n_positions=16)
    adamw, muon = make_optimizer(GPT2LMHeadModel(config), OptimSettings(algorithm="muon")).members
    assert len([p for g in muon.param_groups for p in g["params"]]) == 2 * 4
    assert {tuple(p.shape) for g in adamw.param_groups for p in g["params"] if p.ndim == 2} == {(11, 8), (16, 8)}


def test_muon_without_blocks_is_refused():
    with pytest.raises(ConfigError, match="no list of blocks with matrices to train; set it to adamw"):
        make_optimizer(nn.Linear(3, 3), OptimSettings(algorithm="muon"))


def test_both_step_as_each_would_alone_with_one_learning_rate():
    together, apart = holder(), holder()
    found = train(together, make_optimizer(together, OptimSettings(algorithm="muon", lr=0.01, eps=1e-8)), 4)
    inner = apart["model"].layers[0]["up"].weight
    muon = Muon([inner], lr=0.01)
    adamw = torch.optim.AdamW(
        [p for p in apart.parameters() if p is not inner], lr=0.01, betas=(0.9, 0.95), weight_decay=0.0
    )
    for step in range(4):
        apart["model"](torch.tensor([step % 5, 1])).square().sum().backward()
        for optimizer in (muon, adamw):
            optimizer.step()
            optimizer.zero_grad()
    for a, b in zip(found, apart.parameters(), strict=True):
        torch.testing.assert_close(a, b.detach())


def test_muon_goes_on_exactly_where_its_state_was_taken():
    settings = OptimSettings(algorithm="muon", lr=0.01)
    whole, first, second = holder(), holder(), holder()
    expected = train(whole, make_optimizer(whole, settings), 6)
    before = make_optimizer(first, settings)
    train(first, before, 5)
    second.load_state_dict(first.state_dict())
    after = make_optimizer(second, settings)
    after.load_state_dict(before.state_dict())
    second["model"](torch.tensor([0, 1])).square().sum().backward()
    after.step()
    for a, b in zip(expected, second.parameters(), strict=True):
        torch.testing.assert_close(a, b.detach(), rtol=0, atol=0)


def test_the_rate_reaches_every_member():
    optimizers = make_optimizer(holder(), OptimSettings(algorithm="muon"))
    optimizers.set_lr(0.125)
    assert {g["lr"] for m in optimizers.members for g in m.param_groups} == {0.125}
