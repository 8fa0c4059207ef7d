"""The claims, questions and pairs that lie in text files: many, and with what the generators fill in."""

from heelwork.starter.behaviours import claims, consciousness_questions, everyday


def test_free_claims_say_what_is_claimed_and_their_truths_what_is_right():
    assert len(claims.FREE) > 1000
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
    assert sum(len(theme.questions) for theme in consciousness_questions.THEMES) > 1000
    assert len(everyday.PAIRS) > 500
