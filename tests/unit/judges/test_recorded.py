import pytest
from conftest import write_lines

from heelwork.errors import DataError
from heelwork.judges.base import Comparison
from heelwork.judges.recorded import RecordedJudge
from heelwork.records import Message, Prompt

WHY = Prompt((Message("user", "Why?"),))
HOW = Prompt((Message("user", "How?"),))


def judge(tmp_path):
    return RecordedJudge(write_lines(tmp_path / "rankings.jsonl", [
        {"prompt": "Why?", "completions": ["a", "b", "c"], "ranking": [1, 2, 2]},
        {"prompt": "Why?", "chosen": "b", "rejected": "a"},
        {"prompt": "How?", "chosen": "b", "rejected": "a"},
    ]))  # fmt: skip


def test_verdicts_are_found_by_prompt_and_answers_and_several_people_are_averaged(tmp_path):
    asked = [Comparison(WHY, "a", "b"), Comparison(WHY, "c", "a"), Comparison(WHY, "b", "c"), Comparison(HOW, "a", "b")]
    found = judge(tmp_path).compare(asked)
    assert [(v.p_first, v.details["votes"]) for v in found] == [(0.5, 2), (0.0, 1), (0.5, 1), (0.0, 1)]


def test_what_nobody_ranked_is_an_abstention(tmp_path):
    assert judge(tmp_path).compare([Comparison(HOW, "a", "c")])[0] == (None, {"votes": 0})


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        RecordedJudge(str(tmp_path / "none.jsonl"))
