"""Where a stage's figures go besides metrics.jsonl: TensorBoard, Weights & Biases, MLflow or Trackio. Loads none of them early.

A tracker is a convenience. It works in a thread of its own, so that a slow network delays no step; where it fails, one
warning says so and the run goes on. metrics.jsonl holds every figure in any case.
"""

from __future__ import annotations

import contextlib
import importlib.util
import logging
import os
import queue
import re
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, Protocol

from heelwork.errors import ConfigError

log = logging.getLogger("heelwork")

TrackerName = Literal["tensorboard", "wandb", "mlflow", "trackio", "none"]

PACKAGES = {"wandb": "wandb", "mlflow": "mlflow", "trackio": "trackio"}
"""What has to be installed for a tracker; the optional extra has the tracker's name."""

PROJECT = "heelwork"
MOST_WAITING = 10_000  # steps that may wait for a slow tracker
CLOSING_SECONDS = 20.0
SECRET_NAME = re.compile(r"KEY|TOKEN|SECRET|PASSW|CREDENTIAL", re.IGNORECASE)

Values = Mapping[str, float]


class Tracker(Protocol):
    """Takes the figures of each step. Both may raise anything: see Background."""

    def log(self, step: int, values: Values) -> None:
        """The figures of one step."""

    def close(self) -> None:
        """No more will come."""


def require_tracker(name: TrackerName) -> None:
    """Raise ConfigError where the tracker's package is not installed, before any work is done."""
    package = PACKAGES.get(name)
    if package and importlib.util.find_spec(package) is None:
        raise ConfigError(
            f"tracker '{name}' needs the package {package}, which is not installed; "
            f"pip install 'heelwork[{name}]', or choose tracker=tensorboard or tracker=none"
        )


def open_tracker(name: TrackerName, directory: Path, config: Mapping[str, Any]) -> Tracker:
    """The tracker of this name for the stage in `directory`. It is made in the background and never raises."""
    make: dict[str, Callable[..., Tracker]] = {
        "tensorboard": TensorBoard,
        "wandb": WeightsAndBiases,
        "mlflow": MLflow,
        "trackio": Trackio,
    }
    if name == "none":
        return Silent()
    chosen = make[name]
    return Background(name, lambda: chosen(directory.resolve(), _without_secrets(config)))


class Silent:
    """Tracks nothing."""

    def log(self, step: int, values: Values) -> None: ...

    def close(self) -> None: ...


class Background:
    """Another tracker, made and used in a thread of its own. Whatever it raises ends it with one warning."""

    def __init__(
        self, name: str, make: Callable[[], Tracker], *, waiting: int = MOST_WAITING, patience: float = CLOSING_SECONDS
    ):
        self.name, self._make, self._patience = name, make, patience
        self._queue: queue.Queue[tuple[int, Values] | None] = queue.Queue(waiting)
        self._warned = False
        self._thread = threading.Thread(target=self._work, name=f"tracker-{name}", daemon=True)
        self._thread.start()

    def log(self, step: int, values: Values) -> None:
        """Hand the figures over; returns at once."""
        try:
            self._queue.put_nowait((step, dict(values)))
        except queue.Full:
            self._warn("cannot keep up, steps are left out")

    def close(self) -> None:
        """Wait a little for what is still on its way."""
        with contextlib.suppress(queue.Full):
            self._queue.put(None, timeout=self._patience)
        self._thread.join(self._patience)
        if self._thread.is_alive():
            self._warn(f"has not taken everything within {self._patience:g} s")

    def _work(self) -> None:
        item: tuple[int, Values] | None = (0, {})
        try:
            tracker = self._make()
            while (item := self._queue.get()) is not None:
                tracker.log(*item)
            tracker.close()
        except BaseException as error:  # a tracker's library may even call sys.exit
            remedy = f"; try pip install -U 'heelwork[{self.name}]'" if isinstance(error, ImportError) else ""
            self._warn(f"has failed ({type(error).__name__}: {redact(_first_line(error))}){remedy}")
            while item is not None:
                item = self._queue.get()

    def _warn(self, what: str) -> None:
        if not self._warned:
            self._warned = True
            log.warning("%s %s; the run goes on, and metrics.jsonl holds every figure", self.name, what)


