"""The benchmark's demands fail where nothing was measured, and its figures are its own."""

from benchmarks.collect import DATABASES, DEMANDS, _holds, spam

GOOD = {
    "load": {name: {"lost": 0, "answers": 9, "wanted": 9, "stored_twice": 0, "most_people_on_an_item": 3, "overlap": 3,
                    "kills": 2, "faults": [], "submit_p95_ms": 50.0} for name in DATABASES},
    "size": {name: {"next_p95_ms": 5.0} for name in DATABASES},
    "spam": {"caught": 4, "spammers": 4, "accused": 0, "honest": 16},
}  # fmt: skip


def held(parts):
    return [_holds(check, parts) for check in DEMANDS.values()]


def test_all_holds_only_where_all_was_measured_and_good():
    assert all(held(GOOD))
    nothing = {"load": dict.fromkeys(DATABASES), "size": dict.fromkeys(DATABASES), "spam": None}
    assert not any(held(nothing))
    without_postgres = {**GOOD, "size": {**GOOD["size"], "postgresql": None}}
    assert held(without_postgres).count(False) == 1
    one_lost = {**GOOD, "load": {**GOOD["load"], "sqlite": {**GOOD["load"]["sqlite"], "lost": 1}}}
    assert held(one_lost).count(False) == 1


def test_the_spam_part_catches_all(tmp_path):
    made = spam(str(tmp_path / "spam.db"), 0, crowd=15)
    assert made["caught"] == made["spammers"] == 3 and made["accused"] <= 1
