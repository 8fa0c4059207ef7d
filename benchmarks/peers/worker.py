"""How the benchmark talks to a worker: a line of JSON each way. No import of either side, so that both can use it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def serve(tasks: Mapping[str, Callable[..., dict[str, Any]]], arguments: Sequence[str]) -> None:
    """Answer requests until the input ends. What the libraries print goes to standard error."""
    import torch

    torch.set_num_threads(int(arguments[1]))
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        request = json.loads(line)
        answers.write(json.dumps(tasks[request.pop("task")](**request)) + "\n")
        answers.flush()


class Worker:
    """A process of one side; `ask` runs one task there and waits."""

    def __init__(self, python: str, module: str, threads: int, log: Path):
        environment = {
            **os.environ,
            "OMP_NUM_THREADS": str(threads),
            "TOKENIZERS_PARALLELISM": "false",
            "HF_HUB_OFFLINE": "1",
        }
        environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), environment.get("PYTHONPATH", "")])
        self.log = log
        self.process = subprocess.Popen(
            [python, "-m", module, str(threads)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log.open("a"), text=True,
            env=environment, cwd=ROOT,
        )  # fmt: skip

    def ask(self, task: str, **request: Any) -> dict[str, Any]:
        """The task's answer. Raises RuntimeError with the end of the worker's log where it died."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps({"task": task, **request}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the worker died in {task}:\n" + "\n".join(self.log.read_text().splitlines()[-15:]))
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()
