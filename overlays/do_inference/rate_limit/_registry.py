"""The limiters that the clients of one process share: one for each host and key.

This registry is the only module state of the package. Clients of one key spend one quota, so they have to find the same
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
"""How many requests may be in flight before the first response of a host for which no limits are published."""
_STORED_KEYS: Final = 64
"""How many keys of one client keep their limiters while they are not in use, at least. A function can return several
keys in turn, whose limiters must not be forgotten between two requests. One that returns new keys forever must not fill
the memory, at some kilobytes for each.
"""


class LimiterRegistry:
    """Finds limiters by scope, a name from `hashed_scope`. Serves several threads at once.

    The references are weak: a limiter exists for as long as a client, a call or a stream uses it.
    """

    def __init__(self) -> None:
        self._limiters: WeakValueDictionary[str, RateLimiter] = WeakValueDictionary()
        self.renew_lock()

    def __len__(self) -> int:
        return len(self._limiters)

    def get(self, scope: str, make: Callable[[], RateLimiter]) -> RateLimiter:
        """The limiter of `scope`, created by `make` if there is none."""
        with self._lock:
            limiter = self._limiters.get(scope)
            if limiter is None:
                limiter = self._limiters[scope] = make()
            return limiter

    def renew_lock(self) -> None:
        """Replace the lock. During a fork a thread can hold it that the child process does not have."""
        # Reentrant, because the garbage collector and signal handlers can run code that makes a client.
        self._lock = RLock()


SHARED: Final = LimiterRegistry()
"""The registry of this process. A child process starts with a copy, whose limiters continue from what they know."""

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=SHARED.renew_lock)


class SharedLimiters:
    """The shared limiters that one client uses, by host and key."""

    def __init__(self, api: str = "serverless") -> None:
        self._api = api
        # These references are all that keeps a limiter while no request is in flight.
        self._used: dict[str, RateLimiter] = {}
        self._used_before: dict[str, RateLimiter] = {}
        self._latest: tuple[str, Callable[[], str], RateLimiter] | None = None
        """Host, key and limiter of the latest request. A closure holds the key: `vars()` does not show it."""

    def find(self, host: str, authorization: str) -> RateLimiter:
        """The limiter of requests to `host`, with its port unless it is the usual one, and with this Authorization."""
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
    """A name for the quota of `api_key` at `host`: a hash of both, of 32 hexadecimal digits.

    For file names of a `FileStore` and the scope of a `RedisStore`. The case of `host` does not matter.

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
    if has_no_published_limits(host):  # Only the headers of its responses report whether it has any.
        return RateLimiter((), first_contact=_UNBOUNDED)
    return RateLimiter(published_limits(api), assumed=True)
