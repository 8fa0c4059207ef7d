"""Phase 1: an answer is criticised under a principle and revised, up to four times; every step is recorded.

(Bai et al. 2022, "Constitutional AI", section 3. Here a critique that finds nothing keeps the answer; the first answer may
come from another model than the critic, and a judge may have to prefer a revision before it is taken.)
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from pydantic import Field

from heelwork.config import Settings
from heelwork.constitution.principles import Constitution, Principle
from heelwork.judges.base import Comparison, Judge, both_orders
from heelwork.judges.llm import LanguageModel, Request, answer
from heelwork.judges.parsing import finds_nothing, parse_revision
from heelwork.records import Message, Prompt

ASK_CRITIQUE = "{critique} If nothing needs to change, reply: No problem found."
ASK_REVISION = "{revision} Reply with the new answer alone."
OUTCOMES = ("revised", "kept", "rejected", "unusable")


class RevisionSettings(Settings):
    """Critique and revision."""

    rounds: int = Field(4, ge=1, le=16)
    """Critiques and revisions of each answer, each under a principle of its own; most of the gain is in the first."""
    shots: int = Field(3, ge=0)
    """Worked examples of the constitution that are shown first; 0 for a critic that was trained for it."""
    temperature: float = Field(1.0, ge=0)
    """Sampling temperature of the first answers."""
    critic_temperature: float = Field(0.7, ge=0)
    """Sampling temperature of critiques and revisions; 0 = the most likely token each time."""
    max_new_tokens: int = Field(256, gt=0)
    """Longest answer and revision in tokens."""
    critique_tokens: int = Field(128, gt=0)
    """Longest critique in tokens."""
    seed: int = Field(0, ge=0)
    """Seeds the answers and the drawing of principles."""


class Round(NamedTuple):
    """One critique and what came of it. outcome: "revised", "kept" (nothing found), "rejected" (the judge does not prefer the
    revision) or "unusable" (no critique, or no revision that ended by itself: SFT would learn to stop in the middle of a
    sentence).

    A rejected revision and an unusable reply keep the answer as well, and are counted apart.
    """

    principle: str
    critique: str
    revision: str | None
    outcome: str


@dataclass(frozen=True)
class Revised:
    """A prompt, the first answer, every round, and what is left at the end (`final`)."""

    prompt: Prompt
    first: str
    rounds: tuple[Round, ...] = ()

    @property
    def final(self) -> str:
        """The last revision that was taken, or the first answer."""
        return next((r.revision for r in reversed(self.rounds) if r.revision and r.outcome == "revised"), self.first)

    def to_json(self, constitution: Constitution, models: Sequence[str]) -> dict[str, Any]:
        """The record of all steps. models: who answered and who criticised."""
        return {
            "prompt": [{"role": m.role, "content": m.content} for m in self.prompt.messages],
            "first": self.first,
            "rounds": [r._asdict() for r in self.rounds],
            "final": self.final,
            "constitution": constitution.digest,
            "policy": models[0],
            "critic": models[1],
        }


def revise(
    prompts: Sequence[Prompt],
    constitution: Constitution,
    settings: RevisionSettings,
    *,
    policy: LanguageModel,
    critic: LanguageModel,
    judge: Judge | None = None,
) -> list[Revised]:
    """Answer the prompts, then criticise and revise round by round. Prompts without a usable first answer are left out.

    judge: has to prefer a revision to what it revises; none = every revision is taken.
    """
    said = answer(policy, [
        Request(p.messages, max_tokens=settings.max_new_tokens, temperature=settings.temperature, sample=settings.seed)
        for p in prompts
    ])  # fmt: skip
    work = [Revised(p, reply.text) for p, reply in zip(prompts, said, strict=True) if reply.text]
    for number in range(settings.rounds):
        work = _round(work, number, constitution, settings, critic, judge)
    return work


def principle_for(prompt: Prompt, number: int, constitution: Constitution, seed: int) -> Principle:
    """The principle of a prompt's round: drawn without repetition until all have been used, the same on every machine."""
    digest = hashlib.sha256(json.dumps([seed, prompt.key], ensure_ascii=False).encode()).digest()
    order = random.Random(digest).sample(range(len(constitution.principles)), len(constitution.principles))
    return constitution.principles[order[number % len(order)]]


