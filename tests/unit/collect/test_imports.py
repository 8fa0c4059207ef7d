"""Labels from HH, Argilla and Label Studio come in as they were given, once."""

import json

import pytest

import heelwork.collect.source  # noqa: F401
from heelwork.collect.elsewhere import read
from heelwork.collect.export import export, lines
from heelwork.collect.imports import import_labels
from heelwork.collect.records import Answer, Candidate, NewItem
from heelwork.collect.store import Store
from heelwork.errors import ConfigError, DataError
from heelwork.records import Message, Prompt

ARGILLA_2 = {
    "id": "a", "status": "completed", "metadata": {"source": "x"},
    "fields": {"prompt": "Why is the sky blue?", "response_1": "Scattering.", "response_2": "Paint.", "response_3": "Magic."},
    "responses": {"ranking": [{"value": ["response_1", "response_3", "response_2"], "user_id": "u1"}]},
}  # fmt: skip

# The ranks given are not 1, 2, 3: two answers share the second place.
ARGILLA_1 = {
    "fields": {"instruction": "Name a dog.", "reply-1": "Rex", "reply-2": "Cat", "reply-3": "Bello"},
    "responses": [
        {"user_id": "u1", "status": "submitted", "values": {"preference": {"value": [
            {"rank": 2, "value": "reply-1"}, {"rank": 2, "value": "reply-2"}, {"rank": 1, "value": "reply-3"}]}}},
        {"user_id": "u2", "status": "discarded", "values": {"preference": {"value": [
            {"rank": 1, "value": "reply-1"}, {"rank": 2, "value": "reply-2"}, {"rank": 3, "value": "reply-3"}]}}},
        {"user_id": "u3", "status": "submitted", "values": {"comment": {"value": ""}}},
    ],
}  # fmt: skip

PAIRWISE = {
    "id": 1, "data": {"prompt": "Hello?", "answer1": "Hi!", "answer2": "Go away."},
    "annotations": [
        {"completed_by": 7, "lead_time": 4.2, "was_cancelled": False, "result": [
            {"from_name": "pw", "to_name": "a1,a2", "type": "pairwise", "value": {"selected": "right"}}]},
        {"completed_by": {"id": 8, "email": "b@example.org"}, "result": [
            {"type": "textarea", "value": {"text": ["hm"]}}, {"type": "pairwise", "value": {"selected": "left"}}]},
        {"completed_by": 6, "was_cancelled": False, "result": []},
        {"completed_by": 9, "was_cancelled": True, "result": [{"type": "pairwise", "value": {"selected": "left"}}]},
    ],
}  # fmt: skip

RANKER = {
    "id": 2,
    "data": {
        "prompt": "Sum of 2 and 2?",
        "items": [{"id": "m1", "title": "A", "body": "4"}, {"id": "m2", "title": "B", "body": "5"}],
    },
    "annotations": [{"completed_by": 7, "result": [{"type": "ranker", "value": {"ranker": {"rank": ["m2", "m1"]}}}]}],
}


PAIR = {"fields": {"prompt": "q", "response-1": "a", "response-2": "b"}}
TWICE_RANKED = {**PAIR, "responses": {
    "helpful": [{"user_id": "u", "value": ["response-1", "response-2"]}],
    "harmless": [{"user_id": "u", "value": ["response-2", "response-1"]}],
    "comment": [{"user_id": "u", "value": "hm"}, {"user_id": "v", "value": "well"}],
}}  # fmt: skip


def studio(result, **more):
    """A task of two answers with one result."""
    return {"data": {"prompt": "q", "answer1": "a", "answer2": "b"},
            "annotations": [{"completed_by": 1, "result": [result], **more}]}  # fmt: skip


def pair(n):
    return {"prompt": f"q{n}", "chosen": f"good{n}", "rejected": f"bad{n}"}


def write(path, records, lines=False):
    text = "\n".join(map(json.dumps, records)) if lines else json.dumps(records)
    path.write_text(text)
    return str(path)


def rankings(store):
    return [(x.annotator, x.ranking.ranks, x.ranking.completions) for x in store.rankings()]


