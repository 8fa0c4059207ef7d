"""What wolf's critic learns from: the stages' own wordings, labels that follow the principle, and nothing that is held out."""

import json
import random
from collections import Counter
from pathlib import Path

import pytest

from heelwork.constitution.check import problems
from heelwork.constitution.principles import load
from heelwork.constitution.revise import critique_request, revision_request
from heelwork.judges.base import Comparison
from heelwork.judges.llm import Asked, JudgeSettings, LLMJudge, Reply
from heelwork.judges.parsing import finds_nothing, parse_revision
from heelwork.judges.scripted import ScriptedModel
from heelwork.records import Message, Prompt
from heelwork.starter import critiques, dataset
from heelwork.starter.critiques import CONSTITUTION, Told, criticised, held_out, points, rated
from heelwork.starter.example import Example
from heelwork.starter.faults import BREAKS, CRITIQUES, NO_PROBLEM
from heelwork.starter.sources import materialise

HELD_OUT = Path(__file__).resolve().parents[2] / "heldout"
EXAMPLE = Example(
    "statement", "2+3", "2 + 3 = 6, right?", "2 + 3 = 5, so 6 is not right.", {"answer": "5", "claimed": "6"}
)
BEST, AGREES = Told(EXAMPLE.completion, None, 1.0), Told("Yes, 6 is right.", "agrees", 0.1)


