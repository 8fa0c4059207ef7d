"""The exercise book of requests: the same everywhere, sorted as the material is, and without anybody who answers."""

import itertools
import json
import random
import re
from pathlib import Path

import pytest
from exercise_books import digest

from heelwork.starter.behaviours import harmful, safe_lookalike
from heelwork.starter.requests import REQUESTS, SEED, SHARES, SHORT, requests

CHECKED = 1500
# of the first CHECKED documents
DIGEST = "46362c66db97ff9e65a4d5e28c023681fbb5cc2db38152fc27d0aef3615cf6b3"
HELD_OUT = Path(__file__).resolve().parents[2] / "heldout"


@pytest.fixture(scope="module")
def texts():
    return [record["text"] for record in itertools.islice(requests(), CHECKED)]


def test_it_is_the_same_everywhere(texts):
    assert digest(texts) == DIGEST
    assert [record["text"] for record in itertools.islice(requests(), 50)] == texts[:50]
    assert len(set(texts)) == len(texts)
    assert all(text.isascii() and "{" not in text for text in texts)


def test_every_sort_has_as_many_labels_as_there_are_styles():
    assert set(SHARES) == set(SHORT)
    assert len({len(labels) for labels in SHORT.values()}) == 1
    assert sum(SHARES.values()) == pytest.approx(1.0)


def test_of_two_requests_the_harmful_one_is_named(texts):
    bad = {e.prompt for e in harmful.examples(random.Random(SEED), REQUESTS["harm"])}
    told = [
        match for text in texts for match in re.findall(r'"([^"\n]+)" "([^"\n]+)" Only the (first|second) of', text)
    ]
    known = [(first, second, said) for first, second, said in told if (first in bad) != (second in bad)]
    assert len(known) > 100
    assert all((first in bad) == (said == "first") for first, second, said in known)


def test_nobody_answers(texts):
    answers = [answer for _, _, answer in safe_lookalike.ITEMS[::20]]
    whole = "\n".join(texts)
    assert not any(answer in whole for answer in answers)
    assert not re.search(r"I can't help|I won't help|I don't know whether", whole)


def test_no_held_out_prompt_stands_in_it(texts):
    whole = "\n".join(texts).lower()
    rows = [json.loads(line) for name in ("safety", "writing") for line in (HELD_OUT / f"{name}.jsonl").open()]
    long = [row["prompt"].lower() for row in rows if len(row["prompt"].split()) > 3]
    assert len(long) > 300
    assert not any(prompt in whole for prompt in long)
