"""Text of others is shown as its writer meant it; what would act or hide is seen instead."""

import pytest

from heelwork.escaping import cell, visible


@pytest.mark.parametrize("text", ["می\u200cخواهم", "👩\u200d👧", "a\tb\nc", "क\u094d\u200cष"])
def test_joiners_tabs_and_line_ends_stay(text):
    assert visible(text) == text


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
def test_line_ends_of_every_system_are_line_ends(ends):
    assert visible(f"one{ends}two") == "one\ntwo"
    assert cell(f"one{ends}two") == "one<br>two"


@pytest.mark.parametrize("character", ["\u202e", "\u2066", "\u200b", "\x1b", "\x00"])
def test_what_acts_or_hides_is_seen(character):
    assert visible(f"a{character}b") == f"a[U+{ord(character):04X}]b"
