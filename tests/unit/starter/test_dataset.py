"""The starter's files: what they hold, that they are the same everywhere, and that simulated labels say so."""

import json
import random
from pathlib import Path

import pytest

from heelwork.errors import ConfigError
from heelwork.starter import dataset
from heelwork.starter.annotators import PANEL, Annotator
from heelwork.starter.example import Example
from heelwork.starter.sources import materialise

EXAMPLE = Example("everyday", "x", "Hello?", "Hello.")
QUALITY = {"good": 0.9, "fair": 0.6, "bad": 0.1}


def _quality(example, answer):
    return QUALITY[answer]


def test_an_annotator_without_noise_ranks_by_quality():
    exact = Annotator("exact", noise=0.0, brevity=0.0, tie=0.01)
    assert exact.rank(EXAMPLE, ["bad", "good", "fair"], _quality, random.Random(0)) == [3, 1, 2]


def test_close_answers_are_tied():
    blunt = Annotator("blunt", noise=0.0, brevity=0.0, tie=0.4)
    assert blunt.rank(EXAMPLE, ["fair", "good", "bad"], _quality, random.Random(0)) == [1, 1, 3]


def test_the_panel_disagrees_but_mostly_sees_the_difference():
    rng = random.Random(1)
    votes = [rng.choice(PANEL).rank(EXAMPLE, ["fair", "good"], _quality, rng) for _ in range(500)]
    right = sum(b < a for a, b in votes) / 500
    assert 0.8 < right < 1.0


def test_files_are_large_enough_the_same_each_time_and_marked_as_simulated(tmp_path):
    values = materialise(
        {"sft": {"data": ["starter:demonstrations"]}, "reward": {"data": ["starter:rankings"]}}, tmp_path
    )
    demonstrations = [json.loads(line) for line in Path(values["sft"]["data"][0]).read_text().splitlines()]
    rankings = [json.loads(line) for line in Path(values["reward"]["data"][0]).read_text().splitlines()]
    assert len(demonstrations) >= 3000
    assert demonstrations == list(dataset.demonstrations())
    assert {r["source"] for r in rankings} == {"simulated"}
    assert all(len(r["completions"]) == len(r["ranking"]) >= 2 for r in rankings)


def test_rankings_show_of_every_behaviour_that_answers_of_every_other_lose():
    openings = {"statement": "Let me check", "essay": "Here ", "consciousness": "Honestly"}
    flawed = [
        (row["behaviour"], dict(zip(row["completions"], row["ranking"], strict=True))) for row in dataset.rankings()
    ]
    for name in ("harmful", "consciousness", "safe_lookalike", "essay", "everyday"):
        for other, opening in openings.items():
            ranks = [(rank, min(row.values())) for asked, row in flawed if asked == name
                     for text, rank in row.items() if text.startswith(opening)]  # fmt: skip
            best = sum(rank == first for rank, first in ranks)
            assert name == other or (len(ranks) >= 5 and best < 0.3 * len(ranks)), (name, other, best, len(ranks))


def test_showcase_prompts_are_not_trained_on():
    trained = {e.prompt for source in (dataset.examples, dataset.asked) for made in source().values() for e in made}
    assert not trained & set(dataset.SHOWCASE)


def test_rollouts_answer_prompts_of_their_own():
    prompts = [record["prompt"] for record in dataset.prompts()]
    demonstrated = {record["prompt"] for record in dataset.demonstrations()}
    assert len(prompts) > 2500
    assert sum(prompt in demonstrated for prompt in prompts) < 0.2 * len(prompts)


def test_an_unknown_name_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="did you mean 'rankings'"):
        materialise({"data": ["starter:ranking"]}, tmp_path)
