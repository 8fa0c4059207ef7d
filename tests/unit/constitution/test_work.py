"""What the steps write: which turns are learned."""

import json

from heelwork.constitution.revise import RevisionSettings
from heelwork.constitution.work import mix, write_revisions
from heelwork.data.formats import to_demonstration
from heelwork.data.sources import read_records
from heelwork.judges.cache import CachedModel
from heelwork.judges.llm import Reply
from heelwork.judges.scripted import ScriptedModel
from heelwork.records import Message, Prompt
from heelwork.runs import RunDir

TALK = Prompt((Message("user", "hello"), Message("assistant", "Go away!"), Message("user", "why?")))


def answering(text):
    return CachedModel(ScriptedModel(lambda request: Reply(text)))


def learned(path):
    return [[m.content for m in d.messages if m.role == "assistant" and m.learned]
            for d in read_records([str(path)], to_demonstration)]  # fmt: skip


def test_of_a_longer_conversation_only_the_revised_answer_is_learned(brief, tmp_path):
    model = answering("Good day.")
    write_revisions([TALK], brief, RevisionSettings(rounds=1), policy=model, critic=model, out=RunDir(tmp_path))
    assert learned(tmp_path / "demonstrations.jsonl") == [["Good day."]]
    mix(tmp_path / "demonstrations.jsonl", [], 0.0, 0, tmp_path / "alone.jsonl")
    assert learned(tmp_path / "alone.jsonl") == [["Good day."]]


def test_a_mixture_learns_what_its_sources_learn(tmp_path):
    turns = [("user", "a", 1), ("assistant", "poor", 0), ("user", "b", 1), ("assistant", "good", 1)]
    line = json.dumps({"messages": [{"role": r, "content": c, "weight": w} for r, c, w in turns]})
    (tmp_path / "own.jsonl").write_text(line + "\n")
    mix(
        tmp_path / "own.jsonl",
        read_records([str(tmp_path / "own.jsonl")], to_demonstration),
        0.5,
        0,
        tmp_path / "mixed.jsonl",
    )
    assert learned(tmp_path / "mixed.jsonl") == [["good"], ["good"]]
