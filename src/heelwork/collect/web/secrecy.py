"""Passwords, tokens and the proof that a form is ours. What is stored is never what is sent: hashes only."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
"""Characters. Longer ones would only cost time to hash."""

HASHER = PasswordHasher()
"""argon2id with the library's parameters (RFC 9106, low memory: 64 MiB, 3 passes, 4 lanes)."""

NOBODY = HASHER.hash(secrets.token_urlsafe(16))
"""Checked for names that do not exist, so that the time of an answer does not tell which names do."""


def hash_password(password: str) -> str:
    """An argon2id hash with its salt and parameters, as one text."""
    return HASHER.hash(password)


def password_matches(stored: str | None, password: str) -> bool:
    """Whether the password is the one hashed; None (no such person, or no password) is checked for as long and is False."""
    try:
        return HASHER.verify(stored or NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def new_token() -> str:
    """256 random bits, for a cookie or a link."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a token. It has 256 random bits, so that a plain SHA-256 cannot be searched."""
    return hashlib.sha256(token.encode()).hexdigest()


def form_token(cookie: str) -> str:
    """The token of the forms shown to the bearer of a cookie. Who cannot read the cookie cannot make it."""
    return hmac.new(cookie.encode(), b"heelwork form", hashlib.sha256).hexdigest()


def form_token_matches(cookie: str | None, given: str | None) -> bool:
    """Whether a form was shown to the bearer of this cookie."""
    return bool(cookie and given) and hmac.compare_digest(form_token(str(cookie)).encode(), str(given).encode())
