"""A policy gives log-probabilities, a scalar model gives one number per token or sequence; both run on packed batches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - what it is called everywhere
from torch import Tensor, nn
from transformers import PreTrainedModel

from heelwork.functional import linear_logprobs
from heelwork.models.attention import PackedLayout
from heelwork.models.kv_cache import DecodeLayout
from heelwork.models.tokens_read import TokensRead


class TokenRow(NamedTuple):
    """One sequence. ids: its tokens; counted: True where the token is predicted and counts (never the first)."""

    ids: Sequence[int] | np.ndarray
    counted: Sequence[bool] | np.ndarray


class Packed(NamedTuple):
    """B rows end to end, and where the M counted tokens lie in them and in the padded [B, T] grid.

    Rows of a family have their common beginning once among the N tokens.
    After the last row may come filler tokens that belong to no row and that nothing reads.
    """

    input_ids_N: Tensor
    position_ids_N: Tensor
    layout: PackedLayout
    before_M: Tensor  # index in N of the token before each counted one: its hidden state predicts, its value judges
    target_M: Tensor  # the counted token ids
    cell_M: Tensor  # flat index in B x T
    last_B: Tensor  # index in N of each row's last token
    mask_BT: Tensor  # True where a counted token stands

    def to_grid(self, values_M: Tensor) -> Tensor:
        """[M] -> [B, T], 0 where nothing counts. Differentiable."""
        flat = values_M.new_zeros(self.mask_BT.numel()).index_copy(0, self.cell_M, values_M)
        return flat.view(self.mask_BT.shape)


class Policy(nn.Module):
    """A causal language model from Hugging Face, seen as log-probabilities of counted tokens."""

    def __init__(self, network: PreTrainedModel):
        super().__init__()
        self.network = network

    def hidden(self, packed: Packed, index_M: Tensor) -> Tensor:
        """Last hidden states [M, D] at these places among the packed tokens."""
        return _run(self.network.base_model, packed.input_ids_N, packed.position_ids_N, packed.layout, index_M)

    def token_logprobs(self, packed: Packed, temperature: float = 1.0) -> tuple[Tensor, Tensor]:
        """log pi_T(token) and the entropy of pi_T at each counted token, [M] each, nats."""
        return self._logprobs(self.hidden(packed, packed.before_M), packed, temperature)

    def _logprobs(self, hidden_MD: Tensor, packed: Packed, temperature: float) -> tuple[Tensor, Tensor]:
        head = self.network.get_output_embeddings()
        return linear_logprobs(
            hidden_MD=hidden_MD,
            weight_VD=head.weight,
            bias_V=getattr(head, "bias", None),
            target_M=packed.target_M,
            temperature=temperature,
        )

    def next_logits(self, packed: Packed) -> Tensor:
        """Logits [B, V] after the last token of each packed prompt; keys and values go to the layout's cache."""
        return self.network.get_output_embeddings()(self.hidden(packed, packed.last_B))

    def logits_at(self, input_ids_N: Tensor, position_ids_N: Tensor, layout: PackedLayout, index_M: Tensor) -> Tensor:
        """Logits [M, V] after the packed tokens at `index_M`."""
        return self.network.get_output_embeddings()(
            _run(self.network.base_model, input_ids_N, position_ids_N, layout, index_M)
        )

    def step_logits(self, token_S: Tensor, layout: DecodeLayout) -> Tensor:
        """Logits [S, V] after one more token in each of the first S slots of the cache."""
        out = self.network.base_model(
            input_ids=token_S[:, None], position_ids=layout.position_S[:, None], use_cache=False, layout=layout
        )
        return self.network.get_output_embeddings()(out.last_hidden_state[:, 0])


