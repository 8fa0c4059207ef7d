"""Phase 2: pairs of answers, labelled by a judge under the constitution: soft labels that the reward stage reads.

(Bai et al. 2022, section 4; both orders averaged as in RLAIF, Lee et al. 2023.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pydantic import Field

from heelwork.config import Settings
from heelwork.judges.base import Comparison, Judge, Verdict, both_orders
from heelwork.judges.llm import LanguageModel, Request, answer
from heelwork.records import Prompt, Ranking
from heelwork.training.progress import Progress

AT_ONCE = 128  # pairs that are asked together; also what a killed run may have to ask again of a local judge
PROMPTS_AT_ONCE = 64  # prompts that are answered together, likewise


class PairSettings(Settings):
    """Pairs of answers to compare."""

    pairs: int = Field(1, ge=1)
    """Pairs for each prompt; each of them of two answers drawn apart."""
    temperature: float = Field(1.0, gt=0)
    """Sampling temperature of the answers."""
    max_new_tokens: int = Field(256, gt=0)
    """Longest answer in tokens."""
    seed: int = Field(0, ge=0)
    """Seeds the answers."""


class Label(NamedTuple):
    """One pair and the judge's verdict over both orders: p_first none = an abstention."""

    comparison: Comparison
    verdict: Verdict


class Tally(NamedTuple):
    """What became of the pairs. position_flips: the two orders named different winners."""

    labels: int
    abstentions: int
    position_flips: int


def sample_pairs(prompts: Sequence[Prompt], model: LanguageModel, settings: PairSettings) -> list[Comparison]:
    """Pairs of different answers; a pair of equal or empty ones is left out."""
    draws = 2 * settings.pairs
    out = []
    with Progress("sample", len(prompts), unit="prompt") as progress:
        for start in range(0, len(prompts), PROMPTS_AT_ONCE):
            part = prompts[start : start + PROMPTS_AT_ONCE]
            said = answer(model, [
                Request(p.messages, max_tokens=settings.max_new_tokens, temperature=settings.temperature,
                        sample=settings.seed * draws + k)
                for p in part for k in range(draws)
            ])  # fmt: skip
            for place, prompt in enumerate(part):
                own = said[place * draws : (place + 1) * draws]
                for first, second in zip(own[::2], own[1::2], strict=True):
                    if first.text and second.text and first.text != second.text:
                        out.append(Comparison(prompt, first.text, second.text, first.finished, second.finished))
            progress.advance({}, len(part))
    return out


def labels(judge: Judge, comparisons: Sequence[Comparison]) -> Iterator[Label]:
    """Every pair in both orders, averaged; in batches, in order."""
    for start in range(0, len(comparisons), AT_ONCE):
        part = comparisons[start : start + AT_ONCE]
        yield from (Label(c, verdict) for c, verdict in zip(part, both_orders(judge, part), strict=True))


def to_ranking(label: Label, source: str) -> Ranking | None:
    """The label as a soft preference; none for an abstention. target: the probability that the first-named is better."""
    c, p = label.comparison, label.verdict.p_first
    if p is None:
        return None
    answers = (c.first, c.second) if p >= 0.5 else (c.second, c.first)
    return Ranking(c.prompt, answers, (1, 2), source=source, target=max(p, 1.0 - p))


def to_json(label: Label, judge: str, digest: str) -> dict[str, Any] | None:
    """One line of labels.jsonl: chosen, rejected, target, and what they rest on; none for an abstention.

    digest: of the constitution.
    """
    ranking = to_ranking(label, judge)
    if ranking is None:
        return None
    return {
        "prompt": [{"role": m.role, "content": m.content} for m in ranking.prompt.messages],
        "chosen": ranking.completions[0],
        "rejected": ranking.completions[1],
        "target": ranking.target,
        "source": judge,
        "constitution": digest,
        "first": 0 if label.comparison.first == ranking.completions[0] else 1,
        **label.verdict.details,
    }


def tally(made: Sequence[Verdict]) -> Tally:
    """Counts over verdicts of `both_orders`."""
    flips = [flipped(v) for v in made]
    return Tally(sum(v.p_first is not None for v in made), sum(v.p_first is None for v in made), sum(map(bool, flips)))


def flipped(verdict: Verdict) -> bool | None:
    """Whether the two orders named different winners; none where one of them is an abstention."""
    there, back = verdict.details.get("forward"), verdict.details.get("backward")
    if there is None or back is None:
        return None
    return (there - 0.5) * (0.5 - back) < 0.0
