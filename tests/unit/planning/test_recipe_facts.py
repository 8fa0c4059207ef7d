"""What a plan reads from a recipe and its data."""

import pytest
from conftest import write_lines

from heelwork.errors import DataError
from heelwork.planning.recipe import stage_facts

SHORT = {"prompt": "Hi?", "completion": "Yes."}
LONG = {"prompt": "word " * 200, "completion": "Yes."}


def facts(tiny, pairs, tmp_path, demonstrations):
    data = write_lines(tmp_path / "demonstrations.jsonl", demonstrations)
    recipe = {"base": tiny, "out": str(tmp_path / "run"), "max_length": 64, "heldout_share": 0.0, "data": [pairs]}
    return stage_facts({**recipe, "sft": {"data": [data]}, "ppo": {"max_new_tokens": 8}})


def test_demonstrations_without_an_answer_inside_max_length_are_left_out_as_sft_does(tiny, pairs, tmp_path):
    sft, alone = facts(tiny, pairs, tmp_path, [SHORT] * 3 + [LONG])[0], facts(tiny, pairs, tmp_path, [SHORT])[0]
    assert (sft.rows, sft.length, sft.counted) == (3, alone.length, alone.counted)


def test_a_plan_without_one_usable_demonstration_says_why(tiny, pairs, tmp_path):
    with pytest.raises(DataError, match=r"demonstrations.jsonl: none of 1 sampled records is short enough"):
        facts(tiny, pairs, tmp_path, [LONG])
