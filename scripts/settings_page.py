"""Print docs/settings.md from the settings classes: python scripts/settings_page.py > docs/settings.md"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic_core import PydanticUndefined

from heelwork.config import Settings
from heelwork.pipeline import RunSettings
from heelwork.stages.audit import AuditSettings
from heelwork.stages.compare import CompareSettings
from heelwork.stages.constitutional import LabelSettings, ReviseSettings
from heelwork.stages.overoptimise import OveroptimiseSettings
from heelwork.stages.ppo import PpoSettings
from heelwork.stages.pretrain import PretrainSettings
from heelwork.stages.probe import ProbeSettings
from heelwork.stages.reward import RewardSettings
from heelwork.stages.sft import SftSettings

PAGES: dict[str, type[Settings]] = {
    "run": RunSettings,
    "pretrain": PretrainSettings,
    "sft": SftSettings,
    "reward": RewardSettings,
    "ppo": PpoSettings,
    "compare": CompareSettings,
    "probe": ProbeSettings,
    "audit": AuditSettings,
    "audit overoptimise": OveroptimiseSettings,
    "constitution revise": ReviseSettings,
    "constitution label": LabelSettings,
}


def page() -> str:
    """The whole page."""
    lines = [
        "# Settings",
        "",
        "Every key of a recipe, with its default. On the command line a key is written `key=value`, inside a recipe of",
        "`heelwork run` it stands under its stage: `ppo.beta=0.1`. An unknown key is an error that names the",
        "nearest known one. A run writes its recipe, with every default, to its `recipe.yaml`.",
    ]
    for name, kind in PAGES.items():
        lines += [
            "",
            f"## {name}",
            "",
            (kind.__doc__ or "").strip(),
            "",
            "| key | default | meaning |",
            "|---|---|---|",
        ]
        lines += [f"| `{key}` | {default} | {text} |" for key, default, text in _rows(kind, "")]
    return "\n".join(lines) + "\n"


def _rows(kind: type[Settings], prefix: str, chosen: Settings | None = None) -> Iterator[tuple[str, str, str]]:
    for name, field in kind.model_fields.items():
        value = getattr(chosen, name) if chosen is not None else field.default
        text = " ".join((field.description or "").split()).replace("|", "\\|")
        if isinstance(value, Settings):
            yield from _rows(type(value), f"{prefix}{name}.", value)
        else:
            yield prefix + name, "required" if value is PydanticUndefined else f"`{value}`", text
    if prefix == "" and "lora" in kind.model_fields:
        from heelwork.models.loading import LoraSettings

        yield from ((f"lora.{k}", d, t) for k, d, t in _rows(LoraSettings, ""))


if __name__ == "__main__":
    print(page(), end="")
