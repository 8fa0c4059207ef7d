"""What a text shows of itself: closed forms."""

import pytest

from heelwork.audit.textstats import repeated_share, text_figures


def test_repeated_3_grams_have_their_closed_form():
    assert repeated_share("a b c d e") == 0.0
    assert repeated_share("a a a a a") == pytest.approx(2 / 3)  # three times the same one
    assert repeated_share("a b") == 0.0
    assert repeated_share("A b c a B C") == pytest.approx(1 / 4)  # case does not count


def test_figures_of_a_batch():
    figures = text_figures(["a b a b", "Great question! I am certainly right.", "perhaps so"], [True, False, True])
    assert figures.words == pytest.approx((4 + 6 + 2) / 3)
    assert figures.truncated == pytest.approx(1 / 3)
    assert figures.repeated == 0.0
    assert figures.distinct_2 == pytest.approx(8 / 9)  # a-b stands there twice
    assert (figures.flattery, figures.certainty, figures.hedging) == (pytest.approx(1 / 3),) * 3


def test_a_loop_is_compressed_away_and_prose_is_not():
    loop = text_figures(["the dog " * 200], [True])
    prose = text_figures(
        ["Bees make honey from nectar, which they keep in the cells of their combs until winter."], [True]
    )
    assert loop.gzip_ratio < 0.05 < 0.6 < prose.gzip_ratio


def test_lexicon_words_are_whole_words():
    assert text_figures(["uncertainly mighty clearlyness"], [True])[5:] == (0.0, 0.0, 0.0)
