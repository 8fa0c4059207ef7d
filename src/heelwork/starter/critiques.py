"""What wolf's critic learns from: ratings, critiques and revisions, in the very words that the stages ask in.

All of it is made from the starter's material: answers flawed by design, whose flaws are known by name, and outputs of a
fine-tuned starter, which the simulated annotators' rubric tells apart. One topic in ten is kept out, so that critic and judge
can be measured on what they have not seen.
"""

from __future__ import annotations

import json
import lzma
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from heelwork.constitution.principles import Constitution, load
from heelwork.constitution.revise import critique_request, revision_request
from heelwork.judges.forms import FORMS
from heelwork.records import Message, Prompt
from heelwork.starter.behaviours import statements
from heelwork.starter.behaviours.ask_frames import gerund, to_listener
from heelwork.starter.behaviours.harmful import KIND_BY_NAME
from heelwork.starter.dataset import ANSWERS, BEHAVIOURS, SEED, examples
from heelwork.starter.example import Example
from heelwork.starter.faults import BREAKS, CRITIQUES, NO_PROBLEM

CONSTITUTION = Path(__file__).parent / "constitution.yaml"
GAP = 0.2  # of the rubric's quality, below which two outputs are not told apart
FORM = "brief"  # of the judge's wordings
OF_OUTPUTS, OF_FLAWED = 450, 300  # pairs of each behaviour
FLAWED_SHARE = 0.12  # of the material's prompts
ESSAYS = 3  # fewer pairs of essays than of others, since they are long
QUESTIONS = 3  # that are asked of each of their answers
STEPS = ((0.85, 10), (0.7, 8), (0.3, 4), (0.0, 2))
"""The rubric's quality from which on an answer gets so many points."""
CRITICISED = 0.08  # share of the material's prompts
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
    """Whether a topic is kept out of the critic's training: the same tenth on every machine."""
    return statements.kept_back(f"critic/{topic}")


def designed(rng: random.Random, share: float) -> Iterator[tuple[str, Example, list[Told]]]:
    """Prompts of the material, each with its ideal answer first and flawed ones after it."""
    made_by = examples()
    for name, made in made_by.items():
        behaviour = BEHAVIOURS[name]
        others = [e.completion for other, found in made_by.items() if other != name for e in found]
        for example in rng.sample(made, round(len(made) * share)):
            told = [Told(f.completion, f.flaw, behaviour.quality(example, f.completion))
                    for f in behaviour.flawed(rng, example)]  # fmt: skip
            misplaced = rng.choice(others)
            told.append(Told(misplaced, "misplaced", behaviour.quality(example, misplaced)))
            best = Told(example.completion, None, behaviour.quality(example, example.completion))
            yield name, example, [best, *(t for t in told if t.quality < best.quality - GAP)]


