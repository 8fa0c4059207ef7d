import pytest

from heelwork.errors import RunError
from heelwork.judges.cache import CachedModel, Meter
from heelwork.judges.llm import UNREADABLE, Reply, Request, answer
from heelwork.judges.scripted import ScriptedModel
from heelwork.records import Message


def ask(text, **more):
    return Request((Message("user", text),), **more)


def loud(request):
    return Reply(request.messages[-1].content.upper(), (-0.1, None), 3, 2)


def texts(model, requests):
    return [reply.text for reply in answer(model, requests)]


def test_nothing_is_asked_twice_not_even_by_another_process(tmp_path):
    path, inner = tmp_path / "replies.sqlite", ScriptedModel(loud)
    model = CachedModel(inner, path)
    assert texts(model, [ask("a"), ask("b"), ask("a")]) == ["A", "B", "A"]
    assert len(inner.asked) == 2
    model.close()
    later = ScriptedModel(loud)
    again = CachedModel(later, path)
    assert texts(again, [ask("b"), ask("c"), ask("a")]) == ["B", "C", "A"]
    assert [r.messages[0].content for r in later.asked] == ["c"]
    assert answer(again, [ask("a")])[0] == Reply("A", (-0.1, None), 3, 2)


def test_a_reply_that_was_cut_is_known_as_such_and_older_rows_without_the_mark_count_as_finished(tmp_path):
    model = CachedModel(ScriptedModel(lambda r: Reply("cu", finished=False)), tmp_path / "replies.sqlite")
    assert [answer(model, [ask("a")])[0].finished for _ in range(2)] == [False, False]
    old = '{"text": "A", "logprobs": null, "tokens_in": 3, "tokens_out": 2, "problem": ""}'
    model._store.execute("UPDATE replies SET reply = ?", (old,))
    assert answer(model, [ask("a")])[0] == Reply("A", None, 3, 2)


@pytest.mark.parametrize("other", [{"sample": 1}, {"temperature": 0.5}, {"max_tokens": 9}, {"options": ("A", "B")}])
def test_whatever_the_reply_depends_on_is_part_of_the_key(other):
    assert ask("a").key != ask("a", **other).key


def test_another_model_is_asked_anew(tmp_path):
    path = tmp_path / "replies.sqlite"
    texts(CachedModel(ScriptedModel(loud, name="one"), path), [ask("a")])
    other = ScriptedModel(loud, name="two")
    texts(CachedModel(other, path), [ask("a")])
    assert len(other.asked) == 1


def test_what_came_before_a_failure_is_kept(tmp_path):
    def failing(request):
        if request.messages[0].content == "c":
            raise RunError("down")
        return loud(request)

    path, first = tmp_path / "replies.sqlite", ScriptedModel(failing)
    with pytest.raises(RunError):
        texts(CachedModel(first, path), [ask(x) for x in "abcd"])
    later = ScriptedModel(loud)
    assert texts(CachedModel(later, path), [ask(x) for x in "abcd"]) == ["A", "B", "C", "D"]
    assert [r.messages[0].content for r in later.asked] == ["c", "d"]


def test_an_answer_that_breaks_the_protocol_is_asked_for_again_by_the_next_run(tmp_path):
    path = tmp_path / "replies.sqlite"
    broken = CachedModel(ScriptedModel(lambda r: Reply(None, problem=UNREADABLE)), path)
    assert answer(broken, [ask("a")])[0].problem == UNREADABLE and broken.meter.problems == {UNREADABLE: 1}
    assert texts(CachedModel(ScriptedModel(loud), path), [ask("a")]) == ["A"]


def test_a_file_that_is_no_cache_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "replies.sqlite"
    path.write_text(
        "these are my notes, and they are longer than a header of one hundred bytes would be, by some way. " * 9
    )
    with pytest.raises(RunError, match="is no cache of replies"):
        CachedModel(ScriptedModel(loud), path)
    assert path.read_text().startswith("these are my notes")


def test_the_meter_counts_calls_tokens_cost_and_problems():
    meter = Meter(price_in=2.0, price_out=10.0)
    model = CachedModel(ScriptedModel(lambda r: Reply(None, None, 1000, 100, "empty")), None, meter)
    answer(model, [ask("a"), ask("b"), ask("a")])
    answer(model, [ask("a")])
    meter.started -= 10.0
    found = meter.summary(labels=3)
    assert (found["calls"], found["from_cache"], found["problems"]) == (2, 1, {"empty": 2})
    assert found["cost_usd"] == pytest.approx(2 * (1000 * 2.0 + 100 * 10.0) / 1e6)
    assert found["labels_per_day"] == pytest.approx(2 / 10 * 86_400, rel=0.05)
    assert found["cost_per_day_usd"] == pytest.approx(found["cost_usd"] / 10 * 86_400, rel=0.05)
