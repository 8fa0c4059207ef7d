"""PPO: the policy learns from its own answers, scored by the reward model and held near the SFT model."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import Field

from heelwork import distributed
from heelwork.algorithms.iteration import Iteration, Work
from heelwork.algorithms.ppo import KlController, PpoAlgorithm, check_batch, signal
from heelwork.audit.guard import Guard
from heelwork.audit.monitors import Monitor, MonitorSettings
from heelwork.data.batching import endless_batches
from heelwork.data.chat import Chat
from heelwork.data.formats import to_demonstration, to_prompt
from heelwork.data.sources import read_records
from heelwork.errors import ConfigError, DataError
from heelwork.models.loading import context_length, load_policy, load_scalar, load_tokenizer, save_model
from heelwork.models.transformer import ActorCritic
from heelwork.records import Prompt
from heelwork.report.figures import training_figure
from heelwork.rewards.base import Reward, TokenReward
from heelwork.rewards.ensemble import EnsembleReward, EnsembleSettings, load_reward
from heelwork.rewards.learned import LearnedReward
from heelwork.rewards.penalties import Penalty, PenaltySettings, make_penalties
from heelwork.rollouts.collect import EncodedPrompt, Rollout, score_rollouts
from heelwork.rollouts.experience import Experience, make_experience
from heelwork.rollouts.source import RolloutSource
from heelwork.runs import RunDir
from heelwork.sampling.base import Sampled, SamplingSettings
from heelwork.sampling.choice import SamplerSettings, hand_over_weights, make_sampler
from heelwork.stages.base import StageSettings, log, open_stage, write_best
from heelwork.stages.inputs import Reads
from heelwork.stages.split import SplitSettings
from heelwork.tensors import default_device
from heelwork.training.engine import Engine
from heelwork.training.faults import with_memory
from heelwork.training.loop import finish, run_loop
from heelwork.training.optim import OptimSettings
from heelwork.training.saving import Pause

LARGEST_STEP_SEED = 1_000_003  # rollout seeds of different runs never meet within this many steps

NO_MATTER = (
    "slots", "sample_every", "samples", "sampler.base_url", "sampler.key_env", "sampler.weights", "sampler.concurrency",
    "sampler.tries", "sampler.timeout_s", "sampler.first_wait_s", "sampler.longest_wait_s",
)  # fmt: skip
"""How many answers grow at once, what is kept for reading, and how the server is reached, but not the model's name there."""


class PpoSettings(StageSettings, SplitSettings, PpoAlgorithm):
    """`heelwork ppo`: reinforcement learning from a reward model."""

    model: str = "runs/sft/model"
    """The policy to start from, which is also the reference that the KL is measured to."""
    reward_model: str = "runs/reward/model"
    """Scores the answers; the critic starts as a copy of it."""
    data: list[str] = Field(min_length=1)
    """Prompts: files, folders or hub ids with prompt, messages, or chosen + rejected (their shared prompt)."""
    out: str = "runs/ppo"
    """The stage's directory."""
    heldout_share: float = Field(0.0, ge=0, lt=1)
    """Share of prompts kept out; the same share and split_seed as the reward stage keep out the same prompts."""
    max_prompt_tokens: int | None = Field(None, gt=0)
    """Leave out (and count) longer prompts; none = a prompt too long for the context is an error."""
    steps: int = Field(100, gt=0)
    """Batches of rollouts."""
    batch_size: int = Field(64, gt=0)
    """Rollouts of one step."""
    max_new_tokens: int = Field(128, gt=0)
    """Longest answer in tokens."""
    temperature: float = Field(1.0, gt=0)
    """Sampling temperature; every log-probability is taken at it. There is no top-p: it would bias the ratio."""
    missing_eos_penalty: float = Field(1.0, ge=0)
    """Taken from the score of an answer that did not end by itself."""
    score_clip: float = Field(0.0, ge=0)
    """Scores are cut to [-score_clip, score_clip]; 0 = never."""
    critic: Literal["separate", "shared"] = "separate"
    """separate = a model of its own that starts as the reward model; shared = a value head on the policy, learned with it
    from one pass by `optim`: no second model to hold and to run, but a critic that starts from nothing."""
    critic_warmup: int = Field(0, ge=0)
    """First steps in which only the critic learns."""
    slots: int = Field(64, gt=0)
    """Answers that grow at once, in the sampler of this process."""
    sampler: SamplerSettings = SamplerSettings()
    """Where rollouts are drawn."""
    ahead: bool = False
    """Draw the next step's rollouts before this step's update: a sampler outside the process works while the trainer
    learns. They are one update old; set importance_limit."""
    sample_every: int = Field(5, gt=0)
    """Steps between rollouts kept in rollouts.jsonl."""
    samples: int = Field(4, ge=0)
    """How many rollouts are kept then."""
    save_updates: int = Field(0, ge=0)
    """Minibatches between states saved inside a step, rollouts included; 0 = inside a step by `save_minutes` alone."""
    optim: OptimSettings = OptimSettings(lr=3e-6)
    """The policy's optimiser and schedule."""
    critic_optim: OptimSettings = OptimSettings(lr=1e-5)
    """The critic's."""
    penalties: PenaltySettings = PenaltySettings()
    """Rules against what the reward model overlooks."""
    ensemble: EnsembleSettings = EnsembleSettings()
    """Further reward models beside the first."""
    monitor: MonitorSettings = MonitorSettings()
    """What watches for reward hacking."""

    def reads(self) -> Reads:
        """Which settings name data, and which name models."""
        models = ("model", "reward_model", "ensemble.members", "monitor.heldout_reward_model")
        return Reads({"data": to_prompt, "penalties.references": to_demonstration}, models=models, no_matter=NO_MATTER)


