"""How far a policy can be pushed along a proxy before the truth falls: points, fitted curves, and the files about them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from heelwork.functional.overoptimisation import (
    Curve,
    CurveKind,
    best_of_n,
    best_of_n_kl,
    fit_curve,
    path_intervals,
    prompt_intervals,
)
from heelwork.functional.statistics import Correlation, Interval, rank_correlation
from heelwork.runs import write_text

FORMAT = "heelwork-overoptimise/1"
DIGITS = 6
NAMES: dict[CurveKind, str] = {"best_of_n": "best-of-n", "rl": "PPO"}
FORMS: dict[CurveKind, str] = {"best_of_n": "d (α − β d)", "rl": "d (α − β log d)"}


class Point(NamedTuple):
    """label: n, or the step of PPO. distance: d = sqrt(KL), nats. proxy, gold: gains over the initial policy."""

    label: int
    distance: float
    proxy: float
    gold: float


class Pushed(NamedTuple):
    """One way of pushing. curve: fitted to gold; interval: of its peak's distance; trend: of proxy along d (Spearman)."""

    kind: CurveKind
    points: list[Point]
    curve: Curve
    interval: Interval
    trend: Correlation | None

    @property
    def best(self) -> Point:
        """The measured point of the highest gold."""
        return max(self.points, key=lambda p: p.gold)


def push_best_of_n(proxy_PN: np.ndarray, gold_PN: np.ndarray, seed: int) -> Pushed:
    """Best-of-n for n = 1, 2, 4 ... N by the unbiased estimator, from N answers to each of P prompts (N >= 8)."""
    count = proxy_PN.shape[1]
    sizes = [2**k for k in range(int(math.log2(count)) + 1)]
    gains = {
        name: np.array([[best_of_n(p, v, n) for n in sizes] for p, v in zip(proxy_PN, values, strict=True)])
        for name, values in (("proxy", proxy_PN), ("gold", gold_PN))
    }
    gains = {name: values - values[:, :1] for name, values in gains.items()}
    distance = [math.sqrt(best_of_n_kl(n)) for n in sizes]
    points = [
        Point(n, d, float(p), float(g))
        for n, d, p, g in zip(sizes, distance, gains["proxy"].mean(0), gains["gold"].mean(0), strict=True)
    ]
    curve = fit_curve(distance, [p.gold for p in points], "best_of_n")
    interval = prompt_intervals(distance, gains["gold"], "best_of_n", seed=seed)
    return Pushed("best_of_n", points, curve, interval, _trend(points))


def push_rl(metrics: Sequence[Mapping[str, Any]], seed: int) -> Pushed:
    """A PPO run's path, from the lines of its metrics.jsonl that hold `heldout_reward`: the first is the initial policy.

    Raises ValueError where there are too few, or too few that have moved.
    """
    seen = [m for m in metrics if "heldout_reward" in m]
    if len(seen) < 4:
        raise ValueError(f"a curve needs at least 4 steps with a held-out reward, not {len(seen)}")
    first = seen[0]
    points = [
        Point(int(m["step"]), float(m["sqrt_kl"]), m["reward"] - first["reward"], m["heldout_reward"] - first["heldout_reward"])
        for m in seen
    ]  # fmt: skip
    distance, gold = [p.distance for p in points], [p.gold for p in points]
    curve = fit_curve(distance, gold, "rl")
    return Pushed("rl", points, curve, path_intervals(distance, gold, "rl", seed=seed), _trend(points))


def write_curves(pushed: Sequence[Pushed], about: Mapping[str, Any], directory: Path) -> tuple[Path, Path]:
    """Write overoptimise.json and overoptimise.md; about: the models and the seed. Returns both paths."""
    data, page = directory / "overoptimise.json", directory / "overoptimise.md"
    body = {"format": FORMAT, **about, "curves": [_to_json(p) for p in pushed]}
    write_text(data, json.dumps(_finite(body), indent=1, ensure_ascii=False) + "\n")
    write_text(page, _to_markdown(pushed, about))
    return data, page


def sentence(pushed: Pushed) -> str:
    """What a curve says."""
    peak, curve = pushed.curve.peak, pushed.curve
    fit = f"α = {curve.alpha:.3f}, β = {curve.beta:.3f}, R² = {curve.r2:.3f}"
    moved = [p.distance for p in pushed.points if p.distance > 0]
    if bool((curve.at(moved) < 0).all()):  # a peak before the first point would be the law's alone, not measured
        where = "gold falls from the start"
    elif 0 < peak.distance <= max(moved):
        where = f"gold peaks at √KL = {peak.distance:.2f} [{pushed.interval.low:.2f}, {pushed.interval.high:.2f}]"
    else:
        where = f"no peak within the √KL of {max(moved):.2f} that was reached"
    return f"{NAMES[pushed.kind]}: {where}; R(d) = {FORMS[pushed.kind]} with {fit}"


def _trend(points: Sequence[Point]) -> Correlation | None:
    return rank_correlation([p.distance for p in points], [p.proxy for p in points])


def _to_json(pushed: Pushed) -> dict[str, Any]:
    peak = pushed.curve.peak
    return {
        "kind": pushed.kind, "alpha": pushed.curve.alpha, "beta": pushed.curve.beta, "r2": pushed.curve.r2,
        "peak": {"distance": peak.distance, "gain": peak.value, "interval": list(pushed.interval)},
        "proxy_trend": pushed.trend.value if pushed.trend else None,
        "points": [p._asdict() for p in pushed.points],
    }  # fmt: skip


def _to_markdown(pushed: Sequence[Pushed], about: Mapping[str, Any]) -> str:
    lines = ["# Over-optimisation", "", *(f"- {key}: `{value}`" for key, value in about.items()), ""]
    for curve in pushed:
        lines += [
            f"## {NAMES[curve.kind]}", "", f"{sentence(curve)}.", "",
            f"| {'n' if curve.kind == 'best_of_n' else 'step'} | √KL | proxy gain | gold gain | fitted |",
            "|---|---|---|---|---|",
            *(f"| {p.label} | {p.distance:.3f} | {p.proxy:+.3f} | {p.gold:+.3f} | {fitted:+.3f} |"
              for p, fitted in zip(curve.points, curve.curve.at([p.distance for p in curve.points]), strict=True)),
            "",
        ]  # fmt: skip
    lines += ["Gains are over the initial policy; brackets hold 95% intervals."]
    return "\n".join(lines) + "\n"


def _finite(value: Any) -> Any:
    """Floats to DIGITS places, infinite ones as null: JSON knows none."""
    if isinstance(value, float):
        return round(value, DIGITS) if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    return [_finite(inner) for inner in value] if isinstance(value, list | tuple) else value
