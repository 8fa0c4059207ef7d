"""The processes of one run: how many, which one this is, and what all must agree on. A single process loads no torch here.

torchrun, `heelwork run --nproc` or `--ray` start the same program several times and number the copies (RANK, WORLD_SIZE). Rank 0
writes files and speaks; the others compute and are quiet. Everything here does nothing, and costs nothing, in a single process.
"""

from __future__ import annotations

import contextlib
import datetime
import logging
import os
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from heelwork.errors import HeelworkError, PeerError

if TYPE_CHECKING:
    from torch import Tensor

T = TypeVar("T")

PATIENCE = datetime.timedelta(minutes=10)  # that the collectives of training wait for a process that does not come
WORK_OF_ONE = datetime.timedelta(
    days=7
)  # that the others wait while rank 0 works alone; a killed one is noticed at once
LOST = ("connection closed", "connection reset", "timed out", "broken pipe", "connectfull", "socket", "nccl", "gloo")

STARTED_WITH = "HEELWORK_STARTED_WITH"
"""The variable by which the processes of a run know the options that started them, such as --nproc 2."""

_alone = 0  # how many blocks of `alone` this process is inside
_state: dict[str, Any] = {}


def size() -> int:
    """How many processes compute together; 1 inside `alone`."""
    return 1 if _alone else int(os.environ.get("WORLD_SIZE", "1")) if "MASTER_ADDR" in os.environ else 1


def rank() -> int:
    """Which of them this is, from 0."""
    return 0 if size() == 1 else int(os.environ["RANK"])


def go_on_with(*command: str) -> str:
    """The command line, quoted for a shell, that goes on with what these processes began. command: what follows `heelwork`."""
    started_with = shlex.split(os.environ.get(STARTED_WITH, ""))
    return shlex.join(["heelwork", *(word for word in command if word != "--resume"), *started_with, "--resume"])


def is_main() -> bool:
    """Whether this process writes files and speaks."""
    return rank() == 0


def start() -> None:
    """Join the other processes; once is enough, and in a single process there is nothing to join.

    Gloo on a CPU, NCCL between GPUs. Raises PeerError where they do not come.
    """
    if size() == 1 or _state:
        return
    import torch
    import torch.distributed as dist

    if not is_main():
        _be_quiet()
    cuda = torch.cuda.is_available()
    if cuda:
        torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")) % torch.cuda.device_count())
    try:
        store, own, total = next(iter(dist.rendezvous("env://", timeout=PATIENCE)))
        backend = "cpu:gloo,cuda:nccl" if cuda else "gloo"
        dist.init_process_group(backend, store=store, rank=own, world_size=total, timeout=PATIENCE)
        _state.update(store=store, patient=dist.new_group(backend="gloo", timeout=WORK_OF_ONE))
    except (RuntimeError, ValueError, OSError) as error:
        raise PeerError(
            f"rank {rank()} of {size()}: the processes do not find each other at {os.environ.get('MASTER_ADDR')}:"
            f"{os.environ.get('MASTER_PORT')} ({_first_line(error)}); start all of them with torchrun or heelwork run --nproc"
        ) from error


def end() -> None:
    """Leave the other processes, when all have come here."""
    if _state:
        import torch.distributed as dist

        with contextlib.suppress(RuntimeError):
            wait()
            dist.destroy_process_group()
        _state.clear()


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Within the block this process computes by itself, as if there were no others."""
    global _alone
    _alone += 1
    try:
        yield
    finally:
        _alone -= 1


def wait() -> None:
    """Go on when all processes have come here."""
    if size() > 1:
        import torch.distributed as dist

        dist.barrier(group=_state["patient"])


def from_main(function: Callable[[], T]) -> T:
    """Call it on rank 0 alone; all processes get what it returned, or raise the HeelworkError that it raised."""
    if size() == 1:
        return function()
    import torch.distributed as dist

    box: list[Any] = [None, None]
    failure: Exception | None = None
    if is_main():
        try:
            with alone():
                box[0] = function()
        except HeelworkError as error:
            box[1] = error
        except Exception as error:
            box[1] = PeerError(f"rank 0 failed: {type(error).__name__}: {_first_line(error)}")
            failure = error
    dist.broadcast_object_list(box, src=0, group=_state["patient"])
    if failure is not None:
        raise failure
    if box[1] is not None:
        raise box[1]
    result: T = box[0]
    return result


def gather(value: T) -> list[T]:
    """The value of every process, in the order of their ranks."""
    if size() == 1:
        return [value]
    import torch.distributed as dist

    out: list[Any] = [None] * size()
    dist.all_gather_object(out, value, group=_state["patient"])
    return out


def largest(*values: float) -> tuple[float, ...]:
    """Of each value the largest over all processes."""
    if size() == 1:
        return values
    import torch
    import torch.distributed as dist

    held = torch.tensor(values, dtype=torch.float64)
    dist.all_reduce(held, dist.ReduceOp.MAX)
    return tuple(held.tolist())


def merged(sums: Mapping[str, float], maxima: Mapping[str, float]) -> dict[str, float]:
    """Figures of which every process has a part: sums added up, maxima the largest. All have the same names."""
    if size() == 1:
        return {**sums, **maxima}
    import torch
    import torch.distributed as dist

    added = torch.tensor([sums[name] for name in sorted(sums)], dtype=torch.float64)
    dist.all_reduce(added)
    highest = largest(*(maxima[name] for name in sorted(maxima))) if maxima else ()
    found = dict(zip(sorted(sums), added.tolist(), strict=True)) | dict(zip(sorted(maxima), highest, strict=True))
    return {name: found[name] for name in (*sums, *maxima)}


def added(tensors: Sequence[Tensor]) -> None:
    """Add up in place, over all processes, tensors of which each holds its own part and zeros elsewhere."""
    if size() > 1:
        import torch.distributed as dist

        for tensor in tensors:
            dist.all_reduce(tensor)


def is_first(what: str) -> bool:
    """Whether no other process asked this before: where all fail at once, one says so."""
    if "store" not in _state:
        return True
    try:
        return int(_state["store"].add(f"heelwork/{what}", 1)) == 1
    except RuntimeError:
        return True


def lost_peer(error: BaseException) -> PeerError | None:
    """What to tell the user where the error is that another process is gone; None for other errors."""
    text = str(error).lower()
    if size() == 1 or not _state or not any(sign in text for sign in LOST):
        return None
    return PeerError(
        f"rank {rank()} of {size()}: another process of the run is gone ({_first_line(error)}); this one ends too. What was "
        "saved is unharmed: look for the first failure above, then go on with --resume"
    )


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__


def _be_quiet() -> None:
    logging.getLogger("heelwork").setLevel(logging.ERROR)
    os.environ["TRANSFORMERS_VERBOSITY"] = "error"
    os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
