"""Take the pictures of docs/report.md: python scripts/report_screens.py RUN [FOLDER]

RUN: a run directory whose report is to be shown; FOLDER: where the PNG files go, docs/images by default. Needs playwright and
a Chromium: one that playwright installed, or the system's.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

MOST_BYTES = 250_000
SYSTEM = ("chromium", "chromium-browser", "google-chrome", "chrome")


class Shot(NamedTuple):
    """One picture. section: the element at its top; scheme: light or dark; height: pixels of the page that it shows."""

    name: str
    section: str
    width: int
    height: int
    scheme: str = "light"
    scale: float = 1.0
    before: str = ""
    """JavaScript that is run first, as a reader's clicks would."""


MARK_WORDS = """
const field = document.querySelector("[data-filters]").elements.against;
if (field.options.length > 2) { field.value = field.options[2].value; field.dispatchEvent(new Event("input", {bubbles: true})); }
"""
SHOTS = (
    Shot("report-desktop", "header", 1280, 1000, before=MARK_WORDS),
    Shot("report-hacking", "#hacking", 1280, 900),
    Shot("report-plots", "#reward-and-kl", 1280, 900),
    Shot("report-dark", "#reward-model", 1280, 820, scheme="dark"),
    Shot("report-comparison", "#comparison", 1280, 720),
    Shot("report-phone", ".filters", 390, 1100, scale=1.5, before=MARK_WORDS),
)


def browser(playwright: Any) -> Any:
    """A headless Chromium: playwright's own, else the system's."""
    own = Path(playwright.chromium.executable_path)
    path = str(own) if own.exists() else next(filter(None, map(shutil.which, SYSTEM)), None)
    if path is None:
        sys.exit("no Chromium found: run `playwright install chromium`, or install the package chromium of your system")
    return playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])


def shots(page: Path, folder: Path) -> Iterator[Path]:
    """Every picture for which the page has something to show."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = browser(playwright)
        for shot in SHOTS:
            context = opened.new_context(
                viewport={"width": shot.width, "height": shot.height}, color_scheme=shot.scheme,
                device_scale_factor=shot.scale, offline=True,
            )  # fmt: skip
            view = context.new_page()
            view.goto(page.resolve().as_uri())
            if view.query_selector(shot.section) is None:
                print(f"{shot.name}: this run has no {shot.section}; no picture", file=sys.stderr)
                continue
            if shot.before:
                view.evaluate(shot.before)
            view.evaluate(
                "at => window.scrollTo({top: document.querySelector(at).offsetTop, behavior: 'instant'})", shot.section
            )
            path = folder / f"{shot.name}.png"
            path.write_bytes(small(view.screenshot()))
            yield path
            context.close()
        opened.close()


def small(picture: bytes) -> bytes:
    """The picture with as few colours as keep it under the limit: a page has few anyway."""
    from PIL import Image

    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (256, 128, 64, 32):
        out = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= MOST_BYTES:
            break
    return out.getvalue()


def main() -> None:
    """Write the report of a run into a temporary folder, and its pictures into another."""
    from heelwork.report.page import write_report

    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    run, folder = Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) == 3 else "docs/images")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        written = write_report(run, Path(place) / "report.html")
        for path in shots(written.page, folder):
            print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
