import math

import pytest

from heelwork.constitution.principles import load
from heelwork.judges.base import Comparison, both_orders
from heelwork.judges.cache import CachedModel
from heelwork.judges.llm import Asked, JudgeSettings, LLMJudge, Question, Reply
from heelwork.judges.scripted import ScriptedModel
from heelwork.records import Message, Prompt

PROMPT = Prompt((Message("user", "Note: which? {first}"),))
SHORT, LONG = "Yes.", "Yes: that is so, and {braces} stay."
BRIEF = Question("brief", "Which response is shorter?", "Be brief.")
WORDY = Question("wordy", "Which response is longer?", "Be long.")


def reader(request):
    """Reads the two responses out of the prompt, and prefers by length as the question says; 3 : 1."""
    text = request.messages[0].content
    first, second = (text.split(f"[Response {x}]\n")[1].split(f"\n[End of response {x}]")[0] for x in "AB")
    likes_first = (len(first) < len(second)) == ("shorter" in text)
    odds = (0.75, 0.25) if likes_first else (0.25, 0.75)
    return Reply("A" if likes_first else "B", tuple(math.log(0.4 * p) for p in odds))


def test_odds_of_the_options_are_normalised_and_the_texts_reach_the_judge_to_the_letter():
    model = ScriptedModel(reader)
    [verdict] = LLMJudge(model, [BRIEF]).compare([Comparison(PROMPT, SHORT, LONG)])
    assert verdict.p_first == pytest.approx(0.75) and verdict.details == {"principle": "brief"}
    shown = model.asked[0].messages[0].content
    assert LONG in shown and "Note: which? {first}" in shown and model.asked[0].options == ("A", "B")


def test_both_orders_are_decided_under_the_same_principle_and_pairs_spread_over_all():
    judge = LLMJudge(ScriptedModel(reader), [BRIEF, WORDY])
    pairs = [Comparison(Prompt((Message("user", f"{k}?"),)), SHORT, LONG) for k in range(40)]
    for pair in pairs:
        assert judge.questions_for(pair) == judge.questions_for(pair.swapped)
    drawn = [judge.questions_for(pair)[0].id for pair in pairs]
    assert 10 < drawn.count("brief") < 30
    for verdict in both_orders(judge, pairs):
        assert verdict.p_first == pytest.approx(0.75 if verdict.details["principle"] == "brief" else 0.25)
    other = LLMJudge(ScriptedModel(reader), [BRIEF, WORDY], JudgeSettings(seed=1))
    assert [other.questions_for(pair)[0].id for pair in pairs] != drawn


def test_the_ensemble_is_the_mean_over_all_principles():
    judge = LLMJudge(ScriptedModel(reader), [BRIEF, WORDY, BRIEF._replace(id="terse")], JudgeSettings(pick="all"))
    [verdict] = judge.compare([Comparison(PROMPT, SHORT, LONG)])
    assert verdict.p_first == pytest.approx((0.75 + 0.25 + 0.75) / 3)
    assert set(verdict.details["principles"]) == {"brief", "wordy", "terse"}


def test_a_chain_of_thought_comes_first_and_its_labels_lie_between_40_and_60_per_cent():
    def certain(request):
        if not request.options:
            return Reply("The first is shorter.")
        assert request.messages[-2] == Message("assistant", "The first is shorter.")
        return Reply("A", (math.log(0.999), math.log(0.001)))

    [verdict] = both_orders(LLMJudge(ScriptedModel(certain), [BRIEF], JudgeSettings(mode="reasoned")),
                            [Comparison(PROMPT, SHORT, LONG)])  # fmt: skip
    assert (verdict.details["forward"], verdict.details["backward"]) == (0.6, 0.6)
    assert verdict.p_first == 0.5


def test_without_a_thought_there_is_no_decision():
    judge = LLMJudge(ScriptedModel(lambda r: Reply(None, problem="empty")), [BRIEF], JudgeSettings(mode="reasoned"))
    assert judge.compare([Comparison(PROMPT, SHORT, LONG)])[0].p_first is None


def test_ratings_are_weighted_by_likelihood_and_know_no_order():
    def rater(request):
        good = SHORT in request.messages[0].content
        odds = [0.001] * 10
        odds[8 if good else 3], odds[9 if good else 4] = 0.3, 0.3
        return Reply("9", tuple(math.log(p) for p in odds))

    inner = ScriptedModel(rater)
    judge = LLMJudge(CachedModel(inner), [BRIEF], JudgeSettings(mode="rating", points_per_logit=2.0))
    [verdict] = both_orders(judge, [Comparison(PROMPT, SHORT, LONG)])
    first, second = verdict.details["ratings"]
    assert first == pytest.approx(9.5, abs=0.1) and second == pytest.approx(4.5, abs=0.1)
    assert verdict.p_first == pytest.approx(1 / (1 + math.exp(-(first - second) / 2.0)), abs=1e-6)
    assert len(inner.asked) == 2  # each answer once, in whatever order


@pytest.mark.parametrize("said", [None, "", "I like both", "Rating: high"])
def test_what_cannot_be_read_is_an_abstention_in_every_mode(said):
    model = ScriptedModel(lambda r: Reply(said))
    for mode in ("choice", "reasoned", "rating"):
        judge = LLMJudge(model, [BRIEF], JudgeSettings(mode=mode))
        assert judge.ask([Asked(BRIEF, Comparison(PROMPT, SHORT, LONG))])[0].p_first is None


def test_votes_of_a_model_without_logprobs():
    model = ScriptedModel(lambda r: Reply("A" if r.sample < 3 else "B"), gives_logprobs=False)
    [verdict] = LLMJudge(model, [BRIEF], JudgeSettings(votes=4)).compare([Comparison(PROMPT, SHORT, LONG)])
    assert verdict.p_first == 0.75
    assert [r.sample for r in model.asked] == [0, 1, 2, 3]


@pytest.mark.parametrize("form", ["full", "short", "brief"])
def test_one_answer_is_rated_by_the_rule_and_by_the_comparison_where_the_critic_learned_that(form):
    principle = load().principles[0]
    model = ScriptedModel(lambda r: Reply("7"))
    judge = LLMJudge(model, settings=JudgeSettings(mode="rating", form=form))
    pair = Comparison(Prompt((Message("user", "Why?"),)), "So.", "No.")
    judge.ask([Asked(principle.question, pair), Asked(principle.opposed, pair)])
    asked = [r.messages[-1].content for r in model.asked[::2]]
    assert (principle.principle in asked[0], principle.comparison in asked[0]) == (form != "brief", form == "brief")
    assert principle.opposite in asked[1]
    if form == "brief":
        assert asked[0] == f"{principle.comparison} From 1 to 10."