def test_argilla_rankings_with_their_ties(store, tmp_path):
    for path in (
        write(tmp_path / "a.json", [ARGILLA_2, ARGILLA_1]),
        write(tmp_path / "a.jsonl", [ARGILLA_2], lines=True),
    ):
        done = import_labels(store, path, format="argilla")
    assert (done.labels, done.again) == (0, 1)
    assert rankings(store) == [
        ("argilla:u1", (1, 3, 2), ("Scattering.", "Paint.", "Magic.")),
        ("argilla:u1", (2, 2, 1), ("Rex", "Cat", "Bello")),
    ]


def test_label_studio_pairs_and_rankers(store, tmp_path):
    path = write(tmp_path / "ls.json", [PAIRWISE, RANKER])
    assert import_labels(store, path, format="label-studio")[:3] == (2, 3, 0)
    assert rankings(store) == [
        ("label-studio:7", (2, 1), ("Hi!", "Go away.")),
        ("label-studio:b@example.org", (1, 2), ("Hi!", "Go away.")),
        ("label-studio:7", (2, 1), ("4", "5")),
    ]
    assert next(store.rankings()).seconds == 4.2


def test_hh_and_our_own_records(store, tmp_path):
    hh = {"chosen": "\n\nHuman: Hi\n\nAssistant: Hello!", "rejected": "\n\nHuman: Hi\n\nAssistant: Go."}
    ours = {"prompt": "q", "completions": ["a", "b", "c"], "ranking": [2, 1, 2], "source": "judge-7b"}
    path = write(tmp_path / "hh.jsonl", [hh, ours, hh], lines=True)
    assert import_labels(store, path, annotator="hh")[:3] == (3, 2, 1)
    assert import_labels(store, path, annotator="hh")[:3] == (3, 0, 3)
    assert [(x.annotator, x.who, x.ranking.ranks) for x in store.rankings()] == [
        ("hh", "person", (1, 2)),
        ("judge-7b", "ai", (2, 1, 2)),
    ]
    assert store.next_item(store.people.add("Ada").id) is None


def test_labels_of_a_judge_keep_probability_and_constitution(store, tmp_path):
    record = {
        "prompt": "q",
        "chosen": "a",
        "rejected": "b",
        "target": 0.57,
        "margin": 0.4,
        "source": "wolf",
        "constitution": "c0ffee",
    }
    import_labels(store, write(tmp_path / "ai.jsonl", [record], lines=True))
    [label] = store.rankings()
    assert (label.who, label.annotator, label.constitution) == ("ai", "wolf", "c0ffee")
    assert (label.ranking.target, label.ranking.margin) == (0.57, 0.4)


def test_records_without_labels_wait_to_be_labelled(store, tmp_path):
    path = write(tmp_path / "open.json", [{**PAIRWISE, "annotations": []}, {**ARGILLA_2, "responses": {}}])
    with pytest.raises(DataError, match="no record of an Argilla"):
        import_labels(store, path, format="argilla")
    path = write(tmp_path / "ls.json", [{**PAIRWISE, "annotations": []}])
    assert import_labels(store, path, format="label-studio")[:3] == (1, 0, 0)
    assert store.next_item(store.people.add("Ada").id).kind == "pair"


def test_an_export_comes_back_with_its_annotators(store, tmp_path):
    path = write(tmp_path / "ls.json", [PAIRWISE, RANKER])
    import_labels(store, path, format="label-studio")
    export(store, tmp_path / "out.jsonl", what="rankings")

    other = Store(tmp_path / "other.db")
    assert import_labels(other, str(tmp_path / "out.jsonl"))[:3] == (3, 3, 0)
    assert sorted(rankings(other)) == sorted(rankings(store))
    other.close()


