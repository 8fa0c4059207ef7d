"""Every record shape of the field becomes our records; every malformed one says where and what to do."""

import pytest

from heelwork.data.formats import Row, parse_transcript, to_demonstration, to_prompt, to_ranking
from heelwork.errors import DataError
from heelwork.records import Message

ASK = Message("user", "Why is grass green?")
SAY = Message("assistant", "Because of chlorophyll.")
HH = "\n\nHuman: Why is grass green?\n\nAssistant: Because of chlorophyll."


def row(**values):
    return Row(values, "data.jsonl", 7)


def as_dicts(*messages):
    return [{"role": m.role, "content": m.content} for m in messages]


# -- demonstrations ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "record",
    [
        {"messages": as_dicts(ASK, SAY)},
        {"messages": [{"from": "human", "value": ASK.content}, {"from": "gpt", "value": SAY.content}]},
        {"messages": HH},
        {"prompt": ASK.content, "completion": SAY.content},
        {"prompt": as_dicts(ASK), "completion": as_dicts(SAY)},
        {"prompt": as_dicts(ASK), "completion": SAY.content},
        {"prompt": "\n\nHuman: Why is grass green?\n\nAssistant:", "completion": SAY.content},
        {"prompt": ASK.content, "chosen": SAY.content, "rejected": "No idea."},
        {"prompt": ASK.content, "chosen": as_dicts(ASK, SAY), "rejected": as_dicts(ASK, Message("assistant", "No."))},
        {"chosen": HH, "rejected": HH.replace("chlorophyll", "the sun")},
        {"chosen": as_dicts(ASK, SAY)},
    ],
    ids=[
        "messages", "sharegpt", "transcript", "text", "messages+messages", "messages+text", "transcript prompt",
        "chosen text", "chosen messages", "chosen transcript", "chosen implicit",
    ],
)  # fmt: skip
def test_every_shape_gives_the_same_demonstration(record):
    assert to_demonstration(row(**record)).messages == (ASK, SAY)


def test_several_turns_and_a_system_message_are_kept():
    turns = (Message("system", "Be brief."), ASK, SAY, Message("user", "Always?"), Message("assistant", "No."))
    demonstration = to_demonstration(row(messages=as_dicts(*turns)))
    assert demonstration.messages == turns
    assert demonstration.prompt.messages == turns[:4]


def test_an_hh_transcript_of_several_turns():
    text = "\n\nHuman: Hello\n\nAssistant: Hi! How\n\ncan I help?\n\nHuman: Sing\n\nAssistant: La"
    assert parse_transcript(text) == (
        Message("user", "Hello"),
        Message("assistant", "Hi! How\n\ncan I help?"),
        Message("user", "Sing"),
        Message("assistant", "La"),
    )


def test_plain_text_is_no_transcript():
    assert parse_transcript("She said: \n\nHuman: no") is None


# -- prompts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "record",
    [
        {"prompt": ASK.content},
        {"prompt": as_dicts(ASK)},
        {"prompt": "\n\nHuman: Why is grass green?\n\nAssistant:"},
        {"messages": as_dicts(ASK)},
        {"messages": as_dicts(ASK, SAY)},
        {"chosen": HH, "rejected": HH.replace("chlorophyll", "the sun")},
        {"chosen": HH},
    ],
)
def test_every_shape_gives_the_same_prompt_and_keeps_its_fields(record):
    prompt = to_prompt(row(**record, topic="plants"))
    assert prompt.messages == (ASK,)
    assert prompt.fields == {**record, "topic": "plants"}
    assert prompt.text == "Why is grass green?"


# -- rankings ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "record",
    [
        {"prompt": ASK.content, "chosen": "Light.", "rejected": "Dunno."},
        {"prompt": as_dicts(ASK), "chosen": as_dicts(Message("assistant", "Light.")), "rejected": "Dunno."},
        {
            "prompt": ASK.content,
            "chosen": as_dicts(ASK, Message("assistant", "Light.")),
            "rejected": as_dicts(ASK, Message("assistant", "Dunno.")),
        },
        {
            "chosen": as_dicts(ASK, Message("assistant", "Light.")),
            "rejected": as_dicts(ASK, Message("assistant", "Dunno.")),
        },
        {
            "chosen": "\n\nHuman: Why is grass green?\n\nAssistant: Light.",
            "rejected": "\n\nHuman: Why is grass green?\n\nAssistant: Dunno.",
        },
        {"prompt": ASK.content, "completions": ["Light.", "Dunno."], "ranking": [1, 2]},
    ],
    ids=["text", "messages", "whole messages", "implicit messages", "implicit transcript", "k-way"],
)
def test_every_shape_gives_the_same_pair(record):
    ranking = to_ranking(row(**record))
    assert ranking.prompt.messages == (ASK,)
    assert ranking.completions == ("Light.", "Dunno.")
    assert ranking.ranks == (1, 2)
    assert ranking.pairs == [(0, 1)]
    assert (ranking.source, ranking.margin, ranking.target) == ("human", None, None)


