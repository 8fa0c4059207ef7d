"""People at the labelling screens, in a real browser: by keyboard, by mouse, by touch; and text that tries to attack them."""

import re

import pytest

from heelwork.collect.store import Store
from tests.e2e.collect_browser import MODEL, Served, launched, write_answers


@pytest.fixture(scope="module")
def browser():
    with launched() as made:
        yield made


@pytest.fixture
def served(tmp_path):
    servers = []

    def make(*arguments):
        servers.append(Served(tmp_path, *arguments))
        return servers[-1]

    yield make
    for server in servers:
        if server.process.poll() is None:
            server.stop()


@pytest.fixture
def enter(browser):
    """Come in by a server's link; nothing may be asked of other machines, and no script may fail."""
    contexts, wrong = [], []

    def make(server, **options):
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda said: wrong.append(said.text) if said.type == "error" and "ERR_FAILED" not in said.text else None,
        )
        page.on("request", lambda asked: wrong.append(asked.url) if not asked.url.startswith(server.base) else None)
        page.on("dialog", lambda dialog: (wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.goto(server.link)
        page.wait_for_url("**/label")
        # Keys pressed before the page's script listens would go nowhere.
        page.wait_for_function("document.querySelector('.live') || document.body.innerText.includes('All done')")
        return page

    yield make
    for context in contexts:
        context.close()
    assert wrong == []


def texts(page):
    return page.locator(".answer .said").all_inner_texts()


def places(page):
    return page.evaluate(
        "[...document.querySelectorAll('.answer')].map(a => +(a.querySelector('[name^=rank_]:checked')?.value ?? 0))"
    )


def done(page, count):
    """Wait until so many answers are counted as this person's."""
    mine = f"document.querySelector('.live') && document.body.innerText.includes('{count} of them yours')"
    page.wait_for_function(
        f"() => document.readyState === 'complete' && ({mine} || document.body.innerText.includes('All done'))"
    )


def kept(server):
    store = Store(server.database)
    found = list(store.rankings())
    store.close()
    return found


def ranks_of(label, shown):
    """The stored ranks of the answers in the order in which they were shown."""
    ranks = {text.strip(): rank for text, rank in zip(label.ranking.completions, label.ranking.ranks, strict=True)}
    return [ranks[text.strip()] for text in shown]


def test_a_session_by_keyboard_alone(served, enter, tmp_path):
    server = served(write_answers(tmp_path / "answers.jsonl", 3))
    page = enter(server)
    first = texts(page)
    assert MODEL not in page.content()
    page.keyboard.press("2")
    page.keyboard.press("1")
    page.keyboard.press("Enter")  # two have no place yet: nothing is sent
    assert "no place yet" in page.locator("#live").inner_text()
    page.keyboard.press("2")
    page.keyboard.press("4")
    assert places(page) == [2, 1, 2, 4]
    assert "place 4" in page.locator("#live").inner_text() and "4 of 4" in page.locator("#live").inner_text()
    page.keyboard.press("z")
    assert places(page) == [2, 1, 2, 0]
    page.keyboard.press("d")
    page.keyboard.press("Shift+Digit1")  # put in before the first: the others move down
    assert places(page) == [3, 2, 3, 1]
    page.keyboard.press("b")
    page.keyboard.press("m")  # rate and flag B without the mouse
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.reload()  # the draft is still there
    assert places(page) == [3, 2, 3, 1] and texts(page) == first
    page.keyboard.press("Control+Enter")
    done(page, 1)
    (label,) = kept(server)
    assert ranks_of(label, first) == [3, 2, 3, 1]
    slot = label.ranking.completions.index(next(t for t in label.ranking.completions if t.strip() == first[1].strip()))
    assert label.details["ratings"][slot] == 4 and label.details["flags"][slot] == ["untrue"]

    page.keyboard.press("u")
    page.wait_for_selector(".live .notice")
    assert places(page) == [3, 2, 3, 1] and kept(server) == []
    page.keyboard.press("a")
    page.keyboard.press("4")
    page.keyboard.press("Enter")
    done(page, 1)
    assert ranks_of(kept(server)[0], first) == [4, 2, 3, 1]
    page.keyboard.press("s")
    page.wait_for_selector("text=Skipped")
    assert server.stop() == 0


def drag(page, source, target, share=0.5):
    """Press on one thing, move to another as a hand would, let go."""
    start, end = page.locator(source).bounding_box(), page.locator(target).bounding_box()
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2 - 9, end["y"] + end["height"] * share, steps=6)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] * share)
    page.mouse.up()


