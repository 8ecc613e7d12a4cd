"""The admission of requests: each is released now, or the caller learns when to try again. No I/O and no clock."""

from __future__ import annotations

from bisect import insort
from math import inf

from ._bucket import Bucket
from ._counts import PRUNE_FROM, Counts, RequestCounts, TokenCounts
from ._estimator import Caution, Estimator, LimiterResponse
from ._headers import Observation
from ._snapshot import shift
from ._window import Window

_PRUNE_EVERY = 64
"""Number of releases after which expired entries are deleted. A deletion costs as much as the rest of a release."""


class Ledger:
    """An exact record of this process's own requests, and an `Estimator` for all other knowledge about the limits."""

    def __init__(self, estimator: Estimator) -> None:
        self.estimator = estimator
        self.requests = RequestCounts(self._span())
        self.tokens: dict[str, TokenCounts] = {}
        self.offset = 0.0
        """This ledger's clock minus `time.monotonic()`; 0 unless the ledger is stored on a server."""
        self.last_release = -inf
        self.retry_at = -inf
        """When to call `admit` again after it returned None; earlier if a request is settled or cancelled."""

    def counts_of(self, limit: Window | Bucket) -> Counts:
        return self.requests if limit.of_requests else self._tokens_of(limit)

    def _tokens_of(self, limit: Window | Bucket) -> TokenCounts:
        counts = self.tokens.get(limit.limit.name)
        if counts is None:
            counts = self.tokens[limit.limit.name] = TokenCounts(limit.limit.seconds)
        return counts

    def admit(self, now: float, tokens: int = 0) -> float | None:
        """Release one request of `tokens` tokens if it may be sent now. Return its stamp, or None after setting
        `retry_at`.
        """
        estimator = self.estimator
        backoff = estimator.backoff
        if now < backoff.pause_until or now < backoff.daily_until:
            self.retry_at = max(backoff.pause_until, backoff.daily_until)
            return None
        others_active = now < estimator.other_clients.until
        if (
            others_active or estimator.caution is not Caution.CALIBRATED or estimator.slow_start is not None
        ) and not self._may_release_now(now, others_active):
            return None
        recorded = len(self.requests.stamps)
        for limit in estimator.limits:
            of_requests = limit.of_requests
            need = 1 if of_requests else tokens
            if not need:
                continue
            if isinstance(limit, Bucket):
                # The last computed level is a lower bound, which suffices for most requests.
                enough = limit.level - limit.margin >= need and limit.at > -inf
                if not enough and not self._fits(limit, tokens, now):
                    return None
                if (
                    of_requests
                    and not limit.proven
                    and limit.amount <= recorded
                    and not self._one_window_allows(limit, now)
                ):
                    return None
            elif not self._fits(limit, tokens, now) or (
                others_active and not self._report_allows(limit, limit.needs(tokens), now)
            ):
                return None
        return self._release(now, tokens)

    def _fits(self, limit: Window | Bucket, tokens: int, now: float) -> bool:
        """Return whether a limit has room for a request now. Otherwise set `retry_at`."""
        need, counts = limit.needs(tokens), self.counts_of(limit)
        if limit.room(now, counts) >= need:
            return True
        self.retry_at = limit.free_at(now, need, counts)
        return False

    def _may_release_now(self, now: float, others_active: bool) -> bool:
        """Return whether the pace and the requests in flight allow a release now. Otherwise set `retry_at`."""
        estimator, requests = self.estimator, self.requests
        slow_start = estimator.slow_start
        in_flight = requests.count_after(now)
        if slow_start is not None and now < slow_start.due and in_flight and not estimator.nothing_reported:
            self.retry_at = min(slow_start.due, requests.first_after(now))
            return False
        if not estimator.calibrated and in_flight >= estimator.max_in_flight(now):
            self.retry_at = requests.first_after(now)
            if now < estimator.grow_at and not estimator.backoff.consecutive:
                self.retry_at = min(self.retry_at, estimator.grow_at)
            return False
        if others_active:
            self.retry_at = self.last_release + estimator.spacing(now)
            return now >= self.retry_at
        return True

    def _one_window_allows(self, bucket: Bucket, now: float) -> bool:
        """Return whether one more request is allowed even if `bucket` is a window, or if it alone can show which of the
        two it is. Otherwise set `retry_at`.
        """
        if bucket.amount > self.requests.count_after(now - bucket.seconds):
            return True
        self.retry_at = self.requests.first_after(now)
        return self.retry_at == inf

    def _report_allows(self, limit: Window, need: int, now: float) -> bool:
        """Return whether the last report allows one more request while other clients are active. If the report is old,
        release one request at a time.
        """
        if limit.left_until == -inf:
            return True
        pending = self.requests.first_after(now)
        fresh = now < limit.left_until
        if (fresh or pending < inf) and limit.reported_room(self.counts_of(limit)) < need:
            self.retry_at = min(
                limit.left_until if fresh else inf, max(pending, now + self.estimator.arrival_margin / 8)
            )
            return False
        return True

    def _release(self, now: float, tokens: int) -> float:
        estimator, stamps = self.estimator, self.requests.stamps
        if not estimator.calibrated:
            estimator.released(now)
        if estimator.slow_start is not None and not estimator.slow_start.released(now):
            estimator.slow_start = None
        self.last_release = now
        stamp = estimator.stamp(now)
        if stamps and stamp < stamps[-1]:
            insort(stamps, stamp)
        else:
            stamps.append(stamp)
        self._consume(stamp, 1, tokens)
        if len(stamps) > PRUNE_FROM and len(stamps) % _PRUNE_EVERY == 0:
            self.requests.span = self._span()
            self.requests.prune(now)
        return stamp

    def add(self, stamp: float, tokens: int) -> None:
        """Record a request that another ledger released, unless it is recorded already."""
        if not self.requests.remove(stamp):
            self._consume(stamp, 1, tokens)
        self.requests.add(stamp)

    def settle(self, stamp: float, arrived: float) -> float:
        """Record that the server counted the request by `arrived`. Return its new stamp."""
        return arrived if arrived < stamp and self.requests.move(stamp, arrived) else stamp

    def lost(self, stamp: float, at: float) -> None:
        """Record that there will be no response. While probing, the next request then waits less."""
        if not self.estimator.calibrated:
            self.settle(stamp, at + self.estimator.arrival_margin / 4)

    def delay(self, stamp: float, sent: float) -> float:
        """Record that the request was sent at `sent`, later than it was released. Return its new stamp."""
        late = self.estimator.stamp(sent)
        if late <= stamp:
            return stamp
        if not self.requests.move(stamp, late):
            self.requests.add(late)
        self._leave_room()
        return late

    def cancel(self, stamp: float, tokens: int = 0, first_stamp: float | None = None) -> None:
        """Remove a request that was never sent. Its tokens are recorded under its first stamp."""
        if self.requests.remove(stamp):
            self._consume(stamp, -1, 0)
            self._leave_room()
        if tokens:
            self._consume(stamp if first_stamp is None else first_stamp, 0, 0, tokens)

    def used(self, stamp: float, estimate: int, total: int) -> None:
        """Correct the tokens of the request first released under `stamp`, from `estimate` to `total`."""
        if total != estimate:
            self._consume(stamp, 0, total, estimate)

    def observe(self, observation: Observation, sent: float, now: float, offset: float) -> None:
        """Learn from a response. `offset` is Unix time minus this clock, used until the server reports its time."""
        self.estimator.observe(LimiterResponse(observation, sent, now, offset, self.counts_of))

    def available_at(self, now: float, ahead: int, tokens: int = 0) -> float:
        """Predict when a request with `ahead` requests before it can be sent."""
        at = max(now, self.estimator.backoff.pause_until)
        for limit in self.estimator.limits:
            if limit.of_requests or tokens:
                counts = self.counts_of(limit)
                at = max(at, limit.queue_free_at(now, ahead, limit.needs(tokens), counts))
        return at

    def shift(self, by: float) -> None:
        """Add `by` seconds to every recorded time, after a reset of the clock."""
        shift(self.estimator, by)
        stamps = self.requests.stamps
        for index, stamp in enumerate(stamps):
            stamps[index] = stamp + by
        self.last_release += by
        for counts in self.tokens.values():
            counts.ends = [end + by for end in counts.ends]

    def dump_tokens(self) -> dict[str, tuple[float, list[float], list[int]]]:
        """Return the recorded tokens as plain values."""
        return {name: (counts.step, counts.ends, counts.sums) for name, counts in self.tokens.items()}

    def restore_tokens(self, dumped: dict[str, tuple[float, list[float], list[int]]]) -> None:
        """Restore the result of `dump_tokens`."""
        for name, (step, ends, sums) in dumped.items():
            counts = self.tokens[name] = TokenCounts(0.0, ends, sums)
            counts.step = step

    def _consume(self, stamp: float, requests: int, tokens: int, before: int = 0) -> None:
        """Record the usage of a request first released under `stamp`: subtract it from the buckets, and count its
        tokens. `before` tokens are already recorded. A request uses at most a full bucket.
        """
        for limit in self.estimator.limits:
            if limit.of_requests:
                if requests and isinstance(limit, Bucket):
                    limit.consume(requests)
            elif tokens != before:
                if isinstance(limit, Bucket):
                    most = limit.amount
                    limit.consume(min(most, tokens) - min(most, before))
                self._tokens_of(limit).add(stamp, tokens - before)

    def _leave_room(self) -> None:
        """Lower the level for requests that arrive later than assumed: a bucket that was full until then did not
        refill.
        """
        for limit in self.estimator.limits:
            if isinstance(limit, Bucket) and limit.of_requests:
                limit.level = min(limit.level, limit.amount - self.requests.count_after(limit.at))

    def _span(self) -> float:
        return max((limit.seconds for limit in self.estimator.limits), default=60.0)
