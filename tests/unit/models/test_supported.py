"""A network is taken where packing and the cache give its own numbers, and refused with the reason where they do not."""

import pytest
import torch
from conftest import CPU
from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForSequenceClassification

from heelwork.data.batching import pack
from heelwork.errors import ModelError
from heelwork.models.loading import load_policy, load_scalar
from heelwork.models.transformer import TokenRow

SMALL = {
    "vocab_size": 64, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
    "intermediate_size": 48, "head_dim": 8, "max_position_embeddings": 64,
    "pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2,
}  # fmt: skip
LINEAR = {
    "linear_num_key_heads": 2, "linear_num_value_heads": 4, "linear_key_head_dim": 8, "linear_value_head_dim": 8,
    "layer_types": ["linear_attention", "full_attention"],
}  # fmt: skip
OPTIONS = {
    "gpt2": {"n_embd": 32, "n_layer": 2, "n_head": 4},
    "gptj": {"n_embd": 32, "n_layer": 2, "n_head": 4, "rotary_dim": 4},
    "opt": {"ffn_dim": 48, "word_embed_proj_dim": 32},
    "bloom": {"n_layer": 2, "n_head": 4},
    "mamba": {"state_size": 4},
    "lfm2": {"layer_types": ["conv", "full_attention"]},
    "qwen3_5_text": LINEAR,
    "llama4_text": {"attention_chunk_size": 16, "num_local_experts": 2, "intermediate_size_mlp": 48},
    "gpt_oss": {"num_local_experts": 2, "num_experts_per_tok": 1},
    "gemma2": {"query_pre_attn_scalar": 8},
}


def made(path, kind, auto=AutoModelForCausalLM, **options):
    """A directory of a small network of this kind whose weights are large enough for tokens to matter."""
    config = AutoConfig.for_model(kind, **{**SMALL, **OPTIONS.get(kind, {}), **options})
    torch.manual_seed(0)
    network = auto.from_config(config, attn_implementation="eager", dtype=torch.float32)
    with torch.no_grad():
        for parameter in network.parameters():
            if parameter.dim() > 1:
                parameter.normal_(0, 0.3)
    network.save_pretrained(path)
    return str(path)


@pytest.mark.parametrize("kind", ["llama", "gpt2", "opt", "phi", "qwen3", "gemma3_text", "olmo2", "qwen3_moe"])
def test_a_network_that_looks_back_by_attention_alone_gives_its_own_numbers_packed(tmp_path, kind):
    name = made(tmp_path / kind, kind)
    policy, plain = load_policy(name, CPU), AutoModelForCausalLM.from_pretrained(name)
    rows = [[5, 6, 7, 8, 9, 10], [11, 12, 13, 14]]
    with torch.no_grad():
        ours, _ = policy.token_logprobs(pack([TokenRow(ids, [False] + [True] * (len(ids) - 1)) for ids in rows], CPU))
        theirs = [
            plain(torch.tensor([ids])).logits[0, :-1].log_softmax(-1).gather(1, torch.tensor(ids[1:])[:, None])[:, 0]
            for ids in rows
        ]
    assert torch.allclose(ours, torch.cat(theirs), atol=1e-4)
    assert policy.network.config._attn_implementation == "heelwork"


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("mamba", "packed"), ("lfm2", "packed"), ("qwen3_5_text", "packed"), ("stablelm", "packed"), ("bloom", "packed"),
        ("gpt_oss", "attention sinks"), ("llama4_text", "attention in chunks"), ("deepseek_v3", "packed"),
        ("gptj", "its own attention"),
    ],
)  # fmt: skip
def test_a_network_with_another_way_between_tokens_is_refused(tmp_path, kind, reason):
    name = made(tmp_path / kind, kind)
    with pytest.raises(ModelError) as caught:
        load_policy(name, CPU)
    assert str(caught.value).startswith(f"{name}: ")
    assert reason in str(caught.value) and "use a decoder such as Llama" in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "reason"), [("gemma2", "soft-capped attention"), ("qwen3_5_text", "packed"), ("stablelm", "packed")]
)
def test_a_reward_model_of_such_a_network_is_refused_too(tmp_path, kind, reason):
    name = made(tmp_path / kind, kind, AutoModelForSequenceClassification, num_labels=1)
    with pytest.raises(ModelError, match=reason):
        load_scalar(name, CPU)


def test_a_network_whose_context_is_short_is_taken(tmp_path):
    load_policy(made(tmp_path / "m", "gpt2", n_positions=6), CPU)
