"""The engine: the only place that runs models for training and knows how a batch is cut into micro-batches."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeVar

import numpy as np
import torch
from torch import Tensor

from heelwork import distributed
from heelwork.data.batching import micro_batches, pack, packed_length, share_out
from heelwork.errors import NonFiniteError
from heelwork.models.sharding import own_part, recompute_activations, shard_model, whole
from heelwork.models.transformer import ActorCritic, Packed, Policy, ScalarModel, TokenRow
from heelwork.models.two_heads import TwoHeads
from heelwork.tensors import keep_freed_memory
from heelwork.training.clock import CLOCK
from heelwork.training.faults import FaultSettings, Skips, halved, with_memory
from heelwork.training.optim import OptimSettings, lr_factor, make_optimizer
from heelwork.training.precision import Precision, gathered_dtype, matmul_precision
from heelwork.training.sharded import load_like, load_optimizer_like

T = TypeVar("T")
MAX_SUFFIX = "_max"  # metrics of this name are combined by maximum, all others by weighted mean


@dataclass(frozen=True)
class Batch:
    """What one optimiser step (or one scoring pass) sees.

    rows: the sequences. groups: how many consecutive rows belong together (K completions of one prompt); none = each
    row is a group of its own. tensors: what the loss needs besides, first dimension = groups; tensors whose name ends
    in _BT are aligned with the counted tokens of the rows and are cut to the micro-batch's width.
    """

    rows: Sequence[TokenRow]
    groups: Sequence[int] | None = None
    tensors: Mapping[str, Tensor] = field(default_factory=dict)

    @functools.cached_property
    def spans(self) -> list[slice]:
        """Where each group's rows lie."""
        sizes = self.groups if self.groups is not None else [1] * len(self.rows)
        ends = list(itertools.accumulate(sizes))
        return [slice(end - size, end) for end, size in zip(ends, sizes, strict=True)]


class Outputs(NamedTuple):
    """What a model makes of a micro-batch; a policy fills the first two (and the third with a critic on its trunk), a scalar
    model one of the last two."""

    mask_BT: Tensor
    logprobs_BT: Tensor | None = None
    entropy_BT: Tensor | None = None
    values_BT: Tensor | None = None
    scores_GK: Tensor | None = None
    length_GK: Tensor | None = None  # of a second head


LossFunction = Callable[[Outputs, Mapping[str, Tensor]], tuple[Tensor, dict[str, Tensor]]]


@dataclass(frozen=True)
class Loss:
    """A loss and what it is a mean over.

    unit: "tokens" = counted tokens; "groups" = rows or groups. The engine weights every micro-batch by its share of the
    whole batch's count, so that micro-batching, accumulation and data parallelism never change a gradient.
    reads: what the model must give: "logprobs", "values" (one per counted token), both in one pass, or "scores" (one per
    row).
    """

    function: LossFunction
    unit: Literal["tokens", "groups"]
    reads: Literal["logprobs", "values", "logprobs and values", "scores"]


