"""Items for a store: from a file of answers, or from a model that is asked ahead of the annotators. Loads no torch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heelwork.collect.active import arm_of
from heelwork.collect.again import stored_uids
from heelwork.collect.checks import ANSWERS, LONGEST_TEXT, at, check_item, check_words, dense
from heelwork.collect.records import Arm, Candidate, Kind, NewItem
from heelwork.collect.store import Store
from heelwork.data.formats import Row, to_prompt, to_ranking
from heelwork.data.sources import rows
from heelwork.errors import ConfigError, DataError
from heelwork.records import Prompt
from heelwork.runs import sha256

PROMPTS_AT_ONCE = 8
"""Prompts that a model answers before their items are stored: few, so that the first annotator need not wait long."""

RANDOM_ARM = 0.5
"""Share of prompts in the random arm, where there is an active one: as many labels of either can be compared."""

DRAWS = 3
"""How often answers are drawn until K of them differ."""

Several = Callable[[Sequence[Prompt], int, int], list[list[str]]]
"""(prompts, how many answers to each, seed) -> the answers, prompt by prompt."""


@dataclass(frozen=True)
class Feed:
    """What becomes of answers. model, sampling: where they come from, kept with every one and shown to nobody.

    active: half of the prompts, by chance, go to the arm whose order follows the disagreement of reward models.
    round: 0 for the first time that people label, and one more for each model that learned from it.
    """

    kind: Kind
    k: int
    overlap: int
    round: int
    model: str | None = None
    sampling: dict[str, Any] | None = None
    active: bool = False

    def __post_init__(self) -> None:
        fewest, most = ANSWERS[self.kind]
        if not fewest <= self.k <= most:
            wanted = str(fewest) if fewest == most else f"{fewest} to {most}"
            raise ConfigError(
                f"--k is {self.k}, but an item of kind '{self.kind}' has {wanted} answers; change --k or --kind"
            )

    def item(self, prompt: Prompt, candidates: Iterable[Candidate], uid: str | None = None) -> NewItem:
        """An item to be stored."""
        return NewItem(
            prompt, tuple(candidates), self.kind, overlap=self.overlap, round=self.round, uid=uid, arm=self.arm(prompt)
        )

    def arm(self, prompt: Prompt) -> Arm:
        """The arm of a prompt's items: by chance where there are two, and the same for the same prompt."""
        return arm_of(prompt, 0, RANDOM_ARM) if self.active else "random"

    def uid(self, prompt: Prompt) -> str:
        """The same for the same prompt, model, settings and round: what was sampled once is not sampled again."""
        content = json.dumps([self.kind, self.k, self.round, self.sampling, prompt.key], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()


def items_of_file(path: str | Path, feed: Feed, *, limit: int = 0) -> list[NewItem]:
    """Items from lines of prompt + completions, prompt + completion, or prompt + chosen + rejected.

    Lines with one completion are put together by prompt; a line that brings several stands by itself. `model` (or `models`,
    one for each completion) is kept. Answers beyond K make further items; what is left over and too few for one is dropped,
    as are equal answers to one prompt. limit: only of the first so many different prompts; 0 = of all.
    Raises DataError where the file makes no item.
    """
    wanted: set[str] = set()
    prompts: dict[str, Prompt] = {}
    found: dict[str, dict[str, Candidate]] = {}
    for row in rows(str(path)):
        prompt, candidates = _answers(row, feed)
        with at(row):
            check_words(prompt, (c.text for c in candidates))
        if limit and prompt.key not in wanted and len(wanted) == limit:
            continue
        wanted.add(prompt.key)
        together = prompt.key if len(candidates) == 1 else f"{prompt.key}\x1e{row.line}"
        prompts.setdefault(together, prompt)
        known = found.setdefault(together, {})
        for candidate in candidates:
            known.setdefault(candidate.text, candidate)
    fewest = ANSWERS[feed.kind][0]
    made = []
    for key, known in found.items():
        answers = list(known.values())
        for start in range(0, len(answers), feed.k):
            part = answers[start : start + feed.k]
            if len(part) >= fewest:
                made.append(feed.item(Prompt(prompts[key].messages), part))
    if not made:
        raise DataError(
            f"makes no item: none of its prompts has {fewest} different answers; give lines of prompt + completions",
            path=path,
        )
    return made


def gold_of_file(path: str | Path, feed: Feed) -> list[NewItem]:
    """Gold items, whose right ranking is known, from rankings or pairs. Annotators cannot tell them from the others.

    Raises DataError at a record that cannot be one, or that ranks the answers of another one otherwise.
    """
    made: dict[str, NewItem] = {}
    for row in rows(str(path)):
        ranking = to_ranking(row)
        kind: Kind = "pair" if feed.kind == "pair" and len(ranking.completions) == 2 else "rank"
        candidates = tuple(Candidate(text) for text in ranking.completions)
        item = NewItem(Prompt(ranking.prompt.messages), candidates, kind, gold=ranking.ranks)
        with at(row):
            check_item(item)
        if dense(made.setdefault(item.key, item).gold or ()) != dense(ranking.ranks):
            row.fail("ranks the same answers to the same prompt otherwise than a line before; keep the right one")
    return list(made.values())


def _answers(row: Row, feed: Feed) -> tuple[Prompt, list[Candidate]]:
    values = row.values
    if values.get("completion") is not None and values.get("chosen") is None:
        if not isinstance(values["completion"], str):
            row.fail("must be text", "completion")
        return to_prompt(row), [_candidate(values["completion"], values.get("model"), values, feed)]
    completions_given = values.get("completions")
    if completions_given is not None and values.get("ranking") is None:
        if not isinstance(completions_given, list) or not all(isinstance(text, str) for text in completions_given):
            row.fail("must be a list of texts", "completions")
        texts, prompt = tuple(completions_given), to_prompt(row)
    else:
        ranking = to_ranking(row)
        texts, prompt = ranking.completions, ranking.prompt
    models = values.get("models")
    if not isinstance(models, list) or len(models) != len(texts):
        models = [values.get("model")] * len(texts)
    return prompt, [_candidate(text, model, values, feed) for text, model in zip(texts, models, strict=True)]


def _candidate(text: str, model: Any, values: Any, feed: Feed) -> Candidate:
    sampling = values.get("sampling")
    return Candidate(
        text, feed.model if model is None else str(model), sampling if isinstance(sampling, dict) else feed.sampling
    )


def sample_items(
    store: Store,
    prompts: Sequence[Prompt],
    feed: Feed,
    several: Several,
    *,
    seed: int,
    go_on: Callable[[], bool] = lambda: True,
) -> Iterator[int]:
    """Ask a model for K different answers to each prompt and store them; yields how many items each step added.

    Prompts whose items the store has are passed over, so that a restart goes on where it was. Answers that cannot be stored
    are drawn again. Of a prompt to which the model always says the same, no item is made.
    """
    wanted = {feed.uid(prompt): prompt for prompt in prompts}
    there = stored_uids(store, list(wanted))
    open_ones = [(uid, prompt) for uid, prompt in wanted.items() if uid not in there]
    fewest = ANSWERS[feed.kind][0]
    for start in range(0, len(open_ones), PROMPTS_AT_ONCE):
        if not go_on():
            return
        part = open_ones[start : start + PROMPTS_AT_ONCE]
        drawn: list[dict[str, None]] = [{} for _ in part]
        for attempt in range(DRAWS):
            short = [i for i, texts in enumerate(drawn) if len(texts) < feed.k]
            if not short:
                break
            for i, texts in zip(
                short, several([part[i][1] for i in short], feed.k, _seed(seed, attempt, part[0][0])), strict=True
            ):
                drawn[i].update(dict.fromkeys(text for text in texts if usable(text)))
        made = [
            feed.item(
                Prompt(prompt.messages), [Candidate(t, feed.model, feed.sampling) for t in list(texts)[: feed.k]], uid
            )
            for (uid, prompt), texts in zip(part, drawn, strict=True)
            if len(texts) >= fewest
        ]
        if made:
            store.add_items(made)
        yield len(made)


def answerable(prompts: Sequence[Prompt], check: Callable[[Prompt], object]) -> tuple[list[Prompt], list[str]]:
    """The prompts that a model can answer, and for each of the others what is wrong with it, by its number from 1.

    check: raises DataError for a prompt that cannot be answered, for example one that leaves no room in the context.
    """
    good, refused = [], []
    for number, prompt in enumerate(prompts, 1):
        try:
            check(prompt)
        except DataError as error:
            refused.append(f"prompt {number}: {error}")
        else:
            good.append(prompt)
    return good, refused


def usable(text: str) -> bool:
    """Whether an answer can be stored and shown: not empty, not endless, no NUL (which byte-level models do say)."""
    return bool(text.strip()) and len(text) <= LONGEST_TEXT and "\x00" not in text


def _seed(seed: int, attempt: int, uid: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed} {attempt} {uid}".encode()).digest()[:4], "big")


def weights_of(model: str | Path) -> str:
    """SHA-256 over the weight files of a model directory, so that a label can be traced to what was labelled.

    A hub id stands for itself.
    """
    files = sorted(Path(model).glob("*.safetensors")) if Path(model).is_dir() else []
    if not files:
        return str(model)
    return (
        hashlib.sha256("".join(sha256(file) for file in files).encode()).hexdigest()
        if len(files) > 1
        else sha256(files[0])
    )


def policy_of(run: str) -> str:
    """The model that `heelwork collect RUN` asks: a run's policy after PPO, else after SFT; other names stay as they are."""
    path = Path(run)
    if not path.is_dir() or (path / "config.json").exists():
        return run
    for place in ("ppo/model", "model", "sft/model"):
        if (path / place / "config.json").exists():
            return str(path / place)
    raise DataError(
        "holds no model: neither config.json nor ppo/model, model or sft/model; give a model or a run", path=path
    )
