"""`heelwork collect ...`: people label answers in the browser; what they said, in figures and files."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from heelwork.commands.collect_data import export, import_, prioritise, stats
from heelwork.commands.collect_serve import serve


class ServesByDefault(TyperGroup):
    """A group whose first argument may be left out: without a command's name it serves."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the default command before arguments that name none."""
        if not args or (args[0] not in self.commands and args[0] != "--help"):
            args = ["serve", *args]
        return super().parse_args(ctx, args)


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