def test_an_hh_pair_of_several_turns_shares_all_but_the_last_answer():
    start = "\n\nHuman: Hello\n\nAssistant: Hi\n\nHuman: Sing\n\nAssistant: "
    ranking = to_ranking(row(chosen=start + "La la", rejected=start + "No"))
    assert [m.content for m in ranking.prompt.messages] == ["Hello", "Hi", "Sing"]
    assert ranking.completions == ("La la", "No")


def test_an_hh_pair_that_parts_before_the_last_answer_keeps_the_rest_as_a_transcript():
    ranking = to_ranking(row(
        chosen="\n\nHuman: Hello\n\nAssistant: Hi\n\nHuman: Sing\n\nAssistant: La",
        rejected="\n\nHuman: Hello\n\nAssistant: Go away\n\nHuman: Why?\n\nAssistant: Because",
    ))  # fmt: skip
    assert ranking.prompt.messages == (Message("user", "Hello"),)
    assert ranking.completions == (
        "Hi\n\nHuman: Sing\n\nAssistant: La",
        "Go away\n\nHuman: Why?\n\nAssistant: Because",
    )


def test_conversations_that_part_at_a_user_turn_share_what_comes_before_the_answer():
    start = "\n\nHuman: Hello\n\nAssistant: Hi\n\nHuman: "
    ranking = to_ranking(row(chosen=start + "Sing\n\nAssistant: La", rejected=start + "Dance\n\nAssistant: Hop"))
    assert ranking.prompt.messages == (Message("user", "Hello"),)
    assert ranking.completions == ("Hi\n\nHuman: Sing\n\nAssistant: La", "Hi\n\nHuman: Dance\n\nAssistant: Hop")


def test_k_ranked_answers_with_ties():
    ranking = to_ranking(row(prompt="Sing", completions=["a", "b", "c", "d"], ranking=[2, 1, 2, 3], source="simulated"))
    assert ranking.completions == ("a", "b", "c", "d")
    assert ranking.pairs == [(1, 0), (0, 3), (1, 2), (1, 3), (2, 3)]
    assert ranking.source == "simulated"


def test_margin_target_and_source_are_read():
    ranking = to_ranking(row(prompt="Sing", chosen="La", rejected="No", margin=2, target=0.8, source="judge"))
    assert (ranking.margin, ranking.target, ranking.source) == (2.0, 0.8, "judge")


# -- what cannot be used -------------------------------------------------------------------------------------------------

PAIR = {"prompt": "Sing", "chosen": "La", "rejected": "No"}


