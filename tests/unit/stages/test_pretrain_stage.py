"""Pretraining into a directory that holds an earlier run's tokenizer."""

import pytest
import torch
from conftest import write_lines
from safetensors.torch import load_file

from heelwork.config import build
from heelwork.data import corpus as corpora
from heelwork.errors import ConfigError
from heelwork.models.loading import load_tokenizer
from heelwork.stages import pretrain
from heelwork.stages.pretrain import ArchitectureSettings, PretrainSettings

SHEEP, GRASS = (
    [{"text": " ".join([text] * 3)}] * 4
    for text in (
        "The sheep go up the hill with the shepherd's old dog, over brown stones, past quiet farms, while clouds gather.",
        "Meadows between rivers grow tall grasses each summer, full of bees, yellow flowers and crickets that sing.",
    )
)
SMALL = ArchitectureSettings(hidden=16, layers=1, heads=2, kv_heads=1, intermediate=16, context=64)


def run(tmp_path, corpus, vocab_size):
    settings = PretrainSettings(
        corpus=[corpus], out=str(tmp_path / "out"), vocab_size=vocab_size, architecture=SMALL, tokens=200, window=64,
        batch_tokens=256, precision="fp32", tracker="none",
    )  # fmt: skip
    return load_tokenizer(str(pretrain.run(settings).model))


def test_the_tokenizer_is_learned_anew_where_its_size_or_the_corpus_changes_and_kept_where_not(tmp_path, monkeypatch):
    learned = []
    train = pretrain.train_tokenizer
    monkeypatch.setattr(pretrain, "train_tokenizer", lambda *given: learned.append(given[1]) or train(*given))
    sheep = write_lines(tmp_path / "sheep.jsonl", SHEEP)
    grass = write_lines(tmp_path / "grass.jsonl", GRASS)
    sizes = [len(run(tmp_path, sheep, size)) for size in (300, 300, 310)]
    assert sizes == [300, 300, 310] and learned == [300, 310]
    other = run(tmp_path, grass, 310)
    assert learned == [300, 310, 310]
    assert corpora.hash_of(other) != corpora.hash_of(run(tmp_path, sheep, 310))


def test_a_tokenizer_whose_label_was_not_written_counts_for_nothing(tmp_path):
    corpus = write_lines(tmp_path / "c.jsonl", SHEEP)
    run(tmp_path, corpus, 300)
    (tmp_path / "out" / pretrain.TOKENIZER_LABEL).unlink()
    assert len(run(tmp_path, corpus, 310)) == 310


def test_a_share_of_the_start_is_a_point_on_the_line_between_start_and_end(tmp_path):
    corpus = write_lines(tmp_path / "c.jsonl", SHEEP)
    run(tmp_path, corpus, 300)
    models = [tmp_path / "out" / "model"]
    for share in (0.0, 0.25):
        settings = PretrainSettings(
            corpus=[corpus], model=str(models[0]), out=str(tmp_path / str(share)), tokens=400, window=64, batch_tokens=256,
            precision="fp32", tracker="none", start_share=share,
        )  # fmt: skip
        models.append(pretrain.run(settings).model)
    start, end, between = (load_file(model / "model.safetensors") for model in models)
    assert not all(torch.equal(start[name], end[name]) for name in start)
    for name in start:
        torch.testing.assert_close(between[name], 0.25 * start[name] + 0.75 * end[name])


def test_a_share_of_the_start_needs_a_start():
    with pytest.raises(ConfigError, match="start_share mixes in the weights of model, and no model is named"):
        build(PretrainSettings, {"corpus": ["c.jsonl"], "start_share": 0.5})
