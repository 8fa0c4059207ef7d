"""The verifiable instructions of IFEval (Zhou et al. 2023), each a plain rule.

Left out by name, for they need language detection: language:response_language, change_case:english_capital and
change_case:english_lowercase. Sentences and words are cut by our own rules, not by NLTK's, so that counts may differ by one
near unusual punctuation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from heelwork.errors import ConfigError, nearest

NEED_LANGUAGE = {"language:response_language", "change_case:english_capital", "change_case:english_lowercase"}
OPTIONS = ("My answer is yes.", "My answer is no.", "My answer is maybe.")
Rule = Callable[[str, Mapping[str, Any]], bool]


def follows_instruction(answer: str, prompt: str = "", *, instruction: str, arguments: Mapping[str, Any]) -> bool:
    """Whether the answer follows one instruction of IFEval, to the letter. arguments: as in the published file; none = {}."""
    return bool(answer.strip()) and rule(instruction)(answer, arguments)


def follows_loosely(answer: str, prompt: str = "", *, instruction: str, arguments: Mapping[str, Any]) -> bool:
    """The same with IFEval's allowance: asterisks, the first and the last line may be left out."""
    lines = answer.split("\n")
    cut = [lines, lines[1:], lines[:-1], lines[1:-1]]
    texts = ["\n".join(part).strip() for part in cut]
    return any(
        follows_instruction(text, prompt, instruction=instruction, arguments=arguments)
        for text in [*texts, *(text.replace("*", "") for text in texts)]
    )


def rule(instruction: str) -> Rule:
    """The rule of this name. Raises ConfigError for those that need language detection and for unknown ones."""
    if instruction in NEED_LANGUAGE:
        raise ConfigError(
            f"the instruction '{instruction}' needs language detection, which is not part of this; leave it out"
        )
    if instruction not in RULES:
        raise ConfigError(f"no instruction '{instruction}'; {nearest(instruction, RULES)}")
    return RULES[instruction]


def _compare(count: int, relation: str, threshold: int) -> bool:
    if relation == "at least":
        return count >= threshold
    if relation == "less than":
        return count < threshold
    raise ConfigError(f"the relation '{relation}' is none of IFEval's; write 'at least' or 'less than'")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _sentences(text: str) -> int:
    marked = re.sub(r"\b(Mr|Mrs|Ms|Dr|St|vs|etc|e\.g|i\.e)\.", r"\1", text)
    marked = re.sub(r"(?<=\d)\.(?=\d)", "", marked)
    return len([part for part in re.split(r"(?<=[.!?])[\"')\]]*\s+|\n+", marked) if re.search(r"\w", part)])


def _keyword_frequency(text: str, a: Mapping[str, Any]) -> bool:
    found = re.findall(rf"\b{re.escape(a['keyword'].strip())}\b", text, re.I)
    return _compare(len(found), a["relation"], a["frequency"])


def _nth_paragraph(text: str, a: Mapping[str, Any]) -> bool:
    parts = re.split(r"\n\n", text)
    count = sum(bool(part.strip()) for part in parts)
    n = a["nth_paragraph"]
    if n > count or not parts[n - 1].strip():
        return False
    first = re.split(r"[.,?!'\"]", parts[n - 1].split()[0].lstrip("'\""))[0].lower()
    return bool(count == a["num_paragraphs"] and first == str(a["first_word"]).lower())


def _paragraphs(text: str, a: Mapping[str, Any]) -> bool:
    parts = re.split(r"\s?\*\*\*\s?", text)
    if any(not part.strip() for part in parts[1:-1]):
        return False
    return bool(sum(bool(part.strip()) for part in parts) == a["num_paragraphs"])


def _highlights(text: str, a: Mapping[str, Any]) -> bool:
    single = [h for h in re.findall(r"\*[^\n*]*\*", text) if h.strip("*").strip()]
    double = [h for h in re.findall(r"\*\*[^\n*]*\*\*", text) if h.strip("*").strip()]
    return bool(len(single) + len(double) >= a["num_highlights"])


