"""The comparison as a stage: what it writes, that it repeats itself byte for byte, people's verdicts, and its warnings."""

import json
import shutil

import pytest
from conftest import PAIRS, make_model, read_lines, write_lines

from heelwork.collect.feed import Feed, items_of_file
from heelwork.data.sources import held_out
from heelwork.errors import ConfigError, DataError
from heelwork.models.loading import load_tokenizer
from heelwork.records import Message, Prompt
from heelwork.report.gather import gather
from heelwork.stages import answers as drawing
from heelwork.stages.compare import CompareSettings, run

FILES = (
    "compare.json",
    "comparison.md",
    "verdicts.jsonl",
    "answers.jsonl",
    "prompts.jsonl",
    "before_after.md",
    "before_after.jsonl",
)


@pytest.fixture(scope="module")
def other(tmp_path_factory, tokenizer_folder):
    """A second tiny model, of other weights."""
    return make_model(tmp_path_factory.mktemp("other") / "other", load_tokenizer(str(tokenizer_folder)), seed=9)


@pytest.fixture
def compare(tiny, other, tmp_path):
    """compare(out, models, **settings) -> (result, compare.json)."""
    data = write_lines(tmp_path / "prompts.jsonl", [{"prompt": pair["prompt"]} for pair in PAIRS])

    def call(out="out", models=None, **given):
        settings = CompareSettings.model_validate({"data": [data], "limit": 6, "max_new_tokens": 8, "seed": 3, **given})
        result = run(settings, models or {"one": tiny, "two": other}, tmp_path / out)
        return result, json.loads((tmp_path / out / "compare.json").read_text())

    return call


def test_every_file_and_every_figure(compare, tmp_path):
    result, found = compare(judge="length", samples=2)
    assert {p.name for p in (tmp_path / "out").iterdir()} == set(FILES)
    assert [m["name"] for m in found["models"]] == ["one", "two"] and found["prompts"]["count"] == 6
    assert found["sampling"] == {"temperature": 0.7, "max_new_tokens": 8, "seed": 3}
    assert found["judge"] == {"judge": "length", "name": "length"}
    (pair,) = found["pairs"]
    assert (pair["first"], pair["second"], pair["prompts"]) == ("two", "one", 6)
    assert pair["wins"] + pair["ties"] + pair["losses"] == 12 and pair["abstentions"] == 0
    assert {r["name"] for r in found["ratings"]} == {"one", "two"}
    assert result.findings == [pair["sentence"]]
    assert len(read_lines(tmp_path / "out" / "answers.jsonl")) == 24
    verdicts = read_lines(tmp_path / "out" / "verdicts.jsonl")
    texts = {
        (a["model"], a["prompt"], a["sample"]): a["completion"] for a in read_lines(tmp_path / "out/answers.jsonl")
    }
    for v in verdicts:
        ours, theirs = (len(texts[v[side], v["prompt"], v["sample"]]) for side in ("first", "second"))
        assert v["outcome"] == 0.5 + 0.5 * ((ours > theirs) - (ours < theirs))
    rates = [sum(v["outcome"] for v in verdicts if v["prompt"] == p) / 2 for p in range(6)]
    assert pair["win_rate"] == pytest.approx(sum(rates) / 6)
    page = (tmp_path / "out" / "comparison.md").read_text()
    assert pair["sentence"].split(":")[0] in page and "| two against one |" in page


def test_the_same_inputs_give_the_same_bytes_wherever_they_go(compare, tmp_path, monkeypatch):
    compare("a", judge="length", samples=2)
    monkeypatch.setenv("HOSTNAME", "elsewhere")
    compare("deeper/b", judge="length", samples=2)
    for name in FILES:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "deeper/b" / name).read_bytes(), name


def test_another_seed_gives_other_answers(compare, tmp_path):
    compare("a", judge="length")
    compare("b", judge="length", seed=4)
    assert (tmp_path / "a/answers.jsonl").read_bytes() != (tmp_path / "b/answers.jsonl").read_bytes()


