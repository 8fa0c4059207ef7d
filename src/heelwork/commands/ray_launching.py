"""The same processes as Ray actors: on a local Ray, or on the cluster that RAY_ADDRESS names."""

from __future__ import annotations

import os
import runpy
import socket
import sys
from collections.abc import Sequence
from typing import Any

import typer

from heelwork import distributed
from heelwork.errors import ConfigError, PeerError

LOOPBACK = "127.0.0.1"


class Worker:
    """One process of the run, inside an actor."""

    def address(self) -> tuple[str, int]:
        """An address of this machine and a free port, where rank 0 awaits the others."""
        import ray

        with socket.socket() as probe:
            probe.bind(("", 0))
            return ray.util.get_node_ip_address(), probe.getsockname()[1]

    def run(self, arguments: list[str], variables: dict[str, str], folder: str) -> int:
        """The command line, as this rank of the run; returns its exit code."""
        os.environ.update(variables)
        os.chdir(folder)
        sys.argv = ["heelwork", *arguments]
        try:
            runpy.run_module("heelwork", run_name="__main__")
        except SystemExit as end:
            return int(end.code or 0)
        return 0


def launch(arguments: Sequence[str], processes: int) -> None:
    """Run `heelwork ARGUMENTS` in this many actors, one GPU each where the cluster has GPUs, and end as they end.

    Raises ConfigError where Ray is not installed or the cluster is too small, PeerError where an actor is gone.
    """
    try:
        import ray
    except ImportError:
        raise ConfigError(
            "--ray needs Ray, which is not installed; install the extra (pip install 'heelwork[ray]'), or use --nproc"
        ) from None
    _connect(ray, processes)
    resources = ray.cluster_resources()
    # A cluster with too few GPUs is an error like too few of anything: training on its CPUs is not what was asked for.
    wanted = "GPU" if resources.get("GPU", 0) >= 1 else "CPU"
    there = int(resources.get(wanted, 0))
    if there < processes:
        raise ConfigError(
            f"--nproc {processes}, but the Ray cluster has {there} {wanted}s; lower --nproc or add machines"
        )
    kind = ray.remote(num_cpus=1, num_gpus=int(wanted == "GPU"))(Worker)
    workers = [kind.remote() for _ in range(processes)]
    try:
        host, port = ray.get(workers[0].address.remote())
        common = {
            "MASTER_ADDR": host, "MASTER_PORT": str(port), "WORLD_SIZE": str(processes), "LOCAL_RANK": "0",
            distributed.STARTED_WITH: f"--nproc {processes} --ray",
        }  # fmt: skip
        running = [
            worker.run.remote(list(arguments), {**common, "RANK": str(rank)}, os.getcwd())
            for rank, worker in enumerate(workers)
        ]
        _await(ray, running)
    finally:
        for worker in workers:
            ray.kill(worker)
        ray.shutdown()


def _connect(ray: Any, processes: int) -> None:
    if os.environ.get("RAY_ADDRESS"):
        ray.init()
        return
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    ray.init(
        num_cpus=max(processes, os.cpu_count() or 1),
        include_dashboard=False,
        _node_ip_address=LOOPBACK,
        log_to_driver=True,
    )


def _await(ray: Any, running: list[Any]) -> None:
    """Wait for all; the first that fails ends the others."""
    ranks = {ref: rank for rank, ref in enumerate(running)}
    while running:
        done, running = ray.wait(running)
        try:
            code = ray.get(done[0])
        except ray.exceptions.RayError as error:
            raise PeerError(
                f"rank {ranks[done[0]]} of {len(ranks)}: its Ray actor is gone ({type(error).__name__}); the others are ended. "
                "What was saved is unharmed: go on with --resume"
            ) from None
        if code:
            raise typer.Exit(code)  # the actor has said why
