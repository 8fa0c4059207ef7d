"""Series stay apart for readers who see fewer colours (Machado, Oliveira and Fernandes 2009, severity 1)."""

import itertools
import re
from pathlib import Path

import numpy as np
import pytest

import heelwork.report

CSS = (Path(heelwork.report.__file__).parent / "templates" / "page.css").read_text(encoding="utf-8")
SEEN = {
    "all colours": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(colour):
    values = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """CIE L*a*b* of linear RGB, white D65."""
    xyz = TO_XYZ @ np.clip(rgb, 0, 1) / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def schemes():
    """The colours of the two schemes: light stands first in the style sheet, dark second."""
    blocks = re.findall(r":root\{(.*?)\}", CSS, re.S)
    return {
        name: dict(re.findall(r"--(\w+):(#[0-9a-f]{6})", block))
        for name, block in zip(("light", "dark"), blocks[:2], strict=True)
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("sight", SEEN)
def test_the_two_series_that_share_a_plot_and_the_verdicts_differ(scheme, sight):
    colours = schemes()[scheme]
    for a, b in (("s0", "s1"), ("pass", "fail")):
        distance = np.linalg.norm(lab(SEEN[sight] @ linear(colours[a])) - lab(SEEN[sight] @ linear(colours[b])))
        assert distance > 30, (a, b, distance)


def test_four_series_differ_in_dash_as_well():
    dashes = [
        re.search(rf"\.line\.s{i},\.step\.s{i}\{{[^}}]*?(stroke-dasharray:[^;}}]*)?\}}", CSS).group(1) for i in range(4)
    ]
    assert all(a != b for a, b in itertools.combinations(dashes, 2))
