"""`heelwork constitution ...`: principles checked, answers revised, pairs labelled, judges examined, principles found."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

constitution = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Constitutional AI: check a constitution, revise answers under it, label pairs with a judge that is fit for it.",
)

Model = Annotated[str, typer.Argument(help="A model directory, a hub id, wolf, openai:MODEL or anthropic:MODEL.")]
File = Annotated[
    Path | None, typer.Option("--constitution", help="A constitution's YAML; without it, the default one.")
]
Out = Annotated[Path, typer.Option("--out", help="The directory to write to; it also keeps every reply of the models.")]
BaseUrl = Annotated[str, typer.Option("--base-url", help="Address of the endpoint, if not the vendor's own.")]
KeyEnv = Annotated[str, typer.Option("--key-env", help="Name of the environment variable with the key.")]
More = Annotated[
    list[str] | None, typer.Argument(metavar="[key=value ...]", help="Further settings, see docs/settings.md.")
]
Limit = Annotated[int, typer.Option("--limit", min=0, help="At most this many of each source; 0 = all.")]


def register(app: typer.Typer) -> None:
    """Add the group to the command line."""
    app.add_typer(constitution, name="constitution")


@constitution.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="A constitution's YAML file; none = the default.")] = None,
) -> None:
    """Validate a constitution; name principles that contradict each other or that nothing can test."""
    from heelwork.constitution.check import problems
    from heelwork.constitution.principles import load

    made = load(file)
    found = problems(made)
    for problem in found:
        typer.echo(f"{problem.kind}: {', '.join(problem.principles)}: {problem.text}")
    fatal = sum(p.fatal for p in found)
    cases = sum(len(p.gold) for p in made.principles)
    typer.echo(f"{made.name}: {len(made.principles)} principles, {cases} gold cases, content hash {made.digest}: "
               + (f"{fatal} to mend" if fatal else f"fit for use, {len(found)} remarks" if found else "fit for use"))  # fmt: skip
    if fatal:
        raise typer.Exit(2)


@constitution.command()
def show(
    file: Annotated[Path | None, typer.Argument(help="A constitution's YAML file; none = the default.")] = None,
) -> None:
    """Print a constitution's principles."""
    from heelwork.constitution.principles import load

    made = load(file)
    typer.echo(f"{made.name} (content hash {made.digest})")
    for p in sorted(made.principles, key=lambda p: p.tier):
        typer.echo(
            f"\n{p.id}  [tier {p.tier}, {p.polarity}, {len(p.gold)} gold cases]\n  {p.principle}\n  Why: {p.reason}"
        )


@constitution.command()
def revise(
    model: Model,
    prompts: Annotated[list[str], typer.Option("--prompts", help="Prompts; may be given more than once.")],
    out: Out,
    critic: Annotated[str | None, typer.Option(help="Who criticises and revises; none = the same model.")] = None,
    judge: Annotated[str | None, typer.Option(help="Who must prefer a revision; none = all are taken.")] = None,
    file: File = None,
    rounds: Annotated[int, typer.Option(min=1, help="Critiques and revisions of each answer.")] = 4,
    shots: Annotated[int, typer.Option(min=0, help="Worked examples shown first; 0 for a trained critic.")] = 3,
    helpful: Annotated[list[str] | None, typer.Option(help="Helpful demonstrations to mix in.")] = None,
    seed: Annotated[int, typer.Option(min=0)] = 0,
    limit: Limit = 0,
    base_url: BaseUrl = "",
    key_env: KeyEnv = "",
    more: More = None,
) -> None:
    """Phase 1: answers criticised and revised under a random principle each round, for `heelwork sft` to learn from."""
    from heelwork.stages import constitutional as stage

    given = _settings(
        {"model": model, "data": prompts, "out": str(out), "critic": critic, "judge": judge, "helpful": helpful or [],
         "limit": limit, "constitution": None if file is None else str(file),
         "endpoint": {"base_url": base_url, "key_env": key_env},
         "revision": {"rounds": rounds, "shots": shots, "seed": seed}}, more)  # fmt: skip
    result = _going_on(lambda: stage.revise(_build(stage.ReviseSettings, given, "heelwork constitution revise")), out)
    typer.echo(f"{result.changed} of {result.answers} answers changed: {result.demonstrations}\n"
               f"next: heelwork sft model=... data='[{result.demonstrations}]'")  # fmt: skip


@constitution.command()
def label(
    out: Out,
    judge: Annotated[str, typer.Option(help="Who compares: like MODEL.")],
    model: Annotated[str | None, typer.Option(help="Whose answers are drawn and compared.")] = None,
    prompts: Annotated[list[str] | None, typer.Option("--prompts", help="Prompts to answer.")] = None,
    pairs: Annotated[list[str] | None, typer.Option("--pairs", help="Ready-made pairs instead of a model's.")] = None,
    human: Annotated[list[str] | None, typer.Option("--human", help="Held-out human preferences for the gate.")] = None,
    file: File = None,
    mode: Annotated[str, typer.Option(help="choice, reasoned (chain of thought), or rating (1 to 10).")] = "choice",
    principles: Annotated[str, typer.Option(help="random = one for each pair; all = the mean over all.")] = "random",
    override_gate: Annotated[str | None, typer.Option(help="A reason to use a judge below the bar.")] = None,
    seed: Annotated[int, typer.Option(min=0)] = 0,
    limit: Limit = 0,
    base_url: BaseUrl = "",
    key_env: KeyEnv = "",
    more: More = None,
) -> None:
    """Phase 2: pairs labelled by a judge that has passed the gate, as soft preferences for `heelwork reward`."""
    from heelwork.stages import constitutional as stage

    given = _settings(
        {"model": model, "data": prompts or [], "pairs_data": pairs or [], "judge": judge, "out": str(out),
         "human": human or [], "constitution": None if file is None else str(file), "limit": limit,
         "endpoint": {"base_url": base_url, "key_env": key_env}, "override_gate": override_gate, "pairs": {"seed": seed},
         "judging": {"mode": mode, "pick": principles, "seed": seed}}, more)  # fmt: skip
    result = _going_on(lambda: stage.label(_build(stage.LabelSettings, given, "heelwork constitution label")), out)
    m = result.meter
    typer.echo(f"{result.made} labels, {result.abstentions} abstentions, {result.position_flips} turn with the order: "
               f"{result.labels}\n{_speed(m)}")  # fmt: skip