class TensorBoard:
    """Event files in <stage>/tensorboard."""

    def __init__(self, directory: Path, config: Mapping[str, Any]):
        from torch.utils.tensorboard import SummaryWriter

        self._writer = SummaryWriter(str(directory / "tensorboard"))

    def log(self, step: int, values: Values) -> None:
        for name, value in values.items():
            self._writer.add_scalar(name, value, step)

    def close(self) -> None:
        self._writer.close()


class WeightsAndBiases:
    """A run of Weights & Biases; offline, for `wandb sync` later, where nobody is logged in. Sends no code."""

    def __init__(self, directory: Path, config: Mapping[str, Any]):
        import wandb

        mode: Any = os.environ.get("WANDB_MODE") or ("online" if wandb.api.api_key else "offline")
        settings = wandb.Settings(console="off", silent=True, disable_code=True, disable_git=True, init_timeout=30)
        self._run = wandb.init(
            project=os.environ.get("WANDB_PROJECT", PROJECT), group=directory.parent.name, name=_name(directory),
            dir=str(directory), config=dict(config), mode=mode, settings=settings, reinit="create_new",
        )  # fmt: skip

    def log(self, step: int, values: Values) -> None:
        self._run.log(dict(values), step=step)

    def close(self) -> None:
        self._run.finish()


class MLflow:
    """A run of MLflow, at MLFLOW_TRACKING_URI or else in mlflow.db beside the stages."""

    def __init__(self, directory: Path, config: Mapping[str, Any]):
        from mlflow import MlflowClient

        place = os.environ.get("MLFLOW_TRACKING_URI") or f"sqlite:///{directory.parent / 'mlflow.db'}"
        self._client = MlflowClient(tracking_uri=place)
        name = os.environ.get("MLFLOW_EXPERIMENT_NAME", PROJECT)
        found = self._client.get_experiment_by_name(name)
        experiment = found.experiment_id if found else self._client.create_experiment(name)
        self._run = self._client.create_run(experiment, run_name=_name(directory)).info.run_id
        for key, value in _flat(config).items():
            self._client.log_param(self._run, key, value)

    def log(self, step: int, values: Values) -> None:
        from mlflow.entities import Metric

        now = int(time.time() * 1000)
        self._client.log_batch(self._run, metrics=[Metric(k, float(v), now, step) for k, v in values.items()])

    def close(self) -> None:
        self._client.set_terminated(self._run)


class Trackio:
    """A run of Trackio, kept on this machine; `trackio show` opens it."""

    def __init__(self, directory: Path, config: Mapping[str, Any]):
        import trackio

        self._run = trackio.init(project=PROJECT, name=_name(directory), config=dict(config), embed=False)

    def log(self, step: int, values: Values) -> None:
        self._run.log(dict(values), step=step)

    def close(self) -> None:
        self._run.finish()


def redact(text: str) -> str:
    """Text without the secrets that it may quote: passwords in addresses, and values of variables named like secrets."""
    text = re.sub(r"//[^/@\s]+@", "//***@", text)
    for name, value in os.environ.items():
        if SECRET_NAME.search(name) and len(value) >= 6:
            text = text.replace(value, "***")
    return text


def _without_secrets(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            k: "***" if SECRET_NAME.search(str(k)) and isinstance(v, str) else _without_secrets(v)
            for k, v in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_without_secrets(v) for v in value]
    return redact(value) if isinstance(value, str) else value


def _flat(config: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    out: dict[str, str] = {}
    for key, value in config.items():
        if isinstance(value, Mapping):
            out |= _flat(value, f"{prefix}{key}.")
        else:
            out[prefix + key] = str(value)[:500]
    return out


def _name(directory: Path) -> str:
    return f"{directory.parent.name}/{directory.name}"


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [""])[0][:300]