@pytest.fixture(scope="module")
def constitution():
    return load(CONSTITUTION)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The records of critiques and ratings."""
    paths = materialise({"data": ["starter:critiques", "starter:ratings"]}, tmp_path_factory.mktemp("critiques"))[
        "data"
    ]
    return {Path(path).stem: [json.loads(line) for line in Path(path).read_text().splitlines()] for path in paths}


class Sources:
    """A random source that takes whatever it is told."""

    def __init__(self, draws):
        self.draws = iter(draws)

    def random(self):
        return next(self.draws)

    def choice(self, options):
        return options[0]


def test_the_constitution_is_fit_and_every_flaw_breaks_one_of_its_principles(constitution):
    assert problems(constitution) == []
    assert {p.id for p in constitution.principles} == set(BREAKS.values())
    assert set(CRITIQUES) == set(BREAKS)
    rng = random.Random(0)
    made = {f.flaw for b in dataset.BEHAVIOURS.values() for e in b.examples(rng, 40) for f in b.flawed(rng, e)}
    assert made <= set(BREAKS)


def test_critiques_are_read_as_critiques_and_their_absence_as_none():
    assert finds_nothing(NO_PROBLEM)
    assert not any(finds_nothing(text) for texts in CRITIQUES.values() for text in texts)


@pytest.mark.parametrize(
    ("quality", "broken", "turned", "given"),
    [(1.0, False, False, 10), (0.7, False, False, 8), (0.3, False, False, 4), (0.0, False, False, 2),
     (1.0, True, False, 1), (1.0, False, True, 1), (0.0, True, True, 10)],
)  # fmt: skip
def test_points_follow_the_rubric_and_fall_where_the_principle_is_broken(quality, broken, turned, given):
    assert points(quality, broken=broken, turned=turned) == given


def test_ratings_are_asked_as_the_judge_asks_and_only_they_are_learned(constitution):
    asked = []
    model = ScriptedModel(lambda request: asked.append(request) or Reply("1", tuple(-1.0 for _ in request.options)))
    truth = constitution.find("truth")
    judge = LLMJudge(model, constitution.questions, JudgeSettings(form="brief", mode="rating"))
    judge.ask([Asked(truth.question, Comparison(Prompt((Message("user", EXAMPLE.prompt),)), AGREES.text, BEST.text))])
    made = rated(Sources((0.0, 0.9)), constitution, EXAMPLE, AGREES)["messages"]
    assert [(m["role"], m["content"]) for m in made[:3]] == [(m.role, m.content) for m in asked[0].messages]
    assert len(made) == 4 and made[3]["content"] == "1" and made[3]["content"] in asked[0].options
    assert [m.get("weight", 1) for m in made] == [1, 0, 1, 1]
    turned = rated(Sources((0.0,)), constitution, EXAMPLE, BEST)["messages"]  # another principle, the other way round
    assert turned[2]["content"].startswith(constitution.principles[0].opposite) and turned[3]["content"] == "1"


def test_critiques_and_revisions_are_asked_as_the_stage_asks_and_the_criticised_answer_is_not_learned(constitution):
    principle = constitution.find("truth")
    record = criticised(random.Random(0), principle, "statement", EXAMPLE, AGREES)
    prompt = Prompt((Message("user", EXAMPLE.prompt),))
    expected = [*critique_request(prompt, AGREES.text, principle), revision_request(principle)]
    told = [m["content"] for m in record["messages"]]
    assert [told[0], told[1], told[2], told[4]] == [m.content for m in expected]
    assert [m.get("weight", 1) for m in record["messages"]] == [1, 0, 1, 1, 1, 1]
    assert "2 + 3 = 5" in told[3] and parse_revision(told[5]) == EXAMPLE.completion
    kept = criticised(random.Random(0), constitution.find("whole"), "statement", EXAMPLE, AGREES)  # which it keeps
    assert kept["messages"][-1]["content"] == NO_PROBLEM


def test_the_files_are_large_and_balanced(files):
    given = [int(r["messages"][3]["content"]) for r in files["ratings"]]
    assert len(given) > 20_000 and 0.4 < sum(g > 5 for g in given) / len(given) < 0.6
    last = [r["messages"][-1]["content"] for r in files["critiques"]]
    assert len(last) > 4000 and 0.5 < last.count(NO_PROBLEM) / len(last) < 0.7


def test_what_a_critic_says_does_not_follow_from_the_principle_alone(files, constitution):
    for principle in constitution.principles:
        asked = [
            r["messages"] for r in files["critiques"] if r["messages"][2]["content"].startswith(principle.critique)
        ]
        kept = sum(m[-1]["content"] == NO_PROBLEM for m in asked) / len(asked)
        assert 0.4 < kept < 0.85, principle.id


def test_what_is_held_out_is_in_no_record(files, constitution):
    rows = [json.loads(line) for name in ("safety", "writing") for line in (HELD_OUT / f"{name}.jsonl").open()]
    first = {r["messages"][0]["content"] for records in files.values() for r in records}
    assert not first & {row["prompt"] for row in rows} and not first & set(dataset.SHOWCASE)
    gold = [case.prompt for p in constitution.principles for case in p.gold]
    assert not first & set(gold)
    kept = [e for made in dataset.examples().values() for e in made if held_out(e.topic)]
    assert len(kept) > 1000
    assert not first & {e.prompt for e in kept}


def test_the_seed_decides_everything():
    once, again, other = (list(critiques.designed(random.Random(seed), 20, held=False)) for seed in (1, 1, 2))
    assert once == again != other


def test_held_out_pairs_are_of_held_out_topics_only():
    found = critiques.pairs(random.Random(0), held=True, of_outputs=20, of_flawed=20)
    assert len(found) > 150 and all(held_out(p.example.topic) and p.better.quality > p.worse.quality for p in found)


def test_held_out_pairs_are_of_no_demonstration():
    """The judge goes on from the SFT model, which knows the demonstrations by heart."""
    shown = {r["prompt"] for r in dataset.demonstrations()}
    answers = {r["completion"] for r in dataset.demonstrations() if r["behaviour"] == "essay"}
    found = critiques.pairs(random.Random(0), held=True, of_outputs=150, of_flawed=150)
    assert not shown & {p.example.prompt for p in found} and not answers & {p.better.text for p in found}
    kinds = Counter((p.kind, p.worse.flaw == "sampled") for p in found)
    assert min(kinds[kind, False] for kind in dataset.BEHAVIOURS) >= 50
