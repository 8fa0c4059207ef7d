"""Packed batches against plain Transformers: one row at a time, padded by nothing, with its own eager attention."""

import numpy as np
import pytest
import torch
from transformers import (
    GPT2Config,
    GPT2LMHeadModel,
    LlamaConfig,
    LlamaForCausalLM,
    LlamaForSequenceClassification,
    MistralConfig,
    MistralForCausalLM,
)

from heelwork.algorithms.supervised import NEXT_TOKEN_LOSS, ranking_loss
from heelwork.data import batching
from heelwork.data.batching import pack
from heelwork.functional import gather_logprobs, ppo_policy_loss, value_loss
from heelwork.models.attention import IMPLEMENTATION
from heelwork.models.transformer import Policy, ScalarModel, TokenRow
from heelwork.training.engine import Batch, Engine, Loss

CPU = torch.device("cpu")
VOCABULARY = 61
LENGTHS = [7, 12, 2, 19, 12, 5]
SIZES = {
    "vocab_size": VOCABULARY,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "max_position_embeddings": 64,
    "pad_token_id": 0,
}
KINDS = {
    "llama": (LlamaForCausalLM, LlamaConfig, {"num_key_value_heads": 4}),
    "llama-gqa": (LlamaForCausalLM, LlamaConfig, {"num_key_value_heads": 2}),
    "llama-mqa-tied": (LlamaForCausalLM, LlamaConfig, {"num_key_value_heads": 1, "tie_word_embeddings": True}),
    "mistral-window": (MistralForCausalLM, MistralConfig, {"num_key_value_heads": 2, "sliding_window": 5}),
    "gpt2": (GPT2LMHeadModel, GPT2Config, {}),  # learned positions: it notices where a row starts
    "scalar": (LlamaForSequenceClassification, LlamaConfig, {"num_key_value_heads": 2, "num_labels": 1}),
}


def twins(kind: str):
    """The same random weights twice: (with our attention, with Transformers' eager attention), large enough to matter."""
    cls, config, extra = KINDS[kind]
    torch.manual_seed(0)
    ours = cls(config(**SIZES, **extra, attn_implementation=IMPLEMENTATION)).eval()
    with torch.no_grad():
        for parameter in ours.parameters():
            if parameter.ndim == 2:
                parameter.mul_(8)
    theirs = cls(config(**SIZES, **extra, attn_implementation="eager")).eval()
    theirs.load_state_dict(ours.state_dict())
    assert ours.config._attn_implementation == IMPLEMENTATION
    assert theirs.config._attn_implementation == "eager"
    return ours, theirs


