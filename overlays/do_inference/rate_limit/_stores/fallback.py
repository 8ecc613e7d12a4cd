"""The fallback of a process while the shared store is unavailable."""

from __future__ import annotations

from collections.abc import Sequence

from .._bucket import Bucket
from .._estimator import Estimator
from .._external_usage import Share
from .._ledger import Ledger
from .._snapshot import dump, load
from .._window import Window
from .base import Decision, Mark, admit, apply
from .redis_link import Link

_MAX_PENDING = 1000
"""Number of pending events above which those that have left every window are dropped."""
_UNSEEN = 1.0
"""Seconds added to the age of the copy, in which other processes still had access to the server."""
_STEPS = 60
"""Number of steps into which usage is divided: an error below 2 %, like that of one second in a minute."""


class LocalFallback:
    """Admission by `ledger`, this process's share, which collects in `pending` what the store has to record later."""

    def __init__(self, ledger: Ledger, link: Link, pending: list[Mark]) -> None:
        self.ledger = ledger
        self._link = link
        self._pending = pending
        self._max_pending = _MAX_PENDING

    def exchange(
        self, marks: Sequence[Mark], demands: Sequence[int], here: float, unix: float, again: float
    ) -> Decision:
        """Implement `Store.exchange` at the local time `here`. Waiting calls try again at `again` at the latest."""
        ledger, now, back = self.ledger, self._link.latest(here), self._link.low
        for mark in marks:
            at = mark.at if mark.what == "cancelled" else self._link.latest(mark.at)
            moved = mark._replace(at=at, sent=self._link.latest(mark.sent) if mark.sent else 0.0)
            apply(ledger, moved, unix - now)
        self._pending += [mark for mark in marks if mark.what in ("cancelled", "used")]
        stamps, retry_at = admit(ledger, now, demands)
        self._pending += [
            Mark("add", stamp, tokens=tokens) for stamp, tokens in zip(stamps, demands, strict=False)
        ]
        if len(self._pending) > self._max_pending:
            self._pending[:] = [mark for mark in self._pending if mark.stamp > now - ledger.requests.span]
            self._max_pending = 2 * len(self._pending) + _MAX_PENDING
        return Decision(stamps, min(retry_at - back, again), ledger.estimator.backoff.daily_until - back)


def share_of_limits(known: Ledger, now: float, age: float, peers: int) -> Ledger:
    """Return a ledger with one of `peers` equal shares of each limit, minus that share of the earlier usage.

    `known` is the shared ledger of `age` seconds ago. Its requests expire as usual. Since then, the other processes are
    assumed to have used the maximum pace that the limits allow.
    """
    estimator = load(Estimator, dump(known.estimator))
    requests = estimator.request_windows()
    unseen = min((w.amount * (age + _UNSEEN) / w.seconds for w in requests), default=0.0)
    part = max(1, peers)
    for window in estimator.limits:
        if isinstance(window, Bucket):
            level, amount = window.level / part, max(1, window.amount // part)
            window.limit = window.limit._replace(amount=amount, firm=True)
            window.resize(amount)
            window.level = min(level, float(amount))
            continue
        usage = _usage_by_time(known, window, now)
        left = window.amount - sum(count for _, count in usage)
        usage.append((now, min(max(0.0, left), unseen)))
        # Headers report the limit of all processes, which must not raise the share.
        amount = max(1, window.amount // part)
        window.limit = window.limit._replace(amount=amount, firm=True)
        window.resize(amount)
        window.set_aside //= part
        window.usage.shares = [Share(count / part, at, at) for at, count in usage if count]
    return Ledger(estimator)


def _usage_by_time(known: Ledger, window: Window, now: float) -> list[tuple[float, float]]:
    """Return the known usage of a window by all processes and clients: the end of each step and the usage in it."""
    log = known.counts_of(window)
    step = window.seconds / _STEPS
    parts: list[tuple[float, float]] = []
    before: float = log.count_after(now - window.seconds) + window.known_usage(now)
    for index in range(1, _STEPS + 1):
        end = now - window.seconds + index * step
        after = log.count_after(end) + sum(share.left(end) for share in window.usage.shares)
        parts.append((end, max(0.0, before - after)))
        before = after
    parts.append((now, before))
    return parts
