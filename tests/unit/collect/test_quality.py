"""Who does not read is found by gold items within 15 answers; who reads is left alone; disputes go to a lead."""

import json
import math
import random
from itertools import permutations

import pytest

from heelwork.collect.order import to_shown
from heelwork.collect.quality import disputes, distance, report, suspects
from heelwork.collect.records import Answer, Candidate, NewItem, Project
from heelwork.collect.simulated import SPAMMERS, honest
from heelwork.collect.spam import log_ratio, misordered, trial
from tests.unit.collect.conftest import new_item, prompt


@pytest.mark.parametrize("gold", [(1, 2), (1, 2, 3, 4), (1, 1, 2), (2, 1, 2, 3)])
def test_the_likelihood_ratio_is_of_two_distributions(gold):
    # Over all strict rankings, both models add up to one: sum of uniform x ratio = 1.
    rankings = list(permutations(range(1, len(gold) + 1)))
    total = sum(math.exp(log_ratio(misordered(r, gold)[0], gold)) for r in rankings) / len(rankings)
    assert total == pytest.approx(1)


def test_the_first_accusation_stays_though_later_answers_are_good():
    gold = (1, 2, 3, 4)
    bad, good = [((4, 3, 2, 1), gold)] * 3, [(gold, gold)] * 20
    assert trial(bad + good).accused_after == trial(bad).accused_after == 1
    assert trial(good + bad).accused_after is None
    assert trial([]).accuracy is None


def answer_all(store, person, ranker, n, rng):
    """Answer n items as `ranker` does; gold items rank stored answer 0 best, as all items here."""
    for i in range(n):
        task = store.next_item(person)
        ranks = ranker(rng, to_shown(range(1, len(task.order) + 1), task.order))
        store.submit(person, task.item, Answer(ranks), f"k{i}")


def test_all_spammers_and_almost_no_honest_annotator_are_accused_within_15_answers(store):
    rng = random.Random(0)
    store.add_items([new_item(n, k=4, overlap=20) for n in range(30)])
    store.add_items([new_item(100 + n, k=4, gold=(1, 2, 3, 4)) for n in range(15)])
    spam = {}
    for name, ranker in SPAMMERS.items():
        spam[store.people.add(name, who="simulated").id] = name
        answer_all(store, max(spam), ranker, 15, rng)
    for n in range(15):
        person = store.people.add(f"honest {n}", who="simulated").id
        answer_all(store, person, honest(0.8 + 0.01 * n), 15, rng)
    accused = {person.id: reason for person, reason in suspects(store)}
    assert set(accused) >= set(spam)
    assert len(set(accused) - set(spam)) <= 1
    assert "gold items" in next(iter(accused.values()))
    before = report(store)
    for person, reason in accused.items():
        store.people.exclude(person, reason)
    after = report(store)
    assert suspects(store) == []
    assert after.agreement.alpha_ordinal.value > before.agreement.alpha_ordinal.value + 0.1
    by_name = {a.name: a for a in after.annotators}
    assert by_name["always first"].excluded and by_name["always first"].first_best == 1.0
    assert by_name["always first"].first_best_p < 0.001 < by_name["honest 14"].first_best_p
    assert by_name["honest 14"].gold_accuracy > 0.8 > by_name["random"].gold_accuracy


def test_figures_of_a_small_store_by_hand(store, clock):
    store.configure(Project(probation=0, gold_share=0))
    ids = store.add_items([new_item(n, k=2, kind="pair", overlap=2) for n in range(4)])
    verdicts = {"Ada": [(1, 2)] * 4, "Ben": [(1, 2), (1, 2), (2, 1), (1, 1)]}
    for name, given in verdicts.items():
        person = store.people.add(name).id
        for n in range(4):
            task = store.next_item(person)
            clock.now += 10 * (n + 1)
            ranks = given[ids.index(task.item)]
            store.submit(person, task.item, Answer(to_shown(ranks, task.order)), f"k{n}")
    made = report(store)
    assert made.agreement.items == 4 and made.agreement.same == 0.5
    # Both ways round, Ada gives 1 and -1 equally often, Ben 1 and -1 three times and 0 twice of eight: p_o = 1/2,
    # p_e = 2 * 1/2 * 3/8 = 3/8, kappa = (1/2 - 3/8) / (5/8).
    assert made.agreement.cohen.value == pytest.approx(0.2)
    ada, ben = made.annotators
    assert (ada.answers, ada.seconds, ada.ties, ben.ties, ben.same) == (4, 25.0, 0.0, 0.25, 0.5)
    assert [(d.item, d.disagreement) for d in made.disputes] == [(ids[2], 1.0), (ids[3], 0.5)]
    assert json.loads(json.dumps(made.to_json()))["annotators"][0]["name"] == "Ada"


def test_a_decided_item_is_no_longer_disputed(store):
    [item] = store.add_items([new_item(overlap=2)])
    for n, ranks in enumerate([(1, 2, 3), (3, 2, 1)]):
        person = store.people.add(f"p{n}").id
        task = store.next_item(person)
        store.submit(person, item, Answer(to_shown(ranks, task.order)), "k")
    assert [d.item for d in report(store).disputes] == [item]
    lead = store.people.add("Lea", role="lead").id
    store.adjudicate(lead, item, (1, 2, 3))
    assert report(store).disputes == []
    store.people.exclude(lead, "decided without reading")
    assert [d.item for d in report(store).disputes] == [item]


def test_judges_and_labels_from_elsewhere_are_no_figures_of_people(store):
    ids = store.add_items([new_item(n, k=2, kind="pair") for n in range(12)])
    elsewhere = store.people.known("hh", who="person").id
    judge = store.people.known("judge", who="ai").id
    for item in ids:
        store.submit(elsewhere, item, Answer((1, 2)), f"k{item}", shown=())
        store.submit(judge, item, Answer((1, 2)), f"k{item}", shown=(1, 0))
    made = report(store)
    assert (made.agreement.items, made.agreement.same, made.disputes) == (0, None, [])
    hh, ai = made.annotators
    assert (hh.first_best, hh.first_best_p, hh.seconds, hh.same) == (None, None, None, None)
    assert (ai.first_best, ai.seconds, ai.same) == (1.0, None, 0.0)


def test_who_only_edits_is_an_annotator_too(store, clock):
    store.add_items([NewItem(prompt(f"edit {n}"), (Candidate("draft"),), kind="edit") for n in range(3)])
    ada = store.people.add("Ada").id
    for n in range(3):
        task = store.next_item(ada)
        clock.now += 20
        store.submit(ada, task.item, Answer(text="ideal"), f"k{n}")
    [own] = report(store).annotators
    assert (own.name, own.answers, own.seconds, own.ties, own.first_best, own.suspect) == (
        "Ada",
        3,
        20,
        None,
        None,
        None,
    )
    store.people.exclude(ada, "copied")
    assert [(a.answers, a.excluded) for a in report(store).annotators] == [(3, True)]


def test_an_empty_store_has_figures_that_say_why_there_are_none(store):
    made = report(store)
    assert made.annotators == [] and made.agreement.same is None
    assert "two or more raters" in made.agreement.alpha_nominal.reason


def test_distance_counts_a_tie_half():
    assert distance((1, 2, 3), (3, 2, 1)) == 1.0
    assert distance((1, 1), (1, 2)) == 0.5
    assert distance((1, 1, 2), (1, 1, 2)) == 0.0


def test_disputes_need_two_annotators():
    assert disputes([]) == []
