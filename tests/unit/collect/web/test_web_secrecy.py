"""Passwords, tokens, rate limits and text that cannot play tricks."""

import pytest

from heelwork.collect.web import secrecy
from heelwork.collect.web.limits import MOST_KEYS, RateLimiter
from heelwork.collect.web.text import checked_name, visible
from heelwork.errors import DataError


def test_a_password_is_kept_as_argon2id_and_only_it_matches():
    stored = secrecy.hash_password("correct horse")
    assert stored.startswith("$argon2id$") and "correct" not in stored
    assert stored != secrecy.hash_password("correct horse")
    assert secrecy.password_matches(stored, "correct horse")
    assert not secrecy.password_matches(stored, "correct horsf")
    assert not secrecy.password_matches(None, "")
    assert not secrecy.password_matches("not a hash", "x")


def test_tokens_differ_and_are_stored_as_hashes():
    made = {secrecy.new_token() for _ in range(1000)}
    assert len(made) == 1000 and min(map(len, made)) >= 43
    assert secrecy.token_hash("a") == "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"


def test_a_form_belongs_to_one_cookie():
    token = secrecy.form_token("cookie")
    assert secrecy.form_token_matches("cookie", token)
    for cookie, given in (
        ("other", token),
        ("cookie", token[:-1]),
        ("cookie", ""),
        (None, token),
        ("", secrecy.form_token("")),
        ("cookie", "é"),
    ):
        assert not secrecy.form_token_matches(cookie, given)


def test_a_bucket_refills_and_keys_do_not_share():
    now = [0.0]
    limiter = RateLimiter(burst=2, per_second=0.5, clock=lambda: now[0])
    assert [limiter.wait("a"), limiter.wait("a"), limiter.wait("a")] == [0, 0, 2]
    assert limiter.wait("b") == 0
    now[0] = 2.0
    assert [limiter.wait("a"), limiter.wait("a")] == [0, 2]


def test_made_up_keys_do_not_fill_the_memory():
    limiter = RateLimiter(burst=1, per_second=1)
    for k in range(MOST_KEYS + 50):
        limiter.wait(str(k))
    assert len(limiter._left) == MOST_KEYS


def test_text_is_escaped_and_its_tricks_are_seen():
    assert visible("<img src=x onerror=alert(1)>") == "&lt;img src=x onerror=alert(1)&gt;"
    assert visible("a\u202eb") == 'a<span class="trick" title="right-to-left override">U+202E</span>b'
    assert "U+0000" in visible("\x00") and "U+2066" in visible("\u2066<") and "&lt;" in visible("\u2066<")
    for plain in ("a\tb\nc", "سلام دنیا", "می\u200cخواهم", "👩\u200d👩\u200d👧", "**bold** [x](javascript:1)"):
        assert visible(plain) == plain
    assert visible("a\r\nb\rc") == "a\nb\nc"


def test_names_are_seen_as_they_are():
    assert checked_name("  Ada   Lovelace ") == "Ada Lovelace"
    assert checked_name("Zoe\u0308") == "Zo\u00eb"
    assert checked_name("李雷") == "李雷"
    for wrong in ("", "   ", "a" * 61, "ad\u202ea", "a\u0000b", "a\u200eb", "\ud800"):
        with pytest.raises(DataError):
            checked_name(wrong)
