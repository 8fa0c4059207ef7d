"""Two processes compute what one does, their state loads anywhere, and a killed one ends the other: the short form of
benchmarks/distributed.py, on a tiny model."""

import json

import pytest

from benchmarks import distributed as benchmark
from benchmarks.distributed_kill import kill_a_rank
from benchmarks.kill_material import make_material, values_of

SHORT = {"sft": {"epochs": 1}, "reward": {"epochs": 1, "optim": {"lr": 1e-3}}, "ppo": {"steps": 1}}


@pytest.fixture(scope="module")
def material(tmp_path_factory):
    folder = tmp_path_factory.mktemp("distributed")
    make_material(folder / "material")
    return folder


@pytest.mark.slow
def test_two_processes_give_the_same_model_and_figures_and_a_state_that_one_loads_exactly(material):
    states = {
        "model": str(material / "material" / "model"), "optimiser": "muon", "folder": str(material / "states"),
    }  # fmt: skip
    (material / "states").mkdir()
    found = material / "found.json"
    for processes, last in ((2, {"do": "save", **states}), (1, {"do": "load", **states, "found": str(found)})):
        jobs = [
            {"do": "stage", "stage": stage, "values": {
                **values_of(stage, material / "material", material / str(processes) / stage), **SHORT[stage], "save_every": 0,
            }}
            for stage in SHORT
        ]  # fmt: skip
        benchmark.run_jobs(material, processes, [*jobs, last])
    for stage in SHORT:
        gap = benchmark.difference(material / "1" / stage, material / "2" / stage)
        assert gap["parameters"] <= benchmark.PARAMETERS_WITHIN, stage
        assert gap["metrics"] <= benchmark.METRICS_WITHIN, (stage, gap["worst_metric"])
    loaded = json.loads(found.read_text())
    assert loaded["different"] == []
    assert loaded["tensors"] > 40
    assert "shard-00002-model-00001-of-00001.safetensors" in loaded["files"]


@pytest.mark.slow
def test_a_killed_rank_ends_the_others_with_a_message_that_names_it(material):
    found = kill_a_rank(material / "material", material / "killed", go_on=False)
    assert found["seconds"] <= benchmark.SECONDS_TO_END
    assert found["exit_code"] == 5
    assert found["left_running"] == []
    assert any(line.startswith("error: rank 1 of 2 (process ") and "SIGKILL" in line for line in found["message"])
    assert not any("Traceback" in line for line in found["message"])
