"""What answers teach of the limits: amounts, others' shares, pauses, how freely to send.

No I/O and no record of grants: counts of our own grants are asked of a log, so that the same rules serve a log in
memory, in a file or in Redis.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf

from do_inference_generated._seam import RateLimitState, RateLimitWindow

from .clock import ServerClock
from .limits import Limit
from .sighting import Sighting
from .window import Log, Window
from .windows import Windows

LogOf = Callable[[Window], Log]

DEFAULT_GUARD = 2.0
"""Seconds that a request may take from its release until the server has counted it."""
FIRST_CONTACT = 1
"""How many requests may be on their way before the first answer tells how the limit stands."""
_GUARD_LEAST, _GUARD_MOST = 0.05, 10.0
_MARGIN = 0.5
"""Seconds added to the server's whole seconds, whose rounding is unknown."""
_TICK_OF_RESETS = 1.0
"""Seconds by which a reset may lie later than the header, which has no fractions, says."""
_OVERLOAD_LEAST, _OVERLOAD_MOST = 1.0, 30.0
_REFUSED_AGAIN_WITHIN = 120.0
_PACE_OVER = 300.0
"""Seconds over which the pace of others is measured."""
_COMPANY = 3600.0
"""Seconds for which others, once noticed, are thought to be there."""
_NEWS = 30.0
"""Seconds after which, in company, an answer is old."""
_SPREAD = 0.8
"""Spacing in company, as a part of the spacing at which a window is just used up."""


