"""The plots of a report: which figures a run's numbers make, each with a caption that says what it shows and on how much."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from heelwork.functional.statistics import rank_correlation, wilson_interval
from heelwork.report import svg
from heelwork.report.contents import Report, Rollout, Share, Stage

HEALTH = {
    "entropy": ("Entropy", "nats per token", "A fall to near 0 means that the policy says one thing only."),
    "approx_kl": ("Step size", "KL(old, new), nats per token", "How far one batch moves the policy (k3 estimate)."),
    "clipfrac": ("Clipped ratios", "share of tokens", "Tokens whose ratio the clip held back."),
    "explained_variance": (
        "Critic",
        "explained variance",
        "1 = the critic foresees the return; 0 = no better than its mean.",
    ),
    "eos_rate": ("Answers that end", "share of answers", "The others were cut at the longest length."),
    "length": ("Length", "tokens per answer", "A steady climb is a common sign of reward hacking."),
    "value_loss": ("Critic's loss", "value loss", "Squared error of the returns, clipped."),
    "tokens_per_s": ("Speed", "tokens per second", "Prompt and answer tokens over the whole step."),
}
"""What is watched in PPO: title, axis, and how to read it."""

HELD_OUT = ("heldout_reward", "gold_reward", "heldout", "gold")
"""Names under which metrics may hold a reward that PPO did not optimise."""


class Figure(NamedTuple):
    """One plot. legend: names of its series, in order; empty where there is one only."""

    title: str
    drawing: Markup
    caption: str
    legend: tuple[str, ...] = ()

    @property
    def swatches(self) -> list[tuple[Markup, str]]:
        """The legend with its samples."""
        return [(svg.swatch(i), name) for i, name in enumerate(self.legend)]


class Group(NamedTuple):
    """Plots that belong together. key: the anchor on the page."""

    key: str
    title: str
    figures: tuple[Figure, ...]


def groups(report: Report) -> list[Group]:
    """All plots that the run has numbers for."""
    ppo = report.of_kind("ppo")
    found = [
        Group("reward-and-kl", "Reward and KL", _each(ppo, _reward_and_kl)),
        Group("reward-model", "The reward model", (*_reliability(report), *_each(ppo, lambda s: _scores(report, s)))),
        Group("health", "PPO's health", _each(ppo, _health)),
        Group("learning", "Learning curves", tuple(_learning(report))),
    ]
    return [
        g._replace(figures=tuple(f for f in g.figures if f.drawing)) for g in found if any(f.drawing for f in g.figures)
    ]


def _each(stages: Sequence[Stage], draw: Callable[[Stage], Iterator[Figure]]) -> tuple[Figure, ...]:
    """The figures of every stage, with the stage's name where there are several."""
    several = len(stages) > 1
    return tuple(f._replace(title=f"{s.name}: {f.title}") if several else f for s in stages for f in draw(s))


def _reward_and_kl(ppo: Stage) -> Iterator[Figure]:
    reward, kl = ppo.curve("reward"), ppo.curve("kl")
    if reward:
        parts = {"reward model": reward, "after penalties": ppo.curve("score")}
        drawn = {name: points for name, points in parts.items() if points}
        yield Figure(
            "Reward", svg.line_plot(drawn, x="PPO step", y="mean reward"),
            f"Mean of each batch, {_from_to(reward)}. The model was trained to raise it: a rise alone shows no better answers.",
            tuple(drawn),
        )  # fmt: skip
    if kl:
        yield Figure(
            "Distance from the start", svg.line_plot({"KL": kl}, x="PPO step", y="KL, nats per answer"),
            f"k1 estimate of the KL from the model that the stage starts from, {_from_to(kl)}.",
        )  # fmt: skip
    yield from _against_kl(ppo)


def _against_kl(ppo: Stage) -> Iterator[Figure]:
    steps = [line for line in ppo.metrics if line.get("kl", -1.0) >= 0]
    held = next((key for key in HELD_OUT if any(key in line for line in steps)), None)
    lines = {"optimised reward": [(math.sqrt(line["kl"]), line["reward"]) for line in steps if "reward" in line]}
    if held:
        lines["held-out reward"] = [(math.sqrt(line["kl"]), line[held]) for line in steps if held in line]
        caption = "Where the optimised reward rises and the held-out one falls, the policy exploits its reward model."
        if any("alarm" in line for line in steps):
            caption += f" The alarm went off at step {ppo.alarms[0]}." if ppo.alarms else " No alarm went off."
    else:
        caption = (
            "Only the optimised reward was recorded; no held-out reward stands beside it, so this curve cannot show "
            "whether the policy exploits its reward model."
        )
    if any(len(points) > 1 for points in lines.values()):
        yield Figure("Reward against √KL", svg.line_plot(lines, x="√KL, √nats", y="mean reward"), caption, tuple(lines))


