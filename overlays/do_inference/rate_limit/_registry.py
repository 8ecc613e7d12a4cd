"""The limiters that the clients of one process share: one for each host and key.

This registry is the only module state of the package. Clients with the same key share one quota, so they need the same
ledger without passing it to each other.
"""

from __future__ import annotations

import hashlib
import os
from threading import RLock
from typing import TYPE_CHECKING, Final
from weakref import WeakValueDictionary

from ._limiter import RateLimiter
from ._limits import has_no_published_limits, published_limits

if TYPE_CHECKING:
    from collections.abc import Callable

_UNBOUNDED: Final = 1 << 30
"""Maximum requests in flight before the first response of a host without published limits."""
_STORED_KEYS: Final = 64
"""Minimum number of unused keys for which a client keeps limiters. A key function may return several keys in turn,
whose limiters must persist between requests. One that always returns new keys must not fill the memory, with some
kilobytes for each.
"""


class LimiterRegistry:
    """A thread-safe mapping from scopes, as returned by `hashed_scope`, to limiters.

    The references are weak: a limiter exists for as long as a client, a call or a stream uses it.
    """

    def __init__(self) -> None:
        self._limiters: WeakValueDictionary[str, RateLimiter] = WeakValueDictionary()
        self.renew_lock()

    def __len__(self) -> int:
        return len(self._limiters)

    def get(self, scope: str, make: Callable[[], RateLimiter]) -> RateLimiter:
        """Return the limiter of `scope`. If there is none, create it with `make`."""
        with self._lock:
            limiter = self._limiters.get(scope)
            if limiter is None:
                limiter = self._limiters[scope] = make()
            return limiter

    def renew_lock(self) -> None:
        """Replace the lock after a fork: a thread that does not exist in the child process may hold it."""
        # Reentrant, because the garbage collector and signal handlers can run code that makes a client.
        self._lock = RLock()


SHARED: Final = LimiterRegistry()
"""The registry of this process. A child process starts with a copy, whose limiters continue with their knowledge."""

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=SHARED.renew_lock)


class SharedLimiters:
    """The shared limiters that one client uses, by host and key."""

    def __init__(self, api: str = "serverless") -> None:
        self._api = api
        # Only these references keep a limiter alive while no request is in flight.
        self._used: dict[str, RateLimiter] = {}
        self._used_before: dict[str, RateLimiter] = {}
        self._latest: tuple[str, Callable[[], str], RateLimiter] | None = None
        """Host, key and limiter of the latest request. The key is in a closure, so that `vars()` does not show it."""

    def find(self, host: str, authorization: str) -> RateLimiter:
        """Return the limiter for requests to `host` (with its port unless it is the default) with this
        Authorization.
        """
        latest = self._latest
        if latest is not None and latest[0] == host and latest[1]() == authorization:
            return latest[2]
        scope = _scope(host, authorization)
        limiter = self._used.get(scope)
        if limiter is None:
            limiter = SHARED.get(scope, lambda: _new_limiter(self._api, host))
            if len(self._used) >= _STORED_KEYS:
                self._used_before, self._used = self._used, {}
            self._used[scope] = limiter
        self._latest = (host, lambda: authorization, limiter)
        return limiter


def hashed_scope(host: str, api_key: str) -> str:
    """Return a name for the quota of `api_key` at `host`: a hash of both, with 32 hexadecimal digits.

    Use it in the file name of a `FileStore` and as the scope of a `RedisStore`. The case of `host` does not matter.

    Example:
        ```python
        scope = hashed_scope("inference.do-ai.run", os.environ["MODEL_ACCESS_KEY"])
        store = FileStore(f"{scope}.ratelimit")
        ```
    """
    return hashlib.sha256(f"{host.lower()}\n{api_key}".encode()).hexdigest()[:32]


def _scope(host: str, authorization: str) -> str:
    name, colon, port = host.partition(":")
    scheme, _, key = authorization.partition(" ")
    return hashed_scope(
        f"{name.removesuffix('.')}{colon}{port}", key if scheme.lower() == "bearer" else scheme
    )


def _new_limiter(api: str, host: str) -> RateLimiter:
    if has_no_published_limits(host):  # Only response headers show whether it has any.
        return RateLimiter((), first_contact=_UNBOUNDED)
    return RateLimiter(published_limits(api), assumed=True)
