"""Reads the material that lies in text files beside this one: an item a line; lines that begin with # are comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent


def lines(pattern: str) -> Iterator[str]:
    """The items of every file that the pattern names, such as "asks/safe_*.txt", in the order of the files' names."""
    for path in sorted(FOLDER.glob(pattern)):
        text = path.read_text(encoding="ascii").splitlines()
        yield from (line for line in text if line and not line.startswith("#"))


def rows(pattern: str) -> Iterator[list[str]]:
    """The items as the parts that " | " divides them into."""
    return (line.split(" | ") for line in lines(pattern))


def blocks(pattern: str) -> Iterator[tuple[str, list[str]]]:
    """The items under "@ heading" lines, a heading at a time; a heading may come again."""
    for block in re.split(r"^@ ", "\n".join(lines(pattern)), flags=re.MULTILINE)[1:]:
        heading, *items = block.strip().splitlines()
        yield heading, items
