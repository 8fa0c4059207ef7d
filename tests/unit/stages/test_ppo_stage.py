"""The PPO stage on ten prompts, and the parts of its signal."""

import json
import math
from pathlib import Path

import pytest
import torch
from conftest import CPU, interrupt_at, make_model, metrics_of, read_lines, same_weights, write_lines

from heelwork.algorithms.ppo import KlController, PpoAlgorithm, check_batch, token_rewards
from heelwork.errors import ConfigError, DataError, Interrupted, ModelError
from heelwork.models.loading import load_policy, load_scalar, load_tokenizer, save_model
from heelwork.sampling.torch import TorchSampler
from heelwork.stages import ppo
from heelwork.training.checkpoints import Checkpoints

FIGURES = {
    "reward", "kl", "sqrt_kl", "ratio_mean", "ratio_max", "clipfrac", "entropy", "value_loss", "explained_variance",
    "advantage_mean", "advantage_std", "length", "eos_rate", "beta", "lr", "tokens_per_s",
}  # fmt: skip


def test_the_directory_holds_everything_and_every_figure_is_logged(ppo_settings, tmp_path):
    result = ppo.run(ppo_settings())
    out = tmp_path / "ppo"
    assert {p.name for p in out.iterdir()} == {
        "recipe.yaml", "environment.json", "data.json", "metrics.jsonl", "rollouts.jsonl", "tensorboard", "profile.json",
        "result.json", "training.png", "model",
    }  # fmt: skip
    lines = read_lines(out / "metrics.jsonl")
    assert [line["step"] for line in lines] == [1, 2, 3]
    for line in lines:
        assert set(line) >= FIGURES
        assert all(math.isfinite(v) for v in line.values())
        assert line["sqrt_kl"] == pytest.approx(max(0.0, line["kl"]) ** 0.5)
        assert 1 <= line["length"] <= 6
        assert line["updates"] == 4
    assert result.steps == 3
    assert result.first_reward == lines[0]["reward"] and result.last_kl == lines[-1]["kl"]


def test_nothing_has_moved_at_the_first_minibatch_of_every_step(ppo_settings, tmp_path):
    ppo.run(ppo_settings())
    lines = read_lines(tmp_path / "ppo" / "metrics.jsonl")
    assert lines[0]["kl"] == pytest.approx(0.0, abs=1e-4)
    for line in lines:
        assert line["first_ratio_max"] == pytest.approx(1.0, abs=1e-5)
        assert line["first_clipfrac"] == 0.0
    assert lines[-1]["ratio_max"] > 1.001
    assert abs(lines[-1]["kl"]) > 1e-4


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_rollouts_are_drawn_as_precisely_as_the_trainer_multiplies(ppo_settings, monkeypatch, precision):
    seen, generate = [], TorchSampler.generate

    def noted(self, *arguments, **options):
        seen.append(self.precision)
        return generate(self, *arguments, **options)

    monkeypatch.setattr(TorchSampler, "generate", noted)
    ppo.run(ppo_settings(steps=1, precision=precision))
    assert set(seen) == {precision}


def test_rollouts_are_kept_with_the_parts_of_their_score(ppo_settings, tmp_path):
    ppo.run(ppo_settings(samples=2, missing_eos_penalty=0.75))
    rollouts = read_lines(tmp_path / "ppo" / "rollouts.jsonl")
    assert [r["step"] for r in rollouts] == [1, 1, 2, 2, 3, 3]
    for r in rollouts:
        assert set(r) == {"step", "prompt", "completion", "score", "breakdown", "kl", "finish_reason"}
        assert r["score"] == pytest.approx(sum(r["breakdown"].values()))
        assert r["breakdown"]["missing_eos"] == (-0.75 if r["finish_reason"] == "length" else 0.0)
    assert "length" in {r["finish_reason"] for r in rollouts}


def test_the_penalty_of_cut_answers_shows_in_the_score_and_not_in_the_reward(ppo_settings, tmp_path):
    lines = {}
    for penalty in (0.0, 2.0):
        out = tmp_path / str(penalty)
        ppo.run(ppo_settings(out=str(out), steps=1, missing_eos_penalty=penalty))
        (lines[penalty],) = read_lines(out / "metrics.jsonl")
    assert lines[0.0]["reward"] == lines[2.0]["reward"]
    cut = 1 - lines[2.0]["eos_rate"]
    assert lines[0.0]["score"] - lines[2.0]["score"] == pytest.approx(2.0 * cut, abs=1e-5)
    assert cut > 0


