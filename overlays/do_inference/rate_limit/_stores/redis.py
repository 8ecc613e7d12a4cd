"""A ledger in Redis or Valkey, shared by processes on any number of hosts.

Each process decides with its copy of the ledger, by the same rules as in other stores. A script on the server writes
the decision if no other process wrote in the meantime. While the server is unavailable, each process uses its share of
the limits.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from math import inf
from typing import TYPE_CHECKING, Final

from .._errors import RateLimitStoreError
from .._estimator import DEFAULT_ARRIVAL_MARGIN, new_estimator
from .._ledger import Ledger
from .._limits import PUBLISHED_LIMITS, Limit
from .base import HEALTHY, STALE, Decision, Mark, StoreHealth, restamped
from .fallback import LocalFallback, share_of_limits
from .redis_link import Link, UnavailableError, invalid_url, missing_package
from .replica import Replica

if TYPE_CHECKING:
    import redis

logger: Final = logging.getLogger("do_inference")

_TIMEOUT = 1.0
"""Timeout of `from_url` in seconds: a thousand times as long as an exchange within a data centre."""
_COPY_VALID = 1.0
"""Seconds for which a copy is recent enough to report the state."""
_RETRY_EVERY = 1.0
"""Seconds between two attempts to reach a server that is unavailable."""
_ASSUMED_PEERS = 4
"""Number of processes assumed by one that never reached the server: a common number of workers. With more processes,
response headers show their usage."""
_RECONNECT_TIME = 4.0
"""Seconds after the server is available again in which every process reconnects and reports its requests."""


class RedisStore:
    """A store in Redis (5 or later) or Valkey. Requires the extra `do-inference[redis]`.

    It supports TLS and the clients of Sentinel (`sentinel.master_for(...)`), but not clusters.

    Args:
        client: A synchronous `redis.Redis` with timeouts, such as `socket_timeout=1`. `from_url` creates one.
        scope: The name of the quota: `hashed_scope(host, api_key)`, never the key itself.
        limits, arrival_margin, yielding: As for `RateLimiter`. Only the first process uses them; later ones read the
        stored state.
        now, unix: Clocks, for tests.

    Raises:
        RateLimitStoreError: On creation: `client` is not a `redis.Redis`, or the package is missing. In other methods:
        a setting or the server has to be changed; the attribute `setting` names it. An outage does not raise: the
        process continues with its share of the limits, and `health` reports the outage.
        ValueError: A limit has an amount below 1 or a length that is not positive.

    Example:
        ```python
        scope = hashed_scope("inference.do-ai.run", os.environ["MODEL_ACCESS_KEY"])
        store = RedisStore.from_url("rediss://:password@10.0.0.5:6379/0", scope)
        client = Client(rate_limiter=RateLimiter(store=store))
        ```
    """

    inline = False

    def __init__(
        self,
        client: redis.Redis,
        scope: str,
        limits: Sequence[Limit] = PUBLISHED_LIMITS,
        *,
        arrival_margin: float = DEFAULT_ARRIVAL_MARGIN,
        yielding: bool = True,
        now: Callable[[], float] = time.monotonic,
        unix: Callable[[], float] = time.time,
    ) -> None:
        self._limits = tuple(limits)
        self._arrival_margin, self._yielding = arrival_margin, yielding
        self._now, self._unix = now, unix
        self._link = Link(client, scope, now)
        self._own_client: redis.Redis | None = None
        if self._link.waits_forever():
            logger.warning(
                "the Redis client of the rate limiter has no socket_timeout; a server that hangs blocks calls"
            )
        self._reset()

    @classmethod
    def from_url(cls, url: str, scope: str, limits: Sequence[Limit] = PUBLISHED_LIMITS) -> RedisStore:
        """Return a store on the server at `url`, with a timeout of one second.

        The URL is like `redis://:password@127.0.0.1:6379/0`, `rediss://...` for TLS (`?ssl_ca_certs=FILE` for a custom
        certificate authority), or `unix:///run/redis.sock`. Special characters in the password must be percent-encoded.

        Raises:
            RateLimitStoreError: The URL is not valid, or the package is missing.
        """
        try:
            import redis
            from redis.backoff import NoBackoff
            from redis.exceptions import ConnectionError as BrokenConnection
            from redis.retry import Retry
        except ImportError as error:
            raise missing_package() from error
        # Retry once on a new connection, because the server closes idle ones. More retries would only delay the
        # fallback.
        retry = Retry(NoBackoff(), 1, (BrokenConnection,))
        try:
            client = redis.Redis.from_url(
                url, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT, retry=retry
            )
            client.connection_pool.make_connection()
            client.connection_pool.reset()
        except (TypeError, ValueError):
            # The original message may contain a part of the password.
            raise invalid_url() from None
        store = cls(client, scope, limits)
        store._own_client = client
        return store

    def close(self) -> None:
        """Close the connections of a store from `from_url`. A client passed on creation stays open."""
        if self._own_client is not None:
            self._own_client.close()

    def _reset(self) -> None:
        self._lock = threading.Lock()
        self._replica = Replica(self._link, self._new_ledger(assumed=False), self._now, self._unix)
        self._local: LocalFallback | None = None
        self._reconnected_at = inf
        self._retry_at = -inf
        self.health = HEALTHY

    def _new_ledger(self, *, assumed: bool) -> Ledger:
        return Ledger(
            new_estimator(self._limits, self._arrival_margin, assumed=assumed, yielding=self._yielding)
        )

    # -- the limiter's side ---------------------------------------------------------------------------------------

    def exchange(self, marks: Sequence[Mark], demands: Sequence[int]) -> Decision:
        with self._lock:
            if self._local is not None and self._now() >= self._retry_at:
                self._reconnect()
            if self._local is None:
                try:
                    return self._replica.exchange(marks, demands)
                except UnavailableError as error:
                    self._degrade(error)
            assert self._local is not None
            # After a reconnection, a process admits nothing until the others have had time to reconnect.
            demands = demands if self._reconnected_at == inf else ()
            now = self._now()
            return self._local.exchange(marks, demands, now, self._unix(), max(self._retry_at, now))

    def restamp(self, mark: Mark) -> float:
        return restamped(mark, self._link.latest(mark.at), self._replica.ledger.estimator)

    def view(self) -> Ledger:
        if self._local is None and self._replica.current_at == -inf:
            return self.read()
        if self._now() - self._replica.current_at > STALE and self._lock.acquire(blocking=False):
            try:
                with suppress(RateLimitStoreError):
                    self._refresh()
            finally:
                self._lock.release()
        return self._current_ledger()

    def read(self) -> Ledger:
        with self._lock:
            if self._local is not None and self._now() >= self._retry_at:
                self._reconnect()
            elif self._now() - self._replica.current_at > _COPY_VALID:
                self._refresh()
        return self._current_ledger()

    def _refresh(self) -> None:
        if self._local is None:
            try:
                self._replica.exchange((), ())
            except UnavailableError as error:
                self._degrade(error)

    def _current_ledger(self) -> Ledger:
        ledger = self._local.ledger if self._local else self._replica.ledger
        ledger.offset = self._link.low
        return ledger

    def after_fork(self) -> None:
        self._link.after_fork()
        self._reset()

    # -- without the server ---------------------------------------------------------------------------------------

    def _degrade(self, error: UnavailableError) -> None:
        here = self._now()
        self._link.assume(self._unix() - here)
        if self._replica.text:
            known, age, peers = (
                self._replica.ledger,
                max(0.0, here - self._replica.current_at),
                max(1, self._replica.peers),
            )
            fallback = f"1/{peers} of each limit"
        else:
            known, age, peers = self._new_ledger(assumed=True), 0.0, _ASSUMED_PEERS
            fallback = f"1/{peers} of each limit, from a slow start"
        part = share_of_limits(known, self._link.latest(here), age, peers)
        self._local = LocalFallback(part, self._link, self._replica.pending)
        self._reconnected_at, self._retry_at = inf, here + _RETRY_EVERY
        self.health = StoreHealth("degraded", here, fallback, str(error))
        logger.warning(
            "the store of the rate limiter is unavailable (%s); until it is back this process uses %s",
            error,
            fallback,
        )

    def _reconnect(self) -> None:
        """Report pending events to the server. It is used again when all processes have had time to report."""
        began = self._now()
        try:
            self._replica.exchange((), ())
        except UnavailableError as error:
            # Attempts that time out take at most a quarter of the time.
            self._reconnected_at = inf
            self._retry_at = self._now() + max(_RETRY_EVERY, 3 * (self._now() - began))
            self.health = self.health._replace(error=str(error))
            return
        self._retry_at = began + _RETRY_EVERY
        self._reconnected_at = min(self._reconnected_at, began)
        if began >= self._reconnected_at + _RECONNECT_TIME:
            self._local, self._reconnected_at, self.health = None, inf, HEALTHY
            logger.info("the store of the rate limiter is available again")
