"""Layers in fewer passes against the plain ones of Transformers: values, gradients, and where they step back."""

import copy
import gc
import weakref

import pytest
import torch
from transformers import LlamaConfig, LlamaForCausalLM, MistralConfig, MistralForCausalLM, Qwen2Config, Qwen2ForCausalLM

from heelwork.models import fused
from heelwork.models.attention import Family, PackedLayout
from heelwork.models.kv_cache import DecodeLayout, KVCache
from heelwork.models.loading import LoraSettings, load_policy, save_model
from heelwork.models.tokens_read import TokensRead

LENGTHS = [5, 9, 9, 2]
SIZES = {
    "vocab_size": 50,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "max_position_embeddings": 64,
    "attn_implementation": "heelwork",
}


def network(kind="llama", kv_heads=2, **more):
    """A tiny network with fused layers whose norms and biases are not those of the beginning."""
    torch.manual_seed(0)
    config, model = {
        "llama": (LlamaConfig, LlamaForCausalLM),
        "mistral": (MistralConfig, MistralForCausalLM),
        "qwen2": (Qwen2Config, Qwen2ForCausalLM),
    }[kind]
    made = model(config(**{**SIZES, "num_key_value_heads": kv_heads, **more})).eval()
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.mul_(3).add_(torch.randn_like(parameter) * 0.1) if parameter.ndim == 2 else parameter.add_(
                torch.randn_like(parameter) * 0.3
            )
    fused.fuse(made)
    return made


def hidden(net, lengths=LENGTHS, layout=None, read=None):
    ids = torch.arange(sum(lengths)) * 7 % 50
    positions = torch.cat([torch.arange(length) for length in lengths])
    layout = layout or PackedLayout.of(lengths, torch.device("cpu"))
    return net.base_model(input_ids=ids[None], position_ids=positions[None], use_cache=False, layout=layout, read=read)[
        0
    ][0]


def run(net, monkeypatch, plain, lengths=LENGTHS):
    """(hidden states, {name: gradient}, how many layers were fused)."""
    fits, taken = fused._fits, []
    net.zero_grad()
    with monkeypatch.context() as patched:
        patched.setattr(fused, "_fits", lambda *a, **o: taken.append(not plain and fits(*a, **o)) or taken[-1])
        out = hidden(net, lengths)
    seen = torch.randn(out.shape, generator=torch.Generator().manual_seed(1))
    if out.requires_grad:
        (out * seen).sum().backward()
    return out.detach(), {n: p.grad.clone() for n, p in net.named_parameters() if p.grad is not None}, sum(taken)


def distance(ours, exact):
    return float((ours - exact).norm() / exact.norm())


CASES = [
    ("llama", {}),
    ("llama", {"kv_heads": 4}),
    ("llama", {"head_dim": 16}),
    ("mistral", {"sliding_window": 4}),
    ("qwen2", {}),
    ("llama", {"rope_parameters": {"rope_type": "yarn", "factor": 4.0, "rope_theta": 1e4}}),
]


@pytest.mark.parametrize(("kind", "more"), CASES)
def test_values_and_every_gradient_are_those_of_the_plain_layers(kind, more, monkeypatch):
    net = network(kind, **more)
    ours, our_grads, taken = run(net, monkeypatch, plain=False)
    plain, plain_grads, untaken = run(net, monkeypatch, plain=True)
    assert (taken, untaken) == (2, 0)
    assert distance(ours, plain) < 1e-5
    assert our_grads.keys() == plain_grads.keys()
    assert len(our_grads) == len(list(net.base_model.parameters()))
    for name, grad in our_grads.items():
        assert grad.dtype == torch.float32
        assert distance(grad, plain_grads[name]) < 1e-5, name


@pytest.mark.parametrize(("kind", "more"), [("llama", {}), ("qwen2", {})])
def test_the_rounding_of_bf16_products_is_no_larger_than_that_of_the_plain_layers(kind, more, monkeypatch):
    net = network(kind, hidden_size=64, intermediate_size=96, **more)
    lengths = [60, 50, 64]
    exact, exact_grads, _ = run(net, monkeypatch, plain=True, lengths=lengths)
    with torch.autocast("cpu", torch.bfloat16):
        ours, our_grads, taken = run(net, monkeypatch, plain=False, lengths=lengths)
        plain, plain_grads, _ = run(net, monkeypatch, plain=True, lengths=lengths)
    assert taken == 2
    assert 0 < distance(ours, exact) < 1.5 * distance(plain, exact)
    for name, grad in exact_grads.items():
        assert distance(our_grads[name], grad) < 1.5 * distance(plain_grads[name], grad) + 1e-3, name


