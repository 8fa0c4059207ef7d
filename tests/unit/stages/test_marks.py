"""What a resume concludes from a stage's mark and its saved states."""

import json

import pytest

from heelwork.errors import RunError
from heelwork.stages import marks
from heelwork.stages.sft import SftSettings
from heelwork.training.loop import STATE


def settings(**values):
    return SftSettings(model="hub/model", data=["hub/data"], **values)


@pytest.fixture
def begun(tmp_path):
    """A stage that was begun, and nothing more."""
    marks.begin(tmp_path, settings(epochs=1), anew=True)
    return tmp_path


def saved(folder):
    (folder / STATE / "step-00000002").mkdir(parents=True)
    return folder


def test_a_stage_that_failed_before_it_saved_anything_begins_anew_with_mended_settings(begun):
    assert marks.decide(begun, settings(epochs=2)) == (
        "run", "run again: nothing of it was saved, and epochs was 1, is 2",
    )  # fmt: skip


def test_a_stage_with_saved_states_is_not_resumed_under_other_settings(begun):
    with pytest.raises(
        RunError, match=r"epochs was 1, is 2\); undo the change, or remove .*/state to begin this stage"
    ):
        marks.decide(saved(begun), settings(epochs=2))


def test_removing_the_states_begins_the_stage_anew_as_the_message_says(begun):
    state = saved(begun) / STATE
    (state / "step-00000002").rmdir()
    state.rmdir()
    assert marks.decide(begun, settings(epochs=2)).action == "run"


def test_an_interrupted_stage_goes_on_where_nothing_has_changed(begun):
    assert marks.decide(begun, settings(epochs=1)).action == "go_on"
    assert marks.decide(saved(begun), settings(epochs=1)).action == "go_on"


def test_a_setting_that_a_record_lacks_counts_as_its_default(begun):
    """A stage of an older program noted fewer settings; only one that is now chosen otherwise makes it run again."""
    (begun / marks.RESULT).write_text(json.dumps({}))
    mark = json.loads((begun / marks.MARK).read_text())
    del mark["settings"]["max_steps"], mark["settings"]["optim"]["beta2"]
    (begun / marks.MARK).write_text(json.dumps(mark))
    assert marks.decide(begun, settings(epochs=1)).action == "keep"
    other = settings().optim.model_copy(update={"beta2": 0.9})
    assert marks.decide(begun, settings(epochs=1, optim=other)).why == "run again: optim.beta2 was None, is 0.9"
    assert marks.decide(begun, settings(epochs=1, max_steps=3)).why == "run again: max_steps was None, is 3"


def test_a_stage_that_wrote_its_result_counts_as_done(begun):
    (begun / marks.RESULT).write_text(json.dumps({}))
    assert marks.decide(begun, settings(epochs=1)).action == "keep"
    assert marks.decide(begun, settings(epochs=2)).why == "run again: epochs was 1, is 2"
