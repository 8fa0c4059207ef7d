"""Over-optimisation: a policy is pushed along a proxy by best-of-n and by PPO, and a gold reward watches."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from pydantic import Field

from heelwork.audit.overoptimise import Pushed, push_best_of_n, push_rl, sentence, write_curves
from heelwork.config import build, merge, read_yaml
from heelwork.errors import ConfigError, DataError
from heelwork.report.figures import overoptimisation_figure
from heelwork.rewards.base import Reward, TokenReward
from heelwork.rewards.learned import LearnedReward
from heelwork.runs import RunDir
from heelwork.sampling.base import SamplingSettings
from heelwork.stages import ppo
from heelwork.stages.answers import Wanted, answer, choose_prompts
from heelwork.stages.base import log
from heelwork.stages.inputs import model_hash
from heelwork.stages.split import SplitSettings
from heelwork.tensors import default_device
from heelwork.training.precision import Precision

PUSHED_BY: dict[str, Any] = {"beta": 0.0, "monitor": {"every": 1, "probes": 0, "outliers": False}}
"""What the PPO run of a curve is unless its settings say otherwise: no KL penalty, an evaluation at every step."""


class OveroptimiseSettings(SplitSettings):
    """`heelwork audit overoptimise`: proxy against gold along best-of-n and PPO, with the fitted curves' peaks."""

    policy: str = "runs/sft/model"
    """The initial policy, which the KL is measured to."""
    reward_model: str = "runs/reward/model"
    """The proxy, which the policy is pushed along."""
    gold_reward_model: str = ""
    """What stands for the truth: a reward model trained on other prompts, a larger one, or of another family."""
    data: list[str] = []
    """Prompts: files, folders or hub ids."""
    limit: int = Field(64, ge=0)
    """At most this many prompts of each source for best-of-n; 0 = all."""
    heldout_share: float = Field(0.0, ge=0, lt=1)
    """Best-of-n uses only prompts that stages with this share and split_seed kept out; 0 = all."""
    max_prompt_tokens: int | None = Field(None, gt=0)
    """Pass over longer prompts; none = a prompt too long for the context is an error."""
    samples: int = Field(64, ge=8)
    """Answers to each prompt; best-of-n goes up to this n in powers of two."""
    max_new_tokens: int = Field(128, gt=0)
    """Longest answer in tokens."""
    temperature: float = Field(1.0, gt=0)
    """Sampling temperature."""
    steps: int = Field(40, ge=0)
    """Steps of PPO without a KL penalty; 0 = best-of-n alone."""
    ppo: dict[str, Any] = {}
    """Further settings of that PPO run."""
    ppo_run: str | None = None
    """A PPO run that is done, in place of one of its own; none = run PPO. Its model, reward_model and
    monitor.heldout_reward_model must be the policy, the proxy and the gold of these settings."""
    out: str = "runs/overoptimise"
    """Where overoptimise.json, overoptimise.md and overoptimise.png go, and the PPO run."""
    seed: int = Field(0, ge=0, lt=2**32)
    """Seeds answers, PPO and the bootstrap."""
    max_length: int | None = Field(None, gt=1)
    """Longer token rows are cut; none = the model's context length."""
    micro_batch_tokens: int = Field(8192, gt=0)
    """Tokens in memory at once."""
    precision: Precision = "auto"
    """Precision of matrix products: bf16, fp32, or auto = what the hardware is fast at."""


class OveroptimiseResult(NamedTuple):
    """Where the evidence lies, and the curves."""

    page: Path
    json: Path
    curves: list[Pushed]


def run(
    settings: OveroptimiseSettings, *, proxy: TokenReward | None = None, gold: Reward | None = None
) -> OveroptimiseResult:
    """Push, measure, fit and write. Raises DataError, ModelError or ConfigError with the remedy.

    proxy, gold: rewards of your own in place of the models that the settings name.
    """
    if gold is None and not settings.gold_reward_model:
        raise ConfigError(
            "gold_reward_model is empty; name a reward model that stands for the truth, trained on other prompts"
        )
    if not settings.data:
        raise ConfigError("data is empty; name files, folders or hub ids with prompts")
    if settings.ppo_run:
        _same_models(settings, Path(settings.ppo_run), own_proxy=proxy is not None, own_gold=gold is not None)
    seen_proxy, seen_gold = (
        proxy or _load(settings.reward_model, settings),
        gold or _load(settings.gold_reward_model, settings),
    )
    directory = RunDir(settings.out)
    curves = [_best_of_n(settings, seen_proxy, seen_gold)]
    if settings.ppo_run or settings.steps:
        named = settings.gold_reward_model if gold is None else None
        curves.append(_rl(settings, directory.path, proxy, seen_gold, named))
    about = {"policy": settings.policy, "proxy": seen_proxy.name, "gold": seen_gold.name, "seed": settings.seed}
    data, page = write_curves(curves, about, directory.path)
    overoptimisation_figure(
        {c.kind: [(p.distance, p.proxy, p.gold) for p in c.points] for c in curves},
        {c.kind: c.curve for c in curves}, directory.path / "overoptimise.png",
    )  # fmt: skip
    for curve in curves:
        log.info("%s", sentence(curve))
    return OveroptimiseResult(page, data, curves)