def test_scores_can_be_clipped(ppo_settings, tmp_path):
    ppo.run(ppo_settings(steps=1, score_clip=0.01))
    (line,) = read_lines(tmp_path / "ppo" / "metrics.jsonl")
    assert abs(line["score"]) <= 0.010001


def test_during_the_critics_warm_up_the_policy_rests(ppo_settings, tiny, tmp_path):
    result = ppo.run(ppo_settings(steps=2, critic_warmup=2))
    before, after = load_policy(tiny, CPU), load_policy(str(result.model), CPU)
    assert all(torch.equal(a, b) for a, b in zip(before.parameters(), after.parameters(), strict=True))
    lines = read_lines(tmp_path / "ppo" / "metrics.jsonl")
    assert lines[1]["kl"] == pytest.approx(0.0, abs=1e-4)
    assert lines[0]["critic_grad_norm"] > 0


def test_a_critic_on_the_policys_trunk_learns_its_head_first_and_then_with_the_policy(ppo_settings, tiny, tmp_path):
    resting = ppo.run(ppo_settings(steps=2, critic_warmup=2, critic="shared"))
    assert same_weights(Path(tiny), resting.model)
    assert read_lines(tmp_path / "ppo" / "metrics.jsonl")[1]["value_mean"] != 0
    learnt = ppo.run(ppo_settings(steps=2, critic_warmup=1, critic="shared"))
    assert not same_weights(Path(tiny), learnt.model)
    assert "critic_grad_norm" not in read_lines(tmp_path / "ppo" / "metrics.jsonl")[1]


def test_after_a_crash_the_rollouts_of_lost_steps_are_written_once(ppo_settings, tmp_path, monkeypatch):
    from heelwork.training.engine import Engine

    step, calls = Engine.optim_step, []

    def crashing(self):
        calls.append(self.name)
        if len(calls) == 26:  # in the fourth step; the state is that of the second
            raise RuntimeError("power cut")
        return step(self)

    whole = ppo.run(ppo_settings(out=str(tmp_path / "whole"), steps=4))
    with monkeypatch.context() as patched:
        patched.setattr(Engine, "optim_step", crashing)
        with pytest.raises(RuntimeError, match="power cut"):
            ppo.run(ppo_settings(steps=4, save_every=2))
    resumed = ppo.run(ppo_settings(steps=4, save_every=2), resume=True)
    assert same_weights(whole.model, resumed.model)
    assert read_lines(tmp_path / "whole" / "rollouts.jsonl") == read_lines(tmp_path / "ppo" / "rollouts.jsonl")


@pytest.mark.parametrize("beta", [0.0, 0.019, 0.51])
def test_an_unusual_beta_warns_and_runs(beta, caplog):
    PpoAlgorithm(beta=beta)
    assert f"ppo: beta is {beta:g}, outside the usual 0.02 to 0.5" in caplog.text


@pytest.mark.parametrize("beta", [0.02, 0.05, 0.5])
def test_a_usual_beta_is_silent(beta, caplog):
    PpoAlgorithm(beta=beta)
    assert caplog.text == ""


def test_target_kl_leaves_the_remaining_passes_out(ppo_settings, tmp_path):
    ppo.run(ppo_settings(target_kl=1e-9))
    for line in read_lines(tmp_path / "ppo" / "metrics.jsonl"):
        assert line["stopped_early"] == 1.0
        assert line["updates"] == 2


def test_an_adaptive_beta_moves_towards_its_target_and_a_fixed_one_stays(ppo_settings, tmp_path):
    ppo.run(ppo_settings(out=str(tmp_path / "fixed")))
    assert {line["beta"] for line in read_lines(tmp_path / "fixed" / "metrics.jsonl")} == {0.1}
    ppo.run(ppo_settings(out=str(tmp_path / "moving"), kl_target=1000.0, kl_horizon=10))
    betas = [line["beta"] for line in read_lines(tmp_path / "moving" / "metrics.jsonl")]
    assert betas == pytest.approx([0.1, 0.1 * (1 - 0.2 * 4 / 10), 0.1 * (1 - 0.2 * 4 / 10) ** 2])


def test_the_controller_raises_beta_above_the_target_and_remembers_it():
    controller = KlController(PpoAlgorithm(beta=0.1, kl_target=2.0, kl_horizon=100))
    controller.update(kl=2.2, episodes=10)
    assert controller.beta == pytest.approx(0.1 * 1.01)
    other = KlController(PpoAlgorithm(beta=0.3, kl_target=2.0))
    other.load_state(controller.state())
    assert other.beta == controller.beta


