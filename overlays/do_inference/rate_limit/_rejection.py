"""Evaluation of 429 responses: which limit is full and why, including limits that no header reports.

Rejections are classified in this order:

1. A long `retry-after`, and no limit reported as full: the model's vendor rejects. Other calls continue.
2. No rate-limit headers in any response: the server has an unreported limit. Use the pace that it accepts.
3. A short `retry-after`: a burst limit is full until then, possibly one that no header reports.
4. A limit reported as full: it is full until its reset.
5. Otherwise: the server is overloaded. Back off.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from ._bucket import Bucket
from ._limits import Limit
from ._window import Window, usual_length

if TYPE_CHECKING:
    from ._estimator import Estimator, LimiterResponse

_LARGEST_ARRIVAL_MARGIN = 10.0
"""Maximum arrival margin in seconds."""
_SLACK = 3.0
"""Seconds by which a full window may have room before our oldest request leaves it: rounding to seconds, and
latency."""
_LONGEST_PAUSE = 3600.0
"""Maximum seconds until a reset that are accepted for a limit with a shorter assumed length: the longest published
window."""
_LONGEST_BURST = 60.0
"""Maximum length of a burst limit in seconds. Source: the published limits. A longer `retry-after` without a full limit
comes from a vendor. It concerns the vendor's model only, so other calls continue."""
_REDUCTION = 0.93
"""Factor by which a further rejection reduces a learnt amount. Growth in small steps then takes several windows to
reach the limit again."""
_ACCEPTED_FRACTION = 0.95
"""Fraction of the requests accepted before a rejection that becomes the learnt limit. The rest may have arrived after
it."""
_LEARNT_BURST = 0.5
"""Burst of a learnt pace, in seconds: long enough that a late wake-up costs nothing, short enough for a short
window."""
_MAX_GROWTH_INTERVAL = 64.0
"""Maximum `growth_interval` of a learnt limit, in window lengths."""
_SHORTEST_GOODPUT, _LONGEST_GOODPUT = 1.0, 60.0
"""Minimum and maximum seconds over which accepted requests are counted for a pace: a complete window of a usual
length."""


def learn_from_rejection(estimator: Estimator, response: LimiterResponse) -> None:
    """Update the estimates after a 429 response."""
    observation, now = response.observation, response.now
    full = _full_limits(estimator, response)
    retry_after = observation.retry_after
    estimator.version += 1
    if retry_after is not None and retry_after > _LONGEST_BURST and not full:
        return
    is_new = estimator.backoff.record_rejection(response.sent, now, estimator.recovery_scale)
    if observation.is_empty and not any(limit.reported_as for limit in estimator.limits):
        _unreported_pace(estimator, response, is_new=is_new)
    if retry_after is not None and retry_after <= _LONGEST_BURST:
        _burst(estimator, response, retry_after, is_new=is_new)
    elif full:
        _until_reset(estimator, response, full, is_new=is_new)
    else:
        _probe(estimator, now, is_new=is_new)
        estimator.backoff.overloaded(now)


def _full_limits(
    estimator: Estimator, response: LimiterResponse
) -> list[tuple[Window | Bucket, float | None]]:
    """Return the limits reported as full, each with the time of its reset if the server reports one."""
    full: list[tuple[Window | Bucket, float | None]] = []
    known = list(estimator.limits)
    for reported in response.observation.reported:
        limit = estimator.limit_of(reported, response)
        if limit is None:
            continue
        reset = estimator.local(reported.reset, response)
        ahead = None if reset is None else max(0.0, reset - response.now)
        if isinstance(limit, Bucket) and _is_exhausted(limit, reported.remaining, ahead):
            if ahead is not None and limit.is_window(ahead):
                full.append((estimator.as_window(limit, ahead), reset))
                continue
            limit.rejected(reported.remaining, ahead, response.now, response.counts_of(limit))
            if any(limit is each for each in known):
                limit.raise_margin(limit.margin + 2, response.now)
            if estimator.backoff.unrecovered <= 1 and reset is not None:
                limit.fits_at = reset
            full.append((limit, reset))
        elif reported.remaining == 0:
            full.append((limit, reset))
    return full


def _is_exhausted(bucket: Bucket, remaining: int | None, ahead: float | None) -> bool:
    """Return whether a bucket held too little for the rejected request."""
    return remaining == 0 or (ahead is not None and not (bucket.of_requests and remaining))


def _until_reset(
    estimator: Estimator,
    response: LimiterResponse,
    full: list[tuple[Window | Bucket, float | None]],
    *,
    is_new: bool,
) -> None:
    """Process full limits: nothing is released until the earliest of their resets.

    A reset of 0 is not a time. The pause is then the one after an overload.
    """
    now = response.now
    _probe(estimator, now, is_new=is_new)
    limit, reset = min(full, key=lambda entry: inf if entry[1] is None else entry[1])
    if reset is None and response.observation.retry_after:
        reset = now + response.observation.retry_after
    until = None if reset is None else min(reset, now + max(limit.seconds, _LONGEST_PAUSE))
    for each, own in full:
        if isinstance(each, Window):
            # Each window has its own reset; the pause ends with the earliest one.
            oldest = (until or now) if own is None else min(own, now + max(each.seconds, _LONGEST_PAUSE))
            _attribute_to_others(estimator, each, oldest, response, burst=False)
    if until is None:
        estimator.backoff.overloaded(now)
    else:
        estimator.backoff.full(now, until, limit.seconds)


