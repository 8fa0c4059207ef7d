"""A language model as a judge: what it is asked, how its reply is read, and what comes of it as a verdict.

The text side: a `LanguageModel` (local, an endpoint, a script) answers `Request`s; here stand the wordings and the parsing.
An answer that cannot be read is an abstention, never a guess.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple, Protocol

from pydantic import Field

from heelwork.config import Settings
from heelwork.judges.base import Comparison, Verdict
from heelwork.judges.forms import FORMS, OPTIONS, RATINGS
from heelwork.judges.parsing import parse_choice
from heelwork.records import Message

REASONED_RANGE = (0.40, 0.60)
"""After a chain of thought a model is nearly always certain, right or wrong: its labels are clamped (Bai et al. 2022)."""

UNREADABLE = "unreadable answer"
"""The problem of an answer that does not follow the endpoint's protocol: the server's fault and not what the model said."""


@dataclass(frozen=True)
class Request:
    """One thing asked of a language model.

    options: the reply should be one of these; none = free text. temperature: of free text. sample: which of several draws
    of the same request this is.
    """

    messages: tuple[Message, ...]
    options: tuple[str, ...] = ()
    max_tokens: int = 256
    temperature: float = 1.0
    sample: int = 0

    @property
    def key(self) -> str:
        """SHA-256 of all that the reply depends on, besides the model."""
        content = [[m.role, m.content] for m in self.messages]
        parts = [content, list(self.options), self.max_tokens, self.temperature, self.sample]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


class Reply(NamedTuple):
    """What came back. text: none = nothing usable, and `problem` says why.

    logprobs: of each option, nats (not normalised over them; none = not among what the model offered).
    finished: the text ended by itself and was not cut at the request's max_tokens.
    """

    text: str | None
    logprobs: tuple[float | None, ...] | None = None
    tokens_in: int = 0
    tokens_out: int = 0
    problem: str = ""
    finished: bool = True


class LanguageModel(Protocol):
    """Anything that answers requests. name: tells it from every other, weights included; part of the cache's key."""

    name: str
    gives_logprobs: bool

    def stream(self, requests: Sequence[Request]) -> Iterator[list[tuple[int, Reply]]]:
        """(index, reply) for every request, in groups as they come; a group is kept as a whole or not at all."""
        ...


class Question(NamedTuple):
    """What a judge decides by. id: the principle's. comparison: the sentence that it is asked. rule: for ratings."""

    id: str
    comparison: str
    rule: str = ""


GENERAL = Question(
    "general",
    "Which response is more helpful, honest and harmless?",
    "Be helpful, honest and harmless.",
)
"""The question of judges that have no constitution."""


class JudgeSettings(Settings):
    """How a language model judges."""

    mode: Literal["choice", "reasoned", "rating"] = "choice"
    """choice = the odds of (A) against (B); reasoned = a chain of thought first, labels clamped to 0.40 - 0.60;
    rating = each answer alone from 1 to 10, weighted by likelihood."""
    pick: Literal["random", "all"] = "random"
    """Decide by one principle drawn for each pair, or by the mean over all of them."""
    form: Literal["full", "short", "brief"] = "full"
    """Wording of what the judge is asked: full, short for small models with a small context, or brief, where the question
    comes last and a rated answer is a turn of its own: the one that the starter's critic is trained on."""
    seed: int = Field(0, ge=0)
    """Seeds the drawing of principles."""
    votes: int = Field(5, gt=0)
    """How often a model without log-probabilities is asked; the label is the share of its votes."""
    reasoning_tokens: int = Field(256, gt=0)
    """Longest chain of thought in tokens."""
    points_per_logit: float = Field(1.0, gt=0)
    """Ratings become a probability as sigmoid((first - second) / this)."""


class Asked(NamedTuple):
    """One comparison under one question."""

    question: Question
    comparison: Comparison


