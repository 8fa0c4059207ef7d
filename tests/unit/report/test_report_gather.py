"""A run directory becomes a report that says what is there and what is not."""

import json

import pytest
import yaml
from made_run import add_findings, audit, write_run

from heelwork.errors import RunError
from heelwork.report.gather import gather


@pytest.fixture
def run(tmp_path):
    return write_run(tmp_path / "run")


def test_a_whole_run(run):
    report = gather(run)
    assert report.name == "run" and report.command == "heelwork run starter seed=3"
    assert report.models == ("base", "SFT", "PPO") and len(report.rows) == 4
    assert report.behaviours == ("harmful", "everyday", "true_sum", "consciousness")
    assert [(s.name, s.kind, s.done, s.steps, s.total, s.seconds) for s in report.stages] == [
        ("sft", "sft", True, 200, None, 321.5),
        ("reward", "reward", True, 40, None, 60.2),
        ("ppo", "ppo", True, 24, 24, 200.0),
    ]
    assert len(report.rollouts) == 24 * 8 and {r.stage for r in report.rollouts} == {"ppo"}
    (held,) = report.reliability
    assert (held.stage, held.n, held.accuracy, held.ece) == ("reward", 150, 0.9, 0.04)
    assert report.problems == ()


def test_data_files_have_their_hash_their_size_and_who_ranked_them(run):
    (file,) = gather(run).stage("reward").data
    assert (file.sha256, file.records, file.kinds) == ("ab" * 32, 5, {"simulated": 5})


def test_data_of_elsewhere_is_named_and_not_opened(run):
    (run / "reward" / "data.json").write_text(json.dumps({"/elsewhere/rankings.jsonl": "ef" * 32}))
    (file,) = gather(run).stage("reward").data
    assert (file.sha256, file.records, file.kinds) == ("ef" * 32, None, {})


def test_stages_are_told_by_what_they_are_and_stand_in_the_order_of_the_run(run):
    report = gather(add_findings(run))
    assert [(s.name, s.kind) for s in report.stages] == [
        ("sft", "sft"), ("reward", "reward"), ("ppo", "ppo"), ("label", "label"), ("preference", "reward"), ("rl_cai", "ppo"),
    ]  # fmt: skip
    assert [r.stage for r in report.reliability] == ["reward", "preference"]
    assert {r.stage for r in report.rollouts} == {"ppo", "rl_cai"}
    assert report.stage("rl_cai").total == 5 and report.stage("nowhere") is None


def test_stages_that_the_recipe_switches_off_are_of_an_earlier_run(run):
    add_findings(run)
    for name in ("cure", "critic", "judge"):
        (run / name).mkdir()
        (run / name / "recipe.yaml").write_text("sft: {}\n")
    given = yaml.safe_load((run / "recipe.yaml").read_text())
    every = ["sft", "reward", "cure", "ppo", "critic", "judge", "label", "preference", "rl_cai"]
    for left, seen in (({}, every),
                       ({"cure": {}, "constitutional": {"enabled": False}}, ["sft", "reward", "ppo"]),
                       ({"cure": {"epochs": 1}, "constitutional": {"enabled": True, "critic": {}, "judge": {}}},
                        [name for name in every if name not in ("critic", "judge")])):  # fmt: skip
        (run / "recipe.yaml").write_text(yaml.safe_dump(given | left))
        report = gather(run)
        assert [s.name for s in report.stages] == seen
        assert {s.stage for s in (*report.rollouts, *report.reliability, *report.gates)} <= set(seen)


def test_what_is_missing_is_said(run):
    whole, bare = gather(add_findings(run)), gather(write_run(run.parent / "bare", done=False))
    assert all("heelwork probe" in sentence for sentence in whole.missing)
    said = " ".join(bare.missing)
    for word in ("before/after", "heelwork compare", "heelwork probe", "heelwork audit"):
        assert word in said


def test_one_stage_alone(run):
    report = gather(run / "ppo")
    assert [(s.name, s.steps, s.total) for s in report.stages] == [("ppo", 24, 24)]
    assert len(report.rollouts) == 192 and report.rows == ()


def test_a_comparison_alone(run, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "before_after.jsonl").write_bytes((run / "before_after.jsonl").read_bytes())
    report = gather(tmp_path / "out")
    assert len(report.rows) == 4 and report.stages == ()


@pytest.mark.parametrize("name", ["compare.json", "probes.json", "audit.json"])
def test_findings_alone(run, tmp_path, name):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_text(json.dumps(audit() if name == "audit.json" else {}))
    report = gather(tmp_path / "out")
    assert report.stages == () and (report.audit is not None) == (name == "audit.json")


def test_several_samples_of_a_prompt_are_rows_of_their_own(tmp_path):
    line = {"prompt": "p", "base": [{"completion": "a"}, {"completion": "b"}], "SFT": [{"completion": "c"}]}
    (tmp_path / "before_after.jsonl").write_text(json.dumps(line) + "\n")
    rows = gather(tmp_path).rows
    assert [{k: a.text for k, a in row.answers.items()} for row in rows] == [{"base": "a", "SFT": "c"}, {"base": "b"}]


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_what_is_no_run_is_refused_with_what_to_give(tmp_path, name):
    (tmp_path / "empty").mkdir()
    with pytest.raises(RunError, match=r"heelwork run --out"):
        gather(tmp_path / name)
    assert gather(tmp_path / name, unfinished=True).stages == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [("timings.json", '{"seconds": [1]}'), ("timings.json", '{"seconds": {"sft": "long"}}'), ("ppo/recipe.yaml", "ppo: 3"),
     ("reward/heldout.json", '{"accuracy": 0.5}'), ("reward/heldout.json", '{"acc'), ("ppo/metrics.jsonl", '{"step"\n'),
     ("ppo/rollouts.jsonl", '{"step": 1}\n'), ("before_after.jsonl", '{"prompt": "p", "base": 3}\n'), ("recipe.yaml", "[1]"),
     ("sft/stage.json", ""), ("sft/data.json", "[]"), ("compare.json", '{"pairs": [1]}'), ("audit.json", '{"probes": 3}')],
)  # fmt: skip
def test_no_broken_file_stops_a_report(run, name, text):
    (run / name).write_text(text)
    report = gather(run)
    assert len(report.stages) == 3
    if name.startswith(("reward/heldout", "ppo/rollouts", "compare", "audit")):
        assert any(name in problem for problem in report.problems)
