"""Starting several processes: what the cluster cannot give is refused, and how to go on can be pasted."""

import shlex
import sys
from types import SimpleNamespace

import pytest

from heelwork import distributed
from heelwork.commands import launching, ray_launching
from heelwork.errors import ConfigError, PeerError


@pytest.mark.parametrize(
    ("resources", "says"), [({"GPU": 2.0, "CPU": 64.0}, "has 2 GPUs"), ({"CPU": 3.0}, "has 3 CPUs"), ({}, "has 0 CPUs")]
)
def test_a_cluster_that_is_too_small_is_refused(monkeypatch, resources, says):
    cluster = SimpleNamespace(init=lambda **_: None, cluster_resources=lambda: resources)
    monkeypatch.setitem(sys.modules, "ray", cluster)
    monkeypatch.setenv("RAY_ADDRESS", "10.0.0.1:6379")
    with pytest.raises(ConfigError, match=f"--nproc 4.*{says}"):
        ray_launching.launch(["run"], 4)


def test_how_to_go_on_can_be_pasted_into_a_shell(monkeypatch):
    typed = ["sft", "data=[a.jsonl, b.jsonl]", "out=runs/my run"]
    monkeypatch.delenv(distributed.STARTED_WITH, raising=False)
    assert shlex.split(distributed.go_on_with(*typed)) == ["heelwork", *typed, "--resume"]
    monkeypatch.setenv(distributed.STARTED_WITH, "--nproc 4 --ray")
    assert shlex.split(distributed.go_on_with(*typed)) == ["heelwork", *typed, "--nproc", "4", "--ray", "--resume"]
    monkeypatch.setenv(distributed.STARTED_WITH, "--nproc 2")
    killed = SimpleNamespace(failures={1: SimpleNamespace(exitcode=-9, timestamp=1, pid=7)})
    with pytest.raises(PeerError) as caught:
        launching._tell(killed, 2, [*typed, "--resume"])
    assert shlex.split(str(caught.value).partition("Go on with: ")[2]) == [
        "heelwork",
        *typed,
        "--nproc",
        "2",
        "--resume",
    ]