def test_a_session_by_mouse(served, enter, tmp_path):
    server = served(write_answers(tmp_path / "answers.jsonl", 2))
    page = enter(server, viewport={"width": 1280, "height": 900})
    shown = texts(page)
    drag(page, ".tray .chip >> nth=0", ".place[data-place='1']")
    drag(page, ".badge[data-slot='1']", ".place[data-place='2']")
    drag(page, ".tray .chip[data-slot='2']", ".place[data-place='1']")  # onto A: a tie
    assert places(page) == [1, 2, 1, 0]
    drag(page, ".tray .chip", ".place[data-place='2']", share=0.08)  # into the gap above B
    assert places(page) == [1, 3, 1, 2]
    drag(page, ".place[data-place='1'] .chip[data-slot='2']", ".tray .chips")
    page.click("text=Take back")
    assert places(page) == [1, 3, 1, 2]
    page.mouse.move(5, 5)
    page.locator("[name=rank_1][value='4']").check()
    page.locator("#answer-0 summary").click()
    page.locator("#answer-0 [name=flags_0][value=harmful]").check()
    page.locator("#answer-0 [name=rating_0][value='7']").check()
    page.fill("textarea[name=comment]", "neat")
    page.click("button.main")
    done(page, 1)
    (label,) = kept(server)
    assert ranks_of(label, shown) == [1, 3, 1, 2]
    assert (
        label.details["comment"] == "neat" and ["harmful"] in label.details["flags"] and 7 in label.details["ratings"]
    )
    page.click("text=Undo last answer")
    page.wait_for_selector(".live .notice")
    assert places(page) == [1, 3, 1, 2] and page.input_value("textarea[name=comment]") == "neat"


