"""The benchmark of comparisons in small: its simulations run, its demands can fail, and its last line is JSON."""

import json

import pytest

from benchmarks import report
from benchmarks.report_figures import agreement_with_others
from benchmarks.report_simulations import identical, length_lover, planted


def test_a_few_simulations_of_each_kind():
    assert 0.3 < identical(4)["mean_win_rate"] < 0.7
    assert length_lover(2)["lowest_raw_interval"] > 0.5
    assert [p["prompts"] for p in planted(2)] == [778, 542]


def test_other_peoples_code_agrees():
    pytest.importorskip("statsmodels", reason="the dev extra has statsmodels")
    found = agreement_with_others()
    assert found["largest_difference"] < 1e-9 and found["bootstrap_exact"] < 1e-12


GOOD = {
    "simulations": 1000,
    "others": {"largest_difference": 0, "logistic_difference": 0, "bootstrap_exact": 0, "bootstrap_resampled": 0,
               "bootstrap_allowed": 1},
    "bytes": {"different": []},
    "probes": {"a": {"precision": 1.0, "recall": 0.96, "n": 120}},
    "length": {"lowest_raw_interval": 0.6, "mean_raw": 0.8, "covered_at_equal_length": 0.96, "called_better": 0.0},
    "identical": {"mean_win_rate": 0.501, "standard_error": 0.001, "covered": 0.95, "covered_at_equal_length": 0.95,
                  "called_decisive": 0.05},
    "planted": [{"found": 0.81, "computed": 0.8, "standard_error": 0.0126}],
}  # fmt: skip
SPOILT = [
    ("probes", None), ("probes", {}), ("probes", {"a": {"precision": None, "recall": 0.0, "n": 120}}),
    ("probes", {"a": {"precision": 0.94, "recall": 1.0, "n": 120}}), ("bytes", {"different": ["x"]}),
    ("identical", GOOD["identical"] | {"covered": 0.93}), ("identical", GOOD["identical"] | {"mean_win_rate": 0.51}),
    ("planted", [{"found": 0.7, "computed": 0.8, "standard_error": 0.0126}]),
    ("length", GOOD["length"] | {"covered_at_equal_length": 0.9}), ("others", GOOD["others"] | {"bootstrap_exact": 1e-3}),
]  # fmt: skip


def ran(monkeypatch, capsys, summary):
    for name in ("agreement_with_others", "same_bytes", "probe_quality"):
        part = {"agreement_with_others": "others", "same_bytes": "bytes", "probe_quality": "probes"}[name]
        monkeypatch.setattr(report, name, lambda part=part: summary[part])
    for name in ("identical", "planted"):
        monkeypatch.setattr(report, name, lambda _, name=name: summary[name])
    monkeypatch.setattr(report, "length_lover", lambda _: summary["length"])
    code = report.main([])
    return code, json.loads(capsys.readouterr().out.splitlines()[-1])


def test_what_holds_exits_with_0(monkeypatch, capsys):
    code, last = ran(monkeypatch, capsys, GOOD)
    assert code == 0 and last["holds"] and all(last["demands"].values())


@pytest.mark.parametrize(("name", "value"), SPOILT)
def test_every_demand_can_fail(monkeypatch, capsys, name, value):
    code, last = ran(monkeypatch, capsys, GOOD | {name: value})
    assert code == 1 and not last["holds"] and list(last["demands"].values()).count(False) == 1
