"""Penalties: closed forms."""

import math

import pytest
from pydantic import ValidationError

from heelwork.audit.cases import user
from heelwork.records import Demonstration, Message
from heelwork.rewards.penalties import (
    Answer,
    BrierPenalty,
    LengthPenalty,
    PenaltySettings,
    RepetitionPenalty,
    make_penalties,
    stated_confidence,
)

KNOWN, UNKNOWN = user("Tell me a story."), user("Who?")


def answer(words, prompt=KNOWN, score=0.0):
    return Answer(prompt, " ".join(["word"] * words), score)


def test_length_is_measured_against_the_prompts_own_reference():
    penalty = LengthPenalty(2.0, 0.5, {KNOWN.key: 100, "x": 10, "y": 10})
    assert penalty.amount(answer(100)) == 0.0
    assert penalty.amount(answer(150)) == 0.0  # the slack
    assert penalty.amount(answer(200)) == pytest.approx(2.0 * 0.5)
    assert penalty.amount(answer(1)) == 0.0  # shorter ones pay nothing
    assert penalty.amount(answer(20, UNKNOWN)) == pytest.approx(2.0 * 0.5)  # the median reference of 10


def test_repetition_pays_for_its_share():
    assert RepetitionPenalty(3.0).amount(answer(5)) == pytest.approx(3.0 * 2 / 3)
    assert RepetitionPenalty(3.0).amount(Answer(KNOWN, "no word stands here twice", 0.0)) == 0.0


@pytest.mark.parametrize(
    ("text", "confidence"),
    [("It is definitely Paris.", 0.95), ("It is Paris.", 0.75), ("I think it is Paris.", 0.5),
     ("It is not certain.", 0.5), ("There is no doubt.", 0.95), ("Perhaps it is definitely so.", 0.5)],
)  # fmt: skip
def test_wording_states_a_confidence(text, confidence):
    assert stated_confidence(text) == confidence


def test_brier_has_its_closed_form_and_is_proper():
    certain, plain, hedged = (Answer(KNOWN, t, 0.0) for t in ("Definitely so.", "It is so.", "Maybe so."))
    penalty = BrierPenalty(2.0)
    assert penalty.amount(certain) == pytest.approx(2.0 * (0.95 - 0.5) ** 2)
    assert penalty.amount(hedged) == 0.0
    for score, best in ((4.0, certain), (math.log(3), plain), (0.0, hedged)):
        paid = {a.text: penalty.amount(a._replace(score=score)) for a in (certain, plain, hedged)}
        assert min(paid, key=paid.get) == best.text
    assert penalty.amount(certain._replace(score=-1e9)) == pytest.approx(2.0 * 0.95**2)  # no overflow


def test_settings_make_the_penalties_that_are_set():
    demonstrations = [Demonstration((*KNOWN.messages, Message("assistant", "Once upon a time.")))]
    assert make_penalties(PenaltySettings(), demonstrations) == []
    made = make_penalties(PenaltySettings(length=1, references=["d"], repetition=1, brier=1), demonstrations)
    assert [p.name for p in made] == ["length", "repetition", "brier"]
    assert made[0].references == {KNOWN.key: 4}
    with pytest.raises(ValidationError, match="length needs references"):
        PenaltySettings(length=1)
