"""What a local model said is kept in parts, whatever is asked of it: a kill loses the part under way alone."""

import pytest
from conftest import make_constitution, principle

from heelwork.constitution.gate import measure
from heelwork.constitution.induce import induce
from heelwork.constitution.label import PairSettings, sample_pairs
from heelwork.judges.cache import CachedModel
from heelwork.judges.llm import LLMJudge, Question, Reply
from heelwork.records import Message, Prompt, Ranking

PROMPTS = [Prompt((Message("user", f"Question {i}?"),)) for i in range(150)]
PEOPLE = [Ranking(p, ("Yes.", "No."), (1, 2)) for p in PROMPTS]


class InOneGroup:
    """Passes a call's replies on together, as a local model does, and is killed in the call that goes beyond `lives`."""

    name, gives_logprobs = "one group", True

    def __init__(self, lives):
        self.lives, self.answered = lives, []

    def stream(self, requests):
        if not requests:
            return
        self.lives -= len(requests)
        if self.lives < 0:
            raise KeyboardInterrupt
        self.answered += [r.key for r in requests]
        yield [(i, Reply(r.key[:9], (-0.5, -1.0) if r.options else None)) for i, r in enumerate(requests)]


def sample(model):
    return sample_pairs(PROMPTS, model, PairSettings())


def gate(model):
    made = make_constitution(principle())
    return measure(LLMJudge(model, made.questions), made, PEOPLE)


def find(model):
    return induce(LLMJudge(model), PEOPLE, [Question("q", "Which response is kinder?")])


@pytest.mark.parametrize("ask", [sample, gate, find])
def test_what_came_before_a_kill_is_not_asked_again(ask, tmp_path):
    path = tmp_path / "replies.sqlite"
    killed, later, whole = InOneGroup(290), InOneGroup(1000), InOneGroup(1000)
    with pytest.raises(KeyboardInterrupt):
        ask(CachedModel(killed, path))
    assert len(killed.answered) >= 128
    resumed = ask(CachedModel(later, path))
    assert resumed == ask(CachedModel(whole))
    assert not set(killed.answered) & set(later.answered)
    assert sorted(killed.answered + later.answered) == sorted(whole.answered)
