"""Rollouts from a server: what it tells is read, what it does not tell is marked, and its weights follow the trainer's."""

import math

import pytest
from conftest import CPU, make_model, read_lines
from stub_server import Stub, serve

from heelwork.data.chat import Chat
from heelwork.errors import ConfigError, RunError
from heelwork.models.loading import load_policy, load_tokenizer
from heelwork.sampling.base import SamplingSettings
from heelwork.sampling.choice import SamplerSettings, make_sampler
from heelwork.sampling.torch import TorchSampler
from heelwork.sampling.vllm import VllmEngineSampler
from heelwork.stages import ppo

SETTINGS = SamplingSettings(max_new_tokens=8, seed=4)
PROMPTS = [[1, 40, 41], [1, 50], [1, 60, 61, 62]]


def sampler(tiny, url, kind="openai", **values):
    settings = SamplerSettings(kind=kind, base_url=url, **{"first_wait_s": 0.0, "tries": 3, **values})
    chat = Chat(load_tokenizer(tiny), 128)
    return make_sampler(settings, policy=load_policy(tiny, CPU), chat=chat, device=CPU, slots=8, model=tiny), chat


@pytest.mark.parametrize("answer", ["ids", "wire"])
def test_ids_and_log_probabilities_are_taken_as_told(tiny, answer):
    with serve(Stub(tiny, answer)) as url:
        remote, chat = sampler(tiny, url)
        found = remote.generate(PROMPTS, SETTINGS)
    own = TorchSampler(load_policy(tiny, CPU), chat.stop_ids, device=CPU, precision="fp32")
    for i, (prompt, there) in enumerate(zip(PROMPTS, found, strict=True)):
        [here] = own.generate([prompt], SETTINGS.model_copy(update={"seed": (4 * 1_000_003 + i) % 2**31}))
        assert there.ids == here.ids and there.finish_reason == here.finish_reason
        assert there.logprobs == pytest.approx(here.logprobs, abs=1e-5)


def test_text_alone_is_encoded_again_and_its_log_probabilities_are_unknown(tiny):
    with serve(Stub(tiny, "text")) as url:
        remote, chat = sampler(tiny, url)
        found = remote.generate(PROMPTS, SETTINGS)
    assert remote.encoded_again == 3
    for one in found:
        assert all(math.isnan(x) for x in one.logprobs) and len(one.logprobs) == len(one.ids)
        assert (one.ids[-1] in chat.stop_ids) == (one.finish_reason == "stop")


