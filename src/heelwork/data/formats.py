"""The field's record shapes, recognised by their fields and turned into our records. Loads no torch.

    messages                                     a conversation
    prompt + completion                          a demonstration
    prompt + chosen + rejected                   a preference; without `prompt`, it is what both answers share
    prompt + completions + ranking               K answers; ranking[i] is the rank of completions[i], 1 = best, ties equal
    ask + right + same + wrong + also + more + claim + truth      a keyed fact, for audits and for counterfactual pairs

Text may be plain, a list of {"role", "content"} messages, or an HH transcript ("\\n\\nHuman: ... \\n\\nAssistant: ..."). An
assistant's message with "weight": 0 is read and not learned.
"""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from heelwork.errors import DataError
from heelwork.records import Demonstration, Fact, Message, Prompt, Ranking

ROLES = {"system": "system", "user": "user", "human": "user", "assistant": "assistant", "gpt": "assistant"}
TURN = re.compile(r"\n\n(Human|Assistant):")
SHAPES = "messages; prompt + completion; prompt + chosen + rejected; or prompt + completions + ranking"


@dataclass(frozen=True)
class Row:
    """One raw record and where it stood."""

    values: Mapping[str, Any]
    path: str | Path
    line: int

    def fail(self, problem: str, field: str | None = None) -> NoReturn:
        raise DataError(problem, path=self.path, line=self.line, field=field)


R = TypeVar("R")
Parser = Callable[[Row], R]


def to_prompt(row: Row) -> Prompt:
    """A prompt from `prompt`, from `messages` (up to the last user turn), or from what chosen and rejected share."""
    values = row.values
    fields = dict(values)
    if values.get("prompt") is not None:
        return Prompt(_prompt_turns(row, "prompt"), fields)
    if values.get("messages") is not None:
        turns = _turns(row, "messages")
        while turns and turns[-1].role == "assistant":
            turns = turns[:-1]
        return Prompt(_ends_with_user(row, turns, "messages"), fields)
    if values.get("chosen") is not None:
        if values.get("rejected") is not None:
            return Prompt(to_ranking(row).prompt.messages, fields)
        return Prompt(_split_last(row, "chosen")[0], fields)
    row.fail('is missing; write {"prompt": "..."} or {"prompt": [{"role": "user", "content": "..."}]}', "prompt")


def to_demonstration(row: Row) -> Demonstration:
    """A conversation with an ideal end, from `messages`, `prompt` + `completion`, or the `chosen` side of a preference."""
    values = row.values
    if values.get("messages") is not None:
        turns = _turns(row, "messages")
        if not any(turn.role == "assistant" for turn in turns):
            row.fail("has no assistant turn, so that nothing could be learned; add the answer", "messages")
        return Demonstration(turns)
    if values.get("completion") is not None:
        if values.get("prompt") is None:
            row.fail("is missing; a completion needs its prompt", "prompt")
        return Demonstration((*_prompt_turns(row, "prompt"), Message("assistant", _answer(row, "completion"))))
    if values.get("chosen") is not None:
        if values.get("prompt") is not None:
            return Demonstration((*_prompt_turns(row, "prompt"), Message("assistant", _answer(row, "chosen"))))
        prompt, answer = _split_last(row, "chosen")
        return Demonstration((*prompt, Message("assistant", answer)))
    row.fail(f"holds no demonstration (fields: {', '.join(values) or 'none'}); known shapes: {SHAPES}")


