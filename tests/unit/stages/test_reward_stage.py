"""The reward stage on ten pairs."""

import json

import pytest
import torch
from conftest import CPU, DEMONSTRATIONS, PAIRS, metrics_of, same_weights, write_lines
from transformers import AutoModelForSequenceClassification

from heelwork.data.formats import Row, to_demonstration
from heelwork.errors import DataError
from heelwork.models.loading import load_scalar
from heelwork.rewards.learned import LearnedReward
from heelwork.stages import reward


def scores(model, demonstrations):
    found = [to_demonstration(Row(record, "d", 1)) for record in demonstrations]
    learned = LearnedReward(str(model), CPU, precision="fp32")
    return learned.score([d.prompt for d in found], [d.messages[-1].content for d in found], [True] * len(found))


def test_the_directory_holds_everything(reward_settings, tmp_path):
    result = reward.run(reward_settings())
    out = tmp_path / "reward"
    assert {p.name for p in out.iterdir()} == {
        "recipe.yaml", "environment.json", "data.json", "metrics.jsonl", "tensorboard", "profile.json", "result.json", "model",
        "heldout.json", "reliability.png",
    }  # fmt: skip
    heldout = json.loads((out / "heldout.json").read_text())
    assert heldout["n"] == result.n == 10 - result.rankings > 0
    assert heldout["accuracy"] == result.accuracy
    assert heldout["interval"] == list(result.interval) and 0 <= heldout["interval"][0] <= heldout["interval"][1] <= 1
    AutoModelForSequenceClassification.from_pretrained(result.model, num_labels=1)


def test_it_learns_to_tell_the_pairs_apart(reward_settings, tmp_path):
    result = reward.run(reward_settings(epochs=8))
    metrics = metrics_of(tmp_path / "reward")
    assert metrics[-1]["accuracy"] == 1.0
    assert metrics[-1]["loss"] < metrics[0]["loss"] / 2
    assert result.accuracy == 1.0


@pytest.mark.parametrize("lora", [None, {"rank": 2, "alpha": 4}])
def test_scores_of_the_demonstrations_have_mean_0_and_deviation_1_after_loading(reward_settings, demonstrations, lora):
    result = reward.run(reward_settings(demonstrations=[demonstrations], lora=lora))
    found = scores(result.model, DEMONSTRATIONS)
    assert float(found.mean()) == pytest.approx(0.0, abs=1e-3)
    assert float(found.std(unbiased=False)) == pytest.approx(1.0, abs=1e-3)


def test_without_demonstrations_the_ranked_answers_have_mean_0_and_deviation_1(reward_settings):
    result = reward.run(reward_settings(heldout_share=0))
    answers = [{"prompt": p["prompt"], "completion": p[side]} for p in PAIRS for side in ("chosen", "rejected")]
    found = scores(result.model, answers)
    assert float(found.mean()) == pytest.approx(0.0, abs=1e-3)
    assert float(found.std(unbiased=False)) == pytest.approx(1.0, abs=1e-3)


def test_a_reward_model_trained_further_is_normalised_anew(reward_settings, demonstrations, tmp_path):
    first = reward.run(reward_settings(demonstrations=[demonstrations]))
    again = reward.run(
        reward_settings(model=str(first.model), out=str(tmp_path / "again"), demonstrations=[demonstrations])
    )
    found = scores(again.model, DEMONSTRATIONS)
    assert float(found.mean()) == pytest.approx(0.0, abs=1e-3)
    assert float(found.std(unbiased=False)) == pytest.approx(1.0, abs=1e-3)
    assert load_scalar(str(again.model), CPU).shift != 0


def test_demonstrations_that_cannot_be_read_are_found_before_training(reward_settings, tmp_path):
    broken = write_lines(tmp_path / "d.jsonl", [{"prompt": "x"}])
    with pytest.raises(DataError, match=r"d\.jsonl, line 1: holds no demonstration"):
        reward.run(reward_settings(demonstrations=[broken]))
    with pytest.raises(DataError, match="no such file"):
        reward.run(reward_settings(demonstrations=[str(tmp_path / "no.jsonl")]))
    assert not (tmp_path / "reward" / "metrics.jsonl").exists()


def test_a_demonstration_too_long_is_passed_over(reward_settings, tmp_path):
    long = {"prompt": "sheep " * 200, "completion": "x"}
    reward.run(reward_settings(demonstrations=[write_lines(tmp_path / "d.jsonl", [long, *DEMONSTRATIONS])]))
    with pytest.raises(DataError, match="none of the demonstrations has an answer within 128 tokens; raise max_length"):
        reward.run(reward_settings(demonstrations=[write_lines(tmp_path / "e.jsonl", [long])]))


