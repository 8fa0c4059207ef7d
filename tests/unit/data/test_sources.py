"""Records come from files of every kind, and a file that cannot be read says so with its line and a remedy."""

import csv
import gzip
import json
import lzma

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import write_lines

from heelwork.data.corpus import read_texts
from heelwork.data.formats import to_demonstration, to_prompt, to_ranking
from heelwork.data.sources import fingerprint, held_out, read_records, rows
from heelwork.errors import DataError

RECORDS = [{"prompt": f"Question {i}?", "completion": f"Answer {i}, with ü and 羊."} for i in range(3)]
LINES = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in RECORDS)


def values(source):
    return [dict(row.values) for row in rows(str(source))]


def test_json_lines_plain_gz_and_xz_read_the_same(tmp_path):
    (tmp_path / "a.jsonl").write_text(LINES, encoding="utf-8")
    with gzip.open(tmp_path / "b.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(LINES)
    with lzma.open(tmp_path / "c.jsonl.xz", "wt", encoding="utf-8") as file:
        file.write(LINES)
    for name in ("a.jsonl", "b.jsonl.gz", "c.jsonl.xz"):
        assert values(tmp_path / name) == RECORDS


def test_blank_lines_count_as_lines_but_not_as_records(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('\n{"prompt": "x"}\n\n{"prompt": "y"}\n')
    assert [row.line for row in rows(str(path))] == [2, 4]


def test_a_byte_order_mark_is_passed_over(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + LINES.encode())
    assert values(path) == RECORDS


def test_parquet_with_nested_messages(tmp_path):
    messages = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]
    pq.write_table(pa.Table.from_pylist([{"messages": messages}, {"messages": messages}]), tmp_path / "a.parquet")
    found = read_records([str(tmp_path / "a.parquet")], to_demonstration)
    assert [[m.content for m in d.messages] for d in found] == [["Hi", "Hello"], ["Hi", "Hello"]]


def test_csv_cells_that_hold_json_are_read_as_such(tmp_path):
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["prompt", "completions", "ranking"])
        writer.writerow(["[not json", json.dumps(["a, b", "c\nd"]), "[2, 1]"])
    (ranking,) = read_records([str(tmp_path / "a.csv")], to_ranking)
    assert ranking.prompt.text == "[not json"
    assert ranking.completions == ("a, b", "c\nd")
    assert ranking.ranks == (2, 1)


def test_a_field_that_only_some_messages_of_a_parquet_file_have(tmp_path):
    ask, say = {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}
    pq.write_table(pa.Table.from_pylist([{"messages": [ask, {**say, "weight": 0}, ask, say]}]), tmp_path / "a.parquet")
    (found,) = read_records([str(tmp_path / "a.parquet")], to_demonstration)
    assert [m.learned for m in found.messages] == [True, False, True, True]


def test_csv_answers_that_look_like_json_stay_text_and_numbers_are_read(tmp_path):
    messages = json.dumps([{"role": "user", "content": "List the numbers"}])
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["prompt", "chosen", "rejected", "margin", "target", "source"])
        writer.writerow([messages, "[1, 2, 3]", '[{"a": 1}]', "0.5", "0.9", ""])
        writer.writerow(['{"a": 1}', "[]", "null", "", "", "judge"])
    first, second = read_records([str(tmp_path / "a.csv")], to_ranking)
    assert (first.prompt.text, first.completions) == ("List the numbers", ("[1, 2, 3]", '[{"a": 1}]'))
    assert (first.margin, first.target, first.source) == (0.5, 0.9, "human")
    assert (second.prompt.text, second.completions) == ('{"a": 1}', ("[]", "null"))
    assert (second.margin, second.target, second.source) == (None, None, "judge")


def test_a_folder_gives_its_data_files_in_order_of_their_names(tmp_path):
    write_lines(tmp_path / "b.jsonl", [{"prompt": "second"}])
    write_lines(tmp_path / "a.jsonl", [{"prompt": "first"}])
    (tmp_path / "readme.md").write_text("not data")
    assert [v["prompt"] for v in values(tmp_path)] == ["first", "second"]


def test_limit_holds_for_each_source(tmp_path):
    a = write_lines(tmp_path / "a.jsonl", RECORDS)
    b = write_lines(tmp_path / "b.jsonl", RECORDS)
    found = read_records([a, b], to_prompt, limit=2)
    assert [p.text for p in found] == ["Question 0?", "Question 1?"] * 2


