"""`heelwork generate`, `score` and `chat`: trained models at work."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (generate, score, chat):
        app.command()(command)


def generate(
    model: Annotated[str, typer.Argument(help="A model directory, a hub id, or wolf.")],
    prompts: Annotated[Path, typer.Option(help='JSON lines with "prompt": text or messages.')],
    out: Annotated[Path, typer.Option(help="Where the answers go, one line for each prompt.")],
    temperature: Annotated[float, typer.Option(min=0, help="0 = the most likely token each time.")] = 0.7,
    top_p: Annotated[float, typer.Option(min=0.0, max=1, help="Nucleus sampling; 1 = all tokens.")] = 1.0,
    max_new_tokens: Annotated[int, typer.Option(min=1, help="Longest answer in tokens.")] = 128,
    seed: Annotated[int, typer.Option(help="The same seed gives the same answers.")] = 0,
) -> None:
    """Answer a file of prompts."""
    from heelwork.inference import generate_file

    count = generate_file(
        model, prompts, out, temperature=temperature, top_p=top_p, max_new_tokens=max_new_tokens, seed=seed
    )
    typer.echo(f"{count} answers: {out}")


def score(
    reward_model: Annotated[str, typer.Argument(help="A reward model's directory or hub id.")],
    data: Annotated[Path, typer.Option(help="Lines of prompt + completion, or of chosen + rejected.")],
    out: Annotated[Path, typer.Option(help="Where the scored lines go.")],
) -> None:
    """Score answers or preference pairs; for pairs the last line is JSON with accuracy, interval and n."""
    import json

    from heelwork.inference import score_file

    summary = score_file(reward_model, data, out)
    typer.echo(f"scores: {out}")
    if summary is not None:
        typer.echo(json.dumps(summary))


def chat(
    model: Annotated[str, typer.Argument(help="A model directory, a hub id, or wolf.")],
    temperature: Annotated[float, typer.Option(min=0)] = 0.7,
    max_new_tokens: Annotated[int, typer.Option(min=1)] = 256,
    seed: Annotated[int, typer.Option()] = 0,
) -> None:
    """Talk to a model. /new starts over, /quit (or Ctrl-D) ends."""
    from heelwork.inference import converse

    converse(model, temperature=temperature, max_new_tokens=max_new_tokens, seed=seed)
