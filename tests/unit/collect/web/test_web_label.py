"""Labelling over HTTP: what a form sends is what the store keeps."""

import random
from itertools import combinations

import pytest
from web_world import MODEL, ORIGIN, item, task_of

from heelwork.collect.records import Answer
from heelwork.collect.web.forms import STRENGTHS
from heelwork.collect.web.views import choice_of, verdict


def test_a_ranking_with_ties_arrives_in_the_order_of_the_store(world):
    world.store.add_items([item(1)])
    ada = world.visitor("annotator")
    shown = ada.shown()
    answer = ada.rank(4, 1, 4, 2, flags_1=["harmful", "untrue"], rating_1="6", comment="so\r\nso", seconds="12.5")
    assert answer.status_code == 303 and answer.headers["location"] == "/label"
    (kept,) = world.store.rankings()
    assert {text: kept.ranking.ranks[i] for i, text in enumerate(kept.ranking.completions)} == dict(
        zip(shown, (3, 1, 3, 2), strict=True)
    )
    place = kept.ranking.completions.index(shown[1])
    assert kept.details["flags"][place] == ["harmful", "untrue"] and kept.details["ratings"][place] == 6
    assert kept.details["comment"] == "so\nso" and kept.seconds == 12.5


def test_a_thousand_rankings_go_from_the_form_to_the_store_and_no_pair_is_lost(world):
    draw = random.Random(3)
    world.store.add_items([item(n, k=draw.randint(2, 9)) for n in range(1000)])
    ada = world.visitor("annotator")
    csrf = ada.token()
    sent = {}
    for _ in range(1000):
        task, shown = task_of(ada.get("/label").text)
        ranks = [draw.randint(1, len(shown)) for _ in shown]
        data = {**task, "csrf": csrf, **{f"rank_{i}": r for i, r in enumerate(ranks)}}
        assert ada.http.post("/answers/rank", data=data, headers={"origin": ORIGIN}).status_code == 303
        sent.update(zip(shown, ranks, strict=True))
    kept = list(world.store.rankings())
    assert len(kept) == 1000
    for one in kept:
        given = [sent[text] for text in one.ranking.completions]
        tied = sum(a == b for a, b in combinations(given, 2))
        k = len(given)
        assert len(one.ranking.pairs) == k * (k - 1) // 2 - tied
        assert all(given[better] < given[worse] for better, worse in one.ranking.pairs)


@pytest.mark.parametrize("choice", [choice for choice, _ in STRENGTHS])
def test_a_verdict_on_a_pair_is_the_same_there_and_back(choice):
    assert choice_of(Answer(**verdict(choice))) == choice


def test_a_pair_an_edit_and_what_they_become(world):
    world.store.add_items([item(1, "pair")])
    ada = world.visitor("annotator")
    shown = ada.shown()
    assert ada.post("/answers/pair", {**ada.fields(), "choice": "b2"}).status_code == 303
    (kept,) = world.store.rankings()
    assert dict(zip(kept.ranking.completions, kept.ranking.ranks, strict=True)) == {shown[0]: 2, shown[1]: 1}
    assert kept.ranking.margin == pytest.approx(2 / 3)
    world.store.add_items([item(2, "edit")])
    assert ada.post("/answers/edit", {**ada.fields(), "text": "better\r\nthan before"}).status_code == 303
    ((_, text),) = world.store.demonstrations()
    assert text == "better\nthan before"


def test_sending_twice_counts_once(world):
    world.store.add_items([item(1), item(2)])
    ada = world.visitor("annotator")
    fields = {**ada.fields(), "rank_0": 1, "rank_1": 2, "rank_2": 3, "rank_3": 4}
    assert [ada.post("/answers/rank", fields).status_code for _ in range(3)] == [303, 303, 303]
    assert len(list(world.store.rankings())) == 1