def test_fingerprint_hashes_files_and_folders_and_names_hub_ids(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("{}\n")
    digest = "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356"
    assert fingerprint([str(path)]) == {str(path): digest}
    assert fingerprint([str(tmp_path)]) == {str(path): digest}
    assert fingerprint(["owner/name:test"]) == {"owner/name:test": "hub"}


# -- what cannot be read -------------------------------------------------------------------------------------------------


def fails(source, parse=to_prompt):
    with pytest.raises(DataError) as caught:
        read_records([str(source)], parse)
    return str(caught.value)


def test_a_missing_file(tmp_path):
    path = tmp_path / "no.jsonl"
    assert fails(path) == f"{path}: no such file; give a path to data, or a hub id such as Anthropic/hh-rlhf"


def test_an_empty_file(tmp_path):
    (tmp_path / "a.jsonl").write_text("")
    assert fails(tmp_path / "a.jsonl").endswith("a.jsonl: holds no records; give a file with at least one")


def test_a_folder_without_data(tmp_path):
    (tmp_path / "notes.md").write_text("x")
    assert "holds no data file; known kinds: .jsonl" in fails(tmp_path)


def test_a_file_of_an_unknown_kind(tmp_path):
    (tmp_path / "a.docx").write_text("x")
    assert "a.docx: is of an unknown kind; known: .jsonl" in fails(tmp_path / "a.docx")


def test_bytes_that_are_not_utf8_name_their_line(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b'{"prompt": "x"}\n{"prompt": "caf\xe9"}\n')
    message = fails(tmp_path / "a.jsonl")
    assert "a.jsonl, line 2: is not UTF-8 text" in message
    assert message.endswith("save the file as UTF-8")


def test_a_line_that_is_not_json_names_line_and_column(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"prompt": "x"}\n{"prompt": }\n')
    message = fails(tmp_path / "a.jsonl")
    assert "a.jsonl, line 2: is not valid JSON (Expecting value at column 12)" in message
    assert "every line must be one JSON object" in message


def test_a_line_that_is_no_object(tmp_path):
    (tmp_path / "a.jsonl").write_text('["x"]\n')
    assert "a.jsonl, line 1: is a JSON list, but every line must be an object" in fails(tmp_path / "a.jsonl")


def test_half_a_surrogate_pair_is_refused_and_a_whole_one_is_read(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"prompt": "\\ud83d\\ude00"}\n')
    assert values(path) == [{"prompt": "\U0001f600"}]
    path.write_text('{"id": 1, "prompt": "\\ud83d"}\n')
    assert "a.jsonl, line 1, field 'prompt': holds half of a surrogate pair" in fails(path)


@pytest.mark.parametrize("cut", [-8, 12])
def test_a_truncated_gzip_or_xz(tmp_path, cut):
    long = LINES * 50
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(long.encode())[:cut])
    (tmp_path / "a.jsonl.xz").write_bytes(lzma.compress(long.encode())[:cut])
    for name in ("a.jsonl.gz", "a.jsonl.xz"):
        message = fails(tmp_path / name)
        assert f"{name}: cannot be read to its end" in message
        assert message.endswith("fetch it again")


def test_files_that_are_not_what_their_names_say(tmp_path):
    for name in ("a.jsonl.gz", "a.jsonl.xz"):
        (tmp_path / name).write_text(LINES)
        assert f"{name}: cannot be read to its end" in fails(tmp_path / name)
    (tmp_path / "a.parquet").write_text(LINES)
    assert "a.parquet: is not readable Parquet" in fails(tmp_path / "a.parquet")


def test_a_corrupt_gzip(tmp_path):
    whole = bytearray(gzip.compress((LINES * 50).encode()))
    whole[20:40] = b"\x00" * 20
    (tmp_path / "a.jsonl.gz").write_bytes(bytes(whole))
    assert "a.jsonl.gz: cannot be read to its end" in fails(tmp_path / "a.jsonl.gz")


@pytest.mark.parametrize(("line", "says"), [("x,y,z", "more cells"), ("x", "fewer cells")])
def test_a_csv_line_of_another_width(tmp_path, line, says):
    (tmp_path / "a.csv").write_text(f"prompt,completion\na,b\n{line}\n")
    message = fails(tmp_path / "a.csv")
    assert f"a.csv, line 3: has {says} than the header names" in message


def test_a_csv_with_an_open_quote(tmp_path):
    (tmp_path / "a.csv").write_text('prompt,completion\n"a,b\n')
    assert "a.csv, line 2: is not readable CSV" in fails(tmp_path / "a.csv")


def test_a_csv_that_is_not_utf8(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"prompt\ncaf\xe9\n")
    assert "a.csv: is not UTF-8 text" in fails(tmp_path / "a.csv")


def test_a_hub_id_without_a_network(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    message = fails("heelwork-tests/no-such-data")
    assert message.startswith("heelwork-tests/no-such-data: cannot be loaded from the hub (")
    assert message.endswith("check the id, or give a local file")


def test_a_malformed_record_in_a_file_names_its_line(tmp_path):
    path = write_lines(tmp_path / "a.jsonl", [{"prompt": "x"}, {"prompt": ""}])
    assert f"{path}, line 2, field 'prompt': is empty" in fails(path)


def test_plain_text_that_is_not_utf8_or_truncated(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"caf\xe9")
    with pytest.raises(DataError, match=r"a\.txt: is not UTF-8 text .* save the file as UTF-8"):
        list(read_texts([str(tmp_path / "a.txt")]))
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"long text " * 99)[:-8])
    with pytest.raises(DataError, match=r"a\.txt\.gz: cannot be read to its end"):
        list(read_texts([str(tmp_path / "a.txt.gz")]))


# -- splits --------------------------------------------------------------------------------------------------------------


def test_equal_prompts_fall_on_the_same_side_and_the_share_is_about_right():
    keys = [f"prompt {i}" for i in range(4000)]
    sides = [held_out(key, 0.1, seed=3) for key in keys]
    assert sides == [held_out(key, 0.1, seed=3) for key in keys]
    assert 0.08 < sum(sides) / len(sides) < 0.12


def test_a_smaller_share_holds_out_a_part_of_a_larger_one():
    keys = [f"prompt {i}" for i in range(500)]
    assert all(held_out(key, 0.3, seed=0) for key in keys if held_out(key, 0.1, seed=0))


def test_another_seed_splits_otherwise_and_share_zero_keeps_everything():
    keys = [f"prompt {i}" for i in range(200)]
    assert [held_out(k, 0.5, 0) for k in keys] != [held_out(k, 0.5, 1) for k in keys]
    assert not any(held_out(k, 0.0, 0) for k in keys)
