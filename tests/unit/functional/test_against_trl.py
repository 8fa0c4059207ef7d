"""The same numbers as TRL 1.12, the last release with a PPO trainer (`pip install -e '.[peers]'`).

Every test runs TRL's own code. For GAE and the PPO losses, which TRL computes inside `PPOTrainer.train`, the trainer is
run on tiny models and its local variables are read each time that it calls its `masked_whiten` or `masked_mean`.
"""

import contextlib
import sys

import numpy as np
import pytest
import torch

pytest.importorskip("trl")

from datasets import Dataset
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, LlamaForSequenceClassification, PreTrainedTokenizerFast

from heelwork.algorithms.ppo import token_rewards
from heelwork.data.batching import pack
from heelwork.functional import (
    bradley_terry_loss,
    gae,
    kl_estimate,
    masked_mean,
    masked_var,
    ppo_policy_loss,
    sft_loss,
    value_loss,
    whiten,
)
from heelwork.models.attention import IMPLEMENTATION
from heelwork.models.transformer import Policy, ScalarModel, TokenRow

pytestmark = [pytest.mark.peers, pytest.mark.filterwarnings("ignore")]

CPU = torch.device("cpu")
PAD, EOS = 0, 1
OFFLINE = {"report_to": "none", "use_cpu": True, "bf16": False, "gradient_checkpointing": False, "disable_tqdm": True}


def make_network(cls, *, attention: str = "eager", seed: int = 0, scale: float = 8.0, **extra):
    """A random Llama of 2 layers and width 32; `scale` makes its answers differ from uniform."""
    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=40,
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=64,
        pad_token_id=PAD,
        eos_token_id=EOS,
        bos_token_id=None,
        attn_implementation=attention,
        **extra,
    )
    network = cls(config).eval()
    with torch.no_grad():
        for parameter in network.parameters():
            if parameter.ndim == 2:
                parameter.mul_(scale)
    return network


def make_tokenizer() -> PreTrainedTokenizerFast:
    words = {"<pad>": PAD, "<eos>": EOS, "<unk>": 2} | {f"w{n}": n for n in range(3, 40)}
    inner = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    inner.pre_tokenizer = pre_tokenizers.Whitespace()
    return PreTrainedTokenizerFast(
        tokenizer_object=inner, pad_token="<pad>", eos_token="<eos>", unk_token="<unk>", padding_side="left"
    )


def sequences(lengths: list[int], seed: int = 0) -> list[list[int]]:
    rng = np.random.default_rng(seed)
    return [rng.integers(3, 40, length).tolist() for length in lengths]


@pytest.mark.parametrize("shift_mean", [True, False])
def test_whitening(shift_mean: bool):
    from trl.experimental.ppo import ppo_trainer

    generator = torch.Generator().manual_seed(0)
    values_BT = torch.randn(4, 7, dtype=torch.float64, generator=generator) * 3 + 1
    mask_BT = torch.rand(4, 7, generator=generator) > 0.3
    mask_BT[2, 4:] = False
    wide_BT = mask_BT.double()  # TRL's n / (n - 1) is float32 for a boolean mask
    theirs_BT = ppo_trainer.masked_whiten(values_BT, wide_BT, shift_mean) * mask_BT
    torch.testing.assert_close(whiten(values_BT, mask_BT, shift_mean), theirs_BT, rtol=0, atol=1e-13)
    torch.testing.assert_close(masked_mean(values_BT, mask_BT), ppo_trainer.masked_mean(values_BT, mask_BT))
    for unbiased in (True, False):
        torch.testing.assert_close(
            masked_var(values_BT, mask_BT, unbiased=unbiased), ppo_trainer.masked_var(values_BT, wide_BT, unbiased)
        )


