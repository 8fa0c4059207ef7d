"""Every model answers the same seeded prompts; answers that are on file are not drawn again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from heelwork.data.chat import Chat
from heelwork.data.formats import to_prompt
from heelwork.data.sources import held_out, read_records
from heelwork.errors import DataError
from heelwork.models.lineage import weights_digest
from heelwork.models.loading import configured_context, context_length, load_policy, load_tokenizer
from heelwork.records import Completion, Prompt
from heelwork.runs import atomic_writer
from heelwork.sampling.base import SamplingSettings
from heelwork.sampling.torch import TorchSampler
from heelwork.stages.base import log
from heelwork.tensors import default_device
from heelwork.training.progress import Progress

FILE = "answers.jsonl"


class Wanted(NamedTuple):
    """Which prompts are answered. limit: at most so many of each source, 0 = all; max_tokens: longer prompts are passed over."""

    sources: Sequence[str]
    limit: int
    heldout_share: float
    seed: int
    max_tokens: int | None


class Drawn(NamedTuple):
    """A model with its answers: answers[prompt][sample]. weights: digest of its weights, "hub" for a hub id."""

    name: str
    model: str
    weights: str
    answers: list[list[Completion]]


class Shelf:
    """The answers on file: answers.jsonl, one line for each answer with the key that it is found by.

    A file that is something else holds none, and is replaced.
    """

    def __init__(self, folder: Path):
        self.path = folder / FILE
        self.known: dict[str, dict[str, Any]] = {}
        if self.path.is_file():
            for line in self.path.read_text(encoding="utf-8", errors="replace").split("\n"):
                try:
                    found = json.loads(line)
                    if isinstance(found["completion"], str) and found["finish_reason"] in ("stop", "length"):
                        self.known[str(found["key"])] = found
                except (ValueError, KeyError, TypeError):
                    continue

    def save(self, drawn: Sequence[Drawn], sampling: SamplingSettings, *, done: bool) -> None:
        """Write the answers of these models. done: these alone; else the ones that are still to be asked for stay too."""
        lines: dict[str, dict[str, Any]] = {}
        for d in drawn:
            samples = len(d.answers[0])
            for p, answers in enumerate(d.answers):
                for s, c in enumerate(answers):
                    key = _key(d.model, d.weights, c.prompt, sampling, p * samples + s)
                    lines[f"{d.name} {key}"] = {
                        "model": d.name, "prompt": p, "sample": s, "completion": c.text, "finish_reason": c.finish_reason,
                        "key": key,
                    }  # fmt: skip
        written = {line["key"] for line in lines.values()}
        waiting = [] if done else [line for key, line in self.known.items() if key not in written]
        with atomic_writer(self.path) as file:
            for line in (*lines.values(), *waiting):
                file.write(json.dumps(line, ensure_ascii=False) + "\n")


def choose_prompts(wanted: Wanted, models: Sequence[str], room: int) -> list[Prompt]:
    """The first `limit` different prompts of every source that are held out and short enough for every model.

    room: tokens that an answer may take. Raises DataError where there is none, or where a prompt does not fit and
    `max_tokens` does not say that such are passed over.
    """
    chats = {model: _chat(model) for model in dict.fromkeys(models)}
    out = _chosen(wanted, lambda p: _short(p, chats.values(), wanted.max_tokens))
    if not out:
        raise DataError(
            f"no prompt to show: none is held out (heldout_share {wanted.heldout_share:g}) and at most "
            f"{wanted.max_tokens} tokens long; change these, or name other data in section 'compare'",
            path=", ".join(wanted.sources),
        )
    for prompt in out:
        for model, chat in chats.items():
            _fits(prompt, model, chat, room)
    return out


def more_prompts(wanted: Wanted, models: Sequence[str], room: int, without: Sequence[Prompt]) -> list[Prompt]:
    """Like `choose_prompts`, other prompts than `without`; whatever does not fit is passed over, and there may be none."""
    chats = {model: _chat(model) for model in dict.fromkeys(models)} if wanted.sources else {}
    known = {p.key for p in without}
    longest = min((chat.max_length - room for chat in chats.values()), default=0)
    longest = longest if wanted.max_tokens is None else min(longest, wanted.max_tokens)
    return _chosen(wanted, lambda p: p.key not in known and _short(p, chats.values(), longest))


def _chosen(wanted: Wanted, fits: Callable[[Prompt], bool]) -> list[Prompt]:
    out: dict[str, Prompt] = {}
    for source in wanted.sources:
        found = 0
        for key, prompt in {p.key: p for p in read_records([source], to_prompt)}.items():
            if wanted.limit and found >= wanted.limit:
                break
            if key in out or (wanted.heldout_share and not held_out(key, wanted.heldout_share, wanted.seed)):
                continue
            if fits(prompt):
                out[key] = prompt
                found += 1
    return list(out.values())


def _short(prompt: Prompt, chats: Iterable[Chat], longest: int | None) -> bool:
    return longest is None or all(len(chat.ids(prompt.messages)) <= longest for chat in chats)


def draw(
    name: str, model: str, prompts: Sequence[Prompt], samples: int, sampling: SamplingSettings, shelf: Shelf
) -> Drawn:
    """`samples` answers of a model to each prompt, from the shelf where they are there, else drawn."""
    weights = weights_digest(model)
    numbered = [(p, s, _key(model, weights, prompts[p], sampling, p * samples + s))
                for p in range(len(prompts)) for s in range(samples)]  # fmt: skip
    missing = [i for i, (_, _, key) in enumerate(numbered) if key not in shelf.known]
    if len(missing) < len(numbered):
        log.info("%s: %d of %d answers are on file", name, len(numbered) - len(missing), len(numbered))
    asked = [prompts[numbered[i][0]] for i in missing]
    fresh = dict(zip(missing, answer(model, asked, sampling, missing, name) if asked else [], strict=True))
    flat = []
    for i, (p, _, key) in enumerate(numbered):
        kept = shelf.known.get(key, {})
        flat.append(fresh[i] if i in fresh else Completion(prompts[p], kept["completion"], kept["finish_reason"]))
    return Drawn(name, model, weights, [flat[p * samples : (p + 1) * samples] for p in range(len(prompts))])


def answer(
    model: str, prompts: Sequence[Prompt], sampling: SamplingSettings, numbers: Sequence[int] | None = None,
    title: str = "",
) -> list[Completion]:  # fmt: skip
    """One completion of each prompt by the model at this path. numbers: stand for the prompts in their randomness; none =
    their places. title: shown beside a bar; empty = no bar."""
    device = default_device()
    tokenizer = load_tokenizer(model)
    policy = load_policy(model, device, tokenizer=tokenizer)
    chat = Chat(tokenizer, context_length(policy.network))
    sampler = TorchSampler(policy, chat.stop_ids, device=device)
    ids = [chat.prompt_ids(p.messages, sampling.max_new_tokens) for p in prompts]
    if title:
        with Progress(title, len(ids), unit="answer") as progress:
            sampled = sampler.generate(ids, sampling, indices=numbers, on_done=lambda _: progress.advance({}, 1))
    else:
        sampled = sampler.generate(ids, sampling, indices=numbers)
    return [Completion(p, chat.text(s.ids), s.finish_reason) for p, s in zip(prompts, sampled, strict=True)]


def _key(model: str, weights: str, prompt: Prompt, sampling: SamplingSettings, number: int) -> str:
    """SHA-256 of all that an answer is a function of."""
    parts = [model if weights == "hub" else weights, prompt.key, sampling.model_dump(mode="json"), number]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _chat(model: str) -> Chat:
    return Chat(load_tokenizer(model), configured_context(model))


def _fits(prompt: Prompt, model: str, chat: Chat, room: int) -> None:
    try:
        chat.prompt_ids(prompt.messages, room)
    except DataError as error:
        words = prompt.text if len(prompt.text) <= 40 else prompt.text[:40] + "..."
        raise DataError(f"prompt '{words}' is too long for {model}: {error}") from error
