"""Files that are missing, cut short or hostile never stop a report."""

import pytest

from heelwork.report.contents import Answer, Turn
from heelwork.report.reading import Reader, answer, turns


def test_a_last_line_that_is_still_being_written_is_left_for_later(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"step": 1}\n{"step": 2}\n{"ste')
    reader = Reader(tmp_path)
    assert reader.lines("a.jsonl") == [{"step": 1}, {"step": 2}] and reader.problems == []


def test_lines_that_are_no_records_are_counted_and_left_out(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"step": 1}\nnot json\n[1]\n\n{"step": 2}\n')
    reader = Reader(tmp_path)
    assert [line["step"] for line in reader.lines("a.jsonl")] == [1, 2]
    assert reader.problems == ["a.jsonl: 2 lines are not JSON records and are left out."]


def test_what_is_not_there_is_empty_and_no_problem(tmp_path):
    reader = Reader(tmp_path / "nowhere")
    assert reader.text("a") is None and reader.mapping("a.json") == {} and reader.lines("a.jsonl") == []
    assert reader.problems == []


@pytest.mark.parametrize(("name", "text"), [("a.json", '{"a": '), ("a.yaml", "a: [1,")])
def test_a_mapping_that_is_cut_short_is_a_problem_in_words(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    reader = Reader(tmp_path)
    assert reader.mapping(name) == {}
    assert reader.problems == [f"{name} cannot be read: it is cut short or not what its name says."]


@pytest.mark.parametrize("text", ["", "  \n", "[1, 2]", "3"])
def test_what_is_no_mapping_is_empty(tmp_path, text):
    (tmp_path / "a.json").write_text(text)
    assert Reader(tmp_path).mapping("a.json") == {}


def test_yaml_makes_no_objects(tmp_path):
    (tmp_path / "a.yaml").write_text("a: !!python/object/apply:os.getcwd []\n")
    reader = Reader(tmp_path)
    assert reader.mapping("a.yaml") == {} and len(reader.problems) == 1


def test_bytes_that_are_no_text_are_shown_as_such(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b'{"a": "\xff"}\n')
    assert Reader(tmp_path).lines("a.jsonl") == [{"a": "\ufffd"}]


def test_a_directory_where_a_file_should_be_is_a_problem(tmp_path):
    (tmp_path / "a.json").mkdir()
    reader = Reader(tmp_path)
    assert reader.mapping("a.json") == {} and reader.problems[0].startswith("a.json cannot be read:")


def test_prompts_are_text_or_messages():
    assert turns("hello") == (Turn("user", "hello"),)
    assert turns([{"role": "system", "content": "a"}, "no message", {"role": "user", "content": "b"}]) == (
        Turn("system", "a"),
        Turn("user", "b"),
    )


def test_answers_keep_what_is_known_and_no_more():
    assert answer({"completion": "a"}) == Answer("a")
    given = {"completion": "a", "finish_reason": "length", "passed": False, "reason": "r"}
    assert answer(given) == Answer("a", ended=False, passed=False, reason="r")
    assert answer({"completion": "a", "passed": "yes"}).passed is None
