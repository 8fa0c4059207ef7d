"""What a report cannot show is said from the run's own figures."""

import dataclasses
import json

import pytest
from made_run import add_findings, write_run

from heelwork.report.gather import gather
from heelwork.report.limits import limits
from heelwork.report.plots import groups


@pytest.fixture
def report(tmp_path):
    return gather(write_run(tmp_path))


def said(report):
    return " ".join(limits(report))


def test_few_prompts_illustrate(report):
    assert "The table holds 4 prompts." in said(report)
    row = report.rows[0]
    many = [dataclasses.replace(row, prompt=(dataclasses.replace(row.prompt[0], content=str(i)),)) for i in range(30)]
    assert "The table holds" not in said(dataclasses.replace(report, rows=tuple(many)))


def test_answers_that_nothing_judged_are_left_to_the_reader(tmp_path, report):
    assert "No check has judged" not in said(report)
    assert "No check has judged" in said(gather(write_run(tmp_path / "other", checked=False)))


def test_simulated_annotators_are_called_so(report):
    assert "come from simulated annotators, not from people" in said(report)


def test_the_reward_model_is_no_better_than_its_evidence(report, tmp_path):
    assert "stage reward was measured on 150 held-out pairs" in said(report)
    assert "fewer than 20 pairs" in said(report) and "not well calibrated" not in said(report)
    assert "stage preference is not well calibrated (ECE 0.200)" in said(gather(add_findings(tmp_path)))


def test_a_judge_below_the_bar_and_a_hacked_reward_are_told(tmp_path):
    text = said(gather(add_findings(write_run(tmp_path))))
    assert (
        "The judge of stage label (wolf) is not fit to label: gold cases: 50% right, the bar is 75%. "
        "It was used all the same, for this reason: to see it run." in text
    )
    assert "The audited reward model falls for length" in text


def test_what_the_comparison_leaves_open_is_told(tmp_path):
    text = said(gather(add_findings(write_run(tmp_path))))
    assert "The judge is kin to PPO." in text and "The comparison does not tell apart PPO and SFT." in text


def test_one_seed_and_an_unfinished_stage(report, tmp_path):
    assert "one run with one seed (3)" in said(report) and "Not finished" not in said(report)
    assert "Not finished when this page was written: ppo." in said(gather(write_run(tmp_path / "part", done=False)))


def test_what_could_not_be_read_comes_last(tmp_path):
    run = write_run(tmp_path)
    (run / "ppo" / "rollouts.jsonl").write_text("nonsense\n")
    assert limits(gather(run))[-1].startswith("ppo/rollouts.jsonl: 1 lines")


def test_an_alarm_of_the_monitor_is_told(tmp_path):
    out = add_findings(write_run(tmp_path / "run"))
    lines = [json.loads(line) for line in (out / "rl_cai" / "metrics.jsonl").read_text().splitlines()]

    def told(*steps):
        rows = [{**line, "alarm": float(line["step"] in steps)} for line in lines]
        (out / "rl_cai" / "metrics.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        report = gather(out)
        caption = next(f.caption for g in groups(report) for f in g.figures if f.title == "rl_cai: Reward against √KL")
        return said(report), caption

    limit, caption = told(3, 5)
    assert (
        "rl_cai: the alarm went off at steps 3, 5: the optimised" in limit
        and "The alarm went off at step 3." in caption
    )
    limit, caption = told()
    assert "alarm" not in limit and caption.endswith("No alarm went off.")
