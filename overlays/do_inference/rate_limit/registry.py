"""The limiters that the clients of one process share: one for each host and key.

This registry is the only module state of the package. Clients of one key spend one quota, so they have to find the same
ledger without passing it to each other.
"""

from __future__ import annotations

import os
from threading import RLock
from typing import TYPE_CHECKING, Final
from weakref import WeakValueDictionary

if TYPE_CHECKING:
    from collections.abc import Callable

    from .limiter import RateLimiter


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
