"""The records: what counts as the same prompt, what an answer answers, which pairs a ranking holds."""

import dataclasses

import pytest

from heelwork.records import Demonstration, Message, Prompt, Ranking

ASK, SAY = Message("user", "Sing"), Message("assistant", "La")


def test_prompts_of_equal_conversations_have_equal_keys_whatever_their_fields():
    assert Prompt((ASK,), {"id": 1}).key == Prompt((ASK,), {"id": 2}).key


def test_the_key_tells_roles_and_turns_apart():
    keys = {
        Prompt((ASK,)).key,
        Prompt((Message("system", "Sing"),)).key,
        Prompt((Message("user", "Si"), Message("user", "ng"))).key,
        Prompt((ASK, SAY, ASK)).key,
    }
    assert len(keys) == 4


def test_the_text_of_a_prompt_is_its_last_user_turn():
    assert Prompt((Message("user", "first"), SAY, Message("user", "last"))).text == "last"
    assert Prompt((Message("system", "x"),)).text == ""


def test_the_prompt_of_a_demonstration_ends_before_its_last_assistant_turn():
    assert Demonstration((ASK, SAY, ASK, SAY)).prompt.messages == (ASK, SAY, ASK)
    assert Demonstration((ASK, SAY, ASK)).prompt.messages == (ASK,)


def test_the_pairs_of_a_ranking_leave_ties_out():
    assert Ranking(Prompt((ASK,)), ("a", "b", "c"), (2, 2, 1)).pairs == [(2, 0), (2, 1)]
    assert Ranking(Prompt((ASK,)), ("a", "b"), (1, 1)).pairs == []


def test_k_distinct_ranks_hold_k_times_k_minus_1_over_2_pairs():
    pairs = Ranking(Prompt((ASK,)), tuple("abcdef"), (3, 1, 2, 6, 5, 4)).pairs
    assert len(pairs) == 15
    assert all((3, 1, 2, 6, 5, 4)[i] < (3, 1, 2, 6, 5, 4)[j] for i, j in pairs)


def test_records_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        ASK.content = "Dance"
