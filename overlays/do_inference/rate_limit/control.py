"""What is known of the limits, and how freely to send by it.

No I/O and no record of grants: counts of our own grants are asked of a log, so that the same rules serve a log in
memory, in a file or in Redis.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from do_inference_generated._seam import RateLimitWindow

from .answers import Answer, LogOf, learn_from_answer
from .clock import ServerClock
from .company import Company
from .limits import Limit
from .ramp import Ramp
from .refusals import Refusals
from .refused import learn_from_refusal
from .sighting import Sighting
from .window import Window
from .windows import Windows

DEFAULT_GUARD = 2.0
"""Seconds that a request may take from its release until the server has counted it."""
FIRST_CONTACT = 4
"""How many requests may be on their way before the first answer tells how the limit stands.

Answers of models take seconds: whoever waits for the first of them starts far too slowly. Where the quota was used up
before, as many may be refused, unless something was kept back for them.
"""
_GUARD_LEAST = 0.05
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
        for limit in limits:
            if limit.amount < 1 or not limit.seconds > 0:
                raise ValueError(f"a limit lets at least 1 go, in more than 0 seconds: {limit}")
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
        if self.windows.forget(now):
            self._start_slowly()
        answer = Answer(sighting, sent, now, self.clock, offset, log_of)
        if sighting.refused:
            learn_from_refusal(self, answer)
        else:
            learn_from_answer(self, answer)

    def _start_slowly(self) -> None:
        """A limit that was learnt has been forgotten: find out whether it still holds."""
        self.ramp, self.flying_most = Ramp(), float(FIRST_CONTACT)
        self.sure, self.sure_at = False, inf
        self.version += 1

    def meant(self, name: str, told: RateLimitWindow, answer: Answer) -> Window | None:
        """The window that a header of `answer` is about, its amount as told; None where that cannot be said."""
        reset = answer.time_of(told.reset)
        changes = self.windows.changes
        window = self.windows.meant_by(
            name,
            told,
            live=answer.sighting.family == "live",
            ahead=None if reset is None else reset - answer.now,
            contact=self.contact,
        )
        self.version += self.windows.changes - changes
        return window

    def daily_cap(self, now: float, until: float | None) -> None:
        """The daily cap is reached, as the text of a refusal says."""
        self.refusals.day_is_over(now, until)
        self.version += 1
