"""Learning-rate schedules and what the optimiser decays."""

import pytest
import torch
from torch import nn

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
    optimizer = make_optimizer(model, OptimSettings(weight_decay=0.1))
    matrices, vectors = optimizer.param_groups
    assert [p.shape for p in matrices["params"]] == [torch.Size([4, 3])] and matrices["weight_decay"] == 0.1
    assert len(vectors["params"]) == 3 and vectors["weight_decay"] == 0.0
