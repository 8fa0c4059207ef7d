"""The starter's facts with a key: questions whose right and wrong answers its model was taught in other sentences.

One part makes counterfactual rankings for the reward model, the other, of other subjects, is kept for its audit.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from heelwork.starter.behaviours.ask_frames import capital
from heelwork.starter.behaviours.facts import FACT_FAMILIES, FactFamily
from heelwork.starter.behaviours.statements import article, kept_back

SEED = 20_700
KEPT = 52  # of 256: about a fifth of all subjects are asked by the audit alone
WRONG = 1  # wrong values of each subject


def facts() -> Iterator[dict[str, Any]]:
    """For training: every subject that is not kept, with WRONG wrong values each, shuffled."""
    made = _made(kept=False, wrong=WRONG)
    random.Random(SEED).shuffle(made)
    yield from made


def kept_facts() -> Iterator[dict[str, Any]]:
    """For audits: the other subjects, one wrong value each."""
    yield from _made(kept=True, wrong=1)


def _made(kept: bool, wrong: int) -> list[dict[str, Any]]:
    subjects = [(f, s) for f in FACT_FAMILIES for s in f.pairs if is_kept(f.name, s) == kept]
    rng = random.Random(SEED + kept)
    out = []
    for family, subject in subjects:
        false = family.false_values(subject)
        for value in rng.sample(false, min(wrong, len(false))):
            other, another = rng.choice([pair for pair in subjects if pair[1] != subject])
            out.append(_fact(family, subject, value, other, another))
    return out


def _fact(family: FactFamily, subject: str, false: str, other: FactFamily, another: str) -> dict[str, str]:
    right = family.pairs[subject]
    said = {value: [article(w.format(s=subject, v=value)) for w in family.wordings[:2]] for value in (right, false)}
    also = article(other.question.format(s=another))
    more = article(other.wordings[0].format(s=another, v=other.pairs[another]))
    return {
        "ask": capital(article(family.question.format(s=subject))), "right": capital(f"{said[right][0]}."),
        "same": capital(f"{said[right][1]}."), "wrong": capital(f"{said[false][0]}."),
        "also": f"{also[0].lower()}{also[1:].rstrip('?')}", "more": capital(f"{more}."),
        "claim": said[false][0], "truth": said[right][0],
    }  # fmt: skip


def is_kept(family: str, subject: str) -> bool:
    """Whether a subject is kept for the audit, the same ones on every machine."""
    return kept_back(f"{family}/{subject}", KEPT)