def _bullets(text: str, a: Mapping[str, Any]) -> bool:
    found = re.findall(r"^\s*\*[^*].*$", text, re.M) + re.findall(r"^\s*-.*$", text, re.M)
    return bool(len(found) == a["num_bullets"])


def _sections(text: str, a: Mapping[str, Any]) -> bool:
    found = re.findall(rf"\s?{re.escape(a['section_spliter'].strip())}\s?\d+\s?", text)
    return bool(len(found) >= a["num_sections"])


def _postscript(text: str, a: Mapping[str, Any]) -> bool:
    marker = a["postscript_marker"].strip()
    pattern = {"P.P.S": r"\s*p\.\s?p\.\s?s.*$", "P.S.": r"\s*p\.\s?s\..*$"}.get(
        marker, rf"\s*{re.escape(marker.lower())}.*$"
    )
    return re.search(pattern, text.lower(), re.M) is not None


def _json(text: str, a: Mapping[str, Any]) -> bool:
    bare = re.sub(r"^```(?:json|JSON|Json)?|```$", "", text.strip()).strip()
    try:
        json.loads(bare)
    except ValueError:
        return False
    return True


def _two_responses(text: str, a: Mapping[str, Any]) -> bool:
    parts = text.split("******")
    if any(not part.strip() for part in parts[1:-1]):
        return False
    found = [part.strip() for part in parts if part.strip()]
    return len(found) == 2 and found[0] != found[1]


def _capital_words(text: str, a: Mapping[str, Any]) -> bool:
    found = [word for word in re.findall(r"[\w'-]+", text) if word.isupper()]
    return _compare(len(found), a["capital_relation"], a["capital_frequency"])


RULES: dict[str, Rule] = {
    "keywords:existence": lambda text, a: all(re.search(re.escape(k), text, re.I) for k in a["keywords"]),
    "keywords:frequency": _keyword_frequency,
    "keywords:forbidden_words": lambda text, a: (
        not any(re.search(rf"\b{re.escape(w)}\b", text, re.I) for w in a["forbidden_words"])
    ),
    "keywords:letter_frequency": lambda text, a: _compare(
        text.lower().count(a["letter"].strip().lower()), a["let_relation"], a["let_frequency"]
    ),
    "length_constraints:number_sentences": lambda text, a: _compare(
        _sentences(text), a["relation"], a["num_sentences"]
    ),
    "length_constraints:number_paragraphs": _paragraphs,
    "length_constraints:number_words": lambda text, a: _compare(len(_words(text)), a["relation"], a["num_words"]),
    "length_constraints:nth_paragraph_first_word": _nth_paragraph,
    "detectable_content:number_placeholders": lambda text, a: (
        len(re.findall(r"\[.*?\]", text)) >= a["num_placeholders"]
    ),
    "detectable_content:postscript": _postscript,
    "detectable_format:number_bullet_lists": _bullets,
    "detectable_format:constrained_response": lambda text, a: any(option in text for option in OPTIONS),
    "detectable_format:number_highlighted_sections": _highlights,
    "detectable_format:multiple_sections": _sections,
    "detectable_format:json_format": _json,
    "detectable_format:title": lambda text, a: any(t.strip(" <>") for t in re.findall(r"<<[^\n]+>>", text)),
    "combination:two_responses": _two_responses,
    "combination:repeat_prompt": lambda text, a: text.strip().lower().startswith(a["prompt_to_repeat"].strip().lower()),
    "startend:end_checker": lambda text, a: text.strip().strip('"').lower().endswith(a["end_phrase"].strip().lower()),
    "startend:quotation": lambda text, a: len(text.strip()) > 1 and text.strip()[0] == text.strip()[-1] == '"',
    "change_case:capital_word_frequency": _capital_words,
    "punctuation:no_comma": lambda text, a: "," not in text,
}
"""By IFEval's own names: 22 of its 25."""
