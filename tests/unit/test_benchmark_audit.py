"""What the audit's benchmark holds the cures to."""

from benchmarks import planted_runs
from benchmarks.audit import cures_hold


def test_a_run_that_stops_at_once_does_not_pass_for_cured():
    cured = {"first": 3.4, "peak": 5.2, "uncured_peak": 5.4, "final": 5.2}
    assert all(cures_hold(cured).values())
    stopped = cures_hold({"first": 3.4, "peak": 3.6, "uncured_peak": 5.4, "final": 3.6})
    assert [name for name, held in stopped.items() if not held] == ["and at least 95% of the peak without them"]


def test_rows_of_another_state_of_the_package_are_made_anew(tmp_path, monkeypatch):
    made = []

    def audited(planted, seed, base, folder):
        made.append((planted, seed))
        return {"flagged": [], "verdicts": {}, "probes": []}

    monkeypatch.setattr(planted_runs, "cut_model", lambda path, layers: path)
    monkeypatch.setattr(planted_runs, "audit_planted", audited)
    for code, wanted in (("one", 2), ("one", 2), ("two", 4)):
        monkeypatch.setattr(planted_runs, "fingerprint", lambda code=code: code)
        assert len(planted_runs.run(tmp_path, [20, 21], ("clean",))) == 2 and len(made) == wanted
