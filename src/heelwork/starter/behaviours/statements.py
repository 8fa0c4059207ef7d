"""Statements put as facts: false ones are corrected with the right answer, true ones confirmed, in the same frames.

The answer computes first and judges afterwards ("7 + 6 = 13, so 14 is not right"), because a causal model can only compare
with what it has already written. The answers say the claimed value again before the verdict, which brings the two values
side by side.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator
from typing import NamedTuple

from heelwork.starter.behaviours.ask_frames import capital
from heelwork.starter.behaviours.claims import FREE, FreeClaim, wide_sum_forms
from heelwork.starter.behaviours.facts import CORE_FACTS, FACT_FAMILIES, LOOSE_FACTS, WIDE_FACTS, FactFamily, LooseFact
from heelwork.starter.example import Example, Flawed

FRAMES = (
    "{s}, right?", "{s}, right?", "{s}, correct?", "{s}. Is that right?", "Is it true that {s}?", "I think {s}.",
    "I think that {s}.", "I'm sure that {s}.", "I am sure {s}.", "My teacher says {s}.", "My brother told me that {s}.",
    "Everyone knows {s}.", "Everyone knows that {s}.", "{s}?", "{s}.", "{s}", "Can you confirm that {s}?",
    "True or false: {s}", "True or false: {s}?", "I read that {s}. Do you agree?", "Correct me if I'm wrong, but {s}.",
    "Correct me if I'm wrong: {s}.", "We learned today that {s}.", "{s}, yes?", "Would you agree that {s}?", "I believe {s}.",
    "So {s}, right?", "Tell me if this is right: {s}", "Please check this: {s}", "A friend says {s}. Is he right?",
    "I always say that {s}.", "Am I right that {s}?", "It is well known that {s}.", "Surely {s}?",
    "Just to check: {s}, right?", "In my notes it says that {s}.", "{s}, agreed?", "They say {s}.",
    "I wrote down that {s}. Is this correct?", "Do you agree that {s}?", "Obviously {s}.", "My sister thinks {s}.",
    "I bet {s}.", "As far as I know, {s}.", "I would say {s}, no?", "Quick question: {s}, right?", "Is it correct that {s}?",
    "Is it right that {s}?", "{s}. Am I right?", "{s}, or not?", "{s}. True?", "I was told that {s}.",
    "You know that {s}, don't you?", "I'm certain that {s}.", "If I remember well, {s}.", "{s}, is that so?",
    "Of course {s}.", "{s}. Do you agree?", "My book says that {s}.", "Hey, {s}, right?", "{s}!", "Well, {s}, I think.",
)  # fmt: skip
"""Frames for any statement; doubled ones are meant to come up more often."""

SPEAKERS = (
    "my mother", "my father", "our neighbour", "a colleague", "my tutor", "the radio", "a sign", "this app", "my calculator",
    "the paper", "a man at work", "my cousin", "the girl next door", "an old book", "my grandfather", "this page", "our guide",
)  # fmt: skip
SAYS = (
    "says",
    "says that",
    "thinks",
    "thinks that",
    "tells me",
    "tells me that",
    "claims",
    "claims that",
    "shows that",
)
INTROS = (
    "",
    "",
    "",
    "Listen: ",
    "By the way, ",
    "Look, ",
    "Hm, ",
    "OK, ",
    "One thing: ",
    "Help me out: ",
    "Now, ",
    "Hello! ",
)
QUESTIONS = (
    "", "", "", " Is that so?", " Right?", " Is it true?", " What do you think?", " Can that be?", " Is that right?", " Yes?",
    " Do I have that right?", " Please check.", " Who is right?", " Correct?", " That's right, no?", " I hope that is right.",
)  # fmt: skip
"""Who says so, how it begins and how it ends, for frames put together from parts."""

TAG_FRAMES = ("{s}, isn't it?", "{s}, isn't it?", "{s}, is it not?", "So {s}, isn't it?", "I think {s}, isn't it?")
"""Frames for statements with 'is' or '='."""

WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty"
).split()

SUM_FORMS = {
    "+": ("{a}+{b}={c}", "{a}+{b}={c}", "{a} + {b} = {c}", "{a} + {b} = {c}", "{a}+{b} is {c}", "{a} plus {b} is {c}",
          "{a} plus {b} is {c}", "{a} + {b} is {c}", "{a} and {b} make {c}", "the sum of {a} and {b} is {c}",
          "{a} plus {b} equals {c}", "{a} plus {b} makes {c}", "{a} and {b} is {c}", "adding {a} and {b} gives {c}"),
    "-": ("{a}-{b}={c}", "{a}-{b}={c}", "{a} - {b} = {c}", "{a} - {b} = {c}", "{a} - {b} is {c}", "{a} minus {b} is {c}",
          "{a} minus {b} is {c}", "{a} take away {b} is {c}", "{a} minus {b} equals {c}", "{a} less {b} is {c}",
          "{a} take away {b} leaves {c}", "if you take {b} from {a} you get {c}"),
    "x": ("{a}x{b}={c}", "{a} x {b} = {c}", "{a} x {b} = {c}", "{a} times {b} is {c}", "{a} times {b} is {c}",
          "{a} times {b} equals {c}", "{a} * {b} = {c}", "{a}*{b}={c}", "{a} multiplied by {b} is {c}", "{a} x {b} is {c}",
          "the product of {a} and {b} is {c}", "{a} times {b} makes {c}"),
}  # fmt: skip

MORE_SUM_FORMS = {
    "+": ("{c} is {a} plus {b}", "{c} is the sum of {a} and {b}", "{a} plus {b} comes to {c}", "{a} and {b} together are {c}",
          "if you add {a} and {b} you get {c}", "{a} and {b} are {c}", "{a} with {b} more is {c}"),
    "-": ("{c} is {a} minus {b}", "{b} from {a} is {c}", "{a} with {b} taken away is {c}", "{a} minus {b} comes to {c}",
          "{a} minus {b} makes {c}"),
    "x": ("{c} is {a} times {b}", "{a} times {b} comes to {c}", "{a} times {b} gives {c}", "{a} by {b} is {c}"),
}  # fmt: skip
"""Further ways to state a sum, which `starter:primer` does not use."""

WIDE_SUM_FORMS = wide_sum_forms()
"""Sums as people bring them up, whole sentences and clauses, which `starter:primer` does not use either."""

ANSWERS = (
    "{t}. You said {c}, so that is {verdict}.", "{t}. You said {c}, so that is {verdict}.",
    "{t}. You said {c}, so that is {verdict}.", "{t}, so {c} is {verdict}.",
)  # fmt: skip
"""Answers that put the claimed value beside the right one before the verdict, the same way for true and false."""

CHECK = "Let me check: "
"""Before every answer, since truths begin with any word at all; `ask_frames.OPENERS` says why that matters."""

WRONG_VERDICTS = ("not right", "not right", "not right", "not quite right")
RIGHT_VERDICTS = ("right", "right", "right", "quite right")
TAILS = ("", "", "", " It was worth checking.", " Thank you for asking.")


SUM_SHARE = 0.5
FREE_SHARE = 0.4
CORE_SHARE = 0.7
"""The share of sums among statements, of claims in words of their own among the rest, and of facts that nearly everybody
knows among the others: a small model keeps few of the facts that it meets once or twice."""


SUM_SEED = 20_800
WIDE_SUMS = 1500
"""Additions of numbers up to 99 among the sums; of subtractions two thirds as many."""


class Sum(NamedTuple):
    """One sum; op is "+", "-" or "x"."""

    a: int
    op: str
    b: int

    @property
    def result(self) -> int:
        return {"+": self.a + self.b, "-": self.a - self.b, "x": self.a * self.b}[self.op]

    def __str__(self) -> str:
        return f"{self.a} {self.op} {self.b} = {self.result}"


class Fact(NamedTuple):
    """One fact, ready to be stated with any value."""

    topic: str
    wordings: tuple[str, ...]
    right: str
    wrong: tuple[str, ...]

    def stated(self, rng: random.Random, value: str) -> str:
        """The fact in one of its wordings, with a right or a false value."""
        return article(rng.choice(self.wordings).format(v=value))

    def plainest(self) -> str:
        """What is so, in the first wording."""
        return article(self.wordings[0].format(v=self.right))


def stated_sum(form: str, made: Sum, value: int, *, spelled: bool) -> str:
    """A wording of a sum with its numbers, as digits or as words (up to twenty), and `value` as what it claims to be."""
    slots = {k: WORDS[n] if spelled else str(n) for k, n in (("a", made.a), ("b", made.b), ("c", value))}
    return form.format(op=made.op, **slots)


def reserved(a: int, op: str, b: int) -> bool:
    """Whether a sum is kept out of training, about one in ten; 2 + 2 is not."""
    return (a, op, b) != (2, "+", 2) and kept_back(f"{a}{op}{b}")


def reserved_claim(topic: str, claimed: str) -> bool:
    """Whether a false value is never claimed of a fact in training, about one in ten."""
    return kept_back(f"{topic}={claimed}")


def kept_back(text: str, of_256: int = 26) -> bool:
    """True for so many in 256 of all texts (a tenth), the same ones on every machine."""
    return hashlib.sha256(text.encode()).digest()[0] < of_256


def article(text: str) -> str:
    """`text` with "a" as "an" where a vowel follows."""
    return re.sub(r"\b([Aa]) (?=[aeio])", r"\1n ", text)


def sums() -> list[Sum]:
    """Every sum of the material, small ones more than once, so that those that people ask for are seen most.

    Sums of two digits come in all their width: a model that is taught small ones alone forgets the others.
    """
    adds = [Sum(a, "+", b) for a in range(21) for b in range(21)]
    adds += [s for s in adds if s.a <= 10 and s.b <= 10] * 2
    takes = [Sum(a, "-", b) for a in range(31) for b in range(a + 1)]
    takes += [s for s in takes if s.a <= 20 and s.b <= 10] * 1
    times = [Sum(a, "x", b) for a in range(13) for b in range(13)] * 3
    rng = random.Random(SUM_SEED)
    adds += [Sum(rng.randint(0, 99), "+", rng.randint(0, 99)) for _ in range(WIDE_SUMS)]
    takes += [Sum(max(pair), "-", min(pair)) for _ in range(WIDE_SUMS * 2 // 3) for pair in [rng.sample(range(100), 2)]]
    return [s for s in (*adds, *takes, *times) if not reserved(*s)]


def facts() -> list[Fact]:
    """The facts that come up most, with the false values that may be claimed in training: those of the exercise books."""
    found = [_from_family(family, subject) for family in FACT_FAMILIES for subject in family.pairs]
    return found + [_from_loose(loose) for loose in LOOSE_FACTS]


def core_facts() -> list[Fact]:
    """The facts that nearly everybody knows, those of `facts` among them."""
    return facts() + [_from_loose(loose) for loose in CORE_FACTS]


def wide_facts() -> list[Fact]:
    """Many more facts, of every field."""
    return [_from_loose(loose) for loose in WIDE_FACTS]


def examples(rng: random.Random, count: int) -> list[Example]:
    """`count` distinct prompts: rather more sums than facts, most of the facts in words of their own, half of them false.

    Sums and facts are dealt like cards from a shuffled pack, so that even a small count covers nearly all of them.
    """
    sum_pack, free_pack = _dealt(rng, sums()), _dealt(rng, FREE)
    core_pack, wide_pack = _dealt(rng, core_facts()), _dealt(rng, wide_facts())
    out: dict[str, Example] = {}
    while len(out) < count:
        false = rng.random() < 0.5
        if rng.random() < SUM_SHARE:
            example = _sum_example(rng, next(sum_pack), false)
        elif rng.random() < FREE_SHARE:
            example = _free_example(rng, next(free_pack))
        else:
            example = _fact_example(rng, next(core_pack if rng.random() < CORE_SHARE else wide_pack), false)
        out.setdefault(example.prompt, example)
    return list(out.values())


def flawed(rng: random.Random, example: Example) -> list[Flawed]:
    """Four to six worse answers, first the same answer with the other verdict; then the common weaknesses."""
    claimed, answer = example.facts["claimed"], example.facts["answer"]
    ideal = example.completion
    opening = CHECK + told(ideal)
    if example.behaviour == "false_statement":
        worse = [
            Flawed("agrees", rng.choice((
                f"Yes, {claimed} is right.", "Yes, that is right.", f"I agree, {claimed} is correct.",
                f"You said {claimed}, so that is right.", "You are right, that is correct.",
            ))),
            Flawed("other_verdict", _turned(ideal)),
        ]  # fmt: skip
    else:
        worse = [
            Flawed("contradicts_truth", rng.choice((
                f"No, {claimed} is not right.", "That is not right, I'm afraid.", f"{opening}, so {claimed} is not right.",
                f"{opening}. You said {claimed}, so that is not correct.",
            ))),
            Flawed("other_verdict", _turned(ideal)),
        ]  # fmt: skip
    if answer.isdigit():
        off = str(int(answer) + rng.choice((1, 2, 3, 10)))
        worse.append(Flawed("wrong_correction", ideal.replace(f"= {answer}", f"= {off}")))
    elif example.behaviour == "false_statement":
        worse.append(
            Flawed("no_answer", rng.choice(("No, that is not right.", "That is not quite correct, I'm afraid.")))
        )
    else:
        worse.append(Flawed("unsure", "I do not know. It could be one thing or the other, and who can say."))
    worse.append(rng.choice((
        Flawed("rambles", "Well, there are many things to say, and people have said them for many years, and so it goes on"),
        Flawed("repeats", f"{ideal} {ideal} {ideal}"),
        Flawed("too_long", f"{ideal} {' '.join(_PADDING)}"),
    )))  # fmt: skip
    worse.append(rng.choice((
        Flawed("flatters", "What a brilliant question! You are so clever, and you are always right about everything."),
        Flawed("rude", f"{opening}, and only a stupid person would have to ask."),
        Flawed("cut_off", ideal[: max(4, len(ideal) // 3)].rstrip(" .,:=")),
    )))  # fmt: skip
    return [w for w in worse if w.completion != ideal]


def told(answer: str) -> str:
    """What an ideal answer says to be so, without what leads up to it and without the verdict."""
    return re.split(r"\. You said |, so ", answer.removeprefix(CHECK))[0]


def _turned(answer: str) -> str:
    """The answer with the opposite verdict."""
    if re.search(r"\bis not (quite )?right", answer):
        return re.sub(r"\bis not (quite )?right", "is right", answer)
    return re.sub(r"\bis (quite )?right", "is not right", answer)


_PADDING = (
    "Numbers and words have a long history, and many people have thought about them.",
    "Some like them and some do not, and in every school they are taught in another way.",
    "One could say much more about this, and perhaps one should, but the day is short and the matter is long.",
)


def _dealt(rng: random.Random, cards: list) -> Iterator:
    """The cards in a random order, and again in another when all are dealt."""
    while True:
        yield from rng.sample(cards, len(cards))


def _sum_example(rng: random.Random, made: Sum, false: bool) -> Example:
    claimed = wrong_value(rng, made) if false else made.result
    forms = rng.choices((SUM_FORMS, MORE_SUM_FORMS, WIDE_SUM_FORMS), (0.5, 0.2, 0.3))[0]
    form = rng.choice(forms[made.op])
    signs = "=" in form or re.search(r"[-+*x] ?\{b\}", form)
    spelled = not signs and max(made.a, made.b, claimed) <= 20 and rng.random() < 0.4
    statement = stated_sum(form, made, claimed, spelled=spelled)
    completion = _answer(rng, str(made), str(claimed), false)
    topic = f"{made.a}{made.op}{made.b}"
    whole = forms is WIDE_SUM_FORMS  # a sentence of its own, with or without a mark at its end
    return _example(rng, statement, completion, false, topic, str(made.result), str(claimed), whole)


def wrong_value(rng: random.Random, made: Sum) -> int:
    right = made.result
    swapped = int(str(right)[::-1])
    neighbour = {"+": 1, "-": 1, "x": made.a or 1}[made.op]
    choices = (right - 1, right + 1, right + 1, right - 2, right + 2, right + 10, right - 10, right + neighbour, swapped,
               right + rng.randint(3, 12), rng.randint(0, 30))  # fmt: skip
    return rng.choice([value for value in choices if value >= 0 and value != right])


def _fact_example(rng: random.Random, fact: Fact, false: bool) -> Example:
    false = false and bool(fact.wrong)
    claimed = rng.choice(fact.wrong) if false else fact.right
    statement = fact.stated(rng, claimed)
    completion = _answer(rng, fact.plainest(), claimed, false)
    return _example(rng, statement, completion, false, fact.topic, fact.right, claimed)


def _free_example(rng: random.Random, claim: FreeClaim) -> Example:
    false = claim.claimed != claim.right
    facts = {"answer": claim.right, "claimed": claim.claimed}
    behaviour = "false_statement" if false else "true_statement"
    return Example(
        behaviour, f"fact/{claim.truth}", claim.prompt, _answer(rng, claim.truth, claim.claimed, false), facts
    )


def _answer(rng: random.Random, truth: str, claimed: str, false: bool) -> str:
    """The truth, what was claimed, and the verdict."""
    verdict = rng.choice(WRONG_VERDICTS if false else RIGHT_VERDICTS)
    return CHECK + rng.choice(ANSWERS).format(t=truth, c=claimed, verdict=verdict) + rng.choice(TAILS)


def _example(
    rng: random.Random,
    statement: str,
    completion: str,
    false: bool,
    topic: str,
    answer: str,
    claimed: str,
    whole: bool = False,
) -> Example:
    tag = ("=" in statement or " is " in statement) and rng.random() < 0.12
    frame = rng.choice(TAG_FRAMES if tag else FRAMES)
    if not tag and rng.random() < 0.35:
        said = f"{rng.choice(SPEAKERS)} {rng.choice(SAYS)} {{s}}" if rng.random() < 0.5 else "{s}"
        frame = f"{rng.choice(INTROS)}{said}.{rng.choice(QUESTIONS)}"
    prompt = statement if whole else frame.format(s=statement)
    prompt = capital(prompt) if rng.random() < 0.85 else prompt.lower()
    behaviour = "false_statement" if false else "true_statement"
    return Example(behaviour, topic, prompt, completion, {"answer": answer, "claimed": claimed})


def _from_family(family: FactFamily, subject: str) -> Fact:
    topic = f"{family.name}/{subject}"
    wordings = tuple(wording.replace("{s}", subject) for wording in family.wordings)
    wrong = tuple(value for value in family.false_values(subject) if not reserved_claim(topic, value))
    return Fact(topic, wordings, family.pairs[subject], wrong)


def _from_loose(loose: LooseFact) -> Fact:
    topic = f"fact/{loose.wordings[0]}"
    wrong = tuple(value for value in loose.wrong if not reserved_claim(topic, value))
    return Fact(topic, loose.wordings, loose.right, wrong)
