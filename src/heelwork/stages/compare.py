"""Before and after: every model answers the same seeded prompts; the answers stand side by side."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field

from heelwork.config import Settings
from heelwork.data.chat import Chat
from heelwork.data.formats import to_prompt
from heelwork.data.sources import held_out, read_records
from heelwork.errors import DataError
from heelwork.models.loading import context_length, load_policy, load_tokenizer
from heelwork.records import Completion, Prompt
from heelwork.report.before_after import write_before_after
from heelwork.runs import RunDir
from heelwork.sampling.base import SamplingSettings
from heelwork.sampling.torch import TorchSampler
from heelwork.tensors import default_device


class CompareSettings(Settings):
    """The before/after table."""

    data: list[str] = []
    """Prompts to answer: files, folders or hub ids; none = those of PPO."""
    limit: int = Field(12, gt=0)
    """At most this many prompts of each source."""
    heldout_share: float = Field(0.0, ge=0, lt=1)
    """Show only prompts that the stages with this share and seed kept out; 0 = all."""
    max_prompt_tokens: int | None = Field(None, gt=0)
    """Pass over longer prompts; none = a prompt too long for the context is an error."""
    max_new_tokens: int = Field(128, gt=0)
    """Longest answer in tokens."""
    temperature: float = Field(0.7, ge=0)
    """Sampling temperature; 0 = the most likely token each time."""
    seed: int = Field(0, ge=0, lt=2**32)
    """Seeds the answers."""


def run(settings: CompareSettings, models: Mapping[str, str], out: Path) -> Path:
    """Answer the prompts with every model (column name -> model) and write before_after.md and .jsonl; returns the page."""
    prompts = choose_prompts(settings, next(iter(models.values())))
    sampling = SamplingSettings(
        temperature=settings.temperature, max_new_tokens=settings.max_new_tokens, seed=settings.seed
    )
    answers = {name: answer(model, prompts, sampling) for name, model in models.items()}
    return write_before_after(RunDir(out), prompts, answers)


def choose_prompts(settings: CompareSettings, model: str) -> list[Prompt]:
    """The first `limit` prompts of every source that are held out and short enough. Raises DataError where there is none."""
    tokenizer = load_tokenizer(model)
    chat = Chat(tokenizer, context_length(load_policy(model, default_device()).network))
    out = []
    for source in settings.data:
        fitting = [
            p
            for p in read_records([source], to_prompt)
            if (not settings.heldout_share or held_out(p.key, settings.heldout_share, settings.seed))
            and (settings.max_prompt_tokens is None or len(chat.ids(p.messages)) <= settings.max_prompt_tokens)
        ]
        out += fitting[: settings.limit]
    if not out:
        raise DataError(
            f"no prompt to show: none is held out (heldout_share {settings.heldout_share:g}) and at most "
            f"{settings.max_prompt_tokens} tokens long; change these, or name other data in section 'compare'",
            path=", ".join(settings.data),
        )
    return out


def answer(model: str, prompts: list[Prompt], sampling: SamplingSettings) -> list[Completion]:
    """One completion of each prompt by the model at this path."""
    device = default_device()
    tokenizer = load_tokenizer(model)
    policy = load_policy(model, device, tokenizer=tokenizer)
    chat = Chat(tokenizer, context_length(policy.network))
    sampler = TorchSampler(policy, chat.stop_ids, device=device)
    sampled = sampler.generate([chat.prompt_ids(p.messages, sampling.max_new_tokens) for p in prompts], sampling)
    return [Completion(p, chat.text(s.ids), s.finish_reason) for p, s in zip(prompts, sampled, strict=True)]
