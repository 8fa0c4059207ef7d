"""Plain text becomes a vocabulary and windows that never cross a document."""

import json

import numpy as np
import pytest

from heelwork.data import sources
from heelwork.data.corpus import Windows, corpus_ends, encode_corpus, read_texts
from heelwork.data.formats import Row
from heelwork.errors import DataError

EOS = 2


def documents(*lengths):
    """Documents of the given lengths, whose tokens tell the document: 100 * d + i, then EOS."""
    out = []
    for d, length in enumerate(lengths, 1):
        out += [*(1000 * d + i for i in range(length - 1)), EOS]
    return np.array(out, dtype=np.uint16)


def test_no_window_crosses_a_document():
    windows = Windows(documents(40, 7, 100, 33), EOS, size=16, shortest=2)
    for row in windows.rows(range(len(windows.starts))):
        owners = {int(i) // 1000 for i in row.ids if i != EOS}
        assert len(owners) == 1
        assert EOS not in row.ids[:-1]
        assert len(row.ids) <= 16


def test_every_token_lies_in_exactly_one_window_when_none_is_too_short():
    tokens = documents(40, 8, 96)
    windows = Windows(tokens, EOS, size=16, shortest=8)
    covered = np.concatenate([np.arange(s, s + n) for s, n in zip(windows.starts, windows.lengths, strict=True)])
    assert sorted(covered) == list(range(len(tokens)))


def test_windows_shorter_than_the_shortest_are_left_out():
    windows = Windows(documents(40, 5), EOS, size=16, shortest=10)
    assert windows.lengths.tolist() == [16, 16]


def test_where_all_documents_are_short_they_are_kept():
    assert Windows(documents(5, 6), EOS, size=64, shortest=16).lengths.tolist() == [5, 6]


def test_all_tokens_of_a_window_but_the_first_count():
    (row,) = Windows(documents(6), EOS, size=64).rows([0])
    assert row.counted.tolist() == [False, True, True, True, True, True]


def test_the_schedule_depends_on_the_seed_alone_and_each_epoch_sees_every_window_once():
    windows = Windows(documents(*[20] * 12), EOS, size=16, shortest=2)
    total = int(windows.lengths.sum())
    schedule = windows.schedule(batch_tokens=60, total_tokens=2 * total, seed=5)
    again = windows.schedule(batch_tokens=60, total_tokens=2 * total, seed=5)
    assert all(np.array_equal(a, b) for a, b in zip(schedule, again, strict=True))
    order = np.concatenate(schedule).tolist()
    half = len(windows.starts)
    assert sorted(order[:half]) == sorted(order[half:]) == list(range(half))
    assert order[:half] != order[half:]
    assert order != np.concatenate(windows.schedule(60, 2 * total, seed=6)).tolist()


def test_the_schedule_stops_at_the_tokens_asked_for():
    windows = Windows(documents(*[20] * 12), EOS, size=32, shortest=2)
    seen = [int(windows.lengths[b].sum()) for b in windows.schedule(batch_tokens=40, total_tokens=100, seed=0)]
    assert sum(seen[:-1]) < 100 <= sum(seen)


def test_files_are_seen_as_often_as_asked_in_each_epoch():
    tokens = documents(*[20] * 30)
    windows = Windows(tokens, EOS, size=32, file_ends=[200, 600], passes=[2, 0.5])
    seen = windows.schedule(batch_tokens=40, total_tokens=20 * 600, seed=1)
    counts = np.bincount(np.concatenate(seen), minlength=30)
    assert counts[:10].mean() / counts[10:].mean() == pytest.approx(4, rel=0.15)
    assert counts[:10].max() - counts[:10].min() <= 2


def test_texts_come_from_records_and_from_whole_files(tmp_path):
    (tmp_path / "a.txt").write_text("one\n\ntwo", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"text": "three"}\n{"text": "four"}\n')
    assert list(read_texts([str(tmp_path / "a.txt"), str(tmp_path / "b.jsonl")])) == ["one\n\ntwo", "three", "four"]


def test_a_record_without_text_names_its_line(tmp_path):
    (tmp_path / "b.jsonl").write_text('{"text": "three"}\n{"body": "four"}\n')
    with pytest.raises(DataError, match=r"b\.jsonl, line 2, field 'text': is missing or not text"):
        list(read_texts([str(tmp_path / "b.jsonl")]))


def test_the_encoded_corpus_is_kept_and_made_anew_when_the_text_changes(tmp_path, tokenizer):
    path, cache = tmp_path / "a.jsonl", tmp_path / "tokens.bin"
    path.write_text('{"text": "The dog"}\n{"text": "12 sheep"}\n')
    tokens = encode_corpus([str(path)], tokenizer, cache)
    assert tokenizer.decode(tokens) == "<|bos|>The dog<|eos|><|bos|>12 sheep<|eos|>"
    written = cache.stat().st_mtime_ns
    encode_corpus([str(path)], tokenizer, cache)
    assert cache.stat().st_mtime_ns == written
    path.write_text('{"text": "A hill"}\n')
    assert tokenizer.decode(encode_corpus([str(path)], tokenizer, cache)) == "<|bos|>A hill<|eos|>"
    assert corpus_ends(cache) == [len(encode_corpus([str(path)], tokenizer, cache))]


def lines(path, *texts):
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    return str(path)


def test_the_cache_of_one_hub_id_is_not_taken_for_another(tmp_path, tokenizer, monkeypatch):
    monkeypatch.setattr(sources, "_hub", lambda source: iter([Row({"text": f"from {source}"}, source, 1)]))
    for source in ("owner/one", "owner/two"):
        tokens = encode_corpus([source], tokenizer, tmp_path / "tokens.bin")
        assert tokenizer.decode(tokens) == f"<|bos|>from {source}<|eos|>"


def test_a_cache_that_was_half_written_for_another_corpus_is_made_anew(tmp_path, tokenizer):
    one, broken = lines(tmp_path / "a.jsonl", "The dog"), lines(tmp_path / "b.jsonl", "A hill")
    encode_corpus([one], tokenizer, tmp_path / "tokens.bin")
    with (tmp_path / "b.jsonl").open("a") as file:
        file.write("{")
    with pytest.raises(DataError, match="line 2"):
        encode_corpus([broken], tokenizer, tmp_path / "tokens.bin")
    tokens = encode_corpus([one], tokenizer, tmp_path / "tokens.bin")
    assert tokenizer.decode(tokens) == "<|bos|>The dog<|eos|>"


def test_a_folder_is_a_corpus_and_noticed_when_it_changes(tmp_path, tokenizer):
    lines(tmp_path / "folder" / "a.jsonl", "The dog")
    cache = tmp_path / "tokens.bin"
    assert tokenizer.decode(encode_corpus([str(tmp_path / "folder")], tokenizer, cache)) == "<|bos|>The dog<|eos|>"
    lines(tmp_path / "folder" / "b.jsonl", "A hill")
    tokens = encode_corpus([str(tmp_path / "folder")], tokenizer, cache)
    assert tokenizer.decode(tokens) == "<|bos|>The dog<|eos|><|bos|>A hill<|eos|>"


def test_files_in_another_order_are_another_corpus(tmp_path, tokenizer):
    short, long = lines(tmp_path / "a.jsonl", "A"), lines(tmp_path / "b.jsonl", "The dog went over the hill")
    cache = tmp_path / "tokens.bin"
    encode_corpus([short, long], tokenizer, cache)
    before = corpus_ends(cache)
    encode_corpus([long, short], tokenizer, cache)
    assert corpus_ends(cache) == [before[1] - before[0], before[1]]


def test_an_empty_corpus_is_refused(tmp_path, tokenizer):
    (tmp_path / "a.jsonl").write_text("")
    with pytest.raises(DataError, match="holds no text; give files with at least one document"):
        encode_corpus([str(tmp_path / "a.jsonl")], tokenizer, tmp_path / "tokens.bin")


@pytest.mark.parametrize("text", ["naïve 羊 🐑", "  two  spaces\n\n\tand tabs ", "\x00\x7f control", "don't won't"])
def test_the_trained_vocabulary_round_trips_any_text(tokenizer, text):
    assert tokenizer.decode(tokenizer(text)["input_ids"]) == text


def test_digits_stand_alone_and_special_tokens_are_distinct(tokenizer):
    assert len(tokenizer("2026")["input_ids"]) == 4
    assert len({tokenizer.pad_token_id, tokenizer.bos_token_id, tokenizer.eos_token_id}) == 3
    config = json.loads(tokenizer.backend_tokenizer.to_str())
    assert config["model"]["type"] == "BPE"


def test_conversations_are_read_without_names_or_roles(tmp_path):
    rows = [
        {"text": "Plain text."},
        {"chosen": "\n\nHuman: Hello?\n\nAssistant: Good day.", "rejected": "\n\nHuman: Hello?\n\nAssistant: No."},
        {"prompt": "Two and two?", "completion": "Four."},
        {"messages": [{"role": "user", "content": "And three?"}, {"role": "assistant", "content": "Five."}]},
        {"prompt": "Only asked."},
        {"prompt": "Which?", "completions": ["A.", "B."], "ranking": [2, 1]},
        {
            "messages": [
                {"role": "system", "content": "Be kind."},
                {"role": "user", "content": "Hi."},
                {"role": "assistant", "content": "Hello."},
            ]
        },
    ]
    path = tmp_path / "mixed.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert list(read_texts([str(path)])) == [
        "Plain text.", "Hello?\n\nGood day.", "Two and two?\n\nFour.", "And three?\n\nFive.", "Only asked.", "Which?",
        "Hi.\n\nHello.",
    ]  # fmt: skip


@pytest.mark.parametrize("row", [{"text": 5}, {"body": "x"}])
def test_a_record_without_text_is_refused(tmp_path, row):
    path = tmp_path / "odd.jsonl"
    path.write_text(json.dumps(row) + "\n")
    with pytest.raises(DataError, match=r"line 1, field 'text': is missing or not text .*messages; prompt"):
        list(read_texts([str(path)]))
