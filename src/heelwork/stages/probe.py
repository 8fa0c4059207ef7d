"""Behaviour probes: a model answers the prompts of suites, and its answers are checked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import Field

from heelwork.config import Settings
from heelwork.data.chat import Chat
from heelwork.errors import ConfigError, nearest
from heelwork.models.loading import context_length, load_policy, load_tokenizer
from heelwork.probes.checks.catalog import JUDGE
from heelwork.probes.files import Chosen, write_probes
from heelwork.probes.judged import yes_or_no
from heelwork.probes.measure import Answered, check
from heelwork.probes.public.choices import READERS, Choices
from heelwork.probes.public.generated import GENERATED
from heelwork.probes.suite import Suite, built_in, read_suite
from heelwork.records import Message
from heelwork.runs import RunDir
from heelwork.sampling.base import SamplingSettings
from heelwork.sampling.torch import TorchSampler
from heelwork.stages.base import log
from heelwork.stages.probe_choices import is_reward_model, measure_choices
from heelwork.tensors import default_device
from heelwork.training.progress import Progress


class ProbeSettings(Settings):
    """`heelwork probe`: how does a model behave where it matters?"""

    models: list[str] = Field(min_length=1)
    """The models: directories or hub ids; NAME=PATH gives one a name of its own."""
    suites: list[str] = []
    """Suites by name or file, public ones as KIND:FILE (xstest, ifeval, ifeval-loose, truthfulqa, hhh, rewardbench, rmbench,
    llmbar); none = all that the package brings."""
    judge: str | None = None
    """The language model that answers the suites' judge questions: local:MODEL, openai:MODEL, anthropic:MODEL; none = those
    questions stay open."""
    out: str = "runs/probes"
    """Where probes.json, probes.jsonl and probes.md go: a directory of its own, or a run's, whose report then shows them."""
    samples: int = Field(1, gt=0)
    """Answers to each probe."""
    limit: int = Field(0, ge=0)
    """At most this many probes of each suite; 0 = all."""
    max_new_tokens: int = Field(128, gt=0)
    """Longest answer in tokens."""
    temperature: float = Field(0.7, ge=0)
    """Sampling temperature; 0 = the most likely token each time."""
    seed: int = Field(0, ge=0, lt=2**32)
    """Seeds the answers."""


class ProbeResult(NamedTuple):
    """Where the evidence lies. passed: for each model, suite and its share of answers that pass, none where none is known."""

    passed: dict[str, dict[str, float | None]]
    page: Path
    json: Path


def run(settings: ProbeSettings) -> ProbeResult:
    """Answer, check and write. Raises ConfigError, DataError, ModelError."""
    read = [_read(name) for name in settings.suites or built_in()]
    names = [suite.name for suite in read]
    if len(set(names)) < len(names):
        raise ConfigError(f"two suites are called '{max(names, key=names.count)}'; give one of the files another name")
    suites = [_limited(s, settings.limit) for s in read if isinstance(s, Suite)]
    choices = [s._replace(items=s.items[: settings.limit or None]) for s in read if isinstance(s, Choices)]
    models = named(settings.models)
    for _, path in models:
        if suites and is_reward_model(path):
            raise ConfigError(
                f"'{path}' is a reward model: it writes no answers for the suite '{suites[0].name}'; give it suites of choices, "
                f"KIND:FILE with one of {', '.join(READERS)}"
            )
    directory = RunDir(settings.out)
    judge = _judge(settings, suites)
    answers: list[Answered] = []
    chosen = [Chosen(s.name, s.about, len(s.items), {}) for s in choices]
    for name, path in models:
        if suites:
            answers += _judged(_answers(settings, name, path, suites), judge)
        if choices:
            found = measure_choices(name, path, choices)
            for figures in chosen:
                figures.results[name] = found[figures.name]
    written = write_probes(directory.path, suites, answers, {
        "seed": settings.seed, "samples": settings.samples, "temperature": settings.temperature,
        "max_new_tokens": settings.max_new_tokens, "judge": judge.name if judge else None,
    }, chosen)  # fmt: skip
    for model, rates in written.passed.items():
        for suite, rate in rates.items():
            log.info("%-20s %-20s %s", model, suite, "no judge" if rate is None else f"{rate:.0%} pass")
    return ProbeResult(written.passed, written.page, written.json)


def _read(source: str) -> Suite | Choices:
    """A suite by name, by its YAML file, or a public one as KIND:FILE."""
    kind, colon, path = source.partition(":")
    if colon and kind in GENERATED:
        return GENERATED[kind](Path(path))
    if colon and kind in READERS:
        return READERS[kind](Path(path))
    if colon and not Path(source).exists():
        raise ConfigError(f"no kind of suite '{kind}'; {nearest(kind, [*GENERATED, *READERS])}")
    return read_suite(source)


