"""`heelwork report` and `heelwork watch` on the command line."""

import socket
import subprocess
import sys

import pytest
from made_run import write_run


def heelwork(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "heelwork", *map(str, arguments)], capture_output=True, text=True, timeout=120
    )


def test_report_says_where_its_files_are(tmp_path):
    run = write_run(tmp_path / "run")
    done = heelwork("report", run)
    assert done.returncode == 0 and done.stderr == ""
    assert done.stdout.splitlines() == [
        f"page:       {run}/report.html", f"JSON:       {run}/report.json", f"model card: {run}/MODEL_CARD.md",
    ]  # fmt: skip
    assert all((run / name).stat().st_size > 1000 for name in ("report.html", "report.json", "MODEL_CARD.md"))


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_directory_that_is_no_run_is_an_error_without_a_trace(tmp_path, name):
    (tmp_path / "empty").mkdir()
    done = heelwork("report", tmp_path / name)
    assert done.returncode != 0 and "heelwork run --out" in done.stderr and "Traceback" not in done.stderr


def test_watch_refuses_a_port_that_is_taken(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = heelwork("watch", tmp_path, "--port", taken.getsockname()[1])
    assert done.returncode != 0 and "choose another with --port" in done.stderr and "Traceback" not in done.stderr
