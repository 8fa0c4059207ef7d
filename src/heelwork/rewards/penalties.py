"""Penalties on the text of an answer: what a reward model is known to overlook, taken off its score by a rule."""

from __future__ import annotations

import math
import re
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from pydantic import Field, model_validator

from heelwork.config import Settings
from heelwork.records import Demonstration, Prompt

CERTAIN = re.compile(
    r"\b(definitely|certainly|undoubtedly|absolutely|without (?:a|any) doubt|no doubt|for a fact|i guarantee|"
    r"(?:completely|totally|perfectly|absolutely) (?:sure|certain)|one hundred percent|beyond (?:any )?(?:doubt|dispute))\b", re.I
)  # fmt: skip
HEDGING = re.compile(
    r"\b(perhaps|maybe|possibly|probably|might|i think|i believe|not (?:\w+ )?(?:sure|certain)|could be wrong"
    r"|may be (?:wrong|mistaken)|as far as i know|if i remember)\b", re.I
)  # fmt: skip
STATED = {"certain": 0.95, "plain": 0.75, "hedged": 0.5}
"""The confidence that an answer's wording states, as a probability of being right."""


class PenaltySettings(Settings):
    """Rules whose penalties are taken off the score; each stands in the rollout's breakdown."""

    length: float = Field(0.0, ge=0)
    """Penalty for each reference length that an answer exceeds its prompt's own by; 0 = none."""
    length_slack: float = Field(0.5, ge=0)
    """An answer may exceed its prompt's reference length by this share of it for nothing; shorter ones pay nothing."""
    references: list[str] = []
    """Demonstrations whose answers give every prompt's reference length; a prompt without one takes their median."""
    repetition: float = Field(0.0, ge=0)
    """Penalty for an answer that consists of repeated 3-grams alone, in proportion to their share; 0 = none."""
    brier: float = Field(0.0, ge=0)
    """Penalty on confident errors: weight of (stated confidence - p)^2 with p = sigmoid(score), 0.5 for an answer as good as the
    reward model's demonstrations; 0 = none."""

    @model_validator(mode="after")
    def _lengths_have_references(self) -> PenaltySettings:
        if self.length and not self.references:
            raise ValueError("length needs references: name demonstrations whose answers are of the right length")
        return self


class Answer(NamedTuple):
    """What a penalty sees. score: the reward before any penalty."""

    prompt: Prompt
    text: str
    score: float


class Penalty(Protocol):
    """A rule; its amount is positive and is taken off."""

    name: str

    def amount(self, answer: Answer) -> float: ...


class LengthPenalty:
    """w max(0, n / ref(prompt) - 1 - slack), n and ref in words.

    Relative to the prompt's reference length, never blanket: where a question needs a long answer, its reference is long.
    """

    name = "length"

    def __init__(self, weight: float, slack: float, references: Mapping[str, int]):
        self.weight, self.slack, self.references = weight, slack, dict(references)
        self.usual = max(1.0, statistics.median(self.references.values()))

    def amount(self, answer: Answer) -> float:
        reference = max(1.0, self.references.get(answer.prompt.key, self.usual))
        return self.weight * max(0.0, len(answer.text.split()) / reference - 1.0 - self.slack)


class RepetitionPenalty:
    """w times the share of an answer's word 3-grams that stood in it before."""

    name = "repetition"

    def __init__(self, weight: float):
        self.weight = weight

    def amount(self, answer: Answer) -> float:
        words = answer.text.lower().split()
        grams = Counter(zip(words, words[1:], words[2:], strict=False))
        total = sum(grams.values())
        return self.weight * (total - len(grams)) / total if total else 0.0


class BrierPenalty:
    """w (c - p)^2 with c the confidence that the wording states and p = sigmoid(score).

    A proper scoring rule in c (Brier 1950): asserting pays where p is high, hedging where it is not. p is no chance of being
    right: the reward stage puts the mean score of its demonstrations (without any, of the ranked answers) at 0, so p = 0.5 is
    an answer as good as these, for which hedging costs least, and p > 0.5 one that the reward model prefers to them. The ECE
    that the stage reports is that of comparisons between held-out answers, and says nothing about p.
    """

    name = "brier"

    def __init__(self, weight: float):
        self.weight = weight

    def amount(self, answer: Answer) -> float:
        chance = 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, answer.score))))
        return self.weight * (stated_confidence(answer.text) - chance) ** 2


def stated_confidence(text: str) -> float:
    """The probability of being right that an answer's wording states; hedging outweighs assertion."""
    if HEDGING.search(text):
        return STATED["hedged"]
    return STATED["certain" if CERTAIN.search(text) else "plain"]


def make_penalties(settings: PenaltySettings, demonstrations: Sequence[Demonstration]) -> list[Penalty]:
    """The penalties that are set. demonstrations: of settings.references."""
    out: list[Penalty] = []
    if settings.length:
        references = {d.prompt.key: len(d.messages[len(d.prompt.messages)].content.split()) for d in demonstrations}
        out.append(LengthPenalty(settings.length, settings.length_slack, references))
    if settings.repetition:
        out.append(RepetitionPenalty(settings.repetition))
    if settings.brier:
        out.append(BrierPenalty(settings.brier))
    return out
