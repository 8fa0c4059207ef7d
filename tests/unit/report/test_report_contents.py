"""What the report's records answer about themselves."""

from made_run import write_run

from heelwork.report.contents import Stage
from heelwork.report.gather import gather


def test_a_curve_has_the_steps_that_logged_its_figure():
    metrics = ({"step": 1.0, "loss": 3.0}, {"step": 2.0}, {"loss": 9.0}, {"step": 3.0, "loss": 1.0})
    stage = Stage("sft", "sft", True, 3, None, None, {}, {}, {}, (), metrics)
    assert stage.curve("loss") == [(1.0, 3.0), (3.0, 1.0)] and stage.curve("nothing") == []


def test_stages_are_found_by_name_and_by_kind(tmp_path):
    report = gather(write_run(tmp_path))
    assert report.stage("ppo").kind == "ppo" and report.stage("none") is None
    assert [s.name for s in report.of_kind("ppo")] == ["ppo"]
