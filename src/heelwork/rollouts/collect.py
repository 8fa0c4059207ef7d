"""Prompts and completions -> scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from heelwork.data.chat import Chat
from heelwork.models.transformer import TokenRow
from heelwork.records import Prompt
from heelwork.rewards.base import TokenReward
from heelwork.rewards.penalties import Answer, Penalty
from heelwork.sampling.base import Sampled


class EncodedPrompt(NamedTuple):
    """A prompt and its token ids."""

    prompt: Prompt
    ids: list[int]


class Rollout(NamedTuple):
    """One completion and what it earned.

    breakdown: the parts that `score` is the sum of. logprobs: the sampler's own, of the completion's ids (NaN = untold).
    version: the weights that drew it.
    """

    prompt: Prompt
    row: TokenRow
    text: str
    score: float
    breakdown: dict[str, float]
    finish_reason: Literal["stop", "length"]
    logprobs: list[float]
    version: int


def score_rollouts(
    prompts: Sequence[EncodedPrompt],
    sampled: Sequence[Sampled],
    *,
    reward: TokenReward,
    chat: Chat,
    missing_eos_penalty: float,
    penalties: Sequence[Penalty] = (),
) -> list[Rollout]:
    """Score the completion of each prompt as it is, cut ones too; they pay the penalty besides."""
    texts = [chat.text(s.ids) for s in sampled]
    finished = [s.finish_reason == "stop" for s in sampled]
    rows = [chat.answered(p.ids, s.ids) for p, s in zip(prompts, sampled, strict=True)]
    if reward.speaks(chat):
        scores_B = reward.score_rows(rows)
    else:
        scores_B = reward.score([p.prompt for p in prompts], texts, finished)
    out = []
    for p, s, row, text, score, done in zip(prompts, sampled, rows, texts, scores_B.tolist(), finished, strict=True):
        breakdown = {"reward_model": score, "missing_eos": 0.0 if done else -missing_eos_penalty}
        breakdown |= {f"{rule.name}_penalty": -rule.amount(Answer(p.prompt, text, score)) for rule in penalties}
        total = sum(breakdown.values())
        out.append(Rollout(p.prompt, row, text, total, breakdown, s.finish_reason, s.logprobs, s.version))
    return out
