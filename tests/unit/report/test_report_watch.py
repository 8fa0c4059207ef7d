"""The live view: one address, this machine alone, and it outlives the run that it watches."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
from made_run import write_run

from heelwork.errors import RunError
from heelwork.report.watch import Server, Watched


@contextlib.contextmanager
def serving(run):
    server = Server(Watched(run), 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def ask(server, path="/", method="GET", **headers):
    """Status, headers and body of an answer. Underscores in names of headers stand for hyphens."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=20)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, answer.headers, body


@pytest.fixture
def run(tmp_path):
    return write_run(tmp_path / "run")


def test_it_serves_the_page_and_nothing_else(run):
    (run / "secret.txt").write_text("not for the browser")
    with serving(run) as server:
        status, headers, body = ask(server)
        assert status == 200 and "Before and after" in body and "connect-src &#39;self&#39;" in body
        assert headers["X-Frame-Options"] == "DENY" and headers["Cache-Control"] == "no-store"
        for path in ("/secret.txt", "/../secret.txt", "/recipe.yaml", "//secret.txt", "/%2e%2e/secret.txt"):
            status, _, body = ask(server, path)
            assert status == 404 and "not for the browser" not in body
        status, _, body = ask(server, method="HEAD")
        assert status == 200 and body == ""
        assert ask(server, method="POST")[0] == 501


def test_it_listens_on_this_machine_alone(run):
    with serving(run) as server:
        assert server.server_address[0] == "127.0.0.1" and server.address.startswith("http://127.0.0.1:")


def test_a_name_that_was_pointed_here_is_refused(run):
    with serving(run) as server:
        assert ask(server, Host=f"localhost:{server.server_port}")[0] == 200
        for host in ("evil.example", f"evil.example:{server.server_port}", "127.0.0.1:1", ""):
            status, _, body = ask(server, Host=host)
            assert status == 403 and "Before and after" not in body


def test_a_page_that_has_not_changed_is_not_sent_again(run):
    with serving(run) as server:
        _, headers, _ = ask(server)
        status, again, body = ask(server, If_None_Match=headers["ETag"])
        assert status == 304 and body == "" and int(again["X-Run-Age"]) >= 0
        with (run / "ppo" / "rollouts.jsonl").open("a") as file:
            file.write(json.dumps({"step": 25, "prompt": "p", "completion": "a new rollout", "score": 9.0}) + "\n")
        status, headers, body = ask(server, If_None_Match=headers["ETag"])
        assert status == 200 and "a new rollout" in body


def test_a_line_that_is_half_written_waits(run):
    with serving(run) as server:
        with (run / "ppo" / "rollouts.jsonl").open("a") as file:
            file.write('{"step": 25, "prompt": "p", "completion": "half a ro')
            file.flush()
            assert "half a ro" not in ask(server)[2]
            file.write('llout", "score": 9.0}\n')
        assert "half a rollout" in ask(server)[2]


def test_a_run_that_has_not_begun_and_one_that_is_removed(tmp_path):
    with serving(tmp_path / "later") as server:
        status, headers, body = ask(server)
        assert status == 200 and "No answers yet." in body and headers["X-Run-Age"] == "-1"
        write_run(tmp_path / "later", done=False)
        assert "Invented prompt" in ask(server)[2]
        (tmp_path / "later").rename(tmp_path / "gone")
        assert ask(server)[0] == 200


def test_a_port_that_is_taken_is_an_error_with_a_remedy(run):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(RunError, match=rf"port {port} .* choose another with --port, or 0 for a free one"):
            Server(Watched(run), port)


WRITER = """
import json, sys, time
from pathlib import Path
from made_run import write_run
run = write_run(Path(sys.argv[1]), done=False)
with (run / "ppo" / "rollouts.jsonl").open("a") as file:
    file.write(json.dumps({"step": 25, "prompt": "p", "completion": "the last words", "score": 9.0}) + "\\n")
    file.write('{"step": 26, "prompt": "never fin')
    file.flush()
    print("written", flush=True)
    time.sleep(600)
"""


def test_it_goes_on_when_the_run_is_killed(tmp_path):
    tests = Path(__file__).parents[2]
    run = tmp_path / "run"
    command = [sys.executable, "-c", textwrap.dedent(WRITER), str(run)]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(tests)})
    with serving(run) as server, writer:
        assert writer.stdout.readline() == "written\n"
        _, headers, alive = ask(server)
        writer.send_signal(signal.SIGKILL)
        assert writer.wait(20) == -signal.SIGKILL
        status, _, _ = ask(server, If_None_Match=headers["ETag"])
        assert status == 304
        status, _, dead = ask(server)
        assert status == 200 and dead == alive
        assert "the last words" in dead and "never fin" not in dead and "not finished" in dead


def test_the_command_survives_a_killed_run_and_ends_with_ctrl_c(tmp_path):
    run = write_run(tmp_path / "run", done=False)
    command = [sys.executable, "-m", "heelwork", "watch", str(run), "--port", "0"]
    # Tests that run in the background inherit an ignored Ctrl-C.
    watch = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    with watch:
        line = watch.stdout.readline()
        assert line.startswith(f"{run}: http://127.0.0.1:") and "Ctrl-C ends" in line
        port = int(line.split("127.0.0.1:")[1].split("/")[0])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", "/")
        assert "Invented prompt" in connection.getresponse().read().decode()
        watch.send_signal(signal.SIGINT)
        assert watch.stdout.readline() == "stopped watching; the run is not touched by this\n"
        assert watch.wait(20) == 0