@constitution.command()
def gate(
    judge: Model,
    out: Out,
    human: Annotated[list[str] | None, typer.Option("--human", help="Held-out human preferences.")] = None,
    file: File = None,
    mode: Annotated[str, typer.Option(help="choice, reasoned or rating.")] = "choice",
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most this many human pairs of each source.")] = 200,
    base_url: BaseUrl = "",
    key_env: KeyEnv = "",
    more: More = None,
) -> None:
    """Examine a judge on the gold cases and on human preferences; exit status 2 where it is below the bar."""
    from heelwork.constitution.gate import require
    from heelwork.stages import constitutional as stage

    values = _settings({"judge": judge, "out": str(out), "human": human or [], "human_limit": limit,
                        "constitution": None if file is None else str(file), "judging": {"mode": mode},
                        "endpoint": {"base_url": base_url, "key_env": key_env}}, more)  # fmt: skip
    settings = _build(stage.LabelSettings, values, "heelwork constitution gate")
    report = _going_on(lambda: stage.examine(settings), out)
    for name, share in (("gold cases right", report.gold), ("human preferences met", report.human),
                        ("turn with the order", report.position_flips), ("turn with the principle", report.principle_flips),
                        ("abstentions", report.abstentions)):  # fmt: skip
        shown = (
            "not measured"
            if share is None
            else f"{share.value:6.1%}  ({share.interval.low:.1%} to {share.interval.high:.1%}, n = {share.n})"
        )
        typer.echo(f"{name + ':':<26}{shown}")
    for name, value in (
        ("correlation with length:", report.length_correlation),
        ("errs towards length:", report.length_bias),
    ):
        typer.echo(f"{name:<26}" + ("not measured" if value is None else f"{value:+.2f}"))
    require(report)
    typer.echo("passed")


@constitution.command()
def induce(
    data: Annotated[list[str], typer.Argument(help="Preferences: prompt + chosen + rejected, or rankings.")],
    judge: Annotated[str, typer.Option(help="Who judges under each candidate: a model as for label.")],
    out: Out,
    file: Annotated[
        Path | None, typer.Option("--constitution", help="Score its principles instead of the built-in candidates.")
    ] = None,
    propose: Annotated[int, typer.Option(min=0, help="Have the judge propose so many candidates as well.")] = 0,
    limit: Limit = 0,
    base_url: BaseUrl = "",
    key_env: KeyEnv = "",
) -> None:
    """Which principles do preferences seem to follow? Each candidate is scored by the choices that it reconstructs."""
    from heelwork.constitution.principles import load
    from heelwork.stages import constitutional as stage

    endpoint = _build(stage.ModelSettings, {"base_url": base_url, "key_env": key_env}, "heelwork constitution induce")
    chosen = None if file is None else load(file)
    found = _going_on(lambda: stage.find_principles(data, judge, out, chosen, propose, limit, endpoint), out)
    for f in found.found:
        typer.echo(
            f"{f.accuracy:6.1%}  ({f.interval.low:.1%} to {f.interval.high:.1%})  {f.verdict:<9} {f.question.comparison}"
        )
    typer.echo(f"together, {', '.join(found.chosen) or 'none'}: {found.together:.1%}\nreport: {out / 'principles.md'}")


def _settings(values: dict[str, Any], more: list[str] | None) -> dict[str, Any]:
    """The values and the settings beside them, with the starter's data as files in the directory."""
    from heelwork.config import merge, parse_overrides
    from heelwork.starter.sources import materialise

    merged = merge(values, parse_overrides(more or []))
    return materialise(merged, Path(merged["out"]) / "data")


def _build(kind: Any, values: dict[str, Any], source: str) -> Any:
    from heelwork.config import build

    return build(kind, values, source=source)


def _going_on(work: Any, out: Path) -> Any:
    """Run; on Ctrl-C say that nothing is lost."""
    from heelwork.errors import Interrupted

    try:
        return work()
    except KeyboardInterrupt:
        raise Interrupted(
            f"stopped; every reply so far is kept in {out}: the same command goes on from there"
        ) from None


def _speed(meter: dict[str, Any]) -> str:
    cost = f", {meter['cost_usd']:.4f} USD, {meter['cost_per_day_usd']:.2f} USD a day" if "cost_usd" in meter else ""
    problems = "".join(f", {count} x {name}" for name, count in meter["problems"].items())
    return (f"{meter['calls']} calls, {meter['from_cache']} from the cache{problems}; {meter['labels_per_s']:.1f} labels/s, "
            f"{meter['labels_per_day']:,} a day{cost}")  # fmt: skip
