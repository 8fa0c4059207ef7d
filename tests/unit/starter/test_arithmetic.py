"""The exercise book of sums: the same everywhere, true, raw, and without the sums that are kept out of training."""

import itertools
import json
import re
from pathlib import Path

import pytest
from exercise_books import digest

from heelwork.starter.arithmetic import arithmetic
from heelwork.starter.behaviours.statements import Sum, reserved

CHECKED = 1500
# of the first CHECKED documents
DIGEST = "a0db5ad5167b63b27adfc9f87b066ee6cf4e8ba908f9b94d6da68c30d6c5ecb9"
HELD_OUT = Path(__file__).resolve().parents[2] / "heldout"
WRITTEN = re.compile(r"(\d+) ([-+x]) (\d+) = (\d+)")


@pytest.fixture(scope="module")
def texts():
    return [record["text"] for record in itertools.islice(arithmetic(), CHECKED)]


def test_it_is_the_same_everywhere(texts):
    assert digest(texts) == DIGEST
    assert len(set(texts)) == len(texts)
    assert all(text.isascii() and not re.search(r"[{}]|  ", text) for text in texts)


def test_what_is_so_holds(texts):
    told = [m for text in texts for m in re.findall(r"What is so: (\d+) ([-+x]) (\d+) = (\d+)\.", text)]
    assert len(told) > 500
    assert all(Sum(int(a), op, int(b)).result == int(c) for a, op, b, c in told)


def test_every_step_of_a_sum_in_steps_holds(texts):
    lines = [line for text in texts for line in re.findall(r"In steps: ([^.]+)\. So ([^.]+)\.", text)]
    assert len(lines) > 100
    for steps, whole in lines:
        for a, op, b, c in WRITTEN.findall(f"{steps}, {whole}"):
            assert Sum(int(a), op, int(b)).result == int(c)


def test_verdicts_fit_and_both_come_often(texts):
    said = [
        m
        for text in texts
        for m in re.findall(r"In truth \d+ [-+x] \d+ = (\d+)\. \w+ said (\d+), so that is (not )?right\.", text)
    ]
    wrong = [bool(no) for *_, no in said]
    assert 0.4 < sum(wrong) / len(wrong) < 0.6
    assert all((right == claimed) != bool(no) for right, claimed, no in said)


def test_no_sum_that_is_kept_out_of_training_stands_in_it(texts):
    made = {(int(a), op, int(b)) for text in texts for a, op, b, _ in WRITTEN.findall(text)}
    assert len(made) > 5000
    assert not [s for s in made if reserved(*s)]
    rows = [json.loads(line) for line in (HELD_OUT / "writing.jsonl").open()]
    whole = "\n".join(texts).lower()
    long = [row["prompt"].lower() for row in rows if len(row["prompt"].split()) > 3]
    assert len(long) > 200
    assert not any(prompt in whole for prompt in long)


def test_nobody_is_asked_and_nobody_answers(texts):
    assert not any(re.search(r"Human:|Assistant:|User:|Let me check: ", text) for text in texts)
