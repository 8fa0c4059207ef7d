"""What a report cannot show: the limits of what was measured, each drawn from the run's own figures."""

from __future__ import annotations

from collections.abc import Iterator

from heelwork.report.contents import Report

FEW_PROMPTS = 30
FEW_PAIRS = 300
FEW_IN_A_BIN = 20
POOR_CALIBRATION = 0.1


def limits(report: Report) -> list[str]:
    """Sentences for a sceptic, the weightiest first; what the directory lacks comes last."""
    return [*_table(report), *_reward(report), *_policy(report), *_run(report), *report.missing, *report.problems]


def _table(report: Report) -> Iterator[str]:
    prompts = len({row.prompt for row in report.rows})
    if report.rows and prompts < FEW_PROMPTS:
        yield (
            f"The table holds {prompts} prompts. They illustrate; they are too few to estimate how often a model behaves so."
        )
    answers = [a for row in report.rows for a in row.answers.values()]
    if answers and all(a.passed is None for a in answers):
        yield "No check has judged the answers in the table as right or wrong: that is left to the reader."


def _reward(report: Report) -> Iterator[str]:
    kinds = {kind for stage in report.stages for file in stage.data for kind in file.kinds}
    if "simulated" in kinds:
        yield "The rankings come from simulated annotators, not from people: the reward is what a written rubric prefers."
    held = report.reliability
    if held and held.n < FEW_PAIRS:
        yield f"The reward model's accuracy rests on {held.n} held-out pairs; mind its interval."
    if held and held.ece > POOR_CALIBRATION:
        yield f"The reward model is not well calibrated (ECE {held.ece:.3f}): its confidence is not a probability to rely on."
    if held and min(held.counts, default=FEW_IN_A_BIN) < FEW_IN_A_BIN:
        yield f"Some bins of the reliability curve hold fewer than {FEW_IN_A_BIN} pairs; their points are rough."
    if held:
        yield "Held-out pairs come from the same source as the training pairs; agreement with other people is not measured."


def _policy(report: Report) -> Iterator[str]:
    ppo = report.stage("ppo")
    if ppo and ppo.curve("reward"):
        yield "The reward over the steps is the quantity that PPO maximised: it says nothing by itself about quality."
    if report.rollouts:
        yield f"Distributions and lengths are of the {len(report.rollouts)} rollouts that were kept, not of all."


def _run(report: Report) -> Iterator[str]:
    unfinished = [s.name for s in report.stages if not s.done]
    if unfinished:
        yield f"Not finished when this page was written: {', '.join(unfinished)}."
    seeds = {s.settings.get("seed") for s in report.stages if "seed" in s.settings}
    if len(seeds) == 1:
        yield f"This is one run with one seed ({seeds.pop()}). Runs of PPO differ between seeds; one says little about another."
