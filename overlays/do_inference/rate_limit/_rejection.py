"""What a 429 teaches: which limit is full, because of whom, and limits that no header reports.

The order of the questions:

1. A long `retry-after`, and no limit that a header reports as full? A vendor rejects; other calls continue.
2. No header at all, as always? The server has a limit that it does not report: keep to the pace that it accepts.
3. A short `retry-after`? A burst limit is full until then, which may be one that no header reports.
4. A limit that a header reports as full? It is full until its reset.
5. Otherwise the server is overloaded: back off.
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
"""Seconds: the longest that a request is expected to be under way to the server."""
_SLACK = 3.0
"""Seconds by which a full window may free up sooner than our oldest request leaves it: whole seconds, and latency."""
_LONGEST_PAUSE = 3600.0
"""Seconds until a reset that are believed of a limit that seemed to be shorter: the longest published window."""
_LONGEST_BURST = 60.0
"""Seconds of the longest burst limit. Source: the published limits. A longer `retry-after` without a full limit comes
from a vendor: it is about that vendor's model, and no reason to hold other calls."""
_REDUCTION = 0.93
"""Part of an amount learnt from rejections that is kept after another one. Growing one at a time then takes several
windows to reach the limit again."""
_ACCEPTED_FRACTION = 0.95
"""Part of what was accepted before a rejection that is taken as the limit: the rest may have arrived after it."""
_LEARNT_BURST = 0.5
"""Seconds of requests that a learnt pace allows at once: a late wake-up costs nothing, and a short window holds."""
_MAX_GROWTH_INTERVAL = 64.0
"""The most lengths of a learnt limit to wait before trying more."""
_SHORTEST_GOODPUT, _LONGEST_GOODPUT = 1.0, 60.0
"""Seconds over which accepted requests are counted for a pace: a whole window of the usual lengths."""


def learn_from_rejection(estimator: Estimator, response: LimiterResponse) -> None:
    """Update what is known after a 429."""
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
    """The reported limits that are full, each with the moment of its reset if the server names one."""
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
    """Whether a bucket holds too little for the request that was rejected. A number of tokens can be too small for it,
    and then there is a reset. One request that is left is enough.
    """
    return remaining == 0 or (ahead is not None and not (bucket.of_requests and remaining))


def _until_reset(
    estimator: Estimator,
    response: LimiterResponse,
    full: list[tuple[Window | Bucket, float | None]],
    *,
    is_new: bool,
) -> None:
    """Limits that headers report are full: nothing is released until the soonest of their resets.

    A reset of 0 says nothing: then the pause is that after an overload.
    """
    now = response.now
    _probe(estimator, now, is_new=is_new)
    limit, reset = min(full, key=lambda entry: inf if entry[1] is None else entry[1])
    if reset is None and response.observation.retry_after:
        reset = now + response.observation.retry_after
    until = None if reset is None else min(reset, now + max(limit.seconds, _LONGEST_PAUSE))
    for each, own in full:
        if isinstance(each, Window):
            # Each of its own reset: the pause ends with the soonest of them.
            oldest = (until or now) if own is None else min(own, now + max(each.seconds, _LONGEST_PAUSE))
            _attribute_to_others(estimator, each, oldest, response, burst=False)
    if until is None:
        estimator.backoff.overloaded(now)
    else:
        estimator.backoff.full(now, until, limit.seconds)


def _burst(estimator: Estimator, response: LimiterResponse, retry_after: float, *, is_new: bool) -> None:
    """A burst limit is full: the shortest window that is long enough, or one that no header reports."""
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
    """What counts is not known after all: one request goes ahead of the others."""
    alone = estimator.calibrated and is_new and now >= estimator.other_clients.until
    shares = any(isinstance(limit, Window) and limit.usage.shares for limit in estimator.limits)
    if alone and not shares and any(isinstance(limit, Window) for limit in estimator.limits):
        # No other client is known: then requests take longer to arrive than was allowed for.
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
    """Learn a burst limit that no header reports, if `window` had room and no other client is known."""
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
    """The server reports nothing at all: keep to the pace at which it accepts requests."""
    pace = next((limit for limit in estimator.limits if isinstance(limit, Bucket) and limit.learnt), None)
    if pace is None:
        estimator.measures_pace = True
    elif is_new:
        pace.advance(response.now, response.counts_of(pace))
        pace.level, pace.refill = 0.0, _REDUCTION * pace.refill
        _postpone_growth(pace, response.now, 1.0)


def learn_pace(estimator: Estimator, response: LimiterResponse) -> None:
    """A server that reports nothing accepts requests again: the pace is what it accepted since they began."""
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
    """Try more of a learnt limit only later than after the last rejection."""
    limit.grow_at = now + limit.growth_interval * length
    limit.growth_interval = min(_MAX_GROWTH_INTERVAL, limit.growth_interval * 2)


def _attribute_to_others(
    estimator: Estimator, window: Window, until: float, response: LimiterResponse, *, burst: bool
) -> None:
    """The window is full, and others have taken what is not ours."""
    now = response.now
    if burst:
        estimator.other_clients.detected(now)
    elif estimator.nothing_reported:
        # The first contact is a rejection: another client used the key before.
        estimator.other_clients.detected(now)
        estimator.first_contact(now)
    window.fill(response.counts_of(window).count_after(now - window.seconds), until - window.seconds, now)
