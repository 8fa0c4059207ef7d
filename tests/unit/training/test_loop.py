"""The loop logs every step, saves, resumes where it stopped, and stops cleanly on Ctrl-C and SIGTERM."""

import json
import os
import signal

import pytest
from conftest import interrupt_at, metrics_of, read_lines, same_weights

from heelwork.errors import Interrupted, NonFiniteError, NonFiniteScoreError, RunError
from heelwork.runs import RunDir
from heelwork.stages import ppo, reward, sft
from heelwork.training.checkpoints import Checkpoints
from heelwork.training.loop import STATE, finish, run_loop
from heelwork.training.saving import SavingSettings


class Counter:
    """A stage in small: its figure depends on all steps before."""

    def __init__(self):
        self.value = 0

    def step(self, index):
        self.value = self.value * 2 + index
        return {"value": self.value}

    def state(self):
        return {"value": self.value}

    def load_state(self, state):
        self.value = state["value"]


def loop(counter, path, step=None, **options):
    run_loop(
        step or counter.step, run=RunDir(path), title="test", total=6, shown=("value",), stateful={"counter": counter},
        **options,
    )  # fmt: skip


def stopping(counter, at, number=signal.SIGINT):
    def step(index):
        if index == at:
            os.kill(os.getpid(), number)
        return counter.step(index)

    return step


def whole(tmp_path):
    counter = Counter()
    loop(counter, tmp_path / "whole")
    return read_lines(tmp_path / "whole" / "metrics.jsonl")


def test_every_step_is_one_line(tmp_path):
    assert [line["step"] for line in whole(tmp_path)] == [1, 2, 3, 4, 5, 6]
    assert not (tmp_path / "whole" / STATE).exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_step_saves_and_says_where(tmp_path, number):
    counter = Counter()
    with pytest.raises(Interrupted) as caught:
        loop(counter, tmp_path, stopping(counter, 2, number))
    assert str(caught.value) == f"test: stopped after step 3 of 6; state saved in {tmp_path / STATE}"
    assert [line["step"] for line in read_lines(tmp_path / "metrics.jsonl")] == [1, 2, 3]
    again = Counter()
    loop(again, tmp_path, resume=True)
    assert read_lines(tmp_path / "metrics.jsonl") == whole(tmp_path)


def test_a_signal_in_the_last_step_stops_what_would_come_after(tmp_path):
    with pytest.raises(Interrupted, match="stopped after step 6 of 6; state saved"):
        loop(Counter(), tmp_path, stopping(Counter(), 5))
    again = Counter()
    loop(again, tmp_path, resume=True)
    assert read_lines(tmp_path / "metrics.jsonl") == whole(tmp_path)


def test_the_second_ctrl_c_stops_at_once(tmp_path):
    def step(index):
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
        pytest.fail("must not go on")

    with pytest.raises(KeyboardInterrupt):
        loop(Counter(), tmp_path, step)


def test_the_handlers_of_before_come_back(tmp_path):
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    whole(tmp_path)
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_a_crash_resumes_from_the_last_save_and_drops_what_came_after(tmp_path):
    counter = Counter()

    def crashing(index):
        if index == 5:
            raise RuntimeError("power cut")
        return counter.step(index)

    with pytest.raises(RuntimeError, match="power cut"):
        loop(counter, tmp_path, crashing, saving=SavingSettings(save_every=2))
    with (tmp_path / "metrics.jsonl").open("a") as file:
        file.write('{"step": 6, "va')  # a line that was cut while it was written
    loop(Counter(), tmp_path, resume=True)
    assert read_lines(tmp_path / "metrics.jsonl") == whole(tmp_path)


def test_a_text_with_a_line_separator_is_one_record_for_a_resume(tmp_path):
    texts = ["a\u2028b", "c\u2029d", "e\x85f", "g\r\nh"]
    run, counter = RunDir(tmp_path), Counter()

    def stopping_after(index):
        run.append("samples.jsonl", [{"step": index + 1, "completion": text} for text in texts])
        return stopping(counter, 1)(index)

    with pytest.raises(Interrupted):
        loop(counter, tmp_path, stopping_after, logs=["samples.jsonl"])
    with (tmp_path / "samples.jsonl").open("ab") as file:
        file.write('{"step": 3, "completion": "é'.encode()[:-1])  # cut inside a letter
    loop(Counter(), tmp_path, resume=True, logs=["samples.jsonl"])
    kept = [json.loads(line) for line in (tmp_path / "samples.jsonl").read_bytes().split(b"\n")[:-1]]
    assert kept == [{"step": step, "completion": text} for step in (1, 2) for text in texts]


def test_without_resume_all_begins_anew(tmp_path):
    counter = Counter()
    with pytest.raises(Interrupted):
        loop(counter, tmp_path, stopping(counter, 2))
    loop(Counter(), tmp_path)
    assert read_lines(tmp_path / "metrics.jsonl") == whole(tmp_path)
    assert not (tmp_path / STATE).exists()


def test_resume_without_a_state_begins_at_the_beginning(tmp_path):
    loop(Counter(), tmp_path, resume=True)
    assert read_lines(tmp_path / "metrics.jsonl") == whole(tmp_path)


def test_a_state_of_other_settings_is_refused(tmp_path):
    counter = Counter()
    with pytest.raises(Interrupted):
        loop(counter, tmp_path, stopping(counter, 2))
    with pytest.raises(RunError, match=r"belongs to a run with another model or other settings .*without --resume"):
        run_loop(
            counter.step, run=RunDir(tmp_path), title="t", total=6, shown=(), stateful={"other": counter}, resume=True
        )


