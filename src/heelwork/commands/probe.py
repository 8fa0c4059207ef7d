"""`heelwork probe`: behaviour suites for models, public suites from local files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(probe)


def probe(
    models: Annotated[list[str], typer.Argument(help="Model directories, hub ids, or wolf; NAME=PATH names one.")],
    suite: Annotated[
        list[str] | None, typer.Option(help="A suite by name or file, a public one as KIND:FILE; none = all own.")
    ] = None,
    judge: Annotated[
        str | None, typer.Option(help="Who answers judge questions: local:MODEL, openai:MODEL, ...")
    ] = None,
    out: Annotated[Path, typer.Option(help="Where probes.json, probes.jsonl and probes.md go.")] = Path("runs/probes"),
    samples: Annotated[int, typer.Option(min=1, help="Answers to each probe.")] = 1,
    limit: Annotated[int, typer.Option(min=0, help="At most this many probes of each suite; 0 = all.")] = 0,
    temperature: Annotated[float, typer.Option(min=0, help="0 = the most likely token each time.")] = 0.7,
    max_new_tokens: Annotated[int, typer.Option(min=1, help="Longest answer in tokens.")] = 128,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same answers.")] = 0,
) -> None:
    """Probe how models behave: harmful asks, over-refusal, consciousness, essays, facts, flattery, overconfidence."""
    from heelwork.config import build
    from heelwork.stages.probe import ProbeSettings, run

    values: dict[str, Any] = {
        "models": models, "suites": suite or [], "judge": judge, "out": str(out), "samples": samples, "limit": limit,
        "temperature": temperature, "max_new_tokens": max_new_tokens, "seed": seed,
    }  # fmt: skip
    result = run(build(ProbeSettings, values, source="heelwork probe"))
    typer.echo(f"page:    {result.page}\ndata:    {result.json}\nanswers: {result.json.with_suffix('.jsonl')}")
