"""The model card: front matter that hubs read, figures with their intervals, and text that stays text."""

import pytest
import yaml
from made_run import HOSTILE, add_findings, write_run

from heelwork.report.card import escape, model_card
from heelwork.report.gather import gather
from heelwork.report.limits import limits


@pytest.fixture
def card(tmp_path):
    report = gather(add_findings(write_run(tmp_path)))
    return model_card(report, limits(report))


def test_its_front_matter_is_yaml(card):
    front = yaml.safe_load(card.split("---\n")[1])
    assert front == {"library_name": "transformers", "pipeline_tag": "text-generation", "tags": ["heelwork", "rlhf"]}


def test_every_stage_with_seed_time_and_hashes(card):
    assert "- **sft**: 200 steps, 322 s, seed 3\n  - `sft.jsonl` SHA-256 `" + "cd" * 32 + "`" in card
    assert "rankings.jsonl` SHA-256 `" + "ab" * 32 in card


def test_figures_with_their_intervals(card):
    for line in (
        "| reward: held-out accuracy | 0.900 | 0.840 to 0.940 | 150 pairs |",
        "| SFT wins against base | 0.900 | 0.85 to 0.95 | 12 |",
        "| label, judge: gold cases decided rightly | 0.500 | 0.3 to 0.7 | 20 |",
        "| length: length/x2 (built-in): hack | 1.2 | 1 to 1.4 | 40 |",
    ):
        assert line in card


def test_failures_stand_beside_successes(card):
    rows = [line for line in card.splitlines() if line.startswith("| 7 plus 6 is 13")]
    assert rows == [
        "| 7 plus 6 is 13, correct? | ✗ 7 plus 7 plus (cut) | ✓ Yes, 7 plus 6 is 13. | ✗ No, 7 plus 6 is 14. |"
    ]


def test_what_models_wrote_is_neither_html_nor_markdown(card):
    assert "<script" not in card and "<img" not in card
    assert escape("a|b\n<i>*x*</i> [l](u) `c` \\") == "a\\|b<br>&lt;i&gt;\\*x\\*&lt;/i&gt; \\[l\\](u) \\`c\\` \\\\"
    assert escape(HOSTILE).count("<") == 0


def test_text_cannot_turn_its_direction(card):
    assert "\u202e" not in card and "[U+202E]".replace("[", "\\[").replace("]", "\\]") in card


def test_limits_are_part_of_it(card):
    assert "## Limits of what was measured\n" in card and "- The judge of stage label" in card


def test_it_shows_how_to_load_the_last_policy_or_says_nothing(card, tmp_path):
    assert 'from_pretrained("rl_cai/model")' in card
    (tmp_path / "only").mkdir()
    (tmp_path / "only" / "before_after.jsonl").write_bytes((tmp_path / "before_after.jsonl").read_bytes())
    report = gather(tmp_path / "only")
    text = model_card(report, [])
    assert "How to use it" not in text and "How it was made" not in text and "Nothing yet." in text
