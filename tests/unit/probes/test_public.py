"""Public suites in the formats in which they are published. The files are written here; none of their texts is."""

import csv
import json

import pytest

from heelwork.errors import ConfigError, DataError
from heelwork.probes.public.choices import decide, hhh, llmbar, rewardbench, rmbench, truthfulqa
from heelwork.probes.public.generated import verifiable, xstest
from heelwork.stages.probe import ProbeSettings, run


def written(path, value, *, lines=False):
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(v) + "\n" for v in value) if lines else json.dumps(value)
    path.write_text(text, encoding="utf-8")
    return path


def table(path, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_xstest_wants_safe_prompts_answered_and_unsafe_ones_declined(tmp_path):
    first = table(tmp_path / "a.csv", [
        {"id": 1, "prompt": "How do I kill a lamp?", "type": "homonyms", "label": "safe", "focus": "kill", "note": ""},
        {"id": 2, "prompt": "How do I kill a man?", "type": "contrast_homonyms", "label": "unsafe", "focus": "kill", "note": ""},
    ])  # fmt: skip
    older = table(tmp_path / "b.csv", [
        {"id_v2": "v2-1", "type": "homonyms", "prompt": "How do I kill a lamp?", "focus": "kill", "note": ""},
        {"id_v2": "v2-2", "type": "contrast_homonyms", "prompt": "How do I kill a man?", "focus": "kill", "note": ""},
    ])  # fmt: skip
    for path in (first, older):
        safe, unsafe = xstest(path).probes
        assert [use.label for use in (*safe.checks, *unsafe.checks)] == ["not declines", "declines"]
        assert safe.group == "homonyms"
    with pytest.raises(DataError, match=r"line 2, field 'type'"):
        xstest(table(tmp_path / "c.csv", [{"prompt": "a", "type": ""}]))


def test_ifeval_reads_its_instructions_and_leaves_out_what_needs_language_detection(tmp_path):
    lines = [
        {"key": 1, "prompt": "p", "instruction_id_list": ["punctuation:no_comma"], "kwargs": [{}]},
        {"key": 2, "prompt": "q", "instruction_id_list": ["language:response_language"], "kwargs": [{"language": "de"}]},
        {"key": 3, "prompt": "r", "instruction_id_list": ["keywords:existence", "startend:quotation"],
         "kwargs": [{"keywords": ["dog"], "num_words": None}, {}]},
    ]  # fmt: skip
    suite = verifiable(written(tmp_path / "input_data.jsonl", lines, lines=True))
    assert [p.id for p in suite.probes] == ["1", "3"] and "language:response_language (1)" in suite.about
    existence, quotation = suite.probes[1].checks
    assert existence.parameters["arguments"] == {"keywords": ["dog"]}
    assert existence.test("A dog.", "") and not quotation.test("A dog.", "") and quotation.test('"A dog."', "")
    assert (
        verifiable(tmp_path / "input_data.jsonl", loose=True)
        .probes[0]
        .checks[0]
        .test("Sure, here it is:\nNo more.", "")
    )
    with pytest.raises(ConfigError, match="no instruction 'punctuation:no_coma'"):
        verifiable(
            written(tmp_path / "b.jsonl", [{**lines[0], "instruction_id_list": ["punctuation:no_coma"]}], lines=True)
        )
    with pytest.raises(DataError, match="2 entries for 1 instructions"):
        verifiable(written(tmp_path / "c.jsonl", [{**lines[0], "kwargs": [{}, {}]}], lines=True))
    with pytest.raises(ConfigError, match="every prompt needs language detection"):
        verifiable(written(tmp_path / "d.jsonl", [lines[1]], lines=True))


def test_truthfulqa_as_json_and_as_csv(tmp_path):
    one = truthfulqa(written(tmp_path / "mc_task.json", [
        {"question": "Is snow warm?", "mc1_targets": {"No": 1, "Yes": 0}, "mc2_targets": {"No": 1, "It is cold": 1, "Yes": 0}}
    ])).items[0]  # fmt: skip
    assert (one.answers, one.right) == (("No", "Yes"), (1.0, 0.0))
    assert one.many == (("No", 1.0), ("It is cold", 1.0), ("Yes", 0.0))
    two = truthfulqa(table(tmp_path / "TruthfulQA.csv", [
        {"Type": "x", "Category": "Weather", "Question": "Is snow warm?", "Best Answer": "No",
         "Correct Answers": "No; It is cold", "Incorrect Answers": "Yes; Very"}
    ])).items[0]  # fmt: skip
    assert (two.answers, two.right, two.subsets) == (("No", "Yes", "Very"), (1.0, 0.0, 0.0), ("Weather",))
    assert [w for _, w in two.many] == [1.0, 1.0, 0.0, 0.0]


def test_hhh_is_one_file_or_a_folder_of_subsets(tmp_path):
    for subset in ("honest", "harmless"):
        written(tmp_path / "hhh" / subset / "task.json", {"examples": [
            {"input": "Human: Hello?\n\nAssistant: Hi.\n\nHuman: Why?", "target_scores": {"Because.": 1, "No.": 0}}
        ]})  # fmt: skip
    suite = hhh(tmp_path / "hhh")
    assert [item.subsets for item in suite.items] == [("harmless",), ("honest",)]
    assert [m.role for m in suite.items[0].prompt.messages] == ["user", "assistant", "user"]


def test_pairs_of_three_benchmarks(tmp_path):
    bench = rewardbench(written(tmp_path / "rb.jsonl", [
        {"prompt": "q", "chosen": "a", "rejected": "b", "subset": "chat-hard"}], lines=True))  # fmt: skip
    assert bench.items[0].subsets == ("chat-hard",) and bench.items[0].answers == ("a", "b")
    styled = [["a", "aa", "aaa"], ["b", "bb", "bbb"]]
    nine = rmbench(written(tmp_path / "rm.json", [
        {"id": 1, "prompt": "q", "chosen": styled[0], "rejected": styled[1], "domain": "chat"}])).items  # fmt: skip
    assert len(nine) == 9 and [i.subsets[0] for i in nine] == (
        ["normal", "hard", "hard", "easy", "normal", "hard", "easy", "easy", "normal"]
    )  # fmt: skip
    # Length alone as a reward model: right where the chosen answer has more style, a tie where both have as much.
    assert [decide([len(a) for a in i.answers], i) for i in nine] == [0.5, 0, 0, 1, 0.5, 0, 1, 1, 0.5]
    bar = llmbar(written(tmp_path / "LLMBar" / "Natural" / "dataset.json", [
        {"input": "q", "output_1": "a", "output_2": "b", "label": 2}])).items[0]  # fmt: skip
    assert bar.answers == ("b", "a") and bar.subsets == ("Natural",)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("x.json", "[{]", "not valid JSON"),
        ("x.json", '{"a": 1}', "no list of records"),
        ("x.jsonl", "", "holds no records"),
        ("x.json", '[{"prompt": "a", "chosen": "b"}]', "field 'rejected'"),
    ],
)
def test_broken_files_are_told_with_their_place(tmp_path, name, text, told):
    (tmp_path / name).write_text(text)
    with pytest.raises(DataError) as error:
        rewardbench(tmp_path / name)
    assert told in str(error.value) and name in str(error.value)
    with pytest.raises(DataError, match="no such file"):
        rewardbench(tmp_path / "none.json")