class PpoResult(NamedTuple):
    """Where the model lies, and the mean reward and KL of the first and last tenth of the steps."""

    model: Path
    steps: int
    first_reward: float
    last_reward: float
    last_kl: float


class _Models(NamedTuple):
    policy: Engine
    critic: Engine
    reference: Engine | None
    reward: TokenReward
    sampler: Any
    chat: Chat


class _Stopped(Exception):  # noqa: N818 - an alarm asked for it
    """The monitor's action `stop`."""


def run(
    settings: PpoSettings, *, resume: bool = False, reward: TokenReward | None = None, heldout: Reward | None = None
) -> PpoResult:
    """Train and write <out>/model. Raises DataError, ModelError, ConfigError or NonFiniteError with the remedy.

    reward, heldout: rewards of your own in place of the models that the settings name (the critic still starts from
    `reward_model`).
    """
    check_batch(settings, settings.batch_size)
    prompts = read_records(settings.data, to_prompt, limit=settings.limit)
    directory = open_stage("ppo", settings, settings.data, [settings.model, settings.reward_model])
    models, tokenizer = _load(settings, reward)
    penalties = _penalties(settings)
    encoded = _encode(prompts, models.chat, settings)
    order = endless_batches(len(encoded), settings.batch_size, settings.steps, settings.seed)
    controller = KlController(settings)
    rollout_model = Path(settings.sampler.weights) if settings.sampler.weights else directory.path / "rollout-model"

    guard = Guard(_monitor(settings, models, heldout), models.policy.model, controller)
    pause = Pause()
    iteration = Iteration(
        settings, policy=models.policy, critic=models.critic, seed=settings.seed, critic_warmup=settings.critic_warmup
    )

    def draw(index: int) -> list[Sampled]:
        sampling = SamplingSettings(
            temperature=settings.temperature,
            max_new_tokens=settings.max_new_tokens,
            seed=settings.seed * LARGEST_STEP_SEED + index,
        )
        return _sample(models, [encoded[i].ids for i in order[index]], sampling, settings)

    source = RolloutSource(
        draw, steps=settings.steps, ahead=settings.ahead, background=settings.sampler.kind != "torch"
    )

    def begin(index: int) -> Work:
        source.settle()
        hand_over_weights(
            models.sampler, index, lambda to: save_model(models.policy.model, tokenizer, to), rollout_model
        )
        rollouts = score_rollouts(
            [encoded[i] for i in order[index]], source.take(index), reward=models.reward, chat=models.chat,
            missing_eos_penalty=settings.missing_eos_penalty,
            penalties=penalties,
        )  # fmt: skip
        watched = guard.before_update(index, rollouts)
        experience = make_experience(rollouts, policy=models.policy, reference=models.reference, critic=models.critic)
        if settings.score_clip:
            experience = experience._replace(
                scores_B=experience.scores_B.clamp(-settings.score_clip, settings.score_clip)
            )
        return Work(index, rollouts, experience, signal(experience, settings, controller.beta), watched)

    def step(index: int) -> dict[str, float]:
        if guard.stopped:
            raise _Stopped
        started = time.monotonic()
        work = iteration.under_way(index) or begin(index)
        rollouts = work.rollouts
        metrics = (
            _figures(rollouts, work.experience) | work.learned.metrics | iteration.update(work, pause) | work.watched
        )
        controller.update(work.learned.metrics["kl"], len(rollouts))
        metrics["staleness"] = sum(index - r.version for r in rollouts) / len(rollouts)
        guard.after_update()
        iteration.done()
        metrics["tokens_per_s"] = sum(len(r.row.ids) for r in rollouts) / (time.monotonic() - started)
        if index % settings.sample_every == 0 or index == settings.steps - 1:
            _keep_samples(directory, rollouts, work.experience, index, settings.samples)
        return metrics

    stateful: dict[str, Any] = {
        "policy": models.policy,
        "beta": controller,
        "guard": guard,
        "rollouts": source,
        "iteration": iteration,
    }
    if models.critic is not models.policy:
        stateful["critic"] = models.critic
    if isinstance(models.reward, EnsembleReward):
        stateful["ensemble"] = models.reward
    with contextlib.suppress(_Stopped):
        run_loop(step, run=directory, title="ppo", total=settings.steps, shown=("reward", "kl"), stateful=stateful,
                 resume=resume, saving=settings, logs=("rollouts.jsonl",), pause=pause,
                 save_parts=2 * settings.save_updates)  # fmt: skip
    save_model(models.policy.model, tokenizer, directory.model)
    _save_best(guard, models, tokenizer, directory)
    write_best(directory, models.policy, "policy", lambda path: save_model(models.policy.model, tokenizer, path))
    distributed.from_main(lambda: training_figure(directory.path / "metrics.jsonl", directory.path / "training.png"))
    result = distributed.from_main(lambda: _result(directory, settings))
    directory.write_json("result.json", result._asdict())
    log.info("reward %.3f -> %.3f, KL %.2f nats per answer", result.first_reward, result.last_reward, result.last_kl)
    finish(directory)
    return result


