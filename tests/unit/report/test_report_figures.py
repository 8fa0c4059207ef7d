"""What the PNG figures show."""

import pytest

from heelwork.report.figures import _running_mean


@pytest.mark.parametrize(
    ("values", "window", "means"),
    [([1.0, 2.0, 6.0], 1, [1.0, 2.0, 6.0]), ([1.0, 2.0, 6.0, 7.0], 3, [1.5, 3.0, 5.0, 6.5]), ([4.0], 5, [4.0]),
     ([1.0, 2.0, 6.0, 7.0], 2, [1.5, 4.0, 6.5, 7.0]), ([], 3, [])],
)  # fmt: skip
def test_a_running_mean_is_over_the_neighbours_that_there_are(values, window, means):
    assert _running_mean(values, window) == means
