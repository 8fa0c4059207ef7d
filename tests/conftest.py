"""What all tests share: a tiny model made on the spot, and writers of small files. Nothing here touches a network."""

import io
import json
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
os.environ["TRANSFORMERS_VERBOSITY"] = "error"

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


# -- data of ten records for the stages ------------------------------------------------------------------------------------

THINGS = ("dog", "sheep", "hill", "gate", "coat", "lamb", "grass", "summer", "winter", "shepherd")
DEMONSTRATIONS = [
    {"prompt": f"Where is the {t}?", "completion": f"The {t} is {i} steps away."} for i, t in enumerate(THINGS)
]
PAIRS = [
    {"prompt": f"Where is the {t}?", "chosen": f"The {t} is on the hill.", "rejected": f"Who cares, {i}"}
    for i, t in enumerate(THINGS)
]
FAST = {"precision": "fp32", "micro_batch_tokens": 256}


@pytest.fixture
def demonstrations(tmp_path):
    """The path of ten demonstrations."""
    return write_lines(tmp_path / "demonstrations.jsonl", DEMONSTRATIONS)


@pytest.fixture
def pairs(tmp_path):
    """The path of ten preference pairs, on the prompts of the demonstrations."""
    return write_lines(tmp_path / "pairs.jsonl", PAIRS)


@pytest.fixture
def sft_settings(tiny, demonstrations, tmp_path):
    """A maker of SFT settings: 6 steps on ten records."""
    from heelwork.stages.sft import SftSettings

    def make(**values):
        given = {
            "model": tiny, "data": [demonstrations], "out": str(tmp_path / "sft"), "heldout_share": 0.2, "batch_size": 4,
            "optim": {"lr": 1e-3}, **FAST,
        }  # fmt: skip
        return SftSettings.model_validate({**given, **values})

    return make


@pytest.fixture
def reward_settings(tiny, pairs, tmp_path):
    """A maker of reward settings: two passes over ten pairs."""
    from heelwork.stages.reward import RewardSettings

    def make(**values):
        given = {
            "model": tiny, "data": [pairs], "out": str(tmp_path / "reward"), "heldout_share": 0.2, "batch_size": 4,
            "epochs": 2, "optim": {"lr": 1e-3}, **FAST,
        }  # fmt: skip
        return RewardSettings.model_validate({**given, **values})

    return make


@pytest.fixture
def ppo_settings(tiny, tiny_reward, pairs, tmp_path):
    """A maker of PPO settings: 3 steps of 4 answers of at most 6 tokens."""
    from heelwork.stages.ppo import PpoSettings

    def make(**values):
        given = {
            "model": tiny, "reward_model": tiny_reward, "data": [pairs], "out": str(tmp_path / "ppo"), "steps": 3,
            "batch_size": 4, "minibatches": 2, "epochs": 2, "max_new_tokens": 6, "sample_every": 1, "beta": 0.1,
            "optim": {"lr": 1e-3}, "critic_optim": {"lr": 1e-3}, **FAST,
        }  # fmt: skip
        return PpoSettings.model_validate({**given, **values})

    return make


def weights_of(path):
    """The tensors of a saved model."""
    from safetensors.torch import load_file

    return load_file(path / "model.safetensors")


def same_weights(a, b):
    """Whether two saved models are equal bit for bit."""
    first, second = weights_of(a), weights_of(b)
    return first.keys() == second.keys() and all(torch.equal(first[name], second[name]) for name in first)


def metrics_of(path):
    """What a stage logged, without the figures that a clock makes."""
    return [{k: v for k, v in line.items() if k != "tokens_per_s"} for line in read_lines(path / "metrics.jsonl")]


def interrupt_at(monkeypatch, count):
    """Send this process Ctrl-C inside the `count`-th optimiser step from now."""
    import signal

    from heelwork.training.engine import Engine

    step, calls = Engine.optim_step, []

    def counted(self):
        calls.append(self.name)
        if len(calls) == count:
            os.kill(os.getpid(), signal.SIGINT)
        return step(self)

    monkeypatch.setattr(Engine, "optim_step", counted)


def principle(name="brief", **more):
    """A principle of a constitution, as YAML would hold it, that prefers the shorter answer."""
    return {
        "id": name, "polarity": "positive", "principle": "Be brief.", "reason": "Time is short.",
        "critique": "Is the last answer too long?", "revision": "Make it shorter.",
        "comparison": "Which response is shorter?", "opposite": "Which response is longer?",
        "gold": [gold_case(k) for k in range(4)], **more,
    }  # fmt: skip


def gold_case(k):
    """One gold case of that principle."""
    return {"prompt": f"Question {k}?", "better": f"Short {k}.", "worse": f"A longer answer, number {k}."}


def make_constitution(*principles, **more):
    """A constitution of these principles."""
    from heelwork.constitution.principles import Constitution

    return Constitution.model_validate({"name": "made", "principles": list(principles), **more})


@pytest.fixture
def brief():
    """A constitution of one principle."""
    return make_constitution(principle())


@pytest.fixture
def stub():
    """A server that speaks the protocols of language models' endpoints."""
    from stub_endpoint import Stub

    made = Stub()
    yield made
    made.close()


@pytest.fixture
def world(tmp_path, monkeypatch):
    """The web application for collecting preferences over an empty store, and visitors of it."""
    from argon2 import PasswordHasher
    from web_world import World

    # Argon2 with its least parameters: what is hashed here protects nothing.
    monkeypatch.setattr("heelwork.collect.web.secrecy.HASHER", PasswordHasher(1, 8, 1))
    made = World(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def heelwork(monkeypatch, capsys):
    """heelwork("generate", ...) -> (exit code, stdout, stderr); no mistake may show a traceback."""
    from heelwork import cli

    def call(*arguments, stdin=""):
        monkeypatch.setattr(sys, "argv", ["heelwork", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        code = 0
        try:
            cli.main()
        except SystemExit as stop:
            code = stop.code or 0
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return call
