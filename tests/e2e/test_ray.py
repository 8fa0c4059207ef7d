"""The same processes as Ray actors, on a local Ray that the test starts."""

import importlib.util
import json
import os
import subprocess
import sys

import pytest

from benchmarks.kill_material import make_material, values_of

HAS_RAY = importlib.util.find_spec("ray") is not None


@pytest.mark.slow
@pytest.mark.skipif(not HAS_RAY, reason="Ray is not installed (extra: ray)")
def test_two_actors_train_one_model(tmp_path):
    make_material(tmp_path / "material")
    recipe = tmp_path / "recipe.json"
    recipe.write_text(
        json.dumps(values_of("sft", tmp_path / "material", tmp_path / "sft") | {"lora": None, "epochs": 1})
    )
    done = subprocess.run(
        [sys.executable, "-m", "heelwork", "sft", str(recipe), "--nproc", "2", "--ray"],
        env={**os.environ, "OMP_NUM_THREADS": "1"}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert (tmp_path / "sft" / "model" / "model.safetensors").exists()
    assert len((tmp_path / "sft" / "metrics.jsonl").read_text().splitlines()) == 3


@pytest.mark.skipif(HAS_RAY, reason="Ray is installed")
def test_without_ray_the_error_names_the_extra():
    from heelwork.commands.ray_launching import launch
    from heelwork.errors import ConfigError

    with pytest.raises(ConfigError, match=r"heelwork\[ray\]"):
        launch(["run"], 2)