def make_rows(lengths=LENGTHS) -> list[TokenRow]:
    """Rows of prompt and completion; the fourth has a hole in what counts."""
    rng = np.random.default_rng(0)
    rows = []
    for n, length in enumerate(lengths):
        counted = np.arange(length) >= max(1, length // 3)
        if n == 3:
            counted[10:13] = False
        rows.append(TokenRow(rng.integers(1, VOCABULARY, length), counted))
    return rows


def plain_logprobs(network, row: TokenRow, temperature: float):
    """Log-probabilities and entropies of a row's counted tokens, by Transformers alone."""
    ids = torch.tensor(np.asarray(row.ids))
    logits = network(input_ids=ids[None], use_cache=False).logits[0, :-1]
    logprobs, entropy = gather_logprobs(logits_MV=logits, target_M=ids[1:], temperature=temperature)
    counted = torch.tensor(np.asarray(row.counted))[1:]
    return logprobs[counted], entropy[counted]


def make_engine(model, budget: int = 10_000) -> Engine:
    return Engine(model, device=CPU, micro_batch_tokens=budget, precision="fp32")


def gradients(model) -> dict[str, torch.Tensor]:
    return {name: p.grad.clone() for name, p in model.named_parameters() if p.grad is not None}


@pytest.mark.parametrize("filler", [False, True], ids=["no filler", "filler"])
@pytest.mark.parametrize("temperature", [1.0, 0.7])
@pytest.mark.parametrize("kind", ["llama", "llama-gqa", "llama-mqa-tied", "mistral-window", "gpt2"])
def test_packed_logprobs_and_entropies_equal_one_row_at_a_time(monkeypatch, kind, temperature, filler):
    if filler:
        monkeypatch.setattr(batching, "ROUND", 16)
    ours, theirs = twins(kind)
    rows = make_rows()
    packed = pack(rows, CPU)
    assert (len(packed.input_ids_N) > sum(LENGTHS)) == filler
    with torch.no_grad():
        logprobs_M, entropy_M = Policy(ours).token_logprobs(packed, temperature)
        plain = [plain_logprobs(theirs, row, temperature) for row in rows]
    torch.testing.assert_close(logprobs_M, torch.cat([p[0] for p in plain]), rtol=0, atol=1e-5)
    torch.testing.assert_close(entropy_M, torch.cat([p[1] for p in plain]), rtol=0, atol=1e-5)
    assert logprobs_M.std() > 0.5  # the model is not just uniform
    logprobs_BT = packed.to_grid(logprobs_M)
    for b, (expected, _) in enumerate(plain):
        torch.testing.assert_close(logprobs_BT[b][packed.mask_BT[b]], expected, rtol=0, atol=1e-5)


@pytest.mark.parametrize("kind", ["llama", "llama-gqa", "mistral-window"])
def test_packed_gradients_equal_one_row_at_a_time(kind):
    ours, theirs = twins(kind)
    rows = make_rows()
    make_engine(Policy(ours)).forward_backward(Batch(rows), NEXT_TOKEN_LOSS)
    (-torch.cat([plain_logprobs(theirs, row, 1.0)[0] for row in rows]).mean()).backward()
    expected = gradients(theirs)
    for name, gradient in gradients(ours).items():
        torch.testing.assert_close(gradient, expected[name], rtol=1e-4, atol=1e-5, msg=name)


def test_scores_and_values_equal_one_row_at_a_time():
    """A score is read after the last token, a value before each counted one; the shift is subtracted from both."""
    ours, theirs = twins("scalar")
    rows = make_rows()
    packed = pack(rows, CPU)
    model = ScalarModel(ours, shift=0.5)
    scores, values = [], []
    with torch.no_grad():
        for row in rows:
            ids = torch.tensor(np.asarray(row.ids))
            after = theirs.score(theirs.model(input_ids=ids[None], use_cache=False).last_hidden_state)[0, :, 0] - 0.5
            scores.append(after[-1])
            values.append(after[:-1][torch.tensor(np.asarray(row.counted))[1:]])
            classified = theirs(input_ids=ids[None], use_cache=False).logits[0, 0] - 0.5
            torch.testing.assert_close(classified, after[-1])
        torch.testing.assert_close(model.sequence_scores(packed), torch.stack(scores), rtol=0, atol=1e-5)
        torch.testing.assert_close(model.token_values(packed), torch.cat(values), rtol=0, atol=1e-5)


def test_a_row_does_not_see_its_neighbours():
    """Exactly the same numbers when every other row of the batch holds other tokens."""
    network, _ = twins("llama-gqa")
    model, rows = Policy(network), make_rows()
    rng = np.random.default_rng(1)
    others = [TokenRow(rng.integers(1, VOCABULARY, len(r.ids)), r.counted) for r in rows]
    for b in range(len(rows)):
        changed = [rows[b] if n == b else others[n] for n in range(len(rows))]
        with torch.no_grad():
            before, after = pack(rows, CPU), pack(changed, CPU)
            here = before.to_grid(model.token_logprobs(before)[0])[b]
            there = after.to_grid(model.token_logprobs(after)[0])[b]
        assert torch.equal(here, there)


def test_a_row_does_not_depend_on_how_many_neighbours_it_has():
    network, _ = twins("llama-gqa")
    engine, rows = make_engine(Policy(network)), make_rows()
    logprobs_BT, entropy_BT, mask_BT = engine.logprobs(Batch(rows))
    for b, row in enumerate(rows):
        alone, alone_entropy, alone_mask = engine.logprobs(Batch([row]))
        torch.testing.assert_close(logprobs_BT[b][mask_BT[b]], alone[alone_mask], rtol=0, atol=1e-5)
        torch.testing.assert_close(entropy_BT[b][mask_BT[b]], alone_entropy[alone_mask], rtol=0, atol=1e-5)


def test_a_loss_on_one_row_leaves_no_gradient_on_tokens_of_the_others():
    network, _ = twins("llama")
    rows = [TokenRow([1, 2, 3], [False, True, True]), TokenRow([4, 5, 6, 7], [False, True, True, True])]
    packed = pack(rows, CPU)
    logprobs_M, _ = Policy(network).token_logprobs(packed)
    logprobs_M[:2].sum().backward()
    touched = network.model.embed_tokens.weight.grad.abs().sum(1).nonzero().flatten().tolist()
    assert touched == [1, 2]  # the last token of a row predicts nothing


def policy_batch(rows) -> tuple[Batch, Loss]:
    """PPO's policy loss with made-up old log-probabilities and advantages."""
    width = max(int(np.count_nonzero(r.counted)) for r in rows)
    generator = torch.Generator().manual_seed(0)
    tensors = {
        "old_logprobs_BT": -5 + 2 * torch.randn(len(rows), width, generator=generator),
        "advantages_BT": torch.randn(len(rows), width, generator=generator),
    }
    return Batch(rows, tensors=tensors), Loss(
        lambda out, t: ppo_policy_loss(out.logprobs_BT, t["old_logprobs_BT"], t["advantages_BT"], out.mask_BT, 5.0),
        unit="tokens",
        reads="logprobs",
    )


def value_batch(rows) -> tuple[Batch, Loss]:
    batch, _ = policy_batch(rows)
    return batch, Loss(
        lambda out, t: value_loss(out.values_BT, t["advantages_BT"], t["old_logprobs_BT"], out.mask_BT, 0.2),
        unit="tokens",
        reads="values",
    )


def ranking_batch(rows) -> tuple[Batch, Loss]:
    """Three prompts with 3, 2 and 2 answers; two of the three are tied."""
    rows = [*rows, rows[0]]
    tensors = {
        "ranks": torch.tensor([[1, 2, 2], [2, 1, 0], [1, 2, 0]]),
        "margin": torch.tensor([0.0, 0.5, 0.0]),
        "target": torch.tensor([float("nan"), 0.8, float("nan")]),
    }
    return Batch(rows, groups=[3, 2, 2], tensors=tensors), ranking_loss("bradley_terry", 0.1)


MAKERS = {
    "sft": ("llama-gqa", lambda rows: (Batch(rows), NEXT_TOKEN_LOSS)),
    "policy": ("llama-gqa", policy_batch),
    "value": ("scalar", value_batch),
    "ranking": ("scalar", ranking_batch),
}


@pytest.mark.parametrize("name", MAKERS)
def test_micro_batches_change_neither_loss_nor_gradient(name: str):
    kind, make = MAKERS[name]
    results = {}
    for budget in (16, 64, 10_000):
        torch.manual_seed(0)
        cls, config, extra = KINDS[kind]
        network = cls(config(**SIZES, **extra, attn_implementation=IMPLEMENTATION)).eval()
        model = ScalarModel(network) if kind == "scalar" else Policy(network)
        engine = make_engine(model, budget)
        batch, loss = make(make_rows())
        metrics = engine.forward_backward(batch, loss)
        results[budget] = metrics, gradients(model), len(engine._cut(batch))
    whole_metrics, whole, parts = results[10_000]
    assert parts == 1
    assert results[16][2] > 2
    assert sum(float(g.abs().sum()) for g in whole.values()) > 0
    for budget in (16, 64):
        metrics, parts_gradient, _ = results[budget]
        assert metrics == pytest.approx(whole_metrics, abs=1e-6, rel=1e-6)
        assert parts_gradient.keys() == whole.keys()
        for key, gradient in parts_gradient.items():
            torch.testing.assert_close(gradient, whole[key], rtol=1e-5, atol=1e-6, msg=key)
