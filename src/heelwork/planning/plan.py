"""From a recipe's numbers to memory, tokens and hours for each stage, and the change that makes it fit. Loads no torch."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from heelwork.planning import memory, timing
from heelwork.planning.hardware import Device
from heelwork.planning.memory import Load
from heelwork.planning.shapes import ModelShape
from heelwork.planning.timing import FORWARD, TRAINING, Work

RESERVE = 0.9  # of a device's memory: the rest goes to kernels, the allocator and the driver
MOST_DEVICES = 512


@dataclass(frozen=True)
class StageFacts:
    """What the plan must know of one stage. Lengths are means, in tokens.

    rows: token rows of one pass over the data (all answers of all rankings; unused by ppo). length: tokens of a row, what
    answers share counted once. counted: tokens of a row that a policy's loss counts. steps .. shared_critic: ppo's own; longest:
    tokens of the longest prompt and answer. reward_models: how many are held, a held-out one too.
    """

    name: str
    epochs: int
    micro_batch_tokens: int
    rows: float = 0.0
    length: float = 0.0
    counted: float = 0.0
    lora_rank: int | None = None
    checkpointed: bool = False
    steps: int = 0
    batch_size: int = 0
    prompt: float = 0.0
    new: float = 0.0
    longest: int = 1024
    slots: int = 64
    reward_models: int = 1
    shared_critic: bool = False


class StagePlan(NamedTuple):
    """One stage on these devices. seconds: by kind of work."""

    name: str
    load: Load
    tokens: float
    seconds: dict[str, float]


class Plan(NamedTuple):
    """All stages, whether each fits, and what to change where one does not."""

    device: Device
    devices: int
    stages: list[StagePlan]
    advice: list[str]

    @property
    def limit(self) -> float:
        """Bytes of a device that a stage may take."""
        return self.device.memory * RESERVE

    @property
    def fits(self) -> bool:
        return all(stage.load.total <= self.limit for stage in self.stages)


def plan(shape: ModelShape, stages: list[StageFacts], device: Device, devices: int) -> Plan:
    """The estimate for `devices` of one kind."""
    made = [estimate(shape, facts, device, devices) for facts in stages]
    advice = [
        _advice(shape, facts, device, devices)
        for facts, stage in zip(stages, made, strict=True)
        if stage.load.total > device.memory * RESERVE
    ]
    return Plan(device, devices, made, advice)


def estimate(shape: ModelShape, facts: StageFacts, device: Device, devices: int) -> StagePlan:
    """Memory and time of one stage."""
    return (_ppo if facts.name == "ppo" else _supervised)(shape, facts, device, devices)


def _supervised(shape: ModelShape, facts: StageFacts, device: Device, devices: int) -> StagePlan:
    scalar = facts.name == "reward"
    compute = 2 if device.half else 4
    tokens = facts.epochs * facts.rows * facts.length
    work = Work(tokens, facts.length, 0 if scalar else facts.epochs * facts.rows * facts.counted)
    passes = TRAINING + (1 if facts.checkpointed else 0)
    return StagePlan(
        facts.name,
        _trained(shape, facts, devices, compute, scalar=scalar),
        tokens,
        {
            "training": timing.compute_seconds(shape, work, passes, device, devices),
            "sharding": timing.sharding_seconds(
                shape.parameters, _micro_batches(tokens, facts, devices), device, devices, compute=compute, trained=True
            ),
        },
    )


def _ppo(shape: ModelShape, facts: StageFacts, device: Device, devices: int) -> StagePlan:
    compute = 2 if device.half else 4
    critics = 0 if facts.shared_critic else 1
    length = facts.prompt + facts.new
    rollouts = facts.steps * facts.batch_size
    tokens = rollouts * length
    read, judged = Work(tokens, length, rollouts * facts.new), Work(tokens, length, 0)
    seconds = {
        "rollouts": facts.steps * timing.decode_seconds(
            shape, answers=facts.batch_size, prompt=facts.prompt, new=facts.new, slots=facts.slots, device=device,
            devices=devices,
        ),
        "scoring": 2 * timing.compute_seconds(shape, read, FORWARD, device, devices)  # policy and reference
        + (facts.reward_models + critics) * timing.compute_seconds(shape, judged, FORWARD, device, devices),
        "training": facts.epochs * sum(
            timing.compute_seconds(shape, work, TRAINING + facts.checkpointed, device, devices)
            for work in (read, judged)[: 1 + critics]
        ),
        "sharding": sum(
            timing.sharding_seconds(shape.parameters, _micro_batches(tokens, facts, devices) * times, device, devices,
                                    compute=compute, trained=trained)
            for times, trained in ((2 + facts.reward_models + critics, False), ((1 + critics) * facts.epochs, True))
        ),
        "weights to sampler": facts.steps * timing.sync_seconds(shape.parameters, device, devices),
    }  # fmt: skip
    frozen = [
        memory.model_load(shape, devices=devices, trained=False, lora_rank=None, scalar=True)
    ] * facts.reward_models
    if facts.lora_rank is None:  # with adapters the reference is the policy with them off
        frozen.append(memory.model_load(shape, devices=devices, trained=False, lora_rank=None, scalar=False))
    slots = min(facts.slots, facts.batch_size)
    cache = Load(cache=memory.kv_cache(shape, slots=slots, length=facts.longest, width=compute))
    trained = [_trained(shape, facts, devices, compute, scalar=scalar) for scalar in (False, True)[: 1 + critics]]
    return StagePlan("ppo", memory.together(*trained, *frozen, cache), tokens, seconds)


def _trained(shape: ModelShape, facts: StageFacts, devices: int, compute: int, *, scalar: bool) -> Load:
    length = facts.length or facts.prompt + facts.new
    tokens = max(facts.micro_batch_tokens, int(length))
    states = memory.model_load(shape, devices=devices, trained=True, lora_rank=facts.lora_rank, scalar=scalar)
    return states._replace(
        gathered=memory.gathered(shape, devices=devices, compute=compute),
        activations=memory.activations(
            shape,
            tokens,
            compute=compute,
            checkpointed=facts.checkpointed,
            kept_rows=length if compute == memory.FLOAT and length <= memory.KEPT_UP_TO else 0.0,
        ),
        logits=0.0 if scalar else memory.logits(shape),
        runtime=memory.runtime(),
    )


def _micro_batches(tokens: float, facts: StageFacts, devices: int) -> float:
    return max(1.0, tokens / devices / facts.micro_batch_tokens)


class _Change(NamedTuple):
    said: str
    made: Callable[[StageFacts], StageFacts]


def _changes(facts: StageFacts) -> Iterator[_Change]:
    """What makes a stage smaller, the mildest first."""
    tokens = facts.micro_batch_tokens
    while tokens // 2 >= max(256, facts.length or facts.prompt + facts.new):
        tokens //= 2
        yield _Change(f"{facts.name}.micro_batch_tokens={tokens}", lambda f, t=tokens: replace(f, micro_batch_tokens=t))  # type: ignore[misc]
    if not facts.checkpointed:
        yield _Change(f"{facts.name}.activation_checkpointing=true", lambda f: replace(f, checkpointed=True))
    if facts.name == "ppo" and facts.slots > 8:
        yield _Change("ppo.slots=8", lambda f: replace(f, slots=8))
    if facts.lora_rank is None:
        yield _Change(f"{facts.name}.lora.rank=16", lambda f: replace(f, lora_rank=16))


def _advice(shape: ModelShape, facts: StageFacts, device: Device, devices: int) -> str:
    """The mildest single change that makes the stage fit, else the fewest changes together, and the fewest devices."""

    def fits(changed: StageFacts, count: int) -> bool:
        return estimate(shape, changed, device, count).load.total <= device.memory * RESERVE

    counts = [2**k for k in range(math.ceil(math.log2(devices + 1)), int(math.log2(MOST_DEVICES)) + 1)]
    changes = list(_changes(facts))
    strongest = {c.said.partition("=")[0]: c for c in changes}  # of each key
    steps = list(itertools.accumulate(strongest.values(), lambda f, c: c.made(f), initial=facts))

    def said(count: int) -> str:
        return " ".join(c.said for c in list(strongest.values())[:count])

    ways = [c.said for c in changes if fits(c.made(facts), devices)][:1]
    if not ways:
        ways = [said(i) for i, changed in enumerate(steps) if i and fits(changed, devices)][:1]
    ways += [f"{n} devices" for n in counts if fits(facts, n)][:1]
    if not ways:
        both = ((n, i) for n in counts for i, changed in enumerate(steps) if i and fits(changed, n))
        ways = [f"{n} devices and {said(i)}" for n, i in both][:1]
    if not ways:
        return f"{facts.name}: fits on no number of {device.name} up to {MOST_DEVICES}; take a larger device or a smaller model"
    return f"{facts.name}: fits with {', or with '.join(ways)}"