@pytest.mark.parametrize(
    ("record", "format", "message"),
    [
        ({"fields": {"a": "x", "b": "y"}}, "argilla", "names no prompt"),
        ({"fields": {"prompt": "x", "answer": "y"}}, "argilla", "two or more"),
        ({**ARGILLA_2, "responses": {"r": [{"value": ["response_1", "other"], "user_id": 1}]}}, "argilla", "ranks"),
        ({"data": None}, "label-studio", "no task of a Label Studio"),
        ({**RANKER, "annotations": [{"result": [{"type": "ranker", "value": {"ranker": {"good": ["m1"], "bad": ["m2"]}}}]}]},
         "label-studio", "only one list"),
        # What is no ranking is not dropped without a word.
        ({**PAIR, "responses": {"rate-1": [{"user_id": "u", "value": 5}], "rate-2": [{"user_id": "u", "value": 1}]}},
         "argilla", "'u' answered to rate-1, rate-2, and no ranking"),
        ({**PAIR, "responses": {"which": [{"user_id": "u", "value": "response-1"}]}}, "argilla", "which, and no ranking"),
        ({**PAIR, "responses": [{"user_id": "u", "values": {"rewrite": {"value": "better"}}}]}, "argilla", "no ranking"),
        (TWICE_RANKED, "argilla", "choose a question with --question"),
        (studio({"type": "choices", "value": {"choices": ["a"]}}), "label-studio", "choices, and no ranking"),
        (studio({"type": "rating", "from_name": "stars", "value": {"rating": 3}}), "label-studio", "stars, and no ranking"),
        (studio({"type": "pairwise", "value": {}}), "label-studio", "selects None of two"),
        (studio({"type": "pairwise", "value": {"selected": "left"}}, lead_time="4 s"), "label-studio", "lead_time '4 s'"),
        # Prompts are what trainers read.
        ({"fields": {**PAIR["fields"], "prompt": [{"role": "tool", "content": "x"}]}}, "argilla", "the role 'tool'"),
        ({"fields": {**PAIR["fields"], "prompt": [{"role": "user", "content": "x"}, {"role": "assistant", "content": "y"}]}},
         "argilla", "does not end with a user turn"),
        # What the store does not take.
        ({"fields": {"prompt": "q", **{f"reply-{n}": str(n) for n in range(16)}}}, "argilla", "has 2 to 9 answers"),
        ({"prompt": "q", "completions": ["x" * 100_001, "y"], "ranking": [1, 2]}, "records", "100001 characters"),
        ({"prompt": "q", "chosen": "x", "rejected": "y", "source": "owner"}, "records", "no judge is called"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_an_error_with_its_place(store, tmp_path, record, format, message):
    path = write(tmp_path / "bad.json", [record], lines=format == "records")
    with pytest.raises(DataError, match=message) as caught:
        import_labels(store, path, format=format)
    assert "line 1" in str(caught.value), caught.value
    assert rankings(store) == []


def test_unknown_formats_and_files(store, tmp_path):
    with pytest.raises(ConfigError, match="label-studio"):
        import_labels(store, "x.json", format="excel")
    with pytest.raises(DataError, match="cannot be read"):
        import_labels(store, str(tmp_path / "none.json"), format="argilla")
    (tmp_path / "broken.json").write_text("[{")
    with pytest.raises(DataError, match="not valid JSON"):
        import_labels(store, str(tmp_path / "broken.json"), format="argilla")


def test_one_question_of_several_is_read(store, tmp_path):
    path = write(tmp_path / "two.json", [TWICE_RANKED])
    assert import_labels(store, path, format="argilla", question="harmless")[:3] == (1, 1, 0)
    assert rankings(store) == [("argilla:u", (2, 1), ("a", "b"))]
    with pytest.raises(DataError, match="did you mean 'harmless'"):
        import_labels(store, path, format="argilla", question="harmles")
    with pytest.raises(DataError, match="'u' answered to comment"):
        import_labels(store, path, format="argilla", question="comment")
    with pytest.raises(ConfigError, match="--format"):
        read(path, "records", "me", "harmless")


def test_what_came_before_a_bad_record_is_stored_and_the_rest_follows(store, tmp_path):
    many = {"prompt": "n", "completions": [str(n) for n in range(16)], "ranking": list(range(1, 17))}
    path = write(tmp_path / "a.jsonl", [*map(pair, range(5)), many, pair(6)], lines=True)
    with pytest.raises(DataError, match=r"a\.jsonl, line 6: .*2 to 9 answers, this one has 16"):
        import_labels(store, path)
    assert len(rankings(store)) == 5
    assert import_labels(store, write(tmp_path / "b.jsonl", map(pair, range(7)), lines=True))[:3] == (7, 2, 5)


def test_a_folder_that_has_grown_loses_no_label(store, tmp_path):
    folder = tmp_path / ("long name " * 12)
    folder.mkdir()
    write(folder / "b.jsonl", map(pair, range(3)), lines=True)
    assert import_labels(store, str(folder))[:3] == (3, 3, 0)
    write(folder / "a.jsonl", map(pair, range(10, 13)), lines=True)
    assert import_labels(store, str(folder))[:3] == (6, 3, 3)
    assert len(rankings(store)) == 6


def test_a_store_that_is_in_use_loses_no_label(store, tmp_path):
    used = Store(tmp_path / "used.db")
    used.add_items([NewItem(Prompt((Message("user", f"q{n}"),)), (Candidate("a"), Candidate("b"))) for n in range(4)])
    ada = used.people.add("Ada").id
    for labels in (2, 2):
        for _ in range(labels):
            task = used.next_item(ada)
            used.submit(ada, task.item, Answer((1, 2)), f"k{task.item}")
        import_labels(store, str(tmp_path / "used.db"))
    assert sorted(rankings(store)) == sorted(rankings(used)) and len(rankings(used)) == 4
    used.close()


def test_labels_of_one_annotator_that_contradict_each_other_are_counted_apart(store, tmp_path):
    given = [{"prompt": "q", "completions": ["a", "b"], "ranking": ranks} for ranks in ([1, 2], [2, 1], [2, 1], [1, 3])]
    path = write(tmp_path / "a.jsonl", given, lines=True)
    assert import_labels(store, path) == (4, 1, 1, 2)
    assert import_labels(store, path) == (4, 0, 2, 2)
    assert [ranks for _, ranks, _ in rankings(store)] == [(1, 2)]


def test_labels_of_an_owner_are_those_of_somebody_else(store, tmp_path):
    record = {**pair(0), "provenance": json.dumps({"annotator": "owner"})}
    import_labels(store, write(tmp_path / "a.jsonl", [record], lines=True), annotator="Eve")
    assert [name for name, *_ in rankings(store)] == ["Eve"]
    assert store.people.by_name("owner") is None


def test_a_store_takes_its_own_labels_for_what_they_are(store, tmp_path):
    drawn = NewItem(Prompt((Message("user", "q"),)), (Candidate("a"), Candidate("b")), uid="drawn by a model")
    store.add_items([drawn])
    ada = store.people.add("owner", role="admin").id
    store.submit(ada, store.next_item(ada).item, Answer((1, 2)), "k")
    before = rankings(store)
    for what in ("rankings", "preferences"):
        export(store, tmp_path / f"{what}.jsonl", what=what)
        assert import_labels(store, str(tmp_path / f"{what}.jsonl"))[:3] == (1, 0, 1)
    assert rankings(store) == before and store.progress().wanted == 1


def test_a_label_for_what_its_annotator_has_on_screen_keeps_its_ranks(store, tmp_path):
    names = [f"answer {n}" for n in range(6)]
    store.add_items([NewItem(Prompt((Message("user", "q"),)), tuple(map(Candidate, names)))])
    ada = store.people.add("Ada").id
    assert store.next_item(ada).order != tuple(range(6))
    record = {"prompt": "q", "completions": names, "ranking": [1, 2, 3, 4, 5, 6],
              "provenance": json.dumps({"annotator": "Ada"})}  # fmt: skip
    import_labels(store, write(tmp_path / "a.jsonl", [record], lines=True))
    assert [ranks for _, ranks, _ in rankings(store)] == [(1, 2, 3, 4, 5, 6)]


def test_what_nobody_measured_is_not_told_as_measured(store, tmp_path):
    import_labels(store, write(tmp_path / "hh.jsonl", [pair(0)], lines=True))
    [(_, line)] = lines(store, "rankings")
    told = json.loads(line["provenance"])
    assert told["shown"] is None and told["seconds"] is None
