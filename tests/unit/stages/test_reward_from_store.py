"""The loop closes: what people labelled in a store is a stage's data, and the run names the labels that it saw."""

import json

import pytest
from conftest import PAIRS

from heelwork.collect.order import to_shown
from heelwork.collect.records import Answer, Candidate, NewItem
from heelwork.collect.store import Store
from heelwork.errors import DataError
from heelwork.records import Message, Prompt
from heelwork.stages import reward, sft


@pytest.fixture
def store(tmp_path):
    """The ten pairs of the other tests, labelled by one person; one answer is edited."""
    made = Store(tmp_path / "collect.db")
    for pair in PAIRS:
        question = Prompt((Message("user", pair["prompt"]),))
        made.add_items([NewItem(question, (Candidate(pair["rejected"]), Candidate(pair["chosen"])), "pair")])
    made.add_items([NewItem(Prompt((Message("user", PAIRS[0]["prompt"]),)), (Candidate("draft"),), "edit")])
    ada = made.people.add("Ada").id
    while (task := made.next_item(ada)) is not None:
        said = Answer(text="ideal") if task.kind == "edit" else Answer(to_shown((2, 1), task.order))
        made.submit(ada, task.item, said, f"k{task.item}")
    yield made
    made.close()


def test_a_reward_model_learns_from_a_store(store, reward_settings, tmp_path):
    result = reward.run(reward_settings(data=[str(tmp_path / "collect.db")], epochs=8))
    assert result.rankings + result.n == len(PAIRS) and result.accuracy == 1.0
    [digest] = json.loads((tmp_path / "reward" / "data.json").read_text()).values()
    assert "events to" in digest


def test_edited_answers_are_demonstrations(store, sft_settings, tmp_path):
    assert sft.run(sft_settings(data=[str(tmp_path / "collect.db")])).model.is_dir()


def test_a_store_without_labels_says_so(reward_settings, tmp_path):
    Store(tmp_path / "empty.db").close()
    with pytest.raises(DataError, match="holds no records"):
        reward.run(reward_settings(data=[str(tmp_path / "empty.db")]))
