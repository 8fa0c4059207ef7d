"""`heelwork collect [MODEL | RUN | FILE]`: the web application, and a model that is asked ahead of the annotators."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from heelwork.errors import ConfigError, HeelworkError

if TYPE_CHECKING:
    from heelwork.collect.again import Amended
    from heelwork.collect.feed import Feed
    from heelwork.collect.store import Store

log = logging.getLogger(__name__)

USUAL_K = {"rank": 4, "pair": 2, "edit": 1}
DEFAULT_DATABASE = "collect.db"
REFUSALS_SHOWN = 5


def serve(
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="[MODEL | RUN | FILE]",
            help="Whose answers are labelled: a model, a run's directory, or JSON lines of answers; none = what is stored.",
        ),
    ] = None,
    prompts: Annotated[str | None, typer.Option(help="Prompts for the model: a file, a folder or a hub id.")] = None,
    database: Annotated[
        str, typer.Option(help="The store: an SQLite file, or postgresql+psycopg://…")
    ] = DEFAULT_DATABASE,
    kind: Annotated[Literal["rank", "pair", "edit"], typer.Option(help="What people are asked to do.")] = "rank",
    k: Annotated[int | None, typer.Option(min=1, max=9, help="Answers to one prompt; 4 for rank, 2 for pair.")] = None,
    overlap: Annotated[int, typer.Option(min=1, help="How many people answer each item.")] = 1,
    active: Annotated[
        bool,
        typer.Option("--active", help="Put half of the prompts in the arm that heelwork collect prioritise orders."),
    ] = False,
    gold: Annotated[Path | None, typer.Option(help="Rankings known to be right, mixed in unmarked.")] = None,
    guidelines: Annotated[Path | None, typer.Option(help="A text that annotators see.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="At most this many prompts; 0 = all.")] = 0,
    temperature: Annotated[float, typer.Option(min=0.01, help="Of sampling; answers must differ.")] = 0.9,
    max_new_tokens: Annotated[int, typer.Option(min=1, help="Longest answer in tokens.")] = 256,
    seed: Annotated[int, typer.Option(min=0, help="Of sampling.")] = 0,
    host: Annotated[str, typer.Option(help="The interface to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 = any free one.")] = 8765,
    public_url: Annotated[str | None, typer.Option(help="https://NAME of the proxy that adds TLS.")] = None,
    requests_per_second: Annotated[float, typer.Option(min=1, help="Allowed for each network address.")] = 50,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address.")] = False,
) -> None:
    """Label answers in the browser: rank, compare or edit them. Ctrl-C ends; every answer is stored at once."""
    try:
        from heelwork.collect.feed import Feed
        from heelwork.collect.store import Store
        from heelwork.collect.web.gate import address
        from heelwork.collect.web.serve import listen, make_web
        from heelwork.collect.web.serve import serve as run_server
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"heelwork collect needs the package {error.name}, which is not installed; install heelwork[collect]"
        ) from error

    address(host, port or 1, public_url)  # before a port is opened
    listening = listen(host, port)
    where = address(host, listening.getsockname()[1], public_url)
    store = Store(database)
    feed = Feed(kind, k or USUAL_K[kind], overlap, 0, active=active)
    _prepare(store, feed, gold, guidelines)
    sampler = _fill(store, feed, source, prompts, database, limit=limit, temperature=temperature,
                    max_new_tokens=max_new_tokens, seed=seed)  # fmt: skip
    web = make_web(store, where, requests_per_second=requests_per_second)
    link = f"{where.base}/enter?token={web.accounts.owner_link()}"
    typer.echo(
        f"collecting into {_shown(database)}\nsign in, once, within an hour: {link}\nCtrl-C ends; every answer is stored at once"
    )
    if not no_browser:
        threading.Thread(target=webbrowser.open, args=(link,), daemon=True).start()
    try:
        run_server(web, listening, behind_proxy=public_url is not None)
    except KeyboardInterrupt:
        typer.echo("stopped; everything that was submitted is stored")
    finally:
        if sampler is not None:
            sampler.terminate()
            sampler.join(10)
        store.close()


def _prepare(store: Store, feed: Feed, gold: Path | None, guidelines: Path | None) -> None:
    """Guidelines and gold items, before anybody comes."""
    from heelwork.collect.again import guideline_version
    from heelwork.collect.feed import gold_of_file

    if gold is not None:
        count = len(store.add_items(gold_of_file(gold, feed)))
        typer.echo(f"{count} gold items of {gold}; the store has {store.gold_items()}")
    if guidelines is not None:
        try:
            text = guidelines.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{guidelines}: cannot be read as text ({error}); check the path") from error
        # The same command starts the server again: it must not take back what a lead has written since.
        earlier, (in_force, _) = guideline_version(store, text), store.guidelines()
        if earlier is None:
            store.set_guidelines(text)
        elif earlier != in_force:
            typer.echo(
                f"{guidelines} holds version {earlier} of the guidelines; version {in_force}, written since, stays in force, "
                "and a lead can change it on the page Guidelines"
            )
    elif not store.guidelines()[0]:
        store.set_guidelines(FIRST_GUIDELINES)


FIRST_GUIDELINES = """Which answer would help the person who asked the most, and harm nobody?

