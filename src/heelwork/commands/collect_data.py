"""`heelwork collect stats | export | import | prioritise`: what a store holds, in figures and in files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from heelwork.collect.agreement import Coefficient
    from heelwork.collect.quality import Annotator, Report
    from heelwork.collect.store import Store

Database = Annotated[str, typer.Option("--database", help="The store: an SQLite file, or postgresql+psycopg://…")]
DEFAULT = "collect.db"


def stats(
    database: Database = DEFAULT,
    as_json: Annotated[bool, typer.Option("--json", help="All figures as one JSON object.")] = False,
    exclude_suspects: Annotated[
        bool, typer.Option("--exclude-suspects", help="Exclude whom the gold items show not to read, with the reason.")
    ] = False,
) -> None:
    """How far the work is and how good: agreement, gold items, time, bias, who looks as if they did not read."""
    from heelwork.collect.quality import report, suspects

    store = existing(database)
    if exclude_suspects:
        for person, reason in suspects(store):
            store.people.exclude(person.id, reason)
            if not as_json:
                typer.echo(f"excluded {person.name}: {reason}")
    made = report(store)
    typer.echo(json.dumps(made.to_json(), ensure_ascii=False, indent=2) if as_json else in_words(made))


def export(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="*.jsonl, *.jsonl.gz or *.parquet.")],
    database: Database = DEFAULT,
    what: Annotated[
        Literal["preferences", "rankings", "demonstrations"],
        typer.Option(help="Pairs as prompt, chosen, rejected; whole rankings; or edited answers."),
    ] = "preferences",
    form: Annotated[
        Literal["messages", "text"], typer.Option(help="Prompts and answers as chat messages or as plain text.")
    ] = "messages",
    source: Annotated[str | None, typer.Option(help="Only labels of: human, simulated, or a judge's name.")] = None,
    heldout_share: Annotated[
        float, typer.Option(min=0, help="Share of prompts that goes to a second file, NAME.heldout.")
    ] = 0.0,
    seed: Annotated[int, typer.Option(min=0, help="Of the split; the stages keep out the same prompts.")] = 0,
) -> None:
    """Write the labels that count: latest, not taken back, of annotators who are not excluded, without gold items."""
    from heelwork.collect.export import export as write

    store = existing(database)
    written = write(store, path, what=what, form=form, source=source, heldout_share=heldout_share, seed=seed)
    for target, lines in written.items():
        typer.echo(f"{lines} {what}: {target}")


def import_(
    path: Annotated[str, typer.Argument(metavar="FILE", help="Labels from elsewhere; a hub id for --format records.")],
    database: Database = DEFAULT,
    format: Annotated[
        Literal["records", "argilla", "label-studio"],
        typer.Option(
            help="records (prompt, chosen, rejected; HH; rankings), or a JSON export of Argilla or Label Studio."
        ),
    ] = "records",
    annotator: Annotated[str, typer.Option(help="Under whose name labels are kept that name nobody.")] = "imported",
    question: Annotated[
        str | None,
        typer.Option(help="Of an Argilla or Label Studio export: whose rankings, where several questions rank."),
    ] = None,
) -> None:
    """Store labels from elsewhere; what has no label yet waits to be labelled here. Twice does no harm."""
    from heelwork.collect.imports import import_labels
    from heelwork.collect.store import Store

    store = Store(database)
    done = import_labels(store, path, format=format, annotator=annotator, question=question)
    typer.echo(
        f"{done.items} items, {done.labels} labels stored, {done.again} were there already: {database_shown(database)}"
    )
    if done.otherwise:
        typer.echo(
            f"{done.otherwise} labels are not stored: the annotator they name has ranked the same answers otherwise. Labels "
            "that name nobody count as one annotator's; --annotator gives those of a file another name"
        )


def prioritise(
    reward: Annotated[list[str], typer.Option("--reward", help="A reward model; give two or more.")],
    database: Database = DEFAULT,
) -> None:
    """Hand out first what reward models disagree on. Only items of the active arm move; the random arm is the control."""
    from heelwork.collect.active import prioritise as order
    from heelwork.inference import reward_scorer

    store = existing(database)
    moved = order(store, reward_scorer(reward))
    typer.echo(f"{moved} items of the active arm ordered by the disagreement of {len(reward)} reward models")


def existing(database: str) -> Store:
    """The store of a file that is there, or of a URL. Raises DataError where there is no such file."""
    from heelwork.collect.store import Store
    from heelwork.errors import DataError

    if "://" not in database and not Path(database).is_file():
        raise DataError("no such store; name one with --database, or make one with heelwork collect", path=database)
    return Store(database)


def database_shown(database: str) -> str:
    """The database without its password."""
    from heelwork.data.sources import shown

    return shown(database)


def in_words(made: Report) -> str:
    """The figures as a page of text."""
    done, agreement = made.progress, made.agreement
    lines = [f"answers    {done.done} of {done.wanted}, {done.leased} on screen now", ""]
    lines.append(f"agreement  on {agreement.items} items with two or more annotators")
    same = "-" if agreement.same is None else f"{agreement.same:.3f}"
    lines.append(f"  {'same verdict':<31} {same}")
    named = {
        "Krippendorff's alpha, nominal": agreement.alpha_nominal,
        "Krippendorff's alpha, ordinal": agreement.alpha_ordinal,
        "Gwet's AC1": agreement.ac1,
        "Fleiss' kappa": agreement.fleiss,
        "Cohen's kappa, mean of all two": agreement.cohen,
    }
    lines += [f"  {name:<31} {_figure(value)}" for name, value in named.items()]
    lines += ["", f"annotators {len(made.annotators)}"]
    if made.annotators:
        lines.append(
            "  name                 kind       answers  gold  gold right  seconds  ties  first best  as others"
        )
    lines += [_row(a) for a in made.annotators]
    lines += [f"  {a.name} is excluded: {a.excluded_reason}" for a in made.annotators if a.excluded]
    lines += [f"  {a.name} looks as if they did not read: {a.suspect}" for a in made.annotators if a.suspect]
    if made.disputes:
        lines += [
            "",
            f"disputes   {len(made.disputes)} items wait for a lead's decision, the first: item {made.disputes[0].item}",
        ]
    return "\n".join(lines)


def _figure(value: Coefficient) -> str:
    if value.value is None:
        return f"undefined: {value.reason}"
    interval = "" if value.low is None else f" (95% interval {value.low:.3f} to {value.high:.3f})"
    return f"{value.value:.3f}{interval}"


def _row(a: Annotator) -> str:
    def share(value: float | None) -> str:
        return "-" if value is None else f"{value:.2f}"

    seconds = "-" if a.seconds is None else f"{a.seconds:.0f}"
    return (f"  {a.name[:20]:<20} {a.who:<10} {a.answers:>7}  {a.gold:>4}  {share(a.gold_accuracy):>10}  {seconds:>7}  "
            f"{share(a.ties):>4}  {share(a.first_best):>10}  {share(a.same):>9}")  # fmt: skip
