"""Labels from elsewhere, read into items and answers: our own record shapes, HH, and exports of Argilla and Label Studio.

Argilla (JSON of records, 1.x or 2.x): `fields` with the prompt and the answers, `responses` of a ranking, rating or text
question. Label Studio (JSON or JSON_MIN-like list of tasks): `data` with the prompt and the answers, `annotations` with a
Pairwise, Ranker, or TextArea result. Which field is the prompt and which are answers follows from their names; what cannot
be told is an error, never a guess.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from heelwork.collect.records import Answer, Candidate, NewItem, Who
from heelwork.data.formats import Row, to_ranking
from heelwork.data.sources import rows
from heelwork.errors import ConfigError, DataError
from heelwork.records import Message, Prompt

Format = Literal["records", "argilla", "label-studio"]

PROMPT_NAMES = ("prompt", "instruction", "question", "input", "context", "query", "text")
NOT_SHOWN = re.compile(r"(^id$|_id$|^meta|^source$|^model|^system)")


class Given(NamedTuple):
    """One annotator's answer, in the order in which the item's answers are stored."""

    annotator: str
    who: Who
    answer: Answer


class Imported(NamedTuple):
    """An item, and who said what about it; nobody = it waits to be labelled here."""

    item: NewItem
    given: tuple[Given, ...]


def read(path: str, format: Format, annotator: str) -> Iterator[Imported]:
    """The items of a file. annotator: who ranked, where a record does not say.

    Raises DataError, naming file, record and field, at the first one that cannot be used.
    """
    if format not in get_args(Format):
        raise ConfigError(f"the format '{format}' does not exist; known: {', '.join(get_args(Format))}")
    if format == "records":
        return (_record(row, annotator) for row in rows(path))
    parse = _argilla if format == "argilla" else _label_studio
    return (parse(row) for row in _list(path))


def _record(row: Row, annotator: str) -> Imported:
    ranking = to_ranking(row)
    who: Who = "person" if ranking.source == "human" else "simulated" if ranking.source == "simulated" else "ai"
    name = _annotator(row) or (annotator if ranking.source == "human" else ranking.source)
    ranks = ranking.ranks
    kind: Literal["pair", "rank"] = "pair" if len(ranks) == 2 else "rank"
    digest = row.values.get("constitution")
    item = NewItem(ranking.prompt, tuple(map(Candidate, ranking.completions)), kind, overlap=0,
                   constitution=digest if isinstance(digest, str) and len(digest) <= 64 else None)  # fmt: skip
    answer = Answer(ranks, margin=ranking.margin, target=ranking.target)
    return Imported(item, (Given(name, who, answer),))


def _annotator(row: Row) -> str | None:
    """Who ranked, in a record that another store wrote."""
    try:
        return str(json.loads(row.values["provenance"])["annotator"])
    except (KeyError, TypeError, ValueError):
        return None


def _argilla(row: Row) -> Imported:
    fields = row.values.get("fields")
    if not isinstance(fields, Mapping):
        row.fail("is missing; this is no record of an Argilla export", "fields")
    prompt, names = _fields(row, fields, "fields")
    texts = [str(fields[name]) for name in names]
    given = []
    for annotator, question, value in _argilla_responses(row):
        ranks = _argilla_ranks(row, value, names, question)
        if ranks is not None:
            given.append(Given(f"argilla:{annotator}", "person", Answer(ranks)))
    return Imported(_item(prompt, texts, len(given)), tuple(given))


def _argilla_responses(row: Row) -> Iterator[tuple[str, str, Any]]:
    """(annotator, question, value) of submitted responses, in the shapes of 2.x and 1.x."""
    responses = row.values.get("responses") or {}
    if isinstance(responses, Mapping):  # 2.x: {question: [{"user_id", "value", "status"?}]}
        for question, answers in responses.items():
            for answer in answers or ():
                if answer.get("status", "submitted") == "submitted":
                    yield str(answer.get("user_id")), question, answer.get("value")
        return
    for response in responses:  # 1.x: [{"user_id", "status", "values": {question: {"value": ...}}}]
        if response.get("status", "submitted") != "submitted":
            continue
        for question, answer in (response.get("values") or {}).items():
            yield str(response.get("user_id")), question, answer.get("value")


def _argilla_ranks(row: Row, value: Any, names: Sequence[str], question: str) -> tuple[int, ...] | None:
    """Ranks in the order of the answer fields; None where the question is no ranking of them."""
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        return None
    ranked = [v if isinstance(v, Mapping) else {"value": v, "rank": n} for n, v in enumerate(value, 1)]
    found = {_place(str(v.get("value")), names): v.get("rank") for v in ranked}
    if None in found or len(found) != len(names):
        row.fail(f"question '{question}' ranks {[v.get('value') for v in ranked]}, but the answers are {list(names)}",
                 "responses")  # fmt: skip
    return _ranks(row, [found[i] for i in range(len(names))])


def _label_studio(row: Row) -> Imported:
    data = row.values.get("data")
    if not isinstance(data, Mapping):
        row.fail("is missing; this is no task of a Label Studio export (choose JSON there)", "data")
    listed = [
        name for name, value in data.items() if isinstance(value, list) and value and isinstance(value[0], Mapping)
    ]
    if listed:
        entries = data[listed[0]]
        names = [str(entry.get("id")) for entry in entries]
        texts = [str(entry.get("body") or entry.get("html") or entry.get("title") or "") for entry in entries]
        prompt, _ = _fields(row, {k: v for k, v in data.items() if k != listed[0]}, "data", answers=False)
    else:
        prompt, names = _fields(row, data, "data")
        texts = [str(data[name]) for name in names]
    given = []
    for annotation in row.values.get("annotations") or ():
        if annotation.get("was_cancelled"):
            continue
        ranks = _label_studio_ranks(row, annotation.get("result") or (), names)
        if ranks is not None:
            seconds = annotation.get("lead_time")
            who = annotation.get("completed_by")
            name = who.get("email") or who.get("id") if isinstance(who, Mapping) else who
            given.append(Given(f"label-studio:{name}", "person", Answer(ranks, seconds=seconds)))
    return Imported(_item(prompt, texts, len(given)), tuple(given))


def _label_studio_ranks(row: Row, results: Sequence[Any], names: Sequence[str]) -> tuple[int, ...] | None:
    for result in results:
        value = result.get("value") or {}
        if result.get("type") == "pairwise":
            if len(names) != 2:
                row.fail(f"compares two answers, but the task has {list(names)}", "annotations")
            selected = value.get("selected")
            return {"left": (1, 2), "right": (2, 1)}.get(str(selected), (1, 1))
        if result.get("type") == "ranker":
            lists = list((value.get("ranker") or {}).values())
            if len(lists) == 1 and sorted(map(str, lists[0])) == sorted(names):
                order = [str(name) for name in lists[0]]
                return tuple(order.index(name) + 1 for name in names)
            row.fail(f"ranks {lists}, but the task's answers are {list(names)}; only one list with all of them can be "
                     "read as a ranking", "annotations")  # fmt: skip
    return None


def _fields(row: Row, fields: Mapping[str, Any], where: str, answers: bool = True) -> tuple[Prompt, list[str]]:
    """The prompt and the names of the answer fields, in their order."""
    texts = {name: value for name, value in fields.items() if value and not NOT_SHOWN.search(name.lower())}
    prompt = next((name for wanted in PROMPT_NAMES for name in texts if name.lower() == wanted), None)
    if prompt is None:
        row.fail(f"names no prompt among {list(fields)}; known names: {', '.join(PROMPT_NAMES)}", where)
    names = [name for name, value in texts.items() if name != prompt and isinstance(value, str)]
    numbered = [name for name in names if re.search(r"(\d+|[ab]|left|right)$", name.lower())]
    names = numbered if len(numbered) >= 2 else names
    if answers and len(names) < 2:
        row.fail(f"holds {len(names)} answers beside the prompt; a ranking needs two or more", where)
    return _prompt(row, texts[prompt], where), names


def _prompt(row: Row, value: Any, where: str) -> Prompt:
    if isinstance(value, str):
        return Prompt((Message("user", value),))
    if isinstance(value, list) and all(isinstance(m, Mapping) and {"role", "content"} <= set(m) for m in value):
        return Prompt(tuple(Message(str(m["role"]), str(m["content"])) for m in value))
    row.fail("holds a prompt that is neither text nor a list of messages", where)


def _item(prompt: Prompt, texts: Sequence[str], labels: int) -> NewItem:
    kind: Literal["pair", "rank"] = "pair" if len(texts) == 2 else "rank"
    return NewItem(prompt, tuple(map(Candidate, texts)), kind, overlap=0 if labels else 1)


def _place(label: str, names: Sequence[str]) -> int | None:
    """Which answer field a label means: by its name without punctuation, else by the number at its end."""
    plain = [re.sub(r"\W|_", "", name.lower()) for name in names]
    wanted = re.sub(r"\W|_", "", label.lower())
    if wanted in plain:
        return plain.index(wanted)
    number = re.search(r"\d+$", wanted)
    ends = [re.search(r"\d+$", name) for name in plain]
    found = [i for i, end in enumerate(ends) if number and end and int(end.group()) == int(number.group())]
    return found[0] if len(found) == 1 else None


def _ranks(row: Row, ranks: Sequence[Any]) -> tuple[int, ...]:
    if not all(isinstance(rank, int) and not isinstance(rank, bool) and rank >= 1 for rank in ranks):
        row.fail(f"holds the ranks {list(ranks)}; they must be whole numbers from 1", "responses")
    return tuple(ranks)


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
