"""A plan as a table for people and as JSON for programs."""

from __future__ import annotations

from typing import Any

from heelwork.planning.memory import Load
from heelwork.planning.plan import Plan
from heelwork.planning.shapes import ModelShape

GIB = 2**30


def plan_text(shape: ModelShape, plan: Plan) -> str:
    """Memory, tokens and time of each stage, and the advice."""
    device = plan.device
    lines = [
        f"{shape.parameters / 1e6:,.1f} M parameters on {plan.devices} x {device.name} "
        f"({device.memory / GIB:.0f} GiB, {device.flops / 1e12:.3g} Tflop/s each)",
        "",
        f"{'GiB per device':<16}" + "".join(f"{stage.name:>10}" for stage in plan.stages),
    ]
    for part in (*Load._fields, "total"):
        lines.append(f"{part:<16}" + "".join(f"{getattr(s.load, part) / GIB:>10.2f}" for s in plan.stages))
    lines += ["", f"{'tokens':<16}" + "".join(f"{_short(s.tokens):>10}" for s in plan.stages)]
    kinds = list(dict.fromkeys(kind for stage in plan.stages for kind in stage.seconds))
    for kind in kinds:
        lines.append(f"{kind:<16}" + "".join(f"{_time(s.seconds.get(kind)):>10}" for s in plan.stages))
    lines.append(f"{'time':<16}" + "".join(f"{_time(sum(s.seconds.values())):>10}" for s in plan.stages))
    whole = sum(sum(s.seconds.values()) for s in plan.stages)
    lines += ["", f"whole run: about {_time(whole)}, as a rule within a factor of two"]
    verdict = "fits" if plan.fits else "does not fit"
    lines.append(f"{verdict}: {plan.limit / GIB:.1f} of {device.memory / GIB:.1f} GiB are counted on")
    return "\n".join([*lines, *plan.advice])


def plan_json(shape: ModelShape, plan: Plan) -> dict[str, Any]:
    """The same figures: bytes, tokens, seconds."""
    return {
        "parameters": shape.parameters,
        "device": plan.device._asdict(),
        "devices": plan.devices,
        "fits": plan.fits,
        "stages": {
            s.name: {"bytes": {**s.load._asdict(), "total": s.load.total}, "tokens": s.tokens, "seconds": s.seconds}
            for s in plan.stages
        },
        "advice": plan.advice,
    }


def _short(number: float) -> str:
    for limit, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= limit:
            return f"{number / limit:.3g} {unit}"
    return f"{number:.3g}"


def _time(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    if seconds >= 5400:
        return f"{seconds / 3600:.1f} h"
    return f"{seconds / 60:.1f} min" if seconds >= 90 else f"{seconds:.1f} s"
