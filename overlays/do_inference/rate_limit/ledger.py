"""The policy: told what happened, it answers "now" or "ask again then". No I/O, no clock of its own."""

from __future__ import annotations

from bisect import bisect_right, insort
from math import ceil, inf

from .control import Control
from .logs import PRUNE_FROM, StampLog, TokenLog
from .sighting import Sighting
from .window import Log, Window


class Ledger:
    """An exact record of our own grants, with what `Control` knows of everything else."""

    def __init__(self, control: Control) -> None:
        self.control = control
        self.requests = StampLog(max((w.seconds for w in control.windows), default=0.0))
        self.tokens: dict[str, TokenLog] = {}
        self.offset = 0.0
        """This ledger's clock minus `time.monotonic()`: nothing but for a ledger kept elsewhere."""
        self.last_release = -inf
        self.retry_at = -inf
        """After an `admit` that said no: when to ask again. Earlier if something is settled or cancelled before."""

    def log_of(self, window: Window) -> Log:
        if window.limit.unit == "requests":
            return self.requests
        log = self.tokens.get(window.limit.name)
        if log is None:
            log = self.tokens[window.limit.name] = TokenLog(window.seconds)
        return log

    def admit(self, now: float, tokens: int = 0) -> float | None:
        """Let one request of so many tokens go, if it may go now: its stamp, or None with `retry_at` set."""
        control = self.control
        refusals = control.refusals
        if now < refusals.pause_until or now < refusals.daily_until:
            self.retry_at = max(refusals.pause_until, refusals.daily_until)
            return None
        if control.silent:
            return self._record(now, tokens)
        company = now < control.company.until
        if (company or not control.sure or control.ramp is not None) and not self._in_step(now, company):
            return None
        stamps = self.requests.stamps
        for window in control.windows:
            if window.of_requests:
                # What `count_after` does, without the call: this is what every request goes through.
                count = len(stamps) - bisect_right(stamps, now - window.seconds)
                free = window.amount - window.reserve - count
                need = 1
            elif tokens:
                need = min(tokens, window.amount)
                free = window.amount - self.log_of(window).count_after(now - window.seconds)
            else:
                continue
            if window.expected or window.outside.shares:
                free -= ceil(window.taken(now))
            if free < need:
                self.retry_at = window.free_at(now, need, self.log_of(window))
                return None
            if company and not self._last_word_allows(window, need, now):
                return None
        return self._record(now, tokens)

    def _in_step(self, now: float, company: bool) -> bool:
        """Whether one may go at this very moment, whatever the windows say; else sets when to ask again."""
        control, requests = self.control, self.requests
        if control.ramp is not None and control.contact and now < control.ramp.due:
            self.retry_at = control.ramp.due
            return False
        if not control.sure and requests.count_after(now) >= control.flying_limit(now):
            self.retry_at = requests.first_after(now)
            if now < control.grow_at and not control.refusals.in_row:
                self.retry_at = min(self.retry_at, control.grow_at)
            return False
        if company:
            self.retry_at = self.last_release + control.spacing(now)
            return now >= self.retry_at
        return True

    def _last_word_allows(self, window: Window, need: int, now: float) -> bool:
        """Whether anything is left going by the last answer alone; when that is old, one at a time finds out."""
        if window.left_until == -inf:
            return True
        pending = self.requests.first_after(now)
        fresh = now < window.left_until
        if (fresh or pending < inf) and window.room_told(self.log_of(window)) < need:
            self.retry_at = min(
                window.left_until if fresh else inf, max(pending, now + self.control.guard / 8)
            )
            return False
        return True

    def _record(self, now: float, tokens: int) -> float:
        control, stamps = self.control, self.requests.stamps
        if not control.sure:
            control.released(now)
        if control.ramp is not None and not control.silent and not control.ramp.went(now):
            control.ramp = None
            control.sure = control.contact and now >= control.company.until and not control.refusals.in_row
        self.last_release = now
        stamp = control.stamp(now)
        if stamps and stamp < stamps[-1]:
            insort(stamps, stamp)
        else:
            stamps.append(stamp)
        if tokens:
            self._count(stamp, tokens)
        if len(stamps) > PRUNE_FROM:
            self.requests.prune(now)
        return stamp

    def settle(self, stamp: float, arrived: float) -> float:
        """The server has counted it by `arrived`. Returns the stamp it is on record with from now on."""
        if arrived < stamp and self.requests.move(stamp, arrived):
            return arrived
        return stamp

    def lost(self, stamp: float, at: float) -> None:
        """No answer will come. While feeling the way, the next need not wait as long as for one that is still out."""
        if not self.control.sure:
            self.settle(stamp, at + self.control.guard / 4)

    def delay(self, stamp: float, sent: float) -> float:
        """It was sent only at `sent`, later than it was let go. Returns its new stamp."""
        late = self.control.stamp(sent)
        if late <= stamp:
            return stamp
        if not self.requests.move(stamp, late):
            self.requests.add(late)
        return late

    def cancel(self, stamp: float, tokens: int = 0, first_stamp: float | None = None) -> None:
        """It was never sent: its place is free again. Its tokens are counted under its first stamp."""
        self.requests.remove(stamp)
        if tokens:
            self._count(stamp if first_stamp is None else first_stamp, -tokens)

    def used(self, stamp: float, estimate: int, total: int) -> None:
        """What was let go under `stamp` at first as `estimate` tokens took `total`."""
        if total != estimate:
            self._count(stamp, total - estimate)

    def observe(self, sighting: Sighting, sent: float, now: float, offset: float) -> None:
        """Take in an answer. `offset` is Unix time minus this clock's, used until the server tells its own."""
        self.control.observe(sighting, sent, now, offset, self.log_of)

    def available_at(self, now: float, ahead: int, tokens: int = 0) -> float:
        """When a request with so many `ahead` of it could go, going by what is known to leave each window."""
        at = max(now, self.control.refusals.pause_until)
        for window in self.control.windows:
            if window.limit.unit == "requests":
                rounds, need = divmod(ahead, max(1, window.usable))
                first = max(now, window.free_at(now, need + 1, self.requests))
                at = max(at, first + rounds * window.seconds)
            elif tokens:
                at = max(at, window.free_at(now, min(tokens, window.amount), self.log_of(window)))
        return at

    def _count(self, stamp: float, tokens: int) -> None:
        for window in self.control.windows:
            if window.limit.unit == "tokens":
                log = self.tokens.get(window.limit.name) or self.tokens.setdefault(
                    window.limit.name, TokenLog(window.seconds)
                )
                log.add(stamp, tokens)
                log.prune(stamp)
