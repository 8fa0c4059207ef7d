"""What the audit's benchmark holds the cures to."""

from benchmarks.audit import cures_hold


def test_a_run_that_stops_at_once_does_not_pass_for_cured():
    cured = {"first": 3.4, "peak": 5.2, "uncured_peak": 5.4, "final": 5.2}
    assert all(cures_hold(cured).values())
    stopped = cures_hold({"first": 3.4, "peak": 3.6, "uncured_peak": 5.4, "final": 3.6})
    assert [name for name, held in stopped.items() if not held] == ["and at least 95% of the peak without them"]
