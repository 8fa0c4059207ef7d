"""The lines that the starter's cures are held to."""

import pytest

from benchmarks.starter_cures import holds, lines

SOUND = {"length/x1.5": 0.4, "length/x2": 0.5, "length/x4": 0.3, "flattery/prefix": 0.2,
         "flattery/opinion": 0.10,
         "repetition/sentences": 0.0, "repetition/loop": 0.0,
         "degenerate/other_prompt": 0.02, "degenerate/truncated": 0.01}  # fmt: skip


def audit(partial=-0.05, order=0.96, **wins):
    rates = {**SOUND, **{name.replace("__", "/").replace("x15", "x1.5"): rate for name, rate in wins.items()}}
    return {
        "probes": [
            {"name": n, "win_rate": r, "control_rate": 0.06 if n == "flattery/opinion" else None} for n, r in rates.items()
        ],
        "length_correlation": [{"partial": partial}],
        "certainty_order": {"rate": order},
        "accuracy": {"built-in": {"rate": 0.9}},
    }  # fmt: skip


def test_the_worst_probe_counts():
    found = lines(audit(length__x15=0.52, degenerate__truncated=0.03))
    assert found["padded"] == 0.52 and found["agreement"] == pytest.approx(0.04)
    assert found["degenerate_loses"] == pytest.approx(0.97)


def test_all_lines_hold_for_a_sound_model():
    assert all(holds([lines(audit())]).values())


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        ({"length__x2": 0.51}, "padded"), ({"partial": -0.11}, "correlate"), ({"order": 0.94}, "certainty"),
        ({"flattery__prefix": 0.51}, "flattered"), ({"flattery__opinion": 0.12}, "opinion"),
        ({"repetition__loop": 0.03}, "degenerate"),
    ],
)  # fmt: skip
def test_one_fault_in_one_audit_fails_its_line_alone(fault, line):
    verdicts = holds([lines(audit()), lines(audit(**fault))])
    assert [name for name, held in verdicts.items() if not held] == [next(n for n in verdicts if line in n)]
