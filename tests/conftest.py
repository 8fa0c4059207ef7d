"""What all tests share: a tiny model made on the spot, and writers of small files. Nothing here touches a network."""

import json
import os

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import pytest
import torch

torch.set_num_threads(1)

CPU = torch.device("cpu")

TEXT = """The sheep go up the hill in the morning, and the dog goes with them.
A good dog waits at the gate until it is called, and then it comes at once.
Human: What does the dog do? Assistant: It keeps the sheep together and brings them home.
In winter the days are short; in summer the grass is high, and 12 lambs were born in 3 weeks.
The shepherd's coat is old. They've mended it twice, and it won't last another year.
"""


def write_lines(path, records):
    """Records as JSON lines; returns the path as text."""
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return str(path)


def read_lines(path):
    """The records of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def make_tokenizer(folder, context=128):
    """A byte-level BPE of 400 tokens, learned from TEXT."""
    from heelwork.data.corpus import train_tokenizer
    from heelwork.models.loading import load_tokenizer

    corpus = folder / "corpus.txt"
    corpus.write_text(TEXT * 4, encoding="utf-8")
    train_tokenizer([str(corpus)], 400, context, folder / "tokenizer")
    return load_tokenizer(str(folder / "tokenizer"))


def make_model(path, tokenizer, *, kv_heads=2, seed=0, context=128, loud=4.0):
    """A Llama of 2 layers and width 32, saved by Transformers alone. loud: scales its head, so that answers vary in odds."""
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=kv_heads,
        max_position_embeddings=context,
        tie_word_embeddings=False,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    network = LlamaForCausalLM(config)
    with torch.no_grad():
        network.lm_head.weight.mul_(loud)
    network.save_pretrained(path)
    tokenizer.save_pretrained(path)
    return str(path)


@pytest.fixture(scope="session")
def tokenizer_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tokenizer")
    make_tokenizer(folder)
    return folder / "tokenizer"


@pytest.fixture
def tokenizer(tokenizer_folder):
    """A fresh copy for each test, so that none sees what another changed."""
    from heelwork.models.loading import load_tokenizer

    return load_tokenizer(str(tokenizer_folder))


@pytest.fixture(scope="session")
def tiny(tmp_path_factory, tokenizer_folder):
    """The directory of a tiny causal language model: 2 layers, width 32, 400 tokens, context 128."""
    from heelwork.models.loading import load_tokenizer

    return make_model(tmp_path_factory.mktemp("models") / "tiny", load_tokenizer(str(tokenizer_folder)))


@pytest.fixture(scope="session")
def tiny_reward(tmp_path_factory, tiny):
    """The directory of a tiny reward model with a head of its own and a shift of 0.25."""
    from heelwork.models.loading import load_scalar, load_tokenizer, save_model

    model = load_scalar(tiny, CPU, new_head_seed=1)
    model.shift = 0.25
    path = tmp_path_factory.mktemp("models") / "reward"
    save_model(model, load_tokenizer(tiny), path)
    return str(path)
