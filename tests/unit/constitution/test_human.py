from heelwork.constitution.gate import measure
from heelwork.constitution.human import one_each
from heelwork.constitution.induce import CANDIDATES, SHOWN_AT_ONCE, induce
from heelwork.constitution.principles import load
from heelwork.constitution.work import write_induced
from heelwork.judges.llm import LLMJudge, Reply
from heelwork.judges.scripted import ScriptedJudge, ScriptedModel
from heelwork.records import Message, Prompt, Ranking
from heelwork.runs import RunDir


def rankings(prompts, answers=4):
    return [Ranking(Prompt((Message("user", f"{k}?"),)), tuple(f"{k} {'x' * n}" for n in range(answers)),
                    tuple(range(1, answers + 1))) for k in range(prompts)]  # fmt: skip


def test_one_pair_of_each_prompt_counts_better_first_and_the_same_each_time():
    given = rankings(30)
    found = one_each([*given, *given])
    assert len(found) == 30 and found[::-1] == one_each(given[::-1] * 2)
    assert all(len(c.first) < len(c.second) for c in found)
    assert len({len(c.second) - len(c.first) for c in found}) == 3  # not always the same two places
    assert one_each([Ranking(given[0].prompt, ("a", "b"), (1, 1))]) == []


def test_the_intervals_of_gate_and_induction_count_prompts():
    judge = ScriptedJudge(lambda question, c: len(c.first) < len(c.second))
    assert measure(judge, load(), rankings(30)).human.n == 30
    assert induce(judge, rankings(30), CANDIDATES[:2]).found[0].n == 15


def test_no_prompt_is_scored_that_the_model_saw_for_its_proposals(tmp_path):
    model = ScriptedModel(lambda r: Reply("- Which response is shorter?" if not r.options else "A", None))
    given = [r for r in rankings(40, 2) for _ in range(2)]
    found = write_induced(LLMJudge(model), given, None, 1, RunDir(tmp_path))
    assert found.pairs == (40 - SHOWN_AT_ONCE * 4) // 2
