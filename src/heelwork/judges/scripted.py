"""Judges and models that follow a script: what tests and benchmarks put in the place of a real one."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator, Sequence

from heelwork.judges.base import Comparison, Verdict
from heelwork.judges.llm import Asked, Question, Reply, Request


class ScriptedModel:
    """Answers every request by a function. asked: all requests so far, in order."""

    def __init__(self, respond: Callable[[Request], Reply], *, name: str = "scripted", gives_logprobs: bool = True):
        self.respond, self.name, self.gives_logprobs = respond, name, gives_logprobs
        self.asked: list[Request] = []

    def stream(self, requests: Sequence[Request]) -> Iterator[list[tuple[int, Reply]]]:
        """Each reply by itself."""
        for index, request in enumerate(requests):
            self.asked.append(request)
            yield [(index, self.respond(request))]


class ScriptedJudge:
    """Knows which answer is better, is right with probability `accuracy`, and leans to the first place by `position_bias`.

    prefers(question, comparison) -> True where the first answer is better. Whether it errs is a function of the pair and the
    question, not of the order in which the answers are shown; what it says is 0.5 +- `certainty` / 2 + position_bias.
    """

    def __init__(
        self, prefers: Callable[[Question, Comparison], bool], *, accuracy: float = 1.0, position_bias: float = 0.0,
        certainty: float = 0.8, questions: Sequence[Question] = (Question("scripted", "Which is better?"),), seed: int = 0,
    ):  # fmt: skip
        self.name = "scripted"
        self.prefers, self.accuracy, self.position_bias = prefers, accuracy, position_bias
        self.certainty, self.questions, self.seed = certainty, tuple(questions), seed

    def compare(self, comparisons: Sequence[Comparison]) -> list[Verdict]:
        """Verdicts under the first question."""
        return self.ask([Asked(self.questions[0], c) for c in comparisons])

    def ask(self, asked: Sequence[Asked]) -> list[Verdict]:
        """Verdicts under each one's own question."""
        return [Verdict(self._p_first(*item), {"principle": item.question.id}) for item in asked]

    def _p_first(self, question: Question, c: Comparison) -> float:
        pair = "\x1f".join([str(self.seed), question.id, c.prompt.key, *sorted((c.first, c.second))])
        errs = random.Random(hashlib.sha256(pair.encode()).digest()).random() >= self.accuracy
        side = 1.0 if self.prefers(question, c) != errs else -1.0
        return min(1.0, max(0.0, 0.5 + side * self.certainty / 2.0 + self.position_bias))
