"""Log-probabilities and entropy of chosen tokens, without ever storing [tokens x vocabulary]; the SFT loss."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from heelwork.functional.masked import masked_mean

CHUNK = 512  # rows of logits that are alive at once
ROUND = 128  # chunks are filled up to a multiple of this many rows, so that few kernel shapes occur


def gather_logprobs(*, logits_MV: Tensor, target_M: Tensor, temperature: float = 1.0) -> tuple[Tensor, Tensor]:
    """The plain form: log softmax(logits / temperature) at the targets [M], and the entropy in nats [M]."""
    log_p_MV = torch.log_softmax(
        logits_MV.float() / temperature if logits_MV.dtype != torch.float64 else logits_MV / temperature, dim=-1
    )
    logprobs_M = log_p_MV.gather(-1, target_M[:, None]).squeeze(-1)
    return logprobs_M, -(log_p_MV.exp() * log_p_MV).sum(-1)


def linear_logprobs(
    *, hidden_MD: Tensor, weight_VD: Tensor, target_M: Tensor, bias_V: Tensor | None = None, temperature: float = 1.0
) -> tuple[Tensor, Tensor]:
    """log softmax((h W^T + b) / T) at the targets [M], and the entropy [M], in chunks of rows.

    Equal to `gather_logprobs` on the full logits, but at most CHUNK x V logits exist at a time: the backward pass
    recomputes them. With p the softmax and H the entropy, per row,

        d logp_y / d logits = (onehot(y) - p) / T          d H / d logits = -p (log p + H) / T
    """
    logprobs_M, entropy_M = _LinearLogprobs.apply(hidden_MD, weight_VD, bias_V, target_M, temperature)
    return logprobs_M, entropy_M


class _LinearLogprobs(torch.autograd.Function):
    @staticmethod
    def forward(  # type: ignore[override]
        ctx: Any, hidden_MD: Tensor, weight_VD: Tensor, bias_V: Tensor | None, target_M: Tensor, temperature: float
    ) -> tuple[Tensor, Tensor]:
        wide = torch.float64 if hidden_MD.dtype == torch.float64 else torch.float32
        # Under autocast both inputs are converted once, and once more in the backward pass, which autocast does not reach.
        product = product_dtype(hidden_MD)
        ctx.given, full_weight_VD = hidden_MD.dtype, weight_VD
        hidden_MD, weight_VD = hidden_MD.to(product), weight_VD.to(product)
        logprobs_M = torch.empty(hidden_MD.shape[0], dtype=wide, device=hidden_MD.device)
        normaliser_M, entropy_M = torch.empty_like(logprobs_M), torch.empty_like(logprobs_M)
        for start in range(0, hidden_MD.shape[0], CHUNK):
            rows = slice(start, start + CHUNK)
            logits_CV = _chunk_logits(hidden_MD[rows], weight_VD, bias_V, temperature, wide)
            # One pass gives the probabilities; the greatest is exp(its logit - normaliser), which gives the normaliser.
            p_CV = torch.softmax(logits_CV, -1)
            normaliser_C = logits_CV.amax(-1) - p_CV.amax(-1).log()
            logprobs_M[rows] = logits_CV.gather(-1, target_M[rows, None]).squeeze(-1) - normaliser_C
            # H = -sum p log p = normaliser - sum p logit
            entropy_M[rows] = normaliser_C - p_CV.mul_(logits_CV).sum(-1)
            normaliser_M[rows] = normaliser_C
        ctx.save_for_backward(hidden_MD, full_weight_VD, bias_V, target_M, normaliser_M, entropy_M)
        ctx.temperature = temperature
        ctx.set_materialize_grads(False)
        return logprobs_M, entropy_M

    @staticmethod
    def backward(ctx: Any, grad_logprobs_M: Tensor | None, grad_entropy_M: Tensor | None) -> tuple:  # type: ignore[override]
        if grad_logprobs_M is None and grad_entropy_M is None:
            return None, None, None, None, None
        hidden_MD, weight_VD, bias_V, target_M, normaliser_M, entropy_M = ctx.saved_tensors
        needs_hidden, needs_weight, needs_bias = ctx.needs_input_grad[:3]
        grad_hidden = torch.empty_like(hidden_MD, dtype=ctx.given) if needs_hidden else None
        grad_weight = torch.zeros_like(weight_VD) if needs_weight else None
        weight_VD = weight_VD.to(hidden_MD.dtype)
        grad_bias = torch.zeros_like(bias_V) if needs_bias and bias_V is not None else None
        for start in range(0, hidden_MD.shape[0], CHUNK):
            rows = slice(start, start + CHUNK)
            logits_CV = _chunk_logits(hidden_MD[rows], weight_VD, bias_V, ctx.temperature, normaliser_M.dtype)
            p_CV = torch.softmax(logits_CV, -1)
            if grad_entropy_M is None:
                assert grad_logprobs_M is not None
                # p - onehot(y) before it is scaled, so that the last step also rounds to what the products take
                p_CV.scatter_add_(-1, target_M[rows, None], p_CV.new_full((len(p_CV), 1), -1.0))
                scale_C1 = grad_logprobs_M[rows, None] * (-1 / ctx.temperature)
                grad_CV = torch.mul(p_CV, scale_C1, out=torch.empty_like(p_CV, dtype=hidden_MD.dtype))
            else:
                log_p_CV = logits_CV.sub_(normaliser_M[rows, None])
                grad_CV = log_p_CV.add_(entropy_M[rows, None]).mul_(p_CV).mul_(-grad_entropy_M[rows, None])
                if grad_logprobs_M is not None:
                    g_C1 = grad_logprobs_M[rows, None]
                    grad_CV = grad_CV.addcmul_(p_CV, g_C1, value=-1)
                    grad_CV.scatter_add_(-1, target_M[rows, None], g_C1.to(grad_CV.dtype))
                grad_CV = grad_CV.div_(ctx.temperature).to(hidden_MD.dtype)
            if grad_hidden is not None:
                grad_hidden[rows] = (_filled(grad_CV) @ weight_VD)[: grad_CV.shape[0]].to(ctx.given)
            if grad_weight is not None:
                given_VC, taken_CD = _filled(grad_CV).T, _filled(hidden_MD[rows])
                if grad_weight.dtype == taken_CD.dtype:
                    grad_weight.addmm_(given_VC, taken_CD)
                else:
                    grad_weight += (given_VC @ taken_CD).to(grad_weight.dtype)
            if grad_bias is not None:
                grad_bias += grad_CV.sum(0).to(grad_bias.dtype)
        return grad_hidden, grad_weight, grad_bias, None, None


def product_dtype(hidden_MD: Tensor) -> torch.dtype:
    """What hidden states are multiplied in: their own dtype, or autocast's."""
    device = hidden_MD.device.type
    if hidden_MD.dtype == torch.float32 and torch.is_autocast_enabled(device):
        return torch.get_autocast_dtype(device)
    return hidden_MD.dtype