def _round(
    work: Sequence[Revised],
    number: int,
    constitution: Constitution,
    settings: RevisionSettings,
    critic: LanguageModel,
    judge: Judge | None,
) -> list[Revised]:
    principles = [principle_for(item.prompt, number, constitution, settings.seed) for item in work]
    shown = examples(constitution, settings.shots)
    draw = Request((), temperature=settings.critic_temperature, sample=settings.seed)
    opened = [(*shown, *critique_request(item.prompt, item.final, principle))
              for item, principle in zip(work, principles, strict=True)]  # fmt: skip
    critiques = [r.text for r in answer(critic, [
        replace(draw, messages=messages, max_tokens=settings.critique_tokens) for messages in opened
    ])]  # fmt: skip
    asked = [i for i, critique in enumerate(critiques) if critique and not finds_nothing(critique)]
    revisions = answer(critic, [
        replace(draw, max_tokens=settings.max_new_tokens, messages=(
            *opened[i], Message("assistant", critiques[i] or ""), revision_request(principles[i])
        ))
        for i in asked
    ])  # fmt: skip
    revised = {i: parse_revision(reply.text or "") if reply.finished else None
               for i, reply in zip(asked, revisions, strict=True)}  # fmt: skip
    offered = {i: Comparison(work[i].prompt, text, work[i].final) for i, text in revised.items() if text}
    rejected = _rejected(judge, offered)
    out = []
    for i, (item, principle, critique) in enumerate(zip(work, principles, critiques, strict=True)):
        text = revised.get(i)
        if text:
            outcome = "rejected" if i in rejected else "revised"
        else:
            outcome = "unusable" if i in revised or not critique else "kept"
        out.append(replace(item, rounds=(*item.rounds, Round(principle.id, critique or "", text or None, outcome))))
    return out


def _rejected(judge: Judge | None, revisions: Mapping[int, Comparison]) -> set[int]:
    """Which revisions, shown first, the judge does not prefer in both orders together. An abstention is no preference."""
    if judge is None or not revisions:
        return set()
    verdicts = zip(revisions, both_orders(judge, list(revisions.values())), strict=True)
    return {i for i, verdict in verdicts if verdict.p_first is None or verdict.p_first <= 0.5}


def critique_request(prompt: Prompt, said: str, principle: Principle) -> tuple[Message, ...]:
    """The conversation up to where the critic speaks."""
    return (*prompt.messages, Message("assistant", said),
            Message("user", ASK_CRITIQUE.format(critique=principle.critique)))  # fmt: skip


def revision_request(principle: Principle) -> Message:
    """What follows the critique."""
    return Message("user", ASK_REVISION.format(revision=principle.revision))


def examples(constitution: Constitution, count: int) -> tuple[Message, ...]:
    """The first `count` worked examples as turns of the same conversation."""
    turns: list[Message] = []
    for example in constitution.examples[:count]:
        principle = constitution.find(example.principle)
        turns += critique_request(Prompt((Message("user", example.prompt),)), example.answer, principle)
        turns.append(Message("assistant", example.critique))
        if example.revision is not None:
            turns += [revision_request(principle), Message("assistant", example.revision)]
    return tuple(turns)


def summary(work: Sequence[Revised]) -> dict[str, Any]:
    """How many answers changed, and what came of each round."""
    rounds = [r for item in work for r in item.rounds]
    return {
        "answers": len(work),
        "changed": sum(item.final != item.first for item in work),
        "rounds": {outcome: sum(r.outcome == outcome for r in rounds) for outcome in OUTCOMES},
        "revised_by_round": [
            sum(item.rounds[n].outcome == "revised" for item in work)
            for n in range(max((len(item.rounds) for item in work), default=0))
        ],
    }
