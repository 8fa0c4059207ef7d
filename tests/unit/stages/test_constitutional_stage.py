import pytest
import yaml

from heelwork.constitution.principles import DEFAULT
from heelwork.errors import ConfigError
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
