"""Labels from elsewhere, read record by record: our own shapes, HH, and exports of Argilla and Label Studio.

Every record is checked as the store checks it, so that one that cannot be stored is an error with its place.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, get_args

from heelwork.collect.checks import at, check_item, check_name, stored_answer
from heelwork.collect.foreign import Given, Imported, argilla, label_studio
from heelwork.collect.people import OWNER
from heelwork.collect.records import Answer, Candidate, NewItem, Who
from heelwork.data.formats import Row, to_ranking
from heelwork.data.sources import rows
from heelwork.errors import ConfigError, DataError

Format = Literal["records", "argilla", "label-studio"]


def read(path: str, format: Format, annotator: str, question: str | None = None) -> Iterator[Imported]:
    """The items of a file. annotator: who ranked, where a record does not say. question: of Argilla and Label Studio, the
    one whose rankings are read.

    Raises ConfigError where format and question do not fit, and DataError, naming file, record and field, at the first
    record that cannot be used.
    """
    if format not in get_args(Format):
        raise ConfigError(f"the format '{format}' does not exist; known: {', '.join(get_args(Format))}")
    if format == "records":
        if question is not None:
            raise ConfigError("--question chooses among questions of Argilla or Label Studio; name one with --format")
        return _checked(rows(path), lambda row: _record(row, annotator))
    parse = argilla if format == "argilla" else label_studio
    return _checked(_list(path), lambda row: parse(row, question))


def _checked(found: Iterator[Row], parse: Callable[[Row], Imported]) -> Iterator[Imported]:
    for row in found:
        imported = parse(row)
        with at(row):
            check_item(imported.item)
            for given in imported.given:
                check_name(given.annotator)
                stored_answer(given.answer, imported.item.kind, range(len(imported.item.candidates)))
        yield imported


def _record(row: Row, annotator: str) -> Imported:
    ranking = to_ranking(row)
    who: Who = "person" if ranking.source == "human" else "simulated" if ranking.source == "simulated" else "ai"
    told = _provenance(row)
    named = told.get("annotator")
    # Every store has an owner: the name says nothing about who that is, and here it is somebody else's.
    unnamed = not isinstance(named, str) or named == OWNER
    name = named if not unnamed else annotator if ranking.source == "human" else ranking.source
    if name == OWNER and who != "person":
        row.fail(f"is '{OWNER}', which no judge is called; name the judge otherwise", "source")
    ranks = ranking.ranks
    kind: Literal["pair", "rank"] = "pair" if len(ranks) == 2 else "rank"
    digest = row.values.get("constitution")
    item = NewItem(ranking.prompt, tuple(map(Candidate, ranking.completions)), kind, overlap=0,
                   constitution=digest if isinstance(digest, str) and len(digest) <= 64 else None)  # fmt: skip
    answer = Answer(ranks, margin=ranking.margin, target=ranking.target)
    place, event, when = told.get("item"), told.get("event"), told.get("at")
    origin = None
    if isinstance(place, str) and isinstance(event, (int, float)) and isinstance(when, (int, float)):
        origin = place, int(event), float(when)
    return Imported(item, (Given(str(name), who, answer, origin),))


def _provenance(row: Row) -> Mapping[str, Any]:
    """What another store wrote about its label: JSON text, or what a reader of tables made of it."""
    value = row.values.get("provenance")
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    return value if isinstance(value, Mapping) else {}


def _list(path: str) -> Iterator[Row]:
    """The records of a JSON file that is one list, or of JSON lines."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot be read ({error}); give the path of an export", path=path) from error
    if not text.lstrip().startswith("["):
        yield from rows(path)
        return
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise DataError(f"is not valid JSON ({error.msg}, line {error.lineno})", path=path) from error
    for number, values in enumerate(found, 1):
        if not isinstance(values, Mapping):
            raise DataError("is no record; every entry of the list must be an object", path=path, line=number)
        yield Row(values, path, number)
