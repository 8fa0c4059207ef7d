"""What goes into a store comes out of it exactly: rankings with ties, pairs, edits; as files and as a stage's data."""

import json
import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import heelwork.collect.source  # noqa: F401
from heelwork.collect.checks import dense
from heelwork.collect.export import export, lines
from heelwork.collect.order import to_shown
from heelwork.collect.records import Answer, Candidate, NewItem
from heelwork.collect.store import Store
from heelwork.data.formats import to_demonstration, to_prompt, to_ranking
from heelwork.data.sources import fingerprint, held_out, read_records
from heelwork.errors import ConfigError, DataError
from heelwork.records import Message, Prompt
from tests.unit.collect.conftest import new_item, prompt


def label_all(store, person, ranks_of):
    """Answer everything: ranks_of[item id] are the ranks in stored order."""
    while (task := store.next_item(person)) is not None:
        store.submit(person, task.item, Answer(to_shown(ranks_of[task.item], task.order)), f"k{task.item}")


@pytest.fixture(scope="module")
def thousand(tmp_path_factory):
    """1,000 random rankings with ties of 2 to 9 answers, in a store, and what they were."""
    rng = random.Random(8)
    store = Store(tmp_path_factory.mktemp("thousand") / "store.db")
    ks = [rng.randint(2, 9) for _ in range(1000)]
    ids = store.add_items(new_item(n, k=k) for n, k in enumerate(ks))
    ranks = {i: dense([rng.randint(1, k) for _ in range(k)]) for i, k in zip(ids, ks, strict=True)}
    label_all(store, store.people.add("Ada").id, ranks)
    yield store, ranks
    store.close()


def test_a_thousand_rankings_come_out_as_they_went_in(thousand, tmp_path):
    store, ranks = thousand
    assert {label.item: label.ranking.ranks for label in store.rankings()} == ranks
    export(store, tmp_path / "r.jsonl", what="rankings")
    back = read_records([str(tmp_path / "r.jsonl")], to_ranking)
    assert [r.ranks for r in back] == [ranks[i] for i in sorted(ranks)]
    assert [r.completions for r in back] == [label.ranking.completions for label in store.rankings()]


def test_a_thousand_rankings_give_all_pairs_but_the_tied_ones(thousand):
    store, ranks = thousand
    made = Counter()
    for label, line in lines(store, "preferences", "text"):
        answers = label.ranking.completions
        better, worse = answers.index(line["chosen"]), answers.index(line["rejected"])
        assert ranks[label.item][better] < ranks[label.item][worse]
        made[label.item] += 1
    for item, given_ranks in ranks.items():
        k = len(given_ranks)
        tied = sum(c * (c - 1) // 2 for c in Counter(given_ranks).values())
        assert made[item] == k * (k - 1) // 2 - tied


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_text_survives(tmp_path_factory, data):
    text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=40)
    answers = data.draw(st.lists(text, min_size=2, max_size=4, unique=True))
    question = Prompt((Message("system", data.draw(text)), Message("user", data.draw(text))))
    folder = tmp_path_factory.mktemp("any")
    store = Store(folder / "store.db")
    [item] = store.add_items([NewItem(question, tuple(map(Candidate, answers)))])
    label_all(store, store.people.add("Ada").id, {item: tuple(range(1, len(answers) + 1))})
    for suffix in (".jsonl", ".parquet", ".jsonl.gz"):
        export(store, folder / f"r{suffix}", what="rankings")
        [back] = read_records([str(folder / f"r{suffix}")], to_ranking)
        assert back.prompt.messages == question.messages and list(back.completions) == answers
    store.close()


@pytest.fixture
def small(tmp_path):
    store = Store(tmp_path / "small.db")
    ids = store.add_items(new_item(n, k=3) for n in range(20))
    store.add_items([new_item(99, gold=(1, 2, 3))])
    store.add_items([NewItem(prompt("edit me"), (Candidate("draft"),), kind="edit")])
    judge = store.people.known("judge-7b", who="ai").id
    store.submit(judge, ids[0], Answer((3, 2, 1)), "k", shown=(0, 1, 2))
    ada = store.people.add("Ada").id
    while (task := store.next_item(ada)) is not None:
        made = Answer(text="ideal") if task.kind == "edit" else Answer(to_shown((1, 2, 2), task.order))
        store.submit(ada, task.item, made, f"k{task.item}")
    yield store
    store.close()


