"""Can a comparison be believed? Identical models, planted differences, a judge that only likes length, other people's code.

    python -m benchmarks.report

Simulated models and judges stand where the truth must be known: their answers go through the same code as real ones, from
judging in both orders to the sentence. wolf is compared with itself to see that the same inputs give the same bytes, and the
behaviour probes' checks are held against answers labelled by hand. The last line is one JSON object; the exit status is 0 only
where every demand holds. What was not measured (null) does not hold.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from typing import Any

from benchmarks.report_figures import agreement_with_others, probe_quality, same_bytes
from benchmarks.report_simulations import identical, length_lover, planted

TOLERANCE = 2.58  # standard errors: 99 of 100 simulations of a true power lie inside

DEMANDS = {
    "identical models: the mean win rate is 50%": lambda s: (
        abs(s["identical"]["mean_win_rate"] - 0.5) < TOLERANCE * s["identical"]["standard_error"]
    ),
    "identical models: the interval covers 50% in >= 94% of simulations": lambda s: s["identical"]["covered"] >= 0.94,
    "identical models: at equal length, too": lambda s: s["identical"]["covered_at_equal_length"] >= 0.94,
    "identical models: called different in 5% of simulations, within their error, or less": lambda s: (
        s["identical"]["called_decisive"] <= 0.05 + TOLERANCE * (0.05 * 0.95 / s["simulations"]) ** 0.5
    ),
    "a planted difference of 5 points is found at the computed power": lambda s: all(
        abs(p["found"] - p["computed"]) <= TOLERANCE * p["standard_error"] for p in s["planted"]
    ),
    "a judge that only likes length: the raw win rate is high": lambda s: (
        s["length"]["lowest_raw_interval"] > 0.5 and s["length"]["mean_raw"] >= 0.7
    ),
    "a judge that only likes length: 50% is covered at equal length": lambda s: (
        s["length"]["covered_at_equal_length"] >= 0.94
    ),
    "a judge that only likes length: never called better at equal length": lambda s: (
        s["length"]["called_better"] <= 0.05
    ),
    "McNemar, Holm, Wilson and power equal statsmodels": lambda s: s["others"]["largest_difference"] < 1e-9,
    "the rate at equal length equals statsmodels' logistic fit": lambda s: s["others"]["logistic_difference"] < 1e-4,
    "the bootstrap equals SciPy's": lambda s: (
        s["others"]["bootstrap_exact"] < 1e-12 and s["others"]["bootstrap_resampled"] < s["others"]["bootstrap_allowed"]
    ),
    "the same inputs give the same bytes": lambda s: s["bytes"]["different"] == [],
    "each deterministic probe: precision and recall >= 95% on >= 100 answers": lambda s: (
        bool(s["probes"])
        and all(
            (p["precision"] or 0) >= 0.95 and (p["recall"] or 0) >= 0.95 and p["n"] >= 100 for p in s["probes"].values()
        )
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--simulations", type=int, default=1000, help="of each kind; the demands are made for 1,000")
    given = parser.parse_args(arguments)
    parts: dict[str, Any] = {
        "others": agreement_with_others,
        "bytes": same_bytes,
        "probes": probe_quality,
        "length": lambda: length_lover(max(1, given.simulations // 5)),
        "identical": lambda: identical(given.simulations),
        "planted": lambda: planted(given.simulations),
    }
    summary: dict[str, Any] = {"simulations": given.simulations}
    for name, measure in parts.items():
        started = time.monotonic()
        summary[name] = measure()
        print(f"{name}: {json.dumps(summary[name])}  ({time.monotonic() - started:.0f} s)", file=sys.stderr, flush=True)
    verdicts = {name: bool(holds(summary)) for name, holds in DEMANDS.items()}
    for name, holds in verdicts.items():
        print(f"{'holds' if holds else 'FAILS'}  {name}")
    print(json.dumps({**summary, "demands": verdicts, "holds": all(verdicts.values())}))
    return 0 if all(verdicts.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
