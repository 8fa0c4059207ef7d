"""Text from models and people on a page: shown as it is, and unable to do anything.

Answers are plain text: no HTML, no Markdown, no links. Characters that would turn the reading order around or hide
something are shown by their number (the "Trojan Source" trick, CVE-2021-42574).
"""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup, escape

from heelwork.errors import DataError

TRICKS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Control characters but tab and line ends; marks, overrides and isolates of direction; invisible signs and tags. The
joiners U+200C and U+200D stay: Persian, Hindi and emoji need them."""

LONGEST_NAME = 60
"""Characters of a person's name."""


def visible(text: str) -> Markup:
    """The text escaped, each trick character shown as its number in a mark of its own."""
    parts: list[Markup] = []
    end = 0
    normal = text.replace("\r\n", "\n").replace("\r", "\n")
    for found in TRICKS.finditer(normal):
        parts.append(escape(normal[end : found.start()]))
        code = f"U+{ord(found.group()):04X}"
        name = unicodedata.name(found.group(), "control character").lower()
        parts.append(Markup('<span class="trick" title="{}">{}</span>').format(name, code))
        end = found.end()
    parts.append(escape(normal[end:]))
    return Markup("").join(parts)


def checked_name(name: str) -> str:
    """A person's name, trimmed and composed. Raises DataError where it is empty, too long, or holds what cannot be seen."""
    name = unicodedata.normalize("NFC", " ".join(name.split()))
    if not name:
        raise DataError("the name is empty; write the name that others should see")
    if len(name) > LONGEST_NAME:
        raise DataError(f"the name has {len(name)} characters; at most {LONGEST_NAME} are shown; shorten it")
    if TRICKS.search(name) or any(unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") for c in name):
        raise DataError("the name holds characters that cannot be seen; write it with letters, digits and punctuation")
    return name
