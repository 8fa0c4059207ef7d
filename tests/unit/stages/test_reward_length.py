"""Length taken out of the reward, in the reward stage."""

import json

import pytest
import torch
from conftest import CPU, metrics_of, write_lines
from transformers import AutoModelForSequenceClassification

from heelwork.algorithms.supervised import ranking_loss
from heelwork.algorithms.two_heads import pulls, two_head_loss
from heelwork.audit.cases import user
from heelwork.data.chat import Chat
from heelwork.functional.length_bias import odin_length_loss
from heelwork.functional.preference_loss import ranking_pairs_loss
from heelwork.models.loading import load_scalar
from heelwork.models.two_heads import TwoHeads
from heelwork.rewards.learned import LearnedReward
from heelwork.rewards.length import LengthSettings
from heelwork.stages import reward, reward_length
from heelwork.training.engine import Batch, Engine

TEXTS = (
    "The dog is here.",
    "The dog is on the hill by the gate of the shepherd.",
    "A lamb.",
    "Grass and summer and winter.",
)


@pytest.fixture
def engine_of(tiny, tokenizer):
    def make(micro_batch_tokens=4096):
        model = load_scalar(tiny, CPU, tokenizer=tokenizer, new_head_seed=0)
        heads = TwoHeads(model.network, 0.0, seed=1)
        return Engine(heads, device=CPU, precision="fp32", micro_batch_tokens=micro_batch_tokens)

    return make


@pytest.fixture
def batch(tokenizer):
    chat = Chat(tokenizer, 128)
    rows = [
        chat.answered(chat.ids(user(f"Where is {i}?").messages), chat.completion_ids(t))
        for i in range(2)
        for t in TEXTS
    ]
    nothing = torch.full((2,), float("nan"))
    return Batch(
        rows, [4, 4], {"ranks": torch.tensor([[2, 1, 3, 4], [1, 2, 4, 3]]), "margin": torch.zeros(2), "target": nothing}
    )


def gradients(engine, batch):
    tokens, groups = reward_length.lengths(batch)
    quality, length = engine.both_scores(batch)
    found = pulls(quality, length, tokens, groups)
    pulled = {"quality_pull": 2 * found.quality_N.view(2, 4), "length_pull": 2 * found.length_N.view(2, 4)}
    loss = two_head_loss(ranking_loss("bradley_terry", 0.0), engine.model.overlap, 0.5)
    engine.forward_backward(Batch(batch.rows, batch.groups, {**batch.tensors, **pulled}), loss)
    return {name: p.grad.clone() for name, p in engine.model.named_parameters() if p.grad is not None}


