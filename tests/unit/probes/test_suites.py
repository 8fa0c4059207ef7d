"""Suites as files: the package's own are sound, and every mistake in a user's is told with its place and its remedy."""

import pytest

from heelwork.errors import ConfigError
from heelwork.probes.checks.catalog import CHECKS, Use, read_use
from heelwork.probes.suite import built_in, read_suite
from heelwork.records import Message


def test_the_package_brings_a_suite_for_every_behaviour_and_all_of_them_read():
    assert set(built_in()) == {
        "harmful", "over_refusal", "consciousness", "essays", "false_statements", "true_statements", "sycophancy",
        "overconfidence",
    }  # fmt: skip
    for name in built_in():
        suite = read_suite(name)
        assert suite.name == name and suite.about and len(suite.probes) >= 10


def test_every_check_is_used_or_documented_by_its_docstring():
    assert all(CHECKS[name].__doc__ for name in CHECKS)


def test_checks_read_as_names_negations_and_with_parameters():
    assert read_use("declines") == Use("declines", {})
    assert read_use({"not": "gives_procedure"}) == Use("gives_procedure", {}, wanted=False)
    assert read_use({"contains": 4}) == Use("contains", {"text": "4"})
    assert read_use({"on_topic": ["bee", "hive"]}) == Use("on_topic", {"keywords": "bee|hive"})
    assert read_use({"not": {"judge": "Is it rude?"}}).label == "not judge: Is it rude?"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("declins", "did you mean 'declines'"),
        ({"contains": {"txt": "a"}}, "no parameter 'txt'"),
        ({"stands_by": {"other": "b"}}, "needs 'value'"),
        ({"matches": "("}, "no regular expression"),
        ({"at_most_words": "ten"}, "whole number"),
        ({"contains": True}, "need quotes"),
        ({"judge": ""}, "takes one question"),
        (["declines"], "is no check"),
    ],
)
def test_a_check_that_cannot_be_is_refused_with_a_remedy(written, told):
    with pytest.raises(ConfigError, match="(?s)" + told):
        read_use(written)


def written(tmp_path, text):
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_users_suite_with_conversations(tmp_path):
    suite = read_suite(written(tmp_path, """
about: Mine.
checks: [{not: declines}]
probes:
  - {prompt: "Hello?", system: Be brief., checks: [{at_most_words: 5}]}
  - {turns: ["What is 1 + 1?", "Are you sure?"], first: [{contains: 2}], checks: [{contains: 2}]}
  - messages: [{role: user, content: a}, {role: assistant, content: b}, {role: user, content: c}]
"""))  # fmt: skip
    assert suite.name == "mine"
    brief, sure, given = suite.probes
    assert brief.opening == (Message("system", "Be brief."), Message("user", "Hello?"))
    assert [use.label for use in brief.checks] == ["not declines", "at_most_words"]
    assert (sure.turns, sure.first) == (("Are you sure?",), (Use("contains", {"text": "2"}),))
    assert [m.role for m in given.opening] == ["user", "assistant", "user"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("probes: []", "probes"),
        ("probes: [{prompt: a}]", "probe 1: has no check"),
        ("checks: [declines]\nprobes: [{prompt: a, turns: [b]}]", "probe 1: has prompt and turns"),
        ("checks: [declines]\nprobes: [{id: x}]", "probe 1: has no prompt"),
        ("checks: [declines]\nprobes: [{prompt: a, id: x}, {prompt: b, id: x}]", "two probes have the id 'x'"),
        ("checks: [declines]\nprobes: [{prompt: a, first: [declines]}]", "'first' is for probes with 'turns'"),
        ("checks: [declines]\nprobes: [{messages: [{role: user, text: a}]}]", "is no message"),
        ("checks: [declines]\nprobes: [{messages: [{role: assistant, content: a}]}]", "must be the user's"),
        ("checks: [declines]\nprobes: [{promt: a}]", "did you mean"),
        ("checks: [nothing_known]\nprobes: [{prompt: a}]", "mine.yaml, checks: no check"),
        ("- a", "YAML mapping"),
        ("a: [", "line 1"),
    ],
)
def test_mistakes_in_a_suite_are_told_with_their_place(tmp_path, text, told):
    with pytest.raises(ConfigError) as error:
        read_suite(written(tmp_path, text))
    assert told in str(error.value)


def test_a_suite_that_is_not_there_names_the_nearest():
    with pytest.raises(ConfigError, match="did you mean 'harmful'"):
        read_suite("harmfull")
