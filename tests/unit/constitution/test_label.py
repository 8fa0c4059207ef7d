import pytest

from heelwork.constitution.label import Label, PairSettings, labels, sample_pairs, tally, to_json, to_ranking
from heelwork.data.formats import Row
from heelwork.data.formats import to_ranking as read_ranking
from heelwork.judges.base import Comparison, Verdict
from heelwork.judges.llm import Reply
from heelwork.judges.scripted import ScriptedJudge, ScriptedModel
from heelwork.records import Message, Prompt

PROMPT = Prompt((Message("user", "Which?"),))
PAIR = Comparison(PROMPT, "one", "three")


def shorter(question, c):
    return len(c.first) < len(c.second)


@pytest.mark.parametrize(("p", "chosen", "target"), [(0.8, "one", 0.8), (0.25, "three", 0.75), (0.5, "one", 0.5)])
def test_a_label_names_the_likelier_answer_first_and_how_likely_it_is(p, chosen, target):
    ranking = to_ranking(Label(PAIR, Verdict(p)), "judge")
    assert ranking.completions[0] == chosen and ranking.target == target and ranking.source == "judge"


def test_a_line_of_labels_is_read_back_as_a_soft_preference():
    [made] = labels(ScriptedJudge(shorter, position_bias=0.05), [PAIR.swapped])
    line = to_json(made, "scripted", "0123")
    assert line["constitution"] == "0123" and line["principle"] == "scripted" and line["first"] == 1
    assert (line["forward"], line["backward"]) == pytest.approx((0.15, 0.95))
    ranking = read_ranking(Row(line, "labels.jsonl", 1))
    assert ranking.completions == ("one", "three") and ranking.target == pytest.approx(0.9)


def test_abstentions_give_no_line_and_are_counted():
    class Silent(ScriptedJudge):
        def ask(self, asked):
            return [
                v if a.comparison.first == "one" else Verdict(None)
                for a, v in zip(asked, super().ask(asked), strict=True)
            ]

    made = list(labels(Silent(shorter), [PAIR]))
    assert to_json(made[0], "j", "d") is None and to_ranking(made[0], "j") is None
    assert tally([m.verdict for m in made]) == (0, 1, 0)


def test_a_judge_that_always_says_first_flips_with_the_order():
    made = list(labels(ScriptedJudge(shorter, certainty=0.1, position_bias=0.3), [PAIR]))
    assert tally([m.verdict for m in made]) == (1, 0, 1)


def test_pairs_are_of_different_answers():
    said = {0: "x", 1: "y", 2: "same", 3: "same", 4: "z", 5: ""}
    model = ScriptedModel(lambda r: Reply(said[r.sample] or None))
    [pair] = sample_pairs([PROMPT], model, PairSettings(pairs=3))
    assert (pair.first, pair.second) == ("x", "y")
    assert [r.sample for r in model.asked] == [0, 1, 2, 3, 4, 5]
    sampled = ScriptedModel(lambda r: Reply(f"{r.sample}", finished=r.sample != 3))
    [other] = sample_pairs([PROMPT], sampled, PairSettings(seed=1))
    assert (other.first, other.second) == ("2", "3")
    assert (other.first_finished, other.second_finished) == (True, False)