CHATML = (
    "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' + m['content'] + '<|im_end|>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


class Told:
    """A server that gives one answer as it is told to."""

    failures, calls, headers = (), [], []

    def __init__(self, **choice):
        self.choice = choice

    def complete(self, body):
        return {"choices": [self.choice]}


def told(tiny, **choice):
    """What the sampler of a tokenizer whose turns end otherwise than its texts makes of a server's answer."""
    tokenizer = load_tokenizer(tiny)
    tokenizer.add_special_tokens({"additional_special_tokens": ["<|im_start|>", "<|im_end|>"]})
    tokenizer.chat_template = CHATML
    chat = Chat(tokenizer, 128)
    assert chat.eos != min(chat.stop_ids)
    with serve(Told(**choice)) as url:
        settings = SamplerSettings(kind="openai", base_url=url)
        remote = make_sampler(settings, policy=None, chat=chat, device=CPU, slots=8, model=tiny)
        [found] = remote.generate(PROMPTS[:1], SETTINGS)
    return found, chat


@pytest.mark.parametrize("heard", [[-0.5], [-0.5, -0.1], []], ids=["without its end", "with its end", "not at all"])
def test_text_that_ended_ends_in_the_end_of_turn(tiny, heard):
    found, chat = told(tiny, text="a", finish_reason="stop", logprobs={"token_logprobs": heard})
    assert found.ids == [*chat.completion_ids("a", finished=False), chat.eos] and len(found.ids) == 2
    assert found.logprobs == pytest.approx((heard + [math.nan] * 2)[:2], nan_ok=True)


def test_text_that_was_cut_has_no_end(tiny):
    found, chat = told(tiny, text="a", finish_reason="length")
    assert found.ids == chat.completion_ids("a", finished=False) and chat.eos not in found.ids


def test_an_answer_without_a_word_is_its_end_of_turn(tiny):
    found, chat = told(tiny, text="", finish_reason="stop")
    assert found.ids == [chat.eos] and found.finish_reason == "stop"


def test_ids_stay_as_told_also_where_they_end_in_an_end_of_the_servers_own(tiny):
    logprobs = [-1.0, -2.0, -0.5]
    found, _ = told(tiny, text="a", finish_reason="stop", token_ids=[40, 41, 9], logprobs={"token_logprobs": logprobs})
    assert found.ids == [40, 41, 9] and found.logprobs == logprobs and found.finish_reason == "stop"


@pytest.mark.parametrize("kind", ["openai", "vllm"])
def test_nothing_is_left_to_the_servers_or_the_models_own_defaults(tiny, kind):
    stub = Stub(tiny)
    with serve(stub) as url:
        sampler(tiny, url, kind)[0].generate(PROMPTS, SETTINGS)
    whole = {
        "temperature": 1.0, "top_p": 1.0, "top_k": -1, "min_p": 0.0, "repetition_penalty": 1.0, "presence_penalty": 0.0,
        "frequency_penalty": 0.0,
    }  # fmt: skip
    for path, body in stub.calls:
        assert path == "/v1/completions" and {name: body.get(name) for name in whole} == whole


def test_a_busy_server_is_asked_again_and_a_refusing_one_is_named(tiny):
    with serve(Stub(tiny, failures=[503, 429])) as url:
        remote, _ = sampler(tiny, url, concurrency=1)
        assert len(remote.generate(PROMPTS, SETTINGS)) == 3
    with serve(Stub(tiny, failures=[400])) as url:
        remote, _ = sampler(tiny, url, concurrency=1)
        with pytest.raises(RunError, match=r"status 400 \(not now\)"):
            remote.generate(PROMPTS, SETTINGS)


def test_an_answer_off_the_protocol_is_an_error_that_says_so(tiny):
    with serve(Stub(tiny, "garbage")) as url:
        remote, _ = sampler(tiny, url)
        with pytest.raises(RunError, match="does not follow the protocol"):
            remote.generate(PROMPTS, SETTINGS)


def test_a_server_that_is_not_there(tiny):
    with pytest.raises(RunError, match="cannot be reached"):
        sampler(tiny, "http://127.0.0.1:9/v1", tries=1)


def test_the_engine_in_this_process_names_what_to_install(tiny):
    with pytest.raises(ConfigError, match="pip install vllm"):
        VllmEngineSampler(tiny, frozenset({2}))


def test_a_servers_weights_follow_the_trainers(ppo_settings, tiny, tmp_path, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    stub = Stub(tiny)
    with serve(stub) as url:
        ppo.run(ppo_settings(
            sampler={"kind": "vllm", "base_url": url}, importance_limit=2.0, precision="fp32", temperature=1.0
        ))  # fmt: skip
    paths = [path for path, _ in stub.calls]
    assert paths.count("/collective_rpc") == paths.count("/reset_prefix_cache") == 3  # before each step
    for line in read_lines(tmp_path / "ppo" / "metrics.jsonl"):
        assert line["staleness"] == 0.0 and line["untold"] == 0.0
        assert line["mismatch_mean"] == pytest.approx(1.0, abs=1e-3)
    assert all(h.get("Authorization") == "Bearer sk-secret" for h in stub.headers)
    for file in (tmp_path / "ppo").rglob("*"):
        assert not file.is_file() or b"sk-secret" not in file.read_bytes()


def test_a_server_that_holds_an_earlier_runs_policy_draws_the_first_step_from_this_runs(ppo_settings, tiny, tmp_path):
    other = make_model(tmp_path / "other", load_tokenizer(tiny), seed=9)
    with serve(Stub(other)) as url:
        ppo.run(
            ppo_settings(sampler={"kind": "vllm", "base_url": url}, importance_limit=2.0, precision="fp32", steps=1)
        )
    [line] = read_lines(tmp_path / "ppo" / "metrics.jsonl")
    assert line["mismatch_mean"] == pytest.approx(1.0, abs=1e-3)


def test_weights_that_stay_grow_stale_and_are_mended_by_importance(ppo_settings, tiny, tmp_path):
    with serve(Stub(tiny)) as url:
        ppo.run(ppo_settings(sampler={"kind": "openai", "base_url": url}, importance_limit=2.0, precision="fp32"))
    lines = read_lines(tmp_path / "ppo" / "metrics.jsonl")
    assert [line["staleness"] for line in lines] == [0.0, 1.0, 2.0]
    assert lines[0]["mismatch_mean"] == pytest.approx(1.0, abs=1e-4)
    assert lines[2]["mismatch_mean"] != pytest.approx(1.0, abs=1e-4)


def test_the_wrong_model_behind_the_server_shows_in_the_mismatch(ppo_settings, tiny, tmp_path):
    other = make_model(tmp_path / "other", load_tokenizer(tiny), seed=9)
    with serve(Stub(other)) as url:
        ppo.run(ppo_settings(sampler={"kind": "openai", "base_url": url}, importance_limit=2.0, steps=1))
    [line] = read_lines(tmp_path / "ppo" / "metrics.jsonl")
    assert line["mismatch_kl"] > 0.01
