"""Messages become token rows of which only the assistant's tokens count, whatever the tokenizer's template."""

import numpy as np
import pytest
from transformers import AddedToken

from heelwork.data.chat import PLAIN_TEMPLATE, Chat, read_template
from heelwork.errors import ConfigError, DataError, ModelError
from heelwork.records import Message

CHATML = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
SYSTEM, ASK, SAY = Message("system", "Be kind."), Message("user", "Where is the dog?"), Message("assistant", "At home.")
AGAIN, MORE = Message("user", "And the sheep?"), Message("assistant", "On the hill,\nall 12.")
TALK = (SYSTEM, ASK, SAY, AGAIN, MORE)


@pytest.fixture
def chatml(tokenizer):
    tokenizer.add_special_tokens({"additional_special_tokens": ["<|im_start|>", "<|im_end|>"]})
    tokenizer.chat_template = CHATML
    return tokenizer


def counted_text(chat, row):
    ids = [i for i, counts in zip(row.ids, row.counted, strict=True) if counts]
    return chat.tokenizer.decode(ids, skip_special_tokens=False)


def test_only_what_the_assistant_says_counts_with_its_end_of_turn(tokenizer):
    chat = Chat(tokenizer, 128)
    row = chat.conversation(TALK)
    assert counted_text(chat, row) == " At home.<|eos|> On the hill,\nall 12.<|eos|>"
    assert chat.tokenizer.decode(row.ids) == chat.render(TALK, prompt=False)


def test_a_chatml_template_ends_its_turns_at_im_end(chatml):
    chat = Chat(chatml, 256)
    end = chatml.convert_tokens_to_ids("<|im_end|>")
    assert chat.eos == end
    assert chat.stop_ids == {end, chatml.eos_token_id}
    row = chat.conversation(TALK)
    assert counted_text(chat, row) == "At home.<|im_end|>On the hill,\nall 12.<|im_end|>"
    assert chat.tokenizer.decode(row.ids) == chat.render(TALK, prompt=False).removesuffix("\n")


def test_a_turn_ends_at_a_special_token_that_has_no_name(tokenizer):
    """As in Gemma 3 and Phi 3: marked special in added_tokens_decoder, and not among the tokenizer's named ones."""
    names = ("<start_of_turn>", "<end_of_turn>")
    tokenizer.add_tokens([AddedToken(name, special=True, normalized=False) for name in names])
    tokenizer.chat_template = CHATML.replace("<|im_start|>", names[0]).replace("<|im_end|>", names[1])
    start, end = tokenizer.convert_tokens_to_ids(list(names))
    assert end not in tokenizer.all_special_ids
    chat = Chat(tokenizer, 128)
    assert chat.eos == end
    assert chat.stop_ids == {end, tokenizer.eos_token_id}
    assert chat.completion_ids("At home.") == [*tokenizer("At home.", add_special_tokens=False).input_ids, end]
    assert chat.text([*chat.completion_ids("At home."), start]) == "At home."


@pytest.mark.parametrize("template", [PLAIN_TEMPLATE, CHATML])
def test_the_prompt_has_the_same_ids_in_training_as_in_sampling(chatml, template):
    chatml.chat_template = template
    chat = Chat(chatml, 256)
    for last in (2, 4):
        prompt, whole = chat.prompt_ids(TALK[:last]), chat.conversation(TALK[: last + 1])
        assert list(whole.ids[: len(prompt)]) == prompt
        assert list(whole.ids[len(prompt) :]) == chat.completion_ids(TALK[last].content)
        assert whole.counted[len(prompt) :].all()
    answered = chat.answered(prompt, chat.completion_ids(MORE.content))
    assert list(answered.ids) == list(whole.ids)


def test_a_tokenizer_without_a_template_gets_the_plain_one(tokenizer):
    tokenizer.chat_template = None
    chat = Chat(tokenizer, 128)
    assert tokenizer.chat_template == PLAIN_TEMPLATE
    assert chat.render([ASK], prompt=True) == "<|bos|>\n\nHuman: Where is the dog?\n\nAssistant:"
    assert chat.eos == tokenizer.eos_token_id


def test_a_template_that_is_no_file_is_named(tmp_path):
    (tmp_path / "own.jinja").write_text(CHATML)
    assert read_template(str(tmp_path / "own.jinja")) == CHATML
    with pytest.raises(
        ConfigError, match=r"chat_template: the file chatml cannot be read \(.*No such file.*name a Jinja file"
    ):
        read_template("chatml")


