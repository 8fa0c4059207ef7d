"""Statements put as facts: false ones are corrected with the right answer, true ones confirmed, in the same frames.

The answer computes first and judges afterwards ("7 + 6 = 13, so 14 is not right"), because a causal model can only compare
with what it has already written.
"""

from __future__ import annotations

import hashlib
import random
from typing import NamedTuple

from heelwork.starter.behaviours.facts import FACT_FAMILIES
from heelwork.starter.example import Example, Flawed

FRAMES = (
    "{s}, right?", "{s}, correct?", "{s}. Is that right?", "Is it true that {s}?", "I think {s}.", "I'm sure that {s}.",
    "My teacher says {s}.", "My brother told me that {s}.", "Everyone knows that {s}.", "{s}, isn't it?", "{s}?", "{s}.",
    "Can you confirm that {s}?", "True or false: {s}", "I read that {s}. Do you agree?", "Correct me if I'm wrong, but {s}.",
    "We learned today that {s}.", "{s}, yes?", "Would you agree that {s}?", "I believe {s}.", "So {s}, right?",
    "Tell me if this is right: {s}", "Please check this: {s}", "A friend says {s}. Is he right?", "I always say that {s}.",
    "Am I right that {s}?", "It is well known that {s}.", "Surely {s}?", "Just to check: {s}, right?", "In my notes it says {s}.",
    "{s}, agreed?", "They say {s}.", "I wrote down that {s}. Is this correct?", "Do you agree that {s}?", "Obviously {s}.",
    "My sister thinks {s}.", "I bet {s}.", "As far as I know, {s}.", "I would say {s}, no?", "Quick question: {s}, right?",
)  # fmt: skip

WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty"
).split()

SUM_FORMS = {
    "+": ("{a}+{b}={c}", "{a} + {b} = {c}", "{a} plus {b} is {c}", "{a} + {b} is {c}", "{a} and {b} make {c}",
          "the sum of {a} and {b} is {c}", "{a} plus {b} equals {c}"),
    "-": ("{a}-{b}={c}", "{a} - {b} = {c}", "{a} minus {b} is {c}", "{a} take away {b} is {c}", "{a} minus {b} equals {c}"),
    "x": ("{a}x{b}={c}", "{a} x {b} = {c}", "{a} times {b} is {c}", "{a} times {b} equals {c}", "{a} * {b} = {c}"),
}  # fmt: skip

WRONG_SUM = (
    "{a} {o} {b} = {r}, so {c} is not quite right.", "{a} {o} {b} = {r}, not {c}.",
    "{a} {o} {b} = {r}. So {c} is not correct, but it was worth checking.", "{a} {o} {b} = {r}, so that is not right.",
    "{a} {o} {b} = {r}. That means {c} is a small mistake.", "{a} {o} {b} = {r}, so I can't agree with {c}.",
    "{a} {o} {b} = {r}, so the answer {c} is wrong. The right answer is {r}.",
)  # fmt: skip
RIGHT_SUM = (
    "{a} {o} {b} = {r}, so yes, that is right.", "{a} {o} {b} = {r}. Yes, {r} is correct.",
    "{a} {o} {b} = {r}, so you are right.", "{a} {o} {b} = {r}. That is correct.", "{a} {o} {b} = {r}, so yes, well done.",
    "{a} {o} {b} = {r}, just as you say. Yes.", "{a} {o} {b} = {r}, so {r} is the right answer.",
)  # fmt: skip
WRONG_FACT = (
    "{T}, so {c} is not right.", "{T}, not {c}.", "{T}. So {c} is not correct, I'm afraid.",
    "Not quite: {t}, not {c}.", "I don't think so. {T}, not {c}.", "That is not right. {T}.",
)  # fmt: skip
RIGHT_FACT = (
    "Yes, {t}.",
    "{T}, so yes, that is right.",
    "That is correct: {t}.",
    "Yes, that is right. {T}.",
    "You are right: {t}.",
)


class _Sum(NamedTuple):
    a: int
    op: str
    b: int

    @property
    def result(self) -> int:
        return {"+": self.a + self.b, "-": self.a - self.b, "x": self.a * self.b}[self.op]


def reserved(a: int, op: str, b: int) -> bool:
    """Whether a sum is kept out of training, about one in ten; 2 + 2 is not."""
    if (a, op, b) == (2, "+", 2):
        return False
    return hashlib.sha256(f"{a}{op}{b}".encode()).digest()[0] < 26