def test_the_score_lands_on_the_last_counted_token_and_the_penalty_on_all():
    rewards = token_rewards(
        scores_B=torch.tensor([2.0, -1.0]),
        kl_BT=torch.tensor([[0.1, 0.2, 99.0], [0.1, -0.2, 0.3]]),
        mask_BT=torch.tensor([[True, True, False], [True, True, True]]),
        beta=0.5,
    )
    assert rewards.tolist() == [pytest.approx([-0.05, 1.9, 0.0]), pytest.approx([-0.05, 0.1, -1.15])]


def test_a_gap_in_the_mask_does_not_mislead_the_score():
    mask = torch.tensor([[False, True, False, True, False]])
    rewards = token_rewards(scores_B=torch.tensor([1.0]), kl_BT=torch.zeros(1, 5), mask_BT=mask, beta=0.1)
    assert rewards.tolist() == [[0.0, 0.0, 0.0, 1.0, 0.0]]


def test_batches_that_cannot_be_cut_evenly_are_refused(ppo_settings):
    with pytest.raises(ConfigError, match=r"batch_size 4 is not a multiple of minibatches 3; .*Change one of them"):
        ppo.run(ppo_settings(minibatches=3))


def test_a_horizon_at_which_beta_could_turn_negative_is_refused(ppo_settings):
    with pytest.raises(ConfigError, match=r"kl_horizon 204 .*batch_size 1024.*at least 205"):
        check_batch(PpoAlgorithm(kl_target=6.0, kl_horizon=204), 1024)
    check_batch(PpoAlgorithm(kl_target=6.0, kl_horizon=205), 1024)
    check_batch(PpoAlgorithm(kl_horizon=1), 1024)  # a fixed beta has no horizon


def test_a_prompt_that_leaves_no_room_is_refused_unless_long_prompts_are_left_out(ppo_settings, tmp_path, caplog):
    data = write_lines(tmp_path / "p.jsonl", [{"prompt": "Where?"}, {"prompt": "sheep " * 200}])
    with pytest.raises(DataError, match=r"the prompt has .* tokens; with 6 for the answer it exceeds the limit of 128"):
        ppo.run(ppo_settings(data=[data]))
    ppo.run(ppo_settings(data=[data], max_prompt_tokens=60, steps=1))
    assert "1 prompts left out: longer than 60 tokens" in caplog.text
    with pytest.raises(
        DataError, match=r"no prompt left of 2 \(2 too long, the others held out\); raise max_prompt_tokens"
    ):
        ppo.run(ppo_settings(data=[data], max_prompt_tokens=1))
    with pytest.raises(DataError, match=r"too long.*; lower max_new_tokens \(it leaves 0 of 128 tokens\)"):
        ppo.run(ppo_settings(data=[data], max_prompt_tokens=60, max_new_tokens=128))


def test_empty_data(ppo_settings, tmp_path):
    (tmp_path / "empty.jsonl").write_text("")
    with pytest.raises(DataError, match=r"empty\.jsonl: holds no records"):
        ppo.run(ppo_settings(data=[str(tmp_path / "empty.jsonl")]))


def test_equal_prompts_count_once_and_held_out_ones_never(ppo_settings, tmp_path, pairs):
    ppo.run(ppo_settings(data=[pairs, pairs], heldout_share=0.3, steps=5, samples=4))
    seen = {r["prompt"][-1]["content"] for r in read_lines(tmp_path / "ppo" / "rollouts.jsonl")}
    from heelwork.data.sources import held_out
    from heelwork.records import Message, Prompt

    assert seen and not any(held_out(Prompt((Message("user", text),)).key, 0.3, 0) for text in seen)


def test_a_policy_as_reward_model_is_refused(ppo_settings, tiny):
    with pytest.raises(ModelError, match=r"holds no reward head .* train one with 'heelwork reward' first"):
        ppo.run(ppo_settings(reward_model=tiny))


def test_a_reward_model_of_another_tokenizer_is_refused(ppo_settings, tiny, tmp_path):
    tokenizer = load_tokenizer(tiny)
    tokenizer.add_tokens(["extra"])
    other = make_model(tmp_path / "other", tokenizer)
    save_model(load_scalar(other, CPU, new_head_seed=0), tokenizer, tmp_path / "rm")
    with pytest.raises(
        DataError, match=r"has another tokenizer or chat template .* Train the reward model from the SFT model"
    ):
        ppo.run(ppo_settings(reward_model=str(tmp_path / "rm")))


