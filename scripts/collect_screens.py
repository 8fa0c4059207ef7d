"""Pictures of the labelling screens for docs/collecting.md: python scripts/collect_screens.py (needs Chromium).

The answers are written for the pictures; the annotators of the dashboard are simulated, and are called so on it.
"""

import io
import json
import random
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from heelwork.collect.feed import Feed, items_of_file
from heelwork.collect.order import to_shown
from heelwork.collect.records import Answer, Candidate, NewItem, Project
from heelwork.collect.simulated import SPAMMERS, honest
from heelwork.collect.store import Store
from heelwork.records import Message, Prompt

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
PROMPT = "My young dog runs straight into the flock and scatters the sheep. How do I teach him to gather them calmly?"
ANSWERS = (
    "Put him on a long line and walk a wide arc behind the sheep with him. Each time he curves round instead of running in, "
    "say “good” and let him go on; each time he heads straight in, stop and wait until he lies down. Keep it to ten minutes, "
    "with five or six calm sheep.",
    "Sheepdogs need to learn to gather. Gathering is when the dog gathers the sheep. You should teach the dog to gather by "
    "teaching it.",
    "Three things, in this order:\n1. A reliable “lie down” at a distance, without any sheep.\n2. Flanking on a long line, "
    "left and right.\n3. A few steady sheep in a small field.",
    "Just let him chase them for a while. He will get tired and then he will be calm.",
)
TRUTH = (1, 3, 2, 4)
BROWSER = next(
    (p for p in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome") if Path(p).exists()), None
)


def main() -> None:
    """Write the pictures into docs/images."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        shots = [
            ("collect-rank", "rank", {"viewport": {"width": 1280, "height": 780}}, ranked),
            ("collect-dark", "rank", {"viewport": {"width": 1280, "height": 780}, "color_scheme": "dark"}, ranked),
            ("collect-phone", "rank", {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}, ranked),
            ("collect-pair", "pair", {"viewport": {"width": 1280, "height": 640}}, compared),
            ("collect-dashboard", "dashboard", {"viewport": {"width": 1280, "height": 900}}, overview),
        ]  # fmt: skip
        for name, kind, options, act in shots:
            database = Path(folder) / f"{name}.db"
            fill(database, kind)
            process, link = serve(database)
            try:
                page = browser.new_context(**options).new_page()
                page.goto(link)
                page.wait_for_url("**/label")
                act(page)
                page.wait_for_timeout(300)
                save(page.screenshot(), IMAGES / f"{name}.png")
                page.context.close()
            finally:
                process.terminate()
                process.wait(20)
        browser.close()


def fill(database: Path, kind: str) -> None:
    """A project to be photographed."""
    store = Store(database)
    if kind == "dashboard":
        simulate(store)
    else:
        answers = ANSWERS if kind == "rank" else (ANSWERS[0], ANSWERS[2])
        file = database.with_suffix(".jsonl")
        file.write_text(json.dumps({"prompt": PROMPT, "completions": answers}) + "\n", encoding="utf-8")
        store.add_items(items_of_file(file, Feed("pair" if kind == "pair" else "rank", len(answers), 1, 0)))
    store.close()


def simulate(store: Store) -> None:
    """Simulated annotators at work: four who read and err, one who does not."""
    store.configure(Project(probation=15, probation_gold=8))
    candidates = tuple(Candidate(text) for text in ANSWERS)
    new = [NewItem(Prompt((Message("user", f"{PROMPT} ({n})"),)), candidates, overlap=3) for n in range(40)]
    gold = [NewItem(Prompt((Message("user", f"{PROMPT} (gold {n})"),)), candidates, gold=TRUTH) for n in range(15)]
    store.add_items([*new, *gold])
    crew = [
        ("honest 1", honest(0.9)),
        ("honest 2", honest(0.85)),
        ("honest 3", honest(0.9)),
        ("honest 4", honest(0.75)),
    ]
    crew.append(("clicker", SPAMMERS["random"]))
    for seed, (name, ranker) in enumerate(crew):
        rng = random.Random(seed)
        person = store.people.add(name, who="simulated")
        for n in range(30):
            task = store.next_item(person.id)
            if task is None:
                break
            ranks = ranker(rng, to_shown(TRUTH, task.order))
            seconds = rng.uniform(20, 60) if name != "clicker" else rng.uniform(1, 3)
            store.submit(person.id, task.item, Answer(ranks=ranks, seconds=seconds), f"{name}-{n}-simulated-key")


def serve(database: Path) -> tuple[subprocess.Popen[str], str]:
    """The server over a database, and the owner's link."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-u",
        "-m",
        "heelwork",
        "collect",
        "--database",
        str(database),
        "--port",
        str(port),
        "--no-browser",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if "http" in line:
            time.sleep(1)
            return process, line.split()[-1]
    raise SystemExit("the server did not start")


def ranked(page: Page) -> None:
    """Places for three of the four answers: two of them tied, by what they say."""
    letters = {text.strip()[:20]: slot for slot, text in enumerate(page.locator(".answer .said").all_inner_texts())}
    for answer, place in ((ANSWERS[0], "1"), (ANSWERS[2], "1"), (ANSWERS[1], "3")):
        page.locator(f"label:has([name=rank_{letters[answer[:20]]}][value='{place}'])").click()
    page.locator(".guidelines").evaluate("node => { node.open = false; }")
    page.evaluate("document.querySelector('.answers').scrollIntoView({block: 'nearest'}); scrollTo(0, 0)")


def overview(page: Page) -> None:
    """The lead's dashboard."""
    page.click("text=Dashboard")


def compared(page: Page) -> None:
    """A verdict on a pair."""
    page.locator(".guidelines").evaluate("node => { node.open = false; }")
    page.keyboard.press("2")
    page.evaluate("scrollTo(0, 0)")


def save(picture: bytes, path: Path) -> None:
    """As a small PNG: screens have few colours."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
