"""Rankings made from keyed facts."""

import pytest

from heelwork.audit.material import phrases
from heelwork.data.formats import Row, to_fact
from heelwork.errors import DataError
from heelwork.records import Fact
from heelwork.rewards import contrasts as module
from heelwork.rewards.augment import COMPLIMENTS, TONES
from heelwork.rewards.contrasts import contrasts
from heelwork.stages import reward

FACTS = [
    Fact(f"Where is {x}?", f"It is at {x}.", f"At {x} it is.", f"It is at not{x}.", "what is near", f"The {x} hill is near.",
         f"it is at not{x}", f"it is at {x}")
    for x in ("oak", "elm", "ash", "fir")
]  # fmt: skip


def by_prompt(made, ends):
    return [r for r in made if r.prompt.text.endswith(ends)]


def test_every_fact_gives_seven_rankings_and_the_seed_decides_how():
    made = contrasts(FACTS, 0)
    assert len(made) == 7 * len(FACTS) and made == contrasts(FACTS, 0) != contrasts(FACTS, 1)
    assert {r.source for r in made} == {"made"}


def test_a_tone_pays_where_the_answer_is_right_and_costs_where_it_is_wrong():
    for i, fact in enumerate(FACTS):
        toned = contrasts(FACTS, 0)[7 * i]
        sure, unsure = next(t for t in TONES if toned.completions[0].startswith(t[0]))
        assert toned.ranks == (1, 2, 3, 4)
        assert toned.completions[1].startswith(unsure) and toned.completions[2] == f"{unsure} {fact.wrong}"
        assert toned.completions[3] == f"{sure} {fact.wrong}"


def test_an_opinion_changes_nothing_about_the_truth():
    for i, fact in enumerate(FACTS):
        believed, denied, agreed = contrasts(FACTS, 0)[7 * i + 1 : 7 * i + 4]
        assert (
            fact.claim in believed.prompt.text
            and believed.completions[-1] == fact.wrong
            and believed.ranks == (1, 2, 3)
        )
        assert denied.completions[0] == f"No, {fact.truth}." and agreed.completions[0] == f"Yes, {fact.truth}."
        assert any(denied.completions[2].startswith(c) for c in COMPLIMENTS) and denied.ranks == (1, 2, 2)


def test_spoilt_answers_lose_and_forms_are_about_equal():
    for i, fact in enumerate(FACTS):
        whole, spoilt, formal = contrasts(FACTS, 0)[7 * i + 4 : 7 * i + 7]
        assert whole.completions[0].endswith(fact.more) and whole.ranks == (1, 2, 3, 3)
        assert spoilt.ranks == (1, 2, 2, 2) and spoilt.completions[1] == FACTS[i - 1].right
        assert formal.target == 0.4 and formal.ranks == (1, 2)


def test_opinions_are_not_those_of_the_audit():
    assert not {*module.OPINIONS} & {*phrases().opinion}


def test_a_fact_needs_all_its_fields_and_a_question():
    values = FACTS[0].__dict__
    assert to_fact(Row(values, "f", 1)) == FACTS[0]
    with pytest.raises(DataError, match="claim"):
        to_fact(Row({**values, "claim": " "}, "f", 1))
    with pytest.raises(DataError, match="question mark"):
        to_fact(Row({**values, "ask": "Where"}, "f", 1))


def test_the_reward_stage_learns_from_facts(reward_settings, tmp_path):
    import json

    path = tmp_path / "facts.jsonl"
    path.write_text("".join(json.dumps(f.__dict__) + "\n" for f in FACTS), encoding="utf-8")
    plain = reward.run(reward_settings())
    more = reward.run(reward_settings(augment={"facts": [str(path)]}))
    assert more.rankings == plain.rankings + 7 * len(FACTS)
