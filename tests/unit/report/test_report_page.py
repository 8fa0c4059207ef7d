"""The page: one file, escaped, small, and the same for the same run. What a browser makes of it: test_report_browser.py."""

import base64
import dataclasses
import hashlib
import json
import os
import re
import shutil
from html.parser import HTMLParser

import pytest
from made_run import HOSTILE, add_findings, write_run

from heelwork.report.contents import Answer, Row, Turn
from heelwork.report.gather import gather
from heelwork.report.page import MOST_ROLLOUTS, chosen_rollouts, render, tallies, to_json, within, write_report

LIMIT = 5_000_000  # bytes


class Elements(HTMLParser):
    """Every element with its attributes, and all text outside of scripts and styles."""

    def __init__(self, page):
        super().__init__()
        self.found, self.text, self._inside = [], "", ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag):
        self._inside = ""

    def handle_data(self, data):
        if self._inside not in ("script", "style"):
            self.text += data


@pytest.fixture
def run(tmp_path):
    return add_findings(write_run(tmp_path / "run"))


@pytest.fixture
def page(run):
    return render(gather(run))


def test_three_files_are_written(run, tmp_path):
    written = write_report(run)
    assert [p.name for p in written] == ["report.html", "report.json", "MODEL_CARD.md"]
    elsewhere = write_report(run, tmp_path / "other.html")
    assert [p.name for p in elsewhere] == ["other.html", "other.json", "MODEL_CARD.md"]
    assert elsewhere.page.read_bytes() == written.page.read_bytes()


def test_the_same_files_give_the_same_bytes_wherever_they_lie_and_however_often(run, tmp_path):
    first = [p.read_bytes() for p in write_report(run)]
    assert [p.read_bytes() for p in write_report(run)] == first  # a report that is there changes nothing
    copy = tmp_path / "elsewhere" / "run"
    shutil.copytree(run, copy)
    for path in copy.rglob("*"):
        os.utime(path, (1, 1))
    assert [p.read_bytes() for p in write_report(copy)] == first


def test_the_table_comes_first(page):
    order = re.findall(r'<section id="([\w-]+)"', page)
    assert order[0] == "answers"
    assert {
        "comparison",
        "hacking",
        "limits",
        "pipeline",
        "reward-and-kl",
        "reward-model",
        "health",
        "rollouts",
    } <= set(order)


def test_nothing_in_it_names_another_address(page):
    parsed = Elements(page)
    assert not any("http" in str(value) for tag, attrs in parsed.found for value in attrs.values())
    loads = {
        (tag, name) for tag, attrs in parsed.found for name in attrs if name in ("src", "href", "action", "srcset")
    }
    assert loads <= {("a", "href"), ("link", "href")}
    assert {attrs["href"] for tag, attrs in parsed.found if tag == "link"} == {"data:,"}
    assert all(attrs["href"].startswith("#") for tag, attrs in parsed.found if tag == "a")
    style = page.split("<style>")[1].split("</style>")[0]
    assert "url(" not in style and "@import" not in style


def test_its_policy_allows_its_own_script_and_style_and_nothing_else(page):
    policy = next(attrs["content"] for _, attrs in Elements(page).found if attrs.get("http-equiv"))
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'" and "connect-src" not in rules
    for tag in ("script", "style"):
        text = page.split(f"<{tag}>")[1].split(f"</{tag}>")[0]
        assert rules[f"{tag}-src"] == f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_what_models_wrote_is_text(page):
    parsed = Elements(page)
    assert [tag for tag, _ in parsed.found].count("script") == 1
    assert not any(tag == "img" or any(name.startswith("on") for name in attrs) for tag, attrs in parsed.found)
    assert HOSTILE.replace("\u202e", "[U+202E]") in parsed.text and "\u202e" not in page


@pytest.mark.parametrize(
    "hostile", ['"><script>x</script>', "</style><script>x</script>", "{{ 7 * 7 }}", "' onclick='x"]
)
def test_names_from_files_are_text_as_well(run, hostile):
    line = {"prompt": [{"role": hostile, "content": "p"}], "behaviour": hostile,
            hostile: {"completion": "c", "passed": False, "reason": hostile, "finish_reason": "stop"}}  # fmt: skip
    (run / "before_after.jsonl").write_text(json.dumps(line) + "\n")
    (run / "environment.json").write_text(json.dumps({"command": hostile}))
    compared = json.loads((run / "compare.json").read_text())
    compared["judge"]["judge"] = compared["warnings"][0] = compared["models"][0]["name"] = hostile
    (run / "compare.json").write_text(json.dumps(compared))
    audit = json.loads((run / "audit" / "audit.json").read_text())
    audit["reward"] = audit["probes"][0]["name"] = audit["probes"][0]["change"] = hostile
    audit["verdicts"][hostile] = hostile
    (run / "audit" / "audit.json").write_text(json.dumps(audit))
    parsed = Elements(render(gather(run)))
    assert [tag for tag, _ in parsed.found].count("script") == 1
    assert not any(name.startswith("on") for tag, attrs in parsed.found for name in attrs)
    assert parsed.text.count(hostile) >= 5


