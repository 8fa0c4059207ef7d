import json

import pytest
import yaml
from conftest import write_lines

from heelwork.constitution.principles import DEFAULT
from heelwork.data.sources import held_out
from heelwork.errors import ConfigError, DataError
from heelwork.records import Message, Prompt
from heelwork.stages.constitutional import LabelSettings, ReviseSettings, examine, label, revise


@pytest.mark.parametrize("endpoint", [{"base_url": "http://127.0.0.1:9/v1"}, {"key_env": "MY_KEY"}])
def test_one_address_or_key_is_not_shared_by_two_vendors(tmp_path, monkeypatch, endpoint):
    monkeypatch.setenv("MY_KEY", "secret")
    data = tmp_path / "prompts.jsonl"
    data.write_text('{"prompt": "Hello"}\n')
    given = {"data": [str(data)], "out": str(tmp_path / "out"), "endpoint": endpoint, "model": "openai:a"}
    with pytest.raises(ConfigError, match=f"{next(iter(endpoint))} would go to .* leave it out"):
        revise(ReviseSettings(**given, critic="anthropic:b"))
    with pytest.raises(ConfigError, match=r"leave it out"):
        label(LabelSettings(**given, judge="anthropic:b"))
    assert not (tmp_path / "out").exists()


def test_a_constitution_that_check_refuses_is_not_used(tmp_path):
    made = yaml.safe_load(DEFAULT.read_text())
    made["principles"][0]["gold"] = []
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(made))
    given = {"constitution": str(path), "data": ["p.jsonl"], "out": str(tmp_path / "out"), "model": "nowhere"}
    for run in (
        lambda: revise(ReviseSettings(**given)),
        lambda: label(LabelSettings(**given)),
        lambda: examine(LabelSettings(**given)),
    ):
        with pytest.raises(ConfigError, match=r"(?s)mine.yaml cannot be used before it is mended.*has no gold cases"):
            run()
    assert not (tmp_path / "out").exists()


def test_the_gate_asks_only_for_preferences_that_were_kept_out_of_training(tiny, tmp_path):
    asks = [f"What is {k} and one?" for k in range(40)]
    data = write_lines(tmp_path / "p.jsonl", [{"prompt": a, "chosen": "This.", "rejected": "That."} for a in asks])
    kept = [a for a in asks if held_out(Prompt((Message("user", a),)).key, 0.25, 7)]
    given = {"judge": tiny, "human": [data], "human_heldout_share": 0.25, "human_split_seed": 7}

    def asked(name, **values):
        """All pairs that the gate put before the judge."""
        examine(LabelSettings(**values, out=str(tmp_path / name)))
        return json.loads((tmp_path / name / "gate.json").read_text())["abstentions"]["n"]

    gold = asked("gold", judge=tiny)
    assert asked("kept", **given) - gold == len(kept) > 2
    assert asked("two", **given, human_limit=2) - gold == 2
    unlucky = next(a for a in asks if a not in kept)
    alone = write_lines(tmp_path / "one.jsonl", [{"prompt": unlucky, "chosen": "This.", "rejected": "That."}])
    with pytest.raises(DataError, match=r"none of its 1 prompts is among the 0\.25 kept out"):
        examine(LabelSettings(**given | {"human": [alone]}, out=str(tmp_path / "none")))