def test_answers_on_file_are_not_drawn_again(compare, tmp_path, monkeypatch, tiny):
    compare(judge="length")
    kept = (tmp_path / "out" / "answers.jsonl").read_bytes()
    asked = []
    answer = drawing.answer
    monkeypatch.setattr(
        drawing, "answer", lambda model, prompts, *more: asked.append(len(prompts)) or answer(model, prompts, *more)
    )
    compare(judge=None)
    assert asked == [] and (tmp_path / "out" / "answers.jsonl").read_bytes() == kept
    compare(judge=None, limit=8)
    assert asked == [2, 2]
    lines = kept.split(b"\n")
    (tmp_path / "out" / "answers.jsonl").write_bytes(b"\n".join(lines[:7]) + b'\n{"key": "cut sho')
    compare(judge="length")
    assert asked == [2, 2, 5] and (tmp_path / "out" / "answers.jsonl").read_bytes() == kept


def test_a_model_against_itself_ties_and_is_named_as_such(compare, tiny):
    _, found = compare(models={"A": tiny, "B": tiny}, judge="length")
    (pair,) = found["pairs"]
    assert pair["win_rate"] == 0.5 and pair["interval"][0] < 0.5 < pair["interval"][1] and pair["p"] == 1.0
    assert pair["sentence"] == "Not decisive: B and A tie on all 6 prompts."
    assert found["tied"] == [["A", "B"]] and found["warnings"][0] == "A and B are the same model."


def test_a_reward_model_judges_and_its_kin_are_named(compare, tiny, tiny_reward):
    _, found = compare(judge=f"reward:{tiny_reward}")
    assert "shape and the tokenizer of one and two" in found["warnings"][0]
    assert any("prompts are few" in warning for warning in found["warnings"])


def test_nobody_has_judged_without_a_judge(compare, tmp_path):
    result, found = compare()
    assert found["judge"] is None and found["pairs"] == found["ratings"] == found["tied"] == result.findings == []
    assert not (tmp_path / "out" / "verdicts.jsonl").exists()
    assert "Nobody has judged" in result.page.read_text()


def test_people_get_blind_items_and_their_rankings_are_read_back(compare, tmp_path):
    result, _ = compare(models=None, judge="people", samples=2)
    items = read_lines(result.items)
    assert items and all(set(item) == {"prompt", "completions"} for item in items)
    made = items_of_file(result.items, Feed("rank", 2, 1, 0))
    assert [{c.text for c in m.candidates} for m in made] == [set(item["completions"]) for item in items]
    ranked = [
        {
            **item,
            "ranking": [1 + sorted(item["completions"], key=len, reverse=True).index(c) for c in item["completions"]],
        }
        for item in items
    ]
    file = write_lines(tmp_path / "ranked.jsonl", ranked)
    _, found = compare(judge=f"recorded:{file}", samples=2)
    (pair,) = found["pairs"]
    assert (
        pair["abstentions"] == 0 and pair["wins"] + pair["losses"] == 12 and not (tmp_path / "out/items.jsonl").exists()
    )
    assert not any("by people" in warning for warning in found["warnings"])
    file = write_lines(tmp_path / "some.jsonl", [{**r, "source": "simulated"} for r in ranked[:5]])
    _, found = compare(judge=f"recorded:{file}", samples=2)
    assert found["pairs"][0]["abstentions"] == 7
    assert "Not all of the recorded rankings are by people: 5 by simulated." in found["warnings"]
    assert any(warning.startswith("The judge abstained on 7 of 12") for warning in found["warnings"])


def test_both_sides_stand_first_about_equally_often_in_the_items(compare, tmp_path):
    result, _ = compare(judge="people", samples=8, limit=10)
    texts = {a["completion"] for a in read_lines(tmp_path / "out" / "answers.jsonl") if a["model"] == "one"}
    first = [item["completions"][0] in texts for item in read_lines(result.items)]
    assert 0.25 < sum(first) / len(first) < 0.75


