"""OpenAI-compatible and Anthropic endpoints against a server that answers, fails, hangs and talks nonsense."""

import logging
import math
import threading

import pytest

from heelwork.endpoint import EndpointSettings, spread
from heelwork.errors import ConfigError, RunError
from heelwork.judges.anthropic import AnthropicModel, read_message
from heelwork.judges.llm import Request, answer, choose
from heelwork.judges.openai import OpenAIModel, read_completion
from heelwork.records import Message

SECRET = "sk-heelwork-secret-0123456789"


def ask(text="Which?", options=("A", "B"), **more):
    return Request((Message("user", text),), options, **more)


def completion(text, tops=None):
    choice = {"message": {"role": "assistant", "content": text}}
    if tops is not None:
        choice["logprobs"] = {"content": [
            {"token": text, "top_logprobs": [{"token": t, "logprob": math.log(p)} for t, p in top.items()]} for top in tops
        ]}  # fmt: skip
    return {"choices": [choice], "usage": {"prompt_tokens": 11, "completion_tokens": 1}}


def message(text):
    return {"content": [{"type": "text", "text": text}], "usage": {"input_tokens": 7, "output_tokens": 2}}


def settings(stub, **more):
    return EndpointSettings(base_url=stub.url, first_wait_s=0.01, longest_wait_s=0.05, timeout_s=5.0, **more)


def test_top_logprobs_become_odds_of_all_spellings(stub):
    stub.plan = lambda payload, number: (200, completion("B", [{"B": 0.5, " B": 0.1, "(A": 0.2, "Hm": 0.2}]), {})
    [reply] = answer(OpenAIModel("m", settings(stub)), [ask()])
    assert [math.exp(p) for p in reply.logprobs] == pytest.approx([0.2, 0.6])
    assert (reply.tokens_in, reply.tokens_out) == (11, 1)
    path, payload = stub.calls[0]
    assert path == "/chat/completions" and payload["top_logprobs"] == 20 and payload["logprobs"] is True
    assert choose(OpenAIModel("m", settings(stub)), [ask()], votes=1)[0] == pytest.approx((0.25, 0.75))


def test_odds_are_read_where_an_option_first_stands():
    reply = read_completion(completion("(A", [{"(": 0.9, "[": 0.1}, {"A": 0.7, "B": 0.3}]), ("A", "B"))
    assert [math.exp(p) for p in reply.logprobs] == pytest.approx([0.7, 0.3])


RATINGS = tuple(str(points) for points in range(1, 11))


def rated(text, tokens, tops):
    """The shares of the ratings in a reply that is spelt in these tokens."""
    body = completion(text, tops)
    for position, token in zip(body["choices"][0]["logprobs"]["content"], tokens, strict=True):
        position["token"] = token
    return body


@pytest.mark.parametrize(
    ("body", "shares"),
    [
        # Digits apart: the second position says how much of the 1 was a 10.
        (rated("10", ["1", "0"], [{"1": 0.8, "7": 0.2}, {"0": 0.9, ".": 0.1}]), {"1": 0.08, "7": 0.2, "10": 0.72}),
        (rated("1", ["1"], [{"1": 0.8, "7": 0.2}]), {"1": 0.8, "7": 0.2}),
        # What would have followed a 1 that was not said, nobody knows: the words count.
        (rated("8", ["8"], [{"8": 0.6, "1": 0.4}]), {"8": 1.0}),
        (rated("8", ["8"], [{"8": 0.749, "9": 0.25, "1": 0.001}]), {"8": 0.749, "9": 0.25, "1": 0.001}),
        (rated("8", ["8"], [{"8": 0.5, "10": 0.3, "1": 0.2}]), {"8": 0.5, "10": 0.3, "1": 0.2}),
    ],
)
def test_ten_is_no_one_where_digits_are_tokens_of_their_own(stub, body, shares):
    stub.plan = lambda payload, number: (200, body, {})
    [found] = choose(OpenAIModel("m", settings(stub)), [ask(options=RATINGS)], votes=1)
    assert found == pytest.approx([shares.get(o, 0.0) for o in RATINGS])