def test_a_loss_that_is_no_number_keeps_the_last_good_state(tmp_path):
    counter = Counter()

    def breaking(index):
        if index == 3:
            raise NonFiniteError("the loss is nan")
        return counter.step(index)

    with pytest.raises(
        NonFiniteError, match=r"test: the loss is nan\. The last good weights, of step 3, are kept in .*state"
    ):
        loop(counter, tmp_path, breaking)
    assert Checkpoints(tmp_path / STATE).latest().place == (3, 0)


def test_finish_removes_the_state(tmp_path):
    counter = Counter()
    with pytest.raises(Interrupted):
        loop(counter, tmp_path, stopping(counter, 2))
    finish(RunDir(tmp_path))
    assert not (tmp_path / STATE).exists()


# -- whole stages --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "make", "options"),
    [
        (sft.run, "sft_settings", {}),
        (sft.run, "sft_settings", {"lora": {"rank": 2, "alpha": 4}}),
        (reward.run, "reward_settings", {}),
        (ppo.run, "ppo_settings", {"kl_target": 0.5, "kl_horizon": 20}),
        (ppo.run, "ppo_settings", {"lora": {"rank": 2, "alpha": 4}}),
    ],
    ids=["sft", "sft-lora", "reward", "ppo", "ppo-lora"],
)
def test_an_interrupted_stage_resumes_bit_for_bit(request, stage, make, options, tmp_path, monkeypatch):
    settings = request.getfixturevalue(make)
    whole = stage(settings(out=str(tmp_path / "whole"), **options))
    cut = settings(out=str(tmp_path / "cut"), **options)
    with monkeypatch.context() as patched:
        interrupt_at(patched, 2)
        with pytest.raises(Interrupted, match=r"stopped after step (1|2|0 \(and 2 parts of the next\)) of"):
            stage(cut)
    assert (tmp_path / "cut" / STATE).exists()
    assert not (tmp_path / "cut" / "model").exists()
    resumed = stage(cut, resume=True)
    assert same_weights(whole.model, resumed.model)
    assert metrics_of(tmp_path / "whole") == metrics_of(tmp_path / "cut")
    assert not (tmp_path / "cut" / STATE).exists()
    if stage is ppo.run:
        assert read_lines(tmp_path / "whole" / "rollouts.jsonl") == read_lines(tmp_path / "cut" / "rollouts.jsonl")


def test_a_stage_resumed_with_another_model_size_is_refused(sft_settings, tmp_path, monkeypatch):
    with monkeypatch.context() as patched:
        interrupt_at(patched, 2)
        with pytest.raises(Interrupted):
            sft.run(sft_settings())
    with pytest.raises(RunError, match=r"belongs to another run: settings\.lora was None, is .*undo the change"):
        sft.run(sft_settings(lora={"rank": 2, "alpha": 4}), resume=True)


def test_tensorboard_shows_every_step_of_a_resumed_run_once(tmp_path):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    counter = Counter()

    def crashing(index):
        if index == 5:
            raise RuntimeError("power cut")
        return counter.step(index)

    with pytest.raises(RuntimeError):
        loop(counter, tmp_path, crashing, saving=SavingSettings(save_every=2))
    loop(Counter(), tmp_path, resume=True)
    shown = EventAccumulator(str(tmp_path / "tensorboard"))
    shown.Reload()
    assert [event.step for event in shown.Scalars("value")] == [1, 2, 3, 4, 5, 6]


def test_a_state_is_saved_by_the_clock(tmp_path, monkeypatch):
    from heelwork.training.saving import Timer

    places = []
    save = Checkpoints.save
    monkeypatch.setattr(
        Checkpoints, "save", lambda self, place, *a, **k: places.append(place) or save(self, place, *a, **k)
    )
    monkeypatch.setattr(Timer, "due", property(lambda self: len(places) < 2))
    loop(Counter(), tmp_path)
    assert places == [(1, 0), (2, 0)]
    assert not Timer(0.0).due


def test_every_new_best_is_saved_whatever_the_clock_says(tmp_path, caplog):
    figures = [3.0, float("nan"), 5.0, 4.0, 5.0, 1.0]

    def step(index):
        return {"value": figures[index]}

    for wanted, place in (("value", 3), ("-value", 6)):
        loop(Counter(), tmp_path / wanted, step, saving=SavingSettings(keep_best=wanted, keep_states=1))
        assert Checkpoints(tmp_path / wanted / STATE).load_best().place == (place, 0)
    assert "keep_best" not in caplog.text


def test_a_figure_that_is_never_logged_is_told_at_once_and_at_the_end(tmp_path, caplog):
    loop(Counter(), tmp_path, saving=SavingSettings(keep_best="-valeu"))
    first, last = [r.message for r in caplog.records if "keep_best=-valeu" in r.message]
    assert "the first step logs no such figure, only value" in first and "no best model is kept" in last


def test_scores_that_are_no_numbers_are_no_update_to_pass_over(tmp_path):
    def breaking(index):
        raise NonFiniteScoreError("runs/reward: gives scores that are NaN")

    with pytest.raises(NonFiniteScoreError, match=r"NaN\. The last good weights, of step 0, are kept") as caught:
        loop(Counter(), tmp_path, breaking)
    assert "faults.nonfinite" not in str(caught.value)


def test_the_end_is_saved_where_states_are_saved_at_all(tmp_path):
    loop(Counter(), tmp_path, saving=SavingSettings(save_every=4))
    assert Checkpoints(tmp_path / STATE).latest().place == (6, 0)
    counter = Counter()
    loop(counter, tmp_path, resume=True)  # killed while the model was written: nothing is trained again
    assert counter.value and read_lines(tmp_path / "metrics.jsonl") == whole(tmp_path)
