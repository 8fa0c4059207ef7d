"""The wordings in which a judge is asked: full for models that follow instructions, short for small ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from heelwork.records import Message, Prompt

OPTIONS = ("A", "B")
RATINGS = tuple(str(points) for points in range(1, 11))
SPEAKERS = {"user": "Person", "assistant": "Assistant", "system": "Instructions"}


@dataclass(frozen=True)
class Form:
    """Templates with {question}, {conversation} and {first}, {second} or {answer}.

    What both orders of a pair share, the question and the conversation, stands first: a local model computes it once.
    turns: show the whole conversation, or its last message alone. follows: a rating is asked for after the conversation and
    the answer as turns of their own, so that a small model reads them as it reads everything else. rates:
    by which of a question's sentences one answer is rated.
    """

    choice: str
    reasoned: str
    conclusion: str
    rating: str
    turns: Literal["all", "last"] = "all"
    follows: bool = False
    rates: Literal["rule", "comparison"] = "rule"

    def ask_rating(self, question: str, prompt: Prompt, answer: str) -> tuple[Message, ...]:
        """What a judge is asked about one answer."""
        shown = self.rating.format(question=question, conversation=self.show(prompt), answer=answer)
        before = (*prompt.messages, Message("assistant", answer)) if self.follows else ()
        return (*before, Message("user", shown))

    def show(self, prompt: Prompt) -> str:
        """The conversation as this form shows it."""
        return prompt.text if self.turns == "last" else conversation(prompt)


def conversation(prompt: Prompt) -> str:
    """All turns as text; a single turn stands alone."""
    if len(prompt.messages) == 1:
        return prompt.messages[0].content
    return "\n\n".join(f"{SPEAKERS.get(m.role, m.role)}: {m.content}" for m in prompt.messages)


_SHOWN = """{question}

[Conversation]
{conversation}
[End of conversation]

[Response A]
{first}
[End of response A]

[Response B]
{second}
[End of response B]

"""

FORMS = {
    "full": Form(
        choice="Two assistants responded to the same conversation. Decide by this question alone: "
        + _SHOWN
        + "Reply with one letter: A or B.",
        reasoned="Two assistants responded to the same conversation. Decide by this question alone: "
        + _SHOWN
        + "Think step by step about both responses. Do not name your decision yet.",
        conclusion="Now decide. Reply with one letter: A or B.",
        rating="An assistant responded to a conversation. Rate how well the response keeps to this rule, from 1 (not at "
        "all) to 10 (entirely): {question}\n\n[Conversation]\n{conversation}\n[End of conversation]\n\n[Response]\n"
        "{answer}\n[End of response]\n\nReply with one number from 1 to 10.",
    ),
    "short": Form(
        choice="{question}\nAsked: {conversation}\nA: {first}\nB: {second}\nA or B?",
        reasoned="{question}\nAsked: {conversation}\nA: {first}\nB: {second}\nWhat do you think of both?",
        conclusion="A or B?",
        rating="{question}\nAsked: {conversation}\nAnswer: {answer}\nHow good, from 1 to 10?",
        turns="last",
    ),
    "brief": Form(
        choice="Asked: {conversation}\nA: {first}\nB: {second}\n{question}",
        reasoned="Asked: {conversation}\nA: {first}\nB: {second}\n{question} What do you think of both?",
        conclusion="A or B?",
        rating="{question} From 1 to 10.",
        turns="last",
        follows=True,
        rates="comparison",  # what the starter's critic is trained on
    ),
}
"""By the name that JudgeSettings.form takes."""
