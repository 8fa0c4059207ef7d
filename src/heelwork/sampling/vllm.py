"""vLLM as the sampler of rollouts: a server over HTTP that takes up new weights, or the engine inside this process.

The server reads new weights from a directory that both machines see (`weights`): they are written there as an ordinary Hugging
Face directory, and the workers are told to load them. Start it in its development mode, which opens that call, on a loopback
or private address alone, with the log-probabilities that belong to the sampling temperature, and without the sampling defaults
that a model's generation_config.json may hold:

    VLLM_SERVER_DEV_MODE=1 vllm serve runs/sft/model --logprobs-mode processed_logprobs --generation-config vllm --port 8000
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from heelwork.errors import ConfigError
from heelwork.sampling.base import Sampled, SamplingSettings
from heelwork.sampling.openai import OpenAISampler


class VllmServerSampler(OpenAISampler):
    """Draws from a vLLM server whose weights follow the trainer's."""

    def load_weights(self, write: Callable[[Path], None], folder: Path, version: int) -> None:
        """write(folder) puts the model there; then the server loads it and forgets cached prefixes. Raises RunError."""
        folder = folder.absolute()
        write(folder)
        beside = self.endpoint.beside_v1()  # where the development mode's calls lie
        beside.tell("/collective_rpc", {"method": "reload_weights", "kwargs": {"weights_path": str(folder)}})
        beside.tell("/reset_prefix_cache", {})
        self.version = version


class VllmEngineSampler:
    """vLLM's engine in this process, where it is installed; one GPU holds engine and trainer."""

    def __init__(self, model: str, stop_ids: frozenset[int], *, version: int = 0, **options: Any):
        try:
            from vllm import LLM
        except ImportError:
            raise ConfigError(
                "sampler=vllm inside this process needs vLLM, which is not installed; install it (pip install vllm, on a machine "
                "with a GPU), or name a server: sampler.base_url=http://127.0.0.1:8000/v1"
            ) from None
        self.engine = LLM(model=model, logprobs_mode="processed_logprobs", **options)
        self.stop_ids, self.version = stop_ids, version

    def generate(self, prompts: Sequence[Sequence[int]], sampling: SamplingSettings) -> list[Sampled]:
        """One completion for each prompt, in order."""
        from vllm import SamplingParams

        asked = [
            SamplingParams(
                temperature=sampling.temperature, top_p=sampling.top_p, max_tokens=sampling.max_new_tokens, logprobs=0,
                seed=(sampling.seed * 1_000_003 + i) % 2**31, stop_token_ids=sorted(self.stop_ids), detokenize=False,
            )
            for i in range(len(prompts))
        ]  # fmt: skip
        found = self.engine.generate([{"prompt_token_ids": list(p)} for p in prompts], asked, use_tqdm=False)
        return [self._sampled(one.outputs[0]) for one in found]

    def load_weights(self, write: Callable[[Path], None], folder: Path, version: int) -> None:
        """As of the server."""
        write(folder)
        self.engine.collective_rpc("reload_weights", kwargs={"weights_path": str(folder.absolute())})
        self.engine.reset_prefix_cache()
        self.version = version

    def _sampled(self, output: Any) -> Sampled:
        ids = [int(i) for i in output.token_ids]
        logprobs = [float(step[i].logprob) for i, step in zip(ids, output.logprobs, strict=True)]
        return Sampled(ids, logprobs, "stop" if output.finish_reason == "stop" else "length", self.version)
