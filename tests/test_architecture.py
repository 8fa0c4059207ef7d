"""The rooms of the package and who may enter which: imports point down, and the text side loads no torch."""

import ast
import graphlib
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "heelwork"
MATERIAL = PACKAGE / "starter" / "behaviours"  # texts that happen to be written in Python

GROUND = {"errors", "records", "escaping", "config", "trackers", "distributed", "runs", "tensors"}
MAY_IMPORT = {
    "errors": set(),
    "records": set(),
    "escaping": set(),
    "config": {"errors"},
    "trackers": {"errors"},
    "distributed": {"errors"},
    "runs": {"errors", "trackers", "distributed"},
    "tensors": set(),
    "endpoint": {"errors", "config"},
    "functional": set(),
    "models": {"errors", "config", "distributed", "runs", "functional"},
    "data": {"errors", "records", "runs", "models"},
    "training": {"errors", "config", "distributed", "runs", "tensors", "models", "data"},
    "sampling": {"errors", "config", "distributed", "endpoint", "models", "data", "training"},
    "rewards": {"errors", "records", "config", "models", "data", "training"},
    "rollouts": {"records", "distributed", "models", "data", "training", "sampling", "rewards"},
    "algorithms": {"errors", "config", "functional", "data", "training", "rollouts"},
    "evaluation": {"functional"},
    "audit": {
        "errors",
        "records",
        "escaping",
        "config",
        "runs",
        "functional",
        "models",
        "training",
        "rewards",
        "rollouts",
    },
    "report": {"errors", "records", "escaping", "runs", "functional"},
    "starter": {"errors", "runs", "records", "judges", "constitution"},
    "collect": {"errors", "records", "config", "runs", "data"},
    "judges": {
        "errors",
        "records",
        "config",
        "runs",
        "tensors",
        "endpoint",
        "models",
        "data",
        "training",
        "sampling",
        "rewards",
    },
    "probes": {"errors", "records", "escaping", "config", "runs", "functional", "data", "judges"},
    "constitution": {"errors", "records", "config", "runs", "functional", "data", "training", "judges"},
    "stages": GROUND
    | {
        "functional",
        "models",
        "data",
        "training",
        "sampling",
        "rewards",
        "rollouts",
        "algorithms",
        "evaluation",
        "audit",
        "judges",
        "constitution",
        "probes",
        "collect",
        "report",
    },
    "inference": GROUND | {"models", "data", "training", "sampling", "rewards", "evaluation"},
    "pipeline": GROUND | {"report", "stages", "starter"},
    "planning": {"errors", "records", "data", "models", "pipeline"},
    "commands": {
        "errors",
        "audit",
        "config",
        "collect",
        "constitution",
        "data",
        "distributed",
        "inference",
        "planning",
        "report",
        "sampling",
        "starter",
        "stages",
    },
    "cli": {"errors", "config", "distributed", "starter", "stages", "pipeline", "commands"},
    "__main__": {"cli"},
}
"""Which rooms each room may import. Only what stands here is allowed."""

FILES_MAY_IMPORT = {
    "data.batching": {"models.attention", "models.kv_cache", "models.transformer"},
    "data.chat": {"models.endings", "models.transformer"},
    "data.corpus": {"models.transformer"},
}
"""The only ways from data up to models."""


def files():
    return sorted(p for p in PACKAGE.rglob("*.py") if "__pycache__" not in p.parts)


def module_of(path):
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in files()}


def imported(path, *, at_load_only=False):
    """The modules of ours that a file imports, as dotted names below heelwork; imports for type checkers do not count."""
    found = set()

    def visit(node):
        if isinstance(node, ast.If) and getattr(node.test, "id", None) == "TYPE_CHECKING":
            return
        if at_load_only and isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            return
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            names = []
        for name in names:
            parts = name.split(".")
            if parts[0] == "heelwork":
                dotted = ".".join(parts[1:])
                while dotted and dotted not in MODULES:
                    dotted = dotted.rpartition(".")[0]
                found.add(dotted)
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(ast.parse(path.read_text(encoding="utf-8")))
    return found - {""}


def room(module):
    return module.partition(".")[0]


def test_the_table_names_every_room_and_no_other():
    assert {room(m) for m in MODULES} - {""} == set(MAY_IMPORT)


def test_the_table_itself_has_no_cycle():
    list(graphlib.TopologicalSorter(MAY_IMPORT).static_order())


@pytest.mark.parametrize("name", sorted(MAY_IMPORT))
def test_a_room_imports_only_what_the_table_allows(name):
    wrong = [
        f"{module} imports {other}"
        for module, path in MODULES.items()
        if room(module) == name
        for other in imported(path)
        if room(other) not in {name, *MAY_IMPORT[name]}
    ]
    assert wrong == []


def test_the_table_allows_nothing_that_no_file_needs():
    used = {name: set() for name in MAY_IMPORT}
    for module, path in MODULES.items():
        if module:
            used[room(module)] |= {room(other) for other in imported(path)} - {room(module)}
    # Rooms on top may use all of the ground; for the others the table is what they use and nothing else.
    loose = {
        name: allowed - used[name]
        for name, allowed in MAY_IMPORT.items()
        if not GROUND.issubset(allowed) and allowed - used[name]
    }
    assert loose == {}


def test_data_looks_up_to_models_only_for_the_layout_of_token_rows_and_the_end_of_answers():
    up = {m: {o for o in imported(p) if room(o) == "models"} for m, p in MODULES.items() if room(m) == "data"}
    assert {module: others for module, others in up.items() if others} == FILES_MAY_IMPORT


def test_functional_imports_nothing_of_ours_outside_itself():
    outside = [o for m, p in MODULES.items() if room(m) == "functional" for o in imported(p) if room(o) != "functional"]
    assert outside == []


def test_no_modules_import_each_other_in_a_circle():
    # A package that imports its own files is no circle unless they import the package back.
    graph = {module: imported(path, at_load_only=True) - {module} for module, path in MODULES.items() if module}
    list(graphlib.TopologicalSorter(graph).static_order())


@pytest.mark.parametrize(
    "path", [p for p in files() if MATERIAL not in p.parents], ids=lambda p: str(p.relative_to(PACKAGE))
)
def test_no_file_is_longer_than_400_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize(
    "module",
    ["heelwork", "heelwork.errors", "heelwork.records", "heelwork.config", "heelwork.runs", "heelwork.data.formats",
     "heelwork.data.sources", "heelwork.starter.sources", "heelwork.collect.feed", "heelwork.collect.web.serve",
     "heelwork.cli"],
)  # fmt: skip
def test_the_text_side_loads_no_torch(module):
    script = f"import sys, {module}\nprint([m for m in ('torch', 'transformers', 'datasets') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_nothing_unpickles_and_nothing_runs_what_it_reads():
    forbidden = (
        "import pickle",
        "torch.load(",
        "torch.save(",
        "eval(",
        "exec(",
        "yaml.load(",
        "shell=True",
        "os.system(",
    )
    found = [
        f"{path.relative_to(PACKAGE)}: {word}"
        for path in files()
        for word in forbidden
        for line in path.read_text(encoding="utf-8").splitlines()
        if word in line and ".eval()" not in line
    ]
    assert found == []
