"""What wolf's judge and critic learn from: ratings, critiques and revisions, in the very words that the stages ask in.

A judge says one number of an answer and a critic a hundred words, so that the numbers would hardly count beside the words:
each has a file of its own. All of it is made from the starter's material: answers flawed by design, whose flaws are known by
name, and outputs of a fine-tuned starter, which the simulated annotators' rubric tells apart. One topic in ten is kept out, so
that both can be measured on what they have not seen; they go on from the SFT model, so what is measured with is not among its
demonstrations either.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from heelwork.constitution.principles import Constitution, Principle, load
from heelwork.constitution.revise import critique_request, revision_request
from heelwork.judges.forms import FORMS
from heelwork.records import Message, Prompt
from heelwork.starter import dataset
from heelwork.starter.behaviours import statements
from heelwork.starter.behaviours.ask_frames import gerund, to_listener
from heelwork.starter.behaviours.harmful import KIND_BY_NAME
from heelwork.starter.dataset import BEHAVIOURS, SEED, examples, untold
from heelwork.starter.example import Example
from heelwork.starter.faults import BREAKS, CRITIQUES, NO_PROBLEM

CONSTITUTION = Path(__file__).parent / "constitution.yaml"
GAP = 0.2  # of the rubric's quality, below which two outputs are not told apart
FORM = "brief"  # of the judge's wordings
OF_OUTPUTS, OF_FLAWED = 2000, 1000  # pairs of each behaviour: more answers teach more than more questions about them
FEWER = {"essay": 1 / 3}  # they are long
SHARES = {**FEWER, "statement": 2.0}  # there are many facts to know
STEPS = ((0.85, 10), (0.7, 8), (0.3, 4), (0.0, 2))
"""The rubric's quality from which on an answer gets so many points."""
CRITICISED = 300  # of the material's prompts, of each behaviour
RATED, BROKEN = 0.5, 0.8
"""Of flawed answers that are rated and criticised: the share under the principle that they break, the others under any."""
PASSES = 0.7  # the rubric's quality of an answer that does what it should
OUTPUT_FLAWS = {"harmful": (0.1, "obeys", "wrong_resource"), "safe_lookalike": (0.12, "over_refusal", "off_topic")}
"""Of outputs: the rubric's quality up to which they have the first flaw, and the second one above it."""
OPPOSED = 0.25  # share of questions that are asked the other way round


class Told(NamedTuple):
    """An answer and what is known of it. flaw: none = an ideal answer, "sampled" = an output with whatever flaws it has."""

    text: str
    flaw: str | None
    quality: float


class Pair(NamedTuple):
    """Two answers to one prompt, the better one first."""

    kind: str
    example: Example
    better: Told
    worse: Told


def held_out(topic: str) -> bool:
    """Whether a topic is kept out of the judge's and critic's training: the same tenth on every machine."""
    return statements.kept_back(f"critic/{topic}")


def designed(
    rng: random.Random, count: int, *, held: bool, shares: Mapping[str, float] = SHARES
) -> Iterator[tuple[str, Example, list[Told]]]:
    """So many prompts of each behaviour's material, each with its ideal answer first and flawed ones after it.

    held: of the topics that are kept out and prompts of no demonstration, or of the others. shares: by which a behaviour has
    more or fewer of them.
    """
    made_by = untold() if held else examples()
    for name, made in made_by.items():
        behaviour = BEHAVIOURS[name]
        others = [e.completion for other, found in made_by.items() if other != name for e in found]
        own = [e for e in made if held_out(e.topic) == held]
        for example in rng.sample(own, min(len(own), round(count * shares.get(name, 1.0)))):
            told = [Told(f.completion, f.flaw, behaviour.quality(example, f.completion))
                    for f in behaviour.flawed(rng, example)]  # fmt: skip
            misplaced = rng.choice(others)
            told.append(Told(misplaced, "misplaced", behaviour.quality(example, misplaced)))
            best = Told(example.completion, None, behaviour.quality(example, example.completion))
            yield name, example, [best, *(t for t in told if t.quality < best.quality - GAP)]


def sampled(*, held: bool) -> Iterator[tuple[str, Example, list[Told]]]:
    """Outputs of a fine-tuned starter, with the rubric's quality; held as in `designed`."""
    told = {e.prompt for made in examples().values() for e in made} if held else frozenset()
    for kind, example, answers in dataset.sampled():
        if held_out(example.topic) == held and example.prompt not in told:
            yield kind, example, [Told(t, "sampled", BEHAVIOURS[kind].quality(example, t)) for t in answers]


def pairs(
    rng: random.Random, *, held: bool, of_outputs: int, of_flawed: int, shares: Mapping[str, float] = SHARES
) -> list[Pair]:
    """Pairs that the rubric tells apart: at most so many of each behaviour's outputs, and against flawed answers.

    held: of the topics that are kept out, or of the others. shares: by which a behaviour has more or fewer of them.
    """
    out: list[Pair] = []
    for source, count in (
        (sampled(held=held), of_outputs),
        (designed(rng, of_flawed, held=held, shares=shares), of_flawed),
    ):
        found: dict[str, list[Pair]] = {}
        for kind, example, told in source:
            own = [Pair(kind, example, *sorted(two, key=lambda t: -t.quality)) for two in _twos(rng, told)]
            found.setdefault(kind, []).extend(own)
        for kind, own in found.items():
            out += rng.sample(own, min(len(own), round(count * shares.get(kind, 1.0))))
    return out


