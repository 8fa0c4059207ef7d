"""Questions about one answer, put to a language model: yes, no, or an abstention. Both orders of the options are asked."""

from __future__ import annotations

from collections.abc import Sequence

from heelwork.judges.forms import OPTIONS, conversation
from heelwork.judges.llm import LanguageModel, Request, choose
from heelwork.records import Message, Prompt

VOTES = 5  # how often a model without log-probabilities is asked
FORM = """Read the conversation and the response, then answer the question about the response.

[Conversation]
{conversation}
[End of conversation]

[Response]
{answer}
[End of response]

Question: {question}
A: {first}
B: {second}
Reply with one letter: A or B."""


def yes_or_no(model: LanguageModel, asked: Sequence[tuple[tuple[Message, ...], str, str]]) -> list[float | None]:
    """p(yes) for each (conversation, answer, question), the mean over both orders of the options; none = nothing readable."""
    requests = [
        Request((Message("user", FORM.format(
            conversation=conversation(Prompt(turns)), answer=text, question=question, first=first, second=second)),),
            OPTIONS, max_tokens=8)
        for first, second in (("yes", "no"), ("no", "yes"))
        for turns, text, question in asked
    ]  # fmt: skip
    shares = choose(model, requests, VOTES)
    there, back = shares[: len(asked)], shares[len(asked) :]
    return [None if a is None or b is None else (a[0] + b[1]) / 2 for a, b in zip(there, back, strict=True)]
