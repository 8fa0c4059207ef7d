"""The run directory: everything a run leaves behind, in formats that any tool reads. Loads no torch.

recipe.yaml          the resolved recipe             metrics.jsonl     one line per logged step
environment.json     versions, machine, seeds        tensorboard/      the same figures for TensorBoard
data.json            sources with their hashes       rollouts.jsonl    samples of what PPO saw
<stage>/model/       a Hugging Face directory        before_after.md   the models side by side
"""

from __future__ import annotations

import contextlib
import datetime
import errno
import hashlib
import json
import os
import platform
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, TextIO

import yaml

from heelwork import __version__
from heelwork.distributed import is_main
from heelwork.errors import RunError
from heelwork.trackers import Tracker, TrackerName, open_tracker

UNWRITABLE = {
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENOENT, errno.ENAMETOOLONG,
}  # fmt: skip


class RunDir:
    """One directory for a run or a stage of it. Raises RunError where it cannot be written. Of several processes, rank 0 writes.

    tracker: where the figures go besides metrics.jsonl; config: the settings that a tracker shows with them.
    """

    def __init__(self, path: str | Path, tracker: TrackerName = "tensorboard", config: Mapping[str, Any] | None = None):
        self.path = Path(path)
        with disk_errors(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.path):
                pass
        for left in self.path.glob(".*.going") if is_main() else ():  # a process was killed while it removed this
            shutil.rmtree(left, ignore_errors=True)
        self._tracker_name, self._config = tracker, config or {}
        self.identity: dict[str, Any] = {}  # what a saved state must agree with to be resumed here
        self._tracker: Tracker | None = None

    @property
    def model(self) -> Path:
        """Where the stage's model goes."""
        return self.path / "model"

    def stage(self, name: str) -> RunDir:
        """The directory of one stage inside this run."""
        return RunDir(self.path / name)

    def write_json(self, name: str, value: Any) -> None:
        write_text(self.path / name, json.dumps(value, indent=2, ensure_ascii=False, default=str) + "\n")

    def write_recipe(self, resolved: Mapping[str, Any]) -> None:
        """The resolved recipe, with every default, so that the run can be repeated from this file alone."""
        write_text(self.path / "recipe.yaml", yaml.safe_dump(dict(resolved), sort_keys=False, allow_unicode=True))

    def write_environment(self, seed: int) -> None:
        """Versions, machine and seed."""
        self.write_json("environment.json", environment(seed))

    def log(self, step: int, values: Mapping[str, float]) -> None:
        """Append one line to metrics.jsonl and hand the same figures to the tracker."""
        if not is_main():
            return
        with disk_errors(self.path), (self.path / "metrics.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"step": step, **values}) + "\n")
        if self._tracker is None:
            self._tracker = open_tracker(self._tracker_name, self.path, self._config)
        self._tracker.log(step, values)

    def show_again(self) -> None:
        """After a resume: TensorBoard shows exactly what metrics.jsonl holds, and no step that is run again twice."""
        metrics = self.path / "metrics.jsonl"
        if self._tracker_name != "tensorboard" or not metrics.exists():
            return
        self.fresh("tensorboard")
        self._tracker = open_tracker(self._tracker_name, self.path, self._config)
        for line in metrics.read_text(encoding="utf-8").splitlines():
            values = json.loads(line)
            self._tracker.log(values.pop("step"), values)

    def append(self, name: str, records: Iterable[Mapping[str, Any]]) -> None:
        """Append records to a JSON-lines file."""
        if not is_main():
            return
        with disk_errors(self.path), (self.path / name).open("a", encoding="utf-8") as file:
            for record in records:
                file.write(json.dumps(record, ensure_ascii=False) + "\n")

    def fresh(self, *names: str) -> None:
        """Remove what an earlier run left under these names."""
        for name in names if is_main() else ():
            remove(self.path / name)

    def flush(self, *names: str) -> None:
        """Wait until the disk holds these files, where they exist."""
        if not is_main():
            return
        with disk_errors(self.path):
            for name in names:
                if (self.path / name).exists():
                    to_disk(self.path / name)

    def close(self) -> None:
        """Flush what is buffered."""
        if self._tracker is not None:
            self._tracker.close()
            self._tracker = None


def environment(seed: int) -> dict[str, Any]:
    """What a result depends on besides recipe and data."""
    packages = {}
    for name in ("torch", "transformers", "tokenizers", "safetensors", "peft", "datasets", "numpy"):
        with contextlib.suppress(PackageNotFoundError):
            packages[name] = version(name)
    return {
        "heelwork": __version__,
        "seed": seed,
        "started": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cores": os.cpu_count(),
        "command": _command(),
        "packages": packages,
    }


def _command() -> str:
    """What was typed, so that it can be typed again."""
    program = Path(sys.argv[0])
    name = "python -m heelwork" if program.name == "__main__.py" else program.name
    return " ".join([name, shlex.join(sys.argv[1:])]).strip()


def sha256(path: Path) -> str:
    """Hex digest of a file's content."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def rounded(value: Any, digits: int = 6) -> Any:
    """Floats to so many places, so that the last bits of a sum do not show in a file; NaN as null."""
    if isinstance(value, float):
        return round(value, digits) if value == value else None
    if isinstance(value, dict):
        return {key: rounded(inner, digits) for key, inner in value.items()}
    return [rounded(inner, digits) for inner in value] if isinstance(value, (list, tuple)) else value


def write_text(path: Path, text: str) -> None:
    """Write a whole file or nothing: aside first, then renamed into place. Of several processes, rank 0 writes."""
    if not is_main():
        return
    with atomic_writer(path) as file:
        file.write(text)


@contextlib.contextmanager
def atomic_writer(path: Path) -> Iterator[TextIO]:
    """A text file that appears under `path` only when the block ended well; an error leaves what stood there before."""
    with disk_errors(path):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.{os.getpid()}.part")
        _sweep(path)
        try:
            with aside.open("w", encoding="utf-8") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
            to_disk(path.parent)
        finally:
            aside.unlink(missing_ok=True)


@contextlib.contextmanager
def replace_directory(path: Path) -> Iterator[Path]:
    """A directory to fill aside, that takes the place of `path` only when the block ended well.

    All of it is on the disk before it is renamed. What killed processes left aside is swept away.
    """
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.{os.getpid()}.part")
        old = path.with_name(f".{path.name}.{os.getpid()}.old")
        _sweep(path)
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        try:
            yield aside
            for file in aside.rglob("*"):
                to_disk(file)
            to_disk(aside)
            if path.exists():
                path.rename(old)
            aside.rename(path)
            to_disk(path.parent)
        finally:
            if not path.exists() and old.exists():
                old.rename(path)
            shutil.rmtree(old, ignore_errors=True)
            shutil.rmtree(aside, ignore_errors=True)


def to_disk(path: Path) -> None:
    """Wait until the disk holds a file or a directory's entries."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(path: Path) -> None:
    """Bring back what a process that was killed between two renames had moved away, and drop what others left half-written."""
    for left in sorted(path.parent.glob(f".{path.name}.*")):
        process, _, kind = left.name.removeprefix(f".{path.name}.").partition(".")
        if kind not in ("part", "old") or not process.isdigit() or _runs(int(process)):
            continue
        if kind == "old" and not path.exists():
            left.rename(path)
        else:
            remove(left)


def _runs(process: int) -> bool:
    """Whether another process of this number is alive."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return process != os.getpid()


def remove(path: Path) -> None:
    """Remove a file or a directory; a directory is renamed first, so that none is ever found half-deleted."""
    if path.is_dir() and not path.is_symlink():
        going = path.with_name(f".{path.name.lstrip('.')}.going")
        shutil.rmtree(going, ignore_errors=True)
        path.rename(going)
        shutil.rmtree(going, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def require_space(path: Path, needed_bytes: int) -> None:
    """Raise RunError before hours are spent where the disk cannot hold what a run will save."""
    free = shutil.disk_usage(path).free
    if free < needed_bytes:
        raise RunError(
            f"{path}: {_megabytes(free)} free, about {_megabytes(needed_bytes)} needed for the run's checkpoints; "
            "free some space, lower keep_states, or choose another place with --out"
        )


def _megabytes(count: int) -> str:
    return f"{count / 1e6:.0f} MB" if count >= 1e8 else f"{count / 1e6:.2f} MB"


def require_writable(path: Path) -> Path:
    """Raise RunError where a directory could not be made at `path`; makes none. Returns its nearest directory that exists."""
    place = path
    while not place.exists() and place != place.parent:
        place = place.parent
    with disk_errors(path), tempfile.TemporaryFile(dir=place):
        return place


@contextlib.contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turn a full disk or an unwritable place into a RunError that says what was kept."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise RunError(f"{path}: the disk is full; free some space. What stood there before is unharmed") from error
        if error.errno in UNWRITABLE:
            raise RunError(f"{path}: cannot be written ({error.strerror}); choose another place with --out") from error
        raise
    except Exception as error:
        # safetensors reports a full disk as an error of its own
        if type(error).__name__ == "SafetensorError" and ("space" in str(error).lower() or "os error 28" in str(error)):
            raise RunError(f"{path}: the disk is full; free some space. What stood there before is unharmed") from error
        raise
