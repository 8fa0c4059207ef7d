"""Labels from HH, Argilla and Label Studio come in as they were given, once."""

import json

import pytest

from heelwork.collect.export import export
from heelwork.collect.imports import import_labels
from heelwork.errors import ConfigError, DataError

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
        {"user_id": "u3", "status": "submitted", "values": {"comment": {"value": "hm"}}},
    ],
}  # fmt: skip

PAIRWISE = {
    "id": 1, "data": {"prompt": "Hello?", "answer1": "Hi!", "answer2": "Go away."},
    "annotations": [
        {"completed_by": 7, "lead_time": 4.2, "was_cancelled": False, "result": [
            {"from_name": "pw", "to_name": "a1,a2", "type": "pairwise", "value": {"selected": "right"}}]},
        {"completed_by": {"id": 8, "email": "b@example.org"}, "result": [{"type": "pairwise", "value": {}}]},
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
    assert import_labels(store, path, format="label-studio") == (2, 3, 0)
    assert rankings(store) == [
        ("label-studio:7", (2, 1), ("Hi!", "Go away.")),
        ("label-studio:b@example.org", (1, 1), ("Hi!", "Go away.")),
        ("label-studio:7", (2, 1), ("4", "5")),
    ]
    assert next(store.rankings()).seconds == 4.2


def test_hh_and_our_own_records(store, tmp_path):
    hh = {"chosen": "\n\nHuman: Hi\n\nAssistant: Hello!", "rejected": "\n\nHuman: Hi\n\nAssistant: Go."}
    ours = {"prompt": "q", "completions": ["a", "b", "c"], "ranking": [2, 1, 2], "source": "judge-7b"}
    path = write(tmp_path / "hh.jsonl", [hh, ours, hh], lines=True)
    assert import_labels(store, path, annotator="hh") == (3, 2, 1)
    assert import_labels(store, path, annotator="hh") == (3, 0, 3)
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
    assert import_labels(store, path, format="label-studio") == (1, 0, 0)
    assert store.next_item(store.people.add("Ada").id).kind == "pair"


def test_an_export_comes_back_with_its_annotators(store, tmp_path):
    path = write(tmp_path / "ls.json", [PAIRWISE, RANKER])
    import_labels(store, path, format="label-studio")
    export(store, tmp_path / "out.jsonl", what="rankings")
    from heelwork.collect.store import Store

    other = Store(tmp_path / "other.db")
    assert import_labels(other, str(tmp_path / "out.jsonl")) == (3, 3, 0)
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
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_an_error_with_its_place(store, tmp_path, record, format, message):
    path = write(tmp_path / "bad.json", [record])
    with pytest.raises(DataError, match=message) as caught:
        import_labels(store, path, format=format)
    assert "line 1" in str(caught.value)
    assert rankings(store) == []


def test_unknown_formats_and_files(store, tmp_path):
    with pytest.raises(ConfigError, match="label-studio"):
        import_labels(store, "x.json", format="excel")
    with pytest.raises(DataError, match="cannot be read"):
        import_labels(store, str(tmp_path / "none.json"), format="argilla")
    (tmp_path / "broken.json").write_text("[{")
    with pytest.raises(DataError, match="not valid JSON"):
        import_labels(store, str(tmp_path / "broken.json"), format="argilla")
