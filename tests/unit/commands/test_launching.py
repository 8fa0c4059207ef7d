"""Starting several processes: what the cluster cannot give is refused."""

import sys
from types import SimpleNamespace

import pytest

from heelwork.commands import ray_launching
from heelwork.errors import ConfigError


@pytest.mark.parametrize(
    ("resources", "says"), [({"GPU": 2.0, "CPU": 64.0}, "has 2 GPUs"), ({"CPU": 3.0}, "has 3 CPUs"), ({}, "has 0 CPUs")]
)
def test_a_cluster_that_is_too_small_is_refused(monkeypatch, resources, says):
    cluster = SimpleNamespace(init=lambda **_: None, cluster_resources=lambda: resources)
    monkeypatch.setitem(sys.modules, "ray", cluster)
    monkeypatch.setenv("RAY_ADDRESS", "10.0.0.1:6379")
    with pytest.raises(ConfigError, match=f"--nproc 4.*{says}"):
        ray_launching.launch(["run"], 4)
