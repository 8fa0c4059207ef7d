"""`heelwork collect stats | export | import` as a user types them."""

import json

import pytest
from typer.testing import CliRunner

from heelwork.cli import app
from heelwork.collect.order import to_shown
from heelwork.collect.records import Answer
from heelwork.collect.store import Store
from heelwork.errors import DataError
from tests.unit.collect.conftest import new_item


def call(*words):
    done = CliRunner().invoke(app, ["collect", *map(str, words)])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "collect.db"
    store = Store(path)
    store.add_items([new_item(n, overlap=2) for n in range(5)])
    store.add_items([new_item(50 + n, gold=(1, 2, 3)) for n in range(10)])
    for name, ranks in (("Ada", (1, 2, 3)), ("Spam", None)):
        person = store.people.add(name).id
        while (task := store.next_item(person)) is not None:
            given = (1, 2, 3) if ranks is None else to_shown(ranks, task.order)
            store.submit(person, task.item, Answer(given), f"k{task.item}")
    store.close()
    return path


def test_stats_in_words_and_as_json(database):
    said = call("stats", "--database", database)
    assert "10 of 10" in said and "Spam looks as if they did not read: after" in said
    figures = json.loads(call("stats", "--database", database, "--json"))
    assert [a["name"] for a in figures["annotators"]] == ["Ada", "Spam"]
    assert figures["annotators"][0]["gold_accuracy"] == 1.0


def test_suspects_are_excluded_with_the_reason(database):
    said = call("stats", "--database", database, "--exclude-suspects")
    assert "excluded Spam: after" in said and "undefined: no unit was judged by two or more raters" in said
    assert "5 of 10" in call("stats", "--database", database)


def test_export_and_import(database, tmp_path):
    said = call("export", tmp_path / "r.jsonl", "--database", database, "--what", "rankings")
    assert "10 rankings" in said
    said = call("import", tmp_path / "r.jsonl", "--database", tmp_path / "new.db")
    assert "10 items, 10 labels stored, 0 were there already" in said
    said = call(
        "export", tmp_path / "p.jsonl", "--database", tmp_path / "new.db", "--heldout-share", "0.5", "--form", "text"
    )
    assert "p.train.jsonl" in said and "p.heldout.jsonl" in said


def test_labels_that_contradict_each_other_are_said(tmp_path):
    given = [{"prompt": "q", "completions": ["a", "b"], "ranking": ranks} for ranks in ([1, 2], [2, 1])]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, given)))
    said = call("import", tmp_path / "a.jsonl", "--database", tmp_path / "new.db")
    assert "1 labels stored" in said and "1 labels are not stored" in said and "--annotator" in said


def test_a_store_that_is_not_there(tmp_path):
    with pytest.raises(DataError, match="no such store"):
        call("stats", "--database", tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()
