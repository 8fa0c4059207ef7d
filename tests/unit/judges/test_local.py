"""A local model's odds are exact, and sharing beginnings changes nothing but the work."""

import pytest
import torch

from heelwork.data.batching import branch_batches, pack_branches
from heelwork.judges.llm import Request, answer
from heelwork.judges.local import LocalModel
from heelwork.records import Message
from heelwork.sampling.base import SamplingSettings

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def model(tiny):
    return LocalModel(tiny, CPU)


def ask(text, options=("A", "B"), **more):
    return Request((Message("user", text),), options, **more)


def plain_logprob(model, prompt, option):
    """log p(option | prompt) by Transformers alone, one row, nothing shared."""
    from transformers import AutoModelForCausalLM

    network = AutoModelForCausalLM.from_pretrained(model.name.split(":")[1].split("@")[0])
    ids = torch.tensor([[*prompt, *option]])
    with torch.no_grad():
        log_p = torch.log_softmax(network(ids).logits[0], -1)
    return sum(float(log_p[len(prompt) + k - 1, token]) for k, token in enumerate(option))


def test_option_logprobs_equal_those_of_transformers_whatever_else_is_in_the_batch(model):
    texts = ["The dog", "The dog waits at the gate", "In winter", "The dog waits at the hill", "The dog"]
    replies = answer(model, [ask(text, ("A", "the gate")) for text in texts])
    for text, reply in zip(texts, replies, strict=True):
        prompt = model.chat.ids((Message("user", text),))
        for option, ours in zip(("A", "the gate"), reply.logprobs, strict=True):
            expected = plain_logprob(model, prompt, model.chat.completion_ids(option, finished=False))
            assert ours == pytest.approx(expected, abs=1e-4)


def test_an_option_that_begins_another_counts_without_it(model):
    prompt, short, long = [5, 6, 7], [8], [8, 9]
    one, ten, other = model.option_logprobs([prompt], [[short, long, [10]]])[0]
    whole = plain_logprob(model, prompt, short)
    assert torch.tensor([one, ten]).exp().sum() == pytest.approx(float(torch.tensor(whole).exp()), abs=1e-6)
    assert other == pytest.approx(plain_logprob(model, prompt, [10]), abs=1e-4)


def test_shared_beginnings_are_packed_once():
    rows = [[1, 2, 3, 4], [1, 2, 3, 9], [7, 8], [1, 2, 3, 4], [1, 2, 5]]
    packed = pack_branches(rows, CPU)
    assert len(packed.input_ids_N) == len([1, 2, 3, 4, 9, 5, 7, 8])
    assert [packed.input_ids_N[path].tolist() for path in packed.path_R] == rows
    assert [packed.position_ids_N[path].tolist() for path in packed.path_R] == [list(range(len(r))) for r in rows]


def test_batches_keep_to_the_budget_and_hold_every_row_once():
    rows = [[1, 2, 3, k] for k in range(10)] + [[9] * 30]
    batches = branch_batches(rows, 8)
    assert sorted(r for batch in batches for r in batch) == list(range(11))
    assert [len(pack_branches([rows[r] for r in b], CPU).input_ids_N) for b in batches] == [8, 8, 30]


def test_a_prompt_too_long_for_the_context_is_an_abstention(model):
    [long, short] = answer(model, [ask("sheep " * 200), ask("sheep")])
    assert long.text is None and long.logprobs is None and "too long" in long.problem
    assert short.text in ("A", "B")


def test_free_text_depends_on_its_request_alone(model):
    asked = [ask(text, (), max_tokens=6, sample=k) for text in ("The dog", "In winter") for k in range(2)]
    together = [reply.text for reply in answer(model, asked)]
    alone = [answer(model, [request])[0].text for request in asked]
    assert together == alone
    assert len(set(together)) > 1


def test_text_is_finished_where_the_model_ended_it(model):
    asked = [ask("The dog", (), max_tokens=limit, sample=k) for limit in (1, 40) for k in range(8)]
    for request, reply in zip(asked, answer(model, asked), strict=True):
        ids = model.sampler.generate(
            [model.chat.prompt_ids(request.messages, request.max_tokens)],
            SamplingSettings(temperature=1.0, max_new_tokens=request.max_tokens), indices=[int(request.key[:15], 16)],
        )[0].ids  # fmt: skip
        assert reply.finished == (ids[-1] in model.chat.stop_ids)
    assert not all(reply.finished for reply in answer(model, asked))


def test_the_name_tells_other_weights_apart(model, tiny_reward):
    from heelwork.models.lineage import weights_digest

    assert weights_digest(tiny_reward) != model.name.split("@")[1]