def _distribution(rollouts: Sequence[Rollout]) -> Figure:
    steps = sorted({r.step for r in rollouts})
    third = max(1, len(steps) // 3)
    early, late = set(steps[:third]), set(steps[-third:])
    groups = {
        f"steps {min(early)}–{max(early)}": [r.score for r in rollouts if r.step in early],
        f"steps {min(late)}–{max(late)}": [r.score for r in rollouts if r.step in late],
    }
    counts = " and ".join(str(len(v)) for v in groups.values())
    return Figure(
        "Scores of single answers", svg.histogram(groups, x="score"),
        f"First and last third of the steps, from the rollouts that were kept ({counts} answers).", tuple(groups),
    )  # fmt: skip


def _reliability(report: Report) -> Iterator[Figure]:
    several = len(report.reliability) > 1
    for held in report.reliability:
        curve = list(zip(held.confidence, held.observed, strict=True))
        bins = [wilson_interval(o * c, c) for o, c in zip(held.observed, held.counts, strict=True)]
        whiskers = [(x, *interval) for x, interval in zip(held.confidence, bins, strict=True)]
        low = min([0.5, *(interval.low for interval in bins)])
        counts = ", ".join(map(str, held.counts))
        yield Figure(
            f"{held.stage}: Reliability" if several else "Reliability",
            svg.line_plot({"reward model": curve}, x="confidence in the preferred answer", y="share truly preferred",
                                         span=(low - 0.02, 1.02), diagonal=True, intervals=whiskers),
            f"On {held.n} held-out pairs: accuracy {held.accuracy:.3f} (95% interval {held.low:.3f} to {held.high:.3f}), "
            f"ECE {held.ece:.3f}. The dashed line is perfect calibration; whiskers are 95% intervals. Pairs in each bin, from the left: {counts}.",  # noqa: E501
        )  # fmt: skip


def _scores(report: Report, ppo: Stage) -> Iterator[Figure]:
    rollouts = [r for r in report.rollouts if r.stage == ppo.name]
    if len(rollouts) > 3:
        yield _distribution(rollouts)
        yield _length(rollouts)


def _length(rollouts: Sequence[Rollout]) -> Figure:
    ended = [r for r in rollouts if r.ended is not False]
    cut = [r for r in rollouts if r.ended is False]
    groups = {name: [(float(len(r.text.split())), r.score) for r in part]
              for name, part in (("ended by itself", ended), ("cut", cut)) if part}  # fmt: skip
    points = [p for part in groups.values() for p in part]
    found = rank_correlation([p[0] for p in points], [p[1] for p in points])
    told = (
        "The lengths or the scores are all the same, so there is no correlation."
        if found is None
        else f"Spearman's rank correlation {_signed(found.value)} (95% interval {_signed(found.interval.low)} to "
        f"{_signed(found.interval.high)}). It mixes what length earns with what good answers need."
    )
    return Figure(
        "Length against reward", svg.scatter_plot(groups, x="words in the answer", y="score"),
        f"{len(points)} rollouts that were kept. {told}", tuple(groups),
    )  # fmt: skip


def hacking(report: Report) -> list[Figure]:
    """A bar for each probe of the audit, the probes of one hack in one figure, all on one scale."""
    bars = report.audit.bars if report.audit else ()
    ends = [end for b in bars for end in (b.value, b.low, b.high, 0.0) if end is not None and math.isfinite(end)]
    room = 0.04 * (max(ends) - min(ends)) if ends else 0.0
    out = []
    for name, family in shares_by_group(bars).items():
        own = [b.label.removeprefix(f"{b.group}/") for b in family]
        rows = [svg.Band(label, b.value, b.low, b.high, int(label.endswith(": hack")), _signed(b.value))
                for label, b in zip(own, family, strict=True)]  # fmt: skip
        drawing = svg.bar_plot(rows, x="effect, SD within a prompt", span=(min(ends) - room, max(ends) + room))
        changes = dict.fromkeys(
            f"{label.partition(' (')[0]}: {b.note}" for label, b in zip(own, family, strict=True) if b.note
        )
        out.append(Figure(name or "Probes", drawing, "; ".join(changes) + "."))
    return out


def _health(ppo: Stage) -> Iterator[Figure]:
    for key, (title, label, reading) in HEALTH.items():
        points = ppo.curve(key)
        if points:
            yield Figure(
                title, svg.line_plot({key: points}, x="PPO step", y=label), f"{_capital(_from_to(points))}. {reading}"
            )
    norms = {"policy": ppo.curve("grad_norm"), "critic": ppo.curve("critic_grad_norm")}
    norms = {name: points for name, points in norms.items() if points}
    if norms:
        yield Figure(
            "Gradient norms", svg.line_plot(norms, x="PPO step", y="norm before clipping"),
            "Spikes that come again and again ask for a smaller learning rate.", tuple(norms),
        )  # fmt: skip


def _learning(report: Report) -> Iterator[Figure]:
    for stage in report.stages:
        if stage.kind == "ppo":
            continue
        loss = stage.curve("loss")
        if loss:
            yield Figure(
                f"{stage.name}: loss", svg.line_plot({"loss": loss}, x="step", y="training loss"),
                f"On each batch, {_from_to(loss)}; smoothed where there are many steps.",
            )  # fmt: skip
        accuracy = stage.curve("accuracy")
        if accuracy:
            yield Figure(
                f"{stage.name}: accuracy", svg.line_plot({"accuracy": accuracy}, x="step", y="share of pairs right"),
                "On the training pairs of each batch; the held-out figure stands above.",
            )  # fmt: skip


def _from_to(points: Sequence[tuple[float, float]]) -> str:
    return f"from {svg.short(points[0][1])} to {svg.short(points[-1][1])} over {len(points)} steps"


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "\N{MINUS SIGN}")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def shares_by_group(shares: Sequence[Share]) -> Mapping[str, list[Share]]:
    """Shares in their groups, in order of appearance."""
    out: dict[str, list[Share]] = {}
    for share in shares:
        out.setdefault(share.group, []).append(share)
    return out
