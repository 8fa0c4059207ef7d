"""Small plots as inline SVG: text stays text, colours and line styles come from the page's style sheet by class.

Every plot is WIDTH x HEIGHT units, drawn at about one unit a pixel, so that its text is as large on a phone as on a desktop.
Series are told apart by colour, by dash and by the shape of their marks. The same numbers give the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

WIDTH, HEIGHT = 380, 236
LEFT, RIGHT, TOP, BOTTOM = 60, 14, 12, 40
MOST_POINTS = 160  # of a line; longer ones are drawn as means of neighbours
MOST_MARKS = 1200  # of a cloud; of more, every so many are drawn

Point = tuple[float, float]


class Axis(NamedTuple):
    """A labelled range on the page. pixels: where its low and high end lie; whole: it counts something, as steps or words."""

    label: str
    low: float
    high: float
    pixels: tuple[float, float]
    whole: bool = False

    def at(self, value: float) -> float:
        """The pixel of a value."""
        a, b = self.pixels
        return a + (b - a) * (value - self.low) / (self.high - self.low)

    @property
    def ticks(self) -> list[float]:
        """Round values inside the range, four or five of them; whole numbers where it counts something."""
        step = _round_step((self.high - self.low) / 4)
        if self.whole and step != int(step):
            step = max(1.0, _round_step((self.high - self.low) / 5, (1, 2, 5, 10)))
        first = math.ceil(self.low / step - 1e-9)
        return [i * step for i in range(first, math.floor(self.high / step + 1e-9) + 1)]


class Band(NamedTuple):
    """Horizontal bars with intervals: what one row shows. text: its value as it is written; "" = in few characters."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    mark: int = 0
    text: str = ""


def line_plot(
    series: Mapping[str, Sequence[Point]],
    *,
    x: str,
    y: str,
    span: tuple[float, float] | None = None,
    diagonal: bool = False,
    intervals: Sequence[tuple[float, float, float]] = (),
) -> Markup:
    """Lines with a mark on every point where these are few, and on the ends where they are many.

    intervals: (x, low, high), drawn as whiskers. diagonal: the line y = x.
    """
    drawn = {name: thin([p for p in points if finite(p)]) for name, points in series.items()}
    points = [p for line in drawn.values() for p in line]
    if not points:
        return Markup("")
    across = axis(x, [p[0] for p in points], (LEFT, WIDTH - RIGHT))
    up = axis(y, [p[1] for p in points], (HEIGHT - BOTTOM, TOP), span)
    body = [_diagonal(across, up)] if diagonal else []
    for a, low, high in intervals:
        body.append(f'<path class="whisker faint" d="M{across.at(a):.1f} {up.at(low):.1f}V{up.at(high):.1f}"/>')
    for i, line in enumerate(drawn.values()):
        path = " ".join(f"{'L' if j else 'M'}{across.at(a):.1f} {up.at(b):.1f}" for j, (a, b) in enumerate(line))
        body.append(f'<path class="line s{i}" d="{path}"/>')
        marked = line if len(line) <= 16 else [line[0], line[-1]]
        body += [mark(across.at(a), up.at(b), i, f"{short(a)}: {short(b)}") for a, b in marked]
    return frame(across, up, body, f"{y} against {x}")


def scatter_plot(groups: Mapping[str, Sequence[Point]], *, x: str, y: str) -> Markup:
    """A mark for every point; of more than MOST_MARKS, for every second, third, ... one."""
    groups = {name: [p for p in line if finite(p)] for name, line in groups.items()}
    every = math.ceil(sum(map(len, groups.values())) / MOST_MARKS) or 1
    points = [p for line in groups.values() for p in line]
    if not points:
        return Markup("")
    across = axis(x, [p[0] for p in points], (LEFT, WIDTH - RIGHT))
    up = axis(y, [p[1] for p in points], (HEIGHT - BOTTOM, TOP))
    body = [mark(across.at(a), up.at(b), i) for i, line in enumerate(groups.values()) for a, b in line[::every]]
    return frame(across, up, ['<g class="cloud">', *body, "</g>"], f"{y} against {x}")


