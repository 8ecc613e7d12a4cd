"""A process's copy of a ledger in Redis, and the optimistic writes of its decisions.

The server stores the stamps of requests and, as one text, everything else. Each write contains the serial number of the
state on which it is based. If another process wrote in the meantime, the script writes nothing and returns the changes.
"""

from __future__ import annotations

import json
import random
import time
import uuid
from bisect import bisect_right
from collections.abc import Callable, Sequence
from math import inf
from typing import Any

from .._ledger import Ledger
from .base import Decision, Mark, admit, apply, dump_ledger, load_ledger, restamped
from .redis_link import Link, Reply, damaged

_ATTEMPTS = 30
"""Maximum attempts of an exchange after conflicting writes. Sixteen processes that do nothing else need six on
average."""
_DOUBLINGS = 5
"""Maximum doublings of the pause between attempts: up to 32 times an attempt, enough for a hundred busy processes."""
_CONTENDED = 0.02
"""Seconds until the next exchange after conflicts in all attempts."""
_RECENT = 5.0
"""Seconds of the log that a conflict replaces: longer than a process needs to report a response."""
_FULL = 60.0
"""Seconds after which a conflict replaces the complete log. It costs milliseconds and corrects entries that were
reported late."""
_RESTORE_TIME = 1.0
"""Seconds without admissions after the server lost its data: processes with events to report exchange twice a second,
and restore their copies."""


