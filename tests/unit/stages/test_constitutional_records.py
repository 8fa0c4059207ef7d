"""Both phases as stages, with a script in the place of every model."""

import json

import pytest
import yaml
from conftest import principle

from heelwork.constitution.gate import GateRefused
from heelwork.errors import DataError
from heelwork.judges.cache import CachedModel, Meter
from heelwork.judges.llm import Reply
from heelwork.judges.scripted import ScriptedModel
from heelwork.stages import constitutional as stage


@pytest.fixture
def files(tmp_path):
    """prompts.jsonl, helpful.jsonl, human.jsonl and constitution.yaml."""
    (tmp_path / "prompts.jsonl").write_text("".join(json.dumps({"prompt": f"Question {i}?"}) + "\n" for i in range(4)))
    (tmp_path / "helpful.jsonl").write_text(json.dumps({"prompt": "Hello", "completion": "Good day."}) + "\n")
    (tmp_path / "human.jsonl").write_text(json.dumps({"prompt": "Hello", "chosen": "Hi.", "rejected": "Go."}) + "\n")
    (tmp_path / "constitution.yaml").write_text(yaml.safe_dump({"name": "brief", "principles": [principle()]}))
    return tmp_path


@pytest.fixture
def asked(monkeypatch):
    """What all models together were asked."""
    requests = []

    def respond(request):
        requests.append(request)
        if request.options:
            return Reply("A", (-0.1, -2.0), 100, 1)
        return Reply(f"Answer {len(requests)}", None, 10, 5)

    monkeypatch.setattr(stage, "open_model", lambda name, settings, cache: CachedModel(
        ScriptedModel(respond, name=name), cache, Meter(settings.price_in, settings.price_out)
    ))  # fmt: skip
    return requests


def revising(files, **more):
    return stage.ReviseSettings(
        data=[str(files / "prompts.jsonl")],
        constitution=str(files / "constitution.yaml"),
        out=str(files / "out"),
        **more,
    )


def labelling(files, **more):
    return stage.LabelSettings(
        data=[str(files / "prompts.jsonl")], constitution=str(files / "constitution.yaml"), out=str(files / "out"),
        override_gate="a script stands for the judge", human=[str(files / "human.jsonl")],
        endpoint={"price_in": 2.0, "price_out": 10.0}, **more,
    )  # fmt: skip


def test_helpful_demonstrations_that_cannot_be_read_stop_the_phase_before_a_model_is_asked(files, asked):
    (files / "helpful.jsonl").write_text('{"text": "no demonstration"}\n')
    with pytest.raises(DataError, match="holds no demonstration"):
        stage.revise(revising(files, helpful=[str(files / "helpful.jsonl")]))
    assert asked == []


@pytest.mark.parametrize("policy", ["judge", "policy"])
def test_the_meter_counts_labelling_alone_and_drawing_beside_it(files, asked, policy):
    result = stage.label(labelling(files, model=policy, judge="judge"))
    meter = json.loads((files / "out/meter.json").read_text())
    assert meter["labels"] == 4 and meter["calls"] == 8 and meter["from_cache"] == 0
    assert meter["cost_usd"] == pytest.approx(8 * (100 * 2.0 + 1 * 10.0) / 1e6)
    assert result.meter["calls"] == 8
    assert meter["sampling"]["calls"] == 8
    assert meter["sampling"]["cost_usd"] == pytest.approx(8 * (10 * 2.0 + 5 * 10.0) / 1e6)
    judged = sum(bool(r.options) for r in asked)
    assert judged > 8  # the gate's
    total = {"replies": judged + 8, "tokens_in": judged * 100 + 80, "tokens_out": judged + 40}
    assert meter["total"] == total | {"cost_usd": pytest.approx(2e-6 * total["tokens_in"] + 1e-5 * total["tokens_out"])}
    assert stage.label(labelling(files, model=policy, judge="judge")).meter["calls"] == 0
    again = json.loads((files / "out/meter.json").read_text())
    assert again["calls"] == 0 and again["sampling"]["calls"] == 0 and again["total"] == meter["total"]


def test_one_model_in_both_parts_is_counted_once(files, asked):
    stage.revise(revising(files))
    meter = json.loads((files / "out/meter.json").read_text())
    assert set(meter) == {"policy", "total"} and meter["policy"]["calls"] == meter["total"]["replies"] == len(asked)
    stage.revise(revising(files, critic="other"))
    meter = json.loads((files / "out/meter.json").read_text())
    assert set(meter) == {"policy", "critic", "total"} and meter["total"]["replies"] == len(asked)


def test_a_judge_of_revisions_passes_the_gate_before_anything_is_answered(files, asked):
    with pytest.raises(GateRefused, match="gold cases"):
        stage.revise(revising(files, judge="judge"))  # the script prefers whatever comes first
    assert all(request.options for request in asked)
    result = stage.revise(revising(files, judge="judge", override_gate="a script stands for the judge"))
    assert result.changed == 0  # which in both orders together prefers nothing
    assert json.loads((files / "out/gate.json").read_text())["override"] == "a script stands for the judge"
    rounds = json.loads((files / "out/revisions.json").read_text())["rounds"]
    assert rounds["rejected"] > 0 and rounds["revised"] == 0


def test_the_run_records_the_hash_of_all_that_it_read(files, asked):
    stage.revise(revising(files, helpful=[str(files / "helpful.jsonl")], helpful_share=0.0))
    read = {"prompts.jsonl", "helpful.jsonl", "constitution.yaml"}
    assert {name.split("/")[-1] for name in json.loads((files / "out/data.json").read_text())} == read
    stage.label(labelling(files, model="policy", judge="judge"))
    read = {"prompts.jsonl", "human.jsonl", "constitution.yaml"}
    assert {name.split("/")[-1] for name in json.loads((files / "out/data.json").read_text())} == read
