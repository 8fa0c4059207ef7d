"""How often the deterministic probes err, against hand-labelled answers: python -m benchmarks.probe_quality

The answers stand in tests/heldout/probes. They were written and labelled by hand, in the voices of large assistants,
small models and people; none comes from a data set. A check is tuned on NAME.development.jsonl alone.
NAME.heldout.jsonl is by authors who saw neither the checks' rules and weights nor any other answer. NAME.earlier.jsonl
was held out before it, most of it by the authors of the rules, and is kept as it was. A label of null: the check was
tuned on this answer, or it is not for this kind of prompt. Ends with one JSON line; exits 0 only where every check has
precision and recall of 95% or more on at least 100 held-out answers.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from heelwork.functional.statistics import wilson_interval
from heelwork.probes.checks.catalog import JUDGING, parameters

FOLDER = Path(__file__).parent.parent / "tests" / "heldout" / "probes"
PARTS = ("heldout", "development", "earlier")
LEAST, ANSWERS = 0.95, 100


def probe_quality(folder: Path = FOLDER) -> dict[str, dict[str, Any]]:
    """For each check that may err: figures on the held-out answers, under "development" those it was tuned on, under "earlier"
    those that were held out before, and "holds".

    Figures: n, positives, precision and recall with their 95% intervals (Wilson; none where nothing is positive), errors.
    """
    out: dict[str, dict[str, Any]] = {}
    for name in JUDGING:
        found = {half: _figures(name, _labelled(folder, half, name)) for half in PARTS}
        held = found["heldout"]
        good = held["n"] >= ANSWERS and min(held["precision"] or 0.0, held["recall"] or 0.0) >= LEAST
        out[name] = {**held, **{part: found[part] for part in PARTS[1:]}, "holds": good}
    return out


def _labelled(folder: Path, half: str, check: str) -> list[dict[str, Any]]:
    rows = []
    for path in sorted(folder.glob(f"*.{half}.jsonl")):
        rows += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if isinstance(row.get(check), bool)]


def _figures(check: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    right = missed = false = 0
    errors = []
    for row in rows:
        given = {key: row[key] for key in parameters(check) if key in row}
        said, true = JUDGING[check](row["answer"], row["prompt"], **given), row[check]
        right += said and true
        missed += true and not said
        false += said and not true
        if said != true:
            errors.append({"prompt": row["prompt"], "answer": row["answer"], "label": true})
    return {
        "n": len(rows),
        "positives": right + missed,
        "precision": right / (right + false) if right + false else None,
        "precision_interval": list(wilson_interval(right, right + false)),
        "recall": right / (right + missed) if right + missed else None,
        "recall_interval": list(wilson_interval(right, right + missed)),
        "errors": errors,
    }


def main() -> int:
    """Print a table and the JSON line."""
    found = probe_quality()
    print(
        "check                 held-out n  positive  precision              recall                 development        earlier"
    )
    for name, f in found.items():
        print(
            f"{name:<22}{f['n']:>10}{f['positives']:>10}  {_share(f, 'precision')}  {_share(f, 'recall')}  "
            f"{_both(f['development'])}  {_both(f['earlier'])}{'' if f['holds'] else '  FALLS SHORT'}"
        )
    line = {name: {k: f[k] for k in ("n", "positives", "precision", "recall", "holds")} for name, f in found.items()}
    print(json.dumps(line))
    return 0 if all(f["holds"] for f in found.values()) else 1


def _share(figures: dict[str, Any], name: str) -> str:
    low, high = figures[f"{name}_interval"]
    return "  none" + " " * 15 if figures[name] is None else f"{figures[name]:.3f} [{low:.3f}, {high:.3f}]"


def _both(figures: dict[str, Any]) -> str:
    """Precision / recall (n)."""
    if not figures["n"]:
        return "none"
    return f"{figures['precision'] or 0:.3f} / {figures['recall'] or 0:.3f} (n {figures['n']})"


if __name__ == "__main__":
    sys.exit(main())
