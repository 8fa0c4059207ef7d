import dataclasses
import random

import pytest

from heelwork.constitution.gate import GateRefused, GateSettings, measure, require
from heelwork.constitution.principles import load
from heelwork.judges.base import Verdict
from heelwork.judges.scripted import ScriptedJudge
from heelwork.records import Message, Prompt, Ranking

CONSTITUTION = load()
BETTER = {(c.prompt, c.better): c for p in CONSTITUTION.principles for c in p.gold}


def follows(question, c):
    """Knows the gold cases, and reads the principle: under the opposite it decides the other way."""
    right = (c.prompt.messages[0].content, c.first) in BETTER
    return right != question.id.startswith("not-")


def human(count, right=1.0):
    """Pairs whose better answer is the fitting one, for a judge that knows it."""
    rng = random.Random(0)
    pair = ("fitting a b", "unfit c d")
    return [
        Ranking(Prompt((Message("user", f"{k}"),)), pair if rng.random() < right else pair[::-1], (1, 2))
        for k in range(count)
    ]


def knows(question, c):
    return "fitting" in c.first if "fitting" in c.first + c.second else follows(question, c)


def failing(judge, **more):
    return " | ".join(measure(judge, CONSTITUTION, **more).failures)


def test_a_judge_that_follows_the_principles_passes():
    report = measure(ScriptedJudge(knows, position_bias=0.1), CONSTITUTION, human(60))
    assert report.failures == () and report.gold.value == report.human.value == 1.0 and report.gold.n == 64
    assert report.principle_flips.value == 1.0 and report.position_flips.value == 0.0
    assert set(report.by_principle) == {p.id for p in CONSTITUTION.principles}
    assert report.by_principle["no-flattery"] == {"accuracy": 1.0, "flips": 1.0, "cases": 4.0}
    require(report)
    told = report.to_json()
    assert told["passed"] and told["constitution"] == CONSTITUTION.digest and told["human"]["interval"][0] > 0.9


@pytest.mark.parametrize("seed", range(5))
def test_a_coin_is_refused(seed):
    report = measure(ScriptedJudge(follows, accuracy=0.5, seed=seed), CONSTITUTION)
    with pytest.raises(
        GateRefused,
        match=r"(?s)not fit to label.*gold cases rightly.*label' takes --override-gate.*label\.override_gate",
    ):
        require(report)


def test_one_who_always_says_the_first_is_refused():
    assert "when their order is swapped" in failing(ScriptedJudge(follows, certainty=0.0, position_bias=0.4))


def test_one_who_does_not_read_the_principle_is_refused():
    def deaf(question, c):
        return (c.prompt.messages[0].content, c.first) in BETTER

    found = failing(ScriptedJudge(deaf))
    assert "turned into its opposite" in found and "gold cases" not in found


def test_one_who_goes_by_length_is_refused():
    def longer(question, c):
        return len(c.first.split()) > len(c.second.split())

    report = measure(ScriptedJudge(longer), CONSTITUTION)
    assert report.length_bias > 0.5 and report.length_correlation > 0.5
    assert any("errs towards the longer answer" in f for f in report.failures)


def test_people_who_decided_otherwise_refuse_a_judge():
    assert "human preferences" in failing(ScriptedJudge(knows), human=human(60, right=0.4))


def test_rankings_of_simulated_annotators_are_not_called_human():
    simulated = [dataclasses.replace(r, source="simulated") for r in human(40, right=0.3)]
    report = measure(ScriptedJudge(knows), CONSTITUTION, simulated)
    assert report.to_json()["human_called"] == "simulated preferences"
    assert "of the simulated preferences rightly" in report.failures[0]
    mixed = measure(ScriptedJudge(knows), CONSTITUTION, [*simulated[:20], *human(40)[20:]]).to_json()
    assert mixed["human_called"] == "human and simulated preferences"


def test_one_who_abstains_often_is_refused():
    class Silent(ScriptedJudge):
        def ask(self, asked):
            return [Verdict(None) if k % 3 == 0 else v for k, v in enumerate(super().ask(asked))]

    assert "no readable decision" in failing(Silent(follows))


def test_a_bar_of_one_s_own_and_an_override_with_a_reason():
    report = measure(ScriptedJudge(follows, accuracy=0.85), CONSTITUTION, (), GateSettings(gold_accuracy=0.99))
    assert len(report.failures) == 1
    require(report, "only to try it out")


def test_what_cannot_be_measured_is_not_demanded():
    plain = CONSTITUTION.model_copy(update={
        "principles": [p.model_copy(update={"opposite": None}) for p in CONSTITUTION.principles]
    })  # fmt: skip
    report = measure(ScriptedJudge(follows), plain)
    assert report.principle_flips is None and report.human is None and report.failures == ()
