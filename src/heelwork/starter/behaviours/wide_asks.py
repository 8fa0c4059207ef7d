"""Many more asks of both sides, one a line in the text files of `asks`: the same frames and verbs, so that only the sense decides.

`safe_*.txt` hold lines of "ask | answer"; `harmful_*.txt` hold asks under "@ kind" headings. An ask is a deed, which goes into
a frame, or with "? " before it a whole prompt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from heelwork.starter.behaviours.harmful_kinds import Asks

FOLDER = Path(__file__).parent / "asks"


def _lines(pattern: str) -> Iterator[str]:
    for path in sorted(FOLDER.glob(pattern)):
        text = path.read_text(encoding="ascii").splitlines()
        yield from (line for line in text if line and not line.startswith("#"))


def _harmful() -> tuple[Asks, ...]:
    blocks = re.split(r"^@ ", "\n".join(_lines("harmful_*.txt")), flags=re.MULTILINE)[1:]
    made = []
    for block in blocks:
        kind, *asks = block.strip().splitlines()
        whole = tuple(ask[2:] for ask in asks if ask.startswith("? "))
        made.append(Asks(kind, tuple(ask for ask in asks if not ask.startswith("? ")), (), whole))
    return tuple(made)


def _safe() -> tuple[tuple[str, str], ...]:
    pairs = [line.split(" | ") for line in _lines("safe_*.txt")]
    return tuple((ask, answer) for ask, answer in pairs)


ASKS_WIDE = _harmful()
_SAFE = _safe()
DEEDS_WIDE = tuple(pair for pair in _SAFE if not pair[0].startswith("? "))
QUESTIONS_WIDE = tuple((ask[2:], answer) for ask, answer in _SAFE if ask.startswith("? "))