def _filled(rows: Tensor) -> Tensor:
    """Zero rows added up to a multiple of ROUND, where there is more than one such multiple."""
    missing = -rows.shape[0] % ROUND
    return torch.nn.functional.pad(rows, (0, 0, 0, missing)) if missing and rows.shape[0] > ROUND else rows


def _chunk_logits(
    hidden_CD: Tensor, weight_VD: Tensor, bias_V: Tensor | None, temperature: float, wide: torch.dtype
) -> Tensor:
    rows = hidden_CD.shape[0]
    hidden_CD = _filled(hidden_CD)
    bias = None if bias_V is None else bias_V.to(hidden_CD.dtype)
    logits = torch.nn.functional.linear(hidden_CD, weight_VD, bias)[:rows].to(wide)
    return logits if temperature == 1.0 else logits / temperature


def sft_loss(logprobs_BT: Tensor, mask_BT: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
    """Token-level cross-entropy of supervised fine-tuning: L = -mean_t log P(y_t | x, y_<t) over counted tokens.

    logprobs_BT: log-probabilities of the demonstration's tokens; mask_BT: 1 on completion tokens.
    Returns (loss, {"loss"}). The mean is over tokens of the whole batch, not a mean of row means.
    """
    loss = -masked_mean(logprobs_BT, mask_BT)
    return loss, {"loss": loss.detach()}
