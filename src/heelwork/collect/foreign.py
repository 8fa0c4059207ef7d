"""Records of Argilla and Label Studio, read into items and rankings.

Argilla (JSON of records, 1.x or 2.x): `fields` with the prompt and the answers, `responses` of a ranking question. Label
Studio (JSON or JSON_MIN-like list of tasks): `data` with the prompt and the answers, `annotations` with a Pairwise or Ranker
result. Which field is the prompt and which are answers follows from their names. What somebody says beside a ranking, such
as a comment, is passed over; who ranked nothing, or twice, is an error, as is whatever cannot be told: never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from heelwork.collect.records import Answer, Candidate, NewItem, Who
from heelwork.data.formats import Row, to_prompt
from heelwork.errors import nearest
from heelwork.records import Prompt

PROMPT_NAMES = ("prompt", "instruction", "question", "input", "context", "query", "text")
NOT_SHOWN = re.compile(r"(^id$|_id$|^meta|^source$|^model|^system)")


class Given(NamedTuple):
    """One annotator's answer, in the order in which the item's answers are stored. origin: the item's uid, the event and
    its time in the store that exported it."""

    annotator: str
    who: Who
    answer: Answer
    origin: tuple[str, int, float] | None = None


class Imported(NamedTuple):
    """An item, and who said what about it; nobody = it waits to be labelled here."""

    item: NewItem
    given: tuple[Given, ...]


class Said(NamedTuple):
    """What somebody said about a record: rankings by the names of their questions, and the names of all other ones."""

    by: str
    rankings: list[tuple[str, Any]]
    others: list[str]
    seconds: float | None = None


def argilla(row: Row, question: str | None) -> Imported:
    """A record of an Argilla export. Raises DataError where it cannot be told."""
    fields = row.values.get("fields")
    if not isinstance(fields, Mapping):
        row.fail("is missing; this is no record of an Argilla export", "fields")
    prompt, names = _fields(row, fields, "fields")
    texts = [str(fields[name]) for name in names]
    said = list(_argilla_responses(row))
    given = [
        Given(f"argilla:{one.by}", "person", Answer(_argilla_ranks(row, value, names, asked)))
        for one, asked, value in _chosen(row, said, question, "responses")
    ]
    return Imported(_item(prompt, texts, len(given)), tuple(given))


def _argilla_responses(row: Row) -> Iterator[Said]:
    """What everybody submitted, in the shapes of 2.x and 1.x."""
    responses = row.values.get("responses") or {}
    by: dict[str, dict[str, Any]] = {}
    for user, question, value in _argilla_values(responses):
        if question in by.setdefault(user, {}):
            row.fail(f"holds two answers of '{user}' to the question '{question}'; keep one", "responses")
        by[user][question] = value
    for user, values in by.items():
        rankings = [(question, value) for question, value in values.items() if isinstance(value, list)]
        yield Said(user, rankings, [question for question, value in values.items() if not isinstance(value, list)])


def _argilla_values(responses: Any) -> Iterator[tuple[str, str, Any]]:
    """(annotator, question, value) of submitted responses that say something."""
    if isinstance(responses, Mapping):  # 2.x: {question: [{"user_id", "value", "status"?}]}
        told = [(answer, {question: answer}) for question, answers in responses.items() for answer in answers or ()]
    else:  # 1.x: [{"user_id", "status", "values": {question: {"value": ...}}}]
        told = [(response, response.get("values") or {}) for response in responses]
    for response, answers in told:
        if response.get("status", "submitted") == "submitted":
            for question, answer in answers.items():
                if answer.get("value") not in (None, "", []):
                    yield str(response.get("user_id")), question, answer["value"]


def _argilla_ranks(row: Row, value: list[Any], names: Sequence[str], question: str) -> tuple[int, ...]:
    """Ranks in the order of the answer fields."""
    ranked = [v if isinstance(v, Mapping) else {"value": v, "rank": n} for n, v in enumerate(value, 1)]
    found = {_place(str(v.get("value")), names): v.get("rank") for v in ranked}
    if None in found or len(found) != len(names):
        row.fail(f"question '{question}' ranks {[v.get('value') for v in ranked]}, but the answers are {list(names)}",
                 "responses")  # fmt: skip
    return _ranks(row, [found[i] for i in range(len(names))])


def label_studio(row: Row, question: str | None) -> Imported:
    """A task of a Label Studio export. Raises DataError where it cannot be told."""
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
    said = list(_label_studio_annotations(row))
    given = [
        Given(f"label-studio:{one.by}", "person",
              Answer(_label_studio_ranks(row, result, names), seconds=one.seconds))
        for one, _, result in _chosen(row, said, question, "annotations")
    ]  # fmt: skip
    return Imported(_item(prompt, texts, len(given)), tuple(given))


def _label_studio_annotations(row: Row) -> Iterator[Said]:
    for annotation in row.values.get("annotations") or ():
        if annotation.get("was_cancelled"):
            continue
        who, seconds = annotation.get("completed_by"), annotation.get("lead_time")
        if seconds is not None and (isinstance(seconds, bool) or not isinstance(seconds, (int, float))):
            row.fail(f"holds the lead_time {seconds!r}; it must be a number of seconds", "annotations")
        results = [(str(r.get("from_name") or r.get("type")), r) for r in annotation.get("result") or ()]
        rankings = [(name, result) for name, result in results if result.get("type") in ("pairwise", "ranker")]
        others = [name for name, result in results if result.get("type") not in ("pairwise", "ranker")]
        name = who.get("email") or who.get("id") if isinstance(who, Mapping) else who
        yield Said(str(name), rankings, others, seconds)


def _label_studio_ranks(row: Row, result: Mapping[str, Any], names: Sequence[str]) -> tuple[int, ...]:
    value = result.get("value") or {}
    if result["type"] == "pairwise":
        if len(names) != 2:
            row.fail(f"compares two answers, but the task has {list(names)}", "annotations")
        selected = value.get("selected")
        if selected not in ("left", "right"):
            row.fail(f"selects {selected!r} of two answers; it must be 'left' or 'right': take the annotation out",
                     "annotations")  # fmt: skip
        return (1, 2) if selected == "left" else (2, 1)
    lists = list((value.get("ranker") or {}).values())
    if len(lists) == 1 and sorted(map(str, lists[0])) == sorted(names):
        order = [str(name) for name in lists[0]]
        return tuple(order.index(name) + 1 for name in names)
    row.fail(f"ranks {lists}, but the task's answers are {list(names)}; only one list with all of them can be "
             "read as a ranking", "annotations")  # fmt: skip


def _chosen(row: Row, said: Sequence[Said], question: str | None, where: str) -> Iterator[tuple[Said, str, Any]]:
    """(who, question, ranking): the one ranking of everybody who said something, or those of the question asked for."""
    asked = {name for one in said for name in (*(name for name, _ in one.rankings), *one.others)}
    if question is not None and asked and question not in asked:
        row.fail(f"holds no answer to the question '{question}'; {nearest(question, asked)}", where)
    for one in said:
        found = [(name, value) for name, value in one.rankings if question in (None, name)]
        unread = one.others if question is None else [name for name in one.others if name == question]
        if len(found) > 1:
            row.fail(f"holds {len(found)} rankings of '{one.by}' ({', '.join(name for name, _ in found)}); choose a "
                     "question with --question", where)  # fmt: skip
        if not found and unread:
            row.fail(f"holds what '{one.by}' answered to {', '.join(unread)}, and no ranking of the answers; only rankings "
                     "are read: take it out", where)  # fmt: skip
        if found:
            yield one, *found[0]


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
    # As every other prompt: known roles, text, and a user's turn at the end.
    return Prompt(to_prompt(Row({"prompt": texts[prompt]}, row.path, row.line)).messages), names


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
