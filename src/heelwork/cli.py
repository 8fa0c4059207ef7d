"""The command line. Heavy imports come after argument parsing, so that help answers at once."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from heelwork import __version__, distributed
from heelwork.commands import audit, collect, compare, constitution, plan, probe, show, use
from heelwork.commands import reward as rewarding
from heelwork.commands.arguments import recipe_values
from heelwork.errors import ConfigError, HeelworkError, Interrupted

if TYPE_CHECKING:
    from heelwork.config import Settings

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Heelwork turns a raw language model into an aligned assistant: SFT, reward model, PPO, and the evidence.",
)

Arguments = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[RECIPE] [key=value ...]", help="A recipe (path, or a name such as hh) and settings over it."
    ),
]
Out = Annotated[Path | None, typer.Option("--out", help="The directory to write to; the same as out=DIR.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on where an interrupted run stopped.")]
Nproc = Annotated[
    int | None,
    typer.Option("--nproc", min=1, max=4096, help="Processes on this machine that share the work and the weights."),
]
Ray = Annotated[bool, typer.Option("--ray", help="Start the --nproc processes as Ray actors (extra: ray).")]


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


@app.command()
def run(
    arguments: Arguments = None, out: Out = None, resume: Resume = False, nproc: Nproc = None, ray: Ray = False
) -> None:
    """All stages from a recipe: SFT, reward model, PPO, before and after. No recipe = the starter."""
    if _launched("run", arguments, out, resume, nproc, ray):
        return
    values = recipe_values(arguments or [], out, default="starter")
    from heelwork import pipeline

    result = pipeline.run(values, resume=resume)
    took = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in result.seconds.items())
    typer.echo(f"done ({took})\nreport:           {result.report}\nbefore and after: {result.page}")


@app.command()
def pretrain(arguments: Arguments = None, out: Out = None, resume: Resume = False) -> None:
    """A raw model and its tokenizer from plain text."""
    _stage("pretrain", arguments, out, resume)


@app.command()
def sft(
    arguments: Arguments = None, out: Out = None, resume: Resume = False, nproc: Nproc = None, ray: Ray = False
) -> None:
    """Supervised fine-tuning on demonstrations."""
    if not _launched("sft", arguments, out, resume, nproc, ray):
        _stage("sft", arguments, out, resume)


rewarding.register(app)


@rewarding.reward.command("train")
def reward(
    arguments: Arguments = None, out: Out = None, resume: Resume = False, nproc: Nproc = None, ray: Ray = False
) -> None:
    """A reward model from rankings."""
    if not _launched("reward", arguments, out, resume, nproc, ray):
        _stage("reward", arguments, out, resume)


@app.command()
def ppo(
    arguments: Arguments = None, out: Out = None, resume: Resume = False, nproc: Nproc = None, ray: Ray = False
) -> None:
    """PPO from an SFT model and a reward model."""
    if not _launched("ppo", arguments, out, resume, nproc, ray):
        _stage("ppo", arguments, out, resume)


for family in (use, plan, compare, probe, audit, constitution, show, collect):
    family.register(app)


def main() -> None:
    """Run the command line; a user's mistake ends in one plain sentence and exit code 2."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    for noisy in (
        "httpx",
        "httpx2",
        "urllib3",
        "filelock",
        "datasets",
        "matplotlib",
        "fsspec",
        "huggingface_hub",
        "alembic",
    ):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # Threads that wait a shorter time before they sleep: beside any other busy program, long spinning costs a factor of ten.
    os.environ.setdefault("GOMP_SPINCOUNT", "10000")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("HF_HUB_VERBOSITY", "error")
    os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")
    if not distributed.is_main():
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for as long as the process lives
    try:
        distributed.start()  # does nothing in a single process
        app(standalone_mode=True)
    except SystemExit as ended:
        if not ended.code:
            distributed.end()
        raise
    except Interrupted as error:
        _say(f"\n{error}")
        sys.exit(error.exit_code)
    except HeelworkError as error:
        _say(f"error: {error}")
        sys.exit(error.exit_code)
    except RuntimeError as error:
        lost = distributed.lost_peer(error)
        if lost is None:
            raise
        _say(f"error: {lost}")
        sys.exit(lost.exit_code)
    except KeyboardInterrupt:
        typer.echo("\nstopped", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


def _say(text: str) -> None:
    """To the terminal; where all processes of a run fail at once, one of them speaks."""
    if distributed.is_first("said"):
        typer.echo(text, err=True)


def _launched(
    command: str, arguments: list[str] | None, out: Path | None, resume: bool, nproc: int | None, ray: bool
) -> bool:
    """Whether the command was given to several processes, and is over."""
    if nproc is None and not ray:
        return False
    again = [command, *(arguments or []), *(["--out", str(out)] if out else []), *(["--resume"] if resume else [])]
    from heelwork.commands import launching, ray_launching

    (ray_launching if ray else launching).launch(again, nproc or 1)
    return True


def _stage(name: str, arguments: list[str] | None, out: Path | None, resume: bool) -> None:
    """Run one stage. A recipe of `heelwork run` serves too: its section of this name is taken, paths filled in."""
    import importlib

    from heelwork.config import build

    given = list(arguments or [])
    if not given:
        raise ConfigError(f"heelwork {name} needs a recipe or settings, for example: {_example(name)}")
    values = recipe_values(given, None, default=None)
    module = importlib.import_module(f"heelwork.stages.{name}")
    kind: type[Settings] = getattr(module, f"{name.capitalize()}Settings")
    if name in values:
        values = _section(name, values)
    if out is not None:
        values["out"] = str(out)
    from heelwork.starter.sources import materialise

    if name == "pretrain" and distributed.size() > 1:
        raise ConfigError(f"pretrain runs in one process, not in {distributed.size()}; start it without torchrun")
    data = Path(str(values.get("out", kind.model_fields["out"].default))) / "data"
    values = distributed.from_main(lambda: materialise(values, data))
    from heelwork.stages import marks

    settings: Any = build(kind, values)
    folder = Path(settings.out)
    decision = distributed.from_main(lambda: marks.decide(folder, settings)) if resume else marks.Decision("run")
    if decision.why and distributed.is_main():
        typer.echo(f"{name}: {decision.why}", err=True)
    if decision.action == "keep":
        return
    marks.begin(folder, settings, anew=decision.action == "run")
    try:
        result = module.run(settings, resume=decision.action == "go_on")
    except Interrupted as error:
        again = distributed.go_on_with(name, *given, *(["--out", str(out)] if out else []))
        raise Interrupted(f"{error}. Go on with: {again}", error.signal) from error
    marks.end(folder)
    for key, value in result._asdict().items():
        typer.echo(f"{key + ':':<20} {value}")


def _section(name: str, values: dict[str, Any]) -> dict[str, Any]:
    """The settings of one stage inside a recipe of the whole pipeline; other keys beside it are settings over it."""
    from heelwork.config import merge

    section = values.pop(name)
    if not isinstance(section, dict):
        raise ConfigError(f"'{name}' is {section!r}, but it is a section of settings; write for example {name}.seed=1")
    # The recipe.yaml that a stage leaves says all by itself; with it, out=DIR means this stage's directory. That of a run
    # has a base, and its sections may name model and out too.
    if name == "pretrain" or ("base" not in values and {"model", "out"} <= set(section)):
        return merge(section, values)
    from heelwork import pipeline

    known = pipeline.RunSettings.model_fields
    own = {key: values.pop(key) for key in list(values) if key not in known}
    plan = pipeline.resolve({**values, name: merge(section, own)})
    chosen: dict[str, Any] = getattr(plan, name).model_dump(mode="json")
    return chosen


def _example(name: str) -> str:
    return {
        "pretrain": "heelwork pretrain corpus='[books.jsonl]' out=runs/base",
        "sft": "heelwork sft model=wolf data='[demonstrations.jsonl]' out=runs/sft",
        "reward": "heelwork reward model=runs/sft/model data='[preferences.jsonl]' out=runs/reward",
        "ppo": "heelwork ppo model=runs/sft/model reward_model=runs/reward/model data='[prompts.jsonl]' out=runs/ppo",
    }[name]


if __name__ == "__main__":
    main()
