"""The kill test in short: runs that are killed at seeded moments end as if nothing had happened."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_killed_runs_end_bit_for_bit_as_the_uninterrupted_ones():
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.kill_resume", "--short"], cwd=ROOT, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    summary = json.loads(done.stdout.strip().splitlines()[-1])
    assert done.returncode == 0, summary["failed"]
    assert summary["kills"] >= 5 and summary["different"] == []
    assert summary["refused"] == {"flipped": True, "cut": True, "foreign": True}
