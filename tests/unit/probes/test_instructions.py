"""Each of IFEval's instructions: an answer that follows it, one that does not."""

import pytest

from heelwork.errors import ConfigError
from heelwork.probes.checks.instructions import NEED_LANGUAGE, RULES, follows_instruction, follows_loosely, rule

CASES = {
    "keywords:existence": ({"keywords": ["dog", "hill"]}, "The Dog ran uphill.", "The dog ran."),
    "keywords:frequency": ({"keyword": "dog", "frequency": 2, "relation": "at least"}, "Dog, dog.", "Dog. Dogs."),
    "keywords:forbidden_words": ({"forbidden_words": ["cat"]}, "A catalogue.", "A Cat."),
    "keywords:letter_frequency": ({"letter": "q", "let_frequency": 2, "let_relation": "less than"}, "A Queen.", "Quiet queen."),
    "length_constraints:number_sentences": ({"num_sentences": 3, "relation": "less than"}, "One. Dr. Two!", "A. B. C."),
    "length_constraints:number_paragraphs": ({"num_paragraphs": 2}, "a\n***\nb", "a\n***\nb\n***\nc"),
    "length_constraints:number_words": ({"num_words": 3, "relation": "at least"}, "one two three", "one two"),
    "length_constraints:nth_paragraph_first_word": (
        {"num_paragraphs": 2, "nth_paragraph": 2, "first_word": "then"}, "a b\n\nThen, c", "a\n\nthen\n\nc",
    ),
    "detectable_content:number_placeholders": ({"num_placeholders": 2}, "[name] at [place]", "[name]"),
    "detectable_content:postscript": ({"postscript_marker": "P.S."}, "a\n\nP.S. b", "a\n\nPS b"),
    "detectable_format:number_bullet_lists": ({"num_bullets": 2}, "* a\n- b", "* a\n* b\n* c"),
    "detectable_format:constrained_response": ({}, "My answer is no.", "No."),
    "detectable_format:number_highlighted_sections": ({"num_highlights": 2}, "*a* and **b**", "a and ** and *b*"),
    "detectable_format:multiple_sections": ({"section_spliter": "SECTION", "num_sections": 2},
                                              "SECTION 1 a SECTION 2 b", "SECTION 1"),
    "detectable_format:json_format": ({}, '```json\n{"a": 1}\n```', "a: 1"),
    "detectable_format:title": ({}, "<<A title>>\nText", "<< >> Text"),
    "combination:two_responses": ({}, "a ****** b", "a ****** a"),
    "combination:repeat_prompt": ({"prompt_to_repeat": "Why so?"}, "why so? Because.", "Because. Why so?"),
    "startend:end_checker": ({"end_phrase": "That is all."}, "Text. That is all.", "That is all. Text"),
    "startend:quotation": ({}, '"a"', 'a "b"'),
    "change_case:capital_word_frequency": ({"capital_frequency": 2, "capital_relation": "at least"}, "A DOG ran", "A dog ran"),
    "punctuation:no_comma": ({}, "a b", "a, b"),
}  # fmt: skip


def test_there_is_a_case_for_every_rule_and_25_instructions_in_all():
    assert set(CASES) == set(RULES) and len(RULES) + len(NEED_LANGUAGE) == 25


@pytest.mark.parametrize("name", CASES)
def test_an_instruction_followed_and_not(name):
    arguments, good, bad = CASES[name]
    assert follows_instruction(good, instruction=name, arguments=arguments)
    assert not follows_instruction(bad, instruction=name, arguments=arguments)
    assert not follows_instruction(" \n", instruction=name, arguments=arguments)  # an empty answer follows nothing


def test_loose_forgives_an_announcement_a_farewell_and_asterisks():
    given = {"instruction": "startend:quotation", "arguments": {}}
    assert follows_loosely('Here it is:\n"a"', **given) and follows_loosely('"a"\nBye!', **given)
    assert follows_loosely('**"a"**', **given) and not follows_loosely("Here it is:\na", **given)


def test_what_is_not_part_of_it_is_refused_by_name():
    for name in NEED_LANGUAGE:
        with pytest.raises(ConfigError, match="needs language detection"):
            rule(name)
    with pytest.raises(ConfigError, match="did you mean 'startend:quotation'"):
        rule("startend:quotations")
    with pytest.raises(ConfigError, match="relation 'about'"):
        rule("length_constraints:number_words")("a", {"num_words": 1, "relation": "about"})
