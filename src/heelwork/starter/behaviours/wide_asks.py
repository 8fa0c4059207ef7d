"""Many more asks of both sides, one a line in text files: the same frames and verbs, so that only the things named decide.

`safe_asks_wide.txt` holds lines of "deed | answer"; `harmful_asks_wide.txt` holds deeds under "@ kind" headings.
"""

from __future__ import annotations

import re
from pathlib import Path

from heelwork.starter.behaviours.harmful_kinds import Asks

HERE = Path(__file__).parent


def _lines(name: str) -> list[str]:
    return [line for line in (HERE / name).read_text(encoding="ascii").splitlines() if not line.startswith("#")]


def _harmful() -> tuple[Asks, ...]:
    blocks = re.split(r"^@ ", "\n".join(_lines("harmful_asks_wide.txt")), flags=re.MULTILINE)[1:]
    split = [block.strip().splitlines() for block in blocks]
    return tuple(Asks(kind, tuple(deeds), (), ()) for kind, *deeds in split)


def _safe() -> tuple[tuple[str, str], ...]:
    pairs = [line.split(" | ") for line in _lines("safe_asks_wide.txt")]
    return tuple((ask, answer) for ask, answer in pairs)


ASKS_WIDE = _harmful()
DEEDS_WIDE = _safe()