@pytest.mark.parametrize(
    ("parse", "record", "field", "says"),
    [
        (to_prompt, {}, "prompt", 'write {"prompt": "..."}'),
        (to_prompt, {"prompt": "  "}, "prompt", "is empty; write the question"),
        (to_prompt, {"prompt": 3}, "prompt", "is 3; write text or a list of messages"),
        (to_prompt, {"prompt": []}, "prompt", "write text or a list of messages"),
        (to_prompt, {"prompt": ["Hello"]}, "prompt", "every message is {\"role\": ..., \"content\": ...}"),
        (to_prompt, {"prompt": [{"role": "robot", "content": "x"}]}, "prompt", "'robot'; known roles: system, user"),
        (to_prompt, {"prompt": [{"role": "user", "content": None}]}, "prompt", "content None; it must be text"),
        (to_prompt, {"prompt": as_dicts(ASK, SAY)}, "prompt", "does not end with a user turn"),
        (to_prompt, {"messages": as_dicts(SAY)}, "messages", "does not end with a user turn"),
        (to_prompt, {"messages": "Hello"}, "messages", "a whole conversation is needed here"),
        (to_demonstration, {"messages": as_dicts(ASK)}, "messages", "no assistant turn"),
        (to_demonstration, {"completion": "x"}, "prompt", "a completion needs its prompt"),
        (to_demonstration, {"prompt": "x", "completion": 3}, "completion", "is 3; write the answer as text"),
        (to_demonstration, {"prompt": "x", "completion": as_dicts(ASK)}, "completion", "end with the assistant"),
        (to_demonstration, {"question": "x", "answer": "y"}, None, "(fields: question, answer); known shapes: messages"),
        (to_demonstration, {"chosen": "plain"}, "chosen", "add a 'prompt' field"),
        (to_demonstration, {"chosen": "\n\nHuman: x"}, "chosen", "does not end with an assistant turn"),
        (to_demonstration, {"prompt": "x", "chosen": "\n\nHuman: x"}, "chosen", "does not end with an assistant turn"),
        (to_ranking, {"prompt": "x", "chosen": "y"}, "rejected", "is missing (fields: prompt, chosen); known shapes"),
        (to_ranking, {"prompt": "x", "rejected": "y"}, "chosen", "is missing (fields: prompt, rejected)"),
        (to_ranking, {"chosen": "y", "rejected": "z"}, "chosen", "add a 'prompt' field"),
        (to_ranking, {"chosen": HH, "rejected": HH.replace("grass", "snow")}, "chosen", "share no prompt"),
        (to_ranking, {**PAIR, "margin": "big"}, "margin", "is 'big'; it must be a finite number"),
        (to_ranking, {**PAIR, "margin": True}, "margin", "is True; it must be a finite number"),
        (to_ranking, {**PAIR, "margin": float("inf")}, "margin", "is inf; it must be a finite number"),
        (to_ranking, {**PAIR, "target": 1.5}, "target", "is 1.5; it must be a finite number from 0 to 1"),
        (to_ranking, {**PAIR, "target": float("nan")}, "target", "is nan; it must be a finite number from 0 to 1"),
        (to_ranking, {"prompt": "x", "completions": "ab", "ranking": [1, 2]}, "completions", "a list of two or more"),
        (to_ranking, {"prompt": "x", "completions": ["a"], "ranking": [1]}, "completions", "a list of two or more"),
        (to_ranking, {"prompt": "x", "completions": ["a", 5], "ranking": [1, 2]}, "completions", "is 5; write the answer"),
        (to_ranking, {"prompt": "x", "completions": ["a", "b"]}, "ranking", "must be a list of 2 ranks"),
        (to_ranking, {"prompt": "x", "completions": ["a", "b"], "ranking": [1]}, "ranking", "must be a list of 2 ranks"),
        (to_ranking, {"prompt": "x", "completions": ["a", "b"], "ranking": [0, 1]}, "ranking", "whole numbers from 1"),
        (to_ranking, {"prompt": "x", "completions": ["a", "b"], "ranking": [1.5, 1]}, "ranking", "whole numbers from 1"),
        (to_ranking, {"completions": ["a", "b"], "ranking": [1, 2]}, "prompt", "every record needs its prompt"),
    ],
)  # fmt: skip
def test_a_malformed_record_names_file_line_field_and_remedy(parse, record, field, says):
    with pytest.raises(DataError) as caught:
        parse(row(**record))
    message = str(caught.value)
    assert message.startswith("data.jsonl, line 7" + (f", field '{field}': " if field else ": "))
    assert says in message
    assert caught.value.field == field


def test_a_long_value_is_shown_short():
    with pytest.raises(DataError) as caught:
        to_prompt(row(prompt={"text": "x" * 5000}))
    assert len(str(caught.value)) < 200


def test_a_turn_of_weight_0_is_read_and_not_learned():
    turns = [*as_dicts(ASK), {**as_dicts(SAY)[0], "weight": 0}, *as_dicts(ASK), {**as_dicts(SAY)[0], "weight": 1}]
    assert [m.learned for m in to_demonstration(row(messages=turns)).messages] == [True, False, True, True]


def test_a_field_that_a_table_leaves_empty_counts_as_missing():
    turns = [*as_dicts(ASK), {**as_dicts(SAY)[0], "weight": None}]
    assert all(turn.learned for turn in to_demonstration(row(messages=turns)).messages)
    sharegpt = [{"role": None, "content": None, "from": "human", "value": "Hi"}, {"role": "assistant", "content": "Ho"}]
    assert [m.content for m in to_demonstration(row(messages=sharegpt)).messages] == ["Hi", "Ho"]
    for empty in (None, ""):
        ranking = to_ranking(row(**PAIR, source=empty, margin=empty, target=empty))
        assert (ranking.source, ranking.margin, ranking.target) == ("human", None, None)


def test_numbers_may_be_written_as_text():
    ranking = to_ranking(row(**PAIR, margin="2", target="0.8"))
    assert (ranking.margin, ranking.target) == (2.0, 0.8)


@pytest.mark.parametrize("weight", [0.5, True, "0"])
def test_other_weights_are_refused(weight):
    with pytest.raises(
        DataError, match=r"has the weight .*; 0 = the turn is only read, 1 = it is learned from as well"
    ):
        to_demonstration(row(messages=[*as_dicts(ASK), {**as_dicts(SAY)[0], "weight": weight}]))
