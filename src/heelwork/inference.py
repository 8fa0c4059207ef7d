"""Using trained models: answering files of prompts, scoring files of answers, and talking."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from heelwork.config import build
from heelwork.data.chat import Chat
from heelwork.data.formats import Row, to_prompt, to_ranking
from heelwork.data.sources import rows as read_rows
from heelwork.errors import DataError
from heelwork.evaluation.preferences import agreement
from heelwork.models.loading import context_length, load_policy, load_tokenizer
from heelwork.records import Message, Prompt
from heelwork.rewards.learned import LearnedReward
from heelwork.runs import atomic_writer
from heelwork.sampling.base import SamplingSettings
from heelwork.sampling.torch import TorchSampler
from heelwork.tensors import default_device
from heelwork.training.progress import Progress

SCORED_AT_ONCE = 256


class Assistant:
    """A model that answers conversations."""

    def __init__(self, model: str):
        device = default_device()
        self.tokenizer = load_tokenizer(model)
        policy = load_policy(model, device, tokenizer=self.tokenizer)
        self.chat = Chat(self.tokenizer, context_length(policy.network))
        self.sampler = TorchSampler(policy, self.chat.stop_ids, device=device)

    def stream(self, messages: Sequence[Message], sampling: SamplingSettings) -> Iterator[str]:
        """Pieces of one answer as they are drawn. Raises DataError where the prompt leaves no room, else as the sampler does."""
        import queue
        import threading

        pieces: queue.Queue[int | Exception | None] = queue.Queue()
        prompt = self.chat.prompt_ids(messages, sampling.max_new_tokens)

        def work() -> None:
            try:
                self.sampler.generate([prompt], sampling, on_token=lambda _, token: pieces.put(token))
                pieces.put(None)
            except Exception as error:  # whatever ends the answer belongs to whoever reads it
                pieces.put(error)

        threading.Thread(target=work, daemon=True).start()
        ids: list[int] = []
        shown = ""
        while (piece := pieces.get()) is not None:
            if isinstance(piece, Exception):
                raise piece
            ids.append(piece)
            text = str(self.tokenizer.decode(ids, skip_special_tokens=True)).lstrip()
            # A character of several bytes may be incomplete: wait for the rest.
            if not text.endswith("\ufffd"):
                yield text[len(shown) :]
                shown = text

    def several(self, prompts: Sequence[Prompt], k: int, sampling: SamplingSettings) -> list[list[str]]:
        """k answers to each prompt, in the prompts' order. Raises DataError where a prompt leaves no room for an answer."""
        ids = [self.chat.prompt_ids(prompt.messages, sampling.max_new_tokens) for prompt in prompts for _ in range(k)]
        texts = [self.chat.text(answer.ids) for answer in self.sampler.generate(ids, sampling)]
        return [texts[start : start + k] for start in range(0, len(texts), k)]


def reward_scorer(models: Sequence[str]) -> Callable[[Sequence[Prompt], Sequence[str]], np.ndarray]:
    """(N prompts, N answers) -> scores_MN of M reward models, each with its own tokenizer."""
    device = default_device()
    rewards = [LearnedReward(model, device) for model in models]

    def score(prompts: Sequence[Prompt], answers: Sequence[str]) -> np.ndarray:
        return np.stack([reward.score(prompts, answers, [True] * len(answers)).cpu().numpy() for reward in rewards])

    return score


def generate_file(
    model: str, prompts: Path, out: Path, *, temperature: float, top_p: float, max_new_tokens: int, seed: int
) -> int:
    """Answer every prompt of a JSON-lines file; the output keeps the fields and adds completion and finish_reason.

    All prompts are read and checked before the first is answered, and `out` appears only when all are. Returns how many.
    """
    sampling = _sampling("generate", temperature=temperature, top_p=top_p, max_new_tokens=max_new_tokens, seed=seed)
    rows = _read(prompts)
    records = [to_prompt(row) for row in rows]
    assistant = Assistant(model)
    ids = [
        _at(row, assistant.chat.prompt_ids, record.messages, max_new_tokens)
        for row, record in zip(rows, records, strict=True)
    ]
    with atomic_writer(out) as file, Progress("generate", len(ids), unit="answer") as progress:
        sampled = assistant.sampler.generate(ids, sampling, on_done=lambda _: progress.advance({}))
        for record, answer in zip(records, sampled, strict=True):
            added = {"completion": assistant.chat.text(answer.ids), "finish_reason": answer.finish_reason}
            file.write(json.dumps({**record.fields, **added}, ensure_ascii=False, default=str) + "\n")
    return len(rows)


