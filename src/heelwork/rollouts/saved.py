"""Rollouts and the tensors made from them as a tree to save, and back: a step that is left half-way learns from the same ones."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch

from heelwork.models.transformer import TokenRow
from heelwork.records import Message, Prompt
from heelwork.rollouts.collect import Rollout
from heelwork.rollouts.experience import Experience


def rollouts_state(rollouts: Sequence[Rollout]) -> dict[str, Any]:
    """Token ids and log-probabilities lie end to end in one tensor each; everything else is plain."""
    return {
        "plain": [
            {
                "messages": [[m.role, m.content] for m in r.prompt.messages],
                # Rows of a source may hold what JSON does not know: dates, decimals, bytes.
                "fields": json.loads(json.dumps(r.prompt.fields, default=str)),
                "text": r.text,
                "score": r.score,
                "breakdown": r.breakdown,
                "finish_reason": r.finish_reason,
                "version": r.version,
            }
            for r in rollouts
        ],
        "lengths": [len(r.row.ids) for r in rollouts],
        "ids": _joined([r.row.ids for r in rollouts], np.int64),
        "counted": _joined([r.row.counted for r in rollouts], np.bool_),
        "told": [len(r.logprobs) for r in rollouts],
        "logprobs": _joined([r.logprobs for r in rollouts], np.float64),
    }


def rollouts_from(state: Mapping[str, Any]) -> list[Rollout]:
    """The rollouts that `rollouts_state` took apart."""
    ids, counted = _cut(state["ids"], state["lengths"]), _cut(state["counted"], state["lengths"])
    logprobs = _cut(state["logprobs"], state["told"])
    out = []
    for plain, own_ids, own_counted, told in zip(state["plain"], ids, counted, logprobs, strict=True):
        messages = tuple(Message(role, content) for role, content in plain["messages"])
        out.append(Rollout(
            prompt=Prompt(messages, plain["fields"]), row=TokenRow(own_ids, own_counted), text=plain["text"],
            score=plain["score"], breakdown=plain["breakdown"], finish_reason=plain["finish_reason"],
            logprobs=told.tolist(), version=plain["version"],
        ))  # fmt: skip
    return out


def experience_state(experience: Experience) -> dict[str, Any]:
    """The tensors; the rows are those of the rollouts."""
    return {name: value for name, value in experience._asdict().items() if name != "rows"}


def experience_from(state: Mapping[str, Any], rollouts: Sequence[Rollout], device: torch.device) -> Experience:
    """The experience of `rollouts`, on the device."""
    return Experience(rows=[r.row for r in rollouts], **{name: value.to(device) for name, value in state.items()})


def _joined(parts: Sequence[Any], kind: Any) -> torch.Tensor:
    return torch.from_numpy(np.concatenate([np.asarray(part, dtype=kind) for part in parts]))


def _cut(whole: torch.Tensor, lengths: Sequence[int]) -> list[np.ndarray]:
    ends = list(itertools.accumulate(lengths))
    return [whole[end - length : end].numpy().copy() for end, length in zip(ends, lengths, strict=True)]
