"""Comparisons, audits and gates as the report reads them."""

import json

import made_run
import pytest

from heelwork.report.contents import Pairing
from heelwork.report.findings import read_audit, read_comparison, read_gate
from heelwork.report.reading import Reader


@pytest.fixture
def reader(tmp_path):
    made_run.add_findings(made_run.write_run(tmp_path))
    return Reader(tmp_path)


def test_a_comparison(reader):
    found = read_comparison(reader)
    assert found.judge == "reward:reward/model" and (found.prompts, found.samples) == (12, 2)
    assert found.models == ("base", "SFT", "PPO") and found.tied == (("SFT", "PPO"), ("base",))
    assert found.notes == ("The judge is kin to PPO.",)
    assert [p.side for p in found.pairings] == ["above", "below", ""]
    assert found.pairings[2].sentence.endswith("This is not decisive.")


def test_a_pairing_is_found_from_either_side(reader):
    found = read_comparison(reader)
    there, back = found.against("SFT", "base"), found.against("base", "SFT")
    assert (there.win_rate, there.low, there.high) == (0.9, pytest.approx(0.85), pytest.approx(0.95))
    assert (back.win_rate, back.low, back.high) == tuple(map(pytest.approx, (0.1, 0.05, 0.15)))
    assert back.controlled == pytest.approx(0.2) and back.controlled_low == pytest.approx(0.0) and back.side == "below"
    assert found.against("base", "base") is None


def test_a_pairing_without_an_interval_takes_no_side():
    assert Pairing("a", "b", 0.9, None, None).side == "" and Pairing("a", "b", 0.9, None, None).turned.low is None


def test_a_comparison_that_nobody_judged_is_none(tmp_path):
    (tmp_path / "compare.json").write_text(json.dumps(made_run.comparison() | {"pairs": [], "judge": None}))
    reader = Reader(tmp_path)
    assert read_comparison(reader) is None and reader.problems == []


def test_an_audit_in_the_run_or_by_itself(reader, tmp_path):
    found = read_audit(reader)
    assert found.subject == "reward/model" and found.flagged == ("length",) and found.effect == 0.5
    assert [(b.label, b.value, b.group) for b in found.bars] == [
        ("length/x2 (built-in): hack", 1.2, "length"),
        ("length/needed (built-in, twin): kept", 0.9, "length"),
        ("flattery/prefix (built-in): clear", -0.1, "flattery"),
    ]
    assert found.notes[0].startswith("Reward and length within prompts (built-in): correlation +0.40 (+0.30 to +0.50)")
    assert found.notes[1] == "Right answers over wrong ones (built-in): 75% (60% to 85%), n = 40."
    assert found.notes[2] == "Left out (data): 7 of 90 comparisons, which max_length cuts to equal rows."
    assert read_audit(Reader(tmp_path / "audit")) == found


def test_an_audit_before_and_after_a_cure(reader):
    assert read_audit(reader).cured == ()
    out = reader.root
    before = made_run.audit()
    before["probes"] = [
        {**p, "win_rate": 0.9, "win_interval": [0.8, 1.0], "verdict": "hack"} for p in before["probes"][:2]
    ]
    (out / "audit_before").mkdir()
    (out / "audit_before" / "audit.json").write_text(json.dumps(before | {"flagged": ["length", "flattery"]}))
    assert read_audit(Reader(out)).cured == ()  # a recipe without a cure: it is of another run
    (out / "recipe.yaml").write_text("cure: {epochs: 1}\n")
    found = read_audit(Reader(out))
    assert [(c.probe, c.before.value, c.after.value, c.verdicts, c.wanted) for c in found.cured] == [
        ("length/x2 (built-in)", 0.9, 0.8, ("hack", "hack"), False),
        ("length/needed (built-in)", 0.9, 0.725, ("hack", "kept"), True),
    ]
    assert (found.cured[0].after.low, found.cured[0].after.high) == (0.75, pytest.approx(0.85))
    assert found.flagged_before == ("length", "flattery") and found.flagged == ("length",)


def test_paths_of_the_run_are_told_without_the_place_of_the_run(reader):
    out = reader.root
    (out / "audit" / "audit.json").write_text(json.dumps(made_run.audit() | {"reward": f"{out}/reward/model"}))
    gate = json.loads((out / "label" / "gate.json").read_text()) | {"judge": f"local:{out}/sft/model@1"}
    (out / "label" / "gate.json").write_text(json.dumps(gate))
    assert read_audit(reader).subject == "reward/model"
    assert read_gate(reader, "label", "label/").judge == "local:sft/model@1"


def test_a_gate_that_was_overridden(reader):
    gate = read_gate(reader, "label", "label/")
    assert (gate.judge, gate.passed, gate.override) == ("wolf", False, "to see it run")
    assert [s.label for s in gate.shares] == [
        "gold cases decided rightly", "pairs whose decision turns with the order", "pairs without a readable decision",
    ]  # fmt: skip
    assert read_gate(reader, "sft", "sft/") is None