def test_gradients_by_finite_differences():
    generator = torch.Generator().manual_seed(0)

    def some(*shape):
        return (torch.randn(*shape, generator=generator, dtype=torch.float64) * 0.5).requires_grad_()

    n, d, width, f = 3, 6, 4, 5
    angle = torch.randn(n, width // 2, generator=generator, dtype=torch.float64)
    cos, sin = (x.repeat(1, 2) for x in (angle.cos(), angle.sin()))
    weights = [some(2 * width, d), some(width, d), some(width, d)]
    biases = [some(2 * width), some(width), some(width)]
    for more in (biases, [None] * 3):
        assert torch.autograd.gradcheck(
            lambda h, norm, *p: fused._NormToHeads.apply(h, cos, sin, norm, 1e-6, torch.float64, width, *p),
            (some(n, d), some(d), *weights, *more),
        )
    assert torch.autograd.gradcheck(
        lambda h, a, o, norm, g, u, down: fused._RestOfLayer.apply(h, a, o, norm, 1e-6, g, u, down),
        (some(n, d), some(n, 7), some(d, 7), some(d), some(f, d), some(f, d), some(d, f)),
    )


def test_gradients_add_up_over_micro_batches(monkeypatch):
    net = network()
    _, once, _ = run(net, monkeypatch, plain=False)
    net.zero_grad()
    for _ in range(2):
        out = hidden(net)
        (out * torch.randn(out.shape, generator=torch.Generator().manual_seed(1))).sum().backward()
    for name, parameter in net.base_model.named_parameters():
        torch.testing.assert_close(parameter.grad, 2 * once[f"model.{name}"])


def test_frozen_parameters_get_no_gradient_and_the_others_theirs(monkeypatch):
    net = network()
    net.model.layers[1].self_attn.k_proj.weight.requires_grad_(False)
    net.model.layers[0].mlp.requires_grad_(False)
    _, ours, taken = run(net, monkeypatch, plain=False)
    _, plain, _ = run(net, monkeypatch, plain=True)
    assert taken == 2
    assert ours.keys() == plain.keys()
    for name, grad in ours.items():
        assert distance(grad, plain[name]) < 1e-5, name


def test_activations_computed_again_and_a_copy_of_the_network_change_nothing(monkeypatch):
    from heelwork.models.sharding import recompute_activations

    net = network()
    other = copy.deepcopy(net)
    assert other.model.layers[0].forward.layer() is other.model.layers[0]
    expected, grads, _ = run(net, monkeypatch, plain=False)
    recompute_activations(other)
    ours, again, taken = run(other, monkeypatch, plain=False)
    assert taken >= 2
    torch.testing.assert_close(ours, expected)
    torch.testing.assert_close(again, grads)


def test_without_gradients_nothing_is_kept_and_the_values_are_the_same(monkeypatch):
    net = network()
    expected, _, _ = run(net, monkeypatch, plain=False)
    with torch.no_grad():
        ours, grads, taken = run(net, monkeypatch, plain=False)
    assert (taken, grads) == (2, {})
    torch.testing.assert_close(ours, expected)


def test_rows_that_share_a_beginning(monkeypatch):
    net = network()
    layout = PackedLayout.of([6, 7], torch.device("cpu"), families=[Family(2, 4)], filler=3)
    ids = torch.arange(12)
    positions = torch.tensor([0, 1, 2, 3, 4, 5, 4, 5, 6, 0, 0, 0])
    outs = []
    for plain in (False, True):
        with monkeypatch.context() as patched:
            if plain:
                patched.setattr(fused, "_fits", lambda *a, **o: False)
            outs.append(
                net.base_model(input_ids=ids[None], position_ids=positions[None], use_cache=False, layout=layout)[0]
            )
    torch.testing.assert_close(outs[0][0, :9], outs[1][0, :9], rtol=1e-5, atol=1e-5)


def fitting(net):
    """How many layers of the network are fused at this call."""
    count = []
    for layer in net.base_model.layers:
        width = layer.self_attn.head_dim
        positions = (torch.zeros(1, 3, width), torch.zeros(1, 3, width))
        layout = PackedLayout.of([3], torch.device("cpu"))
        dtype = next(net.parameters()).dtype
        count.append(
            fused._fits(layer, torch.zeros(1, 3, 32, dtype=dtype), layout=layout, position_embeddings=positions)
        )
    return sum(count)


def hooked(net):
    net.model.layers[0].mlp.up_proj.register_forward_hook(lambda *_: None)


def other_class(net):
    class Own(torch.nn.Linear):
        pass

    net.model.layers[0].mlp.up_proj.__class__ = Own


def other_layer_class(net):
    layer = net.model.layers[0]
    layer.__class__ = type("FSDPLlamaDecoderLayer", (type(layer),), {})


def forward_of_its_own(net):
    net.model.layers[0].input_layernorm.forward = lambda x: x


@pytest.mark.parametrize("change", [hooked, other_class, other_layer_class, forward_of_its_own])
def test_a_layer_that_is_not_exactly_known_runs_its_own_forward(change):
    net = network()
    assert fitting(net) == 2
    change(net)
    assert fitting(net) == 1


def test_other_activations_precisions_biases_and_attention_run_their_own_forward():
    assert fitting(network(hidden_act="gelu")) == 0
    assert fitting(network(mlp_bias=True)) == 0
    assert fitting(network(attention_bias=True)) == 0  # it has a bias after attention too
    assert fitting(network().double()) == 0
    net = network()
    net.config._attn_implementation = "sdpa"
    assert fitting(net) == 0


def test_with_adapters_the_layers_run_their_own_forward(tiny):
    assert fitting(load_policy(tiny, torch.device("cpu")).network) == 2
    assert fitting(load_policy(tiny, torch.device("cpu"), lora=LoraSettings()).network) == 0


def test_the_state_dict_and_what_is_saved_do_not_change(tiny, tokenizer, tmp_path):
    from safetensors.torch import load_file

    policy = load_policy(tiny, torch.device("cpu"))
    save_model(policy, tokenizer, tmp_path / "again")
    before, after = (load_file(f"{path}/model.safetensors") for path in (tiny, tmp_path / "again"))
    assert before.keys() == after.keys()
    for name, tensor in before.items():
        assert torch.equal(tensor, after[name])


def test_prompts_that_go_to_a_cache_and_decoding_agree_with_the_fused_layers():
    net = network()
    expected = hidden(net, [6])
    cache = KVCache(slots=1, max_length=8)
    layout = PackedLayout.of([5], torch.device("cpu"), cache=cache)
    torch.testing.assert_close(hidden(net, [5], layout), expected[:5], rtol=1e-4, atol=1e-5)
    step = DecodeLayout.of(cache, torch.tensor([5]))
    out = net.base_model(
        input_ids=torch.tensor([[35]]), position_ids=torch.tensor([[5]]), use_cache=False, layout=step
    )[0]
    torch.testing.assert_close(out[0], expected[5:], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("count", [1, 6, 200])  # 200: more than ROUND, filled up
@pytest.mark.parametrize("plain", [False, True])
def test_only_the_tokens_that_are_read_leave_the_last_layer(count, plain, monkeypatch):
    net = network()
    if plain:
        monkeypatch.setattr(fused, "_fits", lambda *_, **__: False)
    index = torch.randint(sum(LENGTHS), (count,), generator=torch.Generator().manual_seed(count))
    seen = torch.randn(count, 32, generator=torch.Generator().manual_seed(1))

    def outcome(hidden_MD):
        net.zero_grad()
        (hidden_MD * seen).sum().backward()
        return hidden_MD.detach(), [p.grad.clone() for p in net.base_model.parameters()]

    read = TokensRead(index)
    ours, our_grads = outcome(read.rows(hidden(net, read=read)))
    whole, whole_grads = outcome(hidden(net).index_select(0, index))
    assert read.taken is not plain
    assert distance(ours, whole) < 1e-5
    assert all(distance(a, b) < 1e-5 for a, b in zip(our_grads, whole_grads, strict=True))


def test_a_network_that_is_given_up_is_freed_at_once():
    net = network()
    layer = weakref.ref(net.model.layers[0])
    gc.disable()
    try:
        del net
        assert layer() is None
    finally:
        gc.enable()
