"""Agreement coefficients equal published and hand-computed values, and say why where they are not defined."""

import math
import random

import pytest

from heelwork.collect.agreement import cohen_kappa, fleiss_kappa, gwet_ac1, krippendorff_alpha


def units_of(*raters):
    """Rows of units from one text per rater; a point is a missing rating."""
    columns = [[None if c == "." else int(c) for c in text.replace(" ", "")] for text in raters]
    return list(zip(*columns, strict=True))


# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C: four observers, twelve units, missing values.
KRIPPENDORFF = units_of(
    "1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 ."
)

# Fleiss, Measuring nominal scale agreement among many raters (1971), table 1: 30 patients, 6 psychiatrists, 5 diagnoses.
FLEISS = """00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031
            00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006"""

# The worked example of the article on Fleiss' kappa in Wikipedia: 10 subjects, 14 raters, 5 categories.
WIKIPEDIA = [
    (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
]  # fmt: skip


def from_counts(counts):
    return [[q for q, c in enumerate(row) for _ in range(int(c))] for row in counts]


def test_krippendorff_2011_with_missing_values():
    assert krippendorff_alpha(KRIPPENDORFF).value == pytest.approx(0.743, abs=5e-4)
    assert krippendorff_alpha(KRIPPENDORFF, "ordinal").value == pytest.approx(0.815, abs=5e-4)
    assert krippendorff_alpha(KRIPPENDORFF).units == 11


def test_krippendorff_2011_two_observers_binary():
    # Section A of the same paper: ten units, alpha = 0.095.
    units = units_of("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
    assert krippendorff_alpha(units).value == pytest.approx(0.095, abs=5e-4)


def test_fleiss_1971_and_wikipedia():
    assert fleiss_kappa(from_counts(FLEISS.split())).value == pytest.approx(0.430, abs=5e-4)
    assert fleiss_kappa(from_counts(WIKIPEDIA)).value == pytest.approx(0.210, abs=5e-4)


def test_cohen_by_hand():
    # 50 grants: both yes 20, both no 15, yes/no 5, no/yes 10: p_o = .7, p_e = .5, kappa = .4.
    table = [(1, 1)] * 20 + [(0, 0)] * 15 + [(1, 0)] * 5 + [(0, 1)] * 10
    first, second = zip(*table, strict=True)
    assert cohen_kappa(first, second).value == pytest.approx(0.4)
    assert cohen_kappa((*first, None, 1), (*second, 1, None)) == cohen_kappa(first, second)


def test_gwet_where_kappa_collapses_on_skew():
    # Gwet (2002): 125 subjects, 118 + 5 + 2 + 0: the raters agree on 94%, kappa is -0.02, AC1 is 0.94.
    table = [(1, 1)] * 118 + [(1, 2)] * 5 + [(2, 1)] * 2
    assert gwet_ac1(table).value == pytest.approx(0.9408, abs=5e-5)
    assert cohen_kappa(*zip(*table, strict=True)).value == pytest.approx(-0.0234, abs=5e-5)


def test_gwet_with_missing_values():
    # The same data in R's irrCAC: gwet.ac1.raw(cac.raw4raters) = 0.77544.
    assert gwet_ac1(KRIPPENDORFF).value == pytest.approx(0.77544, abs=5e-6)


def test_against_another_implementation_on_random_data():
    statsmodels = pytest.importorskip("statsmodels.stats.inter_rater")
    rng = random.Random(3)
    units = [[rng.choice([0, 0, 1, 2]) for _ in range(5)] for _ in range(40)]
    table, _ = statsmodels.aggregate_raters(units)
    assert fleiss_kappa(units).value == pytest.approx(statsmodels.fleiss_kappa(table))
    first, second = [row[0] for row in units], [row[1] for row in units]
    square = [[sum((a, b) == (i, j) for a, b in zip(first, second, strict=True)) for j in range(3)] for i in range(3)]
    assert cohen_kappa(first, second).value == pytest.approx(statsmodels.cohens_kappa(square).kappa)
    krippendorff = pytest.importorskip("krippendorff")
    holes = [[None if rng.random() < 0.3 else v for v in row] for row in units]
    data = [[math.nan if v is None else v for v in column] for column in zip(*holes, strict=True)]
    for level in ("nominal", "ordinal"):
        theirs = krippendorff.alpha(reliability_data=data, level_of_measurement=level)
        assert krippendorff_alpha(holes, level).value == pytest.approx(theirs)


@pytest.mark.parametrize(
    ("coefficient", "reason"),
    [
        (cohen_kappa([1, None], [None, 1]), "no unit in common"),
        (cohen_kappa([1, 1], [1, 1]), "one and the same value"),
        (fleiss_kappa([[1, 1], [1, 1]]), "same value"),
        (fleiss_kappa([[1, 1], [1, 2, 2]]), "between 2 and 3 ratings"),
        (fleiss_kappa([[1], [2]]), "two or more raters"),
        (fleiss_kappa([]), "two or more raters"),
        (gwet_ac1([[1, None], [None, 2]]), "two or more raters"),
        (gwet_ac1([[1, 1]]), "same value"),
        (krippendorff_alpha([[1, None]]), "two or more raters"),
        (krippendorff_alpha([[1, 1], [1, 1]]), "same value"),
        (krippendorff_alpha([]), "two or more raters"),
    ],
)
def test_undefined_is_explained(coefficient, reason):
    assert coefficient.value is None and reason in coefficient.reason


def test_the_interval_covers_the_value_and_narrows_with_more_items():
    rng = random.Random(1)

    def interval(n):
        units = [[v, v if rng.random() < 0.8 else 1 - v] for v in (rng.randrange(2) for _ in range(n))]
        return krippendorff_alpha(units, resamples=300, seed=2)

    few, many = interval(30), interval(1000)
    for made in (few, many):
        assert made.low < made.value < made.high
    assert many.high - many.low < (few.high - few.low) / 3


def test_pairs_of_one_item_are_resampled_together():
    units = [[0, 0], [0, 1], [1, 1], [1, 0]] * 25
    alone = krippendorff_alpha(units, resamples=200)
    tenfold, of = [u for u in units for _ in range(10)], [i for i in range(100) for _ in range(10)]
    together = krippendorff_alpha(tenfold, clusters=of, resamples=200)
    assert together.high - together.low == pytest.approx(alone.high - alone.low, rel=0.05)
