"""What a store holds as files that trainers read: preferences, rankings, demonstrations; JSON lines or Parquet.

preferences      prompt, chosen, rejected: one line for every pair that is not tied. As messages this is TRL's conversational
                 format, which OpenRLHF and Axolotl load too; as text, their plain one.
rankings         prompt, completions, ranking: a line for every annotator's ranking, ties kept.
demonstrations   messages, from answers that people edited.

Every line carries `source` (human, simulated, a judge's name) and `provenance`, a JSON text.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, get_args

from heelwork.collect.records import Labelled
from heelwork.collect.store import Store
from heelwork.data.sources import held_out
from heelwork.errors import ConfigError
from heelwork.records import Message
from heelwork.runs import disk_errors

What = Literal["preferences", "rankings", "demonstrations"]
Form = Literal["messages", "text"]
SUFFIXES = (".jsonl", ".jsonl.gz", ".parquet")
SPEAKERS = {"user": "Human", "assistant": "Assistant", "system": "System"}

Line = dict[str, Any]


def export(
    store: Store,
    path: Path,
    *,
    what: What = "preferences",
    form: Form = "messages",
    source: str | None = None,
    heldout_share: float = 0.0,
    seed: int = 0,
) -> dict[Path, int]:
    """Write the labels that count; returns the lines of each file.

    form: of prompts and answers. source: only labels from "human", "simulated" or a judge of this name. heldout_share: this
    share of the prompts goes to a second file, NAME.heldout.jsonl, and the rest to NAME.train.jsonl; the same seed and share
    keep out the same prompts in the reward and PPO stages. Raises ConfigError where path or share cannot be used.
    """
    suffix = next((s for s in SUFFIXES if path.name.endswith(s)), None)
    if suffix is None:
        raise ConfigError(f"'{path.name}' is of an unknown kind; name the file {', '.join('*' + s for s in SUFFIXES)}")
    if not 0 <= heldout_share < 1:
        raise ConfigError(f"the held-out share is {heldout_share:g}; it must be 0 or more and less than 1")
    parts: dict[Path, list[Line]] = {}
    stem = path.name.removesuffix(suffix)
    train = path.with_name(f"{stem}.train{suffix}") if heldout_share else path
    check = path.with_name(f"{stem}.heldout{suffix}") if heldout_share else path
    for target in (train, check):
        parts[target] = []
    for label, line in lines(store, what, form):
        if source is None or label.ranking.source == source:
            held = held_out(label.ranking.prompt.key, heldout_share, seed)
            parts[check if held else train].append(line)
    for target, kept in parts.items():
        _write(target, kept, suffix)
    return {target: len(kept) for target, kept in parts.items()}


def lines(store: Store, what: What, form: Form = "messages") -> Iterator[tuple[Labelled, Line]]:
    """Every line of an export with the label that it comes from."""
    if what not in get_args(What) or form not in get_args(Form):
        raise ConfigError(
            f"an export of '{what}' as '{form}' does not exist; known: {get_args(What)}, {get_args(Form)}"
        )
    if what == "demonstrations":
        for label, text in store.demonstrations():
            yield label, demonstration(label, text)
        return
    for label in store.rankings():
        if what == "rankings":
            yield label, ranking(label, form)
        else:
            yield from ((label, line) for line in preferences(label, form))


def preferences(label: Labelled, form: Form) -> Iterator[Line]:
    """A line for every pair that is not tied, the better answer as `chosen`."""
    answers = label.ranking.completions
    for better, worse in label.ranking.pairs:
        yield {
            "prompt": prompt(label, form),
            "chosen": answer(answers[better], form),
            "rejected": answer(answers[worse], form),
            "source": label.ranking.source,
            **_strength(label),
            "provenance": provenance(label, chosen=better, rejected=worse),
        }


def ranking(label: Labelled, form: Form) -> Line:
    """All answers with their ranks, 1 = best, ties equal."""
    return {
        "prompt": prompt(label, form),
        "completions": [answer(text, form) for text in label.ranking.completions],
        "ranking": list(label.ranking.ranks),
        "source": label.ranking.source,
        **_strength(label),
        "provenance": provenance(label),
    }


def demonstration(label: Labelled, text: str) -> Line:
    """A conversation that ends with the edited answer."""
    turns = [*label.ranking.prompt.messages, Message("assistant", text)]
    return {"messages": _messages(turns), "source": label.ranking.source, "provenance": provenance(label)}


def prompt(label: Labelled, form: Form) -> Any:
    """Messages; or text, which is a transcript "Human: ... Assistant:" where there is more than one turn."""
    turns = label.ranking.prompt.messages
    if form == "messages":
        return _messages(turns)
    if len(turns) == 1 and turns[0].role == "user":
        return turns[0].content
    return "".join(f"\n\n{SPEAKERS[turn.role]}: {turn.content}" for turn in turns) + "\n\nAssistant:"


def answer(text: str, form: Form) -> Any:
    """One message, or text."""
    return _messages([Message("assistant", text)]) if form == "messages" else text


def provenance(label: Labelled, **more: int) -> str:
    """Where a line comes from, as JSON text: nested fields of varying shape do not survive in a table's columns."""
    return json.dumps(
        {
            "item": label.uid,
            "event": label.event,
            "annotator": label.annotator,
            "who": label.who,
            "final": label.final,
            "models": list(label.models),
            "sampling": list(label.sampling),
            "shown": list(label.shown) or None,
            "guideline": label.guideline,
            "constitution": label.constitution,
            "arm": label.arm,
            "round": label.round,
            "at": label.at,
            "seconds": label.seconds,
            **label.details,
            **more,
        },
        ensure_ascii=False,
    )


def _strength(label: Labelled) -> Line:
    out = {"margin": label.ranking.margin, "target": label.ranking.target}
    return {name: value for name, value in out.items() if value is not None}


def _messages(turns: Iterable[Message]) -> list[dict[str, str]]:
    return [{"role": turn.role, "content": turn.content} for turn in turns]


def _write(path: Path, kept: list[Mapping[str, Any]] | list[Line], suffix: str) -> None:
    with disk_errors(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written beside and moved into place: whoever reads the file never sees half of it.
        partial = path.with_name(path.name + ".part")
        WRITERS[suffix](partial, kept)
        partial.replace(path)


def _json_lines(path: Path, kept: Iterable[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in kept)


def _zipped(path: Path, kept: Iterable[Mapping[str, Any]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in kept)


def _parquet(path: Path, kept: list[Line]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = list(dict.fromkeys(name for line in kept for name in line))
    pq.write_table(pa.table({name: [line.get(name) for line in kept] for name in columns}), path)


WRITERS: dict[str, Callable[[Path, Any], None]] = {".jsonl": _json_lines, ".jsonl.gz": _zipped, ".parquet": _parquet}
