"""Draws the answers that half of the starter's rankings compare: several outputs of one prompt, from starters of an earlier run.

    heelwork run starter out=runs/answers
    python -m benchmarks.starter_answers runs/answers/sft/model runs/answers/ppo/model

A reward model has to judge what the policy really says, before PPO and on its way: people rank outputs of the fine-tuned model
(Ouyang et al. 2022, section 3.2) and, in later rounds, of policies that an earlier reward model has shaped (Bai et al. 2022,
section 4.5), which show what that one was fooled by. The models take turns at the answers of each prompt. The outputs are
written to src/heelwork/starter/answers.jsonl.xz with their prompts, which come from the same material as the demonstrations
under a seed of their own; the simulated panel ranks them whenever the rankings are made.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
from pathlib import Path

from heelwork.records import Message, Prompt
from heelwork.sampling.base import SamplingSettings
from heelwork.stages.compare import answer
from heelwork.starter.dataset import ANSWERS, ANSWERS_RANKED, BEHAVIOURS, SHOWCASE
from heelwork.starter.example import Example

SEED = 20_700
CHUNK = 256  # answers drawn at once


def main() -> None:
    """Draw and write."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.starter_answers", description=__doc__.split("\n", maxsplit=1)[0]
    )
    parser.add_argument("models", nargs="+", help="directories of the models that answer")
    parser.add_argument("--out", type=Path, default=ANSWERS)
    parser.add_argument("--scale", type=float, default=1.0, help="how many prompts, as a multiple of the rankings")
    given = parser.parse_args()
    if len(given.models) > ANSWERS_RANKED:
        parser.error(
            f"{len(given.models)} models for the {ANSWERS_RANKED} answers of a prompt; name {ANSWERS_RANKED} at most"
        )
    asked = [
        (name, example)
        for name, behaviour in BEHAVIOURS.items()
        for example in behaviour.examples(random.Random(f"{SEED}/{name}"), int(behaviour.rankings * given.scale))
        if example.prompt not in SHOWCASE
    ]
    turns = [given.models[i % len(given.models)] for i in range(ANSWERS_RANKED)]
    drawn_by = {model: iter(_drawn(model, [e for _, e in asked], turns.count(model))) for model in dict.fromkeys(turns)}
    with lzma.open(given.out, "wt", encoding="utf-8", preset=9) as file:
        for name, example in asked:
            drawn = [next(drawn_by[model]) for model in turns]
            row = {
                "kind": name, "behaviour": example.behaviour, "topic": example.topic, "prompt": example.prompt,
                "facts": dict(example.facts), "completions": list(dict.fromkeys(drawn)),
            }  # fmt: skip
            file.write(json.dumps(row) + "\n")
    print(f"{given.out}: {len(asked)} prompts, {given.out.stat().st_size / 1e6:.2f} MB")


def _drawn(model: str, asked: list[Example], each: int) -> list[str]:
    """`each` answers to every prompt, in the order of the prompts."""
    # Rows of one length fill a batch well: essays stand next to essays.
    prompts = [Prompt((Message("user", example.prompt),)) for example in asked for _ in range(each)]
    said: list[str] = []
    for start in range(0, len(prompts), CHUNK):
        settings = SamplingSettings(temperature=1.0, max_new_tokens=200, seed=SEED + start)
        said += [a.text for a in answer(model, prompts[start : start + CHUNK], settings)]
        print(f"{model}: {len(said)}/{len(prompts)}", flush=True)
    return said


if __name__ == "__main__":
    main()
