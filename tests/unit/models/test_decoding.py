"""A Stepper gives what the network itself gives; what it does not know stays with the network."""

import pytest
import torch
from transformers import AutoConfig, AutoModelForCausalLM

from heelwork.models.attention import IMPLEMENTATION
from heelwork.models.decoding import Stepper, steppable
from heelwork.models.kv_cache import DecodeLayout, KVCache
from heelwork.models.transformer import Policy
from heelwork.training.precision import matmul_precision

CPU = torch.device("cpu")
LENGTHS = [9, 4, 6, 1]
SHAPE = {
    "vocab_size": 50, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
    "intermediate_size": 48, "max_position_embeddings": 64, "pad_token_id": 0,
}  # fmt: skip
CASES = {
    "llama": {},
    "llama tied, a key head for each": {"tie_word_embeddings": True, "num_key_value_heads": 4},
    "llama with biases": {"attention_bias": True, "mlp_bias": True},
    "llama, heads of their own width": {"head_dim": 16},
    "llama, stretched rotation": {"rope_parameters": {"rope_type": "linear", "factor": 4.0, "rope_theta": 1e4}},
    "llama, a window that its family does not know": {"sliding_window": 4},
    "mistral with a window": {"sliding_window": 4},
    "qwen2": {},
}


def network_of(case, **more):
    kind = case.split(",")[0].split(" ")[0]
    torch.manual_seed(0)
    config = AutoConfig.for_model(kind, **{**SHAPE, **CASES.get(case, {}), **more})
    network = AutoModelForCausalLM.from_config(config, attn_implementation=IMPLEMENTATION).eval()
    with torch.no_grad():
        for p in network.parameters():  # biases and norms too are random
            p.copy_(torch.randn_like(p) * 0.3 + (1.0 if p.ndim == 1 else 0.0))
    return network


def steps(network, step, dtype=torch.float32, count=3):
    """Logits of a few steps from a cache that holds the same random past."""
    config = network.config
    width = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    generator = torch.Generator().manual_seed(1)
    cache, out = KVCache(len(LENGTHS) + 1, 16), []
    for layer in range(config.num_hidden_layers):
        shape = (len(LENGTHS), config.num_key_value_heads, max(LENGTHS), width)
        cache.write(
            layer, torch.arange(len(LENGTHS)), *(torch.randn(shape, generator=generator).to(dtype) for _ in "kv")
        )
    for n in range(count):
        token = torch.randint(50, (len(LENGTHS),), generator=generator)
        with torch.no_grad():
            out.append(step(token, DecodeLayout.of(cache, torch.tensor(LENGTHS) + n)).float())
    return torch.stack(out)


@pytest.mark.parametrize("case", CASES)
def test_fp32_is_the_networks_own(case):
    network = network_of(case)
    assert steppable(network)
    expected = steps(network, Policy(network).step_logits)
    torch.testing.assert_close(
        steps(network, Stepper(network, torch.float32, 16).step_logits), expected, atol=2e-5, rtol=1e-5
    )


@pytest.mark.parametrize("case", ["llama", "qwen2"])
def test_bf16_rounds_no_more_than_autocast(case):
    network = network_of(case)
    exact = steps(network, Policy(network).step_logits)
    with matmul_precision("bf16", CPU):
        plain = steps(network, Policy(network).step_logits, torch.bfloat16)
        ours = steps(network, Stepper(network, torch.bfloat16, 16).step_logits, torch.bfloat16)
    assert 0 < (ours - exact).norm() < 1.5 * (plain - exact).norm()


def test_fp32_reads_the_networks_weights():
    network = network_of("llama")
    step = Stepper(network, torch.float32, 16).step_logits
    before = steps(network, step)
    with torch.no_grad():
        network.base_model.layers[0].mlp.down_proj.weight.zero_()
    after = steps(network, step)
    assert not torch.equal(before, after)
    torch.testing.assert_close(after, steps(network, Policy(network).step_logits), atol=2e-5, rtol=1e-5)


@pytest.mark.parametrize("more", [
    {"hidden_act": "gelu"},
    {"rope_parameters": {"rope_type": "dynamic", "factor": 2.0, "rope_theta": 1e4}},
], ids=["another activation", "rotation that depends on the length"])  # fmt: skip
def test_what_it_does_not_know_it_leaves(more):
    assert not steppable(network_of("llama", **more))


def test_a_layer_that_something_steps_into_is_left():
    hooked, normed = network_of("llama"), network_of("llama")
    hooked.base_model.layers[1].register_forward_hook(lambda *_: None)
    normed.base_model.layers[1].input_layernorm = torch.nn.RMSNorm(32)
    assert not steppable(hooked) and not steppable(normed)


def test_other_architectures_types_and_adapters_are_left():
    from peft import LoraConfig, get_peft_model

    assert not steppable(network_of("qwen3"))
    assert not steppable(network_of("llama").to(torch.bfloat16))
    assert not steppable(get_peft_model(network_of("llama"), LoraConfig(target_modules="all-linear")).base_model.model)
