"""Several processes of one command on this machine, by PyTorch's own launcher; what torchrun does, with a plainer end."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import typer

from heelwork import distributed
from heelwork.errors import ConfigError, PeerError

GRACE = 45  # seconds that processes get to save and end before they are killed
NOTICES = 0.2  # seconds between looks at the processes
PEER_GONE = PeerError.exit_code


def launch(arguments: Sequence[str], processes: int) -> None:
    """Run `heelwork ARGUMENTS` in this many processes and end as they end.

    Raises PeerError where one was killed (the others are ended by then), ConfigError where there are fewer GPUs than processes.
    """
    import logging

    import torch
    from torch.distributed.elastic.multiprocessing.api import SignalException
    from torch.distributed.elastic.multiprocessing.errors import ChildFailedError
    from torch.distributed.launcher.api import LaunchConfig, elastic_launch

    if torch.cuda.is_available() and processes > torch.cuda.device_count():
        raise ConfigError(
            f"--nproc {processes}, but this machine has {torch.cuda.device_count()} GPUs, and each process needs its own; lower "
            "--nproc, or start on several machines with torchrun (docs/distributed.md)"
        )
    logging.getLogger("torch.distributed.elastic").setLevel(logging.CRITICAL)  # what failed is told below
    os.environ[distributed.STARTED_WITH] = f"--nproc {processes}"
    os.environ.setdefault("OMP_NUM_THREADS", str(max(1, (os.cpu_count() or 1) // processes)))
    config = LaunchConfig(
        min_nodes=1, max_nodes=1, nproc_per_node=processes, run_id="heelwork",
        rdzv_backend="c10d", rdzv_endpoint="127.0.0.1:0", max_restarts=0,
        monitor_interval=NOTICES, shutdown_timeout=GRACE, local_addr="127.0.0.1",
    )  # fmt: skip
    try:
        elastic_launch(config, sys.executable)("-m", "heelwork", *arguments)
    except ChildFailedError as error:
        _tell(error, processes, arguments)
    except SignalException as error:
        raise typer.Exit(128 + int(error.sigval)) from None


def _tell(error: Any, processes: int, arguments: Sequence[str]) -> NoReturn:
    """Of all that failed, the one that began it: a killed process, else one that ended for a reason of its own."""
    failures = sorted(error.failures.items(), key=lambda item: item[1].timestamp)
    killed = [
        (rank, f) for rank, f in failures if f.exitcode < 0 and -f.exitcode not in (signal.SIGTERM, signal.SIGINT)
    ]
    if killed:
        rank, failure = killed[0]
        raise PeerError(
            f"rank {rank} of {processes} (process {failure.pid}) was killed by {signal.Signals(-failure.exitcode).name}; the "
            f"others were ended. What was saved is unharmed. Go on with: {distributed.go_on_with(*arguments)}"
        )
    own = [f.exitcode for _, f in failures if f.exitcode not in (PEER_GONE, -signal.SIGTERM, -signal.SIGINT)]
    code = own[0] if own else failures[0][1].exitcode
    raise typer.Exit(code if code >= 0 else 128 - code)  # the process has said why
