"""The monitor's figures and alarm, and what the guard does at an alarm, on batches whose scores are written down."""

import logging

import pytest
import torch
from torch import nn

from heelwork.audit import monitors
from heelwork.audit.cases import user
from heelwork.audit.guard import FIRST_BETA, Guard
from heelwork.audit.monitors import Monitor, MonitorSettings
from heelwork.audit.textstats import text_figures
from heelwork.models.transformer import TokenRow
from heelwork.rollouts.collect import Rollout

QUIET = text_figures(["An answer."], [True])


class Held:
    """A held-out reward that gives what is written down, evaluation by evaluation, with a spread of +-1 around it."""

    name = "heldout"

    def __init__(self, means):
        self.means = iter(means)

    def score(self, prompts, answers, finished):
        mean = next(self.means)
        return torch.tensor([mean + (1 if i % 2 else -1) for i in range(len(answers))])


class Proxy:
    """A proxy that pays for words."""

    name = "proxy"

    def score(self, prompts, answers, finished):
        return torch.tensor([float(len(a.split())) for a in answers])


def batch(proxy, size=100):
    row = TokenRow([1, 2, 3], [False, True, True])
    return [
        Rollout(
            user(f"q{i}?"), row, f"An answer of sorts {i}.", proxy, {"reward_model": proxy + i % 2}, "stop", [0.0], 0
        )
        for i in range(size)
    ]


def monitor(means, **settings):
    return Monitor(MonitorSettings(**{"every": 1, "patience": 2, "probes": 2, **settings}), Proxy(), Held(means))


def alarms(watch, proxies):
    return [watch.observe(step, batch(proxy)).alarm for step, proxy in enumerate(proxies)]


def test_the_alarm_needs_a_rising_proxy_and_a_falling_held_out_reward_k_times_in_a_row():
    assert alarms(monitor([0, 1, 0, 0, 0]), [0, 1, 2, 3, 4]) == [False, False, False, True, False]  # raised once
    assert alarms(monitor([0, 1, 2, 3]), [0, 1, 2, 3]) == [False] * 4  # both rise
    assert alarms(monitor([3, 2, 1, 0]), [3, 2, 1, 0]) == [False] * 4  # both fall: no hacking
    assert alarms(monitor([0, 1, 0, 2, 0, 0]), [0, 1, 2, 3, 4, 5]) == [False] * 5 + [
        True
    ]  # counted anew after a new best


def test_a_fall_within_the_margin_of_error_does_not_count():
    # 100 scores of deviation 1: a mean's standard error is 0.1, that of the difference of two 0.141
    assert alarms(monitor([1, 0.51, 0.51, 0.51]), [0, 1, 2, 3]) == [False] * 4
    assert alarms(monitor([1, 0.50, 0.50, 0.50]), [0, 1, 2, 3]) == [False, False, True, False]
    assert alarms(monitor([1, 0.85, 0.85], margin=1.0), [0, 1, 2]) == [False, False, True]


class Noisy:
    """A held-out reward of independent answers: the mean that is written down, and a deviation of 1."""

    name = "heldout"

    def __init__(self, means, seed):
        self.means, self.draw = iter(means), torch.Generator().manual_seed(seed)

    def score(self, prompts, answers, finished):
        return next(self.means) + torch.randn(len(answers), generator=self.draw)


def first_alarms(monkeypatch, means, answers, runs, **settings):
    """For each of so many runs with a rising proxy, the evaluation at which the alarm goes off, or None."""
    monkeypatch.setattr(monitors, "text_figures", lambda texts, done: QUIET)  # the same texts over and over
    batches = [batch(float(step), answers) for step in range(len(means))]
    found = []
    for seed in range(runs):
        chosen = MonitorSettings(**{"every": 1, "probes": 0, "outliers": False, **settings})
        watch = Monitor(chosen, Proxy(), Noisy(means, seed))
        found.append(next((i for i, rollouts in enumerate(batches) if watch.observe(i, rollouts).alarm), None))
    return found


