import threading

import pytest

from heelwork.training import clock
from heelwork.training.clock import Clock


@pytest.fixture
def tick(monkeypatch):
    """A time that moves only when told to."""
    now = [100.0]
    monkeypatch.setattr(clock.time, "monotonic", lambda: now[0])

    def move(seconds):
        now[0] += seconds

    return move


def test_an_inner_phase_is_counted_once_and_all_sum_to_the_whole(tick):
    own = Clock()
    with own("forward"):
        tick(2)
        with own("data"):
            tick(3)
        tick(1)
    tick(4)
    shares = own.shares()
    assert shares["phases"] == {"forward": 3.0, "data": 3.0}
    assert shares["seconds"] == 10.0 and shares["other_share"] == 0.4


def test_it_decorates_functions_and_survives_errors(tick):
    own = Clock()

    @own("sampling")
    def draw(fail):
        tick(1)
        if fail:
            raise ValueError("no")

    draw(False)
    with pytest.raises(ValueError, match="no"):
        draw(True)
    tick(1)
    assert own.shares()["phases"] == {"sampling": 2.0}


def test_another_thread_is_not_counted(tick):
    own = Clock()

    def beside():
        with own("sampling"):
            tick(5)

    thread = threading.Thread(target=beside)
    thread.start()
    thread.join()
    with own("forward"):
        tick(5)
    assert own.shares()["phases"] == {"forward": 5.0}
