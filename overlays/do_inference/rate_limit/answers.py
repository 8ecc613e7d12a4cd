"""What an answer that is no refusal teaches: amounts, the length of a window, what others have taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from do_inference_generated._seam import RateLimitWindow

from .clock import ROUNDING, ServerClock
from .sighting import Sighting
from .window import Log, Window

if TYPE_CHECKING:
    from .control import Control

LogOf = Callable[[Window], Log]

_WHOLE = 1.0
"""Seconds by which a reset, which has no fractions, may be wrong."""


class Answer(NamedTuple):
    """An answer, and when it came to what. Times are the log's clock, in seconds."""

    sighting: Sighting
    sent: float
    now: float
    clock: ServerClock
    offset: float
    """Unix time minus the log's clock, to go by if the server tells no time."""
    log_of: LogOf

    def time_of(self, reset: float | None) -> float | None:
        """The latest moment that a reset, Unix time by the server, can be."""
        return None if reset is None else self.clock.to_local(reset, self.offset)


def learn_from_answer(control: Control, answer: Answer) -> None:
    """Bring what `control` knows in line with an answer that was no refusal."""
    state = answer.sighting.state
    if answer.sighting.status < 400:
        control.silent = control.assumed and state is None
        if control.refusals.made_up(answer.sent):
            control.sure_at = answer.now + 8 * control.guard
            control.grow_at = answer.now + control.patience
            control.version += 1
        if not control.sure:
            control.flying_most += 1
    if state is None:
        return
    control.assumed = False
    for name, told in state.windows.items():
        window = control.meant(name, told, answer)
        if window is not None and told.remaining is not None:
            _reconcile(control, window, told, told.remaining, answer)


def _reconcile(
    control: Control, window: Window, told: RateLimitWindow, remaining: int, answer: Answer
) -> None:
    reset = answer.time_of(told.reset)
    window.tell(remaining, answer.sent, None if reset is None else reset + ROUNDING)
    used = max(0, window.amount - remaining)
    most = answer.log_of(window).count_after(answer.sent - window.seconds)
    if not control.contact and window.of_requests:
        _first_contact(control, window, used, most, told.reset, answer)
    elif not window.told:
        window.begin(used, most, answer.now - window.seconds, answer.now)
        window.told = True
    else:
        _correct(control, window, used, most, answer)
    window.seen = max(window.seen, answer.sent)


def _first_contact(
    control: Control, window: Window, used: int, most: int, reset: float | None, answer: Answer
) -> None:
    now, oldest = answer.now, answer.now - window.seconds
    control.contact = window.told = True
    control.company.since = now
    leaves = answer.time_of(reset)
    if leaves is not None:
        if used <= most and control.clock.known:
            # The oldest request counted is one of ours, so its timer tells how long the window is.
            earliest = leaves - control.clock.width
            window.shorten(earliest - _WHOLE - now, leaves + _WHOLE - answer.sent)
        oldest = max(oldest, leaves - window.seconds)
    base = window.begin(used, most, oldest, now)
    if base:
        control.company.noticed(now)
        for other in control.windows.within(window):
            # Going by the worst: all of it as late as can be, some of it still on its way.
            late = now + 2 * control.guard
            other.outside.add(min(base, other.amount), late - other.seconds, late)
    else:
        control.sure = control.ramp is None
    control.version += 1


def _correct(control: Control, window: Window, used: int, most: int, answer: Answer) -> None:
    now, log = answer.now, answer.log_of(window)
    least = log.count_after(now - window.seconds + control.guard) - log.count_after(answer.sent)
    own = (float(max(0, least)), float(most))
    if now < control.company.until:
        # Somebody else is there: the likeliest count then serves better than what is certain.
        middle = (own[0] + own[1]) / 2
        own = (middle - 1, middle + 1)
    fresh = window.reconcile(used, own, now, answer.sent)
    if fresh is not None:
        control.version += 1
    if not window.of_requests:
        return
    untold = control.windows.within(window)
    if fresh:
        control.company.noticed(now)
        since = window.outside.shares[-1].since
        for other in untold:
            other.outside.add(fresh, since, now)
    if control.company.measure(window, untold, now):
        control.version += 1
