"""Errors that a user can act on. Each message states the value, the limit, the reason and the remedy.

The command line prints these without a traceback; anything else that escapes is a bug of ours.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path


class HeelworkError(Exception):
    """Base of every error that is the user's to mend. exit_code: what the command line exits with."""

    exit_code = 2


class ConfigError(HeelworkError):
    """A recipe, a setting or a command line argument that cannot be used."""


class DataError(HeelworkError):
    """A data file or record that cannot be used; names file, line and field where they are known."""

    def __init__(
        self, problem: str, *, path: str | Path | None = None, line: int | None = None, field: str | None = None
    ):
        self.path, self.line, self.field = path, line, field
        where = [] if path is None else [str(path)]
        if line is not None:
            where.append(f"line {line}")
        if field is not None:
            where.append(f"field '{field}'")
        super().__init__(f"{', '.join(where)}: {problem}" if where else problem)


class ModelError(HeelworkError):
    """A model directory that is missing, incomplete, unsafe or of an architecture that cannot be trained here."""


class RunError(HeelworkError):
    """A run directory or disk that cannot be written or resumed."""


class NonFiniteError(HeelworkError):
    """NaN or infinity in a loss, a gradient or a score; training stops before it spoils the weights."""

    exit_code = 3


class NonFiniteScoreError(NonFiniteError):
    """The NaN or infinity is what a reward model gives: no update can be passed over to avoid it."""


class OutOfMemory(HeelworkError):  # noqa: N818 - what it is called everywhere
    """Memory is used up and the work cannot be cut smaller, or the settings say to stop."""

    exit_code = 4


class PeerError(HeelworkError):
    """Another process of a distributed run ended or does not answer."""

    exit_code = 5


class Interrupted(HeelworkError):  # noqa: N818 - not a fault of anybody
    """Ctrl-C or SIGTERM: state was saved; the message says how to go on.

    signal: the signal's number; the command line exits with 128 + it, as shells do: 130 for Ctrl-C, 143 for SIGTERM.
    """

    def __init__(self, message: str, signal: int = 2):
        super().__init__(message)
        self.signal = signal

    @property
    def exit_code(self) -> int:  # type: ignore[override]
        return 128 + self.signal


def nearest(name: str, known: Iterable[str]) -> str:
    """A sentence that names the closest known name, or all of them where none is close."""
    known = sorted(known)
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'?" if close else f"known: {', '.join(known)}"
