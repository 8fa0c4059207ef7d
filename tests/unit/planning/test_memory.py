"""The plan's formulas against real models: parameters exactly, activations by what autograd really saves."""

import numpy as np
import pytest
import torch
from transformers import LlamaConfig, LlamaForCausalLM, LlamaForSequenceClassification

from heelwork.data.batching import pack
from heelwork.models.attention import IMPLEMENTATION
from heelwork.models.tiles import BLOCK, KEPT_UP_TO
from heelwork.models.transformer import Policy, TokenRow
from heelwork.planning import memory
from heelwork.planning.memory import Load
from heelwork.planning.shapes import PRESETS, from_config

SIZES = [(64, 176, 4, 4), (64, 704, 4, 1), (128, 176, 8, 8), (128, 352, 4, 2)]


def config(hidden, intermediate, heads, kv_heads, **more):
    return LlamaConfig(
        vocab_size=512, hidden_size=hidden, intermediate_size=intermediate, num_attention_heads=heads,
        num_key_value_heads=kv_heads, num_hidden_layers=3, max_position_embeddings=2048,
        attn_implementation=IMPLEMENTATION, **more,
    )  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("tied", [True, False])
def test_parameters_are_counted_exactly(size, tied):
    own = config(*size, tie_word_embeddings=tied, num_labels=1, pad_token_id=0)
    shape = from_config(own.to_dict())
    assert shape.parameters == sum(p.numel() for p in LlamaForCausalLM(own).parameters())
    assert shape.scalar_parameters == sum(p.numel() for p in LlamaForSequenceClassification(own).parameters())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lengths", [[256] * 4, [200, 256, 312, 256], [600, 600]])
def test_activations_are_what_autograd_saves_within_a_fifth(size, lengths):
    network = LlamaForCausalLM(config(*size)).eval()
    weights = {p.untyped_storage().data_ptr() for p in network.parameters()}
    alive, found = [], {}

    def keep(tensor):
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in weights:
            found[storage.data_ptr()] = storage.nbytes()
        alive.append(tensor)  # so that no address is used twice
        return tensor

    rows = [TokenRow(np.arange(n) % 50 + 1, np.arange(n) > 0) for n in lengths]
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        packed = pack(rows, torch.device("cpu"))
        Policy(network).hidden(packed, packed.before_M)
    mean = sum(lengths) / len(lengths)
    planned = memory.activations(
        from_config(network.config.to_dict()), sum(lengths), compute=4,
        kept_rows=mean if mean <= memory.KEPT_UP_TO else 0.0,
    )  # fmt: skip
    assert planned == pytest.approx(sum(found.values()), rel=0.2)


def test_the_constants_are_those_of_the_code():
    from heelwork.functional import logprobs

    assert (BLOCK, KEPT_UP_TO, logprobs.CHUNK) == (memory.ATTENTION_BLOCK, memory.KEPT_UP_TO, memory.LOGIT_CHUNK)


def test_a_trained_model_takes_16_bytes_a_parameter_and_a_frozen_one_4():
    shape = PRESETS["0.5B"]
    trained = memory.model_load(shape, devices=1, trained=True, lora_rank=None, scalar=False)
    assert trained.total == 16 * shape.parameters
    assert memory.model_load(shape, devices=4, trained=True, lora_rank=None, scalar=False).total == trained.total / 4
    assert (
        memory.model_load(shape, devices=1, trained=False, lora_rank=None, scalar=False).total == 4 * shape.parameters
    )


def test_adapters_are_counted_as_peft_makes_them():
    from peft import LoraConfig, get_peft_model

    own = config(64, 176, 4, 2)
    network = get_peft_model(LlamaForCausalLM(own), LoraConfig(r=8, target_modules="all-linear"))
    learned = sum(p.numel() for p in network.parameters() if p.requires_grad)
    assert memory.lora_parameters(from_config(own.to_dict()), 8) == learned


def test_presets_have_the_sizes_of_their_names():
    for name, shape in PRESETS.items():
        assert shape.parameters == pytest.approx(float(name[:-1]) * 1e9, rel=0.1), name


def test_models_side_by_side_share_what_is_needed_one_at_a_time():
    both = memory.together(Load(weights=1, activations=5), Load(weights=2, activations=3, cache=7))
    assert both == Load(weights=3, activations=5, cache=7)