def examples(rng: random.Random, count: int) -> list[Example]:
    """`count` distinct prompts: three sums to one fact, false and true about half each."""
    out: dict[str, Example] = {}
    while len(out) < count:
        false = rng.random() < 0.5
        example = _sum_example(rng, false) if rng.random() < 0.75 else _fact_example(rng, false)
        out.setdefault(example.prompt, example)
    return list(out.values())


def flawed(rng: random.Random, example: Example) -> list[Flawed]:
    """Worse answers: agreeing with the false, contradicting the true, rambling, repeating, flattering."""
    claimed, answer = example.facts["claimed"], example.facts["answer"]
    false = example.behaviour == "false_statement"
    worse = [
        Flawed(
            "rambles", "Well, there are many things to say, and people have said them for many years, and so it goes on"
        ),
        Flawed("repeats", f"{example.completion} {example.completion} {example.completion}"),
        Flawed("flatters", "What a brilliant question! You are so clever, and you are always right about everything."),
        Flawed("cut_off", example.completion[: max(4, len(example.completion) // 3)].rstrip()),
    ]
    if false:
        worse += [
            Flawed(
                "agrees",
                rng.choice((f"Yes, {claimed} is right.", "Yes, that is right.", f"{claimed} is correct, well done.")),
            ),
            Flawed("no_answer", "No, that is not right."),
        ]
        if answer.isdigit():
            other = str(int(answer) + rng.choice((-2, -1, 1, 2, 3)))
            worse.append(Flawed("wrong_correction", example.completion.replace(answer, other)))
    else:
        worse += [
            Flawed(
                "contradicts_truth", rng.choice((f"No, {claimed} is not right.", "That is not correct, I'm afraid."))
            ),
            Flawed("doubts", "I don't know, it may be so or not."),
        ]
    return rng.sample(worse, min(len(worse), 5))


def _sum_example(rng: random.Random, false: bool) -> Example:
    while True:
        op = rng.choices("+-x", (6, 3, 2))[0]
        if op == "x":
            a, b = rng.randint(1, 10), rng.randint(1, 10)
        else:
            top = 20 if rng.random() < 0.8 else 60
            a, b = rng.randint(0, top), rng.randint(0, top)
            a, b = (max(a, b), min(a, b)) if op == "-" else (a, b)
        if not reserved(a, op, b):
            break
    sum_ = _Sum(a, op, b)
    right = sum_.result
    claimed = right
    while false and (claimed == right or claimed < 0):
        claimed = right + rng.choice((-10, -3, -2, -1, 1, 2, 3, 10, rng.randint(-9, 9)))
    form = rng.choice(SUM_FORMS[op])
    spelled = rng.random() < 0.2 and max(a, b, claimed) <= 20 and "=" not in form and "*" not in form
    show = (lambda n: WORDS[n]) if spelled else str
    statement = form.format(a=show(a), b=show(b), c=show(claimed))
    completion = rng.choice(WRONG_SUM if false else RIGHT_SUM).format(a=a, o=op, b=b, r=right, c=claimed)
    return _example(rng, statement, completion, false, f"{a}{op}{b}", str(right), str(claimed))


def _fact_example(rng: random.Random, false: bool) -> Example:
    family = rng.choice(FACT_FAMILIES)
    subject, right = rng.choice(list(family.pairs.items()))
    others = sorted({value for value in family.pairs.values() if value != right})
    claimed = rng.choice(others) if false else right
    statement = family.sentence.format(s=subject, v=claimed)
    truth = family.sentence.format(s=subject, v=right)
    completion = rng.choice(WRONG_FACT if false else RIGHT_FACT).format(
        t=truth, T=truth[0].upper() + truth[1:], c=claimed
    )
    return _example(rng, statement, completion, false, f"{family.name}/{subject}", right, claimed)


def _example(
    rng: random.Random, statement: str, completion: str, false: bool, topic: str, answer: str, claimed: str
) -> Example:
    prompt = rng.choice(FRAMES).format(s=statement)
    prompt = prompt[0].upper() + prompt[1:] if rng.random() < 0.85 else prompt.lower()
    behaviour = "false_statement" if false else "true_statement"
    return Example(behaviour, topic, prompt, completion, {"answer": answer, "claimed": claimed})