def _load(name: str, settings: OveroptimiseSettings) -> LearnedReward:
    return LearnedReward(
        name, default_device(), max_length=settings.max_length, precision=settings.precision,
        micro_batch_tokens=settings.micro_batch_tokens,
    )  # fmt: skip


def _best_of_n(settings: OveroptimiseSettings, proxy: Reward, gold: Reward) -> Pushed:
    wanted = Wanted(settings.data, settings.limit, settings.heldout_share, settings.split, settings.max_prompt_tokens)
    prompts = choose_prompts(wanted, [settings.policy], settings.max_new_tokens)
    sampling = SamplingSettings(
        temperature=settings.temperature, max_new_tokens=settings.max_new_tokens, seed=settings.seed
    )
    drawn = answer(settings.policy, [p for p in prompts for _ in range(settings.samples)], sampling, title="best-of-n")
    asked, texts = [c.prompt for c in drawn], [c.text for c in drawn]
    finished = [c.finish_reason == "stop" for c in drawn]
    proxy_PN, gold_PN = (
        np.array(reward.score(asked, texts, finished).tolist()).reshape(len(prompts), settings.samples)
        for reward in (proxy, gold)
    )
    return push_best_of_n(proxy_PN, gold_PN, settings.seed)


def _rl(
    settings: OveroptimiseSettings, out: Path, proxy: TokenReward | None, gold: Reward, named: str | None
) -> Pushed:
    """The curve of a PPO run. named: the gold reward model, so that the run's recipe says what watched it."""
    folder = Path(settings.ppo_run) if settings.ppo_run else out / "ppo"
    if not settings.ppo_run:
        own = {
            "model": settings.policy, "reward_model": settings.reward_model, "data": settings.data, "out": str(folder),
            "steps": settings.steps, "max_new_tokens": settings.max_new_tokens, "temperature": settings.temperature,
            "max_prompt_tokens": settings.max_prompt_tokens, "max_length": settings.max_length, "seed": settings.seed,
            "precision": settings.precision, "micro_batch_tokens": settings.micro_batch_tokens, "missing_eos_penalty": 0.0,
        }  # fmt: skip
        values = merge(merge(merge(own, PUSHED_BY), {"monitor": {"heldout_reward_model": named}}), settings.ppo)
        ppo.run(build(ppo.PpoSettings, values, source="overoptimise, section 'ppo'"), reward=proxy, heldout=gold)
    metrics = _metrics(folder)
    lines = [json.loads(line) for line in metrics.read_text(encoding="utf-8").splitlines()]
    try:
        return push_rl(lines, settings.seed)
    except ValueError as error:
        raise DataError(
            f"{error}; run PPO for more steps, with monitor.heldout_reward_model and monitor.every=1", path=metrics
        ) from error


def _metrics(folder: Path) -> Path:
    if not (metrics := folder / "metrics.jsonl").is_file():
        raise DataError("no such file; name the directory of a PPO run", path=metrics)
    return metrics


def _same_models(settings: OveroptimiseSettings, folder: Path, *, own_proxy: bool, own_gold: bool) -> None:
    """A run that is done must have been pushed and watched by the models whose names its curve will bear.

    Rewards of the caller's own have no names to compare. Raises ConfigError; warns of models that are no longer there.
    """
    _metrics(folder)
    ran = read_yaml(folder / "recipe.yaml").get("ppo", {})
    if ran.get("ensemble", {}).get("members") and not own_proxy:
        raise ConfigError(
            f"ppo_run: {folder} was pushed by an ensemble, not by reward_model={settings.reward_model} alone; "
            "name another run, or leave ppo_run out"
        )
    gold = ran.get("monitor", {}).get("heldout_reward_model")
    for key, found, own in (("policy", ran.get("model"), False), ("reward_model", ran.get("reward_model"), own_proxy),
                            ("gold_reward_model", gold, own_gold)):  # fmt: skip
        wanted = getattr(settings, key)
        if own or found == wanted:
            continue
        if found and not Path(found).exists():
            log.warning("ppo_run: %s used %s, which is not there to compare with %s=%s", folder, found, key, wanted)
        elif not found or model_hash(found) != model_hash(wanted):
            raise ConfigError(
                f"ppo_run: {folder} has {found or 'none'} where these settings have {key}={wanted}; "
                f"set {key} to what the run used, or name another run"
            )
