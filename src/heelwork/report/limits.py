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
    return [
        *_table(report),
        *_comparison(report),
        *_reward(report),
        *_policy(report),
        *_run(report),
        *report.missing,
        *report.problems,
    ]


def _table(report: Report) -> Iterator[str]:
    prompts = len({row.prompt for row in report.rows})
    if report.rows and prompts < FEW_PROMPTS:
        yield (
            f"The table holds {prompts} prompts. They illustrate; they are too few to estimate how often a model behaves so."
        )
    answers = [a for row in report.rows for a in row.answers.values()]
    if answers and all(a.passed is None for a in answers):
        yield "No check has judged the answers in the table as right or wrong: that is left to the reader."


def _comparison(report: Report) -> Iterator[str]:
    if report.comparison:
        yield from report.comparison.notes
        open_ = [f"{p.first} and {p.second}" for p in report.comparison.pairings if not p.side]
        if open_:
            yield f"The comparison does not tell apart {'; '.join(open_)}."


def _reward(report: Report) -> Iterator[str]:
    kinds = {kind for stage in report.stages for file in stage.data for kind in file.kinds}
    for gate in report.gates:
        if gate.failures:
            why = f" It was used all the same, for this reason: {gate.override}" if gate.override else ""
            yield (
                f"The judge of stage {gate.stage} ({gate.judge}) is not fit to label: {'; '.join(gate.failures)}."
                f"{why}{'' if why.endswith('.') or not why else '.'} Training on its labels shows that the stages run, no more."
            )
    if "simulated" in kinds:
        yield "The rankings come from simulated annotators, not from people: the reward is what a written rubric prefers."
    for held in report.reliability:
        name = f"The reward model of stage {held.stage}"
        if held.n < FEW_PAIRS:
            yield f"{name} was measured on {held.n} held-out pairs; mind the interval of its accuracy."
        if held.ece > POOR_CALIBRATION:
            yield f"{name} is not well calibrated (ECE {held.ece:.3f}): its confidence is not a probability to rely on."
        if min(held.counts, default=FEW_IN_A_BIN) < FEW_IN_A_BIN:
            yield f"{name}: some bins of the reliability curve hold fewer than {FEW_IN_A_BIN} pairs; their points are rough."
    if report.reliability:
        yield "Held-out pairs come from the same source as the training pairs; agreement with other people is not measured."


def _policy(report: Report) -> Iterator[str]:
    if report.audit and report.audit.flagged:
        yield (
            f"The audited reward model falls for {', '.join(report.audit.flagged)}: "
            "a policy that gains reward may have gained it so."
        )
    for ppo in report.of_kind("ppo"):
        if ppo.alarms:
            at = f"step{'s' * (len(ppo.alarms) > 1)} {', '.join(map(str, ppo.alarms))}"
            yield f"{ppo.name}: the alarm went off at {at}: the optimised reward had risen and the held-out one fallen."
    if any(s.curve("reward") for s in report.of_kind("ppo")):
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
