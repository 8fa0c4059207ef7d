import pytest
import yaml
from conftest import gold_case as gold
from conftest import make_constitution as make
from conftest import principle

from heelwork.constitution.check import problems
from heelwork.constitution.principles import load
from heelwork.errors import ConfigError


def kinds(constitution):
    return [(p.kind, p.principles) for p in problems(constitution)]


def test_the_default_constitution_is_whole_and_without_fault():
    made = load()
    assert len(made.principles) == 16 and problems(made) == []
    assert all(len(p.gold) >= 4 and p.opposite for p in made.principles)
    assert {p.polarity for p in made.principles} == {"positive", "negative"}
    assert {p.tier for p in made.principles} == {1, 2, 3}
    assert len(made.questions) == len(made.opposed) == 16
    assert any(e.revision is None for e in made.examples) and any(e.revision for e in made.examples)


def test_the_hash_is_of_the_content(tmp_path):
    made = load()
    text = yaml.safe_dump(made.model_dump(mode="json"), sort_keys=True)
    (tmp_path / "same.yaml").write_text("# a remark\n" + text)
    (tmp_path / "other.yaml").write_text(
        text.replace("Which response flatters less?", "Which response flatters you less?")
    )
    assert load(tmp_path / "same.yaml").digest == made.digest != load(tmp_path / "other.yaml").digest
    assert len(made.digest) == 16


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"polarity": "maybe"}, "principles.0.polarity"),
        ({"comparision": "x"}, "did you mean"),
        ({"id": "Not An Id"}, "principles.0.id"),
        ({"gold": [{"prompt": "x", "better": "y"}]}, "principles.0.gold.0.worse"),
        ({"gold": [{"prompt": "x", "better": 56, "worse": "y"}]}, "principles.0.gold.0.better"),
        ({"tier": 0}, "principles.0.tier"),
    ],
)
def test_a_file_with_a_fault_names_it(change, problem, tmp_path):
    path = tmp_path / "c.yaml"
    path.write_text(yaml.safe_dump({"name": "x", "principles": [principle(**change)]}))
    with pytest.raises(ConfigError, match=problem):
        load(path)


def test_an_example_under_an_unknown_principle_is_named(tmp_path):
    path = tmp_path / "c.yaml"
    example = {"prompt": "x", "answer": "y", "principle": "breif", "critique": "z"}
    path.write_text(yaml.safe_dump({"name": "x", "principles": [principle()], "examples": [example]}))
    with pytest.raises(ConfigError, match="did you mean 'brief'"):
        load(path)


def test_principles_that_nothing_can_test():
    assert kinds(make(principle(gold=[]))) == [("untestable", ("brief",))]
    assert kinds(make(principle(gold=[gold(0)]))) == [("weak", ("brief",))]
    assert kinds(make(principle(opposite=None))) == [("weak", ("brief",))]
    same = {"prompt": "x", "better": "y", "worse": "y"}
    assert ("untestable", ("brief",)) in kinds(make(principle(gold=[*map(gold, range(4)), same])))
    assert ("empty", ("brief",)) in kinds(make(principle(gold=[*map(gold, range(4)), {**same, "worse": " "}])))


def test_principles_that_contradict_each_other():
    wordy = {
        "comparison": "Which response is longer?",
        "opposite": "Which response is shorter?",
        "principle": "Be long.",
    }
    cases = [{"prompt": f"Else {k}", "better": "long", "worse": "s"} for k in range(4)]
    assert ("contradiction", ("brief", "wordy")) in kinds(make(principle(), principle("wordy", gold=cases, **wordy)))
    clash = {**principle("other", gold=cases), "polarity": "negative"}
    assert [k for k, _ in kinds(make(principle(), clash))] == [
        "contradiction",
        "contradiction",
    ]  # principle and comparison
    assert ("contradiction", ("brief",)) in kinds(make(principle(opposite="which response is SHORTER")))


def test_gold_cases_that_choose_opposite_answers():
    turned = [{"prompt": g["prompt"], "better": g["worse"], "worse": g["better"]} for g in map(gold, range(4))]
    other = principle("other", gold=turned, comparison="Which is kinder?", opposite=None, principle="Be kind.")
    assert ("contradiction", ("brief", "other")) in kinds(make(principle(), other))
    # In different tiers the lower one holds: a remark, no fault.
    resolved = problems(make(principle(tier=1), other))
    assert not any(p.fatal for p in resolved) and any("'brief' holds" in p.text for p in resolved)
    inside = principle(gold=[*map(gold, range(4)), turned[0]])
    assert ("contradiction", ("brief",)) in kinds(make(inside))


def test_ids_stand_once():
    assert ("duplicate", ("brief",)) in kinds(make(principle(), principle()))
