"""Items are handed out within their overlap, answers are kept once, and nothing is forgotten."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from heelwork.collect.records import Answer, Candidate, NewItem, Project
from heelwork.collect.store import Store
from heelwork.errors import ConfigError, DataError
from tests.unit.collect.conftest import new_item, prompt


def best_first(task, stored_best_first):
    """The answer that ranks stored answer stored_best_first[0] first, and so on."""
    return Answer(tuple(stored_best_first.index(i) + 1 for i in task.order))


def test_a_ranking_is_kept_in_stored_order_whatever_the_order_on_screen(store):
    store.add_items([new_item(n, k=4, overlap=5) for n in range(3)])
    for name in ("Ada", "Ben", "Cy", "Di", "Eve"):
        person = store.people.add(name)
        for _ in range(3):
            task = store.next_item(person.id)
            assert task.answers == tuple(f"answer {task.prompt[0].content.split()[1]}.{i}" for i in task.order)
            store.submit(person.id, task.item, best_first(task, [2, 0, 3, 1]), f"key {task.item}")
        assert store.next_item(person.id) is None
    labels = list(store.rankings())
    assert len(labels) == 15
    assert {label.ranking.ranks for label in labels} == {(2, 4, 1, 3)}
    assert len({label.shown for label in labels}) > 5


def test_ties_become_tiers_without_gaps(store):
    [item] = store.add_items([new_item(k=4)])
    ada = store.people.add("Ada")
    task = store.next_item(ada.id)
    store.submit(ada.id, item, Answer(tuple([3, 7, 3, 9][i] for i in task.order)), "k")
    [label] = store.rankings()
    assert label.ranking.ranks == (1, 2, 1, 3)


def test_an_item_goes_to_no_more_people_than_its_overlap(store):
    store.add_items([new_item(0, overlap=2)])
    people = [store.people.add(f"p{i}").id for i in range(3)]
    assert [store.next_item(p) is not None for p in people] == [True, True, False]


def test_the_item_on_screen_comes_back_on_reload_in_the_same_order(store, clock):
    store.add_items([new_item(n, k=5) for n in range(5)])
    ada = store.people.add("Ada").id
    first = store.next_item(ada)
    clock.now += 60
    again = store.next_item(ada)
    assert again._replace(expires=0) == first._replace(expires=0)
    assert again.expires == first.expires + 60


def test_a_lease_that_runs_out_goes_to_others_and_a_late_answer_is_kept_but_not_counted(store, clock):
    [item] = store.add_items([new_item()])
    ada, ben = store.people.add("Ada").id, store.people.add("Ben").id
    store.next_item(ada)
    assert store.next_item(ben) is None
    clock.now += store.project().lease_seconds + 1
    assert store.next_item(ben).item == item
    assert store.submit(ada, item, Answer((1, 2, 3)), "late").status == "late"
    assert store.submit(ben, item, Answer((1, 2, 3)), "good").status == "stored"
    assert [label.annotator for label in store.rankings()] == ["Ben"]
    assert [e.kind for e in store.events(item=item)] == ["late", "answer"]


def test_a_late_answer_counts_where_nobody_else_took_the_place(store, clock):
    [item] = store.add_items([new_item()])
    ada, ben = store.people.add("Ada").id, store.people.add("Ben").id
    store.next_item(ada)
    clock.now += store.project().lease_seconds + 1
    store.people.add("Cy")
    assert store.submit(ada, item, Answer((1, 2, 3)), "late").status == "stored"
    assert store.next_item(ben) is None


def test_the_same_key_stores_once(store):
    [item] = store.add_items([new_item()])
    ada = store.people.add("Ada").id
    store.next_item(ada)
    first = store.submit(ada, item, Answer((1, 2, 3)), "k")
    second = store.submit(ada, item, Answer((3, 2, 1)), "k")
    assert second == first._replace(repeated=True)
    assert len([e for e in store.events() if e.kind == "answer"]) == 1


def test_undo_takes_answers_back_one_by_one_and_shows_them_again(store):
    store.add_items([new_item(n) for n in range(3)])
    ada = store.people.add("Ada").id
    seen = []
    for n in range(2):
        seen.append(store.next_item(ada).item)
        store.submit(ada, seen[-1], Answer((1, 2, 3)), f"k{n}")
    third = store.next_item(ada).item
    assert store.undo(ada).item == seen[1]
    assert store.undo(ada).item == seen[0]
    assert store.undo(ada) is None
    assert list(store.rankings()) == []
    for n, expected in enumerate([seen[0], seen[1], third]):
        task = store.next_item(ada)
        assert task.item == expected
        store.submit(ada, task.item, Answer((2, 1, 1)), f"again {n}")
    assert store.answered(ada) == 3
    assert [e.kind for e in store.events(person=ada)] == [
        "person", "answer", "answer", "undo", "undo", "answer", "answer", "answer",
    ]  # fmt: skip


def test_skip_frees_the_place_and_undo_takes_it_back_if_it_is_still_free(store):
    [item] = store.add_items([new_item()])
    ada, ben = store.people.add("Ada").id, store.people.add("Ben").id
    store.next_item(ada)
    store.skip(ada, item, "not my language")
    assert store.next_item(ada) is None
    assert store.undo(ada).item == item
    store.skip(ada, item)
    assert store.next_item(ben).item == item
    assert store.undo(ada) is None


def test_exclusion_needs_a_reason_and_hands_the_items_out_again(store):
    [item] = store.add_items([new_item()])
    ada, ben = store.people.add("Ada").id, store.people.add("Ben").id
    store.next_item(ada)
    store.submit(ada, item, Answer((1, 2, 3)), "k")
    with pytest.raises(DataError, match="reason"):
        store.people.exclude(ada, "  ")
    store.people.exclude(ada, "clicks without reading", by=ben)
    assert list(store.rankings()) == []
    assert store.next_item(ben).item == item
    with pytest.raises(DataError, match="clicks without reading"):
        store.next_item(ada)
    [event] = [e for e in store.events() if e.kind == "exclude"]
    assert (event.person, event.payload) == (ben, {"person": ada, "reason": "clicks without reading"})
    store.people.readmit(ada, "a mistake", by=ben)
    assert [label.annotator for label in store.rankings()] == ["Ada"]


def test_a_lead_decides_and_only_the_decision_counts(store):
    [item] = store.add_items([new_item(overlap=2)])
    ada, lea = store.people.add("Ada").id, store.people.add("Lea", role="lead").id
    for person, ranks in ((ada, (1, 2, 3)), (lea, (3, 2, 1))):
        store.next_item(person)
        store.submit(person, item, Answer(ranks), "k")
    with pytest.raises(DataError, match="ask a lead"):
        store.adjudicate(ada, item, (1, 1, 1))
    store.adjudicate(lea, item, (1, 1, 2))
    store.adjudicate(lea, item, (1, 2, 2))
    [label] = store.rankings()
    assert label.final and label.ranking.ranks == (1, 2, 2)
    assert len(list(store.rankings(superseded=True))) == 3


def test_the_decision_of_a_lead_who_is_excluded_does_not_count(store):
    [item] = store.add_items([new_item(overlap=2)])
    for name, ranks in (("Ada", (1, 2, 3)), ("Ben", (3, 2, 1))):
        person = store.people.add(name).id
        store.next_item(person)
        store.submit(person, item, Answer(ranks), "k")
    lea = store.people.add("Lea", role="lead").id
    store.adjudicate(lea, item, (1, 2, 2))
    store.people.exclude(lea, "left in anger")
    assert [label.annotator for label in store.rankings()] == ["Ada", "Ben"]
    store.people.readmit(lea, "came back")
    assert [label.annotator for label in store.rankings()] == ["Lea"]


def test_gold_items_come_in_the_probation_and_are_not_exported(store):
    store.configure(Project(probation=15, probation_gold=10, gold_share=0.0))
    store.add_items([new_item(n) for n in range(50)])
    gold = set(store.add_items([new_item(100 + n, gold=(1, 2, 3)) for n in range(12)]))
    ada = store.people.add("Ada").id
    got = []
    for n in range(20):
        task = store.next_item(ada)
        got.append(task.item in gold)
        store.submit(ada, task.item, Answer((1, 2, 3)), f"k{n}")
    assert sum(got[:15]) == 10 and not any(got[15:])
    assert len(list(store.rankings())) == 10
    assert {label.gold for label in store.rankings(gold=True)} == {(1, 2, 3)}
    assert store.progress() == (50, 10, 0)


def test_gold_can_be_of_answers_that_are_labelled_too_and_can_be_mended(store):
    plain = [new_item(n) for n in range(2)]
    gold = [new_item(n, gold=(1, 2, 3)) for n in range(2)]
    assert len({*store.add_items(plain), *store.add_items(gold)}) == 4
    assert (store.gold_items(), store.progress().wanted) == (2, 2)
    ids = store.add_items([new_item(0, gold=(3, 2, 1)), gold[1]])
    assert store.add_items(gold[1:]) == ids[1:] and store.gold_items() == 2
    mended = [event for event in store.events() if event.kind == "gold"]
    assert [(e.item, e.payload) for e in mended] == [(ids[0], {"ranks": [3, 2, 1], "before": [1, 2, 3]})]


def test_gold_of_an_older_store_is_known_again(where):
    store = Store(where)
    [gold] = store.add_items([new_item(gold=(1, 2, 3))])
    with store.database.write() as connection:
        connection.execute(text("UPDATE items SET uid = :uid"), {"uid": new_item().key})
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    store.close()
    again = Store(where)
    assert again.add_items([new_item(gold=(1, 2, 3))]) == [gold] and again.add_items([new_item()]) != [gold]
    again.close()


def test_the_random_arm_keeps_its_share_and_the_active_one_its_priorities(store):
    store.configure(Project(random_share=0.25, probation=0, gold_share=0))
    store.add_items([new_item(n) for n in range(200)])
    active = store.add_items([new_item(1000 + n, arm="active") for n in range(200)])
    store.set_priorities({item: float(n) for n, item in enumerate(active)})
    ada = store.people.add("Ada").id
    handed = []
    for n in range(100):
        task = store.next_item(ada)
        handed.append(task.item)
        store.submit(ada, task.item, Answer((1, 2, 3)), f"k{n}")
    from_active = [item for item in handed if item in active]
    assert from_active == list(reversed(active))[: len(from_active)]
    assert 15 <= 100 - len(from_active) <= 35


def test_items_are_stored_once(store):
    first = store.add_items([new_item(0), new_item(1), new_item(0)])
    assert first[0] == first[2] != first[1]
    assert store.add_items([new_item(1), new_item(2)])[0] == first[1]


def test_pairs_edits_and_what_stands_beside_an_answer(store):
    pair = NewItem(prompt("pair"), (Candidate("a"), Candidate("b")), kind="pair")
    edit = NewItem(prompt("edit"), (Candidate("draft", model="m", sampling={"temperature": 0.7}),), kind="edit")
    ids = store.add_items([pair, edit])
    ada = store.people.add("Ada").id
    for _ in ids:
        task = store.next_item(ada)
        if task.kind == "edit":
            store.submit(ada, task.item, Answer(text="ideal"), "edit")
        else:
            ranks = (1, 2) if task.order == (0, 1) else (2, 1)
            flags = (("false",), ()) if task.order == (0, 1) else ((), ("false",))
            store.submit(ada, task.item, Answer(ranks, strength=3, flags=flags, ratings=(4, 4), comment="hm"), "pair")
    [label] = store.rankings()
    assert label.ranking.ranks == (1, 2) and label.ranking.margin == 1.0
    assert label.details == {"flags": [["false"], []], "ratings": [4, 4], "comment": "hm"}
    [(made, said)] = store.demonstrations()
    assert said == "ideal" and made.models == ("m",) and made.sampling == ({"temperature": 0.7},)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (Answer((1, 2)), "3 whole numbers"),
        (Answer((0, 1, 2)), "3 whole numbers"),
        (Answer(text="x"), "by no text"),
        (Answer((1, 2, 3), strength=2), "only a pair"),
        (Answer((1, 1, 1), both_bad=True), "both bad"),
        (Answer((1, 2, 3), ratings=(8, 1, 1)), "1 to 7"),
        (Answer((1, 2, 3), flags=((), ())), "flags for 2"),
        (Answer((1, 2, 3), comment="a\x00b"), "NUL"),
        (Answer((1, 2, 3), seconds=-1), "seconds"),
    ],
)
def test_answers_that_do_not_fit_are_refused_and_leave_no_trace(store, answer, message):
    [item] = store.add_items([new_item()])
    ada = store.people.add("Ada").id
    store.next_item(ada)
    before = len(list(store.events()))
    with pytest.raises(DataError, match=message):
        store.submit(ada, item, answer, "k")
    assert len(list(store.events())) == before


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (new_item(k=1), "2 to 9"),
        (new_item(k=10), "2 to 9"),
        (new_item(k=3, kind="pair"), "has 2 answers"),
        (new_item(k=3, gold=(1, 2)), "3 whole numbers"),
        (new_item(k=3, overlap=-1), "overlap"),
        (new_item(k=3, kind="best"), "does not exist"),
    ],
)
def test_items_that_cannot_be_used_are_refused(store, item, message):
    with pytest.raises(DataError, match=message):
        store.add_items([new_item(1), item])
    assert store.progress().wanted == 0


def test_nobody_answers_what_was_not_handed_out(store):
    [item] = store.add_items([new_item()])
    ada = store.people.add("Ada").id
    with pytest.raises(DataError, match="not handed out"):
        store.submit(ada, item, Answer((1, 2, 3)), "k")
    judge = store.people.known("judge", who="ai", about={"model": "m"})
    store.submit(judge.id, item, Answer((1, 2, 3)), "k", shown=(2, 0, 1))
    [label] = store.rankings()
    assert (label.ranking.ranks, label.ranking.source, label.who) == ((2, 3, 1), "judge", "ai")
    assert (label.shown, label.seconds) == ((2, 0, 1), None)
    assert store.progress() == (1, 0, 0)
    assert store.next_item(ada).item == item


def test_the_history_cannot_be_changed(store):
    store.add_items([new_item()])
    for statement in ("UPDATE events SET at = 0", "DELETE FROM events"):
        with pytest.raises(DatabaseError, match="append-only"), store.database.write() as connection:
            connection.execute(text(statement))


def test_a_store_is_found_again_and_the_seed_stays(where, clock):
    store = Store(where, clock=clock)
    store.configure(Project(seed=7))
    assert store.set_guidelines("be fair") == store.set_guidelines("be fair") == 1
    store.add_items([new_item(k=9)])
    ada = store.people.add("Ada").id
    task = store.next_item(ada)
    store.close()
    again = Store(where, clock=clock)
    assert again.next_item(ada) == task and task.guideline == 1
    assert again.guidelines() == (1, "be fair")
    with pytest.raises(DataError, match="seed cannot change"):
        again.configure(Project(seed=8))
    again.close()


def test_databases_that_are_no_store_are_refused(tmp_path):
    with pytest.raises(ConfigError, match="cannot be opened"):
        Store(tmp_path / "no" / "such" / "folder.db")
    with pytest.raises(ConfigError, match="the store knows SQLite"):
        Store("mysql://root@localhost/x")
    import sqlite3

    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE songs (title)")
    other.close()
    with pytest.raises(DataError, match="something else"):
        Store(tmp_path / "other.db")
    (tmp_path / "text.db").write_text("no database at all, but long enough to be read as one" * 100)
    with pytest.raises(ConfigError, match="cannot be opened"):
        Store(tmp_path / "text.db")


def test_the_migrations_make_the_tables_that_the_code_knows(store):
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    from heelwork.collect.schema import metadata

    with store.database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_store_of_a_newer_heelwork_is_refused(where):
    store = Store(where)
    with store.database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(DataError, match="update Heelwork"):
        Store(where)