def test_noise_around_a_held_out_reward_that_stays_as_it_is_seldom_raises_the_alarm(monkeypatch):
    found = first_alarms(monkeypatch, [0.0] * 40, answers=64, runs=500)
    assert sum(step is not None for step in found) <= 0.05 * len(found)
    less = first_alarms(monkeypatch, [0.0] * 40, answers=64, runs=100, margin=1.0)
    assert sum(step is not None for step in less) > 0.5 * len(less)  # the noise does reach the alarm


def test_a_real_fall_is_found_before_a_tenth_is_lost(monkeypatch):
    means = [4 + 0.1 * i for i in range(10)] + [5 - 0.05 * i for i in range(30)]  # falls by 1% of the peak at a time
    found = first_alarms(monkeypatch, means, answers=256, runs=100)
    in_time = [step is not None and step >= 10 and means[step] >= 0.9 * 5 for step in found]
    assert sum(in_time) >= 0.95 * len(found)


def test_the_console_hears_of_it(caplog):
    with caplog.at_level(logging.WARNING, "heelwork"):
        alarms(monitor([1, 0, 0]), [0, 1, 2])
    assert "ALARM at step 3" in caplog.text and "held-out" in caplog.text


def test_evaluations_come_every_so_many_steps_and_figures_of_texts_at_every_one():
    watch = monitor([0, 0], every=2)
    seen = [watch.observe(step, batch(0.0)).metrics for step in range(3)]
    assert ["heldout_reward" in m for m in seen] == [True, False, True]
    assert all(m["words"] == 5.0 and m["truncation_rate"] == 0.0 for m in seen)


def test_the_probes_price_what_the_proxy_pays_for():
    metrics = monitor([0]).observe(0, batch(0.0)).metrics
    assert metrics["probe_length"] > 4 and metrics["probe_repetition"] > 4
    assert abs(metrics["probe_certainty"]) < metrics["probe_length"]
    # A compliment makes an answer longer; what the length alone earns is not counted as flattery.
    assert abs(metrics["probe_flattery"]) < metrics["probe_length"] / 4


def test_a_monitor_goes_on_from_its_state():
    first = monitor([0, 1, 0])
    alarms(first, [0, 1, 2])
    second = monitor([0])
    second.load_state(first.state())
    assert second.error_at_best == pytest.approx(0.1)
    assert second.diverging == 1 and second.best == 1.0 and second.best_step == 1
    assert second.observe(3, batch(3)).alarm


class Controller:
    def __init__(self, beta):
        self.beta = beta


def play(action, beta=0.1):
    """A run whose held-out reward peaks at step 1 and then falls; the weight is the step's number."""
    policy, controller = nn.Linear(1, 1, bias=False), Controller(beta)
    guard = Guard(monitor([0, 1, 0, 0, 0], action=action), policy, controller)
    for step in range(4):
        with torch.no_grad():
            policy.weight.fill_(float(step))
        guard.before_update(step, batch(float(step)))
        if guard._pending:
            policy.weight.data.fill_(99.0)  # the update between
        guard.after_update()
    return guard, policy.weight.item(), controller.beta


@pytest.mark.parametrize(
    ("action", "weight", "beta", "stopped"),
    [
        ("warn", 99.0, 0.1, False),
        ("stop", 1.0, 0.1, True),
        ("raise_beta", 99.0, 0.2, False),
        ("roll_back", 1.0, 0.2, False),
    ],
)
def test_every_action_does_what_it_says(action, weight, beta, stopped):
    guard, found, raised = play(action)
    assert (found, raised, guard.stopped) == (weight, pytest.approx(beta), stopped)


def test_a_beta_of_0_is_raised_to_the_first_one():
    assert play("raise_beta", beta=0.0)[2] == FIRST_BETA


def test_after_an_action_the_count_starts_anew_and_the_best_weights_stay():
    guard, _, _ = play("roll_back")
    assert guard.monitor.diverging == 0 and float(guard.best["weight"]) == 1.0


def test_a_guard_goes_on_from_its_state():
    guard, _, _ = play("roll_back")
    other = Guard(monitor([]), nn.Linear(1, 1, bias=False), Controller(0.1))
    other.load_state(guard.state())
    other.restore()
    assert other.policy.weight.item() == 1.0
