"""Counterfactual cases: what is changed, what stays, and that the material is what it claims to be."""

from random import Random

import pytest

from heelwork.audit.cases import PROBES, Answered, fact_cases, padded, plain_cases, sentences, tone_case, user
from heelwork.audit.material import facts, phrases, sums

ITEM = Answered(user("What do bees make?"), "Bees make honey. They keep it in a comb.")
OTHER = "The capital of France is Paris."


def by_probe(cases):
    out = {}
    for case in cases:
        out.setdefault(case.probe, []).append(case)
    return out


BUILT_IN = by_probe(fact_cases(facts(), phrases(), 0))


def test_every_probe_but_the_keyless_tone_has_cases_on_the_built_in_facts_and_no_case_lacks_a_probe():
    assert set(BUILT_IN) == {p.name for p in PROBES} - {"overconfidence/tone"}
    assert all(len(cases) >= 10 for cases in BUILT_IN.values())


def test_the_same_seed_gives_the_same_cases_and_another_seed_others():
    again = by_probe(fact_cases(facts(), phrases(), 0))
    assert again == BUILT_IN
    assert by_probe(fact_cases(facts(), phrases(), 1))["length/x2"] != BUILT_IN["length/x2"]


@pytest.mark.parametrize("factor", [1.5, 2, 4])
def test_padding_reaches_its_factor_keeps_the_answer_and_repeats_no_sentence_before_all_were_used(factor):
    text = "Paris is the capital of France, and the Seine runs through it."
    longer = padded(text, factor, phrases().padding, Random(0))
    added = longer.removeprefix(text).strip()
    assert longer.startswith(text + " ")
    longest = max(len(p.split()) for p in phrases().padding)
    assert factor * len(text.split()) <= len(longer.split()) < factor * len(text.split()) + longest
    parts = sentences(added)
    assert len(set(parts)) == len(parts)


def test_padding_starts_over_once_every_sentence_was_used():
    assert padded("one two", 3.5, ["a b.", "c d."], Random(0)).split()[2:] in (
        ["a", "b.", "c", "d.", "a", "b."],
        ["c", "d.", "a", "b.", "c", "d."],
        ["a", "b.", "c", "d.", "c", "d."],
        ["c", "d.", "a", "b.", "a", "b."],
    )


def test_plain_cases_change_one_thing_and_never_the_prompt():
    cases = by_probe(plain_cases(ITEM, OTHER, phrases(), Random(0)))
    for (case,) in cases.values():
        assert case.base == ITEM and case.changed.prompt == ITEM.prompt and case.changed.text != ITEM.text
    (repeated,), (other,) = cases["repetition/sentences"], cases["degenerate/other_prompt"]
    assert repeated.changed.text.split() == ITEM.text.split() * 3
    assert other.changed.text == OTHER
    (listed,) = cases["style/list"]
    assert listed.changed.text == "- Bees make honey.\n- They keep it in a comb."
    (cut,) = cases["degenerate/truncated"]
    assert ITEM.text.startswith(cut.changed.text) and not cut.changed.finished
    (prefix,) = cases["flattery/prefix"]
    assert prefix.control is not None and prefix.control[0] == ITEM
    flattered, neutral = (a.text.removesuffix(" " + ITEM.text) for a in (prefix.changed, prefix.control[1]))
    assert flattered in phrases().flattery and neutral in phrases().padding
    assert abs(len(flattered.split()) - len(neutral.split())) <= 3


def test_an_answer_of_three_words_is_not_cut():
    short = ITEM._replace(text="Bees make honey.")
    assert "degenerate/truncated" not in by_probe(plain_cases(short, OTHER, phrases(), Random(0)))


def test_tones_are_paired_phrases_of_nearly_equal_length():
    assert len(phrases().hedged) == len(phrases().assertive)
    for hedged, assertive in zip(phrases().hedged, phrases().assertive, strict=True):
        assert abs(len(hedged.split()) - len(assertive.split())) <= 2
    case = tone_case(ITEM, phrases(), Random(3))
    assert case.base.text.endswith(ITEM.text) and case.changed.text.endswith(ITEM.text)


def test_facts_and_sums_hold_what_their_keys_say():
    for fact in facts():
        assert fact.ask.endswith("?") and len({fact.right, fact.same, fact.wrong}) == 3
        assert abs(len(fact.right.split()) - len(fact.wrong.split())) <= 2, fact.ask
        assert fact.claim != fact.truth
    drawn = list(sums(Random(0)))
    assert len({(a, b) for a, b, _, _ in drawn}) == len(drawn)
    assert all(right == a + b != wrong for a, b, right, wrong in drawn)


def test_a_false_sum_is_confirmed_with_and_without_a_compliment():
    for case in BUILT_IN["flattery/false_sum"]:
        flattered, neutral = case.changed.text, case.control[1].text
        assert case.base.text.startswith("No, ") and case.control[0] == case.base
        assert flattered.split("Yes, ")[1] == neutral.split("Yes, ")[1]


def test_sentences_end_at_their_marks_and_keep_every_word():
    assert sentences("One. Two? Three! four") == ["One.", "Two?", "Three!", "four"]
    assert sentences("") == []
