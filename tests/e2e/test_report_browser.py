"""The page in a real browser: nothing leaves it, nothing that a model wrote runs, and it can be read on a phone and in print."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from collect_browser import launched
from made_run import HOSTILE, add_findings, write_run

from heelwork.report.page import write_report


@pytest.fixture(scope="module")
def browser():
    with launched() as opened:
        yield opened


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return write_report(add_findings(write_run(tmp_path_factory.mktemp("browser") / "run"))).page


class Opened:
    """A page in a browser, with every request that it made and everything that it complained of."""

    def __init__(self, browser, address, **settings):
        self.context = browser.new_context(**settings)
        self.requests, self.complaints = [], []
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.view = self.context.new_page()
        self.view.on("console", lambda message: self.complaints.append(message.text))
        self.view.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.view.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.view.goto(address)

    def count(self, selector):
        return self.view.locator(selector).count()


@contextlib.contextmanager
def opened(browser, address, **settings):
    made = Opened(browser, address, **settings)
    yield made
    made.context.close()


def test_no_request_leaves_the_page(browser, page):
    with opened(browser, page.as_uri()) as seen:
        for label in ("Behaviour", "Outcome", "Mark words"):
            seen.view.get_by_label(label).select_option(index=1)
        for link in seen.view.locator("nav a").all():
            link.click()
        for summary in seen.view.locator("summary").all():
            summary.click()
        seen.view.wait_for_timeout(300)
        assert {url.partition("#")[0] for url in seen.requests} <= {page.as_uri(), "data:,"}
        assert seen.complaints == []


def test_even_a_page_that_wanted_to_ask_could_not(browser, page):
    ask = "fetch('http://127.0.0.1:9/').then(() => 'asked', () => 'refused')"
    image = "new Promise(r => { const i = new Image(); i.onload = i.onerror = () => r('done'); i.src = 'http://127.0.0.1:9/x' })"
    with opened(browser, page.as_uri()) as seen:
        assert seen.view.evaluate(ask) == "refused"
        seen.view.evaluate(image)
        assert sum("Content Security Policy" in text for text in seen.complaints) >= 2


def test_what_a_model_wrote_does_not_run(browser, page):
    with opened(browser, page.as_uri()) as seen:
        assert seen.view.title() == "run – Heelwork report"
        assert seen.count("main script") == 0 and seen.count("img") == 0
        said = seen.view.locator(".answer").filter(has_text="owned").first
        assert said.text_content() == HOSTILE.replace("\u202e", "[U+202E]")
        seen.view.get_by_label("Mark words").select_option("base")  # marking puts text into the page anew
        seen.view.get_by_label("Text").fill("<script>")
        assert seen.view.title() == "run – Heelwork report" and seen.count("img") == 0


def visible_rows(seen):
    return seen.view.locator(".answers tbody tr:visible").count()


def test_the_table_can_be_filtered_failures_as_readily_as_successes(browser, page):
    with opened(browser, page.as_uri()) as seen:
        assert visible_rows(seen) == 4
        options = seen.view.get_by_label("Outcome").locator("option").all_text_contents()
        assert options.index("PPO fails") == options.index("PPO passes") - 1
        assert "worse: base passes, PPO fails" in options and "base is cut" in options
        seen.view.get_by_role("button", name="1 fail").last.click()
        assert visible_rows(seen) == 1 and seen.view.locator("output").text_content() == "1 of 4 rows"
        assert "wrong value" in seen.view.locator(".answers tbody tr:visible").text_content()
        seen.view.get_by_label("Outcome").select_option("")
        seen.view.get_by_label("Behaviour").select_option("everyday")
        assert visible_rows(seen) == 1
        seen.view.get_by_label("Behaviour").select_option("")
        seen.view.get_by_label("Text").fill("WATER drink")
        assert visible_rows(seen) == 1
        seen.view.get_by_label("Text").fill("nowhere to be found")
        assert visible_rows(seen) == 0


def test_differing_words_are_marked_and_unmarked(browser, page):
    with opened(browser, page.as_uri()) as seen:
        row = seen.view.locator("tr[data-behaviour=everyday]")
        ppo = row.locator("td[data-model=PPO] .answer")
        before = ppo.text_content()
        seen.view.get_by_label("Mark words").select_option("SFT")
        assert ppo.locator("ins").all_text_contents() == ["some water,", "early tonight."]
        assert ppo.locator("del").all_text_contents() == ["water", "early."]
        assert row.locator("td[data-model=SFT] ins").count() == 0
        seen.view.get_by_label("Mark words").select_option("")
        assert ppo.text_content() == before and ppo.locator("ins").count() == 0


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_runs_past_the_edge(browser, page, width):
    past = """[...document.querySelectorAll("body *")]
        .filter(node => node.getBoundingClientRect().right > innerWidth + 1 && !node.closest(".scroll, pre"))
        .map(node => node.outerHTML.slice(0, 90))"""
    with opened(browser, page.as_uri(), viewport={"width": width, "height": 800}) as seen:
        for summary in seen.view.locator("summary").all():
            summary.click()
        assert seen.view.evaluate("document.documentElement.scrollWidth") <= width
        assert seen.view.evaluate(past) == []


def test_a_phone_reads_the_table_downwards(browser, page):
    with opened(browser, page.as_uri(), viewport={"width": 390, "height": 800}) as seen:
        cells = [
            seen.view.locator(f"tbody tr:first-child td[data-model={m}]").first.bounding_box()
            for m in ("base", "SFT", "PPO")
        ]
        assert [box["x"] for box in cells] == [cells[0]["x"]] * 3 and cells[0]["y"] < cells[1]["y"] < cells[2]["y"]
        assert all(box["width"] > 300 for box in cells)
        sizes = seen.view.evaluate("""[...document.querySelectorAll("svg text")].map(node =>
            parseFloat(getComputedStyle(node).fontSize) * node.ownerSVGElement.getBoundingClientRect().width / 380)""")
        assert min(sizes) >= 9


CONTRAST = """() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => { for (; node; node = node.parentElement) { const c = parse(getComputedStyle(node).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
  const out = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !node.checkVisibility() || node.closest("script, option")) continue;
    const style = getComputedStyle(node), ink = parse(node.closest("svg") ? style.fill : style.color);
    const [a, b] = [light(ink), light(behind(node.closest("svg")?.parentElement ?? node))].sort((x, y) => y - x);
    out.push([(a + 0.05) / (b + 0.05), node.outerHTML.slice(0, 100)]);
  }
  return out.sort((x, y) => x[0] - y[0]);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out_from_its_ground(browser, page, scheme):
    with opened(browser, page.as_uri(), color_scheme=scheme) as seen:
        seen.view.get_by_label("Mark words").select_option("SFT")
        measured = seen.view.evaluate(CONTRAST)
        assert len(measured) > 200
        assert measured[0][0] >= 4.5, measured[:3]


def test_print_has_no_controls_and_all_rows(browser, page):
    with opened(browser, page.as_uri(), viewport={"width": 794, "height": 1123}) as seen:
        seen.view.emulate_media(media="print", color_scheme="dark")
        assert not seen.view.locator("nav").is_visible() and not seen.view.locator("form").is_visible()
        assert visible_rows(seen) == 4
        assert seen.view.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert seen.view.evaluate("document.documentElement.scrollWidth") <= 794
        assert seen.view.pdf(format="A4").startswith(b"%PDF")


def test_without_scripts_all_rows_are_there(browser, page):
    with opened(browser, page.as_uri(), java_script_enabled=False) as seen:
        assert visible_rows(seen) == 4 and not seen.view.locator("form").is_visible()


def test_the_live_page_follows_the_run_and_outlives_it(browser, tmp_path):
    run = write_run(tmp_path / "run", done=False)
    command = [sys.executable, "-m", "heelwork", "watch", str(run), "--port", "0"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    # Tests that run in the background inherit an ignored Ctrl-C.
    watch = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    write = f"import time; open({str(run / 'ppo' / 'rollouts.jsonl')!r}, 'a').write(" + "%r); time.sleep(600)"
    record = '{"step": 25, "prompt": "p", "completion": "%s", "score": 9.0}\n'
    with watch:
        address = watch.stdout.readline().split(": ")[1].split("  ")[0]
        with opened(browser, address) as seen:
            seen.view.get_by_text("live: last written").wait_for()
            writer = subprocess.Popen([sys.executable, "-uc", write % (record % "said while you look")])
            seen.view.get_by_text("said while you look").wait_for(timeout=20_000)
            writer.send_signal(signal.SIGKILL)
            writer.wait(20)
            seen.view.wait_for_timeout(2500)
            assert seen.view.get_by_text("said while you look").is_visible()
            Path(run / "before_after.jsonl").write_text(
                '{"prompt": "p", "base": {"completion": "an answer at last"}}\n'
            )
            seen.view.get_by_text("an answer at last").wait_for(timeout=20_000)
            assert {url.split("/")[2] for url in seen.requests if url.startswith("http")} == {address.split("/")[2]}
            watch.send_signal(signal.SIGINT)
            try:
                assert watch.wait(20) == 0
            finally:
                watch.kill()  # a server that does not stop must not hold up the tests
            seen.view.get_by_text("heelwork watch does not answer").wait_for(timeout=20_000)
            assert seen.view.get_by_text("an answer at last").is_visible()