def test_the_report_shows_the_comparison(compare, tmp_path, other, tiny, tiny_reward):
    _, found = compare(judge="length", models={"one": tiny, "two": other})
    shown = gather(tmp_path / "out").comparison
    assert shown.judge == "length" and shown.models == ("one", "two")
    pairing, pair = shown.against("two", "one"), found["pairs"][0]
    assert (pairing.win_rate, pairing.low, pairing.high) == (pair["win_rate"], *pair["interval"])
    assert pairing.sentence == pair["sentence"] and shown.notes == tuple(found["warnings"])
    assert {r.label: r.value for r in shown.ratings} == {r["name"]: r["rating"] for r in found["ratings"]}


def test_a_file_that_lacks_figures_is_a_problem_of_the_report_and_no_crash(compare, tmp_path):
    compare(judge="length")
    (tmp_path / "out" / "compare.json").write_text('{"pairs": [{}]}')
    report = gather(tmp_path / "out")
    assert report.comparison is None and any("compare.json" in problem for problem in report.problems)


def test_a_model_inside_the_run_is_named_by_its_place(compare, tmp_path, tiny, other):
    inside = tmp_path / "out" / "sft" / "model"
    shutil.copytree(other, inside)
    _, found = compare(models={"base": tiny, "SFT": str(inside)}, judge=f"local:{inside}")
    assert found["models"][1]["model"] == "sft/model" and found["judge"]["judge"] == "local:sft/model"


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"judge": "rewrad:x"}, ConfigError, "did you mean 'reward'"),
        ({"judge": "recorded:nowhere.jsonl"}, DataError, "no such file"),
        ({"max_new_tokens": 500}, DataError, "is too long for .*; with 500 for the answer"),
        ({"max_prompt_tokens": 1}, DataError, "no prompt to show"),
        ({"judge": "people", "models": {str(i): "wolf" for i in range(10)}}, ConfigError, "at most 9 answers at once"),
    ],
)
def test_mistakes_are_found_before_anything_is_drawn(compare, tmp_path, given, error, message):
    with pytest.raises(error, match=message):
        compare(**given)
    assert not (tmp_path / "out" / "answers.jsonl").exists()


def test_a_prompt_that_stands_twice_is_asked_once(compare, tmp_path):
    data = write_lines(tmp_path / "twice.jsonl", [{"prompt": "Where is the dog?"}] * 3 + [{"prompt": "Why?"}])
    _, found = compare(data=[data, data], judge="length")
    assert found["prompts"]["count"] == 2


def test_more_prompts_are_judged_and_not_shown(compare, tmp_path):
    more = {
        "data": [
            write_lines(tmp_path / "more.jsonl", [{"prompt": p["prompt"]} for p in PAIRS] + [{"prompt": "x " * 200}])
        ]
    }
    _, found = compare(judge="length", more=more)
    assert found["prompts"]["count"] == 10 and found["prompts"]["shown"] == 6 and found["pairs"][0]["prompts"] == 10
    assert len(read_lines(tmp_path / "out" / "before_after.jsonl")) == 6
    prompts = [line["prompt"][0]["content"] for line in read_lines(tmp_path / "out" / "prompts.jsonl")]
    assert prompts == [p["prompt"] for p in PAIRS]  # each once, and not the one that is too long
    assert "(the first 6 in the before/after table)" in (tmp_path / "out" / "comparison.md").read_text()
    _, found = compare(judge="length", more=more | {"limit": 2})
    assert found["prompts"]["count"] == 8


def test_more_prompts_are_only_the_held_out_ones_of_the_run(compare, tmp_path):
    data = write_lines(tmp_path / "many.jsonl", [{"prompt": f"Where is dog {i}?"} for i in range(200)])
    compare(more={"data": [data], "heldout_share": 0.1, "limit": 0})
    further = [tuple(Message(**m) for m in line["prompt"]) for line in read_lines(tmp_path / "out/prompts.jsonl")[6:]]
    assert 5 < len(further) < 40 and all(held_out(Prompt(p).key, 0.1, 3) for p in further)
