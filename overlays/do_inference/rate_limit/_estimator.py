"""The estimated limits of a key, and the pace of requests that follows from them.

This module does no I/O and does not record this process's requests. It reads their counts from a ledger, so that the
same rules serve ledgers in memory, in a file and in Redis. Times are seconds of the ledger's clock.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from math import inf
from typing import NamedTuple

from msgspec import Struct, field

from ._backoff import Backoff
from ._bucket import Bucket
from ._counts import Counts
from ._external_usage import OtherClients, is_significant
from ._headers import FURTHEST_RESET, Observation, ReportedLimit
from ._limits import Limit, Unit, length_by_name, unit_of
from ._rejection import learn_from_rejection, learn_pace
from ._server_clock import ROUNDING, SLACK, ServerClock
from ._slow_start import SlowStart
from ._snapshot import Moment
from ._window import Window, length_between, usual_length

DEFAULT_ARRIVAL_MARGIN = 2.0
"""Maximum seconds from the release of a request until the server has counted it. Measured at latencies of up to 2 s:
0.5 s causes two rejections in 20,000 requests, 1 s and more none; up to 5 s costs less than 2 % of the quota."""
FIRST_CONTACT = 4
"""Maximum requests in flight before the first response reports the limit.

Model responses take seconds, so a value of one makes the start slow. If an earlier process has used up the quota, this
many requests are rejected.
"""
_LEAST_MARGIN = 0.05
"""Minimum arrival margin in seconds, for the latency of any network."""

_MAX_RECOVERY_FACTOR = 4.0
"""Maximum factor by which other clients lengthen the recovery of the pace. Measured with sixteen processes that share
nothing: half as many rejections as with 1; larger values avoid few more."""
_SPACING_FRACTION = 0.8
"""Spacing of requests while other clients are active, as a fraction of the spacing that exactly uses up a window."""
_WHOLE_SECOND = 1.0
"""Maximum error of a reset in seconds: servers report resets in whole seconds."""
_CLEARLY_SHORTER = 0.7
"""Fraction of a window's assumed length. A reset that implies less shows a different length, not an imprecise clock."""
_UNKNOWN_LENGTH = 3600.0
"""Length in seconds of a `ratelimit-limit` window if neither a reset nor a published limit shows it: the published
one."""
_NOISY = 0.02
"""Minimum scatter of reports, as a fraction of the limit, at which apparent usage of other clients counts as noise.
This process's own requests in flight cause less scatter."""
_RISE = 3
"""Minimum rise of `remaining`, before any request can have expired, that shows that the report is about another window.
Replicas of the server may report values that are a few requests old."""

CountsOf = Callable[["Window | Bucket"], Counts]


class Caution(Enum):
    """How well the limits are known. It bounds the number of requests in flight."""

    ASSUMED = "assumed"
    """No response has reported a limit yet."""
    PROBING = "probing"
    """The limits are known, but not which requests count in them: after a rejection, or if there was earlier usage."""
    CALIBRATED = "calibrated"
    """The limits are known, and so is which requests count in them."""


class LimiterResponse(NamedTuple):
    """A response received at `now`, to a request released at `sent`."""

    observation: Observation
    sent: float
    now: float
    offset: float
    """Unix time minus the ledger's clock. It is used unless the server reports its time."""
    counts_of: CountsOf


