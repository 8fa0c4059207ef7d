"""Reading CSV, JSON and JSON lines as they are published; every fault names file and line."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from heelwork.data.sources import open_text, rows
from heelwork.errors import DataError


class Record:
    """One record of a file and where it stood; `get` refuses what is missing or of another kind."""

    def __init__(self, values: dict[str, Any], path: Path, number: int):
        self.values, self.path, self.number = values, path, number

    def text(self, *names: str) -> str:
        """The text under the first of these names that is there. Raises DataError."""
        for name in names:
            value = self.values.get(name)
            if isinstance(value, str) and value.strip():
                return value
        self.fail(f"is missing; the format has a text under '{names[0]}'", names[0])

    def get(self, name: str, kind: type[Any]) -> Any:
        """The value of this kind. Raises DataError."""
        value = self.values.get(name)
        if not isinstance(value, kind):
            self.fail(
                f"is {'missing' if value is None else type(value).__name__}; the format has a {kind.__name__} here",
                name,
            )
        return value

    def fail(self, problem: str, field: str | None = None) -> NoReturn:
        """Raise DataError with the record's place."""
        raise DataError(problem, path=self.path, line=self.number, field=field)


def records(path: Path) -> Iterator[Record]:
    """All records: a CSV's rows, a JSON array's items (or those under "examples" or "data"), a JSON-lines file's lines.

    Raises DataError where the file is not there, is of another kind, or holds none.
    """
    count = 0
    for count, record in enumerate(_records(path), 1):  # noqa: B007
        yield record
    if not count:
        raise DataError("holds no records; give the file as it is published", path=path)


def _records(path: Path) -> Iterator[Record]:
    if not path.is_file():
        raise DataError("no such file; give the suite's file as it is published", path=path)
    if ".csv" in path.suffixes:
        with open_text(path) as file:
            for values in (reader := csv.DictReader(file)):
                yield Record({k: v for k, v in values.items() if k}, path, reader.line_num)
    elif path.suffixes[-1:] == [".json"] or path.suffixes[-2:-1] == [".json"]:
        yield from _json(path)
    else:
        for row in rows(str(path)):
            yield Record(dict(row.values), path, row.line)


def _json(path: Path) -> Iterator[Record]:
    with open_text(path) as file:
        text = file.read()
    try:
        value = json.loads(text)
    except ValueError:
        lines = [line for line in text.split("\n") if line.strip()]
        try:  # some publish JSON lines under ".json"
            value = [json.loads(line) for line in lines]
        except ValueError as error:
            raise DataError(f"is not valid JSON ({error}); fetch it again", path=path) from error
    if isinstance(value, dict):
        value = value.get("examples", value.get("data"))
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise DataError('is no list of records (nor has one under "examples" or "data"); fetch it again', path=path)
    for number, item in enumerate(value, 1):
        yield Record(item, path, number)
