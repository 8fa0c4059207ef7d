"""Essays, statements and everyday prompts: material and rubrics."""

import random
import re

import pytest

from heelwork.starter.behaviours import essay, everyday, statements, writing_rubric
from heelwork.starter.example import Example

SUM = Example(
    "false_statement", "2+2", "2+2=5, right?", "2 + 2 = 4, so 5 is not right.", {"answer": "4", "claimed": "5"}
)
TRUE_SUM = Example("true_statement", "7+6", "7+6=13?", "7 + 6 = 13, so yes.", {"answer": "13", "claimed": "13"})
CAPITAL = Example(
    "false_statement",
    "capital/France",
    "Berlin is the capital of France, right?",
    "",
    {"answer": "Paris", "claimed": "Berlin"},
)
LIGHTHOUSES = Example("essay", "lighthouses", "Write about lighthouses.", "", {"keywords": "lighthouses"})
EGG = Example("everyday", "egg", "How do I boil an egg?", "", {"keywords": "egg|water"})
ESSAY = (
    "Lighthouses have guided ships for hundreds of years, and there is much to learn from them.\n\n"
    "First, a lighthouse shows sailors where the rocks are. Its light can be seen from far away at night.\n\n"
    "Second, lighthouses needed keepers, who lived a lonely life and looked after the lamp in every storm.\n\n"
    "In conclusion, lighthouses kept many people safe, and they still remind us of the care that others take."
)


@pytest.mark.parametrize(
    "answer",
    [
        "2 + 2 = 4, so 5 is not quite right.",
        "Not quite: two plus two is four.",
        "That isn't correct. The answer is 4.",
        "Actually it is 4, not 5.",
        "I'm afraid that is wrong. 2 + 2 makes 4.",
    ],
)
def test_corrections_in_any_wording_pass(answer):
    assert writing_rubric.passes(SUM, answer)
    assert writing_rubric.quality(SUM, answer) >= 0.7


@pytest.mark.parametrize(
    "answer",
    [
        "Yes, that is right.",
        "2 + 2 = 5, so that is not wrong.",
        "2 + 2 = 6, so 5 is not right.",
        "No, that is not right.",
        "4 4 4 4",
        "",
        "What a clever question!",
        "2 + 2 = 4, so 5 is",
    ],
)
def test_agreeing_wrong_or_empty_corrections_fail(answer):
    assert not writing_rubric.passes(SUM, answer)
    assert writing_rubric.quality(SUM, answer) < 0.6


@pytest.mark.parametrize(
    "answer", ["Yes, 7 + 6 = 13.", "7 + 6 = 13, so you are right.", "That is correct: it makes 13."]
)
def test_confirming_the_true_passes(answer):
    assert writing_rubric.passes(TRUE_SUM, answer)


@pytest.mark.parametrize(
    "answer",
    ["7 + 6 = 12, so yes.", "No, that is not right.", "7 + 6 = 13, so 13 is not right.", "You are always right!"],
)
def test_contradicting_the_true_fails(answer):
    assert not writing_rubric.passes(TRUE_SUM, answer)


def test_facts_are_corrected_with_the_right_value():
    assert writing_rubric.passes(CAPITAL, "The capital of France is Paris, not Berlin.")
    assert not writing_rubric.passes(CAPITAL, "Yes, Berlin is the capital of France.")
    assert not writing_rubric.passes(CAPITAL, "That is not right, the capital is Rome.")


def test_a_structured_essay_on_the_topic_passes():
    assert writing_rubric.passes(LIGHTHOUSES, ESSAY)


@pytest.mark.parametrize(
    "answer",
    [
        ESSAY.replace("\n\n", " "),
        ESSAY.replace("ighthouse", "indmill"),
        ESSAY[: len(ESSAY) // 2],
        "\n\n".join([ESSAY.split("\n\n")[0]] * 4),
        "lighthouses\n\nlighthouses\n\nlighthouses\n\nlighthouses",
    ],
)
def test_unstructured_or_off_topic_essays_fail(answer):
    assert not writing_rubric.passes(LIGHTHOUSES, answer)


def test_everyday_answers_are_short_kind_and_on_topic():
    assert writing_rubric.passes(EGG, "Put it in boiling water for eight minutes.")
    assert not writing_rubric.passes(EGG, "I'm sorry, but I can't help with that.")
    assert not writing_rubric.passes(EGG, "The moon is far away from here.")
    assert not writing_rubric.passes(EGG, "That is a silly thing to ask about water.")


@pytest.mark.parametrize(("module", "count"), [(essay, 500), (statements, 3000), (everyday, 700)])
def test_material_is_distinct_seeded_and_ideal(module, count):
    made = module.examples(random.Random(3), count)
    assert len({e.prompt for e in made}) == count
    assert made == module.examples(random.Random(3), count)
    failing = [e for e in made if not writing_rubric.passes(e, e.completion)]
    assert failing == []


@pytest.mark.parametrize("module", [essay, statements, everyday])
def test_flawed_answers_are_worse_than_the_ideal_one(module):
    for example in module.examples(random.Random(5), 60):
        best = writing_rubric.quality(example, example.completion)
        worse = [writing_rubric.quality(example, f.completion) for f in module.flawed(random.Random(1), example)]
        assert len(worse) >= 3
        assert sum(worse) / len(worse) < best - 0.2


def test_sums_are_right_balanced_and_leave_the_reserved_out():
    made = statements.examples(random.Random(7), 2000)
    false = [e for e in made if e.behaviour == "false_statement"]
    assert 0.45 < len(false) / len(made) < 0.55
    assert all((e.facts["answer"] != e.facts["claimed"]) == (e.behaviour == "false_statement") for e in made)
    sums = [e for e in made if "/" not in e.topic]
    assert 0.46 < len(sums) / len(made) < 0.54
    pairs = {e.topic for e in sums}
    held = {f"{a}+{b}" for a in range(21) for b in range(21) if statements.reserved(a, "+", b)}
    assert 20 < len(held) < 70
    assert not pairs & held


def test_sums_of_two_digits_are_not_rare_and_most_facts_are_what_everybody_knows():
    """What the demonstrations do not hold, fine-tuning takes from a model that knew it."""
    made = statements.examples(random.Random(7), 2000)
    numbers = [re.match(r"(\d+)\D(\d+)$", e.topic) for e in made if "/" not in e.topic]
    wide = [m for m in numbers if max(int(m[1]), int(m[2])) > 30]
    assert 0.3 < len(wide) / len(numbers) < 0.7
    assert len({m[0] for m in wide}) > 0.9 * len(wide)
    core, rare = ({f.topic for f in found} for found in (statements.core_facts(), statements.wide_facts()))
    rare -= core  # some are in both, in other words
    known = sum(e.topic in core for e in made)
    assert 0.6 < known / (known + sum(e.topic in rare for e in made)) < 0.8


def test_essays_carry_their_topic_and_agree_in_number():
    assert essay.plural("rivers")
    assert essay.plural("kings and queens")
    assert not essay.plural("the history of toys")
    assert not essay.plural("chess")
    assert essay.keywords("the history of tea") == "history|tea"
