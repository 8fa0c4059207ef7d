"""Pretraining: a raw language model and its tokenizer from plain text."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import numpy as np
import torch
from pydantic import Field, model_validator

from heelwork.algorithms.supervised import NEXT_TOKEN_LOSS
from heelwork.config import Settings
from heelwork.data.corpus import Windows, corpus_ends, encode_corpus, train_tokenizer
from heelwork.data.sources import fingerprint
from heelwork.errors import DataError
from heelwork.functional import sft_loss
from heelwork.models.loading import load_policy, load_tokenizer, save_model
from heelwork.models.transformer import Policy
from heelwork.runs import RunDir
from heelwork.stages.base import write_best
from heelwork.stages.inputs import Reads, identity
from heelwork.stages.space import require_stage
from heelwork.tensors import default_device, seed_everything
from heelwork.trackers import TrackerName, require_tracker
from heelwork.training.engine import Batch, Engine
from heelwork.training.loop import finish, run_loop
from heelwork.training.optim import OptimSettings
from heelwork.training.precision import Precision
from heelwork.training.saving import SavingSettings

TOKENIZER_LABEL = (
    "tokenizer-of.json"  # what the vocabulary beside it was learned from; where that differs, it is learned anew
)


class ArchitectureSettings(Settings):
    """The shape of a new Llama-architecture model."""

    hidden: int = Field(256, gt=0)
    """Width of the residual stream."""
    layers: int = Field(6, gt=0)
    """Transformer blocks."""
    heads: int = Field(4, gt=0)
    """Attention heads; `hidden` must be a multiple."""
    kv_heads: int = Field(4, gt=0)
    """Key/value heads; `heads` must be a multiple."""
    intermediate: int = Field(768, gt=0)
    """Width of the gated feed-forward layer."""
    context: int = Field(1024, gt=0)
    """Longest sequence that the position encoding is made for."""
    rope_theta: float = Field(10000.0, gt=0)
    """Base of the rotary position encoding."""


class PretrainSettings(SavingSettings):
    """`heelwork pretrain`: next-token prediction on plain text."""

    corpus: list[str] = Field(min_length=1)
    """Files, folders or hub ids of {"text": ...} records or of conversations, or plain .txt (also .gz or .xz)."""
    passes: list[Annotated[float, Field(gt=0)]] = []
    """How often each source of the corpus is seen in one epoch: 0.5 = half of it, 2 = twice; none = each once."""
    model: str | None = None
    """Go on from this model and its tokenizer (a directory, a hub id, or 'wolf'); none = a new one of `architecture`."""
    start_share: float = Field(0.0, ge=0, lt=1)
    """Share of `model`'s own weights in the saved ones, the rest are those that were trained: what it knew is kept where the
    corpus is narrow (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models")."""
    heldout: list[str] = []
    """Files of the same kinds for the held-out perplexity."""
    out: str = "runs/pretrain"
    """The run directory."""
    seed: int = Field(0, ge=0, lt=2**32)
    """Seeds initial weights and data order."""
    tokenizer: str | None = None
    """A tokenizer's directory or hub id; none = train a byte-level BPE on the corpus."""
    vocab_size: int = Field(4096, ge=300)
    """Size of a newly trained vocabulary."""
    architecture: ArchitectureSettings = ArchitectureSettings()
    """The model's shape."""
    tokens: int = Field(75_000_000, gt=0)
    """Training tokens; more than the corpus holds means further epochs."""
    window: int = Field(512, gt=1)
    """Documents are cut into windows of at most this many tokens; windows never see each other."""
    batch_tokens: int = Field(16384, gt=0)
    """Tokens of one optimiser step."""
    micro_batch_tokens: int = Field(8192, gt=0)
    """Tokens that are in memory at once."""
    eval_tokens: int = Field(200_000, ge=0)
    """Held-out tokens that the final perplexity is measured on."""
    eval_every: int = Field(500, gt=0)
    """Steps between held-out measurements (on a tenth of `eval_tokens`)."""
    precision: Precision = "auto"
    """Precision of matrix products: bf16, fp32, or auto = what the hardware is fast at. Weights stay fp32."""
    optim: OptimSettings = OptimSettings(
        lr=3e-3, schedule="wsd", warmup=0.02, decay=0.3, weight_decay=0.1, eps=1e-8, max_grad_norm=1.0
    )
    """Optimiser and schedule."""
    tracker: TrackerName = "tensorboard"
    """Where the figures go besides metrics.jsonl: tensorboard, or wandb, mlflow, trackio (optional extras), or none."""

    def reads(self) -> Reads:
        """Which settings name data, and which name models."""
        return Reads(files=("corpus", "heldout"), models=("model", "tokenizer"))

    @model_validator(mode="after")
    def _fits(self) -> PretrainSettings:
        if self.passes and len(self.passes) != len(self.corpus):
            raise ValueError(
                f"passes has {len(self.passes)} numbers for {len(self.corpus)} files of corpus; give one each"
            )
        if self.model is not None and self.tokenizer is not None:
            raise ValueError("model brings its own tokenizer; leave tokenizer out")
        if self.start_share and self.model is None:
            raise ValueError("start_share mixes in the weights of model, and no model is named")
        return self


class PretrainResult(NamedTuple):
    """Where the model lies, what it saw and how well it predicts held-out text."""

    model: Path
    parameters: int
    tokens_seen: int
    heldout_perplexity: float | None


def run(settings: PretrainSettings, *, resume: bool = False) -> PretrainResult:
    """Train tokenizer (unless given) and model; write <out>/model. Raises DataError for an unusable corpus."""
    seed_everything(settings.seed)
    require_tracker(settings.tracker)
    directory = RunDir(settings.out, settings.tracker, settings.model_dump(mode="json"))
    device = default_device()
    directory.write_recipe({"pretrain": settings.model_dump(mode="json")})
    directory.write_environment(settings.seed)
    directory.identity = identity("pretrain", settings)
    if settings.model is not None:
        require_stage(settings, [settings.model])
    tokenizer = _tokenizer(settings, directory)
    tokens = encode_corpus(settings.corpus, tokenizer, directory.path / "tokens.bin")
    heldout = encode_corpus(settings.heldout, tokenizer, directory.path / "heldout.bin") if settings.heldout else None

    if settings.model is None:
        policy = Policy(_new_network(settings.architecture, tokenizer).to(device))
    else:
        policy = load_policy(settings.model, device, tokenizer=tokenizer)
    start = [p.detach().clone() for p in policy.network.parameters()] if settings.start_share else []
    ends = corpus_ends(directory.path / "tokens.bin")
    windows = Windows(tokens, tokenizer.eos_token_id, settings.window, file_ends=ends, passes=settings.passes)
    batches = windows.schedule(settings.batch_tokens, settings.tokens, settings.seed)
    engine = Engine(
        policy, device=device, optim=settings.optim, total_steps=len(batches),
        micro_batch_tokens=settings.micro_batch_tokens, precision=settings.precision, name="pretrain",
        faults=settings.faults,
    )  # fmt: skip
    check = None if heldout is None else Windows(heldout, tokenizer.eos_token_id, settings.window)

    def step(index: int) -> dict[str, float]:
        metrics = engine.update(Batch(windows.rows(batches[index])), NEXT_TOKEN_LOSS)
        if check is not None and (index + 1) % settings.eval_every == 0:
            metrics["heldout_perplexity"] = perplexity(engine, check, settings.eval_tokens // 10)
        return metrics

    def save(path: Path) -> None:
        with torch.no_grad():
            for parameter, first in zip(policy.network.parameters(), start, strict=True) if start else ():
                parameter.lerp_(first, settings.start_share)
        save_model(policy, tokenizer, path)

    run_loop(step, run=directory, title="pretrain", total=len(batches), shown=("loss", "lr"),
             stateful={"engine": engine}, resume=resume, saving=settings)  # fmt: skip
    save(directory.model)
    result = PretrainResult(
        model=directory.model,
        parameters=sum(p.numel() for p in policy.network.parameters()),
        tokens_seen=int(sum(windows.lengths[b].sum() for b in batches)),
        heldout_perplexity=None if check is None else perplexity(engine, check, settings.eval_tokens),
    )
    directory.write_json("result.json", result._asdict())
    write_best(directory, engine, "engine", save)
    finish(directory)
    return result


def perplexity(engine: Engine, windows: Windows, tokens: int) -> float:
    """exp of the mean negative log-likelihood over about the first `tokens` tokens of the windows."""
    count = max(1, int(np.searchsorted(np.cumsum(windows.lengths), tokens)))
    logprobs_BT, _, mask_BT = engine.logprobs(Batch(windows.rows(np.arange(min(count, len(windows.lengths))))))
    loss, _ = sft_loss(logprobs_BT, mask_BT)
    return math.exp(float(loss))


def _tokenizer(settings: PretrainSettings, directory: RunDir) -> Any:
    given = settings.model or settings.tokenizer
    if given is not None:
        return load_tokenizer(given)
    path, label = directory.path / "tokenizer", directory.path / TOKENIZER_LABEL
    context = settings.architecture.context
    files = list(fingerprint(settings.corpus).values())
    of = {"vocab_size": settings.vocab_size, "context": context, "corpus": files}
    if (
        not (path / "tokenizer.json").exists()
        or not label.exists()
        or json.loads(label.read_text(encoding="utf-8")) != of
    ):
        directory.fresh(TOKENIZER_LABEL)
        train_tokenizer(settings.corpus, settings.vocab_size, context, path)
        directory.write_json(TOKENIZER_LABEL, of)
    return load_tokenizer(str(path))


def _new_network(shape: ArchitectureSettings, tokenizer: Any) -> Any:
    from transformers import LlamaConfig, LlamaForCausalLM

    from heelwork.models.attention import IMPLEMENTATION

    if shape.hidden % shape.heads or shape.heads % shape.kv_heads:
        raise DataError(
            f"architecture: hidden {shape.hidden} must be a multiple of heads {shape.heads}, and heads of kv_heads "
            f"{shape.kv_heads}"
        )
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        num_key_value_heads=shape.kv_heads,
        intermediate_size=shape.intermediate,
        max_position_embeddings=shape.context,
        rope_parameters={"rope_type": "default", "rope_theta": shape.rope_theta},
        tie_word_embeddings=True,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        dtype="float32",
    )
    config._attn_implementation = IMPLEMENTATION
    network = LlamaForCausalLM(config).eval()
    # Residual branches start small, so that the stream's variance does not grow with depth (GPT-2).
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if name.endswith(("o_proj.weight", "down_proj.weight")):
                parameter.mul_((2 * shape.layers) ** -0.5)
    return network
