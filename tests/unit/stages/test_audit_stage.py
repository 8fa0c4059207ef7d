"""The audit stage: what it reads, and what it does with a model that cannot see whole answers."""

import json
from dataclasses import asdict

import pytest
from conftest import FAST, write_lines

from heelwork.audit.material import facts
from heelwork.errors import DataError
from heelwork.stages import audit


@pytest.fixture
def audit_settings(tiny_reward, tmp_path):
    """A maker of audit settings: three facts, one example of each probe."""
    few = write_lines(tmp_path / "facts.jsonl", [asdict(fact) for fact in facts()[:3]])

    def make(**values):
        given = {"reward_model": tiny_reward, "facts": [few], "out": str(tmp_path / "audit"), "worst": 1, **FAST}
        return audit.AuditSettings.model_validate({**given, **values})

    return make


def pairs_of(tmp_path, name, count):
    """A file of pairs whose prompts say where they come from."""
    return write_lines(
        tmp_path / f"{name}.jsonl",
        [{"prompt": f"{name} {i}?", "chosen": "On the hill.", "rejected": "No."} for i in range(count)],
    )


def audited(settings):
    audit.run(settings)
    return json.loads((audit.Path(settings.out) / "audit.json").read_text())


def test_the_limit_counts_for_each_source(audit_settings, tmp_path):
    sources = [pairs_of(tmp_path, name, 5) for name in ("First", "Second", "Third")]
    found = audited(audit_settings(data=sources, limit=2, worst=99))
    assert found["accuracy"]["data"]["n"] == 6
    seen = {w["prompt"].split()[1] for p in found["probes"] if p["source"] == "data" for w in p["worst"]}
    assert seen == {"First", "Second", "Third"}


def test_held_out_prompts_are_kept_for_each_source_before_the_limit(audit_settings, tmp_path, caplog):
    sources = [pairs_of(tmp_path, name, 40) for name in ("First", "Second")]
    alone = pairs_of(tmp_path, "Alone", 1)
    found = audited(audit_settings(data=[*sources, alone], limit=4, heldout_share=0.3, seed=1))
    assert found["accuracy"]["data"]["n"] == 8
    assert "none of the rankings of" in caplog.text and "Alone.jsonl" in caplog.text
    with pytest.raises(DataError, match=r"none of its rankings is held out with heldout_share 0\.3 and split_seed 1"):
        audit.run(audit_settings(data=[alone], heldout_share=0.3, seed=1))


def test_a_short_max_length_is_told(audit_settings, tmp_path, caplog):
    """The tiny tokenizer makes long rows of the facts: 64 tokens hold some answers, 24 no beginning of any."""
    found = audited(audit_settings(max_length=64))
    left = found["left_out"]["facts"]
    assert 0 < left["cases"] < left["of"]
    assert f"{left['cases']} of {left['of']} comparisons of facts answers left out" in caplog.text
    with pytest.raises(DataError, match=r"scores all answers to a question alike.*raise max_length"):
        audit.run(audit_settings(max_length=24))
