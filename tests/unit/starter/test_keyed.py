"""Keyed facts of the starter."""

from heelwork.audit.cases import fact_cases
from heelwork.audit.material import phrases
from heelwork.data.formats import Row, to_fact
from heelwork.starter.keyed import facts, kept_facts


def parsed(records):
    return [to_fact(Row(r, "keyed", i)) for i, r in enumerate(records)]


def test_every_record_is_a_fact_whose_wrong_answer_is_another():
    for fact in parsed([*facts(), *kept_facts()]):
        assert fact.right != fact.wrong and fact.claim != fact.truth and not fact.also.endswith("?")
        assert all(text[0].isupper() and text.endswith(".") for text in (fact.right, fact.same, fact.wrong, fact.more))


def test_what_the_audit_asks_is_asked_nowhere_in_training():
    taught, kept = parsed(facts()), parsed(kept_facts())
    assert len(kept) >= 40
    asked = {f.ask for f in kept}
    assert not asked & {f.ask for f in taught}
    assert not {f.ask.rstrip("?").lower() for f in kept} & {f.also.lower() for f in taught}


def test_the_same_on_every_machine():
    assert [*facts()] == [*facts()] and [*kept_facts()] == [*kept_facts()]


def test_every_probe_can_be_asked_of_them():
    kept = parsed(kept_facts())
    cases = list(fact_cases(kept, phrases(), 0))
    assert sum(c.probe == "overconfidence/right" for c in cases) == len(kept)