def _save_best(guard: Guard, models: _Models, tokenizer: Any, directory: RunDir) -> None:
    """<out>/best: the weights of the highest held-out reward, where there was a held-out reward."""
    directory.fresh("best")
    if guard.best:
        guard.restore()
        save_model(models.policy.model, tokenizer, directory.path / "best")


def _sample(
    models: _Models, prompts: list[list[int]], sampling: SamplingSettings, settings: PpoSettings
) -> list[Sampled]:
    """A completion for each prompt; how many grow at once changes none, so that it may be halved where memory is used up."""

    def smaller() -> str | None:
        slots = min(getattr(models.sampler, "slots", 1), len(prompts)) // 2
        if not slots:
            return None
        models.sampler.slots = slots
        return f"{slots} answers at once"

    return with_memory(lambda: list(models.sampler.generate(prompts, sampling)), smaller, settings.faults, "sampler")


def _penalties(settings: PpoSettings) -> list[Penalty]:
    sources = settings.penalties.references
    return make_penalties(settings.penalties, read_records(sources, to_demonstration) if sources else [])


def require_alarm(settings: PpoSettings, heldout: Reward | None = None) -> None:
    """Raise ConfigError where an action waits for an alarm that no held-out reward can raise."""
    if heldout is None and settings.monitor.heldout_reward_model is None and settings.monitor.action != "warn":
        raise ConfigError(
            f"monitor.action is {settings.monitor.action}, but no alarm can be raised without a held-out reward; set "
            "monitor.heldout_reward_model to one that was trained on other prompts"
        )


def _monitor(settings: PpoSettings, models: _Models, heldout: Reward | None) -> Monitor:
    name = settings.monitor.heldout_reward_model
    require_alarm(settings, heldout)
    if heldout is None and name is not None:
        heldout = LearnedReward(
            name, default_device(), max_length=settings.max_length, precision=settings.precision,
            micro_batch_tokens=settings.micro_batch_tokens,
        )  # fmt: skip
    return Monitor(settings.monitor, models.reward, heldout, settings.seed)


