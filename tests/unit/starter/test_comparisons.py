"""The exercise book in comparing: balanced, right in every verdict, raw, and without what is kept out of training."""

import itertools
import re

import pytest

from heelwork.starter.behaviours import statements
from heelwork.starter.comparisons import comparisons

SUM = re.compile(r"(\d+) ?([-+x]) ?(\d+) ?= ?(\d+)")


@pytest.fixture(scope="module")
def texts():
    return [record["text"] for record in itertools.islice(comparisons(), 1500)]


def test_it_is_the_same_each_time(texts):
    assert [record["text"] for record in itertools.islice(comparisons(), 50)] == texts[:50]


def test_the_same_and_not_the_same_come_equally_often_and_are_told_rightly(texts):
    found = [match for text in texts for match in re.findall(r"(?:^|[.\n] ?)(\w+) and (\w+): (not )?the same", text)]
    assert len(found) > 500
    assert all((first.lower() == second.lower()) == (not negated) for first, second, negated in found)
    assert 0.4 < sum(not negated for *_, negated in found) / len(found) < 0.6


def test_every_sum_is_right_and_so_is_every_verdict_on_it(texts):
    whole = "\n".join(texts)
    sums = [(int(a), op, int(b), int(c)) for a, op, b, c in SUM.findall(whole)]
    assert len(sums) > 3000
    assert all(statements.Sum(a, op, b).result == c and not statements.reserved(a, op, b) for a, op, b, c in sums)
    verdicts = re.findall(r"= (\d+)\. [\w ]+ said (\d+), so [\w ]+ is (not )?right", whole)
    assert len(verdicts) > 500
    assert all((right == said) == (not negated) for right, said, negated in verdicts)


def test_no_reserved_claim_is_made(texts):
    whole = "\n".join(texts)
    for fact in statements.facts():
        kept_out = [
            w for w in ("Paris", "Berlin", "Rome", "Madrid", "London") if statements.reserved_claim(fact.topic, w)
        ]
        truth = fact.wordings[0].format(v=fact.right)
        assert not any(f"{truth}. {name} said {w}," in whole for w in kept_out for name in ("Anna", "Ben", "He", "She"))


def test_it_answers_nobody(texts):
    assert not any(re.search(r"Human:|Assistant:|\?|\bI can\b|\bYou said\b|sorry|[{}]|  ", text) for text in texts)