class Replica:
    """A copy of the ledger. It starts with `ledger`, which an empty server receives. Not thread-safe."""

    def __init__(
        self, link: Link, ledger: Ledger, now: Callable[[], float], unix: Callable[[], float]
    ) -> None:
        self._link = link
        self._now, self._unix = now, unix
        self.ledger = ledger
        self.text = ""
        """The last known text on the server, which is everything except the stamps; empty before the first exchange."""
        self.peers = 1
        """Number of processes that used the ledger within the last five minutes."""
        self.current_at = -inf
        """When the copy was last up to date: `time.monotonic()` seconds."""
        self.pending: list[Mark] = []
        """Events while the server was unavailable, for the next exchange."""
        self._epoch = self._version = ""
        self._serial = 0
        self._no_admission_until = self._full_at = -inf
        self._since = -1.0

    def exchange(self, marks: Sequence[Mark], demands: Sequence[int]) -> Decision:
        """Implement `Store.exchange`.

        Raises:
            UnavailableError: The server is temporarily unavailable. `marks` are not recorded. RateLimitStoreError: The
            server or the settings have to be changed.
        """
        for attempt in range(_ATTEMPTS):
            began = self._now()
            if not self._epoch:
                self._join()
                continue
            decision = self._attempt([*self.pending, *marks], demands)
            if decision is not None:
                self.pending.clear()
                return decision
            # Exponential back-off with jitter, so that conflicting processes separate.
            time.sleep(random.random() * (self._now() - began) * 2.0 ** min(attempt, _DOUBLINGS))  # noqa: S311
        self.pending += marks
        return Decision((), self._now() + _CONTENDED)

    def _attempt(self, marks: Sequence[Mark], demands: Sequence[int]) -> Decision | None:
        """Decide with the copy and write the decision. Return None if another process wrote first."""
        here = self._now()
        now, back = self._link.earliest(here), self._link.low
        moves = [move for mark in marks if (move := self._apply_mark(mark, now, self._unix() - here - back))]
        stamps, retry_at = admit(self.ledger, now, () if now < self._no_admission_until else demands)
        text = json.dumps(dump_ledger(self.ledger))
        try:
            reply = self._send(
                text if text != self.text else "",
                exact=bool(demands) or text != self.text,
                keep=[mark.stamp for mark in marks if mark.what == "add"],
                moves=moves,
                adds=stamps,
            )
        except BaseException:
            self._roll_back(stamps)
            raise
        if not reply.accepted:
            self._roll_back(stamps)
            self._update(reply)
            return None
        if text != self.text:
            self.text, self._version = text, reply.version
        for wanted, recorded in zip(stamps, reply.stamps, strict=True):
            if wanted != recorded:
                self.ledger.requests.move(wanted, recorded)
        self._update(reply)
        if now < self._no_admission_until:
            retry_at = self._no_admission_until
        return Decision(reply.stamps, retry_at - back, self.ledger.estimator.backoff.daily_until - back)

    def _apply_mark(self, mark: Mark, now: float, offset: float) -> list[Any] | None:
        """Record `mark` in the copy. Return the change that the server has to make in its log."""
        if mark.what in ("cancelled", "add"):
            apply(self.ledger, mark, offset)
            return [mark.stamp, False, False] if mark.what == "cancelled" else None
        at = max(self._link.latest(mark.at), round(now - _RECENT / 2, 6))
        apply(self.ledger, mark._replace(at=at, sent=mark.sent and self._link.latest(mark.sent)), offset)
        if mark.what == "settled" and at < mark.stamp:
            return [mark.stamp, at, False]
        if mark.what == "sent":
            return [mark.stamp, restamped(mark, at, self.ledger.estimator), True]
        return None

    def _roll_back(self, stamps: Sequence[float]) -> None:
        """Restore the state before a decision that was not written."""
        for stamp in stamps:
            self.ledger.requests.remove(stamp)
        self._load(self.text)

    def _load(self, text: str) -> None:
        try:
            self.ledger = load_ledger(json.loads(text), self.ledger.requests.stamps)
        except (ValueError, KeyError, TypeError):
            raise damaged() from None

    def _send(self, text: str = "", **changes: Any) -> Reply:
        requests = self.ledger.requests
        full = self._now() - self._full_at > _FULL
        self._since = -1.0 if full else self._link.earliest(self.current_at - _RECENT)
        reply = self._link.run(
            {
                "epoch": self._epoch,
                "serial": self._serial,
                "version": self._version,
                "since": self._since,
                "span": max((limit.seconds for limit in self.ledger.estimator.limits), default=requests.span),
                "hold": _RESTORE_TIME,
                "exact": False,
                "keep": [],
                "moves": [],
                "adds": [],
                **changes,
            },
            text,
        )
        if reply.log is not None and full:
            self._full_at = self._now()
        return reply

    def _update(self, reply: Reply) -> None:
        """Update the copy from a reply."""
        self.peers, self._no_admission_until = reply.peers, reply.hold
        if reply.epoch != self._epoch:
            # The server has lost its data. Another process may already have restored its copy.
            self._epoch = ""
            return
        self._serial = reply.serial
        if reply.log is not None:
            stamps = self.ledger.requests.stamps
            del stamps[bisect_right(stamps, self._since) :]
            stamps.extend(reply.log)
        self.current_at = self._now()
        if reply.text is not None:
            self.text, self._version = reply.text, reply.version
            self._load(reply.text)

    def _join(self) -> None:
        """Load the ledger of the server, or write the local one to an empty server."""
        self._serial, self._version, self._full_at = -1, "", -inf
        reply = self._send()
        self._serial = 0
        self._correct_assumed_clock()
        oldest = reply.now - self.ledger.requests.span
        known = [round(stamp, 6) for stamp in self.ledger.requests.stamps if stamp > oldest]
        if reply.epoch:
            self._epoch = reply.epoch
            self._update(reply)
            for stamp in known:
                # The bucket levels in the text already include them.
                self.ledger.requests.remove(stamp)
                self.ledger.requests.add(stamp)
            if known:
                self._update(self._send(keep=known))
            return
        text = json.dumps(dump_ledger(self.ledger))
        reply = self._send(text, exact=True, keep=known, new=uuid.uuid4().hex)
        if reply.accepted:
            self._epoch, self.text, self._version = reply.epoch, text, reply.version
            self._update(reply)

    def _correct_assumed_clock(self) -> None:
        """Correct the stamps recorded before the first reply, which used an assumed clock offset."""
        assumed, self._link.assumed = self._link.assumed, None
        if assumed is not None:
            by = round(self._link.low - assumed, 6)
            self.ledger.shift(by)
            self.pending[:] = [
                mark._replace(stamp=round(mark.stamp + by, 6), at=mark.at and mark.at + by)
                for mark in self.pending
            ]