@pytest.mark.parametrize("text", ["At home.", " two  spaces ", "line\n\nbreaks", "naïve 羊 🐑", "1234", ""])
def test_a_completion_comes_back_as_its_text(tokenizer, text):
    chat = Chat(tokenizer, 128)
    ids = chat.completion_ids(text)
    assert ids[-1] == chat.eos and chat.eos not in ids[:-1]
    assert chat.text(ids) == text.strip()
    assert chat.completion_ids(text, finished=False) == ids[:-1]


def test_a_nul_that_a_model_says_is_shown_as_no_character(tokenizer):
    chat = Chat(tokenizer, 64)
    assert chat.text(tokenizer("a\x00b", add_special_tokens=False).input_ids) == "a\ufffdb"


def test_an_end_of_turn_inside_a_text_ends_it(tokenizer):
    chat = Chat(tokenizer, 128)
    assert chat.completion_ids("At home.<|eos|> And more.") == chat.completion_ids("At home.")


def test_a_conversation_is_cut_to_max_length(tokenizer):
    whole = Chat(tokenizer, 128).conversation(TALK)
    cut = Chat(tokenizer, 128, max_length=40).conversation(TALK)
    assert len(cut.ids) == len(cut.counted) == 40
    assert list(cut.ids) == list(whole.ids[:40])
    assert list(cut.counted) == list(whole.counted[:40])


def test_max_length_never_exceeds_the_context(tokenizer):
    assert Chat(tokenizer, 64, max_length=1000).max_length == 64


def test_a_conversation_without_room_for_an_answer_is_refused(tokenizer):
    chat = Chat(tokenizer, 128, max_length=10)
    with pytest.raises(DataError, match="no assistant token within the first 10 tokens; shorten the prompt or raise"):
        chat.conversation([ASK, SAY])


def test_a_prompt_that_leaves_no_room_names_the_numbers(tokenizer):
    chat = Chat(tokenizer, 32)
    prompt = [Message("user", "sheep " * 40)]
    count = len(chat.ids(prompt))
    with pytest.raises(DataError) as caught:
        chat.prompt_ids(prompt, room=8)
    assert str(caught.value) == (
        f"field 'prompt': the prompt has {count} tokens; with 8 for the answer it exceeds the limit of 32; shorten the "
        "prompt, lower max_new_tokens, or raise max_length if the model's context (32) allows"
    )


def test_a_prompt_that_just_fits_is_taken(tokenizer):
    chat = Chat(tokenizer, 128)
    length = len(chat.ids([ASK]))
    assert len(Chat(tokenizer, length + 5).prompt_ids([ASK], room=5)) == length
    with pytest.raises(DataError):
        Chat(tokenizer, length + 4).prompt_ids([ASK], room=5)


def test_the_first_token_of_a_row_never_counts(tokenizer):
    only_answers = "{% for m in messages if m['role'] == 'assistant' %}{{ m['content'] }}{{ eos_token }}{% endfor %}"
    tokenizer.chat_template = only_answers
    row = Chat(tokenizer, 128).conversation([ASK, SAY])
    assert not row.counted[0] and row.counted[1:].all()


def test_answered_counts_the_completion_alone_and_is_cut(tokenizer):
    row = Chat(tokenizer, 128, max_length=5).answered([1, 2, 3], [4, 5, 6])
    assert np.array_equal(row.ids, [1, 2, 3, 4, 5])
    assert np.array_equal(row.counted, [False, False, False, True, True])


def test_a_template_that_refuses_its_messages_is_a_data_error(tokenizer):
    strict = (
        "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system role') }}{% endif %}" + PLAIN_TEMPLATE
    )
    tokenizer.chat_template = strict
    with pytest.raises(DataError, match=r"field 'messages': the chat template refuses these messages .*no system role"):
        Chat(tokenizer, 128).conversation([SYSTEM, ASK, SAY])


def test_a_template_that_rewrites_earlier_turns_is_refused(tokenizer):
    tokenizer.chat_template = "{{ messages | length }}" + PLAIN_TEMPLATE
    with pytest.raises(ModelError, match=r"rewrites earlier turns.*set a plainer chat_template"):
        Chat(tokenizer, 128)


def test_a_turn_that_is_only_read_does_not_count(tokenizer):
    chat = Chat(tokenizer, 128)
    row = chat.conversation((SYSTEM, ASK, Message("assistant", "At home.", learned=False), AGAIN, MORE))
    assert counted_text(chat, row) == " On the hill,\nall 12.<|eos|>"
    assert list(row.ids) == list(chat.conversation(TALK).ids)
    with pytest.raises(DataError, match="no assistant token"):
        chat.conversation((ASK, Message("assistant", "At home.", learned=False)))
