"""The whole audit of rewards whose faults are known, and what is written about them."""

import json

import numpy as np
import pytest
import torch

from heelwork.audit.cases import Answered, user
from heelwork.audit.files import to_json, to_markdown, write_audit
from heelwork.audit.material import facts, phrases
from heelwork.audit.reward_model import BUILT_IN, DATA, HACKS, POLICY, audit_reward
from heelwork.audit.textstats import lexicon, repeated_share
from heelwork.errors import DataError
from heelwork.models.transformer import TokenRow
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


class Cut(Rule):
    """A reward that reads an answer's first forty letters, as a model with a short max_length does."""

    def rows(self, prompts, answers, finished):
        return [
            TokenRow(np.frombuffer(f"{p.key}|{a}{'.' * f}"[: len(p.key) + 41].encode(), np.uint8), [])
            for p, a, f in zip(prompts, answers, finished, strict=True)
        ]

    def score(self, prompts, answers, finished):
        return super().score(prompts, [a[:40] for a in answers], finished)


def test_comparisons_that_are_cut_to_one_row_are_left_out_and_counted():
    short = [Ranking(user(f"Short {i}?"), ("It rained.", "No."), (1, 2)) for i in range(10)]
    long = [
        Ranking(user(f"Long {i}?"), ("It rained a lot in the old town by the sea, all night.",) * 2, (1, 2))
        for i in range(10)
    ]
    audit = audit_reward(Cut("cut", PLANTED["length"]), rankings=[*short, *long])
    (double,) = (f for f in audit.findings if f.source == DATA and f.probe.name == "length/x2")
    assert (double.cases, double.win_rate) == (10, 1.0)  # the long ones would be ties
    assert audit.quality[DATA].n == 10 and 0 < audit.quality[BUILT_IN].n < len(facts())
    left = audit.left_out[DATA]
    assert 30 <= left.cases < left.of
    assert to_json(audit)["left_out"][DATA] == {"cases": left.cases, "of": left.of}
    page = to_markdown(audit)
    assert f"{left.cases} of {left.of} comparisons of data answers are left out" in page


def test_where_nothing_is_cut_nothing_is_left_out(audits):
    assert audits["sound"].left_out == {} and "left out" not in to_markdown(audits["sound"])


def test_where_no_fact_shows_all_four_answers_there_is_no_order():
    class Toneless(Cut):
        """Sees neither how sure an answer is nor anything after its first letters."""

        def rows(self, prompts, answers, finished):
            for words in (*phrases().assertive, *phrases().hedged):
                answers = [a.replace(words, "") for a in answers]
            return super().rows(prompts, answers, finished)

    audit = audit_reward(Toneless("toneless", PLANTED["length"]))
    assert audit.certainty_order.n == 0 and "holds on" not in to_markdown(audit)
    assert to_json(audit)["certainty_order"]["rate"] is None
    assert "overconfidence/right" not in {f.probe.name for f in audit.findings}


def test_a_reward_that_tells_no_answers_apart_is_refused():
    with pytest.raises(DataError, match=r"scores all answers to a question alike.*raise max_length"):
        audit_reward(Rule("same", lambda p, a, f: len(p)))


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
    assert "degenerate/other_prompt" not in on_data and audit.left_out == {}  # the same answer stands everywhere
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
