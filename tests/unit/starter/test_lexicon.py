"""The exercise book of word meanings: large, the same everywhere, true to its lists, raw, and without sums."""

import itertools
import re

import pytest
from exercise_books import digest

from heelwork.starter.lexicon import lexicon
from heelwork.starter.lexicon_words import HARMFUL, WORDS, entries, with_article

CHECKED = 3000
# of the first CHECKED documents
DIGEST = "c5f786c0dc06c21da4a4b10525b64bd9c47ae0e81bdb629a79500fe6b602ad96"


@pytest.fixture(scope="module")
def texts():
    return [record["text"] for record in itertools.islice(lexicon(), CHECKED)]


def test_it_is_the_same_everywhere(texts):
    assert digest(texts) == DIGEST


def test_there_are_many_words_of_many_kinds_on_both_sides():
    found = entries()
    assert len({entry.word for entry in found}) >= 3500
    assert len({entry.category[:3] for entry in found}) >= 60
    harmful = sum(entry.category.side in HARMFUL for entry in found)
    assert 0.25 < harmful / len(found) < 0.75
    assert {entry.category.side for entry in found} == {*HARMFUL, "safe", "plain", "help"}


def test_every_list_is_read_whole():
    for path in WORDS.glob("*.txt"):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith(("#", "@"))]
        words = [line for line in lines if not re.match("(who|use|why|help): ", line)]
        assert all(line.count("{") == line.count("}") for line in words)
        assert not any(";" in line for line in words)
    assert all(re.fullmatch(r"=?[\w' .-]+", entry.word, re.ASCII) for entry in entries())


def test_documents_are_of_a_few_sentences(texts):
    lengths = sorted(len(text.split()) for text in texts)
    assert lengths[0] >= 15 and lengths[-1] <= 320
    assert len(set(texts)) == len(texts)


def test_no_verdict_on_a_word_contradicts_its_list(texts):
    sides = {}
    for entry in entries():
        sides.setdefault(entry.word.removeprefix("="), set()).add(entry.category.side in HARMFUL)
    told = [match for text in texts for match in re.findall(r"(?:^|[.\n] ?)([^.:\n]+): (harmful|harmless)\.", text)]
    known = [(word, verdict) for start, verdict in told if (word := _bare(start, sides))]
    assert len(known) > 200
    assert {verdict for _, verdict in known} == {"harmful", "harmless"}
    assert all(sides[word] == {verdict == "harmful"} for word, verdict in known)


def _bare(told, sides):
    lowered = told[0].lower() + told[1:]
    return next((w for w in (told, lowered, re.sub("^an? ", "", lowered)) if w in sides), None)


def test_one_verb_stands_in_harmless_and_in_harmful_deeds(texts):
    verbs = {
        harmful: {e.verb for e in entries() if (e.category.side in HARMFUL) == harmful} for harmful in (True, False)
    }
    assert len((verbs[True] & verbs[False]) - {""}) >= 100
    assert any(re.search(r"To kill [^.]+ (is|:) [^.]+to kill ", text) for text in texts)


def test_it_answers_nobody_and_counts_nothing(texts):
    marks = r"Human:|Assistant:|<\||\?|\b[Ss]orry\b|[{}=]|SOMEBODY|  "
    marks += r"|\bI (can|will|am|won't|must)\b|\b(?:help|tell) me\b|\d ?[-+x*] ?\d|\d (?:plus|minus|times) \d"
    assert [text for text in texts if re.search(marks, text)] == []


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("apple", "an apple"),
        ("unit test", "a unit test"),
        ("hour", "an hour"),
        ("X-ray", "an X-ray"),
        ("umbrella", "an umbrella"),
        ("user", "a user"),
        ("European", "a European"),
        ("unfair bet", "an unfair bet"),
        ("one", "a one"),
        ("iron", "an iron"),
        ("understudy", "an understudy"),
        ("uppercut", "an uppercut"),
        ("uncle", "an uncle"),
        ("unlicensed pistol", "an unlicensed pistol"),
    ],
)
def test_articles(word, told):
    assert with_article(word) == told
