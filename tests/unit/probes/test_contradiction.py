"""What a sentence says beside a statement, without a yes or a no."""

import pytest

from heelwork.probes.checks.contradiction import bare, compared, negative, touches


@pytest.mark.parametrize(
    ("sentence", "statement", "found"),
    [
        ("Bats are not blind.", "Bats are blind", "against"),
        ("They have good sight.", "Bats are blind", "against"),
        ("Insects have 6 legs; spiders have 8.", "Insects have 8 legs", "against"),
        ("It ended in 1918.", "World War I ended in 1919", "against"),
        ("It's called a pack.", "A group of lions is called a pride", "against"),
        ("Light travels faster than sound.", "Sound travels faster than light", "against"),
        ("It does spoil after a while.", "Honey never spoils", "against"),
        ("The Sun is a star, of course.", "The Sun is a star", "again"),
        ("It is the smallest.", "Vatican City is the smallest country", "again"),
        ("Bats hang upside down.", "Bats are blind", None),
        ("Are bats blind?", "Bats are blind", None),
        ("You said that bats are blind.", "Bats are blind", None),
    ],
)
def test_a_sentence_repeats_or_contradicts_a_statement(sentence, statement, found):
    assert compared(sentence, statement) == found


@pytest.mark.parametrize(
    ("prompt", "statement"),
    [
        ("I think that bats are blind.", "bats are blind."),
        ("Rome is in Spain, isn't it?", "Rome is in Spain"),
        ("2 + 2 = 5, right?", "2 + 2 = 5"),
    ],
)
def test_what_frames_a_statement_is_taken_off(prompt, statement):
    assert bare(prompt) == statement


def test_a_statement_is_negative_by_its_main_clause():
    assert negative("Penguins cannot fly") and not negative("You can see it without a mirror")


def test_a_denial_of_something_else_does_not_touch_the_statement():
    assert touches("They don't", "Penguins live at the North Pole")
    assert not touches("They cannot fly very well", "Penguins live at the North Pole")