@pytest.mark.parametrize("loss_type", ["nll", "chunked_nll"])
def test_sft_loss_and_gradient(tmp_path, loss_type: str):
    """SFTTrainer.compute_loss on a padded batch with completion masks, against our packed rows."""
    from trl import SFTConfig, SFTTrainer

    ids = sequences([9, 5, 13, 7])
    prompts = [4, 1, 6, 6]
    dataset = Dataset.from_list(
        [{"input_ids": i, "completion_mask": [0] * p + [1] * (len(i) - p)} for i, p in zip(ids, prompts, strict=True)]
    )
    trainer = SFTTrainer(
        model=make_network(LlamaForCausalLM),
        args=SFTConfig(
            str(tmp_path),
            per_device_train_batch_size=4,
            completion_only_loss=True,
            loss_type=loss_type,
            dataset_num_proc=None,
            **OFFLINE,
        ),
        train_dataset=dataset,
        processing_class=make_tokenizer(),
    )
    batch = next(iter(trainer.get_train_dataloader()))
    assert batch["input_ids"].shape == (4, 13)
    assert int((batch["labels"] != -100).sum()) == 17
    theirs = trainer.compute_loss(trainer.model, dict(batch))
    theirs.backward()

    ours = make_network(LlamaForCausalLM, attention=IMPLEMENTATION)
    packed = pack([TokenRow(i, np.arange(len(i)) >= p) for i, p in zip(ids, prompts, strict=True)], CPU)
    logprobs_M, _ = Policy(ours).token_logprobs(packed)
    loss, _ = sft_loss(packed.to_grid(logprobs_M), packed.mask_BT)
    loss.backward()
    assert loss > 3.7  # log 40 = 3.69 would be uniform
    torch.testing.assert_close(loss, theirs.detach().float(), rtol=1e-5, atol=1e-5)
    for (name, a), b in zip(ours.named_parameters(), trainer.model.parameters(), strict=True):
        torch.testing.assert_close(a.grad, b.grad, rtol=1e-3, atol=2e-5, msg=name)


@pytest.mark.parametrize("with_margin", [False, True], ids=["no margin", "margin"])
def test_reward_loss_and_gradient(tmp_path, with_margin: bool):
    """RewardTrainer.compute_loss on padded pairs, against the scores of our packed rows."""
    from trl import RewardConfig, RewardTrainer

    chosen, rejected = sequences([6, 11, 4]), sequences([9, 3, 4], seed=1)
    margins = [0.0, 0.5, 1.5]
    records = [{"chosen_ids": c, "rejected_ids": r} for c, r in zip(chosen, rejected, strict=True)]
    if with_margin:
        records = [record | {"margin": m} for record, m in zip(records, margins, strict=True)]
    trainer = RewardTrainer(
        model=make_network(LlamaForSequenceClassification, num_labels=1),
        args=RewardConfig(str(tmp_path), per_device_train_batch_size=3, **OFFLINE),
        train_dataset=Dataset.from_list(records),
        processing_class=make_tokenizer(),
    )
    batch = trainer.data_collator(records)
    theirs = trainer.compute_loss(trainer.model, dict(batch))
    theirs.backward()

    ours = make_network(LlamaForSequenceClassification, attention=IMPLEMENTATION, num_labels=1)
    packed = pack([TokenRow(i, np.zeros(len(i), bool)) for i in [*chosen, *rejected]], CPU)
    scores = ScalarModel(ours).sequence_scores(packed)
    loss, metrics = bradley_terry_loss(scores[:3], scores[3:], torch.tensor(margins) if with_margin else None)
    loss.backward()
    torch.testing.assert_close(loss, theirs.detach(), rtol=1e-5, atol=1e-5)
    logged = trainer._metrics["eval"]  # as the network is in eval mode
    assert float(metrics["accuracy"]) == pytest.approx(logged["accuracy"][0])
    assert float(metrics["margin"]) == pytest.approx(logged["margin"][0], abs=1e-5)
    for (name, a), b in zip(ours.named_parameters(), trainer.model.parameters(), strict=True):
        torch.testing.assert_close(a.grad, b.grad, rtol=1e-3, atol=2e-5, msg=name)


def run_ppo_trainer(folder, monkeypatch, *, whiten_rewards: bool, kl_estimator: str) -> list[dict[str, torch.Tensor]]:
    """One batch of TRL's PPO with two passes; the trainer's local tensors at each of its masked reductions."""
    from trl.experimental.ppo import PPOConfig, PPOTrainer, ppo_trainer

    seen: list[dict[str, torch.Tensor]] = []

    def watched(function):
        def call(values, *args, **kwargs):
            caller = sys._getframe(1)
            result = function(values, *args, **kwargs)
            if caller.f_code.co_name == "train":
                arrays = {k: v for k, v in caller.f_locals.items() if isinstance(v, (torch.Tensor, np.ndarray))}
                tensors = {k: torch.as_tensor(v).detach().clone() for k, v in arrays.items()}
                seen.append(tensors | {"in": values.detach().clone(), "out": result.detach().clone()})
            return result

        return call

    monkeypatch.setattr(ppo_trainer, "masked_whiten", watched(ppo_trainer.masked_whiten))
    monkeypatch.setattr(ppo_trainer, "masked_mean", watched(ppo_trainer.masked_mean))
    trainer = PPOTrainer(
        args=PPOConfig(
            str(folder),
            per_device_train_batch_size=8,
            total_episodes=8,
            num_mini_batches=1,
            num_ppo_epochs=2,
            response_length=8,
            stop_token="eos",
            missing_eos_penalty=1.0,
            num_sample_generations=0,
            learning_rate=0.02,
            kl_coef=0.3,
            gamma=0.97,
            lam=0.9,
            cliprange=0.2,
            cliprange_value=0.2,
            whiten_rewards=whiten_rewards,
            kl_estimator=kl_estimator,
            save_strategy="no",
            **OFFLINE,
        ),
        processing_class=make_tokenizer(),
        model=make_network(LlamaForCausalLM, scale=6.0),
        ref_model=make_network(LlamaForCausalLM, seed=1, scale=4.0),
        reward_model=make_network(LlamaForSequenceClassification, seed=2, num_labels=1),
        value_model=make_network(LlamaForSequenceClassification, seed=3, num_labels=1),
        train_dataset=Dataset.from_list([{"input_ids": i} for i in sequences([3, 5, 4, 6, 3, 4, 5, 6])]),
    )
    with contextlib.redirect_stdout(None):
        trainer.train()
    return seen


