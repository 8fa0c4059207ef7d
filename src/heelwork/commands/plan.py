"""`heelwork plan`: what a recipe will take, before it is run."""

from __future__ import annotations

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(plan)


def plan(
    arguments: Annotated[
        list[str] | None,
        typer.Argument(metavar="[RECIPE] [key=value ...]", help="As for `heelwork run`; no recipe = the starter."),
    ] = None,
    device: Annotated[str, typer.Option(help="cpu (this machine), h100, h200, b200, a100, a100-40, l40s, ...")] = "cpu",
    devices: Annotated[int, typer.Option(min=1, max=4096, help="How many of them.")] = 1,
    shape: Annotated[str | None, typer.Option(help="Plan for a model of this shape instead, for example 7B.")] = None,
    tflops: Annotated[
        float | None, typer.Option(min=0.001, help="What one device reaches in products; none = its data sheet.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Memory per device, tokens and hours of a recipe, and what to change if it does not fit."""
    import json
    import tempfile
    from pathlib import Path

    from heelwork.commands.arguments import recipe_values
    from heelwork.planning import hardware, recipe, shapes
    from heelwork.planning.plan import plan as make_plan
    from heelwork.planning.table import plan_json, plan_text
    from heelwork.starter.sources import materialise

    values = recipe_values(arguments or [], None, default="starter")
    with tempfile.TemporaryDirectory() as folder:
        values = materialise(values, Path(folder))
        facts = recipe.stage_facts(values)
    model = shapes.preset(shape) if shape else recipe.shape_of(str(values.get("base", "wolf")))
    made = make_plan(model, facts, hardware.device(device, tflops), devices)
    typer.echo(json.dumps(plan_json(model, made), indent=2) if as_json else plan_text(model, made))
