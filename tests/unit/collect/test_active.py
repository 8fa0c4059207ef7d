"""Which answers to ask about next: where reward models disagree, beside an arm left to chance."""

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from scipy.stats import chisquare

from heelwork.collect.active import arm_of, choose_pairs, disagreement, prioritise, with_arms
from heelwork.collect.order import to_shown
from heelwork.collect.records import Answer, Candidate, Project
from heelwork.errors import ConfigError
from tests.unit.collect.conftest import new_item, prompt

# Two members that agree about answers "a", "b", "c" and disagree about "d".
OPINIONS = {"a": (3.0, 30.0), "b": (2.0, 20.0), "c": (1.0, 10.0), "d": (0.0, 40.0)}


def score(prompts, answers):
    assert len(prompts) == len(answers)
    return np.array([[OPINIONS[answer][m] for answer in answers] for m in range(2)])


def test_disagreement_is_of_differences_in_units_of_each_member():
    apart = disagreement(score([0] * 4, "abcd"))
    assert apart == pytest.approx(apart.T) and np.diag(apart).tolist() == [0.0] * 4
    assert max(combinations(range(4), 2), key=lambda p: apart[p]) == (0, 3) or apart[0, 3] == apart.max()
    assert disagreement(score([0] * 3, "abc")) == pytest.approx(np.zeros((3, 3)), abs=1e-12)
    assert disagreement(np.ones((2, 3))).max() == 0.0


def test_the_active_arm_asks_about_the_dispute_and_the_random_arm_about_anything():
    drawn = [(prompt(f"q{n}"), [Candidate(t) for t in "abcd"]) for n in range(2000)]
    made = choose_pairs(drawn, score, random_share=0.5, seed=1)
    pairs = {
        arm: Counter(tuple(c.text for c in i.candidates) for i in made if i.arm == arm) for arm in ("random", "active")
    }
    assert len(pairs["active"]) == 1 and "d" in next(iter(pairs["active"]))
    assert chisquare([pairs["random"][p] for p in combinations("abcd", 2)]).pvalue > 0.01
    assert sum(pairs["random"].values()) == pytest.approx(1000, abs=80)
    assert choose_pairs(drawn[:50], score, random_share=0.5, seed=1) == made[:50]


def test_there_is_always_a_control():
    with pytest.raises(ConfigError, match="control"):
        choose_pairs([], score, random_share=0)


def test_arms_follow_the_prompt_and_leave_gold_alone():
    items = with_arms([new_item(n) for n in range(400)] + [new_item(1, gold=(1, 2, 3))], random_share=0.25, seed=0)
    assert sum(i.arm == "random" for i in items[:-1]) == pytest.approx(100, abs=30)
    assert items[-1].arm == "random"
    assert all(i.arm == arm_of(i.prompt, 0, 0.25) for i in items[:-1])


def test_a_store_hands_out_the_most_disputed_first(store):
    store.configure(Project(random_share=0.0, probation=0, gold_share=0))
    peaceful = [new_item(n, arm="active") for n in range(70)]
    disputed = new_item(999, arm="active")
    left_alone = new_item(1000)
    ids = store.add_items([*peaceful, disputed, left_alone])

    def by_item(prompts, answers):
        fought = [p.text == "question 999" for p in prompts]
        place = [int(a[-1]) for a in answers]
        return np.array([place, [-p if f else p for p, f in zip(place, fought, strict=True)]], dtype=float)

    assert prioritise(store, by_item) == 71
    ada = store.people.add("Ada").id
    task = store.next_item(ada)
    assert task.item == ids[70]
    store.submit(ada, task.item, Answer(to_shown((1, 2, 3), task.order)), "k")
    assert prioritise(store, by_item) == 70


def test_one_member_cannot_disagree(store):
    store.add_items([new_item(0, arm="active")])
    with pytest.raises(ConfigError, match="two or more"):
        prioritise(store, lambda prompts, answers: np.zeros((1, len(answers))))


def test_reward_models_order_a_store(store, tiny_reward):
    from heelwork.inference import reward_scorer

    by_models = reward_scorer([str(tiny_reward), str(tiny_reward)])
    scores = by_models([prompt("q")] * 3, ["a", "b", "c"])
    assert scores.shape == (2, 3) and (scores[0] == scores[1]).all()
    store.add_items([new_item(n, arm="active") for n in range(3)])
    assert prioritise(store, by_models) == 3
