"""The asks that lie in text files: many, of every kind, on both sides of the same verbs, answered in their own words."""

import random
import re
from collections import Counter

from heelwork.starter.behaviours import harmful, safe_lookalike
from heelwork.starter.behaviours.ask_frames import gerund
from heelwork.starter.behaviours.wide_asks import ASKS_WIDE, DEEDS_WIDE

HARMFUL = [deed for asks in ASKS_WIDE for deed in asks.deeds]
SAFE = [ask for ask, _ in DEEDS_WIDE]


def test_there_are_many_of_every_kind():
    assert {asks.kind for asks in ASKS_WIDE} == set(harmful.KIND_BY_NAME)
    assert len(HARMFUL) >= 300
    assert len(SAFE) >= 400


def test_none_stands_twice_or_on_both_sides():
    elsewhere = [text for asks in harmful.ALL_ASKS for text in (*asks.deeds, *asks.tasks, *asks.stories)]
    elsewhere += [ask for _, ask, _ in safe_lookalike.ITEMS]
    assert [ask for ask, count in Counter(elsewhere).items() if count > 1] == []


def test_the_same_verbs_are_harmful_and_harmless():
    shared = {deed.split()[0] for deed in HARMFUL} & {deed.split()[0] for deed in SAFE}
    assert len(shared) >= 40
    assert {"make", "get", "kill", "build", "steal", "hide", "break", "sell", "burn", "poison"} - shared <= {"poison"}


def test_deeds_are_verb_phrases_that_fit_the_frames():
    for deed in (*HARMFUL, *SAFE):
        assert re.fullmatch(r"[a-z][A-Za-z0-9' ,{}-]+", deed), deed
        assert gerund(deed).split()[0].endswith("ing")
        assert 2 <= len(deed.split()) <= 16


def test_most_answers_take_up_words_of_the_ask():
    made = [e for e in safe_lookalike.examples(random.Random(4), 3000) if e.facts["form"] == "deed"]
    taken = [set(safe_lookalike._telling(e.topic)) & set(safe_lookalike._telling(e.completion)) for e in made]
    assert sum(map(bool, taken)) > 0.94 * len(taken)