def _load(settings: PpoSettings, own: TokenReward | None) -> tuple[_Models, Any]:
    device = default_device()
    tokenizer = load_tokenizer(settings.model)
    policy = load_policy(settings.model, device, tokenizer=tokenizer, lora=settings.lora)
    if settings.critic == "shared":
        policy = ActorCritic(policy.network)
    chat = Chat(tokenizer, context_length(policy.network), settings.max_length)
    updates = settings.steps * settings.epochs * settings.minibatches
    common: dict[str, Any] = {
        "device": device, "precision": settings.precision, "micro_batch_tokens": settings.micro_batch_tokens,
        "faults": settings.faults,
    }  # fmt: skip
    reward: TokenReward = own or load_reward(
        settings.reward_model, settings.ensemble, device, max_length=settings.max_length, precision=settings.precision,
        micro_batch_tokens=settings.micro_batch_tokens,
    )  # fmt: skip
    if own is None and not reward.speaks(chat):
        raise DataError(
            f"{settings.reward_model} has another tokenizer or chat template than {settings.model}; the critic starts from "
            "the reward model and must read the policy's tokens. Train the reward model from the SFT model"
        )
    trained = {**common, "total_steps": updates, "activation_checkpointing": settings.activation_checkpointing}
    engine = Engine(policy, optim=settings.optim, temperature=settings.temperature, name="policy", **trained)
    critic = engine
    if settings.critic == "separate":
        scalar = load_scalar(settings.reward_model, device, tokenizer=tokenizer, lora=settings.lora)
        critic = Engine(scalar, optim=settings.critic_optim, name="critic", **trained)
    reference = None
    if settings.lora is None:
        frozen = load_policy(settings.model, device, tokenizer=tokenizer)
        reference = Engine(frozen, temperature=settings.temperature, name="reference", **common)
    sampler = make_sampler(
        settings.sampler, policy=policy, chat=chat, device=device, slots=settings.slots, model=settings.model,
        precision=settings.precision,
    )  # fmt: skip
    models = _Models(policy=engine, critic=critic, reference=reference, reward=reward, sampler=sampler, chat=chat)
    return models, tokenizer


def _encode(prompts: Sequence[Prompt], chat: Chat, settings: PpoSettings) -> list[EncodedPrompt]:
    """Prompts with their ids, each once, without the held-out ones."""
    out: dict[str, EncodedPrompt] = {}
    long = 0
    room = chat.max_length - settings.max_new_tokens
    most = min(settings.max_prompt_tokens or room, room)
    for prompt in prompts:
        if settings.holds_out(prompt) or prompt.key in out:
            continue
        if settings.max_prompt_tokens is None:
            ids = chat.prompt_ids(prompt.messages, room=settings.max_new_tokens)
        else:
            ids = chat.ids(prompt.messages)
            if len(ids) > most:
                long += 1
                continue
        out[prompt.key] = EncodedPrompt(prompt, ids)
    if long:
        log.warning("%d prompts left out: longer than %d tokens", long, most)
    if not out:
        lower = f"lower max_new_tokens (it leaves {max(room, 0)} of {chat.max_length} tokens)"
        remedy = lower if long and most == room else "raise max_prompt_tokens"
        raise DataError(
            f"no prompt left of {len(prompts)} ({long} too long, the others held out); {remedy} or lower heldout_share",
            path=", ".join(settings.data),
        )
    return list(out.values())


def _figures(rollouts: Sequence[Rollout], experience: Experience) -> dict[str, float]:
    count = len(rollouts)
    return {
        "reward": sum(r.breakdown["reward_model"] for r in rollouts) / count,
        "reward_std": float(experience.scores_B.std(unbiased=False)),
        "score": float(experience.scores_B.mean()),
        "length": float(experience.mask_BT.sum(1).float().mean()),
        "eos_rate": sum(r.finish_reason == "stop" for r in rollouts) / count,
    }


def _keep_samples(
    directory: RunDir, rollouts: Sequence[Rollout], experience: Experience, index: int, most: int
) -> None:
    gap_BT = (experience.logprobs_BT - experience.ref_logprobs_BT) * experience.mask_BT
    kl = gap_BT.sum(1).tolist()
    directory.append("rollouts.jsonl", (
        {
            "step": index + 1,
            "prompt": [{"role": m.role, "content": m.content} for m in r.prompt.messages],
            "completion": r.text,
            "score": r.score,
            "breakdown": r.breakdown,
            "kl": kl[i],
            "finish_reason": r.finish_reason,
        }
        for i, r in enumerate(rollouts[:most])
    ))  # fmt: skip


def _result(directory: RunDir, settings: PpoSettings) -> PpoResult:
    """Read from metrics.jsonl, so that a resumed run counts all its steps."""
    lines = [json.loads(line) for line in (directory.path / "metrics.jsonl").read_text(encoding="utf-8").splitlines()]
    tenth = max(1, len(lines) // 10)

    def mean(part: list[dict[str, float]], key: str) -> float:
        return sum(line[key] for line in part) / len(part)

    return PpoResult(
        model=directory.model,
        steps=len(lines),
        first_reward=mean(lines[:tenth], "reward"),
        last_reward=mean(lines[-tenth:], "reward"),
        last_kl=mean(lines[-tenth:], "kl"),
    )
