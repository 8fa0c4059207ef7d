"""Items from files of answers and from a model; what was sampled once is not sampled again."""

import json

import pytest

from heelwork.collect.feed import (
    Feed,
    answerable,
    gold_of_file,
    items_of_file,
    policy_of,
    sample_items,
    weights_of,
)
from heelwork.collect.store import Store
from heelwork.errors import ConfigError, DataError
from heelwork.records import Message, Prompt

RANK = Feed("rank", 3, overlap=2, round=1, model="m", sampling={"temperature": 1.0, "weights": "w1"})


@pytest.fixture
def kept(tmp_path):
    made = Store(tmp_path / "store.db")
    yield made
    made.close()


def lines(path, *records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def test_lines_become_items_whatever_their_shape(tmp_path):
    path = lines(
        tmp_path / "a.jsonl",
        {"prompt": "one?", "completions": ["a", "b", "a", "c", "d"], "models": ["x", "y", "x", "z", "x"]},
        {"prompt": "two?", "completion": "e", "model": "x"},
        {"prompt": "three?", "chosen": "good", "rejected": "bad"},
        {"prompt": "two?", "completion": "f", "sampling": {"temperature": 0.5}},
        {"prompt": "alone?", "completion": "g"},
    )
    made = items_of_file(path, RANK)
    assert [[c.text for c in item.candidates] for item in made] == [["a", "b", "c"], ["e", "f"], ["good", "bad"]]
    assert [c.model for c in made[0].candidates] == ["x", "y", "z"]
    assert made[1].candidates[1].sampling == {"temperature": 0.5} and made[1].candidates[1].model == "m"
    assert {(item.kind, item.overlap, item.round) for item in made} == {("rank", 2, 1)}
    assert "models" not in made[0].prompt.fields


def test_a_file_that_makes_no_item_is_refused(tmp_path):
    with pytest.raises(DataError, match="2 different answers"):
        items_of_file(lines(tmp_path / "a.jsonl", {"prompt": "x", "completion": "y"}), RANK)
    with pytest.raises(DataError, match="line 1"):
        items_of_file(lines(tmp_path / "a.jsonl", {"prompt": "x", "completions": "y"}), RANK)


def test_gold_items_keep_what_is_right(tmp_path):
    path = lines(
        tmp_path / "gold.jsonl",
        {"prompt": "one?", "completions": ["a", "b", "c"], "ranking": [2, 1, 2]},
        {"prompt": "two?", "chosen": "good", "rejected": "bad"},
    )
    pair = Feed("pair", 2, 1, 0)
    assert [(item.kind, item.gold) for item in gold_of_file(path, pair)] == [("rank", (2, 1, 2)), ("pair", (1, 2))]
    otherwise = {"prompt": "two?", "completions": ["good", "bad"], "ranking": [2, 1]}
    path.write_text(path.read_text() + json.dumps(otherwise) + "\n")
    with pytest.raises(DataError, match="line 3: ranks the same answers"):
        gold_of_file(path, pair)


def test_what_the_store_would_not_take_is_named_by_its_line(tmp_path):
    fine, long = {"prompt": "x", "completions": ["a", "b"]}, {"prompt": "x", "completions": ["a", "b" * 100_001]}
    with pytest.raises(DataError, match=r"line 2: .*100001 characters"):
        items_of_file(lines(tmp_path / "a.jsonl", fine, long), RANK)
    many = {"prompt": "x", "completions": [str(n) for n in range(12)], "ranking": list(range(1, 13))}
    with pytest.raises(DataError, match=r"line 1: .*2 to 9 answers"):
        gold_of_file(lines(tmp_path / "gold.jsonl", many), RANK)


def test_a_limit_is_of_prompts_and_their_answers_are_all_taken(tmp_path):
    records = [{"prompt": f"{n}?", "completion": text} for text in "abc" for n in range(4)]
    path = lines(tmp_path / "a.jsonl", *records, {"prompt": "0?", "completions": ["d", "e"]})
    made = items_of_file(path, RANK, limit=2)
    assert [(item.prompt.text, len(item.candidates)) for item in made] == [("0?", 3), ("1?", 3), ("0?", 2)]


@pytest.mark.parametrize(("kind", "k"), [("rank", 1), ("rank", 10), ("pair", 3), ("edit", 2)])
def test_k_fits_the_kind(kind, k):
    with pytest.raises(ConfigError, match=f"--k is {k}"):
        Feed(kind, k, 1, 0)


def prompts(count):
    return [Prompt((Message("user", f"question {n}?"),)) for n in range(count)]


class Model:
    """Answers `kinds` different things to every prompt, and counts what it is asked."""

    def __init__(self, kinds):
        self.kinds, self.asked = kinds, 0

    def __call__(self, some, k, seed):
        self.asked += len(some)
        return [[f"{p.text} {(seed + i) % self.kinds}" for i in range(k)] for p in some]


def test_sampling_goes_on_where_it_was(kept):
    model = Model(kinds=50)
    steps = sample_items(kept, prompts(20), RANK, model, seed=1)
    assert next(steps) == 8  # stopped after the first eight
    steps.close()
    assert sum(sample_items(kept, prompts(20), RANK, model, seed=1)) == 12
    assert list(sample_items(kept, prompts(20), RANK, model, seed=1)) == []
    assert kept.progress().wanted == 40
    assert sum(sample_items(kept, prompts(20), Feed("rank", 3, 2, 2, "m2", {"weights": "w2"}), model, seed=1)) == 20


def test_answers_of_an_item_differ_and_a_model_that_repeats_itself_makes_none(kept):
    stubborn = Model(kinds=1)
    assert sum(sample_items(kept, prompts(2), RANK, stubborn, seed=0)) == 0
    assert stubborn.asked == 6  # three times each, then it is let be
    assert sum(sample_items(kept, prompts(2), RANK, Model(kinds=2), seed=0)) == 2
    person = kept.people.add("Ada")
    assert len(set(kept.next_item(person.id).answers)) == 2


def test_answers_that_no_database_holds_are_drawn_again(kept):
    def several(some, k, seed):
        return [["", " ", "a\x00b", f"good {seed}"] for _ in some]

    assert sum(sample_items(kept, prompts(1), RANK, several, seed=0)) == 1
    answers = kept.next_item(kept.people.add("Ada").id).answers
    assert len(answers) == 3 and all(answer.startswith("good") for answer in answers)


def test_a_prompt_that_is_too_long_is_named_and_the_others_are_answered():
    def check(prompt):
        if "question 1?" in prompt.text:
            raise DataError("the prompt has 900 tokens", field="prompt")

    good, refused = answerable(prompts(3), check)
    assert [p.text for p in good] == ["question 0?", "question 2?"]
    assert len(refused) == 1 and refused[0].startswith("prompt 2: ") and "900 tokens" in refused[0]


def test_sampling_ends_with_the_server(kept):
    assert list(sample_items(kept, prompts(9), RANK, Model(9), seed=0, go_on=lambda: False)) == []


def test_a_model_is_known_by_its_weights_and_a_run_by_its_policy(tmp_path):
    model = tmp_path / "run" / "ppo" / "model"
    model.mkdir(parents=True)
    (model / "config.json").write_text("{}")
    (model / "model.safetensors").write_bytes(b"one")
    first = weights_of(model)
    (model / "model.safetensors").write_bytes(b"two")
    assert len(first) == 64 and weights_of(model) != first
    assert weights_of("owner/name") == "owner/name"
    assert policy_of(str(tmp_path / "run")) == str(model) and policy_of(str(model)) == str(model)
    assert policy_of("wolf") == "wolf"
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="no model"):
        policy_of(str(tmp_path / "empty"))
