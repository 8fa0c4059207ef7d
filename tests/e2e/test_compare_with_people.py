"""People as the judge: items out, ranked in a store, the store's verdicts back. And a judge behind an endpoint, asked once."""

import json

import pytest
from conftest import PAIRS, make_model, read_lines, write_lines

from heelwork.collect.export import export
from heelwork.collect.feed import Feed, items_of_file
from heelwork.collect.order import to_shown
from heelwork.collect.records import Answer
from heelwork.collect.store import Store
from heelwork.models.loading import load_tokenizer
from heelwork.stages.compare import CompareSettings, run


@pytest.fixture
def compare(tiny, tokenizer_folder, tmp_path):
    """compare(**settings) -> (result, compare.json) of two tiny models on ten prompts, two answers each."""
    other = make_model(tmp_path / "other", load_tokenizer(str(tokenizer_folder)), seed=9)
    data = write_lines(tmp_path / "prompts.jsonl", [{"prompt": pair["prompt"]} for pair in PAIRS])

    def call(**given):
        settings = {"data": [data], "samples": 2, "max_new_tokens": 8, "seed": 3, **given}
        result = run(CompareSettings.model_validate(settings), {"one": tiny, "two": other}, tmp_path / "out")
        return result, json.loads((tmp_path / "out" / "compare.json").read_text())

    return call


def test_what_people_rank_in_the_store_decides(compare, tmp_path):
    result, _ = compare(judge="people")
    owner = {a["completion"]: a["model"] for a in read_lines(tmp_path / "out" / "answers.jsonl")}
    assert len(set(owner)) > 20
    store = Store(tmp_path / "collect.db")
    ids = store.add_items(items_of_file(result.items, Feed("rank", 2, 1, 0)))
    ranks = {
        i: tuple(1 if owner[text] == "two" else 2 for text in item["completions"])
        for i, item in zip(ids, read_lines(result.items), strict=True)
    }
    person = store.people.add("Ada").id
    while (task := store.next_item(person)) is not None:
        store.submit(person, task.item, Answer(to_shown(ranks[task.item], task.order)), f"k{task.item}")
    export(store, tmp_path / "rankings.jsonl", what="rankings")
    store.close()
    for source in ("collect.db", "rankings.jsonl"):
        _, found = compare(judge=f"recorded:{tmp_path / source}")
        (pair,) = found["pairs"]
        assert (pair["wins"], pair["losses"], pair["abstentions"]) == (20 - pair["ties"], 0, 0)
        assert pair["decisive"] and not any("by people" in warning for warning in found["warnings"])


def test_a_judge_behind_an_endpoint_is_asked_each_thing_once(compare, stub, tmp_path, monkeypatch):
    def prefers_the_first(payload, number):
        top = [{"token": "A", "logprob": -0.1}, {"token": "B", "logprob": -2.4}]
        content = [{"token": "A", "logprob": -0.1, "top_logprobs": top}]
        return 200, {"choices": [{"message": {"content": "A"}, "logprobs": {"content": content}}]}, {}

    stub.plan = prefers_the_first
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    asked = {"judge": "openai:judge-1", "endpoint": {"base_url": f"{stub.url}/v1"}}
    _, found = compare(**asked)
    (pair,) = found["pairs"]
    assert pair["win_rate"] == 0.5 and pair["order_disagreements"] == pair["ties"] == 20
    assert any("changed its mind with the order" in warning for warning in found["warnings"])
    calls, before = len(stub.calls), (tmp_path / "out" / "compare.json").read_bytes()
    assert calls == 40
    compare(**asked)
    assert len(stub.calls) == calls and (tmp_path / "out" / "compare.json").read_bytes() == before
    written = [p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()]
    assert not any(b"sk-very-secret" in content for content in written)
