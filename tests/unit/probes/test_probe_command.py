"""`heelwork probe` on a tiny model: seeded, checked, written, shown in the report; and mistakes in one sentence."""

import json

import pytest
from conftest import read_lines

from heelwork.errors import ConfigError
from heelwork.probes.measure import share
from heelwork.report.findings import read_probes
from heelwork.report.reading import Reader
from heelwork.stages.probe import ProbeSettings, named, run


@pytest.fixture
def suite(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(
        "about: A suite.\nprobes:\n"
        '  - {prompt: "Where is the dog?", checks: [{not: declines}]}\n'
        '  - {turns: ["Where is the dog?", "Sure?"], checks: [{at_most_words: 100}]}\n'
        '  - {turns: ["Where is the dog?", "Sure?"], first: [{contains: no-such-word}], checks: [{at_most_words: 100}]}\n'
        '  - {prompt: "Why?", checks: [{judge: "Is it kind?"}]}\n'
    )
    return str(path)


def probe(tiny, suite, out, **more):
    return run(ProbeSettings(models=[f"a={tiny}"], suites=[suite], out=str(out), max_new_tokens=5, **more))


def test_answers_are_drawn_checked_and_written_the_same_for_the_same_seed(tiny, suite, tmp_path):
    for name in ("one", "two"):
        result = probe(tiny, suite, tmp_path / name, samples=2, seed=3)
    for file in ("probes.json", "probes.jsonl", "probes.md"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    lines = read_lines(tmp_path / "one" / "probes.jsonl")
    assert [(line["probe"], line["sample"]) for line in lines] == [(p, s) for p in "1234" for s in (0, 1)]
    assert len({line["completion"] for line in lines[:2]}) == 2  # samples differ
    turned = lines[2]
    assert [m["role"] for m in turned["prompt"]] == ["user", "assistant", "user"] and turned["passed"] is True
    skipped, judged = lines[4], lines[6]
    assert (skipped["counts"], skipped["passed"], len(skipped["prompt"])) == (False, None, 1)
    assert judged["passed"] is None  # nobody judges
    found = json.loads((tmp_path / "one" / "probes.json").read_text())["suites"][0]["results"]["a"]
    assert found["skipped"] == 2 and found["passed"]["abstained"] == 2
    passes = [line["passed"] for line in lines if line["counts"]]
    assert found["passed"]["rate"] == pytest.approx(share(passes)["rate"])
    assert result.passed["a"]["mine"] == share(passes)["rate"]


def test_a_local_model_answers_the_suites_questions(tiny, suite, tmp_path):
    probe(tiny, suite, tmp_path / "out", judge=f"local:{tiny}")
    found = json.loads((tmp_path / "out" / "probes.json").read_text())
    assert found["judge"].startswith("local:")
    assert read_lines(tmp_path / "out" / "probes.jsonl")[-1]["passed"] in (True, False, None)


def test_the_report_shows_rates_and_every_answer_that_counts(tiny, suite, tmp_path):
    probe(tiny, suite, tmp_path)
    reader = Reader(tmp_path)
    shares, rows = read_probes(reader)
    assert not reader.problems
    assert [(s.label, s.group, s.n) for s in shares] == [("a", "mine", 2)]
    assert len(rows) == 3 and all(set(row.answers) == {"a"} and row.behaviour == "mine" for row in rows)
    (tmp_path / "probes.json").write_text('{"suites": [{}]}')
    assert read_probes(reader) == ((), ()) and "probes.json lacks figures" in reader.problems[0]


def test_models_are_named_by_their_path_or_as_the_user_says():
    assert named(["runs/lr=1e-5/model", "A=runs/lr=1e-5/model"]) == [
        ("lr=1e-5", "runs/lr=1e-5/model"), ("A", "runs/lr=1e-5/model"),
    ]  # fmt: skip
    assert named(["runs/x/sft/model", "base=wolf", "org/name"]) == [
        ("sft", "runs/x/sft/model"), ("base", "wolf"), ("name", "org/name")
    ]  # fmt: skip
    with pytest.raises(ConfigError, match="two models are called 'sft'"):
        named(["a/sft", "b/sft/model"])


def test_two_suites_of_one_name_are_refused(tiny, suite, tmp_path):
    with pytest.raises(ConfigError, match="two suites are called 'mine'"):
        run(ProbeSettings(models=[tiny], suites=[suite, suite], out=str(tmp_path / "out")))
