"""Names of quotas that do not reveal the key."""

from __future__ import annotations

import hashlib


def hashed_scope(host: str, api_key: str) -> str:
    """A name for the quota of `api_key` at `host`: a hash of both, of 32 hexadecimal digits.

    For file names of a `FileStore` and the scope of a `RedisStore`. The case of `host` does not matter.

    Example:
        ```python
        scope = hashed_scope("inference.do-ai.run", os.environ["MODEL_ACCESS_KEY"])
        store = FileStore(f"{scope}.ratelimit")
        ```
    """
    return hashlib.sha256(f"{host.lower()}\n{api_key}".encode()).hexdigest()[:32]
