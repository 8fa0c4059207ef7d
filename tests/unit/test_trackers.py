"""Trackers are a convenience: they delay nothing, end nothing and tell nobody's secrets."""

import importlib.util
import logging
import threading

import pytest

from heelwork import trackers
from heelwork.errors import ConfigError
from heelwork.runs import RunDir
from heelwork.trackers import Background, open_tracker, redact, require_tracker


class Notebook:
    """A tracker that writes down what it is told; broken: the step at which it raises."""

    def __init__(self, broken=None, gate=None):
        self.lines, self.closed, self.broken, self.gate = [], False, broken, gate

    def log(self, step, values):
        if self.gate:
            self.gate.wait(10)
        if step == self.broken:
            raise ConnectionError("no route to https://me:hunter22@track.example\nand more")
        self.lines.append((step, dict(values)))

    def close(self):
        self.closed = True


def warnings_of(caplog):
    return [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING]


def test_figures_arrive_in_order_and_the_tracker_is_closed():
    book = Notebook()
    tracker = Background("book", lambda: book)
    for step in range(1, 4):
        tracker.log(step, {"loss": 1.0 / step})
    tracker.close()
    assert book.lines == [(1, {"loss": 1.0}), (2, {"loss": 0.5}), (3, {"loss": 1 / 3})] and book.closed


def test_what_is_logged_is_what_it_was_then():
    book, values = Notebook(), {"loss": 1.0}
    tracker = Background("book", lambda: book)
    tracker.log(1, values)
    values["loss"] = 2.0
    tracker.close()
    assert book.lines == [(1, {"loss": 1.0})]


def test_a_tracker_that_fails_is_told_once_without_its_secret_and_the_run_goes_on(caplog):
    book = Notebook(broken=2)
    tracker = Background("book", lambda: book)
    for step in range(1, 50):
        tracker.log(step, {"loss": 0.0})
    tracker.close()
    assert book.lines == [(1, {"loss": 0.0})]
    (warning,) = warnings_of(caplog)
    assert warning == (
        "book has failed (ConnectionError: no route to https://***@track.example); "
        "the run goes on, and metrics.jsonl holds every figure"
    )


@pytest.mark.parametrize("error", [RuntimeError("api_key not configured"), SystemExit(1), KeyboardInterrupt()])
def test_a_tracker_that_cannot_be_made_ends_nothing(error, caplog):
    def make():
        raise error

    tracker = Background("book", make)
    tracker.log(1, {"loss": 0.0})
    tracker.close()
    assert len(warnings_of(caplog)) == 1


def test_a_tracker_whose_package_is_broken_names_the_extra(caplog):
    def make():
        raise ModuleNotFoundError("No module named 'gradio_client'")

    Background("trackio", make).close()
    (warning,) = warnings_of(caplog)
    assert "No module named 'gradio_client'); try pip install -U 'heelwork[trackio]'; the run goes on" in warning


def test_a_tracker_that_fails_to_close_is_waited_for_no_longer(caplog):
    class Stubborn(Notebook):
        def close(self):
            raise TimeoutError("upload")

    tracker = Background("book", Stubborn, patience=5)
    tracker.close()
    assert not tracker._thread.is_alive()
    assert "has failed (TimeoutError: upload)" in warnings_of(caplog)[0]


def test_a_slow_tracker_delays_no_step_and_loses_what_it_cannot_take(caplog):
    gate = threading.Event()
    book = Notebook(gate=gate)
    tracker = Background("book", lambda: book, waiting=2, patience=0.05)
    for step in range(10):
        tracker.log(step, {"loss": 0.0})  # would never return if it waited for the gate
    tracker.close()
    gate.set()
    assert len(book.lines) < 10
    assert warnings_of(caplog) == [
        "book cannot keep up, steps are left out; the run goes on, and metrics.jsonl holds every figure"
    ]