class Control:
    """Everything known of a key's limits, apart from the log of our own grants.

    Times are the log's clock, in seconds.
    """

    def __init__(
        self,
        limits: Sequence[Limit],
        guard: float = DEFAULT_GUARD,
        first_contact: int = FIRST_CONTACT,
        *,
        assumed: bool = False,
    ) -> None:
        self.windows = Windows(Window(limit) for limit in limits)
        self.guard = guard
        self.contact = False
        """Whether any answer has told how much of a limit is left."""
        self.assumed = assumed
        """Whether the limits are a guess that nothing the server said has borne out yet."""
        self.silent = False
        """Whether the server answers without a word on any limit, so that guesses do not hold."""
        self.sure = False
        """Whether what counts is known, so that requests need not feel their way."""
        self.sure_at = inf
        """When our own record alone will tell what counts in the shortest window."""
        self.flying_most = float(first_contact)
        """How many requests may be on their way unanswered while not sure."""
        self.grow_at = inf
        self.pause_until = -inf
        self.daily_until = -inf
        """Until when the daily cap is known to be reached."""
        self.refusals = 0
        """Refusals in a row."""
        self.refused_at = -inf
        self.strain = 0
        """Refusals that successes have not made up for yet: how patient to be after the next."""
        self.company_until = -inf
        """Until when others are thought to use the key.

        In company requests are spread, so that answers tell in time of what others take.
        """
        self.seen_at = -inf
        """The latest moment as of which the server told how much is left of anything."""
        self.arrivals: list[tuple[float, float]] = []
        """When how many requests of others were found that had not been there before."""
        self.clock = ServerClock()
        self.version = 0
        """Counts changes that matter to others who share this knowledge."""

    # -- reading --------------------------------------------------------------------------------------------------

    @property
    def patience(self) -> float:
        """Seconds without a refusal after which a request is taken for accepted."""
        return 2 * max(self.guard, _GUARD_LEAST)

    def flying_limit(self, now: float) -> float:
        """How many requests may be on their way at once."""
        if self.refusals:
            return 1.0
        if now < self.company_until and now - self.seen_at > _NEWS:
            # Others had time to take what was left: let a few find out.
            return 2.0
        if self.sure or now >= self.sure_at:
            return inf
        if now < self.grow_at:
            return self.flying_most
        # Answers may take long, refusals do not: growing goes on while none comes.
        rounds = 1 + int((now - self.grow_at) / self.patience)
        return self.flying_most * 2.0 ** min(30, rounds)

    def pace(self, now: float) -> float:
        """Requests a second that others were found to make of late."""
        if not self.arrivals:
            return 0.0
        return sum(count for at, count in self.arrivals if at > now - _PACE_OVER) / _PACE_OVER

    def spacing(self, now: float) -> float:
        """Seconds to leave between two releases."""
        return self.widest_spacing() if now < self.company_until else 0.0

    def widest_spacing(self) -> float:
        """Seconds to leave between two releases in company."""
        shortest = next(iter(self.windows.of_requests()), None)
        return _SPREAD * shortest.seconds / max(1, shortest.amount) if shortest else 0.0

    def stamp(self, now: float) -> float:
        """The latest moment at which the server can have counted what is released `now`."""
        return now + (self.guard if self.sure or now >= self.sure_at else self.patience)

    def released(self, now: float) -> None:
        """A request was let go while feeling the way: time alone will tell, if no answer does."""
        if self.sure_at == inf:
            self.sure_at = now + min((w.seconds for w in self.windows), default=0.0) + self.guard
            self.grow_at = now + self.patience
            self.version += 1

    # -- learning -------------------------------------------------------------------------------------------------

    def observe(self, sighting: Sighting, sent: float, now: float, offset: float, log_of: LogOf) -> None:
        """Take in an answer to what was released at `sent`.

        `offset` is Unix time minus the log's clock, to go by if the server tells no time.
        """
        if sighting.date is not None:
            self.clock.observe(sighting.date, sent, now)
        state = sighting.state
        if sighting.refused:
            self._refused(sighting, sent, now, offset, log_of)
            return
        if sighting.status < 400:
            self.silent = self.assumed and state is None
            if self.refusals and sent >= self.refused_at:
                self.refusals = 0
                self.sure_at = now + 8 * self.guard
                self.grow_at = now + self.patience
                self.version += 1
            self.strain = max(0, self.strain - 1)
            if not self.sure:
                self.flying_most += 1
        if state is None:
            return
        self.assumed = False
        for name, told in state.windows.items():
            window = self._meant(name, told, sighting, now, offset)
            if window is not None and told.remaining is not None:
                self._reconcile(window, told, sent, now, offset, log_of)

    def daily_cap(self, now: float, until: float | None) -> None:
        """The daily cap is reached, as the text of a refusal says; waiting minutes does not clear it."""
        self.daily_until = max(self.daily_until, now + 3600.0 if until is None else until)
        self.version += 1

    def _reconcile(
        self, window: Window, told: RateLimitWindow, sent: float, now: float, offset: float, log_of: LogOf
    ) -> None:
        assert told.remaining is not None
        self.seen_at = max(self.seen_at, sent)
        reset = None if told.reset is None else self.clock.to_local(told.reset, offset) + _MARGIN
        window.tell(told.remaining, sent, reset)
        log = log_of(window)
        used = max(0, window.amount - told.remaining)
        most = log.count_after(sent - window.seconds)
        if not self.contact and window.limit.unit == "requests":
            self._first_contact(window, told, used, most, sent, now, offset)
            window.seen = max(window.seen, sent)
            return
        if not window.told:
            window.begin(used, most, now - window.seconds, now)
            window.seen = max(window.seen, sent)
            window.told = True
            return
        least = log.count_after(now - window.seconds + self.guard) - log.count_after(sent)
        own = (float(max(0, least)), float(most))
        if now < self.company_until:
            # Somebody else is there: the likeliest count then serves better than what is certain.
            middle = (own[0] + own[1]) / 2
            own = (middle - 1, middle + 1)
        fresh = window.reconcile(used, own, now, sent)
        if fresh:
            self._company(fresh, now)
            for other in self._shorter(window):
                other.seen = window.seen
                other.outside.add(fresh, window.outside.shares[-1].since, now)
        if fresh is not None:
            self.version += 1

    def _company(self, fresh: float, now: float) -> None:
        self.company_until = now + _COMPANY
        self.arrivals = [(at, count) for at, count in self.arrivals if at > now - _PACE_OVER]
        self.arrivals.append((now, fresh))

    def _first_contact(
        self,
        window: Window,
        told: RateLimitWindow,
        used: float,
        most: float,
        sent: float,
        now: float,
        offset: float,
    ) -> None:
        self.contact = window.told = True
        if told.reset is not None and used <= most and self.clock.low > -inf:
            # The oldest request counted is one of ours, so its timer tells how long the window is.
            window.shorten(self.clock.to_local(told.reset, offset) + _TICK_OF_RESETS - sent)
        oldest = now - window.seconds
        if told.reset is not None:
            oldest = max(oldest, self.clock.to_local(told.reset, offset) - window.seconds)
        base = window.begin(used, most, oldest, now)
        if base:
            self.company_until = now + _COMPANY
        else:
            self.sure = True
        for other in self._shorter(window):
            if base:
                # Going by the worst: all of it as late as can be, some of it still on its way.
                late = now + 2 * self.guard
                other.outside.add(min(base, other.amount), late - other.seconds, late)
        self.version += 1

    def _shorter(self, window: Window) -> list[Window]:
        """The windows that headers do not tell of and that what `window` counted counts in as well."""
        return [
            other
            for other in self.windows
            if other.limit.unit == window.limit.unit and other.seconds < window.seconds and not other.told
        ]

    def _meant(
        self, name: str, told: RateLimitWindow, sighting: Sighting, now: float, offset: float
    ) -> Window | None:
        ahead = None if told.reset is None else self.clock.to_local(told.reset, offset) - now
        changes = self.windows.changes
        live = sighting.family == "live"
        window = self.windows.meant_by(name, told, live=live, ahead=ahead, contact=self.contact)
        self.version += self.windows.changes - changes
        return window

    # -- refusals -------------------------------------------------------------------------------------------------

    def _refused(self, sighting: Sighting, sent: float, now: float, offset: float, log_of: LogOf) -> None:
        self.assumed = self.silent = False
        state = sighting.state or RateLimitState({})
        again = now - self.refused_at <= _REFUSED_AGAIN_WITHIN
        first = sent >= max(self.refused_at, self.pause_until)
        if first:
            # What was on its way when the server first refused says nothing more than that first refusal did. Nothing
            # is let go in a pause: what left in one had been waiting for a connection.
            self.refusals = self.refusals + 1 if again else 1
            self.strain = max(self.strain + 1, self.refusals)
        self.refused_at = now if first else self.refused_at
        self._feel_again(now, state.retry_after, first)
        self.version += 1
        empty = {name: told for name, told in state.windows.items() if told.remaining == 0}
        if "tokens-per-day" in empty:
            reset = empty["tokens-per-day"].reset
            self.daily_cap(now, None if reset is None else self.clock.to_local(reset, offset))
            return
        window = self._refusing(empty, state.retry_after, sighting, now, offset)
        if window is None:
            self._overloaded(state.retry_after, now)
            return
        told = empty.get("requests") if window.limit.unit == "requests" else empty.get(window.limit.name)
        self._full(window, told, state.retry_after, now, offset, log_of(window))

    def _feel_again(self, now: float, retry_after: float | None, first: bool) -> None:
        alone = self.sure and first and now >= self.company_until
        if retry_after is not None:
            self.company_until = now + _COMPANY
        if alone and not any(w.outside.shares for w in self.windows):
            # Nobody else is known of: then it was us, and requests take longer to arrive than was allowed for.
            self.guard = min(_GUARD_MOST, self.guard * 1.25)
        self.flying_most = 1.0
        self.sure = False

    def _refusing(
        self,
        empty: dict[str, RateLimitWindow],
        retry_after: float | None,
        sighting: Sighting,
        now: float,
        offset: float,
    ) -> Window | None:
        """Which window is full, as far as a refusal tells; None for a server that has too much to do."""
        for name, told in empty.items():
            if name != "requests":
                return self._meant(name, told, sighting, now, offset)
        if "requests" not in empty:
            return None
        if retry_after is not None:
            return next((w for w in self.windows.of_requests() if w.seconds + 1 >= retry_after), None)
        return self._meant("requests", empty["requests"], sighting, now, offset)

    def _full(
        self,
        window: Window,
        told: RateLimitWindow | None,
        retry_after: float | None,
        now: float,
        offset: float,
        log: Log,
    ) -> None:
        until = now
        if retry_after is not None:
            until = now + retry_after
        elif told is not None and told.reset is not None:
            until = min(self.clock.to_local(told.reset, offset), now + window.seconds)
        if retry_after is None and not self.contact:
            # First contact is a refusal: somebody was here before.
            self.contact = window.told = True
            self.company_until = now + _COMPANY
            window.keep_reserve()
        own = log.count_after(now - window.seconds)
        window.fill(own, until - window.seconds, now)
        pause = max(until, now) + _MARGIN
        if until <= now or self.strain > 2:
            most = max(_OVERLOAD_MOST, window.seconds / 15)
            pause += min(most, _OVERLOAD_LEAST * 2 ** min(self.strain, 8))
        if self.strain > 4 and own > window.amount / 2:
            # The server's word on when there is room keeps being wrong. What is ours leaves when we know.
            leaving = log.stamp_leaving(own - 1) + window.seconds
            pause = max(pause, min(leaving, now + window.seconds / 4))
        self.pause_until = max(self.pause_until, pause)

    def _overloaded(self, retry_after: float | None, now: float) -> None:
        wait = min(_OVERLOAD_MOST, _OVERLOAD_LEAST * 2 ** min(self.refusals - 1, 8)) if self.refusals else 1.0
        self.pause_until = max(
            self.pause_until, now + (wait if retry_after is None else retry_after + _MARGIN)
        )
