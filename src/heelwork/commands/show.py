"""`heelwork report` and `watch`: a run as a page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Run = Annotated[Path, typer.Argument(help="A run directory, as heelwork run --out makes it, or that of one stage.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (report, watch):
        app.command()(command)


def report(
    run: Run,
    out: Annotated[Path | None, typer.Option("--out", help="The page's file; none = report.html in the run.")] = None,
) -> None:
    """One self-contained HTML page of a run; beside it the same as JSON and a Markdown model card."""
    from heelwork.report.page import write_report

    written = write_report(run, out)
    typer.echo(f"page:       {written.page}\nJSON:       {written.data}\nmodel card: {written.card}")


def watch(
    run: Run,
    port: Annotated[int, typer.Option(min=0, max=65535, help="On this machine alone; 0 = any free one.")] = 8585,
) -> None:
    """The same page live, while the run goes on. Ctrl-C ends."""
    from heelwork.report.watch import Server, Watched

    server = Server(Watched(run), port)
    if not run.is_dir():
        typer.echo(f"{run} is not there yet; the page fills when a run writes to it", err=True)
    typer.echo(f"{run}: {server.address}  (this machine alone; Ctrl-C ends)")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        typer.echo("stopped watching; the run is not touched by this")
    finally:
        server.server_close()