def test_a_server_without_logprobs_is_read_by_its_words(stub):
    stub.plan = lambda payload, number: (200, completion("The answer is (B)."), {})
    assert choose(OpenAIModel("m", settings(stub)), [ask()], votes=1) == [(0.0, 1.0)]


def test_anthropic_is_sampled_and_the_label_is_the_share_of_readable_votes(stub):
    said = ["A", "(B)", "A", "I cannot say", "A"]
    stub.plan = lambda payload, number: (200, message(said[number]), {})
    [shares] = choose(AnthropicModel("m", settings(stub, concurrency=1)), [ask()], votes=5)
    assert shares == (0.75, 0.25)
    assert stub.calls[0][0] == "/v1/messages"
    assert {payload["temperature"] for _, payload in stub.calls} == {1.0}


@pytest.mark.parametrize(
    "body",
    [{}, {"choices": []}, {"choices": [{"message": {"content": 7}}]}, [1, 2], {"choices": "no"},
     {"choices": [{"message": {"content": None, "refusal": "no"}}]}, completion(""), completion("I would rather not"),
     {"choices": [{"message": {"content": "x"}, "logprobs": {"content": [{"top_logprobs": "?"}]}}]}],
)  # fmt: skip
def test_an_answer_that_cannot_be_read_is_an_abstention(stub, body):
    stub.plan = lambda payload, number: (200, body, {})
    assert choose(OpenAIModel("m", settings(stub)), [ask()], votes=1) == [None]
    assert choose(AnthropicModel("m", settings(stub)), [ask()], votes=2) == [None]


@pytest.mark.parametrize(
    ("reason", "stopped", "finished"), [("stop", "end_turn", True), ("length", "max_tokens", False)]
)
def test_a_text_that_was_cut_is_not_finished(reason, stopped, finished):
    answered = completion("Once upon")
    answered["choices"][0]["finish_reason"] = reason
    assert read_completion(answered, ()).finished is finished
    assert read_message(message("Once upon") | {"stop_reason": stopped}).finished is finished


def test_busy_and_failing_servers_are_asked_again(stub):
    states = [429, 500, 503, 200]
    stub.plan = lambda payload, number: (states[number], completion("A"), {"retry-after": "0.01"})
    [reply] = answer(OpenAIModel("m", settings(stub)), [ask()])
    assert reply.text == "A" and len(stub.calls) == 4


def test_an_answer_that_is_no_json_is_asked_for_again_and_then_an_abstention(stub):
    stub.plan = lambda payload, number: (200, b"<html>Bad gateway</html>" if number < 2 else completion("B"), {})
    [reply] = answer(OpenAIModel("m", settings(stub, tries=3)), [ask()])
    assert reply.text == "B"
    stub.plan = lambda payload, number: (200, b"<html>", {})
    [reply] = answer(OpenAIModel("m", settings(stub, tries=2)), [ask()])
    assert reply.text is None and reply.problem == "unreadable answer"


def test_a_server_that_goes_on_failing_stops_the_command_and_says_that_nothing_is_lost(stub):
    stub.plan = lambda payload, number: (500, {"error": {"message": "overloaded"}}, {})
    with pytest.raises(RunError, match=r"status 500, 3 tries in a row; the answers so far are kept"):
        answer(OpenAIModel("m", settings(stub, tries=3)), [ask()])
    assert len(stub.calls) == 3


def test_a_server_that_hangs_is_given_up_in_time(stub):
    stub.plan = lambda payload, number: (0.5, completion("A"), {})
    given = EndpointSettings(base_url=stub.url, timeout_s=0.05, tries=2, first_wait_s=0.01, longest_wait_s=0.01)
    with pytest.raises(RunError, match=r"no answer within 0.05 s, 2 tries in a row"):
        answer(OpenAIModel("m", given), [ask()])


