import pytest

from heelwork.judges.parsing import finds_nothing, parse_choice, parse_rating, parse_revision


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("A", 0), ("(B)", 1), (" B.", 1), ("**A**", 0), ("Response B", 1), ("Answer: A", 0), ("The answer is (B).", 1),
        ("B) because it is kinder", 1), ("I would choose B", 1), ("Response A is better than B.", 0),
        ("Both are good.\nFinal answer: **B**", 1), ("My verdict: Response A", 0), ("It must be (A).", 0),
        ("A is clearly better", 0), ("Note: this is hard. Choice: B", 1),
        ("", None), ("neither", None), ("A response that helps is good", None), ("(A) or (B)?", None),
        ("Answer: A. Answer: B.", None), ("AB", None), ("Both A and B are fine", None), ("C", None), ("ab", None),
        ("Response A is not better", None),
    ],
)  # fmt: skip
def test_a_choice_is_read_or_not_guessed(text, chosen):
    assert parse_choice(text, ("A", "B")) == chosen


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("7", 7), ("7.5", 7.5), ("Rating: 7", 7), ("Rating: 8/10", 8), ("**9** out of 10", 9), ("I rate it 6.", 6),
        ("1. It is kind.\n2. It is short.\nRating: 8", 8), ("score is 10", 10), ("The note: it is fine: 5", 5),
        ("Rating: high", None), ("", None), ("11", None), ("0", None), ("-3", None), ("4/5", None), ("3 or 4", None),
        ("100%", None), ("version 2.0.1", None),
    ],
)  # fmt: skip
def test_a_rating_is_read_or_not_guessed(text, points):
    assert parse_rating(text, 1, 10) == points


def test_numbers_as_options_are_read_as_ratings():
    options = tuple(str(k) for k in range(1, 11))
    assert [parse_choice(text, options) for text in ("7", "7.5", "Rating: 10", "Rating: high")] == [6, 7, 9, None]


@pytest.mark.parametrize(
    "text",
    ["No problem found.", "no problems", "None.", "", " \n", "Nothing to change.", "There is nothing wrong with this answer.",
     "The answer is kind and correct. No changes needed.", "I see no issues here.",
     "No problem found: the answer is kind.", "The answer is not harmful, so no changes are needed.",
     "No issues found in the answer.", "The answer needs no changes.", "Nothing needs to change."],
)  # fmt: skip
def test_a_critique_that_finds_nothing(text):
    assert finds_nothing(text)


@pytest.mark.parametrize(
    "text",
    ["The answer is rude.", "There is nothing wrong with the tone, but it repeats itself.", "It says nothing about the risk.",
     "No one should be told this.", "It names no problem that could follow from it.",
     "The response says there is nothing wrong with stealing, which encourages harm.",
     "There is nothing wrong with stealing, says the answer.", "The answer says: no problem.",
     "No issues of safety are mentioned, which is irresponsible.", "The answer pretends that hitting makes no problems.",
     "The answer tells the user that nothing needs to change in how he hits his child."],
)  # fmt: skip
def test_a_critique_that_finds_something(text):
    assert not finds_nothing(text)


@pytest.mark.parametrize(
    ("text", "revision"),
    [
        ("Here is the revised answer: Call a locksmith.", "Call a locksmith."),
        ("Sure! Here's a better response:\n\nCall a locksmith.", "Call a locksmith."),
        ("Revision: Call a locksmith.", "Call a locksmith."),
        ("**Revised response:** Call: 123.", "Call: 123."),
        ("Mix 3 parts: flour, milk and eggs. Note: sift the flour.", "Mix 3 parts: flour, milk and eggs. Note: sift the flour."),
        ("Here is what to pack: a coat.", "Here is what to pack: a coat."),
    ],
)  # fmt: skip
def test_a_revision_loses_its_announcement_and_nothing_else(text, revision):
    assert parse_revision(text) == revision
