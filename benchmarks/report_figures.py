"""What `python -m benchmarks.report` measures without simulating: against SciPy and statsmodels, bytes, probes' checks."""

from __future__ import annotations

import itertools
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from benchmarks import probe_quality as labelled
from heelwork.evaluation.paired import bootstrap_mean, holm, mcnemar, quantiles
from heelwork.evaluation.power import power
from heelwork.evaluation.winrate import length_controlled
from heelwork.functional.statistics import wilson_interval
from heelwork.report.page import write_report

RESAMPLES = 20_000


def agreement_with_others() -> dict[str, float]:
    """The largest difference from statsmodels over many inputs, and from SciPy's bootstrap: with its own resamples, and
    with ours, which may differ by what chance allows (four standard errors of a quantile)."""
    rng = np.random.default_rng(0)
    gaps = [*_mcnemar_gaps(), *_other_gaps(rng)]
    x = rng.beta(2, 5, 400)
    theirs, level = _scipy(x)
    own = quantiles(theirs.bootstrap_distribution, len(x))
    ours = bootstrap_mean(x, draws=RESAMPLES, seed=1)
    ends = theirs.confidence_interval
    tail = (1.0 - level) / 2.0
    density = float(stats.norm.pdf(stats.norm.ppf(tail))) / float(theirs.standard_error)
    return {
        "inputs": len(gaps),
        "largest_difference": max(gaps),
        "logistic_difference": _logistic_gap(rng),
        "bootstrap_exact": max(abs(own.low - ends.low), abs(own.high - ends.high)),
        "bootstrap_resampled": max(abs(ours.low - ends.low), abs(ours.high - ends.high)),
        "bootstrap_allowed": 4.0 * float(np.sqrt(2.0 * tail * (1.0 - tail) / RESAMPLES)) / density,
    }


def _mcnemar_gaps() -> list[float]:
    from statsmodels.stats.contingency_tables import mcnemar as theirs

    gaps = []
    for wins, losses in itertools.product(range(0, 61, 3), range(0, 64, 7)):
        if wins + losses == 0:
            continue
        ours, table = mcnemar(wins, losses), [[11, wins], [losses, 5]]
        gaps.append(abs(ours.exact - theirs(table, exact=True).pvalue))
        if abs(wins - losses) > 1:  # with a difference of 1 or 0 their correction overshoots 0 and is squared
            gaps.append(abs(ours.chi2_p - theirs(table, exact=False).pvalue))
    return gaps


def _other_gaps(rng: np.random.Generator) -> list[float]:
    from statsmodels.stats.multitest import multipletests
    from statsmodels.stats.power import normal_power
    from statsmodels.stats.proportion import proportion_confint

    gaps = []
    for _ in range(50):
        p = rng.random(rng.integers(1, 12)) ** 3
        gaps.append(float(np.abs(np.array(holm(list(p))) - multipletests(p, method="holm")[1]).max()))
        n = int(rng.integers(5, 300))
        won = int(rng.integers(0, n + 1))
        gaps += np.abs(np.array(wilson_interval(won, n)) - proportion_confint(won, n, method="wilson")).tolist()
        effect, deviation = rng.uniform(0.01, 0.2), rng.uniform(0.3, 0.6)
        gaps.append(abs(power(effect, deviation, n) - normal_power(effect / deviation, n, 0.05)))
    return gaps


def _logistic_gap(rng: np.random.Generator) -> float:
    """Of the win rate at equal length, from the same regression without our weak prior, which 4,000 pairs outweigh."""
    import statsmodels.api as sm

    longer = rng.normal(50, 100, 4000)
    x = np.tanh(longer / np.sqrt(np.mean(longer**2)))
    outcomes = (rng.random(4000) < 1 / (1 + np.exp(-0.4 - 1.5 * x))).astype(float)
    design = np.column_stack([np.ones(4000), x])
    theirs = sm.GLM(outcomes, design, family=sm.families.Binomial()).fit().params
    ours = length_controlled(outcomes, np.arange(4000), longer, draws=2)
    return float(abs(ours.rate - 1 / (1 + np.exp(-theirs[0]))))


def _scipy(x: np.ndarray) -> tuple[Any, float]:
    """SciPy's percentile bootstrap at the level of our expanded percentiles."""
    n = len(x)
    tail = float(stats.norm.cdf(-stats.t.ppf(0.975, n - 1) * np.sqrt(n / (n - 1))))
    level = 1.0 - 2.0 * tail
    found = stats.bootstrap((x,), np.mean, n_resamples=RESAMPLES, method="percentile", confidence_level=level, rng=2)
    return found, level


def same_bytes() -> dict[str, Any]:
    """wolf against itself: two processes, two directories, the same files."""
    with tempfile.TemporaryDirectory() as folder:
        outs = [Path(folder) / name / "compared" for name in ("here", "somewhere else")]
        for out in outs:
            subprocess.run(
                [sys.executable, "-m", "heelwork", "compare", "one=wolf", "two=wolf", "--judge", "length", "--limit", "4",
                 "--samples", "2", "--max-new-tokens", "12", "--out", str(out)],
                check=True, capture_output=True,
            )  # fmt: skip
            write_report(out)
        names = [sorted(str(p.relative_to(out)) for p in out.rglob("*") if p.is_file()) for out in outs]
        different = [n for n in names[0] if (outs[0] / n).read_bytes() != (outs[1] / n).read_bytes()]
        size = (outs[0] / "report.html").stat().st_size
    return {"files": len(names[0]), "different": different + sorted(set(names[0]) ^ set(names[1])), "page_bytes": size}


def probe_quality() -> dict[str, Any]:
    """Precision and recall of the probes' deterministic checks on held-out answers labelled by hand."""
    kept = ("n", "positives", "precision", "recall")
    return {check: {key: found[key] for key in kept} for check, found in labelled.probe_quality().items()}