def test_a_refused_call_is_not_repeated_and_the_message_says_what_to_check(stub):
    stub.plan = lambda payload, number: (401, {"error": {"message": "bad key"}}, {})
    with pytest.raises(RunError, match=r"status 401 \(bad key\); check the key"):
        answer(OpenAIModel("m", settings(stub)), [ask()])
    assert len(stub.calls) == 1


def test_replies_under_way_when_another_call_fails_are_passed_on_first(stub):
    stub.plan = lambda p, n: (400, {}, {}) if "bad" in p["messages"][0]["content"] else (0.1, completion("A"), {})
    got = []

    def collect(asked):
        for group in OpenAIModel("m", settings(stub, concurrency=2)).stream(asked):
            got.extend(group)

    with pytest.raises(RunError):
        collect([ask("good"), ask("bad"), *[ask(f"{k}") for k in range(9)]])
    assert (0, "A") in [(i, reply.text) for i, reply in got]
    assert len(stub.calls) < 11


def test_when_the_replies_cannot_be_kept_no_further_call_is_paid_for():
    begun, go_on, others = [], threading.Event(), set(threading.enumerate())

    def call(number):
        begun.append(number)
        if number == 1:
            go_on.wait(2)
        return number

    def keep():
        for _ in spread(range(20), call, concurrency=1):
            raise RunError("the disk is full")

    with pytest.raises(RunError, match="the disk is full"):
        keep()
    go_on.set()
    for thread in set(threading.enumerate()) - others:
        thread.join()
    assert begun in ([0], [0, 1])


def test_no_more_calls_at_once_than_allowed(stub):
    stub.plan = lambda payload, number: (0.02, completion("A"), {})
    answer(OpenAIModel("m", settings(stub, concurrency=3)), [ask(f"{k}") for k in range(12)])
    assert 2 <= stub.most <= 3


def test_the_key_comes_from_the_environment_and_stays_in_the_header(stub, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("MY_KEY", SECRET)
    stub.plan = lambda payload, number: (401, {"error": {"message": f"key {SECRET} is not valid"}}, {})
    model = OpenAIModel("m", settings(stub, key_env="MY_KEY"))
    with pytest.raises(RunError) as told:
        answer(model, [ask()])
    assert stub.headers[0]["Authorization"] == f"Bearer {SECRET}"
    assert SECRET not in str(told.value) and "[key]" in str(told.value)
    assert SECRET not in caplog.text and SECRET not in model.name and SECRET not in str(model.settings)


def test_anthropic_sends_its_key_in_its_own_header(stub, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", SECRET)
    stub.plan = lambda payload, number: (200, message("A"), {})
    system = Request((Message("system", "Be brief."), Message("user", "Hello")))
    assert answer(AnthropicModel("m", settings(stub)), [system])[0].text == "A"
    headers = {name.lower(): value for name, value in stub.headers[0].items()}
    assert headers["x-api-key"] == SECRET and headers["anthropic-version"]
    assert stub.calls[0][1]["system"] == "Be brief." and len(stub.calls[0][1]["messages"]) == 1


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({}, "OPENAI_API_KEY is not set"),
        ({"base_url": "ftp://host"}, "write an address such as"),
        ({"base_url": "https://user:pass@host/v1"}, "secrets come from the environment alone"),
        ({"base_url": "https://host/v1?key=abc"}, "secrets come from the environment alone"),
    ],
)
def test_an_address_or_key_that_cannot_be_used_is_named(given, problem, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ConfigError, match=problem) as told:
        OpenAIModel("m", EndpointSettings(**given))
    assert "pass" not in str(told.value).replace("password", "")


def test_a_key_never_travels_unencrypted_to_another_machine(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    with pytest.raises(ConfigError, match="unencrypted"):
        OpenAIModel("m", EndpointSettings(base_url="http://192.0.2.1/v1"))