@pytest.mark.parametrize(
    "options",
    [
        {"kl_kind": "k3", "whiten_rewards": True, "entropy_coefficient": 0.01},
        {"whiten_advantages": False, "value_clip": 0.0, "lam": 1.0, "gamma": 0.99, "kl_kind": "k2"},
        {"temperature": 0.7, "slots": 2},
        {"critic": "shared"},
        {"critic": "shared", "optim": {"algorithm": "muon", "lr": 1e-3}, "critic_warmup": 1},
        {"critic": "shared", "lora": {"rank": 2, "alpha": 4}},
    ],
)
def test_the_variants_run_with_finite_figures_and_start_at_ratio_1(ppo_settings, tmp_path, options):
    ppo.run(ppo_settings(steps=2, **options))
    for line in read_lines(tmp_path / "ppo" / "metrics.jsonl"):
        assert all(math.isfinite(v) for v in line.values())
        assert line["first_ratio_max"] == pytest.approx(1.0, abs=1e-5)


def test_adapters_alone_train_and_the_reference_is_the_base(ppo_settings, tmp_path):
    result = ppo.run(ppo_settings(lora={"rank": 2, "alpha": 4}, optim={"lr": 0.01}))
    lines = read_lines(tmp_path / "ppo" / "metrics.jsonl")
    assert lines[0]["kl"] == pytest.approx(0.0, abs=1e-4)
    assert abs(lines[-1]["kl"]) > 1e-4
    assert (result.model / "adapter" / "adapter_model.safetensors").exists()


def test_the_same_seed_gives_the_same_run_bit_for_bit(ppo_settings, tmp_path):
    runs = [ppo.run(ppo_settings(out=str(tmp_path / name), seed=seed)) for name, seed in (("a", 1), ("b", 1), ("c", 2))]
    assert same_weights(runs[0].model, runs[1].model)
    assert metrics_of(tmp_path / "a") == metrics_of(tmp_path / "b")
    assert read_lines(tmp_path / "a" / "rollouts.jsonl") == read_lines(tmp_path / "b" / "rollouts.jsonl")
    assert not same_weights(runs[0].model, runs[2].model)
    assert json.loads((tmp_path / "a" / "result.json").read_text())["steps"] == 3


@pytest.mark.parametrize(
    ("at", "critic"), [*((at, "separate") for at in (1, 2, 3, 6, 7, 8, 9, 15)), (3, "shared"), (6, "shared")]
)
def test_a_step_left_inside_its_passes_is_resumed_there_bit_for_bit(ppo_settings, tmp_path, monkeypatch, at, critic):
    values = {"kl_target": 0.5, "kl_horizon": 20, "monitor": {"every": 1}, "critic": critic}
    whole = ppo.run(ppo_settings(out=str(tmp_path / "whole"), **values))
    with monkeypatch.context() as patched:
        interrupt_at(patched, at)
        with pytest.raises(Interrupted, match=r"stopped after step"):
            ppo.run(ppo_settings(**values))
    drawn = []
    with monkeypatch.context() as patched:
        generate = TorchSampler.generate
        patched.setattr(TorchSampler, "generate", lambda self, *a, **k: drawn.append(1) or generate(self, *a, **k))
        resumed = ppo.run(ppo_settings(**values), resume=True)
    updates = 8 if critic == "separate" else 4
    assert len(drawn) == 2 - (at - 1) // updates  # nothing is drawn again
    assert same_weights(whole.model, resumed.model)
    assert metrics_of(tmp_path / "whole") == metrics_of(tmp_path / "ppo")
    assert read_lines(tmp_path / "whole" / "rollouts.jsonl") == read_lines(tmp_path / "ppo" / "rollouts.jsonl")


def test_the_state_is_saved_inside_a_step_where_that_is_set(ppo_settings, tmp_path, monkeypatch):
    places = []
    save = Checkpoints.save
    monkeypatch.setattr(
        Checkpoints, "save", lambda self, place, *a, **k: places.append(tuple(place)) or save(self, place, *a, **k)
    )
    ppo.run(ppo_settings(steps=2, save_updates=1))
    assert places == [(0, 2), (0, 4), (0, 6), (0, 8), (1, 2), (1, 4), (1, 6), (1, 8)]