def histogram(groups: Mapping[str, Sequence[float]], *, x: str, bins: int = 16) -> Markup:
    """Shares of each group in bins of equal width, as outlines over each other."""
    values = {name: [v for v in group if math.isfinite(v)] for name, group in groups.items()}
    whole = [v for group in values.values() for v in group]
    if not whole:
        return Markup("")
    across = axis(x, whole, (LEFT, WIDTH - RIGHT))
    width = (across.high - across.low) / bins
    shares = []
    for group in values.values():
        counts = [0] * bins
        for v in group:
            counts[min(bins - 1, int((v - across.low) / width))] += 1
        shares.append([100 * c / max(1, len(group)) for c in counts])
    up = axis("% of answers", [0.0, *(s for share in shares for s in share)], (HEIGHT - BOTTOM, TOP))
    body = []
    for i, share in enumerate(shares):
        steps = [f"M{across.at(across.low):.1f} {up.at(0):.1f}"]
        for b, s in enumerate(share):
            left, right = across.low + b * width, across.low + (b + 1) * width
            steps.append(f"L{across.at(left):.1f} {up.at(s):.1f} L{across.at(right):.1f} {up.at(s):.1f}")
        steps.append(f"L{across.at(across.high):.1f} {up.at(0):.1f}")
        body.append(f'<path class="step s{i}" d="{" ".join(steps)}"/>')
    return frame(across, up, body, f"distribution of {x}")


def bar_plot(bars: Sequence[Band], *, x: str, span: tuple[float, float] | None = None, zero: float = 0.0) -> Markup:
    """A row for each bar: its label above, the bar from `zero`, its interval, its value."""
    bars = [b for b in bars if math.isfinite(b.value)]
    if not bars:
        return Markup("")
    row, left = 36, 12
    height = row * len(bars) + 46
    ends = [e for b in bars for e in (b.value, b.low, b.high) if e is not None and math.isfinite(e)]
    across = axis(x, [zero, *ends], (left, WIDTH - 56), span)
    body = [f'<line class="zero" x1="{across.at(zero):.1f}" x2="{across.at(zero):.1f}" y1="4" y2="{height - 40}"/>']
    for i, bar in enumerate(bars):
        top = row * i + 20
        a, b = sorted((across.at(zero), across.at(bar.value)))
        body.append(f'<text class="name" x="{left}" y="{top - 5}">{escape(clip(bar.label))}</text>')
        body.append(f'<rect class="bar s{bar.mark}" x="{a:.1f}" y="{top}" width="{max(1.0, b - a):.1f}" height="10"/>')
        if bar.low is not None and bar.high is not None:
            low, high = across.at(bar.low), across.at(bar.high)
            body.append(f'<path class="whisker" d="M{low:.1f} {top + 1}v8m0 -4H{high:.1f}m0 -4v8"/>')
        body.append(f'<text class="value" x="{WIDTH - 4}" y="{top + 9}">{escape(bar.text) or short(bar.value)}</text>')
    return frame(across, None, body, x, height=height)


def axis(
    label: str, values: Sequence[float], pixels: tuple[float, float], span: tuple[float, float] | None = None
) -> Axis:
    """A range that holds all values with a little room, or the given one."""
    low, high = span or (min(values), max(values))
    if span is None:
        room = 0.04 * (high - low) if high > low else abs(high) / 2 or 1.0
        low, high = (low if low == 0 else low - room), high + room
    return Axis(label, low, high, pixels, whole=span is None and all(float(v).is_integer() for v in values))


