"""Text that others wrote, made safe to show: what would act is seen instead."""

from __future__ import annotations

import html
import unicodedata

HIDDEN = {"Cc", "Cf"}  # control and format characters, among them the ones that turn the direction of text
KEPT = "\n\t\u200c\u200d"  # ends of lines, tabs, and the joiners that Persian, Hindi and emoji need


def visible(text: str) -> str:
    """Text whose control, format and direction characters can be read instead of acting; every end of a line is \\n."""
    normal = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(f"[U+{ord(c):04X}]" if unicodedata.category(c) in HIDDEN and c not in KEPT else c for c in normal)


def escape(text: str) -> str:
    """Text that stays text in Markdown and in HTML, on one line."""
    escaped = html.escape(visible(text), quote=False).replace("\\", "\\\\").replace("|", "\\|").replace("`", "\\`")
    for character in "*_[]~#":
        escaped = escaped.replace(character, "\\" + character)
    return "<br>".join(escaped.split("\n"))


def cell(text: str, longest: int = 400, empty: str = "(empty)") -> str:
    """Text of a model in a Markdown table: cut after `longest` characters, and escaped."""
    return escape(text if len(text) <= longest else text[:longest] + " ...") or empty
