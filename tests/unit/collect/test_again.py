"""Items that are given again: they stay in their rounds, and new settings count for them too."""

import pytest

from heelwork.collect.active import arm_of
from heelwork.collect.again import amend, in_their_rounds, round_of
from heelwork.collect.feed import RANDOM_ARM, Feed, items_of_file, sample_items
from heelwork.collect.records import Answer, Project
from tests.unit.collect.conftest import new_item
from tests.unit.collect.test_feed import Model, lines, prompts


@pytest.fixture
def kept(store):
    store.configure(Project(probation=0, gold_share=0))
    return store


def test_new_weights_begin_a_new_round(kept):
    assert round_of(kept, "w1") == 0
    for number, weights in enumerate(("w1", "w2")):
        assert round_of(kept, weights) == number
        assert (
            sum(sample_items(kept, prompts(3), Feed("rank", 3, 1, number, "m", {"weights": weights}), Model(9), seed=0))
            == 3
        )
    assert round_of(kept, "w3") == 2


def test_a_model_or_file_that_comes_back_goes_on_in_its_own_round(kept, tmp_path):
    path = lines(tmp_path / "a.jsonl", {"prompt": "one?", "completions": ["a", "b"]})
    first = in_their_rounds(kept, items_of_file(path, Feed("rank", 3, 1, 0)))
    kept.add_items(first)
    for weights in ("w1", "w2", "w1"):
        feed = Feed("rank", 3, 1, round_of(kept, weights), "m", {"weights": weights})
        list(sample_items(kept, prompts(2), feed, Model(9), seed=0))
    assert (round_of(kept, "w1"), round_of(kept, "w2")) == (1, 2)
    assert kept.progress().wanted == 5
    lines(path, {"prompt": "one?", "completions": ["a", "b"]}, {"prompt": "two?", "completions": ["a", "b"]})
    again = in_their_rounds(kept, items_of_file(path, Feed("rank", 3, 1, 0)))
    assert [item.round for item in again] == [0, 2]
    kept.add_items(again)
    assert kept.progress().wanted == 6


def test_more_people_can_be_asked_about_items_that_are_there(kept):
    ids = kept.add_items([new_item(n) for n in range(3)])
    gold = new_item(9, gold=(1, 2, 3))
    kept.add_items([gold])
    ada, ben = (kept.people.add(name).id for name in ("Ada", "Ben"))
    for n in range(3):
        kept.submit(ada, kept.next_item(ada).item, Answer((1, 2, 3)), f"k{n}")
    assert kept.next_item(ben) is None
    arms = {item.key: item.arm for item in (*(new_item(n) for n in range(4)), gold)}
    assert amend(kept, arms, 2) == (4, 3, 0)
    assert amend(kept, arms, 1) == (4, 0, 0)  # never fewer
    assert kept.progress() == (6, 3, 0)
    for n in range(3):
        kept.submit(ben, kept.next_item(ben).item, Answer((1, 2, 3)), f"k{n}")
    assert kept.next_item(ben) is None and len(list(kept.rankings())) == 6 and len(ids) == 3


def test_items_that_nobody_has_seen_can_still_join_the_active_arm(kept):
    asked = Feed("rank", 3, 1, 0, active=True)
    made = [new_item(n) for n in range(40)]
    ids = dict(zip(kept.add_items(made), made, strict=True))
    seen = kept.next_item(kept.people.add("Ada").id).item
    arms = {item.key: asked.arm(item.prompt) for item in made}
    known, raised, moved = amend(kept, arms, 1)
    chosen = {i for i, item in ids.items() if arm_of(item.prompt, 0, RANDOM_ARM) == "active"} - {seen}
    assert (known, raised, moved) == (40, 0, len(chosen)) and 5 < moved < 35
    kept.set_priorities(dict.fromkeys(ids, 1.0))
    kept.submit(1, seen, Answer((1, 2, 3)), "k")
    kept.configure(Project(probation=0, gold_share=0, random_share=0))
    assert kept.next_item(1).item in chosen
