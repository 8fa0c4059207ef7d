"""Rows that begin alike lie with that beginning once; values, scores and gradients are those of whole rows."""

import numpy as np
import pytest
import torch
from conftest import CPU

from heelwork.algorithms.supervised import NEXT_TOKEN_LOSS, ranking_loss
from heelwork.data.batching import pack, packed_length, shared_prefix
from heelwork.models.loading import load_policy, load_scalar
from heelwork.models.transformer import TokenRow
from heelwork.sampling.base import SamplingSettings
from heelwork.sampling.torch import TorchSampler
from heelwork.training.engine import Batch, Engine

PREFIX = [1, *range(40, 60)]


def row(*ids, first=None):
    counted = np.zeros(len(ids), dtype=bool)
    counted[len(PREFIX) if first is None else first :] = True
    return TokenRow(np.array(ids), counted)


# A family with a common prompt, one without, one in which an answer is the beginning of another and one is there twice.
ROWS = [
    row(*PREFIX, 70, 71, 72), row(*PREFIX, 80), row(*PREFIX, 70, 90, 91, 92, 93),
    row(3, 50, 51, first=1), row(4, 50, 51, 52, first=1),
    row(*PREFIX[:5], 60, 61, first=3), row(*PREFIX[:5], 60, 61, 62, first=3), row(*PREFIX[:5], 60, 61, first=3),
]  # fmt: skip
GROUPS = [3, 2, 3]


def test_what_a_group_begins_with():
    assert [shared_prefix(ROWS[0:3]), shared_prefix(ROWS[3:5]), shared_prefix(ROWS[5:8])] == [len(PREFIX), 0, 7]
    assert packed_length(ROWS[0:3]) == len(PREFIX) + 3 + 1 + 5
    assert packed_length(ROWS[5:8]) == 7 + 0 + 1 + 0


def test_a_tree_of_tokens():
    packed = pack(ROWS[5:8], CPU, [3])
    assert packed.input_ids_N.tolist() == [*PREFIX[:5], 60, 61, 62]
    assert packed.position_ids_N.tolist() == list(range(8))
    assert packed.last_B.tolist() == [6, 7, 6]
    assert packed.mask_BT.sum(1).tolist() == [4, 5, 4]
    assert packed.target_M.tolist() == [*PREFIX[3:5], 60, 61, *PREFIX[3:5], 60, 61, 62, *PREFIX[3:5], 60, 61]


@pytest.mark.parametrize("budget", [10_000, 20])
def test_log_probabilities_and_their_gradients_are_those_of_whole_rows(tiny, budget):
    alone, together = (Engine(load_policy(tiny, CPU), device=CPU, precision="fp32", micro_batch_tokens=b)
                       for b in (10_000, budget))  # fmt: skip
    a = alone.forward_backward(Batch(ROWS), NEXT_TOKEN_LOSS)
    b = together.forward_backward(Batch(ROWS, GROUPS), NEXT_TOKEN_LOSS)
    assert b["loss"] == pytest.approx(a["loss"], rel=1e-5)
    gradients(alone, together)


@pytest.mark.parametrize("budget", [10_000, 20])
def test_scores_and_their_gradients_are_those_of_whole_rows(tiny, budget):
    whole, cut = (Engine(load_scalar(tiny, CPU, new_head_seed=1), device=CPU, precision="fp32", micro_batch_tokens=b)
                  for b in (10_000, budget))  # fmt: skip
    torch.testing.assert_close(cut.score(Batch(ROWS, GROUPS)), whole.score(Batch(ROWS)), rtol=1e-5, atol=1e-6)

    ranks = torch.tensor([[1, 2, 3], [2, 1, 0], [1, 2, 2]])
    tensors = {"ranks": ranks, "margin": torch.zeros(3), "target": torch.full((3,), float("nan"))}
    loss = ranking_loss("bradley_terry", 0.0)
    found = cut.forward_backward(Batch(ROWS, GROUPS, tensors), loss)
    # By hand: each row is a model run of its own.
    scores = [whole.model.sequence_scores(pack([r], CPU)) for r in ROWS]
    pairs = [(0, 1), (0, 2), (1, 2), (4, 3), (5, 6), (5, 7)]
    groups = [pairs[:3], pairs[3:4], pairs[4:]]
    by_hand = sum(
        sum(-torch.nn.functional.logsigmoid(scores[i] - scores[j]) for i, j in group) / len(group) for group in groups
    ) / len(groups)
    assert found["loss"] == pytest.approx(float(by_hand.detach()), rel=1e-5)
    by_hand.backward()
    gradients(whole, cut)


def test_samples_of_one_prompt_are_those_of_prompts_run_apart(tiny):
    policy = load_policy(tiny, CPU)
    sampler = TorchSampler(policy, frozenset({2}), device=CPU, precision="fp32")
    prompts = [PREFIX, [1, 50, 51], PREFIX, PREFIX]
    settings = SamplingSettings(max_new_tokens=12, seed=3)
    together = sampler.generate(prompts, settings)
    apart = TorchSampler(policy, frozenset({2}), device=CPU, precision="fp32", slots=1).generate(prompts, settings)
    assert [s.ids for s in together] == [s.ids for s in apart]
    assert len({tuple(together[i].ids) for i in (0, 2, 3)}) == 3


def gradients(a, b):
    compared = 0
    for p, q in zip(a.model.parameters(), b.model.parameters(), strict=True):
        if p.grad is not None:
            torch.testing.assert_close(q.grad, p.grad, rtol=1e-4, atol=1e-6)
            compared += 1
    assert compared > 5
