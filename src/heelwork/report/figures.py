"""Figures as PNG files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from heelwork.functional.overoptimisation import Curve
from heelwork.functional.statistics import Calibration

SMOOTHED = 8  # of a run's steps, one in so many is in a running mean


def _axes(*, rows: int = 1, size: tuple[float, float]) -> tuple[Any, Any]:
    """A figure of its own, which no registry of pyplot's keeps alive, and its axes."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, layout="constrained")
    return figure, figure.subplots(nrows=rows, sharex=rows > 1)


def reliability_figure(curve: Calibration, path: Path) -> None:
    """Confidence against accuracy; a calibrated model lies on the diagonal."""
    figure, axes = _axes(size=(4, 4))
    axes.plot([0.5, 1], [0.5, 1], color="0.6", linestyle="--", label="perfectly calibrated")
    axes.plot(curve.predicted, curve.observed, color="#0072B2", marker="o", label=f"ECE {curve.ece:.3f}")
    axes.set(xlabel="confidence in the preferred answer", ylabel="share truly preferred", xlim=(0.5, 1), ylim=(0, 1.02))
    axes.legend(loc="lower right", frameon=False)
    figure.savefig(path, dpi=120)


def training_figure(metrics: Path, path: Path) -> None:
    """PPO's reward and KL over its steps, from a metrics.jsonl, with a running mean: every step answers other prompts."""
    lines = [json.loads(line) for line in metrics.read_text(encoding="utf-8").splitlines()]
    step = [line["step"] for line in lines]
    window = max(1, len(lines) // SMOOTHED)
    figure, (above, below) = _axes(rows=2, size=(6, 5))
    for axes, name, colour in ((above, "reward", "#0072B2"), (below, "kl", "#D55E00")):
        values = [line[name] for line in lines]
        axes.plot(step, values, color=colour, alpha=0.35, label="each step")
        axes.plot(step, _running_mean(values, window), color=colour, label=f"mean of {window} steps")
    above.legend(frameon=False)
    above.set(ylabel="reward (standard deviations)")
    below.set(ylabel="KL to SFT (nats per answer)", xlabel="PPO step")
    below.xaxis.get_major_locator().set_params(integer=True)
    figure.savefig(path, dpi=120)


def _running_mean(values: Sequence[float], window: int) -> list[float]:
    """The mean of the `window` values around each, of fewer at both ends."""
    before, after = (window - 1) // 2, window // 2
    around = [values[max(0, i - before) : i + after + 1] for i in range(len(values))]
    return [sum(near) / len(near) for near in around]


def overoptimisation_figure(
    points: Mapping[str, Sequence[tuple[float, float, float]]], curves: Mapping[str, Curve], path: Path
) -> None:
    """Gains of proxy and gold along sqrt(KL), with the curves fitted to gold. points: (distance, proxy, gold) by kind."""
    figure, axes = _axes(size=(6, 4))
    for kind, marker, name in (("best_of_n", "o", "best-of-n"), ("rl", ".", "PPO")):
        if kind not in points:
            continue
        distance = [p[0] for p in points[kind]]
        axes.plot(
            distance, [p[1] for p in points[kind]], color="#0072B2", marker=marker, linestyle="", label=f"{name}: proxy"
        )
        axes.plot(
            distance, [p[2] for p in points[kind]], color="#D55E00", marker=marker, linestyle="", label=f"{name}: gold"
        )
        along = [max(distance) * i / 100 for i in range(101)]
        axes.plot(along, curves[kind].at(along), color="#D55E00", linestyle="-" if kind == "rl" else "--")
    axes.set(xlabel="√KL to the initial policy (nats)", ylabel="gain over the initial policy")
    axes.legend(frameon=False)
    figure.savefig(path, dpi=120)
