"""Cutting an answer into what the checks look at: tidy text, sentences, words."""

from __future__ import annotations

import re

_STRAIGHT = str.maketrans({"\u2019": "'",
    "\u2018": "'",
    "\u02bc": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2013": "-",
    "\u2014": "-",
                           "\u00a0": " ", "\u2026": "..."})  # fmt: skip
_ABBREVIATIONS = re.compile(r"\b(Mr|Mrs|Ms|Dr|St|vs|etc|e\.g|i\.e|approx)\.(?=\s+[a-zA-Z0-9])")


def tidy(text: str) -> str:
    """Straight quotes and dashes, no Markdown emphasis, single spaces; line breaks stay."""
    text = re.sub(r"\*\*|__|`", "", text.translate(_STRAIGHT))
    return re.sub(r"[ \t]+", " ", text).strip()


def one_line(text: str) -> str:
    """Tidy text with line breaks as spaces."""
    return re.sub(r"\s+", " ", tidy(text))


_INFORMAL = {
    "dont": "don't",
        "cant": "can't",
        "wont": "won't",
        "didnt": "didn't",
        "doesnt": "doesn't",
        "isnt": "isn't",
        "wasnt": "wasn't",
        "arent": "aren't",
    "couldnt": "couldn't",
        "wouldnt": "wouldn't",
        "shouldnt": "shouldn't",
        "im": "I'm",
        "ive": "I've",
        "thats": "that's",
        "theres": "there's",
        "youre": "you're",
    "u": "you",
        "ur": "your",
        "gonna": "going to",
        "wanna": "want to",
        "gotta": "have to",
        "w": "with",
        "ok": "okay",
        "cuz": "because",
    "bc": "because",
        "ppl": "people",
        "idk": "I don't know",
        "dunno": "don't know",
        "rly": "really",
        "pls": "please",
        "plz": "please",
        "youll": "you'll",
        "ain't": "isn't",
}  # fmt: skip
_INFORMAL_WORD = re.compile(rf"(?<![\w'])(?:{'|'.join(_INFORMAL)})(?![\w'])", re.I)


def plain(text: str) -> str:
    """One line, and informal spellings as formal ones: "dont" is "don't", "gonna" is "going to", "u" is "you"."""
    return _INFORMAL_WORD.sub(lambda found: _INFORMAL[found[0].lower()], one_line(text))


def any_of(*alternatives: str) -> str:
    """One regular expression of several."""
    return f"(?:{'|'.join(alternatives)})"


def words(text: str) -> list[str]:
    """Lower-case words and numbers."""
    return re.findall(r"[a-z0-9']+", text.lower())


_NUMBERED = re.compile(r"^\s*\(?\d{1,2}[.)]\s+")


def sentences(text: str) -> list[str]:
    """Sentences and list items, without their bullets and numbers."""
    out = []
    lines = tidy(text).split("\n")
    single = sum(bool(_NUMBERED.match(line)) for line in lines) < 2  # "15. That is what I get" is no list
    for line in lines:
        line = re.sub(r"^\s*(?:[-*\u2022#>]+)\s+", "", line)
        line = line if single and not re.match(r"\s*\(?1[.)]", line) else _NUMBERED.sub("", line)
        marked = _ABBREVIATIONS.sub("\\1\u2024", line)
        parts = re.split(r"(?<=[.!?])[\"')\]]?\s+", marked)
        out += [part.replace("\u2024", ".").strip() for part in parts if re.search(r"\w", part)]
    return out


def unquoted(text: str) -> str:
    """The text without what stands in double quotes: another's words."""
    return re.sub(r"\"[^\"\n]{0,300}\"", '""', text)


def paragraphs(text: str) -> list[str]:
    """Paragraphs, cut at blank lines."""
    return [part.strip() for part in re.split(r"\n\s*\n", text.translate(_STRAIGHT)) if part.strip()]


_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = {
    name: 10 * place for place, name in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_NUMBER = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS)})(?:[- ](?P<unit>{'|'.join(_SMALL[1:10])}))?|(?P<small>{'|'.join(_SMALL)})|"
    rf"(?:a|one) hundred)\b",
    re.I,
)


def digits(text: str) -> str:
    """The text with number words up to a hundred as digits, and without commas inside of numbers."""

    def number(found: re.Match[str]) -> str:
        if found["small"]:
            return str(_SMALL.index(found["small"].lower()))
        if found["tens"]:
            return str(_TENS[found["tens"].lower()] + (_SMALL.index(found["unit"].lower()) if found["unit"] else 0))
        return "100"

    return re.sub(r"(?<=\d),(?=\d{3}\b)", "", _NUMBER.sub(number, text))
