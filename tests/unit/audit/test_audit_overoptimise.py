"""Points, fits and files of over-optimisation curves, on scores that follow a known law."""

import json
import math

import numpy as np
import pytest

from heelwork.audit.overoptimise import push_best_of_n, push_rl, sentence, write_curves
from heelwork.functional.overoptimisation import Curve


def scores(seed=0, prompts=80, samples=64):
    """A proxy that sees the truth and, beyond it, something that hurts where it is large."""
    rng = np.random.default_rng(seed)
    good, hack = rng.normal(size=(2, prompts, samples))
    return good + hack, good - 0.6 * np.maximum(hack, 0) ** 2


def path(alpha=2.0, beta=1.0):
    distance = np.linspace(0, 6, 30)
    gold = Curve("rl", alpha, beta, 1.0).at(distance)
    return [
        {"step": i + 1, "sqrt_kl": float(d), "reward": 0.5 + float(d), "heldout_reward": 3.0 + float(g)}
        for i, (d, g) in enumerate(zip(distance, gold, strict=True))
    ]


def test_best_of_n_finds_the_turn_of_gold_while_the_proxy_rises():
    pushed = push_best_of_n(*scores(), seed=0)
    assert [p.label for p in pushed.points] == [1, 2, 4, 8, 16, 32, 64]
    assert pushed.points[0][1:] == (0.0, 0.0, 0.0)
    assert pushed.trend.value == 1.0 and pushed.curve.r2 > 0.9
    assert 0 < pushed.curve.peak.distance < math.sqrt(math.log(64))
    assert pushed.interval.low <= pushed.curve.peak.distance <= pushed.interval.high


def test_a_path_of_ppo_gives_back_the_law_it_followed():
    pushed = push_rl([{"step": 0, "reward": 1.0, "sqrt_kl": 0.0}, *path()], seed=0)  # a line without an evaluation
    assert (pushed.curve.alpha, pushed.curve.beta, pushed.curve.r2) == pytest.approx((2.0, 1.0, 1.0))
    assert pushed.curve.peak.distance == pytest.approx(math.e) and pushed.points[0].gold == 0.0
    assert pushed.best.distance == pytest.approx(math.e, abs=0.2)
    assert "gold peaks at √KL = 2.72" in sentence(pushed)


def test_a_curve_that_does_not_turn_says_so_and_its_file_is_json(tmp_path):
    pushed = push_rl(path(alpha=1.0, beta=-0.5), seed=0)
    assert "no peak within" in sentence(pushed)
    data, page = write_curves([pushed], {"policy": "p"}, tmp_path)
    found = json.loads(data.read_text(), parse_constant=lambda name: pytest.fail(name))
    assert found["curves"][0]["peak"]["distance"] is None and found["policy"] == "p"
    assert "no peak within" in page.read_text()


@pytest.mark.parametrize("power", [1, 3])
def test_gold_that_falls_from_the_start_has_no_peak_at_a_distance_below_nought(tmp_path, power):
    rng = np.random.default_rng(0)
    proxy = rng.normal(size=(80, 64))
    pushed = push_best_of_n(proxy, -(proxy**power) + 0.1 * rng.normal(size=proxy.shape), seed=0)
    assert "gold falls from the start" in sentence(pushed) and pushed.interval.low == 0.0
    data, _ = write_curves([pushed], {}, tmp_path)
    peak = json.loads(data.read_text())["curves"][0]["peak"]
    assert peak["gain"] < 0.01 and 0 <= peak["distance"] < pushed.points[1].distance


def test_ppo_whose_gold_only_falls_says_so():
    assert "gold falls from the start" in sentence(push_rl(path(alpha=-2.0, beta=-0.5), seed=0))


def test_gold_that_dips_and_then_rises_or_never_moves_does_not_fall_from_the_start():
    pushed = push_rl(path(alpha=1.0, beta=0.5), seed=0)
    dips = pushed._replace(kind="best_of_n", curve=Curve("best_of_n", -0.2, -0.5, 1.0))
    still = pushed._replace(kind="best_of_n", curve=Curve("best_of_n", 0.0, 0.0, 0.0))
    assert "no peak within" in sentence(dips) and "no peak within" in sentence(still)


def test_too_few_evaluations_are_refused():
    with pytest.raises(ValueError, match="at least 4 steps"):
        push_rl(path()[:3], seed=0)
