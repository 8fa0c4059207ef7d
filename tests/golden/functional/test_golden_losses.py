"""Every functional loss and its gradient on fixed inputs, against losses.json (float64).

The inputs come from a closed formula, so that no random number generator can change them. A difference means that a
loss no longer computes what it did. If that is intended, write the file anew and look at its diff:

    python tests/golden/functional/test_golden_losses.py
"""

import json
from pathlib import Path

import pytest
import torch

from heelwork.functional import (
    adapt_beta,
    bradley_terry_loss,
    explained_variance,
    gae,
    kl_estimate,
    linear_logprobs,
    masked_mean,
    plackett_luce_loss,
    ppo_policy_loss,
    ranking_pairs_loss,
    sft_loss,
    value_loss,
    whiten,
)

PATH = Path(__file__).with_name("losses.json")
NAN = float("nan")
MASK_BT = torch.tensor([[1, 1, 1, 1, 0], [1, 1, 0, 0, 0], [1, 0, 1, 0, 1]])
RANKS_BK = torch.tensor([[2, 1, 3, 4, 0], [1, 1, 2, 0, 0], [1, 2, 0, 0, 0]])


def wave(*shape: int, phase: float) -> torch.Tensor:
    """x_n = 1.5 sin(phase + 0.7 n + 0.05 n^2), row-major."""
    n = torch.arange(torch.Size(shape).numel(), dtype=torch.float64)
    return (1.5 * torch.sin(phase + 0.7 * n + 0.05 * n.square())).reshape(shape)


X, Y, Z = (wave(3, 5, phase=p) for p in (0.1, 1.2, 2.3))
MARGIN_B = torch.tensor([0.0, 0.5, -0.25], dtype=torch.float64)
TARGET_B = torch.tensor([0.9, NAN, 0.6], dtype=torch.float64)
HIDDEN_MD, WEIGHT_VD, BIAS_V = wave(6, 3, phase=0.4), wave(7, 3, phase=1.4), wave(7, phase=2.4)
TARGET_M = torch.tensor([0, 6, 3, 3, 1, 5])


def head(hidden_MD: torch.Tensor, which: int) -> torch.Tensor:
    out = linear_logprobs(hidden_MD=hidden_MD, weight_VD=WEIGHT_VD, target_M=TARGET_M, bias_V=BIAS_V, temperature=0.8)
    return out[which].mean()


LOSSES = {  # name: (function of x giving a scalar or (scalar, metrics), x)
    "sft": (lambda x: sft_loss(x, MASK_BT), X),
    "linear_logprobs": (lambda x: head(x, 0), HIDDEN_MD),
    "linear_entropy": (lambda x: head(x, 1), HIDDEN_MD),
    "bradley_terry": (lambda x: bradley_terry_loss(x[:, 0], x[:, 3]), X),
    "bradley_terry_margin_target": (
        lambda x: bradley_terry_loss(x[:, 0], x[:, 3], MARGIN_B, TARGET_B.nan_to_num(0.7)),
        X,
    ),
    "ranking_pairs": (lambda x: ranking_pairs_loss(x, RANKS_BK), X),
    "ranking_pairs_smoothing_margin_target": (lambda x: ranking_pairs_loss(x, RANKS_BK, 0.1, MARGIN_B, TARGET_B), X),
    "plackett_luce": (lambda x: plackett_luce_loss(x, RANKS_BK), X),
    "policy": (lambda x: ppo_policy_loss(x / 3, Y / 3, -Z, MASK_BT, 0.2), X),
    "value_clipped": (lambda x: value_loss(x, Y, Z, MASK_BT, 0.2), X),
    "value_plain": (lambda x: value_loss(x, Y, Z, MASK_BT, 0.0), X),
    "kl_k1": (lambda x: masked_mean(kl_estimate(x, Y, "k1"), MASK_BT), X),
    "kl_k2": (lambda x: masked_mean(kl_estimate(x, Y, "k2"), MASK_BT), X),
    "kl_k3": (lambda x: masked_mean(kl_estimate(x, Y, "k3"), MASK_BT), X),
}

VALUES = {
    "gae_advantages": lambda: gae(X, Y, MASK_BT, 0.99, 0.95)[0],
    "gae_returns": lambda: gae(X, Y, MASK_BT, 0.99, 0.95)[1],
    "whiten": lambda: whiten(X, MASK_BT),
    "whiten_keep_mean": lambda: whiten(X, MASK_BT, shift_mean=False),
    "explained_variance": lambda: explained_variance(X, X + Y / 2, MASK_BT),
    "adapt_beta": lambda: torch.tensor(
        adapt_beta(beta=0.05, kl=7.0, target=6.0, horizon=1000, samples=64), dtype=torch.float64
    ),
}


def compute(name: str) -> dict:
    """What the golden file holds under `name`."""
    if name in VALUES:
        return {"value": VALUES[name]().tolist()}
    function, x = LOSSES[name]
    x = x.clone().requires_grad_()
    out = function(x)
    loss, metrics = out if isinstance(out, tuple) else (out, {})
    loss.backward()
    return {
        "loss": loss.item(),
        "metrics": {key: float(metric) for key, metric in metrics.items()},
        "grad": x.grad.tolist(),
    }


def flat(value) -> list[float]:
    """All numbers of a nested structure, in order."""
    if isinstance(value, dict):
        return [x for key in sorted(value) for x in flat(value[key])]
    if isinstance(value, list):
        return [x for item in value for x in flat(item)]
    return [value]


@pytest.mark.parametrize("name", [*LOSSES, *VALUES])
def test_equals_the_golden_values(name: str):
    golden = json.loads(PATH.read_text(encoding="utf-8"))[name]
    computed = compute(name)
    assert computed.keys() == golden.keys()
    assert computed.get("metrics", {}).keys() == golden.get("metrics", {}).keys()
    assert flat(computed) == pytest.approx(flat(golden), rel=1e-10, abs=1e-10)


def test_the_golden_file_holds_nothing_else():
    assert set(json.loads(PATH.read_text(encoding="utf-8"))) == {*LOSSES, *VALUES}


if __name__ == "__main__":
    lines = [f"{json.dumps(name)}: {json.dumps(compute(name))}" for name in [*LOSSES, *VALUES]]
    PATH.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"wrote {PATH}")
