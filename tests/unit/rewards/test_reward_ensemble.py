"""Several reward models as one."""

import pytest
import torch
from conftest import CPU
from pydantic import ValidationError

from heelwork.audit.cases import user
from heelwork.errors import ModelError
from heelwork.models.loading import load_scalar, load_tokenizer, save_model
from heelwork.rewards.ensemble import EnsembleReward, EnsembleSettings, average_weights, combined, load_reward
from heelwork.rewards.learned import LearnedReward

PROMPTS = [user(f"Where is the {t}?") for t in ("dog", "sheep", "hill", "gate")]
ANSWERS = ["On the hill.", "It is at home.", "Here.", "The gate is by the old coat."]
DONE = [True] * 4


@pytest.fixture(scope="module")
def members(tmp_path_factory, tiny):
    out = []
    for seed in range(3):
        model = load_scalar(tiny, CPU, new_head_seed=seed)
        with torch.no_grad():
            model.head.weight.mul_(10.0**seed)  # one shouts louder than the other
        model.shift = float(seed)
        path = tmp_path_factory.mktemp("members") / str(seed)
        save_model(model, load_tokenizer(tiny), path)
        out.append(str(path))
    return out


def load(name):
    return LearnedReward(name, CPU, precision="fp32")


def test_combinations_have_their_closed_form():
    scores_MB = torch.tensor([[1.0, 0.0], [3.0, 0.0]])
    assert combined(scores_MB, "mean", 9.0).tolist() == [2.0, 0.0]
    assert combined(scores_MB, "worst", 9.0).tolist() == [1.0, 0.0]
    assert combined(scores_MB, "uncertain", 0.5).tolist() == [2.0 - 0.5 * 1.0, 0.0]


def test_members_are_normalised_first_so_that_none_weighs_more_for_its_scale(members):
    models = [load(m) for m in members]
    ensemble = EnsembleReward(models, "mean", 0.5)
    found = ensemble.score(PROMPTS, ANSWERS, DONE)
    raw = torch.stack([m.score(PROMPTS, ANSWERS, DONE) for m in models])
    normal = (raw - raw.mean(1, keepdim=True)) / raw.std(1, unbiased=False, keepdim=True)
    torch.testing.assert_close(found, normal.mean(0) * raw[0].std(unbiased=False) + raw[0].mean())
    assert ensemble.spread == pytest.approx(float(normal.std(0, unbiased=False).mean()))


def test_the_normalisation_is_fixed_by_the_first_answers_and_belongs_to_the_state(members):
    ensemble = EnsembleReward([load(m) for m in members], "worst", 0.5)
    assert ensemble.state() == {}
    ensemble.score(PROMPTS, ANSWERS, DONE)
    state = ensemble.state()
    later = ensemble.score(PROMPTS[:2], ["Other words.", "And more of them."], DONE[:2])
    assert ensemble.state() == state
    again = EnsembleReward([load(m) for m in members], "worst", 0.5)
    again.load_state(state)
    torch.testing.assert_close(again.score(PROMPTS[:2], ["Other words.", "And more of them."], DONE[:2]), later)


def test_averaged_weights_of_models_that_differ_in_the_head_alone_average_the_scores(members):
    scores = torch.stack([load(m).score(PROMPTS, ANSWERS, DONE) for m in members])
    averaged = average_weights([load(m) for m in members])
    torch.testing.assert_close(averaged.score(PROMPTS, ANSWERS, DONE), scores.mean(0), rtol=1e-4, atol=1e-4)


def test_what_the_settings_name_is_loaded(members):
    options = {"precision": "fp32"}
    assert isinstance(load_reward(members[0], EnsembleSettings(), CPU, **options), LearnedReward)
    settings = EnsembleSettings(members=members[1:], combine="uncertain", variance_weight=2.0)
    ensemble = load_reward(members[0], settings, CPU, **options)
    assert isinstance(ensemble, EnsembleReward) and len(ensemble.members) == 3 and ensemble.variance_weight == 2.0
    averaged = load_reward(members[0], EnsembleSettings(members=members[1:], combine="weights"), CPU, **options)
    assert isinstance(averaged, LearnedReward)
    with pytest.raises(ValidationError, match="no members"):
        EnsembleSettings(combine="worst")


def test_members_that_read_other_tokens_are_refused(members, tmp_path):
    tokenizer = load_tokenizer(members[0])
    tokenizer.chat_template = tokenizer.chat_template.replace("user", "u") + " "
    other = load_scalar(members[1], CPU)
    save_model(other, tokenizer, tmp_path / "other")
    with pytest.raises(ModelError, match="members of an ensemble must agree"):
        EnsembleReward([load(members[0]), load(str(tmp_path / "other"))], "mean", 0.5)
