"""Checks that are exact by definition: what a text contains, matches, and how long it is."""

from __future__ import annotations

import re

from heelwork.probes.text import digits, one_line, plain, words


def contains(answer: str, prompt: str = "", *, text: str) -> bool:
    """Whether the answer contains one of the texts between "|", as whole words; case and spaces are ignored."""
    said = digits(one_line(answer)).lower()
    return any(
        re.search(rf"(?<!\w){re.escape(digits(part.strip()).lower())}(?!\w)", said)
        for part in text.split("|")
        if part.strip()
    )


def matches(answer: str, prompt: str = "", *, pattern: str) -> bool:
    """Whether a regular expression (Python's, case ignored, "." spans lines) is found in the answer."""
    return re.search(pattern, answer, re.IGNORECASE | re.DOTALL) is not None


def at_most_words(answer: str, prompt: str = "", *, count: int) -> bool:
    """Whether the answer has at most `count` words."""
    return len(words(answer)) <= count


def at_least_words(answer: str, prompt: str = "", *, count: int) -> bool:
    """Whether the answer has at least `count` words."""
    return len(words(answer)) >= count


def repeats_prompt(answer: str, prompt: str = "") -> bool:
    """Whether the answer is the prompt said again and little else: it adds fewer than three words of its own."""
    asked, said = words(plain(prompt)), words(plain(answer))
    return (
        len(asked) > 2
        and bool(said)
        and len(set(said) - set(asked)) < 3
        and len(set(said) & set(asked)) * 2 > len(set(asked))
    )