def test_a_tracker_whose_package_is_missing_is_refused_with_the_extra_to_install(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(
        ConfigError, match=r"tracker 'wandb' needs the package wandb.*pip install 'heelwork\[wandb\]'.*tensorboard"
    ):
        require_tracker("wandb")
    require_tracker("tensorboard")
    require_tracker("none")


def test_the_extras_that_errors_name_exist():
    import tomllib
    from pathlib import Path

    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    assert set(trackers.PACKAGES) <= set(project["project"]["optional-dependencies"])


def test_secrets_are_taken_out_of_messages_and_of_the_settings_that_a_tracker_shows(monkeypatch):
    monkeypatch.setenv("SOME_API_KEY", "abcdef123456")
    monkeypatch.setenv("HARMLESS", "visible-text")
    assert (
        redact("401 for abcdef123456 at postgresql://u:pw@host/db, visible-text")
        == "401 for *** at postgresql://***@host/db, visible-text"
    )
    shown = trackers._without_secrets(
        {"token": "t", "data": ["https://a:b@x/y"], "max_new_tokens": 5, "optim": {"lr": 1e-3}}
    )
    assert shown == {"token": "***", "data": ["https://***@x/y"], "max_new_tokens": 5, "optim": {"lr": 1e-3}}


def test_none_tracks_nothing_and_metrics_are_kept(tmp_path):
    run = RunDir(tmp_path, "none")
    run.log(1, {"loss": 2.0})
    run.close()
    assert [p.name for p in tmp_path.iterdir()] == ["metrics.jsonl"]


def test_a_failing_tracker_leaves_metrics_whole(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(trackers, "TensorBoard", lambda directory, config: Notebook(broken=1))
    run = RunDir(tmp_path)
    for step in (1, 2):
        run.log(step, {"loss": 2.0})
    run.close()
    assert len((tmp_path / "metrics.jsonl").read_text().splitlines()) == 2
    assert len(warnings_of(caplog)) == 1


def test_the_settings_reach_the_tracker(tmp_path, monkeypatch):
    seen = {}
    monkeypatch.setattr(
        trackers, "TensorBoard", lambda directory, config: seen.update(directory=directory, config=config) or Notebook()
    )
    open_tracker("tensorboard", tmp_path / "sft", {"seed": 3}).close()
    assert seen == {"directory": tmp_path / "sft", "config": {"seed": 3}}


@pytest.mark.skipif(importlib.util.find_spec("mlflow") is None, reason="needs the mlflow extra")
def test_mlflow_keeps_the_figures_of_a_run(tmp_path, monkeypatch):
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    from mlflow import MlflowClient

    tracker = open_tracker("mlflow", tmp_path / "run" / "sft", {"seed": 3, "optim": {"lr": 0.1}})
    for step in (1, 2):
        tracker.log(step, {"loss": 2.0 / step})
    tracker.close()
    client = MlflowClient(tracking_uri=f"sqlite:///{tmp_path}/run/mlflow.db")
    (run,) = client.search_runs([client.get_experiment_by_name("heelwork").experiment_id])
    assert run.info.run_name == "run/sft" and run.info.status == "FINISHED"
    assert run.data.params == {"seed": "3", "optim.lr": "0.1"}
    assert [(m.step, m.value) for m in client.get_metric_history(run.info.run_id, "loss")] == [(1, 2.0), (2, 1.0)]


@pytest.mark.skipif(importlib.util.find_spec("wandb") is None, reason="needs the wandb extra")
def test_wandb_works_offline_where_nobody_is_logged_in(tmp_path, monkeypatch, caplog):
    for name in ("WANDB_API_KEY", "WANDB_MODE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "none"))
    (tmp_path / "run" / "sft").mkdir(parents=True)
    tracker = open_tracker("wandb", tmp_path / "run" / "sft", {"seed": 3})
    tracker.log(1, {"loss": 2.0})
    tracker.close()
    assert warnings_of(caplog) == []
    assert list((tmp_path / "run" / "sft").glob("wandb/offline-run-*/*.wandb"))


@pytest.mark.skipif(importlib.util.find_spec("trackio") is None, reason="needs the trackio extra")
def test_trackio_keeps_the_figures_on_this_machine(tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("TRACKIO_DIR", str(tmp_path / "trackio"))
    tracker = open_tracker("trackio", tmp_path / "run" / "sft", {"seed": 3})
    tracker.log(1, {"loss": 2.0})
    tracker.close()
    assert warnings_of(caplog) == []
    assert list((tmp_path / "trackio").rglob("*.db"))
