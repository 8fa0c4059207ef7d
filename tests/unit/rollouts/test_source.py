import threading

import pytest
from conftest import read_lines, same_weights

from heelwork.rollouts.source import RolloutSource
from heelwork.sampling.base import Sampled
from heelwork.stages import ppo


def drawn(index, version):
    return [Sampled([index], [-0.5], "stop", version)]


class Weights:
    """A trainer whose version moves on with every step."""

    def __init__(self):
        self.version = 0

    def draw(self, index):
        return drawn(index, self.version)


@pytest.mark.parametrize("background", [False, True])
def test_ahead_is_one_update_old_and_not_ahead_is_none(background):
    for ahead, staleness in ((False, [0, 0, 0, 0]), (True, [0, 1, 1, 1])):
        weights = Weights()
        source = RolloutSource(weights.draw, steps=4, ahead=ahead, background=background)
        found = []
        for index in range(4):
            source.settle()
            [one] = source.take(index)
            source.settle()
            assert one.ids == [index]
            found.append(index - one.version)
            weights.version += 1
        assert found == staleness


def test_the_next_step_is_drawn_while_this_one_is_learned():
    begun, free = threading.Event(), threading.Event()

    def draw(index):
        if index == 1:
            begun.set()
            assert free.wait(5)
        return drawn(index, 0)

    source = RolloutSource(draw, steps=2, ahead=True, background=True)
    source.take(0)
    assert begun.wait(5)  # it is under way, and we are here
    free.set()
    assert source.take(1)[0].ids == [1]


def test_what_is_drawn_ahead_is_saved():
    source = RolloutSource(lambda i: drawn(i, 7), steps=3, ahead=True)
    source.take(0)
    state = source.state()
    other = RolloutSource(lambda i: drawn(i, 99), steps=3, ahead=True)
    other.load_state(state)
    assert other.take(1)[0].version == 7
    assert other.take(2)[0].version == 99


def test_a_failure_in_the_background_is_raised_where_the_rollouts_are_taken():
    def draw(index):
        if index:
            raise RuntimeError("server gone")
        return drawn(0, 0)

    source = RolloutSource(draw, steps=2, ahead=True, background=True)
    source.take(0)
    with pytest.raises(RuntimeError, match="server gone"):
        source.take(1)


def test_a_resumed_run_that_draws_ahead_ends_with_the_same_weights(ppo_settings, tmp_path, monkeypatch):
    from conftest import interrupt_at

    from heelwork.errors import Interrupted

    values = dict(steps=4, ahead=True, importance_limit=2.0)
    whole = ppo.run(ppo_settings(out=str(tmp_path / "whole"), **values))
    with monkeypatch.context() as patched:
        interrupt_at(patched, 2)
        with pytest.raises(Interrupted):
            ppo.run(ppo_settings(**values))
    resumed = ppo.run(ppo_settings(**values), resume=True)
    assert same_weights(whole.model, resumed.model)
    lines = read_lines(tmp_path / "ppo" / "metrics.jsonl")
    assert [line["staleness"] for line in lines] == [0.0, 1.0, 1.0, 1.0]