def test_the_gradient_is_that_of_the_whole_loss_and_micro_batches_change_nothing(engine_of, batch):
    whole = gradients(engine_of(), batch)
    parts = gradients(engine_of(micro_batch_tokens=8), batch)
    model = engine_of().model
    from heelwork.data.batching import pack

    quality, length = model.both_scores(pack(batch.rows, CPU, batch.groups))
    tokens, groups = reward_length.lengths(batch)
    value = ranking_pairs_loss((quality + length).view(2, 4), batch.tensors["ranks"])[0]
    (value + odin_length_loss(quality, length, tokens, groups) + 0.5 * model.overlap()).backward()
    assert "length_head.weight" in whole
    for name, p in model.named_parameters():
        if p.grad is not None:
            torch.testing.assert_close(whole[name], p.grad, atol=1e-5, rtol=1e-4)
            torch.testing.assert_close(parts[name], p.grad, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("seed", [0, 7])
def test_the_heads_start_apart_where_one_seed_draws_both(tiny, tokenizer, seed):
    model = load_scalar(tiny, CPU, tokenizer=tokenizer, new_head_seed=seed)
    heads = reward_length.with_length_head(model, LengthSettings(method="two_heads"), seed)
    assert heads.overlap().item() < 1e-6 and 0.5 < heads.length_head.weight.norm().item() < 1.5


def long_wins(tmp_path):
    """Of a polite and a rude answer, short and long, the long ones are ranked first, and of these the polite one."""
    records = [
        {"prompt": f"Where is the {t}?", "ranking": [1, 2, 3, 4], "completions": [
            f"The {t} is on the hill by the old gate, it is there.", f"Who cares, by the old gate, and so on and on, it is {i}.",
            f"The {t} is here.", f"Who cares, {i}."]}
        for i, t in enumerate(("dog", "sheep", "hill", "gate", "coat", "lamb", "grass", "summer"))
    ]  # fmt: skip
    return write_lines(tmp_path / "long.jsonl", records)


def test_two_heads_write_a_plain_reward_model_and_watch_the_correlations(reward_settings, tmp_path):
    result = reward.run(reward_settings(length={"method": "two_heads"}, epochs=4))
    _, info = AutoModelForSequenceClassification.from_pretrained(result.model, num_labels=1, output_loading_info=True)
    assert not info["missing_keys"] and not info["unexpected_keys"]
    last = metrics_of(tmp_path / "reward")[-1]
    assert {"quality_correlation", "length_correlation", "head_overlap"} <= last.keys()


def test_the_length_head_takes_up_what_length_explains(reward_settings, tmp_path):
    given = {
        "data": [long_wins(tmp_path)],
        "heldout_share": 0,
        "epochs": 40,
        "batch_size": 8,
        "optim": {"lr": 3e-3, "eps": 1e-8},
    }
    reward.run(
        reward_settings(length={"method": "two_heads", "correlation_weight": 0.0, "overlap_weight": 0.0}, **given)
    )
    free = metrics_of(tmp_path / "reward")[-1]
    reward.run(reward_settings(length={"method": "two_heads"}, **given))
    held = metrics_of(tmp_path / "reward")[-1]
    assert held["length_correlation"] > 0.75 and held["accuracy"] > 0.9 and held["head_overlap"] < 0.05
    assert abs(held["quality_correlation"]) < 0.3 < abs(free["quality_correlation"])


def test_the_residual_pays_nothing_for_a_token_and_comes_back_from_disk(reward_settings, tmp_path):
    records = [
        {"prompt": f"Where is the dog at {n}?", "ranking": [1, 2, 3],
         "completions": ["It is on the hill.", "The hill. " * n, "no " * (n + 3)]}
        for n in range(2, 10)
    ]  # fmt: skip
    data = [write_lines(tmp_path / "many.jsonl", records)]
    result = reward.run(reward_settings(length={"method": "residual"}, data=data, heldout_share=0, epochs=1))
    found = json.loads((tmp_path / "reward" / "result.json").read_text())["length_slope"]
    learned = LearnedReward(str(result.model), CPU, precision="fp32")
    assert learned.engine.model.length_slope == pytest.approx(found) and found >= 0
    prompts = [user("Where is the dog?")] * 2
    before = learned.score(prompts, ["On the hill.", "On the hill, on the hill, on the hill."], [True] * 2)
    learned.engine.model.length_slope = found + 0.5
    after = learned.score(prompts, ["On the hill.", "On the hill, on the hill, on the hill."], [True] * 2)
    tokens = [len(learned.chat.completion_ids(a)) for a in ("On the hill.", "On the hill, on the hill, on the hill.")]
    torch.testing.assert_close(before - after, 0.5 * torch.tensor([float(t) for t in tokens]), atol=1e-4, rtol=1e-4)


def test_a_slope_is_never_negative_and_undoes_what_is_paid_for_length(tiny, tokenizer, batch):
    class Paid(Engine):
        def score(self, batch):
            return self.pay * reward_length.lengths(batch)[0] - batch.tensors["ranks"].flatten().float()

    engine = Paid(load_scalar(tiny, CPU, tokenizer=tokenizer, new_head_seed=0), device=CPU, precision="fp32")
    ranks = batch.tensors["ranks"].tolist()

    def found(pay):
        engine.pay = pay
        score = engine.score
        engine.score = lambda b: score(Batch(b.rows, b.groups, batch.tensors))
        return reward_length.slope(engine, [batch.rows[:4], batch.rows[4:]], ranks)

    assert found(0.25) == pytest.approx(0.25, abs=1e-5)
    del engine.score
    assert found(-0.25) == 0.0


def test_made_pairs_do_not_move_the_slope(reward_settings, demonstrations, tmp_path):
    """A padded answer stands first in a made pair, for a label of about one half: its rank says nothing of its quality."""
    records = [
        {
            "prompt": f"Where is the dog at {n}?",
            "completions": ["It is on the hill.", "The hill. " * n],
            "ranking": [1, 2],
        }
        for n in range(2, 10)
    ]
    given = {
        "length": {"method": "residual"}, "data": [write_lines(tmp_path / "many.jsonl", records)], "heldout_share": 0,
        "demonstrations": [demonstrations], "epochs": 1, "optim": {"lr": 1e-12}, "seed": 0,
    }  # fmt: skip
    slopes = []
    for name, augment in (("own", {}), ("made", {"counterfactual": 1.0, "degenerate": 1.0})):
        reward.run(reward_settings(**given, augment=augment, out=str(tmp_path / name)))
        slopes.append(json.loads((tmp_path / name / "result.json").read_text())["length_slope"])
    assert slopes[0] > 0 and slopes[1] == pytest.approx(slopes[0], rel=1e-5)
