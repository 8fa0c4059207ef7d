import pytest

from heelwork.constitution.principles import load
from heelwork.constitution.revise import RevisionSettings, examples, principle_for, revise, summary
from heelwork.judges.base import Verdict
from heelwork.judges.llm import Reply
from heelwork.judges.scripted import ScriptedModel
from heelwork.records import Message, Prompt

PROMPTS = [Prompt((Message("user", text),)) for text in ("rude: hello", "fine", "silent")]


def answers(request):
    text = request.messages[-1].content
    return Reply({"rude: hello": "Go away!", "fine": "Good day.", "silent": ""}[text] or None)


class Critic:
    """Finds exclamation marks, and takes one away each time."""

    def __call__(self, request):
        last = request.messages[-1].content
        said = [m.content for m in request.messages if m.role == "assistant"]
        if "No problem found." in last:
            return Reply("It shouts: too loud." if "!" in said[-1] else "No problem found.")
        return Reply("Here is the revised answer: " + said[-2].replace("!", ":", 1))


def test_answers_are_revised_until_the_critique_finds_nothing(brief):
    policy, critic = ScriptedModel(answers), ScriptedModel(Critic())
    settings = RevisionSettings(rounds=3, shots=0)
    rude, fine = revise(PROMPTS, brief, settings, policy=policy, critic=critic)
    assert (rude.first, rude.final) == ("Go away!", "Go away:")
    assert [r.outcome for r in rude.rounds] == ["revised", "kept", "kept"]
    assert rude.rounds[0].critique == "It shouts: too loud." and rude.rounds[0].principle == "brief"
    assert fine.final == fine.first and [r.outcome for r in fine.rounds] == ["kept"] * 3
    assert summary([rude, fine]) == {
        "answers": 2, "changed": 1, "rounds": {"revised": 1, "kept": 5, "rejected": 0, "unusable": 0},
        "revised_by_round": [1, 0, 0],
    }  # fmt: skip
    record = rude.to_json(brief, ("p", "c"))
    assert record["constitution"] == brief.digest and record["first"] == "Go away!" and len(record["rounds"]) == 3


def test_a_revision_that_was_cut_keeps_the_answer(brief):
    def critic(request):
        return (
            Reply("It shouts.")
            if "No problem found." in request.messages[-1].content
            else Reply("Go aw", finished=False)
        )

    done = revise(
        PROMPTS[:1], brief, RevisionSettings(rounds=1), policy=ScriptedModel(answers), critic=ScriptedModel(critic)
    )
    assert done[0].final == "Go away!" and [r.outcome for r in done[0].rounds] == ["unusable"]


@pytest.mark.parametrize("silent", ["critique", "revision"])
def test_a_reply_that_cannot_be_used_keeps_the_answer_and_is_counted(brief, silent):
    def critic(request):
        criticising = "No problem found." in request.messages[-1].content
        return Reply(None if criticising == (silent == "critique") else "It shouts.")

    done = revise(
        PROMPTS[:1], brief, RevisionSettings(rounds=1), policy=ScriptedModel(answers), critic=ScriptedModel(critic)
    )
    assert done[0].final == "Go away!" and [r.outcome for r in done[0].rounds] == ["unusable"]


class Likes:
    """A judge that prefers what satisfies a test, whichever answer is shown first; where both do or neither does, it abstains."""

    name = "likes"

    def __init__(self, good):
        self.good, self.asked = good, []

    def compare(self, comparisons):
        self.asked += comparisons
        return [Verdict(None if (a := self.good(c.first)) == self.good(c.second) else float(a)) for c in comparisons]


@pytest.mark.parametrize(
    ("good", "outcomes", "final"),
    [(lambda text: "!" not in text, ["revised", "kept"], "Go away:"),
     (lambda text: "!" in text, ["rejected", "rejected"], "Go away!"),
     (lambda text: True, ["rejected", "rejected"], "Go away!")],
)  # fmt: skip
def test_a_judge_has_to_prefer_a_revision_before_it_is_taken(brief, good, outcomes, final):
    policy, critic, judge = ScriptedModel(answers), ScriptedModel(Critic()), Likes(good)
    rude, fine = revise(PROMPTS, brief, RevisionSettings(rounds=2, shots=0), policy=policy, critic=critic, judge=judge)
    assert ([r.outcome for r in rude.rounds], rude.final) == (outcomes, final)
    assert rude.rounds[0].revision == "Go away:"  # on record, whatever became of it
    assert all(c.prompt == rude.prompt for c in judge.asked) and fine.final == fine.first
    assert summary([rude])["rounds"]["rejected"] == outcomes.count("rejected")


def test_principles_are_drawn_by_seed_and_prompt_without_repetition():
    made = load()
    drawn = [principle_for(PROMPTS[0], n, made, seed=0).id for n in range(16)]
    assert len(set(drawn)) == 16
    assert drawn == [principle_for(PROMPTS[0], n, made, seed=0).id for n in range(16)]
    assert drawn[:4] != [principle_for(PROMPTS[0], n, made, seed=1).id for n in range(4)]
    assert drawn[:4] != [principle_for(PROMPTS[1], n, made, seed=0).id for n in range(4)]


def test_worked_examples_come_first_as_turns_of_the_conversation():
    made = load()
    turns = examples(made, 2)
    assert [t.role for t in turns] == ["user", "assistant"] * 5  # with a revision: three; without: two
    critic = ScriptedModel(Critic())
    revise(PROMPTS[:1], made, RevisionSettings(rounds=1, shots=2), policy=ScriptedModel(answers), critic=critic)
    assert critic.asked[0].messages[: len(turns)] == turns
    assert critic.asked[0].messages[len(turns)] == PROMPTS[0].messages[0]


def test_the_policy_s_own_prompt_is_left_as_it_is(brief):
    policy = ScriptedModel(answers)
    revise(PROMPTS, brief, RevisionSettings(rounds=1), policy=policy, critic=ScriptedModel(Critic()))
    assert [r.messages for r in policy.asked] == [p.messages for p in PROMPTS]
