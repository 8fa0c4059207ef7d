"""Which state of the package a stored measurement is of: it is measured anew where the package has changed since."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

import heelwork


@functools.cache
def fingerprint() -> str:
    """A digest of every file of the package: code, recipes, material and weights."""
    package = Path(heelwork.__file__).parent
    whole = hashlib.sha256()
    for path in sorted(p for p in package.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        whole.update(path.relative_to(package).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:16]
