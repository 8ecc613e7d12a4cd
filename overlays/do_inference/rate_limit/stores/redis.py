"""A ledger in Redis or Valkey, shared by a fleet of processes.

Each process holds a copy of the ledger and decides by it, with the same policy as everywhere. One script on the server
then writes the decision, if no other process wrote in the meantime; otherwise the process updates its copy and decides
again. While the server is unavailable each process uses its part of the limits.
"""

from __future__ import annotations

import json
import logging
import random
import threading
import time
import uuid
from bisect import bisect_right
from collections.abc import Callable, Sequence
from contextlib import suppress
from math import inf
from typing import TYPE_CHECKING, Any, Final

from ..errors import RateLimitStoreError
from ..estimator import DEFAULT_ARRIVAL_MARGIN, new_estimator
from ..ledger import Ledger
from ..limits import PUBLISHED_LIMITS, Limit
from .base import (
    HEALTHY,
    STALE,
    Decision,
    Mark,
    StoreHealth,
    admit,
    apply,
    dump_ledger,
    load_ledger,
    restamped,
)
from .fallback import LocalFallback, own_part
from .redis_link import Link, Reply, UnavailableError, damaged, invalid_url, missing_package

if TYPE_CHECKING:
    import redis

logger: Final = logging.getLogger("do_inference")

_TIMEOUT = 1.0
"""Seconds that `from_url` waits for the server: a thousand times what an exchange takes in one data centre."""
_ATTEMPTS = 30
"""How often a process decides again because others wrote first. Sixteen processes that do nothing else need six on
average."""
_DOUBLINGS = 5
"""How often the pause between attempts doubles: to 32 times one attempt, enough for a hundred busy processes."""
_CONTENDED = 0.02
"""Seconds after which a process asks again that was too slow in all attempts."""
_RECENT = 5.0
"""Seconds of the log that a conflict replaces: longer than a process takes to report that a response came."""
_FULL = 60.0
"""Seconds after which a conflict replaces the whole log: it costs milliseconds, and repairs what was reported later."""
_LOOK = 1.0
"""Seconds for which a copy is recent enough for a display of the state."""
_TRY_EVERY = 1.0
"""Seconds between two attempts to reach a server that is unavailable."""
_UNKNOWN_PEERS = 4
"""By how many a process divides the limits that never reached the server: a common number of workers. In larger fleets
the headers of responses show what the others use."""
_ALL_BACK = 4.0
"""Seconds after its return in which every process tries to reach the server, and reports what it did meanwhile."""
_GIVE_BACK = 1.0
"""Seconds in which nothing is admitted after the server lost its data: processes that have something to report exchange
twice a second, and give back their copies."""