def test_max_steps_takes_a_part_and_measures_on_all_that_is_held_out(reward_settings, tmp_path):
    whole = reward.run(reward_settings(epochs=1, batch_size=2))
    part = reward.run(reward_settings(epochs=1, batch_size=2, max_steps=1))
    assert len(metrics_of(tmp_path / "reward")) == 1 and part.n == whole.n > 0


def test_identical_answers_are_dropped_and_counted(reward_settings, tmp_path, caplog):
    same = {"prompt": "Where?", "chosen": "Here.", "rejected": "Here."}
    data = write_lines(tmp_path / "p.jsonl", [*PAIRS, same, {**same, "prompt": "When?"}])
    result = reward.run(reward_settings(data=[data], heldout_share=0, epochs=1))
    assert (result.rankings, result.identical_dropped) == (10, 2)
    assert "2 answers left out: identical to another of the same prompt within 128 tokens" in caplog.text


def test_answers_that_are_identical_after_truncation_are_dropped(reward_settings, tmp_path):
    start = "The dog is on the hill and the sheep are in the grass and the lambs are at the gate. " * 3
    long = {"prompt": "Where?", "chosen": start + "Good.", "rejected": start + "Bad."}
    data = write_lines(tmp_path / "p.jsonl", [*PAIRS, long])
    cut = reward.run(reward_settings(data=[data], heldout_share=0, epochs=1, max_length=40))
    assert (cut.rankings, cut.identical_dropped) == (10, 1)


def test_of_k_answers_the_best_ranked_of_equals_stays(reward_settings, tmp_path):
    ranked = {"prompt": "Sing", "completions": ["La", "No", "La", "Hm"], "ranking": [1, 2, 3, 2]}
    data = write_lines(tmp_path / "p.jsonl", [ranked] * 3)
    result = reward.run(reward_settings(data=[data], heldout_share=0, epochs=1))
    assert (result.rankings, result.identical_dropped) == (3, 3)


def test_where_all_pairs_are_identical_there_is_nothing_to_learn(reward_settings, tmp_path):
    data = write_lines(tmp_path / "p.jsonl", [{"prompt": "Where?", "chosen": "Here.", "rejected": "Here."}] * 3)
    with pytest.raises(DataError) as caught:
        reward.run(reward_settings(data=[data]))
    assert str(caught.value) == (
        f"{data}: no pair left to learn from: of 3 rankings 3 answers are identical to another within 128 tokens and 0 "
        "prompts are held out; give pairs that differ, raise max_length or lower heldout_share"
    )


def test_ties_alone_are_nothing_to_learn(reward_settings, tmp_path):
    data = write_lines(tmp_path / "p.jsonl", [{"prompt": "Sing", "completions": ["a", "b"], "ranking": [1, 1]}])
    with pytest.raises(DataError, match="no pair left to learn from"):
        reward.run(reward_settings(data=[data]))


def test_empty_data(reward_settings, tmp_path):
    (tmp_path / "empty.jsonl").write_text("")
    with pytest.raises(DataError, match=r"empty\.jsonl: holds no records"):
        reward.run(reward_settings(data=[str(tmp_path / "empty.jsonl")]))


def test_all_prompts_of_equal_text_fall_on_one_side(reward_settings, tmp_path):
    data = write_lines(
        tmp_path / "p.jsonl", [{"prompt": "Sing", "chosen": f"La {i}", "rejected": "No"} for i in range(9)]
    )
    result = reward.run(reward_settings(data=[data], heldout_share=0.3, epochs=1, seed=1))
    assert result.rankings == 9 and result.n == 0 and result.accuracy is None


@pytest.mark.parametrize("options", [{"loss": "plackett_luce"}, {"label_smoothing": 0.1}, {"lora": {"rank": 2}}])
def test_k_ranked_answers_margins_and_soft_labels_train(reward_settings, tmp_path, options):
    records = [
        {"prompt": f"Sing {i}", "completions": [f"La {i}", "No", "Hm"], "ranking": [1, 3, 2], "margin": 1.0}
        for i in range(4)
    ]
    records += [{**p, "target": 0.8, "margin": 0.5} for p in PAIRS]
    result = reward.run(reward_settings(data=[write_lines(tmp_path / "p.jsonl", records)], **options))
    assert result.rankings > 0
    assert torch.isfinite(scores(result.model, DEMONSTRATIONS)).all()


def test_the_same_seed_gives_the_same_run_bit_for_bit(reward_settings, tmp_path):
    runs = [
        reward.run(reward_settings(out=str(tmp_path / name), seed=seed))
        for name, seed in (("a", 1), ("b", 1), ("c", 2))
    ]
    assert same_weights(runs[0].model, runs[1].model)
    assert metrics_of(tmp_path / "a") == metrics_of(tmp_path / "b")
    assert not same_weights(runs[0].model, runs[2].model)
