"""What a refusal teaches: which window is full, through whom, and limits that no header tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from do_inference_generated._seam import RateLimitState, RateLimitWindow

from .window import Window
from .windows import usual_length

if TYPE_CHECKING:
    from .answers import Answer
    from .control import Control

_GUARD_MOST = 10.0
_SLACK = 3.0
"""Seconds by which a full window may free up sooner than the oldest of our own leaves it."""


def learn_from_refusal(control: Control, answer: Answer) -> None:
    """Bring what `control` knows in line with a refusal."""
    now = answer.now
    control.assumed = control.silent = False
    control.version += 1
    state = answer.sighting.state or RateLimitState({})
    news = control.refusals.note(answer.sent, now)
    full = {name: told for name, told in state.windows.items() if told.remaining == 0}
    if "tokens-per-day" in full:
        control.daily_cap(now, answer.time_of(full["tokens-per-day"].reset))
    window = _refusing(control, full, state.retry_after, answer)
    if window is None:
        _doubt(control, now, news=news)
        control.refusals.overloaded(now, state.retry_after)
        return
    if state.retry_after is not None:
        until = now + state.retry_after
        hidden = _hidden_limit(control, window, state.retry_after, answer, news=news)
    else:
        told = full.get("requests" if window.of_requests else window.limit.name)
        reset = None if told is None else answer.time_of(told.reset)
        until = now if reset is None else min(reset, now + window.seconds)
        hidden = False
    _doubt(control, now, news=news and not hidden)
    if not hidden:
        _taken_by_others(control, window, until, answer, burst=state.retry_after is not None)
    control.refusals.full(now, until, window.seconds)


def _doubt(control: Control, now: float, *, news: bool) -> None:
    """What counts is not known after all: one goes ahead of the others."""
    alone = control.sure and news and now >= control.company.until
    if alone and not any(window.outside.shares for window in control.windows):
        # Nobody else is known of: then it was us, and requests take longer to arrive than was allowed for.
        control.guard = min(_GUARD_MOST, control.guard * 1.25)
    control.flying_most, control.sure = 1.0, False


def _refusing(
    control: Control, full: dict[str, RateLimitWindow], retry_after: float | None, answer: Answer
) -> Window | None:
    """Which window is full, as far as a refusal tells; None for a server that has too much to do."""
    for name, told in full.items():
        if name != "requests":
            return control.meant(name, told, answer)
    if "requests" not in full:
        return None
    if retry_after is not None:
        return next((w for w in control.windows.of_requests() if w.seconds + 1 >= retry_after), None)
    return control.meant("requests", full["requests"], answer)


def _hidden_limit(
    control: Control, window: Window, retry_after: float, answer: Answer, *, news: bool
) -> bool:
    """Whether a burst was refused that `window` had room for, nobody else being known of.

    Then there is a limit that no header tells of. It is taken to be what went lately, less a little.
    """
    now, log = answer.now, answer.log_of(window)
    if now < control.company.until or not control.contact or not window.of_requests:
        return False
    later = log.count_after(answer.sent + control.guard)
    count = log.count_after(now - window.seconds)
    roomy = window.learnt or count - later < window.amount / 2
    if not roomy and log.stamp_leaving(count - 1) + window.seconds <= now + retry_after + _SLACK:
        return False
    seconds = window.seconds if window.learnt else usual_length(retry_after)
    went = log.count_after(answer.sent - seconds) - later
    control.windows.learn(window, seconds, went, now, news=news)
    control.ramp = None
    return True


def _taken_by_others(control: Control, window: Window, until: float, answer: Answer, *, burst: bool) -> None:
    """The window is full, and others have taken what is not ours."""
    now = answer.now
    if burst:
        control.company.noticed(now)
    elif not control.contact:
        # First contact is a refusal: somebody was here before.
        control.contact = window.told = True
        control.company.since = now
        control.company.noticed(now)
    window.fill(answer.log_of(window).count_after(now - window.seconds), until - window.seconds, now)