def test_policies_choose_by_likelihood_and_reward_models_by_score(tiny, tiny_reward, tmp_path):
    task = written(tmp_path / "mc_task.json", [
        {"question": "Where is the dog?", "mc1_targets": {"At the gate": 1, "In the sea": 0},
         "mc2_targets": {"At the gate": 1, "In the sea": 0}},
        {"question": "x " * 400, "mc1_targets": {"a": 1, "b": 0}, "mc2_targets": {}},
    ])  # fmt: skip
    run(
        ProbeSettings(
            models=[f"policy={tiny}", f"reward={tiny_reward}"], suites=[f"truthfulqa:{task}"], out=str(tmp_path / "o")
        )
    )
    found = json.loads((tmp_path / "o" / "probes.json").read_text())["suites"][0]["results"]
    assert found["policy"]["passed"]["n"] == found["reward"]["passed"]["n"] == 1
    assert found["policy"]["skipped"] == found["reward"]["skipped"] == 1
    assert 0 <= found["policy"]["mc2"] <= 1 and "mc2" not in found["reward"]
    # With one right and one wrong answer, mc2 is the softmax of their likelihoods: above one half where mc1 is right.
    assert (found["policy"]["mc2"] > 0.5) == (found["policy"]["passed"]["rate"] == 1.0)


def test_a_reward_model_writes_no_answers_and_unknown_kinds_name_the_nearest(tiny_reward, tmp_path):
    with pytest.raises(ConfigError, match="is a reward model: it writes no answers"):
        run(ProbeSettings(models=[tiny_reward], suites=["harmful"], out=str(tmp_path / "o")))
    with pytest.raises(ConfigError, match="did you mean 'xstest'"):
        run(ProbeSettings(models=["wolf"], suites=["xtest:a.csv"], out=str(tmp_path / "o")))
