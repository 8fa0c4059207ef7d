"""The documentation tells the truth: settings, rooms, files and recipes that it names exist."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

from heelwork.commands.arguments import read_recipe
from heelwork.config import build
from heelwork.pipeline import resolve
from heelwork.stages.pretrain import PretrainSettings
from heelwork.starter.sources import materialise

ROOT = Path(__file__).parent.parent
RECIPES = sorted((ROOT / "src" / "heelwork" / "recipes").glob("*.yaml"))
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("name", ["settings", "scaling"])
def test_pages_that_scripts_print_are_up_to_date(name):
    script = f"scripts/{name}_page.py"
    made = subprocess.run([sys.executable, ROOT / script], capture_output=True, text=True, check=True)
    assert (ROOT / "docs" / f"{name}.md").read_text() == made.stdout, f"run: python {script} > docs/{name}.md"


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.stem)
def test_every_recipe_builds(recipe, tmp_path):
    values = read_recipe(str(recipe))
    if "pretrain" in values:
        build(PretrainSettings, values["pretrain"])
    else:
        resolve(materialise(values, tmp_path))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_and_code_paths_of_the_docs_exist(page):
    text = page.read_text()
    links = [link for link in re.findall(r"\]\(([^)#:]+)\)", text)]
    paths = re.findall(r"`((?:src|tests|docs|benchmarks|scripts)/[\w./-]+)`", text)
    missing = [link for link in links if not (page.parent / link).exists()]
    missing += [path for path in paths if not (ROOT / path).exists()]
    assert missing == []


def test_every_folder_of_the_package_is_in_the_architecture_and_the_other_way_round():
    text = (ROOT / "docs" / "architecture.md").read_text()
    rooms = text.split("## Rooms")[1].split("## ")[0]
    named = set(re.findall(r"^  (\w+)/", rooms, flags=re.MULTILINE)) | {"recipes"}
    there = {p.name for p in (ROOT / "src" / "heelwork").iterdir() if p.is_dir() and p.name != "__pycache__"}
    assert named == there


def test_every_setting_is_documented():
    spec = importlib.util.spec_from_file_location("settings_page", ROOT / "scripts" / "settings_page.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    silent = [
        f"{kind.__name__}.{name}"
        for kind in module.PAGES.values()
        for name, field in kind.model_fields.items()
        if not field.description
    ]
    assert silent == []