class Engine:
    """One model with its optimiser. `total_steps` is what the schedule is laid out over.

    Of several processes each holds a part of the weights, gradients and optimiser states, and computes its share of every
    batch; all of them make the same calls with the same batches, and get the same answers.
    """

    def __init__(
        self,
        model: Policy | ScalarModel,
        *,
        device: torch.device,
        optim: OptimSettings | None = None,
        total_steps: int = 1,
        micro_batch_tokens: int = 8192,
        precision: Precision = "auto",
        temperature: float = 1.0,
        name: str = "model",
        faults: FaultSettings | None = None,
        activation_checkpointing: bool = False,
    ):
        if device.type == "cpu":
            keep_freed_memory()
        if activation_checkpointing:
            recompute_activations(model.network)
        self.sharded = distributed.size() > 1
        if self.sharded:
            shard_model(model, device, gathered_dtype(precision, device))
        self.model, self.device, self.name = model, device, name
        self.micro_batch_tokens, self.precision, self.temperature = micro_batch_tokens, precision, temperature
        self.optim, self.total_steps, self.steps_done = optim, total_steps, 0
        self.optimizer = make_optimizer(model, optim) if optim is not None else None
        self.faults = faults or FaultSettings()
        self.skips = Skips(self.faults)

    # -- training ---------------------------------------------------------------------------------------------------

    def forward_backward(self, batch: Batch, loss: Loss) -> dict[str, float]:
        """Accumulate the gradient of `loss` over `batch`; returns its metrics over the whole batch.

        Raises NonFiniteError where the loss is NaN or infinite; no weight has changed by then.
        """
        total = self._count(batch, range(len(batch.spans)), loss.unit)
        sums: dict[str, float] = {}
        maxima: dict[str, float] = {}
        broken: float | None = None
        for part in self._cut(batch):
            count = self._count(batch, part, loss.unit)
            if count == 0 and not self.sharded:
                continue
            share = count / max(1, total)
            with matmul_precision(self.precision, self.device):
                with CLOCK("forward"):
                    outputs, tensors = self._outputs(batch, part or [_shortest(batch)], loss.reads)
                    value, metrics = loss.function(outputs, tensors)
                with CLOCK("backward"):
                    (value * share).backward()
            if not torch.isfinite(value):
                broken = value.item()
            for key, metric in metrics.items():
                number = float(metric)
                if key.endswith(MAX_SUFFIX):
                    maxima[key] = max(maxima.get(key, -float("inf")), number if count else -float("inf"))
                else:
                    sums[key] = sums.get(key, 0.0) + (share * number if count else 0.0)
        if distributed.largest(float(broken is not None))[0]:
            found = "not finite" if broken is None else broken
            raise NonFiniteError(
                f"{self.name}: the loss is {found} at step {self.steps_done + 1}; the weights are those of the step before. "
                "Lower the learning rate, or look for broken records in the data"
            )
        return distributed.merged(sums, maxima)

    @CLOCK("optimiser")
    def optim_step(self) -> dict[str, float]:
        """Clip, step and advance the schedule. Raises NonFiniteError, with nothing changed, on NaN or inf gradients."""
        assert self.optimizer is not None and self.optim is not None, "this engine was built without an optimiser"
        parameters = [p for p in self.model.parameters() if p.grad is not None]
        limit = self.optim.max_grad_norm or float("inf")
        norm = whole(torch.nn.utils.get_total_norm([p.grad for p in parameters if p.grad is not None]))
        if not torch.isfinite(norm):
            own = (n for n, p in self.model.named_parameters() if p.grad is not None and not _finite(p.grad))
            where = next((name for name in distributed.gather(next(own, None)) if name is not None), "unknown")
            self.optimizer.zero_grad()
            raise NonFiniteError(
                f"{self.name}: the gradient of {where} is NaN or infinite at step {self.steps_done + 1}; the weights are "
                "those of the step before. Lower the learning rate, or use precision=fp32"
            )
        torch.nn.utils.clip_grads_with_norm_(parameters, limit, norm)
        lr = self.optim.lr * lr_factor(self.optim, self.steps_done, self.total_steps)
        self.optimizer.set_lr(lr)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.steps_done += 1
        return {"grad_norm": float(norm), "lr": lr}

    def update(self, batch: Batch, loss: Loss) -> dict[str, float]:
        """One optimiser step on `batch`: both of the above, under the settings' policies about faults.

        An update that is skipped gives {"skipped": 1} and counts as a step of the schedule. Raises NonFiniteError or OutOfMemory,
        with no weight changed, where the stage has to stop.
        """
        assert self.optimizer is not None, "this engine was built without an optimiser"
        try:
            metrics = self._with_memory(batch, lambda: self.forward_backward(batch, loss)) | self.optim_step()
        except NonFiniteError as error:
            self.optimizer.zero_grad()
            self.skips.skip(error)
            self.steps_done += 1
            return {"skipped": 1.0}
        self.skips.good()
        return metrics

    # -- reading ----------------------------------------------------------------------------------------------------

    def logprobs(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """(logprobs_BT, entropy_BT, mask_BT) of the counted tokens, no gradient."""
        parts = self._read(Batch(batch.rows), "logprobs")
        logprobs_BT, entropy_BT = (_stack(parts, name, batch.rows) for name in ("logprobs_BT", "entropy_BT"))
        return logprobs_BT, entropy_BT, _counted(batch.rows, self.device)

    def logprobs_and_values(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """(logprobs_BT, entropy_BT, mask_BT, values_BT) in one pass of a policy whose trunk also gives values, no gradient."""
        parts = self._read(Batch(batch.rows), "logprobs and values")
        logprobs_BT, entropy_BT, values_BT = (
            _stack(parts, name, batch.rows) for name in ("logprobs_BT", "entropy_BT", "values_BT")
        )
        return logprobs_BT, entropy_BT, _counted(batch.rows, self.device), values_BT

    def values(self, batch: Batch) -> Tensor:
        """values_BT of the states before the counted tokens, no gradient."""
        return _stack(self._read(Batch(batch.rows), "values"), "values_BT", batch.rows)

    def score(self, batch: Batch) -> Tensor:
        """scores_B at the rows' last tokens, no gradient. Rows of a group have their common beginning computed once."""
        return self._by_row(batch, self._read(batch, "scores"), "scores_GK")

    def both_scores(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """(scores_B, length_B) of a model with two heads, no gradient, of one pass."""
        parts = self._read(batch, "scores")
        return self._by_row(batch, parts, "scores_GK"), self._by_row(batch, parts, "length_GK")

    def _by_row(self, batch: Batch, parts: Sequence[tuple[list[int], Outputs]], name: str) -> Tensor:
        out_B = torch.zeros(len(batch.rows), device=self.device)
        for part, outputs in parts:
            for group, found_K in zip(part, getattr(outputs, name), strict=bool(part)):
                span = batch.spans[group]
                out_B[span] = found_K[: span.stop - span.start]
        distributed.added([out_B])
        return out_B

    # -- state ------------------------------------------------------------------------------------------------------

    def state(self) -> dict[str, object]:
        """Optimiser state and position, for an exact resume; the weights are the model's own state_dict."""
        return {
            "model": self.model.state_dict(),
            "optimizer": None if self.optimizer is None else self.optimizer.state_dict(),
            "steps_done": self.steps_done,
            "micro_batch_tokens": self.micro_batch_tokens,
            "skipped_in_a_row": self.skips.in_a_row,
        }

    def load_state(self, state: Mapping[str, object]) -> None:
        """Take up a state that `state` gave."""
        self.model.load_state_dict(load_like(state["model"], self.model.state_dict()))  # type: ignore[arg-type]
        if self.optimizer is not None:
            saved = load_optimizer_like(state["optimizer"], self.optimizer.members)  # type: ignore[arg-type]
            self.optimizer.load_state_dict(saved)
        self.steps_done = int(state["steps_done"])  # type: ignore[call-overload]
        # What was halved stays halved; whoever asks for still less gets it.
        self.micro_batch_tokens = min(self.micro_batch_tokens, int(state["micro_batch_tokens"]))  # type: ignore[call-overload]
        self.skips.in_a_row = int(state["skipped_in_a_row"])  # type: ignore[call-overload]

    # -- inside -----------------------------------------------------------------------------------------------------

    def _with_memory(self, batch: Batch, work: Callable[[], T]) -> T:
        """`work` on the batch, in smaller micro-batches where memory is used up."""

        def smaller() -> str | None:
            if self.optimizer is not None:
                self.optimizer.zero_grad()
            lengths = [packed_length(batch.rows[span]) for span in batch.spans]
            tokens = halved(self.micro_batch_tokens, sum(lengths), max(lengths))
            if tokens is None:
                return None
            self.micro_batch_tokens = tokens
            return f"micro-batches of {tokens} tokens"

        return with_memory(work, smaller, self.faults, self.name)

    @CLOCK("data")
    def _cut(self, batch: Batch) -> list[list[int]]:
        """This process's micro-batches as lists of group indices; an empty one only keeps step with the other processes."""
        lengths = [packed_length(batch.rows[span]) for span in batch.spans]
        if self.sharded:
            return share_out(lengths, distributed.size(), self.micro_batch_tokens)[distributed.rank()]
        return micro_batches(lengths, self.micro_batch_tokens)

    @staticmethod
    def _count(batch: Batch, groups: Sequence[int], unit: str) -> int:
        if unit == "groups":
            return len(groups)
        return sum(int(np.count_nonzero(row.counted)) for g in groups for row in batch.rows[batch.spans[g]])

    def _outputs(self, batch: Batch, groups: Sequence[int], reads: str) -> tuple[Outputs, dict[str, Tensor]]:
        sizes = [batch.spans[g].stop - batch.spans[g].start for g in groups]
        with CLOCK("data"):
            packed = pack([row for g in groups for row in batch.rows[batch.spans[g]]], self.device, sizes)
        index = torch.tensor(list(groups), device=self.device)
        width = packed.mask_BT.shape[1]
        tensors = {
            name: tensor.to(self.device)[index][:, :width] if name.endswith("_BT") else tensor.to(self.device)[index]
            for name, tensor in batch.tensors.items()
        }
        return self._forward(packed, sizes, reads), tensors

    def _forward(self, packed: Packed, sizes: list[int], reads: str) -> Outputs:
        if reads == "logprobs and values":
            assert isinstance(self.model, ActorCritic)
            logprobs_M, entropy_M, values_M = self.model.logprobs_and_values(packed, self.temperature)
            return Outputs(packed.mask_BT, *map(packed.to_grid, (logprobs_M, entropy_M, values_M)))
        if reads == "values":
            assert not isinstance(self.model, Policy) or isinstance(self.model, ActorCritic)
            return Outputs(packed.mask_BT, values_BT=packed.to_grid(self.model.token_values(packed)))
        if isinstance(self.model, Policy):
            logprobs_M, entropy_M = self.model.token_logprobs(packed, self.temperature)
            return Outputs(packed.mask_BT, packed.to_grid(logprobs_M), packed.to_grid(entropy_M))
        widest = max(sizes)
        cell = torch.tensor([g * widest + k for g, size in enumerate(sizes) for k in range(size)], device=self.device)

        def grid(scores_B: Tensor) -> Tensor:
            return scores_B.new_zeros(len(sizes) * widest).index_copy(0, cell, scores_B).view(len(sizes), widest)

        if isinstance(self.model, TwoHeads):
            quality_B, length_B = self.model.both_scores(packed)
            return Outputs(packed.mask_BT, scores_GK=grid(quality_B), length_GK=grid(length_B))
        return Outputs(packed.mask_BT, scores_GK=grid(self.model.sequence_scores(packed)))

    @torch.no_grad()
    @CLOCK("scoring")
    def _read(self, batch: Batch, reads: str) -> list[tuple[list[int], Outputs]]:
        with matmul_precision(self.precision, self.device):
            return self._with_memory(batch, lambda: [
                (part, self._outputs(batch, part or [_shortest(batch)], reads)[0]) for part in self._cut(batch)
            ])  # fmt: skip


def _stack(parts: list[tuple[list[int], Outputs]], name: str, rows: Sequence[TokenRow]) -> Tensor:
    """Put micro-batches of [b, t] back into one [B, T] in the batch's order, zeros on the right; all processes get all of it."""
    out = getattr(parts[0][1], name).new_zeros(len(rows), _widest(rows))
    for part, outputs in parts:
        tensor = getattr(outputs, name)
        if part:
            out[part, : tensor.shape[1]] = tensor
    distributed.added([out])
    return out


def _counted(rows: Sequence[TokenRow], device: torch.device) -> Tensor:
    """mask_BT of the counted tokens, which lie on the left."""
    count_B = torch.tensor([int(np.count_nonzero(row.counted)) for row in rows], device=device)
    return torch.arange(_widest(rows), device=device)[None, :] < count_B[:, None]


def _widest(rows: Sequence[TokenRow]) -> int:
    return max(int(np.count_nonzero(row.counted)) for row in rows)


def _shortest(batch: Batch) -> int:
    """The group that costs least: what a process runs that has no micro-batch of its own, and whose outcome counts nothing."""
    return min(range(len(batch.spans)), key=lambda g: packed_length(batch.rows[batch.spans[g]]))


def _finite(gradient: Tensor) -> bool:
    return bool(torch.isfinite(own_part(gradient)).all())