def score_file(model: str, data: Path, out: Path) -> dict[str, Any] | None:
    """Score every line of a file: `score` for prompt + completion, `chosen_score` and `rejected_score` for pairs,
    `scores` for K ranked completions (all their untied pairs count). A completion whose finish_reason is "length" was cut: it is
    scored without an end of turn, as in PPO.

    Returns {"accuracy", "interval", "n"} over the pairs, or None where there are none.
    """
    rows = _read(data)
    asked: list[_Asked] = []
    spans: list[tuple[int, int, list[tuple[int, int]]]] = []
    for row in rows:
        answers, pairs = _answers(row)
        spans.append((len(asked), len(asked) + len(answers), pairs))
        asked += answers
    reward = LearnedReward(model, default_device())
    scores: list[float] = []
    with atomic_writer(out) as file:
        with Progress("score", len(asked), unit="answer") as progress:
            for start in range(0, len(asked), SCORED_AT_ONCE):
                part = asked[start : start + SCORED_AT_ONCE]
                scores += reward.score(
                    [a.prompt for a in part], [a.text for a in part], [a.finished for a in part]
                ).tolist()
                progress.advance({}, len(part))
        gaps = []
        for row, (start, end, pairs) in zip(rows, spans, strict=True):
            own = scores[start:end]
            gaps += [own[better] - own[worse] for better, worse in pairs]
            added: dict[str, Any]
            if not pairs and len(own) == 1:
                added = {"score": own[0]}
            elif row.values.get("completions") is not None:
                added = {"scores": own}
            else:
                added = {"chosen_score": own[0], "rejected_score": own[1]}
            file.write(json.dumps({**row.values, **added}, ensure_ascii=False, default=str) + "\n")
    if not gaps:
        return None
    found = agreement(gaps)
    return {"accuracy": found.accuracy, "interval": list(found.interval), "n": found.n}


def converse(model: str, *, temperature: float, max_new_tokens: int, seed: int) -> None:
    """A conversation in the terminal, the answers streaming."""
    opening = _sampling("chat", temperature=temperature, max_new_tokens=max_new_tokens, seed=seed)
    assistant = Assistant(model)
    interactive = sys.stdin.isatty()
    messages: list[Message] = []
    if interactive:
        print(f"{model}: ask anything; /new starts over, /quit ends")
    while True:
        try:
            said = input("> " if interactive else "").strip()
        except EOFError:
            return
        if said == "/quit":
            return
        if said == "/new":
            messages = []
            continue
        if not said:
            continue
        messages.append(Message("user", said))
        sampling = opening.model_copy(update={"seed": seed + len(messages)})
        answer = ""
        try:
            for piece in assistant.stream(messages, sampling):
                print(piece, end="", flush=True)
                answer += piece
        except DataError as error:
            first = len(messages) == 1
            print(f"({error})" if first else "(the conversation has outgrown the model's context; starting over)")
            messages = []
            continue
        print()
        messages.append(Message("assistant", answer))


def _read(path: Path) -> list[Row]:
    found = list(read_rows(str(path)))
    if not found:
        raise DataError("holds no records; give a file with at least one", path=path)
    return found


def _sampling(command: str, **values: Any) -> SamplingSettings:
    return build(SamplingSettings, values, source=f"heelwork {command}")


class _Asked(NamedTuple):
    """An answer to score. finished: it ended by itself."""

    prompt: Prompt
    text: str
    finished: bool = True


def _answers(row: Row) -> tuple[list[_Asked], list[tuple[int, int]]]:
    """The answers of a line that are to be scored, and the (better, worse) pairs among them."""
    if row.values.get("completion") is not None and row.values.get("chosen") is None:
        if not isinstance(row.values["completion"], str):
            row.fail("must be text", "completion")
        return [_Asked(to_prompt(row), row.values["completion"], row.values.get("finish_reason") != "length")], []
    ranking = to_ranking(row)
    return [_Asked(ranking.prompt, answer) for answer in ranking.completions], ranking.pairs


def _at(row: Row, call: Any, *arguments: Any) -> Any:
    """Call, and let a DataError name the row's file and line."""
    try:
        return call(*arguments)
    except DataError as error:
        row.fail(str(error).partition(": ")[2] if error.field else str(error), error.field)