class ActorCritic(Policy):
    """A policy whose last hidden states also give values: policy and critic on one trunk, with one pass for both.

    The value head starts at 0, so that the first advantages are the returns themselves.
    """

    def __init__(self, network: PreTrainedModel):
        super().__init__(network)
        weight = network.get_output_embeddings().weight
        self.value_head = nn.Linear(weight.shape[1], 1, device=weight.device, dtype=weight.dtype)
        nn.init.zeros_(self.value_head.weight)
        nn.init.zeros_(self.value_head.bias)

    def logprobs_and_values(self, packed: Packed, temperature: float = 1.0) -> tuple[Tensor, Tensor, Tensor]:
        """(logprobs_M, entropy_M, values_M) of one pass."""
        hidden_MD = self.hidden(packed, packed.before_M)
        return (*self._logprobs(hidden_MD, packed, temperature), scalars(self.value_head, hidden_MD))

    def token_values(self, packed: Packed) -> Tensor:
        """Values [M] alone, of a trunk that is held fixed: no gradient passes into it."""
        with torch.no_grad():
            hidden_MD = self.hidden(packed, packed.before_M)
        return scalars(self.value_head, hidden_MD)


class ScalarModel(nn.Module):
    """A transformer with a linear head to one number: a reward model (last token) or a critic (every token).

    `shift` is subtracted from every output; it makes the mean reward on the demonstrations 0. The scale is folded into
    the head's weights, so that the directory loads as a plain sequence-classification model anywhere (there the scores
    differ by the constant shift alone, which no preference depends on). Where `length_slope` is not 0, so much is taken off
    a sequence's score for each counted token; it stands in config.json, and other tools do not apply it.
    """

    def __init__(self, network: PreTrainedModel, shift: float = 0.0, length_slope: float = 0.0):
        super().__init__()
        self.network = network
        self.shift = shift
        self.length_slope = length_slope

    @property
    def head(self) -> nn.Linear:
        return self.network.score  # type: ignore[return-value]

    def outputs(self, packed: Packed, index: Tensor) -> Tensor:
        """The scalar after each token of `index` (positions in N)."""
        return scalars(self.head, self._hidden(packed, index)) - self.shift

    def sequence_scores(self, packed: Packed) -> Tensor:
        """Scores [B], read at each row's last token."""
        scores_B = self.outputs(packed, packed.last_B)
        return scores_B - self.length_slope * packed.mask_BT.sum(1) if self.length_slope else scores_B

    def last_hidden(self, packed: Packed) -> Tensor:
        """Hidden states [B, D] at each row's last token: the features that the score is a linear map of."""
        return self._hidden(packed, packed.last_B)

    def token_values(self, packed: Packed) -> Tensor:
        """Values [M] of the states before each counted token."""
        return self.outputs(packed, packed.before_M)

    def _hidden(self, packed: Packed, index_M: Tensor) -> Tensor:
        return _run(self.network.base_model, packed.input_ids_N, packed.position_ids_N, packed.layout, index_M)


def scalars(head: nn.Linear, hidden_MD: Tensor) -> Tensor:
    """What a head of one row makes of hidden states, [M], computed in fp32 at least.

    Under autocast a product comes out in bf16, whose 8 bits would put scores and values on a grid of 2^-8 of their size.
    """
    exact = torch.promote_types(hidden_MD.dtype, torch.float32)
    with torch.autocast(hidden_MD.device.type, enabled=False):
        bias = None if head.bias is None else head.bias.to(exact)
        return F.linear(hidden_MD.to(exact), head.weight.to(exact), bias).squeeze(-1).float()


def _run(base: nn.Module, input_ids_N: Tensor, position_ids_N: Tensor, layout: PackedLayout, index_M: Tensor) -> Tensor:
    """Last hidden states [M, D] at the places `index_M` among the N tokens."""
    read = TokensRead(index_M)
    ids, positions = input_ids_N[None], position_ids_N[None]
    out = base(input_ids=ids, position_ids=positions, use_cache=False, layout=layout, read=read)
    return read.rows(out.last_hidden_state[0])
