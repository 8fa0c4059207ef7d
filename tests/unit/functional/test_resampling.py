"""Grouped statistics and outliers against closed forms and simulation."""

import numpy as np
import pytest
import torch

from heelwork.functional.outliers import fit_cloud, outlier_share, squared_distances
from heelwork.functional.resampling import clustered_mean, group_indices, partial_correlation, within_group_std


def test_groups_are_numbered_as_they_appear():
    assert group_indices(["b", "a", "b", "c"]).tolist() == [0, 1, 0, 2]


def test_the_spread_within_groups_ignores_what_lies_between_them():
    assert within_group_std([1, 3, 101, 103], ["a", "a", "b", "b"]) == pytest.approx(2**0.5)
    assert np.isnan(within_group_std([1, 2], ["a", "b"]))


def test_the_clustered_interval_is_as_wide_as_the_groups_are_few():
    rng = np.random.default_rng(0)
    means = rng.normal(size=25)
    once = clustered_mean(means.tolist(), list(range(25)), seed=0)
    copied = clustered_mean(np.repeat(means, 40).tolist(), np.repeat(np.arange(25), 40).tolist(), seed=0)
    assert copied.value == pytest.approx(once.value)
    assert copied.interval == pytest.approx(once.interval, abs=1e-9)  # 40 copies of a prompt tell nothing new
    assert once.interval.high - once.interval.low == pytest.approx(2 * 1.96 * means.std() / 5, rel=0.15)


def test_partial_correlation_recovers_the_link_and_drops_what_the_control_explains():
    rng = np.random.default_rng(1)
    groups = np.repeat(np.arange(200), 5)
    quality, level = rng.normal(size=1000), np.repeat(rng.normal(size=200) * 10, 5)
    length = 2 * quality + rng.normal(size=1000) + level
    explained = partial_correlation(
        quality * 3 + rng.normal(size=1000) + level, length, quality, groups.tolist(), seed=0
    )
    assert abs(explained.value) < 0.1 and explained.interval.low < 0 < explained.interval.high
    paid = partial_correlation(quality + length, length, quality, groups.tolist(), seed=0)
    assert paid.value > 0.99
    constant = partial_correlation([1.0] * 1000, length.tolist(), quality.tolist(), groups.tolist(), seed=0)
    assert constant.value == 0.0


def test_a_cloud_leaves_out_about_one_percent_of_its_own_kind_and_nearly_all_of_another():
    torch.manual_seed(0)
    cloud = fit_cloud(torch.randn(4000, 8))
    assert outlier_share(torch.randn(4000, 8), cloud) == pytest.approx(0.01, abs=0.008)
    assert outlier_share(torch.randn(100, 8) + 6, cloud) == 1.0
    origin = squared_distances(cloud.mean_D[None].float(), cloud)
    assert float(origin) == pytest.approx(0.0, abs=1e-6)
