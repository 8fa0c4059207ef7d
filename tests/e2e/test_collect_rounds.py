"""The loop closes: a model's answers are labelled, a reward model learns from the labels, PPO from it, and its answers are
labelled again; every artefact leads back to the one before."""

import json
import subprocess
import sys
import time

import pytest
from conftest import FAST, read_lines, write_lines

from heelwork.collect.feed import weights_of
from heelwork.collect.records import Answer
from heelwork.collect.store import Store
from tests.e2e.collect_browser import Served, launched

QUESTIONS = [
    {"prompt": f"Where is the {thing}?"}
    for thing in ("dog", "sheep", "hill", "gate", "coat", "lamb", "grass", "summer")
]


def sampled(server, wanted):
    """Wait until the server's model has answered."""
    for _ in range(600):
        if "sampled:" in server.output():
            break
        time.sleep(0.1)
    assert f"sampled: {wanted} new items" in server.output(), server.output()


def label_everything(database, name):
    """A simulated annotator who likes long answers."""
    store = Store(database)
    person = store.people.known(name, who="simulated")
    while (task := store.next_item(person.id)) is not None:
        lengths = sorted({len(text) for text in task.answers}, reverse=True)
        ranks = tuple(lengths.index(len(text)) + 1 for text in task.answers)
        store.submit(person.id, task.item, Answer(ranks=ranks), f"key-of-{name}-{task.item}")
    labels = list(store.rankings())
    store.close()
    return labels


def heelwork(*arguments):
    done = subprocess.run(
        [sys.executable, "-m", "heelwork", *map(str, arguments)], capture_output=True, text=True, timeout=500
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.slow
def test_round_after_round(tiny, tmp_path):
    prompts = write_lines(tmp_path / "prompts.jsonl", QUESTIONS)
    asked = ("--prompts", prompts, "--k", 3, "--max-new-tokens", 6, "--temperature", 1.0)
    server = Served(tmp_path, tiny, *asked)
    sampled(server, len(QUESTIONS))
    assert "round 0" in server.output() and server.stop() == 0
    first = label_everything(server.database, "rater")
    assert len(first) == len(QUESTIONS)
    assert {label.round for label in first} == {0}
    assert {s["weights"] for label in first for s in label.sampling} == {weights_of(tiny)}
    assert {m for label in first for m in label.models} == {tiny}

    fast = [f"{name}={value}" for name, value in FAST.items()]
    reward, ppo = tmp_path / "r1" / "reward", tmp_path / "r1" / "ppo"
    heelwork(
        "reward",
        f"model={tiny}",
        f"data=[{server.database}]",
        f"out={reward}",
        "heldout_share=0.2",
        "batch_size=4",
        *fast,
    )
    seen = json.dumps(json.loads((reward / "data.json").read_text()))
    assert str(server.database) in seen and "events to" in seen
    heelwork("ppo", f"model={tiny}", f"reward_model={reward / 'model'}", f"data=[{prompts}]", f"out={ppo}", "steps=2",
             "batch_size=4", "minibatches=2", "max_new_tokens=6", "optim.lr=0.01", *fast)  # fmt: skip

    server = Served(tmp_path, tmp_path / "r1", *asked)
    sampled(server, len(QUESTIONS))
    assert "round 1" in server.output() and server.stop() == 0
    labels = label_everything(server.database, "rater")
    second = [label for label in labels if label.round == 1]
    assert len(second) == len(QUESTIONS) and len(labels) == 2 * len(QUESTIONS)
    assert {s["weights"] for label in second for s in label.sampling} == {weights_of(ppo / "model")}
    assert weights_of(ppo / "model") != weights_of(tiny)
    assert {m for label in second for m in label.models} == {str(ppo / "model")}

    server = Served(
        tmp_path, tmp_path / "r1", *asked
    )  # the same weights again: the same round, and nothing new to draw
    sampled(server, 0)
    assert "round 1" in server.output() and server.stop() == 0


@pytest.mark.slow
def test_a_whole_session_in_the_browser_and_a_reward_model_of_it(tiny, tmp_path):
    texts = ["It is on the hill.", "Who cares?", "On the hill it is, by the gate."]
    answers = write_lines(tmp_path / "answers.jsonl", [{**question, "completions": texts} for question in QUESTIONS])
    server = Served(tmp_path, answers, "--k", 3)
    with launched() as browser:
        page = browser.new_context(accept_downloads=True).new_page()
        page.goto(server.link)
        sent = {}
        for n in range(len(QUESTIONS)):
            page.wait_for_function(
                f"() => document.body?.innerText.includes('{n} of them yours') && !!document.querySelector('.live')"
            )
            shown = [text.strip() for text in page.locator(".answer .said").all_inner_texts()]
            question = page.locator(".prompt .said").inner_text().strip()
            places = (
                [1 if text != texts[1] else 2 for text in shown] if n % 2 else [texts.index(text) + 1 for text in shown]
            )
            for place in places:  # by keyboard; every other item has a tie
                page.keyboard.press(str(place))
            page.locator(f"#answer-{shown.index(texts[1])} summary").click()
            page.locator(f"[name=flags_{shown.index(texts[1])}][value=unhelpful]").check()
            if n == 3:  # the mouse submits, and the answer is taken back and submitted again
                page.locator("button.main").click()
                page.wait_for_function("() => document.body?.innerText.includes('4 of them yours')")
                page.get_by_role("button", name="Undo").click()
                page.wait_for_selector(".live .notice")
            page.keyboard.press("Control+Enter")
            sent[question] = dict(zip(shown, places, strict=True))
        page.wait_for_selector("text=All done")
        page.click("text=Dashboard")
        with page.expect_download() as download:
            page.click("a:has-text('preferences')")
        download.value.save_as(tmp_path / "preferences.jsonl")
        with page.expect_download() as download:
            page.click("a:has-text('rankings')")
        download.value.save_as(tmp_path / "rankings.jsonl")
    assert server.stop() == 0
    rankings = read_lines(tmp_path / "rankings.jsonl")
    assert {
        r["prompt"][-1]["content"]: dict(zip([c[-1]["content"] for c in r["completions"]], r["ranking"], strict=True))
        for r in rankings
    } == sent
    pairs = read_lines(tmp_path / "preferences.jsonl")
    assert len(pairs) == 4 * 3 + 4 * 2  # K(K-1)/2 = 3 of each item, less the tied one
    for pair in pairs:
        ranks = sent[pair["prompt"][-1]["content"]]
        assert ranks[pair["chosen"][-1]["content"]] < ranks[pair["rejected"][-1]["content"]]
    store = Store(server.database)
    assert all(["unhelpful"] in label.details["flags"] for label in store.rankings())
    store.close()
    heelwork("reward", f"model={tiny}", f"data=[{tmp_path / 'preferences.jsonl'}]", f"out={tmp_path / 'reward'}",
             "heldout_share=0.2", "batch_size=4", *[f"{name}={value}" for name, value in FAST.items()])  # fmt: skip
    assert (tmp_path / "reward" / "model" / "config.json").exists()