def to_ranking(row: Row) -> Ranking:
    """A ranking from `completions` + `ranking`, or a pair (K = 2) from `chosen` + `rejected`.

    Optional fields: margin (number), target (p that chosen is better), source (who ranked).
    """
    values = row.values
    extra: dict[str, Any] = {
        "margin": _number(row, "margin"),
        "target": _number(row, "target", 0.0, 1.0),
        "source": str(values.get("source") or "human"),
    }
    if values.get("completions") is not None:
        return _ranking(row, extra)
    for name in ("chosen", "rejected"):
        if values.get(name) is None:
            row.fail(f"is missing (fields: {', '.join(values) or 'none'}); known shapes: {SHAPES}", name)
    if values.get("prompt") is not None:
        turns = _prompt_turns(row, "prompt")
        answers = (_answer(row, "chosen"), _answer(row, "rejected"))
    else:
        turns, answers = _shared(row)
    return Ranking(Prompt(turns), answers, (1, 2), **extra)


def to_fact(row: Row) -> Fact:
    """A keyed fact: every field of `Fact` as text."""
    values = {}
    for name in (f.name for f in fields(Fact)):
        value = row.values.get(name)
        if not isinstance(value, str) or not value.strip():
            row.fail(
                f"is {_brief(value)}; a fact needs text in ask, right, same, wrong, also, more, claim and truth", name
            )
        values[name] = value
    if not values["ask"].endswith("?"):
        row.fail("does not end with a question mark", "ask")
    return Fact(**values)


def _ranking(row: Row, extra: dict[str, Any]) -> Ranking:
    completions, ranks = row.values["completions"], row.values.get("ranking")
    if not isinstance(completions, Sequence) or isinstance(completions, str) or len(completions) < 2:
        row.fail("must be a list of two or more answers", "completions")
    if not isinstance(ranks, Sequence) or isinstance(ranks, str) or len(ranks) != len(completions):
        row.fail(
            f"must be a list of {len(completions)} ranks, one for each completion, 1 = best, ties equal", "ranking"
        )
    if not all(isinstance(rank, int) and not isinstance(rank, bool) and rank >= 1 for rank in ranks):
        row.fail(f"is {list(ranks)}; ranks are whole numbers from 1 = best, ties equal", "ranking")
    answers = tuple(_text(row, answer, "completions") for answer in completions)
    return Ranking(Prompt(_prompt_turns(row, "prompt")), answers, tuple(ranks), **extra)


def parse_transcript(text: str) -> tuple[Message, ...] | None:
    """The turns of an HH transcript, or None where `text` is not one. Two turns of one speaker in a row become one."""
    if not text.startswith(("\n\nHuman:", "\n\nAssistant:")):
        return None
    parts = TURN.split(text)[1:]
    roles = {"Human": "user", "Assistant": "assistant"}
    turns: list[Message] = []
    for name, said in zip(parts[::2], parts[1::2], strict=True):
        if turns and turns[-1].role == roles[name]:
            turns[-1] = Message(roles[name], f"{turns[-1].content}\n\n{said.strip()}".strip())
        else:
            turns.append(Message(roles[name], said.strip()))
    return tuple(turns)


def _turns(row: Row, field: str) -> tuple[Message, ...]:
    """The conversation in a field: messages or a transcript."""
    value = row.values[field]
    if isinstance(value, str):
        turns = parse_transcript(value)
        if turns is None:
            row.fail(
                "is plain text, but a whole conversation is needed here; add a 'prompt' field, or write messages or an "
                "HH transcript ('\\n\\nHuman: ... \\n\\nAssistant: ...')",
                field,
            )
        return turns
    if not isinstance(value, Sequence) or not value:
        row.fail(f"is {_brief(value)}; write text or a list of messages", field)
    return tuple(_message(row, item, field) for item in value)


def _message(row: Row, item: Any, field: str) -> Message:
    if not isinstance(item, Mapping):
        row.fail(f'holds {_brief(item)}; every message is {{"role": ..., "content": ...}}', field)
    role, content, weight = _either(item, "role", "from"), _either(item, "content", "value"), _either(item, "weight")
    if role not in ROLES:
        row.fail(f"has the role {_brief(role)}; known roles: system, user, assistant", field)
    if not isinstance(content, str):
        row.fail(f"has the content {_brief(content)}; it must be text", field)
    if isinstance(weight, bool) or weight not in (None, 0, 1):
        row.fail(f"has the weight {_brief(weight)}; 0 = the turn is only read, 1 = it is learned from as well", field)
    return Message(ROLES[role], content, learned=weight != 0)


