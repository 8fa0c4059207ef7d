"""Attention from the cache is the last row of plain attention over each slot's own tokens."""

import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention

from heelwork.models import kv_cache
from heelwork.models.kv_cache import DecodeLayout, KVCache

LENGTHS = [3, 7, 5]


def filled(kv_heads, lengths, width=8):
    """A cache in which each slot holds a document, its last token appended, and those documents."""
    generator = torch.Generator().manual_seed(kv_heads)
    cache = KVCache(slots=len(lengths) + 1, max_length=9)
    rows = [torch.randn(2, kv_heads, n, width, generator=generator, dtype=torch.float64) for n in lengths]
    for slot, (key, value) in enumerate(rows):
        cache.write(0, torch.tensor([slot]), key[None, :, :-1], value[None, :, :-1])
    position = torch.tensor(lengths) - 1
    cache.append(0, position, *(torch.stack([row[part][:, -1:] for row in rows]) for part in (0, 1)))
    query = torch.randn(len(lengths), 4, 1, width, generator=generator, dtype=torch.float64)
    return cache, rows, query, DecodeLayout.of(cache, position)


@pytest.mark.parametrize("together", [1, 2, 8])
@pytest.mark.parametrize("kv_heads", [1, 2, 4])
def test_each_slot_sees_its_own_tokens(kv_heads, together, monkeypatch):
    monkeypatch.setattr(kv_cache, "TOGETHER", together)
    cache, rows, query, layout = filled(kv_heads, LENGTHS)
    ours = cache.attend(0, query, layout.parts, None)
    for slot, (key, value) in enumerate(rows):
        plain = scaled_dot_product_attention(query[slot], key, value, enable_gqa=True)
        torch.testing.assert_close(ours[slot], plain)


@pytest.mark.parametrize("window", [1, 4, 7])
def test_a_window_hides_the_old(window):
    cache, rows, query, layout = filled(2, LENGTHS)
    ours = cache.attend(0, query, layout.parts, 0.5, window)
    for slot, (key, value) in enumerate(rows):
        plain = scaled_dot_product_attention(
            query[slot], key[:, -window:], value[:, -window:], enable_gqa=True, scale=0.5
        )
        torch.testing.assert_close(ours[slot], plain)


def test_neighbours_of_unlike_length_are_parted(monkeypatch):
    monkeypatch.setattr(kv_cache, "TOGETHER", 2)
    *_, layout = filled(1, [9, 8, 3, 2, 3, 9])
    assert [(part.slots, part.longest) for part in layout.parts] == [
        (slice(0, 2), 9),
        (slice(2, 5), 3),
        (slice(5, 6), 9),
    ]


def test_slots_move_whole():
    cache, rows, query, _ = filled(2, LENGTHS)
    cache.move(torch.tensor([1]), torch.tensor([0]))
    layout = DecodeLayout.of(cache, torch.tensor([6]))
    plain = scaled_dot_product_attention(query[0], *rows[1], enable_gqa=True)
    torch.testing.assert_close(cache.attend(0, query[:1], layout.parts, None)[0], plain)