class Estimator(Struct):
    """All estimates about a key's limits. The record of this process's requests is in `Ledger`."""

    assumed: list[Limit] = field(default_factory=list)
    """The limits to start from."""
    arrival_margin: float = DEFAULT_ARRIVAL_MARGIN
    in_flight_limit: float = FIRST_CONTACT
    """Maximum requests in flight until `caution` is `CALIBRATED`."""
    unconfirmed: bool = False
    """Whether `assumed` may be wrong. A response that reports no limits then removes these limits."""
    limits: list[Window | Bucket] = field(default_factory=list)
    caution: Caution = Caution.ASSUMED
    calibrated_at: Moment = inf
    """When this process's record alone shows what counts in the shortest window."""
    grow_at: Moment = inf
    """When to allow more requests in flight although no response was received."""
    slow_start: SlowStart | None = None
    backoff: Backoff = field(default_factory=Backoff)
    other_clients: OtherClients = field(default_factory=OtherClients)
    server_clock: ServerClock = field(default_factory=ServerClock)
    reports_smallest: bool = False
    """Whether `remaining` refers to the window with the least left instead of the window that `limit` refers to."""
    measures_pace: bool = False
    """Whether a server that reports no limits has rejected a request. Its pace is measured when it accepts requests
    again."""
    version: int = 0
    """Number of changes that matter to other processes with the same store."""

    # -- reading --------------------------------------------------------------------------------------------------

    @property
    def calibrated(self) -> bool:
        return self.caution is Caution.CALIBRATED

    @property
    def nothing_reported(self) -> bool:
        return self.caution is Caution.ASSUMED

    @property
    def acceptance(self) -> float:
        """Seconds without a rejection after which a request counts as accepted."""
        return 2 * max(self.arrival_margin, _LEAST_MARGIN)

    def max_in_flight(self, now: float) -> float:
        """Return how many requests may be in flight at once."""
        if self.backoff.consecutive:
            return 1.0
        if self.calibrated or now >= self.calibrated_at:
            return inf
        if now < self.grow_at:
            return self.in_flight_limit
        # Rejections arrive quickly, accepted responses may take long: without a rejection, allow more.
        rounds = 1 + int((now - self.grow_at) / self.acceptance)
        return self.in_flight_limit * 2.0 ** min(30, rounds)

    def spacing(self, now: float) -> float:
        """Return the seconds between two requests while other clients are active."""
        factor = self.backoff.pace_factor(now, self.recovery_scale) if self.other_clients.yielding else 1.0
        return self.usual_spacing() / factor

    @property
    def recovery_scale(self) -> float:
        """Length in seconds of the longest request window, times up to four if other clients use more of it than this
        process.
        """
        windows = self.request_windows()
        if not windows:
            return 60.0
        longest = windows[-1]
        fair = longest.amount / longest.seconds
        recovery_factor = min(
            _MAX_RECOVERY_FACTOR,
            max(1.0, self.other_clients.pace / max(fair - self.other_clients.pace, fair / 64)),
        )
        return longest.seconds * recovery_factor

    def usual_spacing(self) -> float:
        """Return the spacing in seconds that uses up the shortest window a little early. A bucket has a margin
        instead.
        """
        shortest = next(iter(self.request_windows()), None)
        return _SPACING_FRACTION * shortest.seconds / shortest.amount if shortest else 0.0

    def stamp(self, now: float) -> float:
        """Return the latest time at which the server can have counted a request released at `now`."""
        return now + (
            self.arrival_margin if self.calibrated or now >= self.calibrated_at else self.acceptance
        )

    def request_windows(self) -> list[Window]:
        """Return the sliding windows of requests, shortest first."""
        found = [limit for limit in self.limits if isinstance(limit, Window) and limit.of_requests]
        return sorted(found, key=lambda window: window.seconds)

    # -- learning -------------------------------------------------------------------------------------------------

    def released(self, now: float) -> None:
        """Record a release before calibration: without a response, only time shows which requests count."""
        if self.calibrated_at == inf:
            shortest = min((limit.seconds for limit in self.limits), default=0.0)
            self.calibrated_at = now + shortest + self.arrival_margin
            self.grow_at = now + self.acceptance
            self.version += 1

    def observe(self, response: LimiterResponse) -> None:
        """Learn from a response."""
        observation = response.observation
        if observation.date is not None:
            self.server_clock.observe(observation.date, response.sent, response.now)
        if observation.rejected:
            learn_from_rejection(self, response)
            return
        if observation.status < 400:
            self._accepted(response)
        for reported in observation.reported:
            limit = self.limit_of(reported, response)
            if limit is not None and reported.remaining is not None:
                self._reconcile(limit, reported, reported.remaining, response)

    def daily_cap(self, now: float, until: float | None) -> None:
        """Record that the daily cap is reached, as reported by the text of a rejection."""
        self.backoff.daily_cap_reached(now, until)
        self.version += 1

    def local(self, reset: float | None, response: LimiterResponse) -> float | None:
        """Convert a reset (Unix time of the server) to the latest possible local time; None if it is implausible."""
        if not reset:
            return None
        at = self.server_clock.to_local(reset, response.offset)
        return at if at <= response.now + FURTHEST_RESET else None

    def _accepted(self, response: LimiterResponse) -> None:
        now = response.now
        if self.backoff.record_success(response.sent):
            if self.measures_pace:
                learn_pace(self, response)
            self.calibrated_at = now + 8 * self.arrival_margin
            self.grow_at = now + self.acceptance
            self.version += 1
        if not self.calibrated:
            self.in_flight_limit += 1
        for limit in self.limits:
            if limit.learnt and limit.grow(now, response.counts_of(limit)):
                self.version += 1
        if self.unconfirmed and self.caution is Caution.ASSUMED and response.observation.is_empty:
            # The server reports no limits, so the assumed ones do not apply.
            self.limits = [limit for limit in self.limits if limit.learnt]
            self.caution, self.slow_start = Caution.CALIBRATED, SlowStart()
            self.version += 1

    # -- which limit a header is about ----------------------------------------------------------------------------

    def limit_of(self, reported: ReportedLimit, response: LimiterResponse) -> Window | Bucket | None:
        """Return the limit that a header refers to, with the reported amount; None if it cannot be determined."""
        limit = self._named(reported)
        if limit is not None:
            if reported.limit is not None and reported.limit != limit.amount:
                self._resize(limit, reported.limit)
            return limit
        unit = unit_of(reported.name)
        if reported.limit is None or unit is None:
            return None
        self.version += 1
        found = (
            self._live(reported, reported.limit, unit, response)
            if reported.family == "live"
            else self._published(reported, reported.limit, unit, response)
        )
        found.reported_as = _key(reported)
        return found

    def _named(self, reported: ReportedLimit) -> Window | Bucket | None:
        """Return the limit that this header has reported before."""
        for limit in self.limits:
            if limit.reported_as == _key(reported):
                return limit
        return None

    def _resize(self, limit: Window | Bucket, amount: int) -> None:
        before = limit.amount
        limit.resize(amount)
        for other in self.limits if isinstance(limit, Window) else ():
            if (
                isinstance(other, Window)
                and not other.reported_as
                and not other.learnt
                and not other.limit.firm
            ):
                # The published burst limit is a fixed fraction of the published hourly limit.
                other.scale(limit.amount / before)
        self.version += 1

    def _live(self, reported: ReportedLimit, amount: int, unit: Unit, response: LimiterResponse) -> Bucket:
        """Return a new bucket for a limit that `x-ratelimit-*` reports."""
        seconds = length_by_name(reported.name)
        name = "requests-per-minute" if reported.name == "requests" else reported.name
        unreported = [each for each in self.limits if not each.reported_as and not each.learnt]
        same = next(
            (each for each in unreported if each.limit.name == name and each.limit.unit == unit), None
        )
        if same is None and unit == "requests":
            same = next((each for each in unreported if each.of_requests and each.amount == amount), None)
        if self.unconfirmed and same is not None and same.amount != amount:
            same = None
        if same is not None:
            self.limits.remove(same)
            seconds = same.seconds
        firm = same is not None and same.limit.firm
        size = min(amount, same.limit.amount) if firm and same is not None else amount
        bucket = Bucket(Limit(name, size, seconds, unit, firm, "bucket"))
        if isinstance(same, Bucket):
            bucket.refill = same.refill
        bucket.consume(min(size, response.counts_of(bucket).count_after(response.now - seconds)))
        self.limits.append(bucket)
        if unit == "requests":
            self._drop_unconfirmed()
        return bucket

    def _published(
        self, reported: ReportedLimit, amount: int, unit: Unit, response: LimiterResponse
    ) -> Window | Bucket:
        """Return the limit that `ratelimit-*` reports: an assumed one, or a new one for another plan."""
        if unit == "tokens":
            self.limits.append(Window(Limit(reported.name, amount, length_by_name(reported.name), unit)))
            return self.limits[-1]
        if self.unconfirmed and not self.request_windows():
            self.limits += [Window(limit) for limit in self.assumed if limit.unit == "requests"]
        windows = [each for each in self.request_windows() if not each.learnt and not each.reported_as]
        firm = any(each.limit.firm for each in windows)
        if (
            reported.reset == 0
            and reported.remaining is not None
            and 0 < reported.remaining < amount
            and not firm
        ):
            # A window that contains requests has a reset. A bucket with room for a request has none.
            return self._live(reported, amount, unit, response)
        length = self._length(reported, amount, response)
        ahead = None if length is not None else self._ahead(reported, response)
        window = _best_match(windows, amount, length, ahead)
        if window is None:
            seconds = length or (usual_length(ahead) if ahead is not None else _UNKNOWN_LENGTH)
            window = Window(Limit(f"requests-per-{seconds:.0f}-seconds", amount, seconds))
            self.limits.append(window)
        self._adopt(window, amount, length, windows)
        if self.unconfirmed and not any(each.family == "live" for each in response.observation.reported):
            # No header reports the burst limit, which may differ from the assumed one.
            self.slow_start = SlowStart()
        return window

    def _adopt(self, window: Window, amount: int, length: float | None, windows: list[Window]) -> None:
        """Use `window` for the reported limit, and adapt the other assumed windows to it."""
        scale = amount / window.amount
        same_length = length is None or length >= _CLEARLY_SHORTER * window.seconds
        stretch = 1.0 if length is None or same_length else length / window.seconds
        for other in windows:
            if other is window or other.limit.firm:
                continue
            if other.seconds > window.seconds or not (same_length or scale == 1):
                self.limits.remove(other)  # The key does not have the published plan.
            elif stretch < 1:
                other.relength(other.seconds * stretch)
            elif scale != 1:
                other.scale(scale)
        if not window.limit.firm and length is not None and not same_length:
            window.relength(length)
        window.resize(amount)

    def _drop_unconfirmed(self) -> None:
        """Remove the assumed limits, because the key has another plan."""
        if not any(window.reported_as for window in self.request_windows()):
            self.limits = [
                each for each in self.limits if isinstance(each, Bucket) or each.learnt or each.limit.firm
            ]

    def _ahead(self, reported: ReportedLimit, response: LimiterResponse) -> float | None:
        reset = self.local(reported.reset, response)
        return None if reset is None else reset - response.now

    def _length(self, reported: ReportedLimit, amount: int, response: LimiterResponse) -> float | None:
        """Return the length of the window, which the reset shows if this process sent the oldest request in it."""
        leaves = self.local(reported.reset, response)
        if leaves is None or reported.remaining is None or not self.server_clock.known:
            return None
        windows = self.request_windows()
        counts = response.counts_of(windows[0] if windows else Window(Limit("", 1, _UNKNOWN_LENGTH)))
        if amount - reported.remaining > counts.count_after(-inf):
            return None
        least = leaves - self.server_clock.width - _WHOLE_SECOND - response.now
        most = leaves + _WHOLE_SECOND - response.sent
        return length_between(least, most) if most > 0 else None

    # -- how much of it is used -----------------------------------------------------------------------------------

    def _reconcile(
        self, limit: Window | Bucket, reported: ReportedLimit, remaining: int, response: LimiterResponse
    ) -> None:
        first = self.caution is Caution.ASSUMED
        if isinstance(limit, Bucket):
            self._reconcile_bucket(limit, reported, remaining, response)
        else:
            self._reconcile_window(limit, reported, remaining, response, first=first)
        if first and limit.of_requests:
            self.first_contact(response.now)
        if limit.of_requests and (isinstance(limit, Bucket) or not first):
            self.confirm(response.now)

    def probe(self) -> None:
        """Return to probing: which requests count is unknown again."""
        if self.calibrated:
            self.caution = Caution.PROBING

    def first_contact(self, now: float) -> None:
        """Record that a response has reported a limit for the first time."""
        self.other_clients.since = now
        self.caution = Caution.PROBING
        self.version += 1

    def confirm(self, now: float) -> None:
        """Record a further report. It completes the calibration unless other clients are known."""
        if (
            self.caution is Caution.PROBING
            and not self.backoff.consecutive
            and now >= self.other_clients.until
            and not any(window.usage.shares for window in self.request_windows())
        ):
            self.caution = Caution.CALIBRATED
            self.version += 1

    def _reconcile_bucket(
        self, bucket: Bucket, reported: ReportedLimit, remaining: int, response: LimiterResponse
    ) -> None:
        counts = response.counts_of(bucket)
        ahead = self._ahead(reported, response)
        if remaining == 0 and ahead is not None and bucket.is_window(ahead):
            # The request was accepted, but the reset is far ahead: it is the expiry of the oldest request in a window.
            self.as_window(bucket, ahead)
            return
        if bucket.of_requests and not bucket.proven:
            before = counts.count_after(response.now - bucket.seconds) - counts.count_after(response.sent)
            bucket.proven = before >= bucket.amount  # A window would have rejected it.
        if bucket.reconcile(remaining, response.sent, response.now, counts) >= 1:
            self.version += 1

    def as_window(self, bucket: Bucket, ahead: float) -> Window:
        """Replace `bucket` by a window, because its reset lies `ahead` seconds in the future."""
        seconds = max(bucket.seconds, usual_length(ahead - SLACK))
        limit = bucket.limit._replace(seconds=seconds, kind="window")
        window = Window(limit, bucket.amount, bucket.reported_as, reported=True)
        self.limits[self.limits.index(bucket)] = window
        self.version += 1
        return window

    def _reconcile_window(
        self,
        window: Window,
        reported: ReportedLimit,
        remaining: int,
        response: LimiterResponse,
        *,
        first: bool,
    ) -> None:
        sent, now = response.sent, response.now
        reset = self.local(reported.reset, response)
        counts = response.counts_of(window)
        if self._is_of_another_window(window, remaining, reset, response):
            return
        window.report(remaining, sent, now, None if reset is None else reset + ROUNDING)
        longer = reset is not None and self.server_clock.known and reset - now > window.seconds + SLACK
        if reset is not None and longer and not window.limit.firm:
            window.relength(usual_length(reset - now - SLACK))
        used = max(0, window.amount - remaining)
        most = counts.count_after(sent - window.seconds)
        if not window.reported:
            window.reported = True
            self._begin(window, used, most, reset, response, first=first)
        else:
            self._correct(window, used, most, response)
        window.reported_at = max(window.reported_at, sent)

    def _is_of_another_window(
        self, window: Window, remaining: int, reset: float | None, response: LimiterResponse
    ) -> bool:
        """Return whether `remaining` refers to a shorter window than `window`, one with less left.

        The API publishes an hourly limit and a burst limit, but only one `remaining`. A value above the burst limit is
        that of the hour. It is not that of the hour if it rises before any request can have expired, or if it counts
        requests of other clients although this process sent the oldest one that counts.
        """
        shorter = [other for other in self._unreported(window) if not other.learnt]
        if not shorter or remaining > max(other.amount for other in shorter):
            self.reports_smallest = False
            return False
        if not self.reports_smallest:
            now, sent = response.now, response.sent
            counts = response.counts_of(window)
            rises = (
                sent > window.response_at and now < window.resets_at < inf and remaining > window.left + _RISE
            )
            own = counts.count_after(sent - window.seconds)
            ours = (
                reset is not None
                and reset - self.server_clock.width > now - SLACK + window.seconds
                and window.amount - remaining > own
                and not window.reported
            )
            if not (rises or ours):
                return False
            self.reports_smallest = True
            window.usage.shares.clear()
            window.report(window.amount, sent, now, None)
            self.version += 1
        window.reported = True
        return True

    def _begin(
        self,
        window: Window,
        used: int,
        most: int,
        reset: float | None,
        response: LimiterResponse,
        *,
        first: bool,
    ) -> None:
        now = response.now
        oldest = now - window.seconds
        if reset is not None:
            oldest = max(oldest, reset - window.seconds)
        base = window.begin(used, most, oldest, now)
        if not (base and first and window.of_requests):
            return
        self.other_clients.detected(now)
        for other in self._unreported(window):
            # Assume the worst case: all of it arrived as late as possible, and some is still in flight.
            late = now + 2 * self.arrival_margin
            other.usage.add(min(base, other.amount), late - other.seconds, late)

    def _correct(self, window: Window, used: int, most: int, response: LimiterResponse) -> None:
        now, counts = response.now, response.counts_of(window)
        least = counts.count_after(now - window.seconds + self.arrival_margin) - counts.count_after(
            response.sent
        )
        own = (float(max(0, least)), float(most))
        if now < self.other_clients.until:
            # With other clients active, the likeliest count is more useful than certain bounds.
            middle = (own[0] + own[1]) / 2
            own = (middle - 1, middle + 1)
        fresh = window.reconcile(used, own, now, response.sent)
        if fresh is not None:
            self.version += 1
        if not window.of_requests:
            return
        if fresh == 0 and not window.usage.shares and window.noise > _NOISY * window.amount:
            # None of the apparent usage of other clients is left.
            self.other_clients.until = -inf
            for other in self._unreported(window):
                other.usage.shares.clear()
        unreported = self._unreported(window)
        if fresh:
            self.other_clients.detected(now)
            since = window.usage.shares[-1].since
            for other in unreported:
                other.usage.add(fresh, since, now)
        if self.other_clients.measure(window.usage, now):
            self._set_aside([window, *unreported])

    def _set_aside(self, windows: Sequence[Window]) -> None:
        for window in windows:
            expected = self.other_clients.usage_to_set_aside(window.amount, window.seconds)
            if is_significant(expected, window.set_aside, window.amount):
                window.set_aside = expected
                self.version += 1

    def _unreported(self, window: Window) -> list[Window]:
        """Return the shorter windows that no header reports. Requests that count in `window` count in them too."""
        return [
            other
            for other in self.request_windows()
            if window.of_requests and other.seconds < window.seconds and not other.reported
        ]