def test_failures_are_counted_as_readily_as_successes(run):
    counted = {t.model: (t.passed, t.failed, t.cut, t.total) for t in tallies(gather(run))}
    assert counted == {"base": (0, 4, 4, 4), "SFT": (3, 1, 0, 4), "PPO": (3, 1, 0, 4)}


def test_the_pipeline_names_hashes_seeds_and_times(page):
    text = Elements(page).text
    for part in (
        "SHA-256 " + "ab" * 32,
        "5 simulated",
        "5 min",
        "heelwork run starter seed=3",
        "2.13.0",
        "The whole recipe",
    ):
        assert part in text


def test_a_judge_below_the_bar_is_shown_with_the_reason(page):
    text = Elements(page).text
    assert "The judge wolf did not pass the gate." in text and "Used all the same: to see it run" in text


def test_the_comparison_is_shown_with_its_doubts(page):
    text = Elements(page).text
    for part in ("90.0%", "85.0% to 95.0%", "length-controlled 80.0%", "The judge is kin to PPO.", "This is not decisive.",
                 "Not told apart: SFT and PPO.", "on 12 prompts, 2 answers of every model to each",
                 "(the table above shows 4 of them;"):  # fmt: skip
        assert part in text


def row(text, behaviour=""):
    return Row((Turn("user", "p"),), {"base": Answer(text)}, behaviour, "f")


def test_a_large_table_is_cut_evenly_over_behaviours_and_says_so(run):
    rows = [row("x" * 400, "a") for _ in range(50)] + [row("y" * 400, "b") for _ in range(3)]
    kept = within(rows, 10_000)
    assert [r.behaviour for r in kept].count("b") == 3 and 5 <= [r.behaviour for r in kept].count("a") <= 20
    assert within(rows, 10**9) == rows
    report = dataclasses.replace(gather(run), rows=tuple(row("z" * 4000) for _ in range(2000)))
    text = Elements(render(report)).text
    assert re.search(r"\d+ of 2000 rows are left out to keep this page small", text)


@pytest.mark.parametrize("character", ["z", "<", "\u202e", "犬", "\N{DOG FACE}"])
def test_it_stays_under_five_megabytes(run, character):
    report = gather(run)
    rollouts = [
        dataclasses.replace(report.rollouts[0], step=i // 9, text=character * 6000, score=i) for i in range(30_000)
    ]
    rows = tuple(
        Row((Turn("user", character * 6000),), {m: Answer(character * 6000) for m in report.models}) for _ in range(300)
    )
    page = render(dataclasses.replace(report, rows=rows, rollouts=tuple(rollouts)))
    assert len(page.encode()) < LIMIT


def test_long_answers_are_cut_on_the_page_and_whole_in_the_json(run):
    report = dataclasses.replace(gather(run), rows=(row("z" * 5000),))
    assert "1000 more characters are not shown here" in Elements(render(report)).text
    assert json.loads(to_json(report))["rows"][0]["answers"]["base"]["text"] == "z" * 5000


def test_rollouts_show_the_newest_and_the_extremes_of_earlier_steps(run):
    rollouts = [r for r in gather(run).rollouts if r.stage == "ppo"]
    chosen = chosen_rollouts(rollouts)
    assert len(chosen) <= MOST_ROLLOUTS and chosen[0].step == 24
    assert [r.step for r in chosen] == sorted((r.step for r in chosen), reverse=True)
    oldest = [r.score for r in rollouts if r.step == chosen[-1].step]
    assert [chosen[-2].score, chosen[-1].score] == [min(oldest), max(oldest)]
    assert chosen_rollouts([]) == []


def test_rollouts_of_every_stage_are_shown_the_last_stage_first(page):
    text = Elements(page).text
    last, first = (text.index(f"Answers that {stage} learned from") for stage in ("rl_cai", "ppo"))
    assert last < first and "10 of 10 are shown" in text and "of 192 are shown" in text


def test_json_holds_no_nan(run):
    (run / "ppo" / "metrics.jsonl").write_text('{"step": 1, "reward": NaN, "kl": Infinity}\n')

    def refuse(name):
        raise AssertionError(name)

    shown = json.loads(to_json(gather(run)), parse_constant=refuse)
    assert shown["stages"][2]["metrics"] == [{"step": 1.0, "reward": None, "kl": None}]


def test_an_empty_run_says_so(tmp_path):
    text = Elements(render(gather(tmp_path, unfinished=True), live=True)).text
    assert "No answers yet." in text
