"""From messages to token rows, with the tokenizer's own chat template; only what the assistant says counts."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from heelwork.errors import ConfigError, DataError
from heelwork.models.endings import after, turn_end
from heelwork.models.transformer import TokenRow
from heelwork.records import Message

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

PLAIN_TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}"
    "{% if message['role'] == 'system' %}{{ message['content'] }}"
    "{% elif message['role'] == 'user' %}{{ '\n\nHuman: ' + message['content'] }}"
    "{% elif message['role'] == 'assistant' %}{{ '\n\nAssistant: ' + message['content'] + eos_token }}"
    "{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '\n\nAssistant:' }}{% endif %}"
)
"""The default of tokenizers that bring no chat template: the transcript form of the HH data.

Line breaks stand inside expressions, because Transformers' Jinja swallows the first one after a block.
"""


def read_template(path: str) -> str:
    """A chat template from a Jinja file. Raises ConfigError where it cannot be read."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"chat_template: the file {path} cannot be read ({error}); name a Jinja file") from error


class Chat:
    """A tokenizer and its template: text in, token ids out, and back.

    Prompt and completion are tokenised apart, so that a prompt has the same ids in training and in sampling.
    context: the model's context length in tokens; rows are cut to `max_length` (at most the context).
    """

    def __init__(self, tokenizer: PreTrainedTokenizerBase, context: int, max_length: int | None = None):
        self.tokenizer = tokenizer
        if not tokenizer.chat_template:
            tokenizer.chat_template = PLAIN_TEMPLATE
        self.context = context
        self.max_length = min(max_length or context, context)
        self.eos = turn_end(tokenizer)
        self.stop_ids = frozenset({self.eos, int(tokenizer.eos_token_id)})

    def render(self, messages: Sequence[Message], *, prompt: bool) -> str:
        """The template's text; prompt = up to where the assistant speaks."""
        turns = [{"role": m.role, "content": m.content} for m in messages]
        try:
            return str(self.tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=prompt))
        except Exception as error:  # templates raise what they like, for instance on roles that do not alternate
            raise DataError(f"the chat template refuses these messages ({error})", field="messages") from error

    def ids(self, messages: Sequence[Message]) -> list[int]:
        """Ids of a prompt of any length."""
        return self._encode(self.render(messages, prompt=True))

    def prompt_ids(self, messages: Sequence[Message], room: int = 1) -> list[int]:
        """Ids of a prompt. Raises DataError where it leaves less than `room` tokens of the context."""
        ids = self.ids(messages)
        if len(ids) + room > self.max_length:
            raise DataError(
                f"the prompt has {len(ids)} tokens; with {room} for the answer it exceeds the limit of "
                f"{self.max_length}; shorten the prompt, lower max_new_tokens, or raise max_length if the model's "
                f"context ({self.context}) allows",
                field="prompt",
            )
        return ids

    def completion_ids(self, text: str, *, finished: bool = True) -> list[int]:
        """Ids of an answer as the model would have to write it after a prompt; finished = with its end of turn."""
        question = [Message("user", "x")]
        before = self.render(question, prompt=True)
        whole = self.render([*question, Message("assistant", text)], prompt=False)
        ids = self._encode(after(whole, before))
        ids = ids[: ids.index(self.eos)] if self.eos in ids else ids
        return [*ids, self.eos] if finished else ids

    def text(self, ids: Sequence[int]) -> str:
        """The text of a completion, without special tokens and outer space."""
        said = str(self.tokenizer.decode(list(ids), skip_special_tokens=True))
        return said.replace("\x00", "\ufffd").strip()  # a raw model may say NUL, which no database holds

    def conversation(self, messages: Sequence[Message]) -> TokenRow:
        """A whole conversation, cut to max_length; what the assistant says and is to learn counts, nothing else."""
        ids: list[int] = []
        counted: list[bool] = []
        done = ""
        for i, message in enumerate(messages):
            if message.role != "assistant":
                continue
            before = self.render(messages[:i], prompt=True)
            for piece, said in ((after(before, done), False), (message.content, True)):
                new = self.completion_ids(piece) if said else self._encode(piece)
                ids += new
                counted += [said and message.learned] * len(new)
            done = self._until_turn_end(self.render(messages[: i + 1], prompt=False))
        if not any(counted[: self.max_length]):
            raise DataError(
                f"no assistant token within the first {self.max_length} tokens; shorten the prompt or raise max_length",
                field="messages",
            )
        counted[0] = False
        return TokenRow(np.asarray(ids[: self.max_length]), np.asarray(counted[: self.max_length]))

    def answered(self, prompt: Sequence[int], completion: Sequence[int]) -> TokenRow:
        """A prompt with a completion, both in ids, cut to max_length; the completion counts."""
        ids = [*prompt, *completion][: self.max_length]
        counted = ([False] * len(prompt) + [True] * len(completion))[: self.max_length]
        return TokenRow(np.asarray(ids), np.asarray(counted))

    def _encode(self, text: str) -> list[int]:
        return list(self.tokenizer(text, add_special_tokens=False)["input_ids"]) if text else []

    @functools.cached_property
    def _turn_end_text(self) -> str:
        return str(self.tokenizer.convert_ids_to_tokens(self.eos))

    def _until_turn_end(self, text: str) -> str:
        """`text` up to and with its last end of turn: what follows (a newline, say) belongs to the next prompt."""
        at = text.rfind(self._turn_end_text)
        return text if at < 0 else text[: at + len(self._turn_end_text)]
