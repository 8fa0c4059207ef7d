"""The before/after page in Markdown: the same prompts, every model's answer, successes and failures alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from heelwork.escaping import cell
from heelwork.records import Completion, Prompt
from heelwork.runs import RunDir, write_text

LONGEST = 700  # characters of an answer that the page shows; before_after.jsonl holds all
EMPTY = "*(empty)*"


def write_before_after(
    directory: RunDir, prompts: Sequence[Prompt], answers: Mapping[str, Sequence[Completion]]
) -> Path:
    """Write before_after.md and before_after.jsonl; returns the page's path."""
    names = list(answers)
    lines = ["# Before and after", "", "The same prompts with the same seed, answered by every model.", ""]
    lines += ["| prompt | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for i, prompt in enumerate(prompts):
        cells = [cell(prompt.text, LONGEST, EMPTY), *(_answer_cell(answers[name][i]) for name in names)]
        lines.append("| " + " | ".join(cells) + " |")
    page = directory.path / "before_after.md"
    write_text(page, "\n".join(lines) + "\n")
    directory.fresh("before_after.jsonl")
    directory.append("before_after.jsonl", (
        {
            "prompt": [{"role": m.role, "content": m.content} for m in prompt.messages],
            **{name: {"completion": answers[name][i].text, "finish_reason": answers[name][i].finish_reason}
               for name in names},
        }
        for i, prompt in enumerate(prompts)
    ))  # fmt: skip
    return page


def _answer_cell(completion: Completion) -> str:
    return cell(completion.text, LONGEST, EMPTY) + ("" if completion.finish_reason == "stop" else " *[cut]*")
