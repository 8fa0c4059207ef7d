"""`heelwork reward`: train a reward model from rankings, or average the weights of several."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from heelwork.commands.groups import DefaultCommand


class _TrainFirst(DefaultCommand):
    """`heelwork reward ...` is `heelwork reward train ...`."""

    default = "train"


reward = typer.Typer(
    cls=_TrainFirst, rich_markup_mode=None,
    help="A reward model from rankings: heelwork reward [RECIPE] [key=value ...], or heelwork reward average.",
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(reward, name="reward")


@reward.command("average")
def average(
    models: Annotated[list[str], typer.Argument(help="Two or more reward models that were trained from one start.")],
    out: Annotated[Path, typer.Option(help="The directory of the averaged model.")] = Path("runs/reward-average/model"),
) -> None:
    """One reward model of averaged weights (WARM): about as robust as an ensemble, at the cost of one."""
    from heelwork.stages.average import run

    result = run(models, out)
    typer.echo(f"model:    {result.model}\naveraged: {result.averaged}")