def test_a_session_by_touch_on_a_phone(served, enter, tmp_path):
    server = served(write_answers(tmp_path / "answers.jsonl", 2, k=9), "--k", "9")
    page = enter(server, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for slot in range(9):
        page.locator(f"label:has([name=rank_{slot}][value='{9 - slot}'])").tap()
    assert places(page) == list(range(9, 0, -1))
    box = page.locator(".chip[data-slot='0']").bounding_box()
    goal = page.locator(".place[data-place='8']").bounding_box()
    finger = page.context.new_cdp_session(page)

    def touch(kind, x=None, y=None):
        points = [] if x is None else [{"x": x, "y": y}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    x, y = box["x"] + 10, box["y"] + 10
    touch("touchStart", x, y)
    for step in range(1, 6):
        touch("touchMove", x + (goal["x"] + goal["width"] / 2 - x) * step / 5, y + (goal["y"] + 30 - y) * step / 5)
    touch("touchEnd")
    assert places(page)[:2] == [8, 8]
    page.wait_for_timeout(500)  # two touches within a moment would be one gesture
    page.locator("button.main").tap()
    done(page, 1)
    assert len(kept(server)) == 1


def test_pairs_and_ideal_answers(served, enter, tmp_path):
    server = served(write_answers(tmp_path / "answers.jsonl", 1, k=2), "--kind", "pair")
    page = enter(server)
    shown = texts(page)
    page.keyboard.press("6")
    page.keyboard.press("0")
    page.keyboard.press("z")
    page.keyboard.press("Enter")
    done(page, 1)
    (label,) = kept(server)
    assert ranks_of(label, shown) == [2, 1] and label.ranking.margin == 2 / 3
    server.stop()

    server = served(write_answers(tmp_path / "one.jsonl", 1, k=1), "--kind", "edit")
    page = enter(server)
    page.fill("textarea[name=text]", "An ideal answer.\nIn two lines.")
    page.keyboard.press("Control+Enter")
    done(page, 2)  # the pair counts too; the labelling page has a heading of its own, for screen readers
    store = Store(server.database)
    assert [text for _, text in store.demonstrations()] == ["An ideal answer.\nIn two lines."]
    store.close()


def test_an_answer_is_kept_while_the_server_is_away(served, enter, tmp_path):
    server = served(write_answers(tmp_path / "answers.jsonl", 1))
    page = enter(server)
    for key in "1234":
        page.keyboard.press(key)
    page.route("**/answers/rank", lambda route: route.abort())
    page.keyboard.press("Enter")
    page.wait_for_selector("text=cannot be reached")
    assert places(page) == [1, 2, 3, 4]
    page.unroute("**/answers/rank")
    page.keyboard.press("Enter")
    done(page, 1)
    assert len(kept(server)) == 1


ATTACKS = [
    "<img src=x onerror=\"document.title='owned'\">",
    "<script>document.title='owned'</script>",
    "[click](javascript:document.title='owned') <a href=\"javascript:document.title='owned'\">here</a>",
    "**bold** # head\n\n![x](http://evil.example/x.png) <iframe src=http://evil.example></iframe>",
    "</textarea></div><svg onload=\"document.title='owned'\"> {{ 7*7 }} {% raw %} ${7*7}",
    "safe \u202egnp.exe\u202c \u2066hidden\u2069 \u200ftext <style>*{display:none}</style>",
    "<meta http-equiv=refresh content='0;url=http://evil.example'><base href=http://evil.example>",
    "'\"--></title><math><mtext></form><input name=csrf value=x autofocus onfocus=\"document.title='owned'\">",
    "<template><link rel=stylesheet href=http://evil.example/a.css></template>\x00\x1b[31m",
]  # fmt: skip


def test_text_that_attacks_does_nothing(served, enter, tmp_path):
    attacks = [text.replace("\x00", "") for text in ATTACKS]
    server = served(write_answers(tmp_path / "answers.jsonl", 1, texts=attacks), "--k", "9")
    page = enter(server)
    page.wait_for_timeout(300)
    assert page.title().startswith("Rank")
    assert page.url == f"{server.base}/label"
    inside = "img, script, iframe, a, b, strong, style, link, svg, meta, base, input, math"
    assert page.locator(f".said >> css={inside}").count() == 0
    whole = "".join(texts(page))
    for text in attacks:
        assert re.sub("[\u202c\u202e\u2066\u2069\u200f\x1b]", "", text).split("\n")[0][:25] in whole or "safe" in text
    for code in ("U+202E", "U+2066", "U+200F", "U+001B"):
        assert code in whole
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", page.content())
    # The same as a comment, which leads see again, and as a name, which is refused where it cannot be seen.
    for slot in range(9):
        page.locator(f"label:has([name=rank_{slot}][value='1'])").click()
    page.fill("textarea[name=comment]", "\n".join(attacks))
    page.click("button.main")
    done(page, 1)
    page.goto(f"{server.base}/people")
    page.click("table a")  # what a lead sees of this person
    page.wait_for_selector("td .said")
    assert page.title().startswith("owner") and page.locator(f".said >> css={inside}").count() == 0
    assert "onerror" in page.locator("td .said").first.inner_text()
    page.goto(f"{server.base}/label")
    page.click("text=Undo")
    page.wait_for_selector("textarea[name=comment]")
    assert page.title().startswith("Rank") and "onerror" in page.input_value("textarea[name=comment]")


def test_a_name_that_attacks_does_nothing(served, enter, browser, tmp_path):
    server = served(write_answers(tmp_path / "answers.jsonl", 1))
    page = enter(server)
    for name in ("<img src=x onerror=document.title=1>", "<script>document.title=1</script>", "javascript:alert(1)//"):
        page.goto(f"{server.base}/people")
        page.click("text=Make a link")
        link = page.locator("#link").inner_text()
        context = browser.new_context()
        other = context.new_page()
        other.goto(link)
        other.fill("[name=name]", name)
        other.fill("[name=password]", "a long password")
        other.click("button:has-text('Join')")
        other.wait_for_url("**/label")
        assert "Heelwork" in other.title()
        context.close()
        page.goto(f"{server.base}/people")
        assert "Heelwork" in page.title() and page.get_by_text(name, exact=True).count() == 1


def test_without_scripts_the_forms_still_work(served, browser, tmp_path):
    server = served(write_answers(tmp_path / "answers.jsonl", 1))
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.link)
    page.click("text=Go on")
    for slot, place in enumerate((2, 1, 1, 3)):
        page.locator(f"label:has([name=rank_{slot}][value='{place}'])").click()
    page.click("button.main")
    page.wait_for_selector("h1")
    assert sorted(kept(server)[0].ranking.ranks) == [1, 1, 2, 3]
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_enough_contrast(served, enter, tmp_path, scheme):
    """WCAG AA: 4.5 to 1 for text against what is behind it, in both schemes."""
    server = served(write_answers(tmp_path / "answers.jsonl", 2))
    page = enter(server, color_scheme=scheme)
    page.keyboard.press("1")
    assert page.evaluate(CONTRAST) == []
    for path in ("people", "dashboard", "queue", "guidelines"):
        page.goto(f"{server.base}/{path}")
        assert page.evaluate(CONTRAST) == [], path


CONTRAST = """() => {
  const parse = (c) => (c.match(/[\\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const c = parse(getComputedStyle(node).backgroundColor);
      if (c.length === 3 || c[3] > 0.99) return c;
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    const box = node.getBoundingClientRect();
    if (!own || box.width < 2 || node.closest(":disabled") || getComputedStyle(node).opacity < 1) continue;
    const [a, b] = [light(parse(getComputedStyle(node).color)), light(behind(node))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) found.push(`${node.tagName} ${node.className} ${node.textContent.trim().slice(0, 30)}`);
  }
  return found;
}"""