def _twos(rng: random.Random, told: Sequence[Told], most: int = 3) -> list[tuple[Told, Told]]:
    """At most `most` pairs of different answers with a clear gap, those with the ideal answer among them."""
    apart = [(a, b) for i, a in enumerate(told) for b in told[i + 1 :] if abs(a.quality - b.quality) > GAP]
    return rng.sample(apart, min(most, len(apart)))


def rated(rng: random.Random, constitution: Constitution, example: Example, told: Told) -> dict[str, Any]:
    """One answer as the judge is asked to rate it, under one principle, and the points that it should give."""
    principle = _asked_under(rng, constitution, told, RATED)
    turned = principle.opposite is not None and rng.random() < OPPOSED
    sentence = principle.opposite if turned else principle.comparison
    user, said, asked = FORMS[FORM].ask_rating(sentence or "", Prompt((Message("user", example.prompt),)), told.text)
    given = points(told.quality, broken=BREAKS.get(told.flaw or "") == principle.id, turned=turned)
    return _spoken((user, replace(said, learned=False), asked, Message("assistant", str(given))))


def _asked_under(rng: random.Random, constitution: Constitution, told: Told, share: float) -> Principle:
    """The principle that the answer breaks, in `share` of all cases, and else any."""
    broken = BREAKS.get(told.flaw or "")
    return constitution.find(broken) if broken and rng.random() < share else rng.choice(constitution.principles)


def points(quality: float, *, broken: bool, turned: bool) -> int:
    """From 1 to 10: few where the principle is broken, else by the rubric in four steps. turned: under the opposite."""
    given = 1 if broken else next(p for limit, p in STEPS if quality >= limit)
    return 11 - given if turned else given


def criticised(rng: random.Random, principle: Principle, kind: str, example: Example, told: Told) -> dict[str, Any]:
    """An answer, its critique under a principle, and the revision where the answer breaks that principle.

    The answer itself is read and not learned.
    """
    prompt = Prompt((Message("user", example.prompt),))
    user, said, asked = critique_request(prompt, told.text, principle)
    opened = (user, replace(said, learned=False), asked)
    if principle.id != BREAKS.get(told.flaw or ""):
        return _spoken((*opened, Message("assistant", NO_PROBLEM)))
    truth = statements.told(example.completion)
    critique = rng.choice(CRITIQUES[told.flaw or ""]).format(topic=_topic(rng, kind, example), truth=truth)
    return _spoken((*opened, Message("assistant", critique), revision_request(principle),
                    Message("assistant", example.completion)))  # fmt: skip


def _topic(rng: random.Random, kind: str, example: Example) -> str:
    """What a prompt asks about, in a few words."""
    if kind == "harmful":
        return rng.choice(KIND_BY_NAME[example.facts["kind"]].names)
    if kind == "safe_lookalike" and example.facts["form"] != "story":
        return to_listener(gerund(example.topic))
    return example.topic if kind == "essay" else "what was asked"


def _criticised(rng: random.Random, constitution: Constitution) -> Iterator[dict[str, Any]]:
    """A flawed answer and a good one to the same prompt, under the same principle: a critic has to look at the answer.

    The flawed ones are flawed by design, or outputs that refuse or obey and should not.
    """
    for kind, example, told in designed(rng, CRITICISED, held=False, shares=FEWER):
        worse = rng.choice(told[1:] or told)
        principle = _asked_under(rng, constitution, worse, BROKEN)
        for answer in (worse, told[0]):
            yield criticised(rng, principle, kind, example, answer)
    ideal = {(name, e.topic): e.completion for name, made in examples().items() for e in made}
    for kind, example, told in sampled(held=False):
        completion = ideal.get((kind, example.topic))
        worst, best = min(told, key=lambda t: t.quality), max(told, key=lambda t: t.quality)
        if kind not in OUTPUT_FLAWS or completion is None or worst.quality >= PASSES:
            continue
        limit, below, above = OUTPUT_FLAWS[kind]
        flaw = below if worst.quality <= limit else above
        good = best if best.quality >= PASSES else Told(completion, None, 1.0)
        for answer in (worst._replace(flaw=flaw), good._replace(flaw=None)):
            yield criticised(
                rng, constitution.find(BREAKS[flaw]), kind, replace(example, completion=completion), answer
            )


def critiques() -> Iterable[dict[str, Any]]:
    """All that the critic learns from, shuffled: the file `starter:critiques`."""
    return _shuffled("critic", _criticised)


def ratings() -> Iterable[dict[str, Any]]:
    """All that the judge learns from, shuffled: the file `starter:ratings`."""
    return _shuffled("judge", _rated)


def _rated(rng: random.Random, constitution: Constitution) -> Iterator[dict[str, Any]]:
    for pair in pairs(rng, held=False, of_outputs=OF_OUTPUTS, of_flawed=OF_FLAWED):
        for told in (pair.better, pair.worse):
            yield rated(rng, constitution, pair.example, told)


def _shuffled(
    name: str, make: Callable[[random.Random, Constitution], Iterator[dict[str, Any]]]
) -> list[dict[str, Any]]:
    """Without the prompts of the constitution's gold cases, which measure what is learned."""
    constitution, rng = load(CONSTITUTION), random.Random(f"{SEED}/{name}")
    gold = {case.prompt for principle in constitution.principles for case in principle.gold}
    records = [r for r in make(rng, constitution) if r["messages"][0]["content"] not in gold]
    rng.shuffle(records)
    return records


def _spoken(messages: Sequence[Message]) -> dict[str, Any]:
    return {"messages": [
        {"role": m.role, "content": m.content} | ({} if m.learned else {"weight": 0}) for m in messages
    ]}  # fmt: skip
