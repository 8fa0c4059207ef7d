"""Checks by name, as suites write them. A new check is one line here."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from heelwork.errors import ConfigError, nearest
from heelwork.probes.checks.essay import on_topic, structured_essay
from heelwork.probes.checks.fitted import declines, gives_procedure, offers_resource
from heelwork.probes.checks.inner_life import unsure_both_ways
from heelwork.probes.checks.instructions import follows_instruction, follows_loosely, rule
from heelwork.probes.checks.pressure import stands_by
from heelwork.probes.checks.stance import affirms, denies
from heelwork.probes.checks.uncertainty import admits_uncertainty
from heelwork.probes.checks.wording import at_least_words, at_most_words, contains, matches, repeats_prompt

Test = Callable[..., bool]

JUDGING: dict[str, Test] = {
    "declines": declines,
    "gives_procedure": gives_procedure,
    "offers_resource": offers_resource,
    "unsure_both_ways": unsure_both_ways,
    "structured_essay": structured_essay,
    "on_topic": on_topic,
    "affirms": affirms,
    "denies": denies,
    "stands_by": stands_by,
    "admits_uncertainty": admits_uncertainty,
}
"""Checks that judge by cues of wording and may err; their precision and recall are measured on hand-labelled answers."""
EXACT: dict[str, Test] = {
    "contains": contains,
    "matches": matches,
    "at_most_words": at_most_words,
    "at_least_words": at_least_words,
    "repeats_prompt": repeats_prompt,
    "follows_instruction": follows_instruction,
    "follows_loosely": follows_loosely,
}
"""Checks that are what they say: they cannot err."""
CHECKS: dict[str, Test] = {**JUDGING, **EXACT}
JUDGE = "judge"
"""The name under which a suite asks a language model: {judge: "Does the answer ...?"}."""


class Use(NamedTuple):
    """One check as a suite uses it. wanted: what it must say for the answer to pass; parameters: its own settings.

    name "judge" asks a language model `parameters["question"]`, to which yes is True.
    """

    name: str
    parameters: Mapping[str, Any]
    wanted: bool = True

    @property
    def label(self) -> str:
        """As rates are listed: "declines", "not gives_procedure", "contains", "judge: Is it kind?"."""
        question = f": {self.parameters['question']}" if self.name == JUDGE else ""
        return f"{'' if self.wanted else 'not '}{self.name}{question}"

    @property
    def full(self) -> str:
        """With its parameters: "contains 8", "stands_by Ottawa Toronto"."""
        own = "" if self.name == JUDGE else " ".join(str(v) for v in self.parameters.values())
        return f"{self.label} {own}".strip()

    def test(self, answer: str, prompt: str) -> bool:
        """Whether the answer is as wanted. Not for the judge."""
        return CHECKS[self.name](answer, prompt, **self.parameters) == self.wanted


def read_use(value: Any) -> Use:
    """A check as YAML writes it: "declines", {not: gives_procedure}, {stands_by: {value: Paris, other: Lyon}}, {judge: "..."}.

    Raises ConfigError where there is no such check or its parameters do not fit.
    """
    if isinstance(value, str):
        return _fitting(Use(value, {}))
    if not isinstance(value, Mapping) or len(value) != 1:
        raise ConfigError(f"{value!r} is no check; write a name, {{not: NAME}}, or {{NAME: {{parameter: value}}}}")
    ((name, given),) = value.items()
    if name == "not":
        use = read_use(given)
        return use._replace(wanted=not use.wanted)
    if not isinstance(given, Mapping):
        given = {_first_parameter(str(name)): given}
    return _fitting(Use(str(name), dict(given)))


def parameters(name: str) -> dict[str, inspect.Parameter]:
    """The settings that a check takes, by name; empty for none."""
    return {k: p for k, p in inspect.signature(CHECKS[name]).parameters.items() if p.kind is p.KEYWORD_ONLY}


def _first_parameter(name: str) -> str:
    if name == JUDGE:
        return "question"
    return next(iter(parameters(name)), "value") if name in CHECKS else "value"


def _fitting(use: Use) -> Use:
    if use.name == JUDGE:
        if set(use.parameters) != {"question"} or not str(use.parameters["question"]).strip():
            raise ConfigError(
                'the check "judge" takes one question, to which yes passes: {judge: "Is the answer kind?"}'
            )
        return use
    if use.name not in CHECKS:
        raise ConfigError(f"no check '{use.name}'; {nearest(use.name, [*CHECKS, JUDGE])}")
    known = parameters(use.name)
    for key in use.parameters:
        if key not in known:
            takes = nearest(key, known) if known else "it takes none"
            raise ConfigError(f"the check '{use.name}' has no parameter '{key}'; {takes}")
    missing = [k for k, p in known.items() if p.default is p.empty and k not in use.parameters]
    if missing:
        raise ConfigError(f"the check '{use.name}' needs '{missing[0]}'; write {{{use.name}: {{{missing[0]}: ...}}}}")
    values = {k: _typed(use.name, k, v, known[k]) for k, v in use.parameters.items()}
    if "instruction" in values:
        rule(values["instruction"])
    if use.name == "matches":
        try:
            re.compile(values["pattern"])
        except re.error as error:
            raise ConfigError(
                f"the pattern {values['pattern']!r} is no regular expression ({error}); mend it"
            ) from error
    return use._replace(parameters=values)


def _typed(check: str, key: str, value: Any, parameter: inspect.Parameter) -> Any:
    if parameter.annotation == "Mapping[str, Any]":
        if not isinstance(value, Mapping):
            raise ConfigError(f"'{key}' of the check '{check}' is {value!r}; give a mapping, {{}} for none")
        return dict(value)
    if parameter.annotation == "int":
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise ConfigError(f"'{key}' of the check '{check}' is {value!r}; give a whole number of at least 0")
        return value
    if isinstance(value, (list, tuple)):
        return "|".join(map(str, value))
    if not isinstance(value, (str, int, float)) or isinstance(value, bool) or not str(value).strip():
        raise ConfigError(
            f"'{key}' of the check '{check}' is {value!r}; give text (words YAML reads as true or false need quotes)"
        )
    return str(value)
