"""Which answers to ask about next: at random, or where an ensemble of reward models disagrees; always with a random arm.

Items fall into the arms by chance, before anything is known of them, so that a reward model trained on one arm can be
compared with one trained on as many labels of the other. Only the order of the active arm follows the ensemble.
Source: disagreement as in Christiano et al. 2017, section 2.2.4; the control arm because of Gleave and Irving 2022, who
found no gain over random choice for language models.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
from sqlalchemy import select

from heelwork.collect.order import draw
from heelwork.collect.records import Arm, Candidate, NewItem
from heelwork.collect.schema import completions, items
from heelwork.collect.store import Store
from heelwork.errors import ConfigError
from heelwork.records import Message, Prompt

Scorer = Callable[[Sequence[Prompt], Sequence[str]], np.ndarray]
"""(N prompts, N answers) -> scores_MN of M reward models."""

BATCH = 64
"""Items scored at once."""


def arm_of(prompt: Prompt, seed: int, random_share: float) -> Arm:
    """The arm of all items of a prompt: random with this share, by a hash of the prompt."""
    return "random" if draw(seed, "arm of", prompt.key) < random_share else "active"


def disagreement(scores_MK: np.ndarray) -> np.ndarray:
    """K x K: standard deviation over the members of their differences of two answers' scores.

    Members are first brought to unit spread over the K answers, so that none weighs more for its scale.
    """
    spread_M = scores_MK.std(1, keepdims=True)
    normal_MK = np.divide(scores_MK, spread_M, out=np.zeros_like(scores_MK, dtype=float), where=spread_M > 0)
    return np.asarray((normal_MK[:, :, None] - normal_MK[:, None, :]).std(0))


def choose_pairs(
    drawn: Sequence[tuple[Prompt, Sequence[Candidate]]],
    score: Scorer,
    *,
    random_share: float = 0.25,
    seed: int = 0,
    overlap: int = 1,
) -> list[NewItem]:
    """A pair for each prompt of its drawn answers: by chance in the random arm, the most disputed in the active one.

    drawn: prompts with two or more answers each. random_share: of the prompts, 0 < share <= 1, since without a control no
    gain can be measured. Raises ConfigError where the share is not.
    """
    if not 0 < random_share <= 1:
        raise ConfigError(f"random_share is {random_share:g}; it must be above 0 (the control) and at most 1")
    out = []
    for prompt, candidates in drawn:
        arm = arm_of(prompt, seed, random_share)
        pairs = list(combinations(range(len(candidates)), 2))
        if arm == "random":
            pair = random.Random(f"{seed}|{prompt.key}").choice(pairs)
        else:
            apart_KK = disagreement(score([prompt] * len(candidates), [c.text for c in candidates]))
            pair = max(pairs, key=lambda p: apart_KK[p])
        both = tuple(candidates[i] for i in pair)
        out.append(NewItem(prompt, both, "pair", overlap=overlap, arm=arm))
    return out


def with_arms(new: Sequence[NewItem], *, random_share: float, seed: int) -> list[NewItem]:
    """The items, each in the arm of its prompt; gold items stay as they are."""
    return [item if item.gold else replace(item, arm=arm_of(item.prompt, seed, random_share)) for item in new]


def prioritise(store: Store, score: Scorer) -> int:
    """Order the open items of the active arm by their largest disagreement over two answers; returns how many there are."""
    priorities: dict[int, float] = {}
    for batch in _batches(store):
        prompts = [prompt for _, prompt, texts in batch for _ in texts]
        scores_MN = score(prompts, [text for *_, texts in batch for text in texts])
        if len(scores_MN) < 2:
            raise ConfigError(f"{len(scores_MN)} reward model cannot disagree with itself; give two or more")
        start = 0
        for item, _, texts in batch:
            priorities[item] = float(disagreement(scores_MN[:, start : start + len(texts)]).max())
            start += len(texts)
    store.set_priorities(priorities)
    return len(priorities)


def _batches(store: Store) -> Iterator[list[tuple[int, Prompt, list[str]]]]:
    """Open items of the active arm with two or more answers: (id, prompt, answers)."""
    last = 0
    while True:
        with store.database.read() as connection:
            wanted = (items.c.arm == "active", items.c.gold.is_(None), items.c.places > 0, items.c.kind != "edit")
            page = (
                select(items.c.id, items.c.prompt).where(*wanted, items.c.id > last).order_by(items.c.id).limit(BATCH)
            )
            found = connection.execute(page).all()
            texts: dict[int, list[str]] = {row.id: [] for row in found}
            columns = select(completions.c.item_id, completions.c.text).where(completions.c.item_id.in_(texts))
            for row in connection.execute(columns.order_by(completions.c.item_id, completions.c.place)):
                texts[row.item_id].append(row.text)
        if not found:
            return
        yield [(row.id, Prompt(tuple(Message(**m) for m in row.prompt)), texts[row.id]) for row in found]
        last = found[-1].id
