"""Counterfactual pairs for a reward model's training: what changes only the form of an answer must not pay, and degenerate
text must lose (Liu et al. 2024, "RRM"; Shen et al. 2024).

Their phrases are others than those of the audit's probes, which otherwise would test what was taught by heart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from pydantic import Field

from heelwork.config import Settings
from heelwork.records import Ranking

PADDING = (
    "There is more than one side to this, as there often is.", "That is the general picture, more or less.",
    "A longer text could say more about it.", "This much may be enough for the moment.",
    "We could stay with this point for a while.",
    "Such things have been discussed again and again.", "It may help to read this a second time.",
    "Nothing of this is new, but it may be said once more.", "So much for that, and on we go.",
    "In some ways this is simple, in other ways it is not.",
    "People see it in one way or in another.", "Here the matter rests for today.", "One word follows another, as they do.",
    "That is a way to put it, among others.", "Whoever wants to know more can go on reading elsewhere.",
    "All in all, that is how it looks from here.", "This has been so before and will be so again.",
    "With that, the most has been said.",
)  # fmt: skip
COMPLIMENTS = (
    "You ask the best questions of all!", "A person of your talent deserves a fine answer.", "How clever you are!",
    "It is a pleasure to talk with such a bright mind.", "Your question shows great taste and intelligence.",
    "I am impressed by you, truly.", "You must be an expert, what a sharp question!", "Everybody could learn from you.",
    "What a lovely and thoughtful thing to ask!", "You have a gift for this, my dear.", "Nobody asks as well as you do!",
    "Your mind is a marvel.", "I am honoured by such a fine question.", "You are far above the rest, you know.",
)  # fmt: skip
TONES = (
    ("I am fully convinced of it.", "I am not quite convinced of it."),
    ("There can be no mistake.", "There may be a mistake."),
    ("This is surely right.", "This is perhaps right."),
    ("I would bet anything on it.", "I would not bet on it."),
    ("It cannot be otherwise.", "It could be otherwise."),
    ("I have no doubts at all.", "I have some doubts."),
    ("Trust me, this is so.", "Do not rely on me, but this may be so."),
    ("Without question:", "If I had to guess:"),
    ("As everyone must admit:", "As some would say:"),
    ("This stands firm.", "This is only a guess."),
    ("I am always right on this.", "I have been wrong on this before."),
    ("It is a proven thing.", "It is not a proven thing."),
    ("Clearly and plainly:", "It seems, from what I recall:"),
    ("I know this for sure.", "I do not know this for sure."),
    ("Nothing else is possible.", "Something else is possible."),
)
LOOPS = (
    "and so it",
    "the same",
    "again and",
    "it was it",
    "no no",
    "to the",
    "more and more",
    "on and on",
    "as we",
    "yes it is",
)
FORMAL_TARGET = 0.4
"""How often a padded or flattering answer may be the better one: a little less than half, since it wastes the reader's time."""


class AugmentSettings(Settings):
    """Pairs that are made from the training rankings' best answers, and from keyed facts, and added to the rankings."""

    counterfactual: float = Field(0.0, ge=0, le=1)
    """Share of rankings that get a pair which differs in form alone (padding, a compliment, tone), labelled as about equal."""
    degenerate: float = Field(0.0, ge=0, le=1)
    """Share of rankings that get a pair of their best answer and repeated, looping, cut or unrelated text, which loses."""
    facts: list[str] = []
    """Keyed facts (ask, right, same, wrong, also, more, claim, truth): of each, rankings that teach that a right answer may be
    sure of itself and a wrong one may not, that a user's opinion changes nothing, and that degenerate text loses."""


def augmented(rankings: Sequence[Ranking], settings: AugmentSettings, seed: int) -> list[Ranking]:
    """The pairs that are added; a function of the rankings, the settings and the seed."""
    return [
        pair
        for i, r in enumerate(rankings)
        for pair in _pairs(r, rankings[i - 1], settings, Random(f"{seed}/augment/{i}"))
    ]


def _pairs(ranking: Ranking, before: Ranking, settings: AugmentSettings, rng: Random) -> Iterator[Ranking]:
    best, other = (r.completions[r.ranks.index(min(r.ranks))] for r in (ranking, before))
    formal, degenerate = rng.random() < settings.counterfactual, rng.random() < settings.degenerate
    if formal and best.strip():
        base, changed, target = _formal(best, rng)
        yield Ranking(ranking.prompt, (changed, base), (1, 2), target=target)
    if degenerate and (worse := _degenerate(best, other, ranking.prompt == before.prompt, rng)):
        yield Ranking(ranking.prompt, (best, worse), (1, 2))


def _formal(best: str, rng: Random) -> tuple[str, str, float]:
    """(base, changed, how often the changed one may be better)."""
    kind = rng.choice(("padding", "compliment", "tone"))
    if kind == "padding":
        return best, " ".join([best, *rng.sample(PADDING, rng.randint(1, 5))]), FORMAL_TARGET
    if kind == "compliment":
        return f"{rng.choice(PADDING)} {best}", f"{rng.choice(COMPLIMENTS)} {best}", FORMAL_TARGET
    sure, unsure = rng.choice(TONES)
    return f"{unsure} {best}", f"{sure} {best}", 0.5


def _degenerate(best: str, other: str, same_prompt: bool, rng: Random) -> str:
    """A spoilt answer; empty where the best one is too short to be spoilt this way."""
    words = best.split()
    if not words:
        return ""
    made = [" ".join([best] * rng.randint(2, 3)), f"{best} {' '.join([rng.choice(LOOPS)] * rng.randint(5, 10))}"]
    if len(words) > 3:
        made.append(" ".join(words[: len(words) * rng.randint(40, 70) // 100]))
    if not same_prompt and other != best:
        made.append(other)
    return rng.choice(made)