1. What is asked for comes first: an answer to another question is of little use.
2. True before fluent: one false claim weighs more than good style.
3. Short where short will do.
4. Harmful requests: an answer that declines kindly is better than one that helps.

Equally good answers get the same place. If you cannot tell, skip."""


def _fill(
    store: Store, feed: Feed, source: str | None, prompts: str | None, database: str, **settings: Any
) -> multiprocessing.process.BaseProcess | None:
    """Add the items of a file, or start the process that samples; None where there is nothing to sample."""
    from dataclasses import replace

    from heelwork.collect.again import amend, in_their_rounds, round_of
    from heelwork.collect.feed import items_of_file, policy_of, weights_of
    from heelwork.data.sources import SUFFIXES

    if source is None:
        return None
    if source.endswith(SUFFIXES):
        made = in_their_rounds(store, items_of_file(source, feed, limit=settings["limit"]))
        before = amend(store, {item.key: item.arm for item in made}, feed.overlap)
        typer.echo(f"{len(set(store.add_items(made)))} items of {source}{_in_words(before, feed)}")
        return None
    if prompts is None:
        raise ConfigError(
            f"'{source}' is a model, and a model needs prompts; add --prompts FILE, or name a file of answers"
        )
    model = policy_of(source)
    weights = weights_of(model)
    sampling = {name: settings[name] for name in ("temperature", "max_new_tokens", "seed")} | {"weights": weights}
    feed = replace(feed, round=round_of(store, weights), model=model, sampling=sampling)
    texts = _read_prompts(prompts, settings["limit"])
    before = amend(store, {feed.uid(prompt): feed.arm(prompt) for prompt in texts}, feed.overlap)
    typer.echo(f"round {feed.round}: {model} answers {len(texts)} prompts in the background{_in_words(before, feed)}")
    sampler = multiprocessing.get_context("spawn").Process(target=sample, args=(database, feed, texts), daemon=True)
    sampler.start()
    return sampler


def _in_words(before: Amended, feed: Feed) -> str:
    """What became of the items that the store had already."""
    said = [f"{before.known} items were there already"] if before.known else []
    if before.raised:
        said.append(f"{before.raised} of them are now wanted from {feed.overlap} people")
    if feed.active and before.known:
        said.append(f"{before.moved} of them are now in the active arm (what somebody has seen stays where it is)")
    return "".join(f"; {part}" for part in said)


def _read_prompts(source: str, limit: int) -> list[Any]:
    from heelwork.data.formats import to_prompt
    from heelwork.data.sources import read_records

    return read_records([source], to_prompt, limit=limit)


def sample(database: str, feed: Feed, prompts: list[Any]) -> None:
    """The process that samples: ends with its work, or with the server that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server ends it
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("alembic").setLevel(logging.ERROR)
    if hasattr(os, "nice"):
        os.nice(10)  # people who are waiting come first
    parent = os.getppid()
    from heelwork.collect.feed import answerable, sample_items
    from heelwork.collect.store import Store
    from heelwork.inference import Assistant
    from heelwork.sampling.base import SamplingSettings

    drawn = feed.sampling or {}
    try:
        assistant = Assistant(str(feed.model))

        def several(some: Any, k: int, seed: int) -> list[list[str]]:
            sampling = SamplingSettings(
                temperature=drawn["temperature"], max_new_tokens=drawn["max_new_tokens"], seed=seed
            )
            return assistant.several(some, k, sampling)

        def check(prompt: Any) -> object:
            return assistant.chat.prompt_ids(prompt.messages, drawn["max_new_tokens"])

        good, refused = answerable(prompts, check)
        for reason in refused[:REFUSALS_SHOWN]:
            log.warning("passed over: %s", reason)
        store = Store(database)
        steps = sample_items(store, good, feed, several, seed=drawn["seed"], go_on=lambda: os.getppid() == parent)
        log.info("sampled: %d new items; %s have their answers", sum(steps),
                 f"{len(good)} prompts, all but {len(refused)} that are too long," if refused else "all prompts")  # fmt: skip
    except HeelworkError as error:
        log.error("sampling stopped: %s", error)


def _shown(database: str) -> str:
    """A database's name without its password."""
    if "://" not in database:
        return database
    from sqlalchemy.engine import make_url

    return make_url(database).render_as_string(hide_password=True)
