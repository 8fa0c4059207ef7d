import random

from heelwork.constitution.induce import CANDIDATES, induce, propose, to_markdown
from heelwork.judges.base import Comparison
from heelwork.judges.llm import Question, Reply
from heelwork.judges.scripted import ScriptedJudge, ScriptedModel
from heelwork.records import Message, Prompt, Ranking

BRIEF, WORDY, COLOUR = (
    Question(name, f"Which response {name}?") for name in ("is shorter", "is longer", "names a colour")
)


def sees(question, c):
    """Reads the question, and the answers."""
    if question is COLOUR:
        return ("red" in c.first, c.first) > ("red" in c.second, c.second)
    return (len(c.first) < len(c.second)) == (question is BRIEF)


def preferences(count=120, shorter=0.85):
    rng = random.Random(1)
    out = []
    for k in range(count):
        short, long = f"yes{k % 10}", f"a long answer with{' red' if rng.random() < 0.5 else ' no'} {k % 10}"
        pair = (short, long) if rng.random() < shorter else (long, short)
        out.append(Ranking(Prompt((Message("user", f"{k}?"),)), pair, (1, 2)))
    return out


def test_the_rule_that_the_choices_follow_is_found_and_its_reverse_named():
    found = induce(ScriptedJudge(sees), preferences(), [WORDY, COLOUR, BRIEF])
    by_name = {f.question.id: f for f in found.found}
    assert found.found[0].question is BRIEF and by_name["is shorter"].verdict == "followed"
    assert by_name["is longer"].verdict == "reversed"
    assert 0.7 < by_name["is shorter"].accuracy < 1.0
    assert found.chosen[0] == "is shorter" and found.together >= by_name["is shorter"].accuracy - 0.05
    assert found.pairs == 60 == by_name["is shorter"].n
    page = to_markdown(found)
    assert "| Which response is shorter? |" in page and "followed" in page


def test_no_rule_is_seen_in_choices_by_chance():
    found = induce(ScriptedJudge(sees), preferences(shorter=0.5), [BRIEF, WORDY])
    assert {f.verdict for f in found.found} == {"no sign"}


def test_candidates_can_be_proposed_by_a_model():
    said = (
        'Rules:\n- Which response is shorter?\n- "Which response is kind?"\n1) Which response is  SHORTER?\n- Be nice.'
    )
    model = ScriptedModel(lambda r: Reply(said))
    pairs = [Comparison(Prompt((Message("user", "x: y"),)), f"good {k}", "bad") for k in range(9)]
    found = propose(model, pairs, 3)
    assert [q.comparison for q in found] == ["Which response is shorter?", "Which response is kind?"]
    assert len(model.asked) == 2 and "good 7" in model.asked[0].messages[0].content
    assert propose(ScriptedModel(lambda r: Reply(None)), pairs, 3) == []


def test_the_built_in_candidates_have_names_of_their_own():
    assert len({q.id for q in CANDIDATES}) == len({q.comparison for q in CANDIDATES}) == len(CANDIDATES) == 16
