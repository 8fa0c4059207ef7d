"""LoRA reward models of one start on one trunk."""

import pytest
import torch
from conftest import CPU

from heelwork.audit.cases import user
from heelwork.errors import ModelError
from heelwork.models.loading import LoraSettings, load_scalar, load_tokenizer, save_model
from heelwork.rewards.ensemble import EnsembleReward, EnsembleSettings, load_reward
from heelwork.rewards.learned import LearnedReward
from heelwork.rewards.trunk import load_on_one_trunk

PROMPTS = [user(f"Where is the {t}?") for t in ("dog", "sheep", "hill", "gate")]
ANSWERS = ["On the hill.", "It is at home.", "Here.", "The gate is by the old coat."]
DONE = [True] * 4


@pytest.fixture(scope="module")
def members(tmp_path_factory, tiny):
    """Three LoRA fine-tunings of one start, by made-up updates."""
    out = []
    for seed in range(3):
        model = load_scalar(tiny, CPU, lora=LoraSettings(rank=2, alpha=4), new_head_seed=seed)
        generator = torch.Generator().manual_seed(seed)
        with torch.no_grad():
            for name, parameter in model.network.named_parameters():
                if "lora_" in name:
                    parameter.copy_(torch.randn(parameter.shape, generator=generator) * 0.2)
        model.shift, model.length_slope = float(seed), 0.01 * seed
        path = tmp_path_factory.mktemp("trunk") / str(seed)
        save_model(model, load_tokenizer(tiny), path)
        out.append(str(path))
    return out


def test_each_member_scores_as_it_does_alone_in_any_order(members):
    together = load_on_one_trunk(members, CPU, precision="fp32")
    alone = [LearnedReward(m, CPU, precision="fp32").score(PROMPTS, ANSWERS, DONE) for m in members]
    assert not torch.allclose(alone[0], alone[1], atol=0.1)
    for i in (2, 0, 1, 0):
        torch.testing.assert_close(together[i].score(PROMPTS, ANSWERS, DONE), alone[i], atol=1e-4, rtol=1e-4)


def test_they_hold_one_trunk(members):
    together = load_on_one_trunk(members, CPU, precision="fp32")
    assert len({id(member.engine.model) for member in together}) == 1
    whole = sum(p.numel() for p in load_scalar(members[0], CPU).parameters())
    held = sum(p.numel() for p in together[0].engine.model.parameters())
    adapters = sum(p.numel() for n, p in together[0].engine.model.named_parameters() if "lora_" in n)
    assert held == whole + adapters and 0 < adapters < whole


def test_the_ensemble_is_that_of_separate_members(members):
    options = {"members": members[1:], "combine": "uncertain"}
    shared = load_reward(members[0], EnsembleSettings(shared_trunk=True, **options), CPU, precision="fp32")
    apart = load_reward(members[0], EnsembleSettings(**options), CPU, precision="fp32")
    assert isinstance(shared, EnsembleReward)
    torch.testing.assert_close(
        shared.score(PROMPTS, ANSWERS, DONE), apart.score(PROMPTS, ANSWERS, DONE), atol=1e-3, rtol=1e-3
    )


def test_a_member_without_an_adapter_or_of_another_start_is_refused(members, tiny_reward, tiny, tmp_path):
    with pytest.raises(ModelError, match=r"reward\.lora"):
        load_on_one_trunk([members[0], tiny_reward], CPU, precision="fp32")
    other = load_scalar(tiny, CPU, lora=LoraSettings(rank=2, alpha=4), new_head_seed=0)
    with torch.no_grad():
        other.network.get_input_embeddings().weight.add_(0.1)
    save_model(other, load_tokenizer(tiny), tmp_path / "other")
    with pytest.raises(ModelError, match="same weights"):
        load_on_one_trunk([members[0], str(tmp_path / "other")], CPU, precision="fp32")


def test_settings_that_contradict_are_refused():
    with pytest.raises(ValueError, match="no members"):
        EnsembleSettings(shared_trunk=True)
    with pytest.raises(ValueError, match="choose one"):
        EnsembleSettings(shared_trunk=True, members=["a"], combine="weights")
