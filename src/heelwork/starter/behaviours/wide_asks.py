"""Many more asks of both sides, one a line in the text files of `asks`: the same frames and verbs, so that only the sense decides.

`safe_*.txt` hold lines of "ask | answer"; `harmful_*.txt` hold asks under "@ kind" headings. An ask is a deed, which goes into
a frame, or with "? " before it a whole prompt.
"""

from __future__ import annotations

from heelwork.starter.behaviours.harmful_kinds import Asks
from heelwork.starter.behaviours.material import blocks, rows


def _harmful(kind: str, asks: list[str]) -> Asks:
    whole = tuple(ask[2:] for ask in asks if ask.startswith("? "))
    return Asks(kind, tuple(ask for ask in asks if not ask.startswith("? ")), (), whole)


ASKS_WIDE = tuple(_harmful(kind, asks) for kind, asks in blocks("asks/harmful_*.txt"))
_SAFE = [(ask, answer) for ask, answer in rows("asks/safe_*.txt")]
DEEDS_WIDE = tuple(pair for pair in _SAFE if not pair[0].startswith("? "))
QUESTIONS_WIDE = tuple((ask[2:], answer) for ask, answer in _SAFE if ask.startswith("? "))
