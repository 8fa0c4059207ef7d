"""Which networks are taken: those whose tokens meet in our attention alone, and whose logits are a linear map of what comes out.

Packed documents are kept apart, and answers grow, in the attention function alone (models/attention.py). A network that carries
something from token to token by another way (a state, a convolution), or whose attention has a term that ours has not (ALiBi,
sinks), would mix documents and forget while it decodes, and nothing would fail. So each is asked at load for the same hidden
states twice: as Transformers computes them, and packed, then decoded, here. Families known layer by layer need not be asked.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor

from heelwork.errors import ModelError
from heelwork.models.attention import PackedLayout
from heelwork.models.families import known
from heelwork.models.kv_cache import DecodeLayout, KVCache

LONGER, SHORTER = 8, 5  # tokens of the two documents; one more of each is decoded
TOLERANCE = 0.01  # of the spread of the hidden states: rounding makes 1e-6, another way between tokens 0.6 and more
REMEDY = "use a decoder such as Llama, Mistral, Qwen2, Qwen3, Gemma 3, OLMo 2, Phi or GPT-2"


@torch.no_grad()
def check_network(network: Any, name: str, *, language_model: bool) -> None:
    """Raise ModelError, with the reason, where a network as it was loaded would give wrong numbers."""
    context = getattr(network.config, "max_position_embeddings", None)
    exact = any(known(module) for module in network.modules())
    try:
        if exact:
            if language_model:
                _check_head(network, _some_ids(network, 1, 4))
            return
        if "chunked_attention" in (getattr(network.config, "layer_types", None) or ()):
            raise ModelError("its layers look back by attention in chunks, which is not supported")
        ids_BL = _some_ids(network, 2, LONGER + 1)[:, :context]
        with _own_attention(network):
            alone_BLD = _check_head(network, ids_BL) if language_model else _hidden(network, input_ids=ids_BL)
        _check_packing(network, ids_BL, alone_BLD)
    except ModelError as error:
        raise ModelError(f"{name}: {error}; {REMEDY}") from None
    except Exception as error:  # a network that is not made for this stops where it likes
        if exact or isinstance(error, torch.OutOfMemoryError):
            raise
        first = (str(error).strip() or "no message").splitlines()[0]
        raise ModelError(
            f"{name}: {type(network).__name__} does not take packed documents ({type(error).__name__}: {first}); {REMEDY}"
        ) from error


def _some_ids(network: Any, rows: int, tokens: int) -> Tensor:
    ids = torch.arange(rows * tokens, device=network.device).view(rows, tokens)
    return ids % network.get_input_embeddings().num_embeddings


def _hidden(network: Any, **given: Any) -> Tensor:
    out: Tensor = network.base_model(use_cache=False, **given).last_hidden_state
    return out


def _check_head(network: Any, ids_BL: Tensor) -> Tensor:
    """Refuse architectures whose logits are more than a linear map of the last hidden state (scaled, soft-capped).

    Returns these states, [B, L, D].
    """
    logits = network(input_ids=ids_BL, use_cache=False, output_hidden_states=False).logits
    hidden_BLD = _hidden(network, input_ids=ids_BL)
    ours = network.get_output_embeddings()(hidden_BLD)
    if not torch.allclose(logits.float(), ours.float(), atol=1e-3, rtol=1e-3):
        raise ModelError(f"{type(network).__name__} transforms its logits after the head, which is not supported")
    return hidden_BLD


def _check_packing(network: Any, ids_BL: Tensor, alone_BLD: Tensor) -> None:
    """Both rows of `ids_BL`, one shorter, packed; then one more token of each from the cache; against each row alone."""
    longer, device = ids_BL.shape[1] - 1, ids_BL.device
    lengths = [longer, max(longer - (LONGER - SHORTER), 1)]
    end_S = torch.tensor(lengths, device=device)
    cache = KVCache(2, longer + 1)

    def packed(rows: Tensor) -> Tensor:
        return torch.cat([row[:length] for row, length in zip(rows, lengths, strict=True)])

    positions_BL = torch.arange(longer, device=device).expand(2, -1)
    layout = PackedLayout.of(lengths, device, cache, torch.arange(2, device=device))
    read = _hidden(network, input_ids=packed(ids_BL)[None], position_ids=packed(positions_BL)[None], layout=layout)[0]
    next_S1 = ids_BL.gather(1, end_S[:, None])
    step = _hidden(
        network, input_ids=next_S1, position_ids=end_S[:, None], layout=DecodeLayout.of(cache, end_S)
    )[:, 0]  # fmt: skip
    theirs = torch.cat([packed(alone_BLD), alone_BLD[range(2), lengths]])
    off = torch.linalg.norm(torch.cat([read, step]) - theirs) / torch.linalg.norm(theirs - theirs.mean(0))
    if not off <= TOLERANCE:
        raise ModelError(
            f"{type(network).__name__} gives other numbers packed than alone (off by {off:.1%}): its tokens meet not only "
            "in attention (a state, a convolution), or its attention has another term (ALiBi)"
        )


@contextlib.contextmanager
def _own_attention(network: Any) -> Iterator[None]:
    """Within the context the network computes as Transformers alone would."""
    config = network.config
    before, config._attn_implementation = config._attn_implementation, "eager"
    try:
        yield
    finally:
        config._attn_implementation = before
