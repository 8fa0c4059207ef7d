"""Models come in as safetensors alone and go out as plain Hugging Face directories that give the same numbers anywhere."""

import json
import shutil
from pathlib import Path

import pytest
import torch
import transformers
from conftest import CPU, make_model
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification, AutoTokenizer

from heelwork.data.batching import pack
from heelwork.errors import ModelError, RunError
from heelwork.models import loading
from heelwork.models.loading import (
    LoraSettings,
    adapters_off,
    context_length,
    is_adapted,
    load_policy,
    load_scalar,
    load_tokenizer,
    resolve_model,
    save_model,
)  # fmt: skip
from heelwork.models.transformer import TokenRow

LONG, SHORT = [1, 40, 41, 42, 43, 44, 45], [1, 60, 61]


def row(ids):
    return TokenRow(ids, [False] + [True] * (len(ids) - 1))


def all_logits(network, ids):
    with torch.no_grad():
        return network(input_ids=torch.tensor([ids])).logits[0]


def scores(model, *rows):
    with torch.no_grad():
        return model.sequence_scores(pack([row(ids) for ids in rows], CPU))


def refused(call, *arguments, **options):
    with pytest.raises(ModelError) as caught:
        call(*arguments, **options)
    return str(caught.value)


def spoil(network, seed=0):
    """Give adapters something to add: their second factor starts at zero."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if "lora_B" in name:
                parameter.copy_(torch.randn(parameter.shape, generator=generator) * 0.1)


# -- what is refused -----------------------------------------------------------------------------------------------------


def test_a_directory_with_a_pickle_alone_is_refused(tiny, tmp_path):
    shutil.copytree(tiny, tmp_path / "m")
    (tmp_path / "m" / "model.safetensors").unlink()
    torch.save({}, tmp_path / "m" / "pytorch_model.bin")
    message = refused(load_policy, str(tmp_path / "m"), CPU)
    assert "holds no .safetensors weights; other formats can run code when loaded. Convert it" in message


def test_a_pickle_beside_safetensors_is_never_opened(tiny, tmp_path):
    shutil.copytree(tiny, tmp_path / "m")
    (tmp_path / "m" / "pytorch_model.bin").write_bytes(b"not a pickle")
    load_policy(str(tmp_path / "m"), CPU)


def test_a_directory_without_a_config(tiny, tmp_path):
    shutil.copytree(tiny, tmp_path / "m")
    (tmp_path / "m" / "config.json").unlink()
    assert "not a model directory (config.json is missing)" in refused(load_policy, str(tmp_path / "m"), CPU)


def test_a_directory_that_is_not_there(tmp_path):
    for load in (load_tokenizer, lambda name: load_policy(name, CPU), lambda name: load_scalar(name, CPU)):
        assert "no such model directory" in refused(load, str(tmp_path / "nothing"))


def test_a_hub_id_without_a_network():
    assert refused(load_policy, "owner/no-such-model", CPU).startswith(
        "owner/no-such-model: the model cannot be loaded ("
    )
    assert refused(load_tokenizer, "owner/no-such-model").startswith("owner/no-such-model: the tokenizer cannot be")


@pytest.mark.parametrize("content", [b"\x00" * 100, b""])
def test_a_broken_weights_file(tiny, tmp_path, content):
    shutil.copytree(tiny, tmp_path / "m")
    (tmp_path / "m" / "model.safetensors").write_bytes(content)
    assert "the model cannot be loaded" in refused(load_policy, str(tmp_path / "m"), CPU)


def test_a_broken_config(tiny, tmp_path):
    shutil.copytree(tiny, tmp_path / "m")
    (tmp_path / "m" / "config.json").write_text("{")
    assert "the model cannot be loaded" in refused(load_policy, str(tmp_path / "m"), CPU)


def test_weights_that_lack_a_layer(tiny, tmp_path):
    shutil.copytree(tiny, tmp_path / "m")
    config = json.loads((tmp_path / "m" / "config.json").read_text())
    config["num_hidden_layers"] = 3
    (tmp_path / "m" / "config.json").write_text(json.dumps(config))
    message = refused(load_policy, str(tmp_path / "m"), CPU)
    assert "its weights lack model.layers.2." in message and "the file is incomplete or of another model" in message


def test_remote_code_is_never_trusted(tiny, monkeypatch):
    asked = []
    for auto in (AutoTokenizer, AutoModelForCausalLM, AutoModelForSequenceClassification):
        original = auto.from_pretrained

        def noted(*arguments, original=original, **options):
            asked.append(options["trust_remote_code"])
            return original(*arguments, **options)

        monkeypatch.setattr(auto, "from_pretrained", noted)
    load_tokenizer(tiny)
    load_policy(tiny, CPU)
    load_scalar(tiny, CPU, new_head_seed=0)
    assert asked == [False, False, False]
    source = Path(loading.__file__).parent.parent
    assert [p for p in source.rglob("*.py") if "trust_remote_code=True" in p.read_text()] == []


def test_a_directory_that_asks_for_its_own_code_runs_none_of_it(tiny, tmp_path):
    shutil.copytree(tiny, tmp_path / "m")
    config = json.loads((tmp_path / "m" / "config.json").read_text())
    config |= {"model_type": "strange", "auto_map": {"AutoConfig": "evil.C", "AutoModelForCausalLM": "evil.M"}}
    (tmp_path / "m" / "config.json").write_text(json.dumps(config))
    (tmp_path / "m" / "evil.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    assert "the model cannot be loaded" in refused(load_policy, str(tmp_path / "m"), CPU)
    assert not (tmp_path / "ran").exists()


def test_a_missing_embedded_model_asks_for_a_new_installation(tmp_path, monkeypatch):
    monkeypatch.setattr(loading, "WOLF_PATH", tmp_path)
    assert "install the package anew" in refused(resolve_model, "wolf")


# -- tokenizers ----------------------------------------------------------------------------------------------------------


def change_tokenizer(tiny, path, **changes):
    shutil.copytree(tiny, path)
    config = json.loads((path / "tokenizer_config.json").read_text()) | changes
    (path / "tokenizer_config.json").write_text(json.dumps({k: v for k, v in config.items() if v is not None}))
    return str(path)


def test_a_tokenizer_without_a_pad_token_gets_one_that_is_not_eos(tiny, tmp_path):
    name = change_tokenizer(tiny, tmp_path / "m", pad_token=None)
    tokenizer = load_tokenizer(name)
    assert tokenizer.pad_token == "<|pad|>"
    assert tokenizer.pad_token_id != tokenizer.eos_token_id


def test_a_pad_token_that_is_eos_is_replaced(tiny, tmp_path):
    tokenizer = load_tokenizer(change_tokenizer(tiny, tmp_path / "m", pad_token="<|eos|>"))
    assert tokenizer.pad_token_id != tokenizer.eos_token_id


def test_an_unknown_token_serves_as_pad_token(tiny, tmp_path):
    tokenizer = load_tokenizer(change_tokenizer(tiny, tmp_path / "m", pad_token=None, unk_token="<|bos|>"))
    assert tokenizer.pad_token == "<|bos|>"


def test_a_tokenizer_without_eos_is_refused(tiny, tmp_path):
    message = refused(load_tokenizer, change_tokenizer(tiny, tmp_path / "m", eos_token=None))
    assert "has no EOS token, so that no completion could end; set eos_token" in message


def test_the_embedding_grows_for_an_added_token(tiny):
    tokenizer = load_tokenizer(tiny)
    tokenizer.add_special_tokens({"pad_token": "<|new pad|>"})
    policy = load_policy(tiny, CPU, tokenizer=tokenizer)
    assert policy.network.get_input_embeddings().num_embeddings == len(tokenizer) == 401


def test_an_added_token_is_improbable_and_the_same_at_every_load(tmp_path, tokenizer):
    """All logits of GPT-2 lie far below 0, where the logit of a random row would take all probability."""
    config = transformers.GPT2Config(vocab_size=len(tokenizer), n_embd=32, n_layer=2, n_head=4, n_positions=64)
    network = transformers.GPT2LMHeadModel(config)
    with torch.no_grad():
        network.transformer.ln_f.bias[0] = 50.0
        network.transformer.wte.weight[:, 0] = -1.0
    network.save_pretrained(tmp_path / "m")
    tokenizer.add_special_tokens({"pad_token": "<|new pad|>"})
    first, second = (load_policy(str(tmp_path / "m"), CPU, tokenizer=tokenizer).network for _ in range(2))
    assert torch.equal(first.get_output_embeddings().weight, second.get_output_embeddings().weight)
    probability = all_logits(first, LONG).softmax(-1)[:, tokenizer.pad_token_id]
    assert (probability <= 1 / len(tokenizer)).all()


# -- policies ------------------------------------------------------------------------------------------------------------


def test_weights_are_fp32_and_dropout_is_off(tiny):
    policy = load_policy(tiny, CPU)
    assert {p.dtype for p in policy.parameters()} == {torch.float32}
    assert not policy.network.training
    assert context_length(policy.network) == 128


def test_a_saved_policy_gives_equal_logits_in_plain_transformers(tiny, tmp_path):
    policy, tokenizer = load_policy(tiny, CPU), load_tokenizer(tiny)
    save_model(policy, tokenizer, tmp_path / "out")
    plain = AutoModelForCausalLM.from_pretrained(tmp_path / "out")
    assert plain.config._attn_implementation == "sdpa"
    assert torch.allclose(all_logits(plain, LONG), all_logits(policy.network, LONG), atol=1e-5)
    ours, _ = policy.token_logprobs(pack([row(LONG), row(SHORT)], CPU))
    for ids, found in ((LONG, ours[:6]), (SHORT, ours[6:])):
        theirs = all_logits(plain, ids)[:-1].log_softmax(-1).gather(-1, torch.tensor(ids[1:])[:, None])[:, 0]
        assert torch.allclose(found, theirs, atol=1e-5)
    assert AutoTokenizer.from_pretrained(tmp_path / "out").get_vocab() == tokenizer.get_vocab()


def test_what_is_saved_can_be_loaded_and_saved_again_unchanged(tiny, tmp_path):
    tokenizer = load_tokenizer(tiny)
    save_model(load_policy(tiny, CPU), tokenizer, tmp_path / "a")
    save_model(load_policy(str(tmp_path / "a"), CPU), tokenizer, tmp_path / "b")
    assert (tmp_path / "a" / "model.safetensors").read_bytes() == (tmp_path / "b" / "model.safetensors").read_bytes()
    assert list(tmp_path.glob("*/*.bin")) == []


def test_a_full_disk_while_saving_keeps_the_old_model(tiny, tmp_path, monkeypatch):
    policy, tokenizer = load_policy(tiny, CPU), load_tokenizer(tiny)
    save_model(policy, tokenizer, tmp_path / "m")
    before = (tmp_path / "m" / "model.safetensors").read_bytes()

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(policy.network), "save_pretrained", full)
    with pytest.raises(RunError, match="the disk is full"):
        save_model(policy, tokenizer, tmp_path / "m")
    assert (tmp_path / "m" / "model.safetensors").read_bytes() == before
    assert policy.network.config._attn_implementation == "heelwork"


def test_tied_embeddings_survive_saving(tmp_path, tokenizer):
    config = transformers.LlamaConfig(
        vocab_size=400, hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2,
        tie_word_embeddings=True,
    )  # fmt: skip
    transformers.LlamaForCausalLM(config).save_pretrained(tmp_path / "a")
    policy = load_policy(str(tmp_path / "a"), CPU)
    save_model(policy, tokenizer, tmp_path / "b")
    again = load_policy(str(tmp_path / "b"), CPU).network
    assert again.get_output_embeddings().weight is again.get_input_embeddings().weight
    assert torch.equal(all_logits(again, SHORT), all_logits(policy.network, SHORT))


def test_a_saved_policy_stops_in_other_tools_where_its_answers_end(tiny, tmp_path):
    tokenizer = load_tokenizer(tiny)
    tokenizer.add_tokens([transformers.AddedToken("<|im_end|>", special=True)])
    tokenizer.chat_template = "{% for m in messages %}{{ m['content'] }}<|im_end|>{% endfor %}"
    policy = load_policy(tiny, CPU, tokenizer=tokenizer)
    end, eos, bos = tokenizer.convert_tokens_to_ids("<|im_end|>"), tokenizer.eos_token_id, tokenizer.bos_token_id
    policy.network.generation_config.eos_token_id = [bos, 40]  # one that the tokenizer knows as special, and a word
    for path in (tmp_path / "m", tmp_path / "again"):
        save_model(policy, tokenizer, path)
        assert transformers.GenerationConfig.from_pretrained(path).eos_token_id == sorted([bos, eos, end])


def test_a_saved_policy_whose_answers_end_in_eos_names_that_alone(tiny, tmp_path):
    tokenizer = load_tokenizer(tiny)
    save_model(load_policy(tiny, CPU), tokenizer, tmp_path / "m")
    saved = transformers.GenerationConfig.from_pretrained(tmp_path / "m")
    assert saved.eos_token_id == tokenizer.eos_token_id


# -- reward models -------------------------------------------------------------------------------------------------------


def test_a_new_head_has_a_spread_of_one_over_the_root_of_the_width_plus_one(tmp_path, tokenizer):
    config = transformers.LlamaConfig(
        vocab_size=400, hidden_size=2048, intermediate_size=8, num_hidden_layers=1, num_attention_heads=2
    )
    transformers.LlamaForCausalLM(config).save_pretrained(tmp_path / "wide")
    head = load_scalar(str(tmp_path / "wide"), CPU, new_head_seed=0).head
    assert head.weight.shape == (1, 2048) and head.bias is None
    assert float(head.weight.std()) == pytest.approx(2049**-0.5, rel=0.06)


def test_a_new_head_depends_on_its_seed_alone(tiny):
    torch.manual_seed(1)
    first = load_scalar(tiny, CPU, new_head_seed=7).head.weight
    torch.manual_seed(2)
    assert torch.equal(first, load_scalar(tiny, CPU, new_head_seed=7).head.weight)
    assert not torch.equal(first, load_scalar(tiny, CPU, new_head_seed=8).head.weight)


def test_a_directory_without_a_head_is_refused_where_none_may_be_new(tiny):
    assert "holds no reward head (score.weight); train one with 'heelwork reward' first" in refused(
        load_scalar, tiny, CPU
    )


def test_a_saved_reward_model_gives_the_same_scores_anywhere_but_for_the_shift(tiny_reward):
    ours = load_scalar(tiny_reward, CPU)
    assert ours.shift == 0.25
    plain = AutoModelForSequenceClassification.from_pretrained(tiny_reward, num_labels=1).eval()
    tokenizer = AutoTokenizer.from_pretrained(tiny_reward)
    assert plain.config.pad_token_id == tokenizer.pad_token_id != tokenizer.eos_token_id
    ids = torch.full((2, len(LONG) + 3), tokenizer.pad_token_id)
    ids[0, : len(LONG)], ids[1, : len(SHORT)] = torch.tensor(LONG), torch.tensor(SHORT)
    with torch.no_grad():
        theirs = plain(input_ids=ids, attention_mask=(ids != tokenizer.pad_token_id).long()).logits[:, 0]
    assert torch.allclose(scores(ours, LONG, SHORT), theirs - 0.25, atol=1e-5)


def test_an_answer_that_ends_in_eos_is_read_at_its_eos_in_plain_transformers(tiny_reward):
    tokenizer = AutoTokenizer.from_pretrained(tiny_reward)
    plain = AutoModelForSequenceClassification.from_pretrained(tiny_reward, num_labels=1).eval()
    ended = [*SHORT, tokenizer.eos_token_id]
    ids = torch.tensor([ended + [tokenizer.pad_token_id] * 4])
    with torch.no_grad():
        theirs = plain(input_ids=ids, attention_mask=(ids != tokenizer.pad_token_id).long()).logits[:, 0]
    assert torch.allclose(scores(load_scalar(tiny_reward, CPU), ended), theirs - 0.25, atol=1e-5)


# -- LoRA ----------------------------------------------------------------------------------------------------------------


def test_only_adapters_train(tiny):
    network = load_policy(tiny, CPU, lora=LoraSettings(rank=2, alpha=4)).network
    trained = {name for name, p in network.named_parameters() if p.requires_grad}
    assert trained and all("lora_" in name for name in trained)
    assert {name.split(".lora_")[0].rsplit(".", 1)[-1] for name in trained} == {
        "q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj",
    }  # fmt: skip
    assert is_adapted(network) and not is_adapted(load_policy(tiny, CPU).network)


def test_the_score_head_trains_beside_the_adapters(tiny):
    network = load_scalar(tiny, CPU, lora=LoraSettings(rank=2, alpha=4), new_head_seed=0).network
    assert {n for n, p in network.named_parameters() if p.requires_grad and "lora_" not in n} == {"score.weight"}


def test_targets_that_fit_no_layer_are_refused(tiny):
    assert refused(load_policy, tiny, CPU, lora=LoraSettings(targets=["nothing"])).startswith(
        "lora.targets ['nothing']:"
    )


def test_without_its_adapters_a_model_is_exactly_its_base(tiny):
    base = all_logits(load_policy(tiny, CPU).network, LONG)
    network = load_policy(tiny, CPU, lora=LoraSettings(rank=2, alpha=4)).network
    spoil(network)
    adapted = all_logits(network, LONG)
    with adapters_off(network):
        assert torch.equal(all_logits(network, LONG), base)
    assert torch.equal(all_logits(network, LONG), adapted)
    assert not torch.allclose(adapted, base, atol=1e-3)


def test_saving_merges_the_adapters_and_leaves_the_model_in_memory_unchanged(tiny, tmp_path):
    policy, tokenizer = load_policy(tiny, CPU, lora=LoraSettings(rank=2, alpha=4)), load_tokenizer(tiny)
    spoil(policy.network)
    before = {name: t.clone() for name, t in policy.network.state_dict().items()}
    logits = all_logits(policy.network, LONG)
    save_model(policy, tokenizer, tmp_path / "m")
    after = policy.network.state_dict()
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert torch.equal(all_logits(policy.network, LONG), logits)
    with adapters_off(policy.network):
        assert torch.equal(all_logits(policy.network, LONG), all_logits(load_policy(tiny, CPU).network, LONG))
    plain = AutoModelForCausalLM.from_pretrained(tmp_path / "m")
    assert torch.allclose(all_logits(plain, LONG), logits, atol=1e-4)
    assert not any("lora" in name or "base_layer" in name for name in plain.state_dict())


def test_the_adapter_alone_lies_beside_the_merged_model(tiny, tmp_path):
    policy = load_policy(tiny, CPU, lora=LoraSettings(rank=2, alpha=4))
    spoil(policy.network)
    save_model(policy, load_tokenizer(tiny), tmp_path / "m")
    adapter = tmp_path / "m" / "adapter"
    assert {p.name for p in adapter.iterdir()} >= {"adapter_config.json", "adapter_model.safetensors"}
    plain = AutoModelForCausalLM.from_pretrained(tiny)
    plain.load_adapter(str(adapter))
    assert torch.allclose(all_logits(plain, LONG), all_logits(policy.network, LONG), atol=1e-5)


def test_an_adapted_reward_model_is_saved_with_its_head_and_shift(tiny, tmp_path):
    model = load_scalar(tiny, CPU, lora=LoraSettings(rank=2, alpha=4), new_head_seed=0)
    spoil(model.network)
    model.shift = -1.5
    save_model(model, load_tokenizer(tiny), tmp_path / "m")
    again = load_scalar(str(tmp_path / "m"), CPU)
    assert again.shift == -1.5
    assert torch.allclose(scores(again, LONG, SHORT), scores(model, LONG, SHORT), atol=1e-4)


def test_a_model_with_shared_key_heads_packs_like_it_runs_alone(tmp_path, tokenizer):
    policy = load_policy(make_model(tmp_path / "m", tokenizer, kv_heads=1), CPU)
    packed, _ = policy.token_logprobs(pack([row(LONG), row(SHORT)], CPU))
    alone = [policy.token_logprobs(pack([row(ids)], CPU))[0] for ids in (LONG, SHORT)]
    assert torch.allclose(packed, torch.cat(alone), atol=1e-5)
