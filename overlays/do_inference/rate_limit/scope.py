"""Names for what is limited, that do not tell the key."""

from __future__ import annotations

import hashlib


def hashed_scope(host: str, api_key: str) -> str:
    """A name for the quota of `api_key` at `host`: a hash of both, fit for a file name or a key in Redis."""
    return hashlib.sha256(f"{host.lower()}\n{api_key}".encode()).hexdigest()[:32]