def _either(item: Mapping[str, Any], *names: str) -> Any:
    """The first of these fields that is filled: Parquet gives all messages of a column the same fields, with None for none."""
    return next((item[name] for name in names if item.get(name) is not None), None)


def _prompt_turns(row: Row, field: str) -> tuple[Message, ...]:
    value = row.values.get(field)
    if isinstance(value, str) and parse_transcript(value) is None:
        if not value.strip():
            row.fail("is empty; write the question or request", field)
        return (Message("user", value),)
    if value is None:
        row.fail("is missing; every record needs its prompt", field)
    turns = _turns(row, field)
    if turns and turns[-1].role == "assistant" and not turns[-1].content:
        turns = turns[:-1]  # a transcript that ends in "Assistant:" asks for the answer
    return _ends_with_user(row, turns, field)


def _ends_with_user(row: Row, turns: tuple[Message, ...], field: str) -> tuple[Message, ...]:
    if not turns or turns[-1].role != "user":
        row.fail("does not end with a user turn, so that there is nothing to answer", field)
    return turns


def _answer(row: Row, field: str) -> str:
    return _text(row, row.values[field], field)


def _text(row: Row, value: Any, field: str) -> str:
    """An answer: text, or messages of which the last is the assistant's."""
    if isinstance(value, str):
        turns = parse_transcript(value)
        if turns is None:
            return value
        if turns[-1].role == "assistant":
            return turns[-1].content
        row.fail("is a transcript that does not end with an assistant turn; add the answer", field)
    if isinstance(value, Sequence) and value:
        last = _message(row, value[-1], field)
        if last.role == "assistant":
            return last.content
    row.fail(f"is {_brief(value)}; write the answer as text or as messages that end with the assistant", field)


def _split_last(row: Row, field: str) -> tuple[tuple[Message, ...], str]:
    turns = _turns(row, field)
    if turns[-1].role != "assistant":
        row.fail("does not end with an assistant turn", field)
    return _ends_with_user(row, turns[:-1], field), turns[-1].content


def _shared(row: Row) -> tuple[tuple[Message, ...], tuple[str, str]]:
    """The implicit prompt of two whole conversations, and what each says after it.

    Where they part before the last answer, the rest of each conversation is its answer, written as a transcript.
    """
    chosen, rejected = _turns(row, "chosen"), _turns(row, "rejected")
    same = 0
    while same < min(len(chosen), len(rejected)) - 1 and chosen[same] == rejected[same]:
        same += 1
    while same and chosen[same - 1].role != "user":
        same -= 1
    if not same:
        row.fail("chosen and rejected share no prompt; both must begin with the same user turn", "chosen")
    return chosen[:same], (_rest(row, chosen[same:], "chosen"), _rest(row, rejected[same:], "rejected"))


def _rest(row: Row, turns: Sequence[Message], field: str) -> str:
    if turns[0].role != "assistant":
        row.fail("does not go on with an assistant turn after the shared prompt", field)
    names = {"user": "Human", "assistant": "Assistant", "system": "System"}
    return turns[0].content + "".join(f"\n\n{names[t.role]}: {t.content}" for t in turns[1:])


def _number(row: Row, field: str, low: float = float("-inf"), high: float = float("inf")) -> float | None:
    """A number, or its text, as CSV has it; an empty cell is none."""
    value = row.values.get(field)
    if value is None or value == "":
        return None
    if isinstance(value, str):
        with contextlib.suppress(ValueError):
            value = float(value)
    number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    if not number or not low <= float(value) <= high:
        limits = f" from {low:g} to {high:g}" if high != float("inf") else ""
        row.fail(f"is {_brief(value)}; it must be a finite number{limits}", field)
    return float(value)


def _brief(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
