"""The exercise book for pretraining: right, raw, and without the sums that are kept out of training."""

import itertools
import re

import pytest

from heelwork.starter.behaviours import statements
from heelwork.starter.primer import primer

SUM = re.compile(r"(\d+) ?([-+x*]|plus|minus|times) ?(\d+)(?: ?=| is| equals| makes| gives) ?(\d+)")
SIGNS = {"plus": "+", "minus": "-", "times": "x", "*": "x"}


@pytest.fixture(scope="module")
def texts():
    return [record["text"] for record in itertools.islice(primer(), 2000)]


def test_it_is_the_same_each_time(texts):
    assert [record["text"] for record in itertools.islice(primer(), 50)] == texts[:50]


def test_every_sum_is_right_and_none_is_reserved(texts):
    found = [(int(a), SIGNS.get(op, op), int(b), int(c)) for text in texts for a, op, b, c in SUM.findall(text)]
    assert len(found) > 5000
    for a, op, b, c in found:
        assert statements.Sum(a, op, b).result == c
        assert not statements.reserved(a, op, b)


def test_it_answers_nobody(texts):
    assert not any(re.search(r"Human:|Assistant:|\?|\bI can\b|sorry|not right|not correct", text) for text in texts)


def test_there_are_two_digit_sums_copies_and_facts(texts):
    whole = "\n".join(texts)
    assert re.search(r"\b[1-9]\d \+ [1-9]\d = ", whole)
    assert "Paris is the capital of France." in whole
    assert re.search(r"Copy these words: (.+?)\. Again: \1\.", whole)


def test_no_article_clashes_and_no_slot_is_left(texts):
    assert not any(re.search(r"[{}]|  ", text) for text in texts)