@pytest.mark.parametrize(("whiten_rewards", "kl_estimator"), [(False, "k1"), (True, "k3")])
def test_ppo(tmp_path, monkeypatch, whiten_rewards: bool, kl_estimator: str):
    """Token rewards, GAE, whitening, and both losses of one PPOTrainer batch.

    TRL's episode of a row that ended early has one step more than its tokens, at which the score is paid; our mask
    then counts that step too. Rows without padding have none.
    """
    seen = run_ppo_trainer(tmp_path, monkeypatch, whiten_rewards=whiten_rewards, kl_estimator=kl_estimator)
    whitenings, losses = [s for s in seen if "mb_return" not in s], [s for s in seen if "mb_return" in s]
    assert len(whitenings) == 1 + whiten_rewards
    batch = whitenings[-1]  # where the advantages are whitened
    tokens_BT, steps_BT = ~batch["padding_mask"], ~batch["padding_mask_p1"]
    assert tokens_BT.sum() < steps_BT.sum() < steps_BT.numel()  # some rows ended early

    kl_BT = kl_estimate(batch["logprobs"], batch["ref_logprobs"], kl_estimator)
    torch.testing.assert_close(kl_BT, batch["kl"], rtol=1e-5, atol=1e-5)
    rewards_BT = token_rewards(scores_B=batch["scores"], kl_BT=kl_BT, mask_BT=steps_BT, beta=0.3)
    if whiten_rewards:
        rewards_BT = whiten(rewards_BT, steps_BT, shift_mean=False)
    torch.testing.assert_close(rewards_BT, batch["rewards"], rtol=1e-5, atol=1e-5)

    advantages_BT, returns_BT = gae(rewards_BT, batch["values"], steps_BT, 0.97, 0.9)
    assert advantages_BT.std() > 0.1
    torch.testing.assert_close(advantages_BT, batch["in"], rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(returns_BT, batch["returns"], rtol=1e-4, atol=1e-4)
    whitened_BT = whiten(batch["in"], tokens_BT)
    torch.testing.assert_close(whitened_BT, batch["out"] * tokens_BT, rtol=1e-5, atol=1e-5)

    clipfracs, value_clipfracs = [], []
    for s in losses:
        tokens, steps = (~batch[name][s["micro_batch_inds"]] for name in ("padding_mask", "padding_mask_p1"))
        if torch.equal(s["in"], s.get("pg_loss_max", torch.empty(0))):
            loss, metrics = ppo_policy_loss(s["new_logprobs"], s["mb_logprobs"], s["mb_advantage"], tokens, 0.2)
            torch.testing.assert_close(loss, s["out"], rtol=1e-5, atol=1e-5)
            clipfracs.append(float(metrics["clipfrac"]))
        elif torch.equal(s["in"], s["vf_loss_max"]):
            loss, metrics = value_loss(s["vpred"], s["mb_values"], s["mb_return"], steps, 0.2)
            torch.testing.assert_close(loss, s["out"] / 2, rtol=1e-5, atol=1e-5)
            value_clipfracs.append(float(metrics["value_clipfrac"]))
    assert len(clipfracs) == len(value_clipfracs) == 2  # one of each pass
    assert clipfracs[0] == value_clipfracs[0] == 0  # nothing has moved yet
    assert min(clipfracs[1], value_clipfracs[1]) > 0.05  # the second pass does meet both clips
