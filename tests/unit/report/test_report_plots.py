"""Which plots a run's numbers make, and what their captions claim."""

import dataclasses

import pytest
from made_run import add_findings, write_run

from heelwork.report.gather import gather
from heelwork.report.plots import groups, hacking


@pytest.fixture
def report(tmp_path):
    return gather(write_run(tmp_path / "plain"))


@pytest.fixture
def whole(tmp_path):
    return gather(add_findings(write_run(tmp_path / "whole")))


def titles(report):
    return {group.key: [figure.title for figure in group.figures] for group in groups(report)}


def test_all_the_plots_of_a_run(report):
    found = titles(report)
    assert found["reward-and-kl"] == ["Reward", "Distance from the start", "Reward against √KL"]
    assert found["reward-model"] == ["Reliability", "Scores of single answers", "Length against reward"]
    assert {"Entropy", "Clipped ratios", "Critic", "Answers that end", "Length", "Gradient norms"} <= set(
        found["health"]
    )
    assert found["learning"] == ["sft: loss", "reward: loss", "reward: accuracy"]


def test_plots_of_several_stages_bear_their_names(whole):
    found = titles(whole)
    assert found["reward-and-kl"] == [f"{s}: {t}" for s in ("ppo", "rl_cai") for t in
                                      ("Reward", "Distance from the start", "Reward against √KL")]  # fmt: skip
    assert [t for t in found["reward-model"] if "Reliability" in t] == [
        "reward: Reliability",
        "preference: Reliability",
    ]


def figure(report, title):
    return next(f for group in groups(report) for f in group.figures if f.title == title)


def test_without_a_held_out_reward_the_curve_says_what_it_cannot_show(report, whole):
    alone = figure(report, "Reward against √KL")
    assert alone.legend == ("optimised reward",) and "cannot show" in alone.caption
    beside = figure(whole, "rl_cai: Reward against √KL")
    assert beside.legend == ("optimised reward", "held-out reward") and "exploits" in beside.caption


def test_the_reliability_names_its_figures_and_how_many_pairs(report):
    caption = figure(report, "Reliability").caption
    for part in ("150 held-out pairs", "accuracy 0.900", "0.840 to 0.940", "ECE 0.040", "12, 20, 28, 40, 50"):
        assert part in caption


def test_length_is_correlated_with_its_interval(report):
    caption = figure(report, "Length against reward").caption
    assert caption.startswith("192 rollouts that were kept. Spearman's rank correlation +0.")


def test_equal_scores_have_no_correlation(report):
    flat = tuple(dataclasses.replace(r, score=1.0) for r in report.rollouts)
    assert (
        "there is no correlation" in figure(dataclasses.replace(report, rollouts=flat), "Length against reward").caption
    )


def test_early_and_late_scores_stand_beside_each_other(report):
    drawn = figure(report, "Scores of single answers")
    assert drawn.legend == ("steps 1–8", "steps 17–24") and "64 and 64 answers" in drawn.caption


def test_a_run_without_numbers_has_no_plots(tmp_path):
    assert groups(gather(tmp_path, unfinished=True)) == []
    (tmp_path / "ppo").mkdir()
    (tmp_path / "ppo" / "recipe.yaml").write_text("ppo: {steps: 3}\n")
    (tmp_path / "ppo" / "metrics.jsonl").write_text('{"step": 1, "reward": NaN, "kl": NaN}\n')
    assert titles(gather(tmp_path)) == {}


def test_probes_of_one_hack_share_a_figure_and_all_figures_one_scale(whole, report):
    drawn = hacking(whole)
    assert [f.title for f in drawn] == ["length", "flattery"]
    assert drawn[0].caption == "x2: what length/x2 changes; needed: what length/needed changes."
    zero = {f.drawing.split('class="zero" x1="')[1].split('"')[0] for f in drawn}
    assert len(zero) == 1
    assert 'class="bar s1"' in drawn[0].drawing and 'class="bar s1"' not in drawn[1].drawing  # a hack stands out
    assert hacking(report) == []
