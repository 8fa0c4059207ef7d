"""Where records come from: JSON lines, Parquet, CSV, folders of them, and hub ids. Loads no torch."""

from __future__ import annotations

import csv
import dataclasses
import gzip
import hashlib
import io
import json
import lzma
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, BinaryIO, Literal, Protocol, TypeVar, cast

from heelwork.data.formats import Parser, Row, to_demonstration, to_prompt
from heelwork.errors import DataError
from heelwork.records import Fact
from heelwork.runs import sha256

SUFFIXES = (".jsonl", ".json", ".jsonl.gz", ".json.gz", ".jsonl.xz", ".json.xz", ".parquet", ".csv")

BROKEN = (EOFError, OSError, lzma.LZMAError, zlib.error)
"""What reading a truncated or corrupt file raises."""

DATABASES = (".db", ".sqlite", ".sqlite3")
"""File names of stores of collected preferences."""

SAID = {"text", "prompt", "completion", "chosen", "rejected", *(f.name for f in dataclasses.fields(Fact))}
"""Columns of CSV that hold what somebody says."""

Wanted = Literal["rankings", "demonstrations", "prompts"]
"""What of a store is read: a store holds all three."""

R = TypeVar("R")


class Databases(Protocol):
    """What reads stores. It belongs to a room above this one, which hands it in by `read_databases_with`."""

    def records(self, where: str, wanted: Wanted) -> Iterator[dict[str, Any]]:
        """The records of a store, in the shapes of `heelwork.data.formats`."""

    def digest(self, where: str) -> str:
        """What tells its content from any other."""


_databases: Databases | None = None


def read_databases_with(reader: Databases) -> None:
    """From now on, sources that are databases are read by `reader`."""
    global _databases
    _databases = reader


def read_records(sources: Sequence[str], parse: Parser[R], *, limit: int = 0) -> list[R]:
    """All records of all sources. A source is a file, a folder, a store of collected preferences (its file or its URL), or a
    hub id, as `owner/name` or `owner/name:split`.

    limit: at most this many records of each source; 0 = all. Raises DataError, naming file, line and field, at the
    first record that cannot be used, and where there is none at all.
    """
    out: list[R] = []
    for source in sources:
        before = len(out)
        for row in rows(source, _wanted(parse)):
            out.append(parse(row))
            if limit and len(out) - before >= limit:
                break
        if len(out) == before:
            raise DataError("holds no records; give a file with at least one", path=shown(source))
    return out


def rows(source: str, wanted: Wanted = "rankings") -> Iterator[Row]:
    """The raw records of one source. wanted: which of a store's."""
    path = Path(source)
    if is_database(source):
        for number, values in enumerate(_reader(source).records(source, wanted), 1):
            yield Row(values, source, number)
    elif path.is_dir():
        files = sorted(p for p in path.iterdir() if p.name.endswith(SUFFIXES))
        if not files:
            raise DataError(f"holds no data file; known kinds: {', '.join(SUFFIXES)}", path=path)
        for file in files:
            yield from _file(file)
    elif path.exists():
        yield from _file(path)
    elif source.endswith(SUFFIXES) or source.startswith((".", "/", "~")) or source.count("/") != 1:
        raise DataError("no such file; give a path to data, or a hub id such as Anthropic/hh-rlhf", path=source)
    else:
        yield from _hub(source)


def fingerprint(sources: Sequence[str]) -> dict[str, str]:
    """SHA-256 of every file behind the sources, for the run's record; hub ids stand for themselves."""
    out: dict[str, str] = {}
    for source in sources:
        path = Path(source)
        if is_database(source):
            out[shown(source)] = _reader(source).digest(source)
            continue
        files = sorted(p for p in path.iterdir() if p.name.endswith(SUFFIXES)) if path.is_dir() else [path]
        for file in files:
            out[str(file)] = sha256(file) if file.is_file() else "hub"
    return out


def is_database(source: str) -> bool:
    """Whether a source is a store: a database's URL, or an SQLite file that exists."""
    if "://" in source:
        return source.startswith(("sqlite", "postgres"))
    if not source.endswith(DATABASES):
        return False
    path = Path(source)
    if not path.is_file():
        raise DataError("no such file; give the path of a store that heelwork collect has made", path=path)
    return True


def shown(source: str) -> str:
    """A source as it may be written down: without a database's password."""
    scheme, separator, rest = source.partition("://")
    user, at, host = rest.rpartition("@")
    return f"{scheme}{separator}{user.partition(':')[0]}{at}{host}" if separator else source


def _reader(source: str) -> Databases:
    if _databases is None:
        raise DataError(
            "is a database, but nothing here reads databases; import heelwork.collect.source", path=shown(source)
        )
    if shown(source) != source:
        raise DataError(
            "holds a password, which the run's records would keep; leave it out and set PGPASSWORD, or use ~/.pgpass",
            path=shown(source),
        )
    return _databases


