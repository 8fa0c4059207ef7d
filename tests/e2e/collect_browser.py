"""A real browser and a real server for the tests of the labelling screens; they skip clearly where there is no browser."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser_path():
    """The browser to drive: HEELWORK_BROWSER, or Chromium as distributions install it."""
    return os.environ.get("HEELWORK_BROWSER") or next((found for name in NAMES if (found := shutil.which(name))), None)


@contextlib.contextmanager
def launched():
    """A headless browser."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = browser_path()
    if path is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium, or set HEELWORK_BROWSER)")
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


class Served:
    """`heelwork collect` as a process of its own."""

    def __init__(self, folder, *arguments):
        command = [sys.executable, "-m", "heelwork", "collect", "serve", *map(str, arguments), "--no-browser"]
        command += ["--port", "0", "--database", str(folder / "store.db")]
        self.database = folder / "store.db"
        self.log = (folder / "server.log").open("w+")
        source = str(Path(__file__).parents[2] / "src")
        environment = {**os.environ, "PYTHONPATH": source, "PYTHONUNBUFFERED": "1", "OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen(command, stdout=self.log, stderr=subprocess.STDOUT, env=environment)
        self.link = self._wait_for(r"(http://\S+/enter\?token=\S+)")
        self.base = self.link.split("/enter")[0]

    def output(self):
        """What the server printed so far."""
        return Path(self.log.name).read_text()

    def _wait_for(self, pattern):
        for _ in range(600):
            if found := re.search(pattern, self.output()):
                return found.group(1)
            if self.process.poll() is not None:
                raise AssertionError(self.output())
            time.sleep(0.1)
        raise AssertionError(f"the server did not start: {self.output()}")

    def stop(self):
        """Ctrl-C; returns the exit code."""
        import signal

        self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(20)
        finally:
            self.process.kill()
            self.log.close()


def write_answers(path, count, k=4, texts=None):
    """A file of answers to `count` prompts."""
    with path.open("w", encoding="utf-8") as file:
        for n in range(count):
            answers = texts or [f"answer {n}.{i}: the dog waits at the gate {'and waits ' * i}" for i in range(k)]
            file.write(
                json.dumps({"prompt": f"question {n}: what does the dog do?", "completions": answers, "model": MODEL})
                + "\n"
            )
    return path


MODEL = "secret-model-7b"
