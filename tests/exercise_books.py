"""What the tests of the exercise books share."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable


def digest(texts: Iterable[str]) -> str:
    """SHA-256 of the documents as JSON lines: a base model's card names the text that it has seen."""
    lines = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts)
    return hashlib.sha256(lines.encode()).hexdigest()