def frame(across: Axis, up: Axis | None, body: Sequence[str], title: str, height: int = HEIGHT) -> Markup:
    """Axes, ticks and labels around what is drawn."""
    floor = height - BOTTOM
    out = [f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">']
    for tick in across.ticks:
        spot = across.at(tick)
        out.append(f'<line class="grid" x1="{spot:.1f}" x2="{spot:.1f}" y1="{TOP - 8}" y2="{floor}"/>')
        out.append(f'<text class="tick" x="{spot:.1f}" y="{floor + 15}" text-anchor="middle">{short(tick)}</text>')
    for tick in up.ticks if up else ():
        spot = up.at(tick) if up else 0
        out.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{spot:.1f}" y2="{spot:.1f}"/>')
        out.append(f'<text class="tick" x="{LEFT - 6}" y="{spot + 4:.1f}" text-anchor="end">{short(tick)}</text>')
    middle = (across.pixels[0] + across.pixels[1]) / 2
    out.append(
        f'<text class="label" x="{middle:.1f}" y="{height - 7}" text-anchor="middle">{escape(across.label)}</text>'
    )
    if up:
        centre = (TOP + floor) / 2
        turned = f'transform="rotate(-90 12 {centre:.1f})"'
        out.append(
            f'<text class="label" x="12" y="{centre:.1f}" {turned} text-anchor="middle">{escape(up.label)}</text>'
        )
    return Markup("\n".join([*out, *body, "</svg>"]))  # every text in it is escaped above


def mark(x: float, y: float, kind: int, title: str = "") -> str:
    """A circle, square, triangle or diamond."""
    shape = {
        0: f"M{x - 3:.1f} {y:.1f}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0",
        1: f"M{x - 3:.1f} {y - 3:.1f}h6v6h-6z",
        2: f"M{x:.1f} {y - 4:.1f}l4 7h-8z",
        3: f"M{x:.1f} {y - 4:.1f}l4 4l-4 4l-4 -4z",
    }[kind % 4]
    told = f"<title>{escape(title)}</title>" if title else ""
    return (
        f'<path class="mark s{kind}" d="{shape}">{told}</path>' if told else f'<path class="mark s{kind}" d="{shape}"/>'
    )


def swatch(kind: int) -> Markup:
    """The legend's sample of a series."""
    body = f'<path class="line s{kind}" d="M1 7H27"/>{mark(14, 7, kind)}'
    return Markup(f'<svg class="swatch" viewBox="0 0 28 14" aria-hidden="true">{body}</svg>')


def thin(points: Sequence[Point]) -> list[Point]:
    """At most MOST_POINTS points: means of neighbours, with the two ends as they are."""
    if len(points) <= MOST_POINTS:
        return list(points)
    size = math.ceil(len(points) / MOST_POINTS)
    groups = [points[i : i + size] for i in range(0, len(points), size)]
    return [points[0], *((sum(a for a, _ in g) / len(g), sum(b for _, b in g) / len(g)) for g in groups), points[-1]]


def finite(point: Point) -> bool:
    """Whether a point can be drawn."""
    return math.isfinite(point[0]) and math.isfinite(point[1])


def short(value: float) -> str:
    """A number in few characters."""
    if not math.isfinite(value):
        return "not finite"
    if value and (abs(value) >= 1e5 or abs(value) < 1e-3):
        return f"{value:.1e}".replace("e-0", "e-").replace("e+0", "e").replace("-", "\N{MINUS SIGN}")
    text = f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
    return "0" if text in ("-0", "0") else text.replace("-", "\N{MINUS SIGN}")


def clip(text: str, most: int = 52) -> str:
    """A label that fits."""
    return text if len(text) <= most else text[: most - 1] + "\N{HORIZONTAL ELLIPSIS}"


def _round_step(rough: float, times: Sequence[float] = (1, 2, 2.5, 5, 10)) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return float(next(power * m for m in times if power * m >= rough * 0.999))


def _diagonal(across: Axis, up: Axis) -> str:
    """The line y = x, as far as both ranges hold it."""
    a, b = max(across.low, up.low), min(across.high, up.high)
    return (
        f'<line class="guide" x1="{across.at(a):.1f}" y1="{up.at(a):.1f}" x2="{across.at(b):.1f}" y2="{up.at(b):.1f}"/>'
    )