def test_undo_brings_the_answer_back_filled_in(world):
    world.store.add_items([item(1)])
    ada = world.visitor("annotator")
    first = ada.shown()
    ada.rank(2, 1, 2, 1, rating_2="7", flags_0="private", comment="hm")
    assert ada.post("/undo").headers["location"] == "/label?notice=undone"
    assert list(world.store.rankings()) == []
    page = ada.get("/label").text
    assert ada.shown() == first
    for ticked in (
        '"rank_0" value="2"',
        '"rank_1" value="1"',
        '"rank_3" value="1"',
        '"rating_2" value="7"',
        '"flags_0" value="private"',
    ):
        assert ticked + " required checked" in page or ticked + " checked" in page, ticked
    assert ">hm</textarea>" in page
    ada.rank(1, 2, 3, 4)
    assert [sorted(one.ranking.ranks) for one in world.store.rankings()] == [[1, 2, 3, 4]]
    assert ada.post("/undo").status_code == 303 and ada.post("/undo").headers["location"] == "/label?notice=nothing"


def test_a_skipped_item_goes_to_somebody_else_and_comes_back_by_undo(world):
    world.store.add_items([item(1)])
    ada, bob = world.visitor("annotator"), world.visitor("annotator")
    assert ada.post("/skip", ada.fields()).status_code == 303
    assert "everything" in ada.get("/label").text or "Nothing" in ada.get("/label").text
    ada.post("/undo")
    assert ada.shown() and 'id="task"' not in bob.get("/label").text


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("/answers/rank", {"rank_3": ""}),
        ("/answers/rank", {"rank_0": "0"}),
        ("/answers/rank", {"rank_0": "10"}),
        ("/answers/rank", {"count": "3"}),
        ("/answers/rank", {"count": "99999999999999999999"}),
        ("/answers/rank", {"item": "99999999999999999999"}),
        ("/answers/rank", {"item": "5"}),
        ("/answers/rank", {"key": ""}),
        ("/answers/rank", {"rating_0": "8"}),
        ("/answers/rank", {"flags_0": "rude"}),
        ("/answers/rank", {"seconds": "nan"}),
        ("/answers/rank", {"seconds": "-1"}),
        ("/answers/rank", {"comment": "x" * 2001}),
        ("/answers/rank", {"comment": "a\x00b"}),
        ("/answers/pair", {"choice": "a1"}),
        ("/answers/pair", {"choice": "c1"}),
        ("/answers/edit", {"text": "x"}),
        ("/skip", {"item": "77"}),
    ],
)
def test_what_does_not_fit_is_refused_with_a_reason_and_stored_nowhere(world, path, wrong):
    world.store.add_items([item(1)])
    ada = world.visitor("annotator")
    good = {**ada.fields(), **{f"rank_{i}": i + 1 for i in range(4)}}
    answer = ada.post(path, {**good, **wrong}, headers={"accept": "application/json"})
    assert answer.status_code == 422 and answer.json()["detail"]
    assert list(world.store.rankings()) == []


def test_no_model_is_named_on_any_page_of_an_annotator(world):
    world.store.add_items([item(1), item(2, "pair"), item(3, "edit")])
    ada = world.visitor("annotator")
    for _ in range(3):
        page = ada.get("/label")
        assert MODEL not in page.text and "temperature" not in page.text and MODEL not in str(page.headers)
        ada.post("/skip", ada.fields())


def test_the_order_is_shuffled_for_each_person_and_stays_on_reload(world):
    world.store.add_items([item(1, k=9, overlap=6)])
    seen = set()
    for _ in range(6):
        ada = world.visitor("annotator")
        assert ada.shown() == ada.shown()
        seen.add(tuple(ada.shown()))
    assert len(seen) == 6


def test_an_excluded_person_is_told_so(world):
    world.store.add_items([item(1)])
    ada = world.visitor("annotator", "Ada")
    world.store.people.exclude(world.store.people.by_name("Ada").id, "clicks at random")
    answer = ada.get("/label")
    assert answer.status_code == 422 and "clicks at random" in answer.text