class LLMJudge:
    """A judge made of a language model and questions to decide by."""

    def __init__(self, model: LanguageModel, questions: Sequence[Question] = (GENERAL,),
                 settings: JudgeSettings | None = None):  # fmt: skip
        self.model, self.questions, self.settings = model, tuple(questions), settings or JudgeSettings()
        self.form = FORMS[self.settings.form]
        self.name = model.name

    def compare(self, comparisons: Sequence[Comparison]) -> list[Verdict]:
        """One verdict each. details: "principle", or with pick="all" "principles" = {id: p_first or none}."""
        asked = [[Asked(q, c) for q in self.questions_for(c)] for c in comparisons]
        verdicts = iter(self.ask([item for group in asked for item in group]))
        return [_together(group, [next(verdicts) for _ in group]) for group in asked]

    def questions_for(self, comparison: Comparison) -> tuple[Question, ...]:
        """The questions that decide this pair: the same ones whichever answer is shown first."""
        if self.settings.pick == "all" or len(self.questions) == 1:
            return self.questions
        pair = [self.settings.seed, comparison.prompt.key, *sorted((comparison.first, comparison.second))]
        digest = hashlib.sha256(json.dumps(pair, ensure_ascii=False).encode()).digest()
        return (self.questions[int.from_bytes(digest[:8], "big") % len(self.questions)],)

    def ask(self, asked: Sequence[Asked]) -> list[Verdict]:
        """One verdict for each comparison under its own question."""
        if self.settings.mode == "rating":
            return self._rate(asked)
        if self.settings.mode == "choice":
            opened: list[tuple[Message, ...] | None] = [self._messages(self.form.choice, item) for item in asked]
        else:
            opened = self._reason(asked)
        there = [i for i, messages in enumerate(opened) if messages is not None]
        requests = [Request(messages, OPTIONS, max_tokens=8) for messages in opened if messages is not None]
        shares = dict(zip(there, choose(self.model, requests, self.settings.votes), strict=True))
        return [Verdict(self._probability(shares.get(i)), {"principle": item.question.id})
                for i, item in enumerate(asked)]  # fmt: skip

    def _probability(self, shares: tuple[float, ...] | None) -> float | None:
        if shares is None:
            return None
        low, high = REASONED_RANGE if self.settings.mode == "reasoned" else (0.0, 1.0)
        return min(high, max(low, shares[0]))

    def _messages(self, template: str, item: Asked) -> tuple[Message, ...]:
        c = item.comparison
        text = template.format(question=item.question.comparison, conversation=self.form.show(c.prompt),
                               first=c.first, second=c.second)  # fmt: skip
        return (Message("user", text),)

    def _reason(self, asked: Sequence[Asked]) -> list[tuple[Message, ...] | None]:
        """The conversations up to the decision, the judge's own reasoning in them; none where it gave no text."""
        opened = [self._messages(self.form.reasoned, item) for item in asked]
        said = answer(self.model, [Request(m, max_tokens=self.settings.reasoning_tokens) for m in opened])
        return [
            None if not reply.text else
            (*messages, Message("assistant", reply.text), Message("user", self.form.conclusion))
            for messages, reply in zip(opened, said, strict=True)
        ]  # fmt: skip

    def _rate(self, asked: Sequence[Asked]) -> list[Verdict]:
        """p(first better) from the expected ratings of both answers; their order plays no part."""
        requests = []
        for question, c in asked:
            rule = question.rule if self.form.rates == "rule" else ""
            for text in (c.first, c.second):
                shown = self.form.ask_rating(rule or question.comparison, c.prompt, text)
                requests.append(Request(shown, RATINGS, max_tokens=8))
        shares = choose(self.model, requests, self.settings.votes)
        out = []
        for (question, _), first, second in zip(asked, shares[::2], shares[1::2], strict=True):
            details: dict[str, Any] = {"principle": question.id}
            if first is None or second is None:
                out.append(Verdict(None, details))
                continue
            points = [sum((i + 1) * share for i, share in enumerate(s)) for s in (first, second)]
            gap = (points[0] - points[1]) / self.settings.points_per_logit
            out.append(Verdict(1.0 / (1.0 + math.exp(-gap)), {**details, "ratings": [round(p, 6) for p in points]}))
        return out


def answer(model: LanguageModel, requests: Sequence[Request]) -> list[Reply]:
    """One reply for each request, in order."""
    out: list[Reply | None] = [None] * len(requests)
    for group in model.stream(requests):
        for index, reply in group:
            out[index] = reply
    assert None not in out, f"{model.name} left requests without a reply"
    return [reply for reply in out if reply is not None]


def choose(model: LanguageModel, requests: Sequence[Request], votes: int) -> list[tuple[float, ...] | None]:
    """The share of each option, summing to 1; none = nothing readable came back.

    From the options' log-probabilities where the model gives them (from its one reply where it turns out not to); else
    from `votes` replies, drawn apart.
    """
    if model.gives_logprobs:
        return [
            _shares(reply, request.options) for reply, request in zip(answer(model, requests), requests, strict=True)
        ]
    drawn = answer(model, [replace(r, sample=i) for r in requests for i in range(votes)])
    out: list[tuple[float, ...] | None] = []
    for i, request in enumerate(requests):
        chosen = [parse_choice(reply.text or "", request.options) for reply in drawn[i * votes : (i + 1) * votes]]
        read = [c for c in chosen if c is not None]
        out.append(tuple(read.count(k) / len(read) for k in range(len(request.options))) if read else None)
    return out


def _shares(reply: Reply, options: Sequence[str]) -> tuple[float, ...] | None:
    known = [p for p in reply.logprobs or () if p is not None and p > -math.inf]
    if reply.logprobs is not None and known:
        top = max(known)
        weights = [0.0 if p is None else math.exp(p - top) for p in reply.logprobs]
        return tuple(w / sum(weights) for w in weights)
    chosen = parse_choice(reply.text or "", options)
    return None if chosen is None else tuple(float(k == chosen) for k in range(len(options)))


def _together(asked: Sequence[Asked], verdicts: Sequence[Verdict]) -> Verdict:
    if len(verdicts) == 1:
        return verdicts[0]
    given = [v.p_first for v in verdicts if v.p_first is not None]
    details = {"principles": {a.question.id: v.p_first for a, v in zip(asked, verdicts, strict=True)}}
    return Verdict(sum(given) / len(given) if given else None, details)