def test_the_shapes_are_those_that_trainers_read(small):
    human = [line for label, line in lines(small, "preferences", "messages") if label.who == "person"]
    conversational = human[0]
    assert conversational["prompt"] == [{"role": "user", "content": "question 0"}]
    assert conversational["chosen"] == [{"role": "assistant", "content": "answer 0.0"}]
    assert conversational["rejected"][0]["role"] == "assistant"
    plain = next(line for label, line in lines(small, "preferences", "text") if label.who == "person")
    assert (plain["prompt"], plain["chosen"]) == ("question 0", "answer 0.0")
    told = json.loads(plain["provenance"])
    assert told["models"] == ["model-0", "model-1", "model-2"] and told["chosen"] == 0
    assert {"annotator", "who", "sampling", "shown", "guideline", "constitution", "event", "round"} <= set(told)


def test_splits_are_by_prompt_and_the_same_as_in_the_stages(small, tmp_path):
    written = export(small, tmp_path / "p.jsonl", heldout_share=0.4, seed=3)
    assert sorted(p.name for p in written) == ["p.heldout.jsonl", "p.train.jsonl"]
    keys = {p.name: {r.prompt.key for r in read_records([str(p)], to_ranking)} for p in written}
    assert all(held_out(key, 0.4, 3) for key in keys["p.heldout.jsonl"])
    assert not any(held_out(key, 0.4, 3) for key in keys["p.train.jsonl"])
    assert sum(written.values()) == 20 * 2 + 3


def test_people_simulated_annotators_and_judges_are_told_apart(small, tmp_path):
    assert export(small, tmp_path / "h.jsonl", what="rankings", source="human") == {tmp_path / "h.jsonl": 20}
    assert export(small, tmp_path / "j.jsonl", what="rankings", source="judge-7b") == {tmp_path / "j.jsonl": 1}


def test_a_store_is_data_for_a_stage(small, tmp_path):
    source = str(tmp_path / "small.db")
    assert len(read_records([source], to_ranking)) == 21
    [demonstration] = read_records([source], to_demonstration)
    assert demonstration.messages[-1] == Message("assistant", "ideal")
    prompts = read_records([source], to_prompt)
    assert len(prompts) == 21 and prompts[-1].text == "edit me"
    before = fingerprint([source])
    assert fingerprint([source]) == before
    small.set_guidelines("new")
    assert fingerprint([source]) != before


def test_an_answer_that_looks_like_a_transcript_is_read_back(tmp_path):
    store = Store(tmp_path / "odd.db")
    odd = "\n\nHuman: and then?"
    [item] = store.add_items([NewItem(prompt(), (Candidate(odd), Candidate("fine")))])
    label_all(store, store.people.add("Ada").id, {item: (2, 1)})
    export(store, tmp_path / "r.jsonl", what="rankings")
    for source in ("odd.db", "r.jsonl"):
        [back] = read_records([str(tmp_path / source)], to_ranking)
        assert (back.completions, back.ranks) == ((odd, "fine"), (2, 1))
    [(_, plain)] = lines(store, "rankings", "text")
    assert plain["completions"] == [odd, "fine"]
    store.close()


def test_sources_that_are_no_store_say_so(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        read_records([str(tmp_path / "none.db")], to_ranking)
    with pytest.raises(DataError, match="PGPASSWORD") as caught:
        read_records(["postgresql://me:hunter2@localhost/x"], to_ranking)
    assert "hunter2" not in str(caught.value)


def test_exports_that_cannot_be_made_are_refused(small, tmp_path):
    with pytest.raises(ConfigError, match=r"\*\.jsonl"):
        export(small, tmp_path / "x.csv")
    with pytest.raises(ConfigError, match="less than 1"):
        export(small, tmp_path / "x.jsonl", heldout_share=1.0)


def test_pyarrow_reads_the_parquet_file(small, tmp_path):
    import pyarrow.parquet as pq

    export(small, tmp_path / "p.parquet")
    table = pq.read_table(tmp_path / "p.parquet")
    assert table.num_rows == 43 and table.column_names[:3] == ["prompt", "chosen", "rejected"]


def test_trl_and_datasets_read_an_export(small, tmp_path):
    datasets = pytest.importorskip("datasets")
    export(small, tmp_path / "p.jsonl")
    loaded = datasets.load_dataset("json", data_files=str(tmp_path / "p.jsonl"), split="train", cache_dir=str(tmp_path))
    assert loaded.num_rows == 43 and loaded[0]["chosen"][0]["role"] == "assistant"
