"""Which token ends an answer, read off a tokenizer and its chat template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heelwork.errors import ModelError

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase


def special_ids(tokenizer: PreTrainedTokenizerBase) -> set[int]:
    """Every id that the tokenizer marks as special: with a name (EOS) or without (Gemma's <end_of_turn>, Phi's <|end|>)."""
    marked = {i for i, token in tokenizer.added_tokens_decoder.items() if token.special}
    return marked | set(tokenizer.all_special_ids)


def turn_end(tokenizer: PreTrainedTokenizerBase) -> int:
    """The token that ends an answer: the first special token after it in the chat template, else EOS.

    Raises ModelError where the template takes no question with an answer.
    """
    eos = int(tokenizer.eos_token_id)
    if not tokenizer.chat_template:
        return eos
    question, answer = {"role": "user", "content": "x"}, {"role": "assistant", "content": "y"}
    try:
        prompt = str(tokenizer.apply_chat_template([question], tokenize=False, add_generation_prompt=True))
        whole = str(tokenizer.apply_chat_template([question, answer], tokenize=False))
    except Exception as error:  # templates raise what they like
        raise ModelError(f"the tokenizer's chat template takes no question with an answer ({error})") from error
    special = special_ids(tokenizer)
    ids = tokenizer(after(whole, prompt), add_special_tokens=False)["input_ids"]
    return next((int(i) for i in ids if i in special), eos)


def after(text: str, start: str) -> str:
    """What follows `start` in `text`. Raises ModelError where the template has rewritten what it began with."""
    if not text.startswith(start):
        raise ModelError(
            "the tokenizer's chat template rewrites earlier turns, so that prompt and answer cannot be told apart; "
            "set a plainer chat_template in tokenizer_config.json"
        )
    return text[len(start) :]