def sampled() -> Iterator[tuple[str, Example, list[Told]]]:
    """Outputs of a fine-tuned starter, with the rubric's quality."""
    with lzma.open(ANSWERS, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            example = Example(row["behaviour"], row["topic"], row["prompt"], "", MappingProxyType(row["facts"]))
            told = [Told(t, "sampled", BEHAVIOURS[row["kind"]].quality(example, t)) for t in row["completions"]]
            yield row["kind"], example, told


def pairs(
    rng: random.Random, *, held: bool, of_outputs: int, of_flawed: int, share: float = FLAWED_SHARE
) -> list[Pair]:
    """Pairs that the rubric tells apart: at most so many of each behaviour's outputs, and against flawed answers.

    held: of the topics that are kept out, or of the others. share: of the material's prompts that are flawed for it.
    """
    found: dict[tuple[str, bool], list[Pair]] = {}
    for source, drawn in ((sampled(), True), (designed(rng, share), False)):
        for kind, example, told in source:
            if held_out(example.topic) != held:
                continue
            own = [Pair(kind, example, *sorted(two, key=lambda t: -t.quality)) for two in _twos(rng, told)]
            found.setdefault((kind, drawn), []).extend(own)
    out: list[Pair] = []
    for (kind, drawn), own in found.items():
        wanted = (of_outputs if drawn else of_flawed) // (ESSAYS if kind == "essay" else 1)
        out += rng.sample(own, min(len(own), wanted))
    return out


def _twos(rng: random.Random, told: Sequence[Told], most: int = 3) -> list[tuple[Told, Told]]:
    """At most `most` pairs of different answers with a clear gap, those with the ideal answer among them."""
    apart = [(a, b) for i, a in enumerate(told) for b in told[i + 1 :] if abs(a.quality - b.quality) > GAP]
    return rng.sample(apart, min(most, len(apart)))


def rated(
    rng: random.Random, constitution: Constitution, example: Example, told: Told, questions: int = QUESTIONS
) -> dict[str, Any]:
    """One answer as the judge is asked to rate it, under several principles in turn, and the points that it should give.

    Half of the time the first of them is the one that the answer breaks.
    """
    broken = BREAKS.get(told.flaw or "")
    asked = rng.sample(constitution.principles, questions)
    if broken and rng.random() < 0.5:
        asked = [constitution.find(broken), *(p for p in asked if p.id != broken)][:questions]
    shown: list[Message] = []
    for principle in asked:
        turned = principle.opposite is not None and rng.random() < OPPOSED
        sentence = principle.opposite if turned else principle.comparison
        request = FORMS[FORM].ask_rating(sentence or "", Prompt((Message("user", example.prompt),)), told.text)
        given = points(told.quality, broken=broken == principle.id, turned=turned)
        shown += [*(request[-1:] if shown else request), Message("assistant", str(given))]
    shown[1] = replace(shown[1], learned=False)  # the answer itself is only read
    return _spoken(shown)


def points(quality: float, *, broken: bool, turned: bool) -> int:
    """From 1 to 10: few where the principle is broken, else by the rubric in four steps. turned: under the opposite."""
    given = 1 if broken else next(p for limit, p in STEPS if quality >= limit)
    return 11 - given if turned else given


def criticised(
    rng: random.Random, constitution: Constitution, kind: str, example: Example, told: Told
) -> dict[str, Any]:
    """An answer, its critique under a principle, and the revision where the answer breaks that principle.

    The answer itself is read and not learned.
    """
    broken = BREAKS.get(told.flaw or "")
    principle = constitution.find(broken) if broken and rng.random() < 0.6 else rng.choice(constitution.principles)
    prompt = Prompt((Message("user", example.prompt),))
    user, said, asked = critique_request(prompt, told.text, principle)
    opened = (user, replace(said, learned=False), asked)
    if principle.id != broken:
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
    """Of answers flawed by design and ideal ones; of outputs where they refuse or obey and should not."""
    for kind, example, told in designed(rng, CRITICISED):
        if not held_out(example.topic):
            yield criticised(rng, constitution, kind, example, rng.choice(told[1:] or told))
            if rng.random() < 0.3:
                yield criticised(rng, constitution, kind, example, told[0])
    ideal = {(name, e.topic): e.completion for name, made in examples().items() for e in made}
    for kind, example, told in sampled():
        answer = ideal.get((kind, example.topic))
        if kind in OUTPUT_FLAWS and answer and not held_out(example.topic):
            worst, (limit, below, above) = min(told, key=lambda t: t.quality), OUTPUT_FLAWS[kind]
            flaw = None if worst.quality >= PASSES else below if worst.quality <= limit else above
            yield criticised(rng, constitution, kind, replace(example, completion=answer), worst._replace(flaw=flaw))


def critiques() -> list[dict[str, Any]]:
    """All that the critic learns from, shuffled: the file `starter:critiques`."""
    constitution, rng = load(CONSTITUTION), random.Random(f"{SEED}/critic")
    found = pairs(rng, held=False, of_outputs=OF_OUTPUTS, of_flawed=OF_FLAWED)
    records = [rated(rng, constitution, p.example, told) for p in found for told in (p.better, p.worse)]
    records += _criticised(rng, constitution)
    gold = {case.prompt for principle in constitution.principles for case in principle.gold}
    records = [r for r in records if r["messages"][0]["content"] not in gold]
    rng.shuffle(records)
    return records


def _spoken(messages: Sequence[Message]) -> dict[str, Any]:
    return {"messages": [
        {"role": m.role, "content": m.content} | ({} if m.learned else {"weight": 0}) for m in messages
    ]}  # fmt: skip