def _limited(suite: Suite, limit: int) -> Suite:
    return suite._replace(probes=suite.probes[:limit]) if limit else suite


def named(models: Sequence[str]) -> list[tuple[str, str]]:
    """(name, path) of models given as PATH or NAME=PATH; a name is the path's last part that is not "model".

    Raises ConfigError where two models have one name.
    """
    out: list[tuple[str, str]] = []
    for given in models:
        name, equals, path = given.partition("=")
        if not equals or "/" in name:  # a path may hold "=" as well
            parts = [p for p in Path(given).parts if p not in ("/", "model")] or [given]
            name, path = parts[-1], given
        if name in (known for known, _ in out):
            raise ConfigError(f"two models are called '{name}'; name one of them: {name}2={path}")
        out.append((name, path))
    return out


def _judge(settings: ProbeSettings, suites: Sequence[Suite]) -> Any:
    asks = any(use.name == JUDGE for suite in suites for probe in suite.probes for use in probe.checks)
    if settings.judge is None:
        if asks:
            log.info("no judge: questions to one stay open; give --judge local:MODEL, openai:MODEL or anthropic:MODEL")
        return None
    from heelwork.judges.models import open_model

    return open_model(settings.judge)


class _Model:
    """A policy that answers conversations, in parts that fit the memory."""

    def __init__(self, path: str, settings: ProbeSettings):
        device, tokenizer = default_device(), load_tokenizer(path)
        policy = load_policy(path, device, tokenizer=tokenizer)
        self.chat = Chat(tokenizer, context_length(policy.network))
        self.sampler = TorchSampler(policy, self.chat.stop_ids, device=device)
        self.settings = settings

    def fits(self, conversation: Sequence[Message]) -> bool:
        """Whether the conversation leaves room for an answer."""
        return len(self.chat.ids(conversation)) + self.settings.max_new_tokens <= self.chat.max_length

    def answer(
        self, conversations: Sequence[Sequence[Message]], seed: int, progress: Progress
    ) -> list[tuple[str, str]]:
        """(text, finish reason) for each."""
        s = self.settings
        sampling = SamplingSettings(temperature=s.temperature, max_new_tokens=s.max_new_tokens, seed=seed)
        ids = [self.chat.prompt_ids(c, s.max_new_tokens) for c in conversations]
        drawn = self.sampler.generate(ids, sampling, on_done=lambda _: progress.advance({}))
        return [(self.chat.text(d.ids), d.finish_reason) for d in drawn]


def _answers(settings: ProbeSettings, name: str, path: str, suites: Sequence[Suite]) -> list[Answered]:
    """Every model answer, turn by turn; a probe too long for the context is passed over with a word."""
    model = _Model(path, settings)
    live = [
        Answered(suite.name, probe, name, k, probe.opening, "", "")
        for suite in suites for probe in suite.probes for k in range(settings.samples)
    ]  # fmt: skip
    total = sum(1 + len(a.probe.turns) for a in live)
    done: list[Answered] = []
    with Progress(f"probe {name}"[:24], total, unit="answer") as progress:
        turn = 0
        while live:
            fitting = [a for a in live if model.fits(a.conversation)]
            if len(fitting) < len(live):
                log.info("%s: %d probes are too long for its context and are left out", name, len(live) - len(fitting))
            said = model.answer([a.conversation for a in fitting], settings.seed + turn, progress)
            live = []
            for a, (text, reason) in zip(fitting, said, strict=True):
                given = Answered(**{**a.__dict__, "text": text, "finish_reason": reason})
                if turn == 0 and a.probe.first:
                    asked = a.conversation[-1].content
                    given = Answered(
                        **{**given.__dict__, "counts": all(use.test(text, asked) for use in a.probe.first)}
                    )
                if turn < len(a.probe.turns) and given.counts:
                    more = (*a.conversation, Message("assistant", text), Message("user", a.probe.turns[turn]))
                    live.append(Answered(**{**given.__dict__, "conversation": more}))
                else:
                    done.append(given)
            turn += 1
    order = {(s.name, p.id, k): i for i, (s, p, k) in enumerate(
        (s, p, k) for s in suites for p in s.probes for k in range(settings.samples))}  # fmt: skip
    return sorted(done, key=lambda a: order[a.suite, a.probe.id, a.sample])


def _judged(answers: Sequence[Answered], judge: Any) -> list[Answered]:
    """The answers with all verdicts."""
    asked = [(a, use.parameters["question"]) for a in answers for use in a.probe.checks if use.name == JUDGE]
    said: dict[tuple[int, str], bool | None] = {}
    if judge and asked:
        for (a, question), p in zip(
            asked, yes_or_no(judge, [(a.conversation, a.text, q) for a, q in asked]), strict=True
        ):
            said[id(a), question] = None if p is None or p == 0.5 else p > 0.5
    return [check(a, {q: v for (key, q), v in said.items() if key == id(a)}) for a in answers]