def new_estimator(
    limits: Sequence[Limit],
    arrival_margin: float = DEFAULT_ARRIVAL_MARGIN,
    first_contact: int = FIRST_CONTACT,
    *,
    assumed: bool = False,
    yielding: bool = True,
) -> Estimator:
    """Return the estimator before the first response, with `limits`. If `assumed`, responses may remove them.

    Raises:
        ValueError: The amount of a limit is below 1, or its length is not a positive finite number.
    """
    for limit in limits:
        if limit.amount < 1 or not 0 < limit.seconds < inf:
            raise ValueError(
                f"a limit needs an amount of at least 1 and a positive number of seconds: {limit}"
            )
    return Estimator(
        list(limits),
        arrival_margin,
        float(first_contact),
        assumed,
        [Bucket(limit) if limit.kind == "bucket" else Window(limit) for limit in limits],
        other_clients=OtherClients(yielding),
    )


def _key(reported: ReportedLimit) -> str:
    """Return a key for a header. The two families report different limits, so the family is part of it."""
    return f"{reported.family}:{reported.name}"


def _best_match(
    windows: list[Window], amount: int, length: float | None, ahead: float | None
) -> Window | None:
    """Return the assumed window that a report most likely refers to; None if it refers to another one."""
    for window in reversed(windows):
        if window.amount == amount:
            return window
    if length is not None:
        near = [
            window
            for window in windows
            if _CLEARLY_SHORTER * window.seconds <= length <= window.seconds + SLACK
        ]
        return near[-1] if near else None
    fitting = [window for window in windows if ahead is None or window.seconds + SLACK >= ahead]
    return fitting[-1] if fitting else None
