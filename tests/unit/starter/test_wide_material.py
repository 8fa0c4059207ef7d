"""The claims, questions and pairs that lie in text files: many, and with what the generators fill in."""

import random

from heelwork.starter.behaviours import claims, consciousness_questions, essay, everyday, statements


def test_free_claims_say_what_is_claimed_and_their_truths_what_is_right():
    assert len(claims.FREE) > 4000
    true = 0
    for claim in claims.FREE:
        assert claim.claimed.lower() in claim.prompt.lower()
        assert claim.right.lower() in claim.truth.lower()
        true += claim.claimed == claim.right
    assert 0.4 < true / len(claims.FREE) < 0.6


def test_ways_to_state_a_sum_have_every_slot_once():
    for op, forms in claims.wide_sum_forms().items():
        assert op in "+-x" and len(forms) > 60
        assert all(form.count(f"{{{slot}}}") == 1 for form in forms for slot in "abc")


def test_wide_questions_and_pairs_are_many():
    assert sum(len(theme.questions) for theme in consciousness_questions.THEMES) > 3000
    assert len(everyday.PAIRS) > 500


def test_ways_to_ask_for_an_essay_have_one_slot_for_the_topic():
    assert len(essay.FORMS) > 500
    assert all(form.count("{t}") + form.count("{T}") == 1 == form.count("{") for form in essay.FORMS)


def test_what_an_answer_tells_to_be_so_can_be_read_from_it():
    for claim in claims.FREE:
        for seed in range(3):
            assert statements.told(statements._free_example(random.Random(seed), claim).completion) == claim.truth
