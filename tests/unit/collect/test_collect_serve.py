"""`heelwork collect`: mistakes end in one sentence before anything is served."""

import json
import socket

import pytest
from typer.testing import CliRunner

from heelwork.cli import app
from heelwork.errors import DataError, HeelworkError


@pytest.fixture
def collect(tmp_path, monkeypatch):
    """collect("FILE", ...) -> the error, run in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        done = CliRunner().invoke(app, ["collect", *map(str, arguments), "--no-browser", "--port", "0"])
        assert isinstance(done.exception, HeelworkError), done.output
        return str(done.exception)

    return call


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--host", "0.0.0.0"], "--public-url"),
        (["--public-url", "http://a.example"], "https"),
        (["wolf"], "add --prompts"),
        (["missing.jsonl"], "no such file"),
        (["wolf", "--prompts", "missing.jsonl"], "no such file"),
        (["--kind", "pair", "--k", "4"], "--k is 4"),
        (["--guidelines", "missing.txt"], "cannot be read"),
        (["--gold", "missing.jsonl"], "no such file"),
        (["--database", "no/such/folder/collect.db"], "folder"),
        (["--database", "mysql://a/b"], "SQLite"),
        (["."], "holds no model"),
    ],
)
def test_a_mistake_is_one_sentence(collect, arguments, says):
    if arguments == ["."]:
        arguments = [".", "--prompts", "prompts.jsonl"]
    assert says in collect(*arguments)


def test_one_prompt_that_is_too_long_does_not_end_the_sampling(tmp_path, monkeypatch, caplog):
    from heelwork.collect.feed import Feed
    from heelwork.collect.store import Store
    from heelwork.commands.collect_serve import sample
    from heelwork.records import Message, Prompt

    class Assistant:
        def __init__(self, model):
            self.chat = self

        def prompt_ids(self, messages, room):
            if len(messages[0].content) > 100:
                raise DataError(f"the prompt leaves less than {room} tokens", field="prompt")

        def several(self, prompts, k, sampling):
            for prompt in prompts:
                self.prompt_ids(prompt.messages, sampling.max_new_tokens)
            return [[f"answer {n}" for n in range(k)] for _ in prompts]

    monkeypatch.setattr("heelwork.inference.Assistant", Assistant)
    monkeypatch.setattr("os.nice", lambda by: 0)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    prompts = [Prompt((Message("user", "x" * (200 if n == 10 else 5) + str(n)),)) for n in range(20)]
    drawn = {"temperature": 0.9, "max_new_tokens": 8, "seed": 0, "weights": "w"}
    database = str(tmp_path / "collect.db")
    with caplog.at_level("INFO"):
        sample(database, Feed("pair", 2, 1, 0, "m", drawn), prompts)
    store = Store(database)
    assert store.progress().wanted == 19
    store.close()
    assert "passed over: prompt 11: " in caplog.text and "19 prompts, all but 1" in caplog.text


def test_a_port_that_is_taken_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = CliRunner().invoke(app, ["collect", "--no-browser", "--port", str(port)])
    assert f"port {port}" in str(done.exception)


def test_a_file_fills_the_store_and_the_server_is_told_where_it_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "answers.jsonl").write_text(json.dumps({"prompt": "why?", "completions": ["a", "b"]}) + "\n")
    served = []
    monkeypatch.setattr("heelwork.collect.web.serve.serve", lambda web, listening, behind_proxy: served.append(web))
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    done = CliRunner().invoke(app, ["collect", "answers.jsonl", "--k", "2", "--port", "0"])
    assert done.exit_code == 0, done.output
    assert "1 items of answers.jsonl" in done.output and "http://127.0.0.1:" in done.output and len(served) == 1
    assert opened and opened[0] in done.output and "/enter?token=" in opened[0]
    assert (tmp_path / "collect.db").exists()
    (tmp_path / "gold.jsonl").write_text(json.dumps({"prompt": "why?", "completions": ["a", "b"], "ranking": [2, 1]}))
    done = CliRunner().invoke(app, ["collect", "--gold", "gold.jsonl", "--no-browser", "--port", "0"])
    assert "1 gold items of gold.jsonl; the store has 1" in done.output


def test_the_same_file_again_takes_new_settings_and_says_so(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    records = [{"prompt": f"why {n}?", "completions": ["a", "b"]} for n in range(9)]
    (tmp_path / "answers.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    monkeypatch.setattr("heelwork.collect.web.serve.serve", lambda web, listening, behind_proxy: None)

    def collect(*arguments):
        done = CliRunner().invoke(app, ["collect", "answers.jsonl", "--no-browser", "--port", "0", *arguments])
        assert done.exit_code == 0, done.output
        return done.output

    assert "2 items of answers.jsonl\n" in collect("--limit", "2")
    assert "9 items of answers.jsonl; 2 items were there already; 2 of them are now wanted from 3 people\n" in collect(
        "--overlap", "3"
    )
    assert "9 items were there already; " in (said := collect("--active")) and "in the active arm" in said


def test_a_restart_keeps_the_guidelines_that_a_lead_has_written_since(tmp_path, monkeypatch):
    from heelwork.collect.store import Store

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("heelwork.collect.web.serve.serve", lambda web, listening, behind_proxy: None)

    def collect():
        done = CliRunner().invoke(app, ["collect", "--guidelines", "g.txt", "--no-browser", "--port", "0"])
        assert done.exit_code == 0, done.output
        store = Store("collect.db")
        in_force = store.guidelines()
        store.close()
        return in_force, done.output

    (tmp_path / "g.txt").write_text("be fair\n")
    assert collect()[0] == collect()[0] == (1, "be fair\n")
    store = Store("collect.db")
    store.set_guidelines("be fair and quick", by=store.people.add("Lea", role="lead").id)
    store.close()
    in_force, said = collect()
    assert in_force == (2, "be fair and quick") and "holds version 1 of the guidelines" in said
    (tmp_path / "g.txt").write_text("be quick")
    assert collect()[0] == (3, "be quick")
