"""Which settings may change between a run and its resumption."""

import pytest

from heelwork.stages.inputs import choices
from heelwork.stages.ppo import PpoSettings


def ppo(**values):
    return choices(PpoSettings(data=["x.jsonl"], **values))


@pytest.mark.parametrize(
    "values",
    [
        {"slots": 8, "sample_every": 1, "samples": 16},
        {"sampler": {"base_url": "http://127.0.0.1:9000/v1", "key_env": "KEY", "weights": "/shared/weights"}},
        {"sampler": {"concurrency": 4, "tries": 2, "timeout_s": 5.0, "first_wait_s": 2.0, "longest_wait_s": 9.0}},
    ],
)
def test_what_changes_no_result_is_no_change(values):
    assert ppo(**values) == ppo()


@pytest.mark.parametrize(
    "values", [{"temperature": 0.7}, {"sampler": {"kind": "vllm"}}, {"sampler": {"model": "other"}}]
)
def test_what_may_change_a_result_is_one(values):
    assert ppo(**values) != ppo()
