"""Plots: coordinates by hand, text escaped, nothing drawn from what is not finite."""

import re
import xml.etree.ElementTree as ET

import pytest

from heelwork.report import svg


def paths(drawing, kind):
    """The path data of all elements of a class."""
    return [node.attrib["d"] for node in ET.fromstring(drawing).iter("path") if kind in node.attrib["class"].split()]


def test_a_line_goes_through_its_points():
    drawing = svg.line_plot({"a": [(0, 0), (10, 1)]}, x="step", y="loss", span=(0, 1))
    (line,) = paths(drawing, "line")
    left, right = svg.LEFT, svg.WIDTH - svg.RIGHT
    end = left + (right - left) / 1.04  # 4% of room beyond the last point, none below 0
    assert line == f"M{left:.1f} {svg.HEIGHT - svg.BOTTOM:.1f} L{end:.1f} {svg.TOP:.1f}"


def test_series_differ_by_class_and_by_the_shape_of_their_marks():
    drawing = svg.line_plot({"a": [(0, 0), (1, 1)], "b": [(0, 1), (1, 0)]}, x="x", y="y")
    marks = {kind: paths(drawing, kind)[-1] for kind in ("s0", "s1")}
    assert "a3 3" in marks["s0"] and marks["s1"].endswith("h6v6h-6z")


@pytest.mark.parametrize("name", ["x", "y"])
def test_what_is_written_into_a_plot_is_escaped(name):
    labels = {"x": "x", "y": "y"} | {name: '<script>"&'}
    drawing = svg.line_plot({"<b>": [(0, 0), (1, 1)]}, **labels)
    assert "<script>" not in drawing and "&lt;script&gt;" in drawing
    ET.fromstring(drawing)


def test_a_bar_has_its_name_its_interval_and_its_value():
    drawing = svg.bar_plot([svg.Band("<i>probe</i>", 0.5, 0.25, 1.0)], x="share", span=(0, 1))
    tree = ET.fromstring(drawing)
    (bar,) = [node for node in tree.iter("rect")]
    inner = svg.WIDTH - 56 - 12
    assert float(bar.attrib["x"]) == 12 and float(bar.attrib["width"]) == pytest.approx(inner / 2, abs=0.1)
    assert [node.text for node in tree.iter("text") if node.attrib["class"] in ("name", "value")] == [
        "<i>probe</i>",
        "0.5",
    ]
    (whisker,) = paths(drawing, "whisker")
    assert whisker.startswith(f"M{12 + inner / 4:.1f} ")


def test_bars_below_zero_go_to_the_left():
    tree = ET.fromstring(svg.bar_plot([svg.Band("a", -0.5)], x="x", span=(-1, 1)))
    (bar,), middle = list(tree.iter("rect")), 12 + (svg.WIDTH - 68) / 2
    assert float(bar.attrib["x"]) + float(bar.attrib["width"]) == pytest.approx(middle, abs=0.1)


def test_a_histogram_shows_shares_of_each_group_that_sum_to_all():
    drawing = svg.histogram({"early": [0.0] * 3 + [1.0], "late": [1.0] * 400}, x="score", bins=2)
    assert len(paths(drawing, "step")) == 2
    tops = [{float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", d)} for d in paths(drawing, "step")]
    floor, full = svg.HEIGHT - svg.BOTTOM, min(tops[1])
    assert {round((floor - y) / (floor - full), 2) for y in tops[0]} == {0.0, 0.25, 0.75}


def test_nothing_finite_is_no_plot():
    nan = float("nan")
    assert svg.line_plot({"a": [(1, nan)]}, x="x", y="y") == ""
    assert svg.scatter_plot({"a": []}, x="x", y="y") == ""
    assert svg.histogram({"a": [nan]}, x="x") == ""
    assert svg.bar_plot([svg.Band("a", nan)], x="x") == ""


@pytest.mark.parametrize("points", [[(3, 5)], [(0, 0), (0, 0)], [(1, 2), (2, 2)], [(1e9, -1e-9), (2e9, 1e-9)]])
def test_points_without_extent_are_drawn(points):
    ET.fromstring(svg.line_plot({"a": points}, x="x", y="y"))


def test_what_is_not_finite_is_left_out_of_a_line():
    (line,) = paths(svg.line_plot({"a": [(0, 0), (1, float("inf")), (2, 1)]}, x="x", y="y"), "line")
    assert line.count("L") == 1


def test_long_lines_are_means_of_neighbours_with_their_ends_kept():
    points = [(float(i), float(i % 2)) for i in range(1000)]
    thin = svg.thin(points)
    assert len(thin) <= svg.MOST_POINTS + 2 and thin[0] == points[0] and thin[-1] == points[-1]
    assert all(0.4 < y < 0.6 for _, y in thin[1:-2])
    assert svg.thin(points[:100]) == points[:100]


def test_clouds_stay_small():
    drawing = svg.scatter_plot({"a": [(i, i) for i in range(100_000)]}, x="x", y="y")
    assert len(paths(drawing, "mark")) <= svg.MOST_MARKS and len(drawing) < 200_000


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (-0.0, "0"), (0.5, "0.5"), (-1.25, "−1.25"), (0.12345, "0.123"), (1234.5, "1234"), (123456, "1.2e5"),
     (0.0001, "1.0e−4"), (float("nan"), "not finite"), (float("-inf"), "not finite")],
)  # fmt: skip
def test_numbers_are_short(value, text):
    assert svg.short(value) == text


def test_ticks_are_round_and_inside():
    axis = svg.Axis("x", 0.13, 9.7, (0, 100))
    assert axis.ticks == [2.5, 5.0, 7.5]
    assert [axis.at(0.13), axis.at(9.7)] == [0, 100]


def test_the_same_numbers_give_the_same_bytes():
    points = {"a": [(i, (i * 37 % 11) / 7) for i in range(300)]}
    assert svg.line_plot(points, x="x", y="y") == svg.line_plot(points, x="x", y="y")