def _burst(estimator: Estimator, response: LimiterResponse, retry_after: float, *, is_new: bool) -> None:
    """Process a full burst limit: the shortest window that is long enough, or one that no header reports."""
    now = response.now
    until = now + retry_after
    windows = [each for each in estimator.request_windows() if each.seconds + 1 >= retry_after]
    window = windows[0] if windows else None
    learnt = _learn_window(estimator, window, retry_after, response, is_new=is_new)
    _probe(estimator, now, is_new=is_new and not learnt)
    if window is not None and not learnt:
        _attribute_to_others(estimator, window, until, response, burst=True)
    if retry_after:
        estimator.backoff.full(now, until, window.seconds if window is not None else retry_after)
    else:
        estimator.backoff.overloaded(now)


def _probe(estimator: Estimator, now: float, *, is_new: bool) -> None:
    """Return to probing: one request is released alone."""
    alone = estimator.calibrated and is_new and now >= estimator.other_clients.until
    shares = any(isinstance(limit, Window) and limit.usage.shares for limit in estimator.limits)
    if alone and not shares and any(isinstance(limit, Window) for limit in estimator.limits):
        # Without other clients, the cause is that requests take longer to arrive than the margin allows.
        estimator.arrival_margin = min(_LARGEST_ARRIVAL_MARGIN, estimator.arrival_margin * 1.25)
    estimator.in_flight_limit = 1.0
    estimator.probe()


def _learn_window(
    estimator: Estimator,
    window: Window | None,
    retry_after: float,
    response: LimiterResponse,
    *,
    is_new: bool,
) -> bool:
    """Learn an unreported burst limit, if `window` had room and no other client is known. Return whether one
    applies.
    """
    now = response.now
    if now < estimator.other_clients.until or estimator.nothing_reported:
        return False
    counts = response.counts_of(window if window is not None else Window(Limit("", 1, retry_after)))
    later = counts.count_after(response.sent + estimator.arrival_margin)
    if window is not None and not window.learnt:
        count = counts.count_after(now - window.seconds)
        roomy = count - later < window.amount / 2
        if not roomy and counts.leaving(count - 1) + window.seconds <= now + retry_after + _SLACK:
            return False
    seconds = window.seconds if window is not None and window.learnt else usual_length(retry_after)
    accepted = max(1, int(_ACCEPTED_FRACTION * (counts.count_after(response.sent - seconds) - later)))
    if window is not None and window.learnt:
        cut = int(_REDUCTION * window.amount) if is_new else window.amount
        window.amount = max(1, min(cut, accepted))
    elif is_new:
        window = Window(Limit(f"learnt-{seconds:.0f}-seconds", accepted, seconds), learnt=True)
        estimator.limits.append(window)
    if window is not None and is_new:
        _postpone_growth(window, now, window.seconds)
    estimator.slow_start = None
    return True


def _unreported_pace(estimator: Estimator, response: LimiterResponse, *, is_new: bool) -> None:
    """Slow a learnt pace down, or start to measure one: the server reports no limits."""
    pace = next((limit for limit in estimator.limits if isinstance(limit, Bucket) and limit.learnt), None)
    if pace is None:
        estimator.measures_pace = True
    elif is_new:
        pace.advance(response.now, response.counts_of(pace))
        pace.level, pace.refill = 0.0, _REDUCTION * pace.refill
        _postpone_growth(pace, response.now, 1.0)


def learn_pace(estimator: Estimator, response: LimiterResponse) -> None:
    """Learn a pace from the accepted requests, when a server that reports no limits accepts requests again."""
    estimator.measures_pace = False
    now = response.now
    counts = response.counts_of(Window(Limit("", 1, _LONGEST_GOODPUT)))
    accepted = max(1, counts.count_after(now - _LONGEST_GOODPUT))  # A response may take longer than that.
    began = max(now - _LONGEST_GOODPUT, counts.leaving(accepted - 1))
    refill = accepted / max(_SHORTEST_GOODPUT, now - began)
    burst = max(1, round(refill * _LEARNT_BURST))
    limit = Limit("learnt-pace", burst, burst / refill, kind="bucket")
    pace = Bucket(limit, level=0.0, at=now, learnt=True, proven=True)
    _postpone_growth(pace, now, 1.0)
    estimator.limits.append(pace)
    estimator.slow_start = None


def _postpone_growth(limit: Window | Bucket, now: float, length: float) -> None:
    """Set when to try to raise a learnt limit, and double the interval."""
    limit.grow_at = now + limit.growth_interval * length
    limit.growth_interval = min(_MAX_GROWTH_INTERVAL, limit.growth_interval * 2)


def _attribute_to_others(
    estimator: Estimator, window: Window, until: float, response: LimiterResponse, *, burst: bool
) -> None:
    """Attribute the part of a full window that is not ours to other clients."""
    now = response.now
    if burst:
        estimator.other_clients.detected(now)
    elif estimator.nothing_reported:
        # The first response is a rejection, so another client used the key before.
        estimator.other_clients.detected(now)
        estimator.first_contact(now)
    window.fill(response.counts_of(window).count_after(now - window.seconds), until - window.seconds, now)
