"""A reward model from disk, as a function from prompts and answers to scores."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import torch
from torch import Tensor

from heelwork.data.batching import micro_batches, pack
from heelwork.data.chat import Chat
from heelwork.data.corpus import hash_of
from heelwork.errors import NonFiniteScoreError
from heelwork.models.loading import context_length, load_scalar, load_tokenizer
from heelwork.models.transformer import ScalarModel, TokenRow
from heelwork.records import Prompt
from heelwork.training.engine import Batch, Engine
from heelwork.training.precision import Precision, matmul_precision


class LearnedReward:
    """A reward model with its own tokenizer. Answers that were cut are scored without an end of turn, as they are."""

    def __init__(
        self, name: str, device: torch.device, *, max_length: int | None = None, precision: Precision = "auto",
        micro_batch_tokens: int = 8192, model: ScalarModel | None = None,
    ):  # fmt: skip
        """model: what is loaded already; none = it is loaded from `name`, as its tokenizer always is."""
        self.name = name
        self.tokenizer = load_tokenizer(name)
        model = model or load_scalar(name, device, tokenizer=self.tokenizer)
        self.chat = Chat(self.tokenizer, context_length(model.network), max_length)
        self.engine = Engine(
            model, device=device, precision=precision, micro_batch_tokens=micro_batch_tokens, name=name
        )

    def rows(self, prompts: Sequence[Prompt], answers: Sequence[str], finished: Sequence[bool]) -> list[TokenRow]:
        """What is read of answers in text: rows longer than max_length are cut, as in training."""
        return [
            self.chat.answered(self.chat.ids(prompt.messages), self.chat.completion_ids(answer, finished=done))
            for prompt, answer, done in zip(prompts, answers, finished, strict=True)
        ]

    def score(self, prompts: Sequence[Prompt], answers: Sequence[str], finished: Sequence[bool]) -> Tensor:
        """scores_B of answers in text; rows longer than max_length are cut, as in training. Neighbours with the same prompt
        share its computation."""
        alike = [len(list(same)) for _, same in itertools.groupby(prompts, lambda p: p.key)]
        return self.score_rows(self.rows(prompts, answers, finished), alike)

    def score_rows(self, rows: Sequence[TokenRow], groups: Sequence[int] | None = None) -> Tensor:
        """scores_B of token rows of this model's own tokenizer. groups: consecutive answers to one prompt, which is then
        computed once. Raises NonFiniteScoreError where a score is no number."""
        scores_B = self.engine.score(Batch(rows, groups))
        if not torch.isfinite(scores_B).all():
            raise NonFiniteScoreError(
                f"{self.name}: gives scores that are NaN or infinite; its weights are broken, train it anew"
            )
        return scores_B

    @torch.no_grad()
    def features(self, rows: Sequence[TokenRow]) -> Tensor:
        """features_BD behind the scores, on the CPU: the hidden states at the rows' last tokens."""
        out: dict[int, Tensor] = {}
        model = self.engine.model
        assert isinstance(model, ScalarModel)
        for part in micro_batches([len(row.ids) for row in rows], self.engine.micro_batch_tokens):
            with matmul_precision(self.engine.precision, self.engine.device):
                hidden_BD = model.last_hidden(pack([rows[i] for i in part], self.engine.device))
            out.update(zip(part, hidden_BD.float().cpu(), strict=True))
        return torch.stack([out[i] for i in range(len(rows))])

    def speaks(self, chat: Chat) -> bool:
        """Whether token ids of `chat` mean the same here, so that rollouts need not be decoded and encoded again."""
        return (
            hash_of(chat.tokenizer) == hash_of(self.tokenizer)
            and chat.tokenizer.chat_template == self.tokenizer.chat_template
            and chat.eos == self.chat.eos
        )
