"""`heelwork collect ...`: people label answers in the browser; what they said, in figures and files."""

from __future__ import annotations

import typer

from heelwork.commands.collect_data import export, import_, prioritise, stats
from heelwork.commands.collect_serve import serve
from heelwork.commands.groups import DefaultCommand


class ServesByDefault(DefaultCommand):
    """Without a command's name it serves."""

    default = "serve"


collect = typer.Typer(
    cls=ServesByDefault,
    rich_markup_mode=None,
    help="Collect human preferences in the browser: heelwork collect [MODEL | RUN | FILE] --prompts FILE. "
    "All its options: heelwork collect serve --help.",
)


def register(app: typer.Typer) -> None:
    """Add the group to the command line."""
    app.add_typer(collect, name="collect")


collect.command()(serve)
collect.command()(stats)
collect.command()(export)
collect.command("import")(import_)
collect.command()(prioritise)
