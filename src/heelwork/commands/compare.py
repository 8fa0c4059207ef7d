"""`heelwork compare`: is this model better than that one?"""

from __future__ import annotations

import shlex
import shutil
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from heelwork.errors import ConfigError

if TYPE_CHECKING:
    from heelwork.stages.compare import CompareResult


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(compare)


def compare(
    models: Annotated[
        list[str], typer.Argument(metavar="[NAME=]MODEL", help="Directories, hub ids or wolf; the earliest first.")
    ],
    prompts: Annotated[
        list[str] | None, typer.Option("--prompts", help="Files of prompts; none = the starter's twelve.")
    ] = None,
    judge: Annotated[
        str | None,
        typer.Option(
            help="reward:DIR, local:MODEL, openai:MODEL, anthropic:MODEL, length, recorded:FILE, or people; none = no verdict."
        ),
    ] = None,
    samples: Annotated[int, typer.Option(min=1, help="Answers of every model to each prompt.")] = 1,
    out: Annotated[Path, typer.Option(help="Where the findings go.")] = Path("runs/compare"),
    limit: Annotated[int, typer.Option(min=0, help="At most this many prompts of each file; 0 = all.")] = 0,
    temperature: Annotated[float, typer.Option(min=0, help="0 = the most likely token each time.")] = 0.7,
    max_new_tokens: Annotated[int, typer.Option(min=1, help="Longest answer in tokens.")] = 128,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same findings.")] = 0,
    base_url: Annotated[str, typer.Option(help="The server of a judge behind an endpoint; none = the vendor's.")] = "",
    key_env: Annotated[str, typer.Option(help="The environment variable that holds its key.")] = "",
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="Further settings, key=value: see compare in docs/settings.md.")
    ] = None,
) -> None:
    """Which model is better: the same seeded prompts, every pair judged in both orders, paired statistics."""
    from heelwork.config import build, merge, parse_overrides
    from heelwork.errors import Interrupted
    from heelwork.stages.compare import CompareSettings, run
    from heelwork.starter.sources import materialise

    named = names(models)
    given: dict[str, Any] = {
        "data": prompts or ["starter:showcase"], "judge": judge, "samples": samples, "limit": limit, "temperature": temperature,
        "max_new_tokens": max_new_tokens, "seed": seed, "endpoint": {"base_url": base_url, "key_env": key_env},
    }  # fmt: skip
    values = materialise(merge(given, parse_overrides(settings or [])), out / "data")
    try:
        result = run(build(CompareSettings, values, source="heelwork compare"), named, out)
    except KeyboardInterrupt:
        raise Interrupted(f"stopped; finished answers are kept in {out}: the same command goes on from there") from None
    _tell(result, len(named))


def names(models: Sequence[str]) -> dict[str, str]:
    """Name -> model. A name is what stands before "=", else the directory's own (its parent's where it is called model).

    Raises ConfigError where there are fewer than two, or two of one name.
    """
    if len(models) < 2:
        raise ConfigError(
            f"{len(models)} model to compare; give two or more, for example: "
            "heelwork compare base=wolf PPO=runs/starter/ppo/model"
        )
    out: dict[str, str] = {}
    for given in models:
        name, equals, model = given.partition("=")
        if not equals or "/" in name or not name.strip():
            name, model = _name(given), given
        name = name.strip()
        if name in out:
            raise ConfigError(
                f"two models are called '{name}' ({out[name]}, {model}); name them apart, for example {name}-2={model}"
            )
        out[name] = model
    return out


def _name(model: str) -> str:
    path = Path(model)
    return path.parent.name if path.name == "model" and path.parent.name else path.name or model


def _tell(result: CompareResult, models: int) -> None:
    for sentence in (*(f"mind: {warning}" for warning in result.warnings), *result.findings):
        width = min(100, shutil.get_terminal_size().columns)
        typer.echo(textwrap.fill(sentence, width, subsequent_indent="  ") if sys.stdout.isatty() else sentence)
    if result.items is not None:
        typer.echo(
            f"items to rank:    {result.items}\n"
            f"to rank them:     heelwork collect {shlex.quote(str(result.items))} --k {models}\n"
            "to read them:     the same command with --judge recorded:FILE, FILE being the store that it names"
        )
    elif not result.findings:
        typer.echo("nobody judged the answers; name a judge with --judge")
    typer.echo(f"findings:         {result.page}\ndata:             {result.json}\nbefore and after: {result.table}")
