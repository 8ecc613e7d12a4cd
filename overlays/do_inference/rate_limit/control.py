"""What answers teach of the limits: amounts, others' shares, how freely to send.

No I/O and no record of grants: counts of our own grants are asked of a log, so that the same rules serve a log in
memory, in a file or in Redis.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf

from do_inference_generated._seam import RateLimitState, RateLimitWindow

from .clock import ServerClock
from .company import Company
from .limits import Limit
from .ramp import Ramp
from .refusals import Refusals
from .sighting import Sighting
from .window import Log, Window
from .windows import Windows

LogOf = Callable[[Window], Log]

DEFAULT_GUARD = 2.0
"""Seconds that a request may take from its release until the server has counted it."""
FIRST_CONTACT = 4
"""How many requests may be on their way before the first answer tells how the limit stands.

Answers of models take seconds: whoever waits for the first of them starts far too slowly. Where the quota was used up
before, as many may be refused, unless something was kept back for them.
"""
_GUARD_LEAST, _GUARD_MOST = 0.05, 10.0
_MARGIN = 0.5
"""Seconds added to the server's whole seconds, whose rounding is unknown."""
_WHOLE = 1.0
"""Seconds by which a reset, which has no fractions, may be wrong."""
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
        yielding: bool = True,
    ) -> None:
        self.windows = Windows(Window(limit) for limit in limits)
        self.guard = guard
        self.contact = False
        """Whether any answer has told how much of a limit is left."""
        self.assumed = assumed
        """Whether the limits are a guess that nothing the server said has borne out yet."""
        self.silent = False
        """Whether the server answers without a word on any limit, so that guesses do not hold."""
        self.ramp = Ramp() if assumed else None
        """Slow start, where the limits were assumed: there may be one more."""
        self.sure = False
        """Whether what counts is known, so that requests need not feel their way."""
        self.sure_at = inf
        """When our own record alone will tell what counts in the shortest window."""
        self.flying_most = float(first_contact)
        """How many requests may be on their way unanswered while not sure."""
        self.grow_at = inf
        self.refusals = Refusals()
        self.company = Company(yielding)
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
        if self.refusals.in_row:
            return 1.0
        if self.sure or now >= self.sure_at:
            return inf
        if now < self.grow_at:
            return self.flying_most
        # Answers may take long, refusals do not: growing goes on while none comes.
        rounds = 1 + int((now - self.grow_at) / self.patience)
        return self.flying_most * 2.0 ** min(30, rounds)

    def spacing(self, now: float) -> float:
        """Seconds to leave between two releases in company."""
        eagerness = self.refusals.eagerness(now) if self.company.yielding else 1.0
        return self.usual_spacing() / eagerness

    def usual_spacing(self) -> float:
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
        self.version += self.windows.forget(now)
        state = sighting.state
        if sighting.refused:
            self._refused(sighting, sent, now, offset, log_of)
            return
        if sighting.status < 400:
            self.silent = self.assumed and state is None
            if self.refusals.made_up(sent):
                self.sure_at = now + 8 * self.guard
                self.grow_at = now + self.patience
                self.version += 1
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
        """The daily cap is reached, as the text of a refusal says."""
        self.refusals.day_is_over(now, until)
        self.version += 1

    def _reconcile(
        self, window: Window, told: RateLimitWindow, sent: float, now: float, offset: float, log_of: LogOf
    ) -> None:
        assert told.remaining is not None
        reset = None if told.reset is None else self.clock.to_local(told.reset, offset) + _MARGIN
        window.tell(told.remaining, sent, reset)
        log = log_of(window)
        used = max(0, window.amount - told.remaining)
        most = log.count_after(sent - window.seconds)
        if not self.contact and window.of_requests:
            self._first_contact(window, told, used, most, sent, now, offset)
        elif not window.told:
            window.begin(used, most, now - window.seconds, now)
            window.told = True
        else:
            least = log.count_after(now - window.seconds + self.guard) - log.count_after(sent)
            self._correct(window, used, (float(max(0, least)), float(most)), sent, now)
        window.seen = max(window.seen, sent)

    def _correct(
        self, window: Window, used: float, own: tuple[float, float], sent: float, now: float
    ) -> None:
        if now < self.company.until:
            # Somebody else is there: the likeliest count then serves better than what is certain.
            middle = (own[0] + own[1]) / 2
            own = (middle - 1, middle + 1)
        fresh = window.reconcile(used, own, now, sent)
        untold = self.windows.within(window)
        if fresh:
            since = window.outside.shares[-1].since
            for other in untold:
                other.seen = window.seen
                other.outside.add(fresh, since, now)
            if window.of_requests:
                self.company.noticed(now)
        if fresh is not None:
            self.version += 1
        if window.of_requests and self.company.measure(window, untold, now):
            self.version += 1

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
        self.company.since = now
        if told.reset is not None and used <= most and self.clock.known:
            # The oldest request counted is one of ours, so its timer tells how long the window is.
            leaves = self.clock.to_local(told.reset, offset)
            earliest = leaves - (self.clock.high - self.clock.low)
            window.shorten(earliest - _WHOLE - now, leaves + _WHOLE - sent)
        oldest = now - window.seconds
        if told.reset is not None:
            oldest = max(oldest, self.clock.to_local(told.reset, offset) - window.seconds)
        base = window.begin(used, most, oldest, now)
        if base:
            self.company.noticed(now)
        else:
            self.sure = True
        for other in self.windows.within(window):
            if base:
                # Going by the worst: all of it as late as can be, some of it still on its way.
                late = now + 2 * self.guard
                other.outside.add(min(base, other.amount), late - other.seconds, late)
        self.version += 1

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
        self.version += 1
        state = sighting.state or RateLimitState({})
        news = self.refusals.note(sent, now)
        empty = {name: told for name, told in state.windows.items() if told.remaining == 0}
        if "tokens-per-day" in empty:
            reset = empty["tokens-per-day"].reset
            self.daily_cap(now, None if reset is None else self.clock.to_local(reset, offset))
        window = self._refusing(empty, state.retry_after, sighting, now, offset)
        if window is None:
            self._feel_again(now, news=news)
            self.refusals.overloaded(now, state.retry_after)
            return
        told = empty.get("requests" if window.of_requests else window.limit.name)
        reset = None if told is None or told.reset is None else self.clock.to_local(told.reset, offset)
        if state.retry_after is not None:
            until = now + state.retry_after
        else:
            until = now if reset is None else min(reset, now + window.seconds)
        log = log_of(window)
        if state.retry_after is None or not self._hidden_limit(
            window, state.retry_after, now, log, news=news
        ):
            self._feel_again(now, news=news)
            self._full(window, until, now, log, burst=state.retry_after is not None)
        self.flying_most, self.sure = 1.0, False
        self.refusals.full(now, until, window.seconds)

    def _feel_again(self, now: float, *, news: bool) -> None:
        alone = self.sure and news and now >= self.company.until
        if alone and not any(w.outside.shares for w in self.windows):
            # Nobody else is known of: then it was us, and requests take longer to arrive than was allowed for.
            self.guard = min(_GUARD_MOST, self.guard * 1.25)
        self.flying_most, self.sure = 1.0, False

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

    def _hidden_limit(self, window: Window, retry_after: float, now: float, log: Log, *, news: bool) -> bool:
        """Whether a burst was refused that `window` had room for, nobody else being known of.

        Then there is a limit that no header tells of. It is taken to be what went lately, less a little.
        """
        if now < self.company.until or not self.contact or not window.of_requests:
            return False
        if not window.learnt and log.count_after(now - window.seconds) > window.amount / 2:
            return False
        if news:
            self.ramp = None
            self.windows.learn(window, retry_after, now, log)
        return True

    def _full(self, window: Window, until: float, now: float, log: Log, *, burst: bool) -> None:
        """Others have taken what is not ours."""
        if burst:
            self.company.noticed(now)
        elif not self.contact:
            # First contact is a refusal: somebody was here before.
            self.contact = window.told = True
            self.company.since = now
            self.company.noticed(now)
            window.keep_reserve()
        window.fill(log.count_after(now - window.seconds), until - window.seconds, now)
