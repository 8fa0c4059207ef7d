"""`heelwork audit`: a reward model's hacks, and how far a policy can be pushed before the truth falls."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from heelwork.commands.groups import DefaultCommand


class _ModelFirst(DefaultCommand):
    """`heelwork audit MODEL` is `heelwork audit model MODEL`."""

    default, bare = "model", False


audit = typer.Typer(
    cls=_ModelFirst, no_args_is_help=True, rich_markup_mode=None,
    help="Find reward hacking: heelwork audit REWARD_MODEL [options], or heelwork audit overoptimise.",
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(audit, name="audit")


@audit.command("model")
def model(
    reward_model: Annotated[str, typer.Argument(help="A reward model's directory or hub id.")],
    data: Annotated[list[str] | None, typer.Option(help="Rankings or pairs whose answers are probed too.")] = None,
    policy: Annotated[str | None, typer.Option(help="A policy whose own answers are probed too.")] = None,
    out: Annotated[Path, typer.Option(help="Where audit.json and audit.md go.")] = Path("runs/audit"),
    limit: Annotated[int, typer.Option(min=0, help="At most this many rankings of each source; 0 = all.")] = 200,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same audit.")] = 0,
    settings: Annotated[list[str] | None, typer.Option("--set", help="Further settings, key=value.")] = None,
) -> None:
    """Probe a reward model for length, overconfidence, flattery, repetition and style."""
    from heelwork.config import build, merge, parse_overrides
    from heelwork.stages.audit import AuditSettings, run
    from heelwork.starter.sources import materialise

    values: dict[str, Any] = {
        "reward_model": reward_model, "data": data or [], "policy": policy, "out": str(out), "limit": limit, "seed": seed,
    }  # fmt: skip
    values = merge(values, parse_overrides(settings or []))
    values = materialise(values, Path(str(values["out"])) / "data")
    result = run(build(AuditSettings, values, source="heelwork audit"))
    typer.echo(f"flagged: {result.flagged}\npage:    {result.page}\ndata:    {result.json}")


@audit.command("overoptimise")
def overoptimise(
    arguments: Annotated[list[str] | None, typer.Argument(help="Settings, key=value.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where overoptimise.json, .md and .png go.")] = None,
) -> None:
    """Push a policy along its reward model by best-of-n and PPO, and see where a gold reward turns."""
    from heelwork.audit.overoptimise import sentence
    from heelwork.commands.arguments import recipe_values
    from heelwork.config import build
    from heelwork.stages.overoptimise import OveroptimiseSettings, run
    from heelwork.starter.sources import materialise

    values = recipe_values(arguments or [], out, None)
    values = materialise(
        values, Path(str(values.get("out", OveroptimiseSettings.model_fields["out"].default))) / "data"
    )
    result = run(build(OveroptimiseSettings, values, source="heelwork audit overoptimise"))
    typer.echo("\n".join([*map(sentence, result.curves), f"page: {result.page}", f"data: {result.json}"]))
