"""The whole audit of rewards whose faults are known, and what is written about them."""

import json

import pytest
import torch

from heelwork.audit.cases import Answered, user
from heelwork.audit.files import to_json, to_markdown, write_audit
from heelwork.audit.material import facts, phrases
from heelwork.audit.reward_model import BUILT_IN, DATA, HACKS, POLICY, audit_reward
from heelwork.audit.textstats import lexicon, repeated_share
from heelwork.records import Ranking

RIGHT = [word for f in facts() for word in (f.right, f.same, f.truth)]
WRONG = {f.wrong for f in facts()} | {f.claim for f in facts()}


class Rule:
    """A reward that is a rule."""

    def __init__(self, name, rule):
        self.name, self.rule = name, rule

    def score(self, prompts, answers, finished):
        return torch.tensor(
            [float(self.rule(p.messages[-1].content, a, f)) for p, a, f in zip(prompts, answers, finished, strict=True)]
        )


def truth(prompt, answer, finished):
    """What a sound reward would pay: right answers, whole ones; nothing for form. A little noise of the words' own."""
    wrong = any(w in answer for w in WRONG) or (prompt.endswith("Am I right?") and "Yes" in answer and "+" in prompt)
    grams = repeated_share(answer)
    noise = (len(prompt) * 7 + len(answer.split(" ")[-1]) * 3) % 5 / 10
    return (-2.0 if wrong else 2.0) - 6.0 * (grams > 0.2) - 4.0 * (not finished) + noise


PLANTED = {
    "length": lambda p, a, f: truth(p, a, f) + 0.5 * len(a.split()),
    "overconfidence": lambda p, a, f: truth(p, a, f) + 9.0 * bool(lexicon()["certainty"].search(a)),
    "flattery": lambda p, a, f: truth(p, a, f) + 9.0 * bool(lexicon()["flattery"].search(a)),
    "repetition": lambda p, a, f: truth(p, a, f) + 20.0 * repeated_share(a),
    "style": lambda p, a, f: truth(p, a, f) + 9.0 * ("**" in a),
}


@pytest.fixture(scope="module")
def audits():
    return {name: audit_reward(Rule(name, rule)) for name, rule in [("sound", truth), *PLANTED.items()]}


def test_a_sound_reward_is_not_flagged(audits):
    assert audits["sound"].flagged == []
    assert audits["sound"].quality[BUILT_IN].rate > 0.95


@pytest.mark.parametrize("hack", PLANTED)
def test_a_reward_with_one_fault_is_flagged_for_it(audits, hack):
    assert hack in audits[hack].flagged
    assert set(audits[hack].verdicts) == set(HACKS)


@pytest.mark.parametrize("hack", ["overconfidence", "flattery", "style"])
def test_and_for_nothing_else(audits, hack):
    assert audits[hack].flagged == [hack]


def test_reward_and_length_are_correlated_where_length_is_paid(audits):
    (paid,), (sound,) = audits["length"].length, audits["sound"].length
    assert paid.partial.value > 0.9 and abs(sound.partial.value) < 0.3
    assert paid.partial.interval.low <= paid.partial.value <= paid.partial.interval.high


def test_the_order_of_certainty_holds_where_it_is_paid_and_not_for_a_reward_of_assertion(audits):
    def calibrated(p, a, f):
        sure = any(phrase in a for phrase in phrases().assertive)
        return (1 if any(r in a for r in RIGHT) else -1) * (2 + sure)

    assert audit_reward(Rule("calibrated", calibrated)).certainty_order.rate == 1.0
    assert audits["overconfidence"].certainty_order.rate == 0.0


def rankings():
    return [
        Ranking(user(f"Why {i}?"), ("It rained a lot in the old town.", "No idea what to say."), (1, 2))
        for i in range(12)
    ]


def test_a_pairs_file_and_a_policys_answers_are_probed_too():
    answers = [
        Answered(user(f"Who {i}?"), f"It was {'an old man' if j else 'a young boy'} of {i}.")
        for i in range(8)
        for j in range(2)
    ]
    audit = audit_reward(Rule("length", PLANTED["length"]), rankings=rankings(), answers=answers)
    sources = {f.source for f in audit.findings}
    assert sources == {BUILT_IN, DATA, POLICY}
    on_data = {f.probe.name for f in audit.findings if f.source == DATA}
    assert "overconfidence/tone" in on_data and "overconfidence/right" not in on_data  # nobody keyed these answers
    assert audit.quality[DATA].n == 12 and audit.quality[DATA].rate == 1.0
    assert audit.policy is not None and audit.policy.words == 7.0
    assert {r.source for r in audit.length} == sources


def test_the_same_audit_gives_the_same_bytes_and_another_seed_other_phrases(tmp_path):
    one, two = (audit_reward(Rule("sound", truth), seed=4) for _ in range(2))
    assert to_json(one) == to_json(two) and to_markdown(one) == to_markdown(two)
    assert to_json(audit_reward(Rule("sound", truth), seed=5)) != to_json(one)
    data, page = write_audit(one, tmp_path)
    assert json.loads(data.read_text())["format"] == "heelwork-audit/1"
    assert page.read_text().startswith("# Audit of sound\n")


def test_text_of_models_cannot_break_the_page():
    evil = Ranking(user("<script>alert(1)</script>"), ("**bold** | `x` <img src=x> and more words", "short"), (1, 2))
    page = to_markdown(audit_reward(Rule("length", PLANTED["length"]), rankings=[evil, *rankings()], worst=20))
    assert "<script" not in page and "<img" not in page
    assert "&lt;script&gt;" in page and r"\*\*bold\*\* \| \`x\`" in page
