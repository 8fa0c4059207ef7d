"""The sampler's completions are functions of seed, index and prompt, and their log-probabilities are the trainer's."""

import pytest
import torch
from conftest import CPU, make_model
from transformers import AutoModelForCausalLM

from heelwork.models.loading import load_policy
from heelwork.models.transformer import TokenRow
from heelwork.sampling.base import SamplingSettings
from heelwork.sampling.torch import TorchSampler, draw
from heelwork.training.engine import Batch, Engine

EOS = 2
PROMPTS = [[1, 40 + i, *range(60, 60 + 3 * i)] for i in range(7)]


@pytest.fixture(scope="module")
def policy(tiny):
    return load_policy(tiny, CPU)


@pytest.fixture(scope="module")
def shared_heads(tmp_path_factory, tokenizer_folder):
    from heelwork.models.loading import load_tokenizer

    path = tmp_path_factory.mktemp("gqa") / "m"
    return load_policy(make_model(path, load_tokenizer(str(tokenizer_folder)), kv_heads=1, seed=3), CPU)


def sampler(policy, stop=frozenset({EOS}), slots=64):
    return TorchSampler(policy, frozenset(stop), device=CPU, slots=slots, precision="fp32")


def settings(**values):
    return SamplingSettings(**{"max_new_tokens": 20, "seed": 5, **values})


def test_the_number_of_slots_changes_nothing(policy):
    stops = frozenset(range(0, 400, 12))  # many tokens end an answer, so that slots empty and refill all the time
    whole = sampler(policy, stops, slots=64).generate(PROMPTS, settings())
    assert len({len(s.ids) for s in whole}) > 3
    for slots in (1, 2, 3, 5):
        found = sampler(policy, stops, slots=slots).generate(PROMPTS, settings())
        assert [s.ids for s in found] == [s.ids for s in whole]
        assert [s.finish_reason for s in found] == [s.finish_reason for s in whole]
        for a, b in zip(found, whole, strict=True):
            assert a.logprobs == pytest.approx(b.logprobs, abs=1e-5)


def test_another_seed_and_another_index_give_other_completions(policy):
    first = sampler(policy).generate([PROMPTS[0]] * 2, settings())
    other = sampler(policy).generate([PROMPTS[0]] * 2, settings(seed=6))
    assert len({tuple(s.ids) for s in [*first, *other]}) == 4


@pytest.mark.parametrize("temperature", [0.7, 1.0])
@pytest.mark.parametrize("which", ["policy", "shared_heads"])
def test_log_probabilities_are_the_trainers(request, which, temperature):
    policy = request.getfixturevalue(which)
    sampled = sampler(policy, slots=3).generate(PROMPTS, settings(temperature=temperature))
    rows = [
        TokenRow([*prompt, *s.ids], [False] * len(prompt) + [True] * len(s.ids))
        for prompt, s in zip(PROMPTS, sampled, strict=True)
    ]
    engine = Engine(policy, device=CPU, precision="fp32", temperature=temperature, micro_batch_tokens=64)
    logprobs_BT, _, mask_BT = engine.logprobs(Batch(rows))
    for s, found, mask in zip(sampled, logprobs_BT, mask_BT, strict=True):
        assert s.logprobs == pytest.approx(found[mask].tolist(), abs=1e-5)


@pytest.mark.parametrize("which", ["policy", "shared_heads"])
def test_temperature_0_is_greedy_decoding_of_transformers(request, which, tmp_path, tokenizer):
    policy = request.getfixturevalue(which)
    from heelwork.models.loading import save_model

    save_model(policy, tokenizer, tmp_path / "m")
    plain = AutoModelForCausalLM.from_pretrained(tmp_path / "m")
    sampled = sampler(policy, slots=2).generate(PROMPTS, settings(temperature=0))
    for prompt, s in zip(PROMPTS, sampled, strict=True):
        ids = torch.tensor([prompt])
        out = plain.generate(
            ids,
            attention_mask=torch.ones_like(ids),
            max_new_tokens=20,
            do_sample=False,
            eos_token_id=EOS,
            pad_token_id=0,
        )
        assert s.ids == out[0, len(prompt) :].tolist()


def test_a_stop_token_ends_an_answer_and_is_kept(policy):
    free = sampler(policy, {-1}).generate([PROMPTS[0]], settings())[0]
    stop = free.ids[4]
    ended = sampler(policy, {stop}).generate([PROMPTS[0]], settings())[0]
    first = free.ids.index(stop)
    assert ended.ids == free.ids[: first + 1]
    assert ended.finish_reason == "stop"
    assert free.finish_reason == "length"


@pytest.mark.parametrize("most", [1, 3])
def test_an_answer_is_cut_at_max_new_tokens(policy, most):
    for s in sampler(policy, {-1}, slots=2).generate(PROMPTS, settings(max_new_tokens=most)):
        assert len(s.ids) == len(s.logprobs) == most
        assert s.finish_reason == "length"


def test_the_version_of_the_weights_is_noted_and_no_prompts_give_no_answers(policy):
    own = sampler(policy)
    own.version = 7
    assert own.generate([PROMPTS[0]], settings())[0].version == 7
    assert own.generate([], settings()) == []


def test_tokens_stream_in_their_order_and_each_answer_is_done_once(policy):
    seen = {i: [] for i in range(7)}
    done = []
    sampled = sampler(policy, slots=3).generate(
        PROMPTS, settings(), on_token=lambda index, token: seen[index].append(token), on_done=done.append
    )
    assert [seen[i] for i in range(7)] == [s.ids for s in sampled]
    assert sorted(done) == list(range(7))


def draws(probabilities, count=4000, **values):
    """How often each token is drawn, over an even grid of uniform numbers."""
    logits = torch.tensor(probabilities).log().expand(count, -1)
    uniform = (torch.arange(count, dtype=torch.float64) + 0.5) / count
    token, logprob = draw(logits, uniform, SamplingSettings(**values))
    return torch.bincount(token, minlength=len(probabilities)) / count, token, logprob


def test_tokens_are_drawn_as_often_as_they_are_likely():
    shares, _, _ = draws([0.5, 0.2, 0.25, 0.05])
    assert shares.tolist() == pytest.approx([0.5, 0.2, 0.25, 0.05], abs=1e-3)


def test_top_p_draws_from_the_nucleus_alone():
    shares, token, logprob = draws([0.5, 0.2, 0.25, 0.05], top_p=0.7)
    assert shares.tolist() == pytest.approx([2 / 3, 0.0, 1 / 3, 0.0], abs=1e-3)
    assert logprob[token == 0][0].exp() == pytest.approx(0.5)


def test_a_tiny_top_p_leaves_the_most_likely_token():
    shares, _, _ = draws([0.3, 0.4, 0.3], top_p=1e-6)
    assert shares.tolist() == [0.0, 1.0, 0.0]


def test_a_low_temperature_sharpens_and_the_log_probability_is_taken_at_it():
    shares, token, logprob = draws([0.8, 0.2], temperature=0.5)
    assert shares.tolist() == pytest.approx([0.64 / 0.68, 0.04 / 0.68], abs=1e-3)
    assert logprob[token == 1][0].exp() == pytest.approx(0.04 / 0.68, rel=1e-5)


def test_an_impossible_token_is_never_drawn_not_even_at_the_edges():
    logits = torch.tensor([[-float("inf"), 0.0, 0.0, -float("inf")]]).expand(2, -1)
    token, _ = draw(logits, torch.tensor([0.0, 1.0 - 2**-53], dtype=torch.float64), SamplingSettings())
    assert token.tolist() == [1, 2]
