"""The exercise book of requests: the same everywhere, sorted as the material is, and without anybody who answers."""

import itertools
import json
import random
import re
from pathlib import Path

import pytest

from heelwork.starter.behaviours import claims, consciousness_questions, everyday, harmful, safe_lookalike
from heelwork.starter.requests import SHARES, SHORT, requests

CHECKED = 1500
HELD_OUT = Path(__file__).resolve().parents[2] / "heldout"


@pytest.fixture(scope="module")
def texts():
    return [record["text"] for record in itertools.islice(requests(), CHECKED)]


def test_it_is_the_same_every_time(texts):
    assert [record["text"] for record in itertools.islice(requests(), 50)] == texts[:50]
    assert len(set(texts)) == len(texts)
    assert all(text.isascii() and "{" not in text for text in texts)


def test_every_sort_has_as_many_labels_as_there_are_styles():
    assert set(SHARES) == set(SHORT)
    assert len({len(labels) for labels in SHORT.values()}) == 1
    assert sum(SHARES.values()) == pytest.approx(1.0)


def test_of_two_requests_the_harmful_one_is_named(texts):
    bad = {e.prompt for e in harmful.examples(random.Random(21_000), 36_000)}
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


def test_free_claims_say_what_is_claimed_and_their_truths_what_is_right():
    assert len(claims.FREE) > 1000
    true = 0
    for claim in claims.FREE:
        assert claim.claimed.lower() in claim.prompt.lower()
        assert claim.right.lower() in claim.truth.lower()
        true += claim.claimed == claim.right
    assert 0.4 < true / len(claims.FREE) < 0.6


def test_ways_to_state_a_sum_have_every_slot_once():
    for op, forms in claims.wide_sum_forms().items():
        assert op in "+-x" and len(forms) > 60
        assert all(form.count(f"{{{slot}}}") == 1 for form in forms for slot in "abc")


def test_wide_questions_and_pairs_are_many():
    assert sum(len(theme.questions) for theme in consciousness_questions.THEMES) > 1000
    assert len(everyday.PAIRS) > 500
