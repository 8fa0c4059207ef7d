"""Rollouts that are saved half-way through a step come back, whatever their source's rows hold."""

import datetime
import decimal

import numpy as np

from heelwork.models.transformer import TokenRow
from heelwork.records import Message, Prompt
from heelwork.rollouts.collect import Rollout
from heelwork.rollouts.saved import rollouts_from, rollouts_state
from heelwork.training.checkpoint import load_state, save_state


def rollout(fields):
    row = TokenRow(np.array([1, 5, 2]), np.array([False, True, True]))
    return Rollout(
        Prompt((Message("user", "hi"),), fields), row, "yes", 0.5, {"reward_model": 0.5}, "stop", [-1.0, -0.5], 3
    )


def test_fields_that_json_does_not_know_are_saved_as_text(tmp_path):
    fields = {"id": 7, "when": datetime.datetime(2024, 1, 2), "price": decimal.Decimal("1.5"), "raw": b"x", "no": None}
    save_state(tmp_path / "state", rollouts_state([rollout(fields)]))
    [found] = rollouts_from(load_state(tmp_path / "state"))
    assert found.prompt.messages == (Message("user", "hi"),)
    assert found.prompt.fields == {"id": 7, "when": "2024-01-02 00:00:00", "price": "1.5", "raw": "b'x'", "no": None}
    assert found.row.ids.tolist() == [1, 5, 2] and found.logprobs == [-1.0, -0.5] and found.version == 3
