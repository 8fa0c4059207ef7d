"""Several reward models as one: where they disagree, nobody knows, and the policy should not go there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import torch
from pydantic import Field, model_validator
from torch import Tensor

from heelwork.config import Settings
from heelwork.data.chat import Chat
from heelwork.errors import ModelError
from heelwork.models.transformer import TokenRow
from heelwork.records import Prompt
from heelwork.rewards.learned import LearnedReward
from heelwork.rewards.trunk import load_on_one_trunk

Combine = Literal["mean", "worst", "uncertain", "weights"]


class EnsembleSettings(Settings):
    """Reward models beside the first one; they share its tokenizer."""

    members: list[str] = []
    """Further reward models: other seeds, other data orders, or LoRA adapters on one trunk; none = no ensemble."""
    combine: Combine = "mean"
    """mean, worst (the lowest member), uncertain (mean - variance_weight * variance), or weights (one of averaged weights)."""
    variance_weight: float = Field(0.5, ge=0)
    """lambda of `uncertain`, with members normalised to unit variance."""
    shared_trunk: bool = False
    """All members, the first too, are LoRA fine-tunings of one start: hold it once, with an adapter and a head for each."""

    @model_validator(mode="after")
    def _combine_needs_members(self) -> EnsembleSettings:
        if self.combine != "mean" and not self.members:
            raise ValueError(f"combine is {self.combine}, but there are no members; name reward models")
        if self.shared_trunk and not self.members:
            raise ValueError("shared_trunk is set, but there are no members; name reward models")
        if self.shared_trunk and self.combine == "weights":
            raise ValueError("shared_trunk keeps members apart, and combine: weights makes one of them; choose one")
        return self


def combined(scores_MB: Tensor, combine: Combine, variance_weight: float) -> Tensor:
    """scores_B of normalised members (Coste et al. 2023): mean_m r, min_m r, or mean_m r - lambda Var_m r."""
    if combine == "worst":
        return scores_MB.min(0).values
    mean_B = scores_MB.mean(0)
    return mean_B - variance_weight * scores_MB.var(0, unbiased=False) if combine == "uncertain" else mean_B


class EnsembleReward:
    """Members with one tokenizer. Each is normalised to mean 0 and standard deviation 1 on the first answers that it scores
    (the policy has not moved by then), so that none weighs more for its scale; the first member's scale is put back."""

    def __init__(self, members: Sequence[LearnedReward], combine: Combine, variance_weight: float):
        first = members[0]
        for member in members[1:]:
            if not member.speaks(first.chat):
                raise ModelError(
                    f"{member.name} has another tokenizer or chat template than {first.name}; members of an ensemble must agree"
                )
        self.members, self.combine, self.variance_weight = list(members), combine, variance_weight
        self.name, self.chat, self.tokenizer = first.name, first.chat, first.tokenizer
        self.mean_M: Tensor | None = None
        self.std_M: Tensor | None = None
        self.spread = 0.0

    def score(self, prompts: Sequence[Prompt], answers: Sequence[str], finished: Sequence[bool]) -> Tensor:
        """scores_B of answers in text."""
        return self._combine(torch.stack([m.score(prompts, answers, finished) for m in self.members]))

    def score_rows(self, rows: Sequence[TokenRow], groups: Sequence[int] | None = None) -> Tensor:
        """scores_B of token rows."""
        return self._combine(torch.stack([m.score_rows(rows, groups) for m in self.members]))

    def features(self, rows: Sequence[TokenRow]) -> Tensor:
        """features_BD of the first member."""
        return self.members[0].features(rows)

    def speaks(self, chat: Chat) -> bool:
        """As for one member."""
        return self.members[0].speaks(chat)

    def state(self) -> dict[str, Any]:
        """The members' normalisation: it belongs to a run."""
        fixed = self.mean_M is not None and self.std_M is not None
        return {"mean": self.mean_M.tolist(), "std": self.std_M.tolist()} if fixed else {}  # type: ignore[union-attr]

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Take up a normalisation."""
        if state:
            self.mean_M, self.std_M = torch.tensor(state["mean"]), torch.tensor(state["std"])

    def _combine(self, scores_MB: Tensor) -> Tensor:
        if self.mean_M is None or self.std_M is None:
            self.mean_M, self.std_M = scores_MB.mean(1).cpu(), scores_MB.std(1, unbiased=False).clamp_min(1e-6).cpu()
        mean_M, std_M = self.mean_M.to(scores_MB), self.std_M.to(scores_MB)
        normal_MB = (scores_MB - mean_M[:, None]) / std_M[:, None]
        self.spread = float(normal_MB.std(0, unbiased=False).mean())
        return combined(normal_MB, self.combine, self.variance_weight) * std_M[0] + mean_M[0]


def average_weights(models: Sequence[LearnedReward]) -> LearnedReward:
    """The first model with the mean of all models' weights and shifts (WARM, Rame et al. 2024).

    It makes sense for models fine-tuned from one start. Raises ModelError where shapes differ. Changes the first model.
    """
    scalars = [m.engine.model for m in models]
    states = [s.state_dict() for s in scalars]
    for other, state in zip(models[1:], states[1:], strict=True):
        if {k: v.shape for k, v in state.items()} != {k: v.shape for k, v in states[0].items()}:
            raise ModelError(
                f"{other.name} has other weights than {models[0].name}; average models that started from one"
            )
    scalars[0].load_state_dict({
        key: torch.stack([s[key].float() for s in states]).mean(0).to(value.dtype) if value.is_floating_point() else value
        for key, value in states[0].items()
    })  # fmt: skip
    for number in ("shift", "length_slope"):
        setattr(scalars[0], number, sum(getattr(s, number) for s in scalars) / len(scalars))
    return models[0]


def load_reward(
    name: str, settings: EnsembleSettings, device: torch.device, **options: Any
) -> LearnedReward | EnsembleReward:
    """The reward model, alone or with the members of an ensemble. options: of LearnedReward."""
    if settings.shared_trunk:
        members = load_on_one_trunk([name, *settings.members], device, **options)
        return EnsembleReward(members, settings.combine, settings.variance_weight)
    first = LearnedReward(name, device, **options)
    if not settings.members:
        return first
    models = [first, *(LearnedReward(member, device, **options) for member in settings.members)]
    if settings.combine == "weights":
        return average_weights(models)
    return EnsembleReward(models, settings.combine, settings.variance_weight)
