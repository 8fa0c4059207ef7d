"""Muon: momentum whose matrices are orthogonalised before they move the weights (Jordan et al. 2024).

    M <- mu M + (1 - mu) G        U = NewtonSchulz((1 - mu) G + mu M)        W <- W - lr 0.2 sqrt(max(m, n)) U - lr wd W

The factor brings the size of the update to AdamW's (Liu et al. 2025, arXiv 2502.16982, section 2.2). It gives what
torch.optim.Muon gives, with two differences: products are taken in the precision that the hardware is fast at (bf16
without hardware for it is some hundred times slower on a CPU), and matrices of one shape are orthogonalised together.
Of sharded weights the momentum stays in parts; the update is gathered whole and orthogonalised by every process.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor

from heelwork.models.sharding import cut_like, whole
from heelwork.training.precision import matmul_precision

COEFFICIENTS = (3.4445, -4.7750, 2.0315)  # of the quintic a x + b x^3 + c x^5, which sends singular values to about 1
ITERATIONS = 5


class Muon(torch.optim.Optimizer):
    """For matrices alone; momentum is Nesterov's, weight decay decoupled."""

    def __init__(self, params: Iterable[Tensor], *, lr: float, weight_decay: float = 0.0, momentum: float = 0.95):
        super().__init__(params, {"lr": lr, "weight_decay": weight_decay, "momentum": momentum})

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:  # type: ignore[override]
        """Move every matrix that has a gradient."""
        assert closure is None, "the engine computes gradients before it steps"
        for group in self.param_groups:
            alike: dict[tuple[Any, ...], list[tuple[Tensor, Tensor]]] = defaultdict(list)
            for weight in group["params"]:
                if weight.grad is not None:
                    update = self._momentum(weight, group["momentum"])
                    # An orthogonal matrix is no matter of parts: of a sharded one every process computes the whole.
                    alike[(*weight.shape, weight.device)].append((weight, whole(update)))
            for members in alike.values():
                weights, updates = zip(*members, strict=True)
                with matmul_precision("auto", weights[0].device):
                    directions = orthogonalise(torch.stack(updates))
                size = 0.2 * max(weights[0].shape) ** 0.5
                for weight, direction in zip(weights, directions, strict=True):
                    weight.mul_(1.0 - group["lr"] * group["weight_decay"])
                    weight.add_(cut_like(direction.to(weight.dtype), weight), alpha=-group["lr"] * size)

    def _momentum(self, weight: Tensor, momentum: float) -> Tensor:
        assert weight.grad is not None
        state = self.state[weight]
        if "momentum_buffer" not in state:
            state["momentum_buffer"] = torch.zeros_like(weight)
        buffer: Tensor = state["momentum_buffer"].lerp_(weight.grad, 1.0 - momentum)
        return weight.grad.lerp(buffer, momentum)


def orthogonalise(matrices_GMN: Tensor) -> Tensor:
    """The nearest (semi-)orthogonal matrices, roughly: singular values end between about 0.7 and 1.2. [G, m, n] -> same."""
    a, b, c = COEFFICIENTS
    tall = matrices_GMN.shape[1] > matrices_GMN.shape[2]
    x = matrices_GMN.float()
    x = x.mT if tall else x
    x = (x / x.norm(dim=(1, 2), keepdim=True).clamp(min=1e-7)).contiguous()
    for _ in range(ITERATIONS):
        gram = torch.bmm(x, x.mT)
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return x.mT if tall else x
