"""Which sampler a stage's settings name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import torch

from heelwork import distributed
from heelwork.data.chat import Chat
from heelwork.errors import ConfigError
from heelwork.models.transformer import Policy
from heelwork.sampling.openai import OpenAISampler, RemoteSettings
from heelwork.sampling.sharded import ShardedSampler
from heelwork.sampling.torch import TorchSampler
from heelwork.sampling.vllm import VllmEngineSampler, VllmServerSampler
from heelwork.training.precision import Precision


class SamplerSettings(RemoteSettings):
    """Where rollouts are drawn."""

    kind: Literal["torch", "vllm", "vllm-engine", "openai"] = "torch"
    """torch = in this process, with the trainer's own weights; vllm = a vLLM server at `base_url` that takes up new weights;
    vllm-engine = vLLM inside this process; openai = any server of OpenAI's completions protocol, whose weights stay."""
    weights: str = ""
    """vllm alone: a directory that trainer and server see, for new weights; empty = rollout-model in the stage's directory."""


def make_sampler(
    settings: SamplerSettings, *, policy: Policy, chat: Chat, device: torch.device, slots: int, model: str,
    precision: Precision = "auto",
) -> Any:  # fmt: skip
    """The sampler; one in this process multiplies at the trainer's `precision`.

    Raises ConfigError where it cannot be had, RunError where its server does not answer.
    """
    if settings.kind == "torch":
        torch_kind = TorchSampler if distributed.size() == 1 else ShardedSampler
        return torch_kind(policy, chat.stop_ids, device=device, slots=slots, precision=precision)
    if settings.kind == "vllm-engine" and distributed.size() > 1:
        raise ConfigError(
            f"sampler.kind is vllm-engine, but the run has {distributed.size()} processes, which would each start an engine; "
            "start vLLM as a server and set sampler.kind=vllm"
        )
    if settings.kind == "vllm-engine":
        return VllmEngineSampler(model, chat.stop_ids)
    kind = VllmServerSampler if settings.kind == "vllm" else OpenAISampler

    def encode(text: str, finished: bool) -> list[int]:
        return chat.completion_ids(text, finished=finished)

    return kind(settings, chat.stop_ids, encode)


def hand_over_weights(sampler: Any, version: int, write: Callable[[Path], Any], folder: Path) -> None:
    """Give the sampler the trainer's weights of this version: in this process it has them already.

    Version 0 too: a server that stayed up may still hold the policy of an earlier run. Of several processes all write (rank 0
    to the disk), and rank 0 tells the server. A server whose weights stay keeps its version, so that the run's staleness figure
    tells how old they are.
    """
    if isinstance(sampler, TorchSampler):
        sampler.version = version
    elif hasattr(sampler, "load_weights"):
        if distributed.size() == 1:
            sampler.load_weights(write, folder, version)
            return
        write(folder)
        distributed.from_main(lambda: sampler.load_weights(lambda _: None, folder, version))
