"""The exercise book of plain facts: the same everywhere, true, raw, and without the claims that are kept out of training."""

import itertools
import json
import re
from pathlib import Path

import pytest
from exercise_books import digest

from heelwork.starter.behaviours import statements
from heelwork.starter.factbook import factbook

CHECKED = 1500
# of the first CHECKED documents
DIGEST = "5e5a2c1a9d2c18588ce0283e04a256e620d9c07859ade4ad05f2c688c77e7381"
HELD_OUT = Path(__file__).resolve().parents[2] / "heldout"


@pytest.fixture(scope="module")
def texts():
    return [record["text"] for record in itertools.islice(factbook(), CHECKED)]


def test_it_is_the_same_everywhere(texts):
    assert digest(texts) == DIGEST
    assert len(set(texts)) == len(texts)
    assert all(text.isascii() and not re.search(r"[{}]|  ", text) for text in texts)


def test_what_is_so_is_a_fact_of_the_material(texts):
    so = {
        statements.article(wording.format(v=fact.right)).lower()
        for fact in (*statements.core_facts(), *statements.wide_facts())
        for wording in fact.wordings
    }
    told = [found for text in texts for found in re.findall(r"What is so: ([^.]+)\. The claim is", text)]
    assert len(told) > 300
    assert [sentence for sentence in told if sentence.lower() not in so] == []


def test_verdicts_fit_what_is_so_and_both_come_often(texts):
    """A claim in the same words as the truth is true; most others are false, and the rest are said in other words."""
    found = [
        m
        for text in texts
        for m in re.findall(r"The claim: ([^.]+)\. What is so: ([^.]+)\. The claim is (\w+)\.", text)
    ]
    verdicts = {verdict: sum(v == verdict for *_, v in found) for verdict in ("true", "false")}
    assert min(verdicts.values()) > 0.25 * len(found)
    assert all(verdict == "true" for claim, so, verdict in found if claim == so)


def test_every_verdict_is_of_the_value_that_was_claimed(texts):
    said = [m for text in texts for m in re.findall(r"In truth ([^.]+), so ([^,.]+) is (not )?right\.", text)]
    assert len(said) > 300
    assert all((f" {value.lower()} " in f" {so.lower()} ") for so, value, wrong in said if not wrong)


def test_nobody_is_asked_and_nobody_answers(texts):
    assert not any(re.search(r"Human:|Assistant:|User:|Let me check: ", text) for text in texts)


def test_no_held_out_claim_stands_in_it(texts):
    whole = "\n".join(texts).lower()
    rows = [json.loads(line) for line in (HELD_OUT / "writing.jsonl").open()]
    long = [row["prompt"].lower() for row in rows if len(row["prompt"].split()) > 3]
    assert len(long) > 200
    assert not any(prompt in whole for prompt in long)