def _wanted(parse: Parser[Any]) -> Wanted:
    if parse is to_demonstration:
        return "demonstrations"
    return "prompts" if parse is to_prompt else "rankings"


def held_out(key: str, share: float, seed: int) -> bool:
    """Whether the prompt with this key belongs to the held-out split. Equal prompts always fall on the same side."""
    digest = hashlib.sha256(f"{seed}\x1e{key}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64 < share


def open_text(path: Path) -> IO[str]:
    """Open a text file, decompressing .gz and .xz. Raises DataError where it cannot be read."""
    return io.TextIOWrapper(_open_bytes(path), encoding="utf-8-sig")


def _open_bytes(path: Path) -> BinaryIO:
    try:
        if path.suffix == ".gz":
            return cast(BinaryIO, gzip.open(path, "rb"))
        if path.suffix == ".xz":
            return cast(BinaryIO, lzma.open(path, "rb"))
        return path.open("rb")
    except OSError as error:
        raise DataError(f"cannot be read ({error.strerror}); check the path", path=path) from error


def _file(path: Path) -> Iterator[Row]:
    if path.name.endswith(".parquet"):
        yield from _parquet(path)
    elif path.name.endswith(".csv"):
        yield from _csv(path)
    elif path.name.endswith(SUFFIXES):
        yield from _json_lines(path)
    else:
        raise DataError(f"is of an unknown kind; known: {', '.join(SUFFIXES)}", path=path)


def _json_lines(path: Path) -> Iterator[Row]:
    with _open_bytes(path) as file:
        number = 0
        try:
            for number, raw in enumerate(file, 1):
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
                if line.strip():
                    yield Row(_object(line, path, number), path, number)
        except UnicodeDecodeError as error:
            raise DataError(
                f"is not UTF-8 text ({error.reason}); save the file as UTF-8", path=path, line=number
            ) from error
        except BROKEN as error:
            raise DataError(f"cannot be read to its end ({error}); fetch it again", path=path) from error


def _object(line: str, path: Path, number: int) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise DataError(
            f"is not valid JSON ({error.msg} at column {error.colno}); every line must be one JSON object",
            path=path, line=number,
        ) from error  # fmt: skip
    if not isinstance(value, dict):
        raise DataError(f"is a JSON {type(value).__name__}, but every line must be an object", path=path, line=number)
    if "\\u" in line:
        _refuse_half_characters(value, path, number)
    return value


def _refuse_half_characters(value: dict[str, Any], path: Path, number: int) -> None:
    """Half of a surrogate pair is no text: it could be neither tokenised nor written."""
    for field, content in value.items():
        try:
            json.dumps(content, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            raise DataError(
                "holds half of a surrogate pair (\\ud800 to \\udfff), which is no character; remove it",
                path=path, line=number, field=field,
            ) from error  # fmt: skip


def _parquet(path: Path) -> Iterator[Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            number = 0
            for batch in file.iter_batches():
                for values in batch.to_pylist():
                    number += 1
                    yield Row(values, path, number)
    except (pa.ArrowException, OSError) as error:
        raise DataError(f"is not readable Parquet ({str(error).splitlines()[0]}); fetch it again", path=path) from error


def _csv(path: Path) -> Iterator[Row]:
    """CSV with a header; a cell that holds a JSON list or object is read as one, of what is said only messages."""
    csv.field_size_limit(2**31 - 1)
    with open_text(path) as file:
        reader = csv.DictReader(file, strict=True)
        try:
            for values in reader:
                if None in values or None in values.values():
                    raise DataError(
                        f"has {'more' if None in values else 'fewer'} cells than the header names; quote cells that hold commas",
                        path=path, line=reader.line_num,
                    )  # fmt: skip
                yield Row({k: _cell(k, v) for k, v in values.items()}, path, reader.line_num)
        except csv.Error as error:
            raise DataError(
                f"is not readable CSV ({error}); quote cells with double quotes", path=path, line=reader.reader.line_num
            ) from error
        except UnicodeDecodeError as error:
            raise DataError(f"is not UTF-8 text ({error.reason}); save the file as UTF-8", path=path) from error


def _cell(column: str, text: str) -> Any:
    if not text.startswith(("[", "{")):
        return text
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        return text
    return text if column in SAID and not _are_messages(value) else value


def _are_messages(value: Any) -> bool:
    """Whether it is a conversation, and not an answer that happens to be JSON."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(v, dict) and {"role", "from"} & v.keys() for v in value)
    )


def _hub(source: str) -> Iterator[Row]:
    from datasets import load_dataset

    name, _, split = source.partition(":")
    try:
        dataset = load_dataset(name, split=split or "train")
    except Exception as error:  # the hub client raises many kinds: offline, unknown id, unknown split
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise DataError(
            f"cannot be loaded from the hub ({first}); check the id, or give a local file", path=source
        ) from error
    for number, values in enumerate(dataset, 1):
        yield Row(values, source, number)