class RedisStore:
    """Shares a ledger through Redis (5 or later) or Valkey. Needs the extra `do-inference[redis]`.

    Works with TLS and with the clients of Sentinel (`sentinel.master_for(...)`), not with clusters.

    Args:
        client: A synchronous `redis.Redis` with timeouts, such as `socket_timeout=1`. Or use `from_url`.
        scope: Names the quota: `hashed_scope(host, api_key)`, never the key itself.
        limits, guard: What the first process starts from; later processes find what is known by then.

    Raises:
        RateLimitStoreError: On creation: `client` is not a `redis.Redis`, or the package is missing. At the first call
            and later: the settings or the server have to be changed. The message names which.
    """

    inline = False

    def __init__(
        self,
        client: redis.Redis,
        scope: str,
        limits: Sequence[Limit] = PUBLISHED_LIMITS,
        *,
        guard: float = DEFAULT_ARRIVAL_MARGIN,
        yielding: bool = True,
        now: Callable[[], float] = time.monotonic,
        unix: Callable[[], float] = time.time,
    ) -> None:
        self._limits = tuple(limits)
        self._guard, self._yielding = guard, yielding
        self._now, self._unix = now, unix
        self._link = Link(client, scope, now)
        self._own_client: redis.Redis | None = None
        if self._link.waits_forever():
            logger.warning(
                "the Redis client of the rate limiter has no socket_timeout; a server that hangs blocks calls"
            )
        self._begin()

    @classmethod
    def from_url(cls, url: str, scope: str, limits: Sequence[Limit] = PUBLISHED_LIMITS) -> RedisStore:
        """A store on the server at `url`, with a timeout of one second.

        `redis://:password@127.0.0.1:6379/0`, `rediss://...` for TLS (`?ssl_ca_certs=FILE` for an authority of your
        own), or `unix:///run/redis.sock`. Special characters in the password are percent-encoded.
        """
        try:
            import redis
            from redis.backoff import NoBackoff
            from redis.exceptions import ConnectionError as BrokenConnection
            from redis.retry import Retry
        except ImportError as error:
            raise missing_package() from error
        # One attempt on a new connection, because the server closes idle ones. More would only delay the fallback.
        retry = Retry(NoBackoff(), 1, (BrokenConnection,))
        try:
            client = redis.Redis.from_url(
                url, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT, retry=retry
            )
            client.connection_pool.make_connection()
            client.connection_pool.reset()
        except (TypeError, ValueError):
            # The original message may quote a part of the password.
            raise invalid_url() from None
        store = cls(client, scope, limits)
        store._own_client = client
        return store

    def close(self) -> None:
        """Close the connections of a store from `from_url`. A client of yours stays open."""
        if self._own_client is not None:
            self._own_client.close()

    def _begin(self) -> None:
        self._threads = threading.Lock()
        self._ledger = self._new_ledger(assumed=False)
        self._epoch = self._version = self._text = ""
        self._serial, self._peers = 0, 1
        self._hold = -inf
        self._current_at = self._full_at = -inf
        self._local: LocalFallback | None = None
        self._back_at = inf
        self._try_at = -inf
        self._owed: list[Mark] = []
        self.health = HEALTHY

    def _new_ledger(self, *, assumed: bool) -> Ledger:
        return Ledger(new_estimator(self._limits, self._guard, assumed=assumed, yielding=self._yielding))

    # -- the limiter's side ---------------------------------------------------------------------------------------

    def exchange(self, marks: Sequence[Mark], demands: Sequence[int]) -> Decision:
        with self._threads:
            if self._local is not None and self._now() >= self._try_at:
                self._try_again()
            if self._local is None:
                try:
                    return self._shared(marks, demands)
                except UnavailableError as error:
                    self._degrade(error)
            assert self._local is not None
            # A process that has reached the server again admits nothing until the others have reached it too.
            demands = demands if self._back_at == inf else ()
            now = self._now()
            return self._local.exchange(marks, demands, now, self._unix(), max(self._try_at, now))

    def restamp(self, mark: Mark) -> float:
        return restamped(mark, self._link.latest(mark.at), self._ledger.estimator)

    def view(self) -> Ledger:
        if self._current_at == -inf:
            return self.look()
        if self._now() - self._current_at > STALE and self._threads.acquire(blocking=False):
            try:
                with suppress(RateLimitStoreError):
                    self._refresh()
            finally:
                self._threads.release()
        return self._known()

    def look(self) -> Ledger:
        with self._threads:
            if self._local is not None and self._now() >= self._try_at:
                self._try_again()
            elif self._now() - self._current_at > _LOOK:
                self._refresh()
        return self._known()

    def _refresh(self) -> None:
        if self._local is None:
            try:
                self._shared((), ())
            except UnavailableError as error:
                self._degrade(error)

    def _known(self) -> Ledger:
        ledger = self._local.ledger if self._local else self._ledger
        ledger.offset = self._link.low
        return ledger

    def after_fork(self) -> None:
        self._link.after_fork()
        self._begin()

    # -- with the server ------------------------------------------------------------------------------------------

    def _shared(self, marks: Sequence[Mark], demands: Sequence[int]) -> Decision:
        for attempt in range(_ATTEMPTS):
            began = self._now()
            if not self._epoch:
                self._join()
                continue
            decision = self._attempt([*self._owed, *marks], demands)
            if decision is not None:
                self._owed.clear()
                return decision
            # As on a shared wire: the more conflicts, the longer a random pause before the next attempt.
            time.sleep(random.random() * (self._now() - began) * 2.0 ** min(attempt, _DOUBLINGS))  # noqa: S311
        self._owed += marks
        return Decision((), self._now() + _CONTENDED)

    def _attempt(self, marks: Sequence[Mark], demands: Sequence[int]) -> Decision | None:
        """Decide by the copy and write the decision; None if other processes wrote first."""
        here = self._now()
        now, back = self._link.earliest(here), self._link.low
        moves = [move for mark in marks if (move := self._take_in(mark, now, self._unix() - here - back))]
        stamps, retry_at = admit(self._ledger, now, () if now < self._hold else demands)
        text = json.dumps(dump_ledger(self._ledger))
        try:
            reply = self._ask(
                text if text != self._text else "",
                exact=bool(demands) or text != self._text,
                keep=[mark.stamp for mark in marks if mark.what == "add"],
                moves=moves,
                adds=stamps,
            )
        except BaseException:
            self._rewind(stamps)
            raise
        if not reply.taken:
            self._rewind(stamps)
            self._absorb(reply)
            return None
        if text != self._text:
            self._text, self._version = text, reply.version
        for wanted, recorded in zip(stamps, reply.stamps, strict=True):
            if wanted != recorded:
                self._ledger.requests.move(wanted, recorded)
        self._absorb(reply)
        if now < self._hold:
            retry_at = self._hold
        return Decision(reply.stamps, retry_at - back, self._ledger.estimator.backoff.daily_until - back)

    def _take_in(self, mark: Mark, now: float, offset: float) -> list[Any] | None:
        """Enter `mark` into the copy. Returns what the server has to change in its log."""
        if mark.what in ("cancelled", "add"):
            apply(self._ledger, mark, offset)
            return [mark.stamp, False, False] if mark.what == "cancelled" else None
        at = max(self._link.latest(mark.at), round(now - _RECENT / 2, 6))
        apply(self._ledger, mark._replace(at=at, sent=mark.sent and self._link.latest(mark.sent)), offset)
        if mark.what == "settled" and at < mark.stamp:
            return [mark.stamp, at, False]
        if mark.what == "sent":
            return [mark.stamp, restamped(mark, at, self._ledger.estimator), True]
        return None

    def _rewind(self, stamps: Sequence[float]) -> None:
        """The decision was not written: back to the state it was made by."""
        for stamp in stamps:
            self._ledger.requests.remove(stamp)
        self._load(self._text)

    def _load(self, text: str) -> None:
        try:
            self._ledger = load_ledger(json.loads(text), self._ledger.requests.stamps)
        except (ValueError, KeyError, TypeError):
            raise damaged() from None

    def _ask(self, text: str = "", **changes: Any) -> Reply:
        requests = self._ledger.requests
        full = self._now() - self._full_at > _FULL
        self._since = -1.0 if full else self._link.earliest(self._current_at - _RECENT)
        reply = self._link.ask(
            {
                "epoch": self._epoch,
                "serial": self._serial,
                "version": self._version,
                "since": self._since,
                "span": max(
                    (limit.seconds for limit in self._ledger.estimator.limits), default=requests.span
                ),
                "hold": _GIVE_BACK,
                "exact": False,
                "keep": [],
                "moves": [],
                "adds": [],
                **changes,
            },
            text,
        )
        if reply.log is not None and full:
            self._full_at = self._now()
        return reply

    def _absorb(self, reply: Reply) -> None:
        """Bring the copy up to date."""
        self._peers, self._hold = reply.peers, reply.hold
        if reply.epoch != self._epoch:
            # The server has lost its data, and another process may have given back its copy already.
            self._epoch = ""
            return
        self._serial = reply.serial
        if reply.log is not None:
            stamps = self._ledger.requests.stamps
            del stamps[bisect_right(stamps, self._since) :]
            stamps.extend(reply.log)
        self._current_at = self._now()
        if reply.text is not None:
            self._text, self._version = reply.text, reply.version
            self._load(reply.text)

    def _join(self) -> None:
        """Take over what the server has, or give it what is known here."""
        self._serial, self._version, self._full_at = -1, "", -inf
        reply = self._ask()
        self._serial = 0
        self._correct_assumed_clock()
        oldest = reply.now - self._ledger.requests.span
        known = [round(stamp, 6) for stamp in self._ledger.requests.stamps if stamp > oldest]
        if reply.epoch:
            self._epoch = reply.epoch
            self._absorb(reply)
            for stamp in known:
                # The level of a bucket in the text includes them.
                self._ledger.requests.remove(stamp)
                self._ledger.requests.add(stamp)
            if known:
                self._absorb(self._ask(keep=known))
            return
        text = json.dumps(dump_ledger(self._ledger))
        reply = self._ask(text, exact=True, keep=known, new=uuid.uuid4().hex)
        if reply.taken:
            self._epoch, self._text, self._version = reply.epoch, text, reply.version
            self._absorb(reply)

    def _correct_assumed_clock(self) -> None:
        """What was recorded before the first reply used an assumed clock of the server."""
        assumed, self._link.assumed = self._link.assumed, None
        if assumed is not None:
            by = round(self._link.low - assumed, 6)
            self._ledger.shift(by)
            self._owed[:] = [
                mark._replace(stamp=round(mark.stamp + by, 6), at=mark.at and mark.at + by)
                for mark in self._owed
            ]

    # -- without the server ---------------------------------------------------------------------------------------

    def _degrade(self, error: UnavailableError) -> None:
        here = self._now()
        self._link.assume(self._unix() - here)
        if self._text:
            known, age, peers = self._ledger, max(0.0, here - self._current_at), max(1, self._peers)
            fallback = f"1/{peers} of each limit"
        else:
            known, age, peers = self._new_ledger(assumed=True), 0.0, _UNKNOWN_PEERS
            fallback = f"1/{peers} of each limit, from a slow start"
        part = own_part(known, self._link.latest(here), age, peers)
        self._local = LocalFallback(part, self._link, self._owed)
        self._back_at, self._try_at = inf, here + _TRY_EVERY
        self.health = StoreHealth("degraded", here, fallback, str(error))
        logger.warning(
            "the store of the rate limiter is unavailable (%s); until it is back this process uses %s",
            error,
            fallback,
        )

    def _try_again(self) -> None:
        """Report to a server that is back what went on here. It decides again once all had time to report."""
        began = self._now()
        try:
            self._shared((), ())
        except UnavailableError as error:
            # An attempt that times out takes at most a quarter of the time.
            self._back_at = inf
            self._try_at = self._now() + max(_TRY_EVERY, 3 * (self._now() - began))
            self.health = self.health._replace(error=str(error))
            return
        self._try_at = began + _TRY_EVERY
        self._back_at = min(self._back_at, began)
        if began >= self._back_at + _ALL_BACK:
            self._local, self._back_at, self.health = None, inf, HEALTHY
            logger.info("the store of the rate limiter is available again")
