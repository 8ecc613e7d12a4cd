"""A ledger in Redis or Valkey: a fleet shares it.

One script decides everything in one step, on the server's clock. What answers teach is worked out here and written back
if nobody else wrote meanwhile. While the server is away each process lives on its own part of the limits.
"""

from __future__ import annotations

import json
import time
from array import array
from collections.abc import Callable, Sequence
from math import inf
from typing import TYPE_CHECKING, Any

from ..control import DEFAULT_GUARD, Control
from ..ledger import Ledger
from ..limits import PUBLISHED_LIMITS, Limit
from ..refusals import RECOVERY
from ..saved import restore_control, save_control
from ..window import Log, Window
from ..windows import usual_length
from .alone import Alone
from .base import HEALTHY, Decision, Mark
from .link import Link, Reply
from .own_part import own_part
from .wire import HUGE, Counted, finite, token_logs

if TYPE_CHECKING:
    import redis

_MIRROR_EVERY = 5.0
"""Seconds between two looks at the whole log, while calls wait."""
_TRY_EVERY = 1.0
"""Seconds between two attempts to reach a server that is away."""
_ALL_BACK = 3.0
"""Seconds after its return in which all processes find a server that was away and tell it what they did meanwhile."""
_SIGHTINGS = 8
"""How many answers are looked into at a time; of more, the latest."""


class RedisStore:
    """Shares a ledger through Redis (5 or later) or Valkey. Needs the extra `do-inference[redis]`.

    Args:
        client: A `redis.Redis` of yours; give it timeouts, such as `socket_timeout=1`. Or use `from_url`.
        scope: Names the quota: `hashed_scope(host, api_key)`, never the key itself.
        limits, guard: What the first process starts from; later ones find what is known by then.
    """

    inline = False
    health = HEALTHY

    def __init__(
        self,
        client: redis.Redis,
        scope: str,
        limits: Sequence[Limit] = PUBLISHED_LIMITS,
        *,
        guard: float = DEFAULT_GUARD,
        yielding: bool = True,
        now: Callable[[], float] = time.monotonic,
        unix: Callable[[], float] = time.time,
    ) -> None:
        try:
            from redis.exceptions import RedisError
        except ImportError as error:
            raise RuntimeError(
                "RedisStore needs the redis package: pip install 'do-inference[redis]'"
            ) from error
        self._gone: type[Exception] = RedisError
        self._limits = tuple(limits)
        self._guard, self._yielding = guard, yielding
        self._now, self._unix = now, unix
        self._link = Link(client, scope, now)
        self._begin()

    @classmethod
    def from_url(cls, url: str, scope: str, limits: Sequence[Limit] = PUBLISHED_LIMITS) -> RedisStore:
        """A store on the server at `url`, such as `redis://127.0.0.1:6379/0`, given up on after a second."""
        try:
            import redis
        except ImportError as error:
            raise RuntimeError(
                "RedisStore needs the redis package: pip install 'do-inference[redis]'"
            ) from error
        return cls(redis.Redis.from_url(url, socket_timeout=1.0, socket_connect_timeout=1.0), scope, limits)

    def _begin(self) -> None:
        self._ledger = Ledger(Control(self._limits, self._guard, yielding=self._yielding))
        self._version = 0
        self._peers = 1
        self._mirrored_at = -inf
        self._local: Alone | None = None
        self._back_at = inf
        self._try_at = -inf
        self._owed: list[Mark] = []

    # -- the limiter's side ---------------------------------------------------------------------------------------

    def exchange(self, marks: Sequence[Mark], demands: Sequence[int]) -> Decision:
        local = self._local
        if local is None:
            try:
                return self._exchange(marks, demands)
            except self._gone:
                local = self._lost()
        elif self._now() >= self._try_at:
            self._report()
            if self._local is None:
                return self._exchange(marks, demands)
        # Whoever has found the server again lets nothing go: what others still do on their own it cannot know.
        demands = demands if self._back_at == inf else ()
        now = self._now()
        return local.exchange(marks, demands, now, self._unix(), max(self._try_at, now))

    def restamp(self, mark: Mark) -> float:
        at = self._link.there(mark.at)
        if mark.what == "settled":
            return min(mark.stamp, at)
        return max(mark.stamp, self._ledger.control.stamp(at))

    def view(self) -> Ledger:
        ledger = self._local.ledger if self._local else self._ledger
        ledger.offset = self._link.low
        return ledger

    def look(self) -> Ledger:
        return self.view()

    def after_fork(self) -> None:
        self._link.after_fork()
        self._begin()

    # -- with the server ------------------------------------------------------------------------------------------

    def _exchange(self, marks: Sequence[Mark], demands: Sequence[int]) -> Decision:
        if self._version == 0:
            self._first()
        marks = [*self._owed, *marks]
        seen = self._worth_a_look(marks)
        wait = any(m.sighting is None or m.sighting.refused for m in seen) or (
            bool(seen) and not self._sure()
        )
        moments = self._moments(seen)
        reply = self._call(self._moves(marks), () if wait else demands, moments)
        self._owed.clear()
        if seen:
            self._learn(seen, moments, reply)
            if wait and demands:
                reply = self._call((), demands, ())
        return self._decide(reply, demands)

    def _sure(self) -> bool:
        control = self._ledger.control
        return control.sure or self._link.there(self._now()) >= control.sure_at

    def _worth_a_look(self, marks: Sequence[Mark]) -> list[Mark]:
        """Marks that teach something: all refusals, and of other answers the latest few that tell of limits."""
        sure = self._sure()
        daily = [m for m in marks if m.what == "daily"]
        seen = [(m, m.sighting) for m in marks if m.what == "seen" and m.sighting is not None]
        refused = [m for m, sighting in seen if sighting.refused]
        told = [
            m for m, sighting in seen if not sighting.refused and (sighting.state is not None or not sure)
        ]
        return [*daily, *refused, *told[-_SIGHTINGS:]]

    def _first(self) -> None:
        """Find what is known, or begin."""
        kept = [["keep", stamp] for stamp in self._ledger.requests.stamps]
        reply = self._call(kept, (), ())
        if self._version == 0:
            control = self._ledger.control
            control.released(reply.there)
            self._call((), (), (), write=True)
            if self._version == 0:
                self._call((), (), ())

    def _call(
        self,
        moves: Sequence[Sequence[Any]],
        demands: Sequence[int],
        moments: Sequence[float],
        *,
        write: bool = False,
    ) -> Reply:
        ask: dict[str, Any] = {
            "marks": moves or [],
            "demands": demands,
            "moments": moments,
            "known": self._version,
            "full": self._now() - self._mirrored_at > (_MIRROR_EVERY if demands else 10 * _MIRROR_EVERY),
        }
        if write:
            ask["text"], ask["base"] = self._document(), self._version
        reply = self._link.ask(ask)
        self._peers = reply.peers
        if reply.text and not (write and reply.version == self._version + 1):
            self._read(json.loads(reply.text))
        if reply.version < self._version and not write:
            # The server has lost what it knew: give back what is known here, and ask again.
            self._version = 0
            self._first()
        self._version = max(self._version, reply.version)
        self._mirror(reply)
        return reply

    def _mirror(self, reply: Reply) -> None:
        if reply.log:
            self._ledger.requests.stamps = array("d", reply.log)
            self._mirrored_at = reply.there - self._link.low
        if reply.tokens:
            self._ledger.tokens = token_logs(reply.tokens, self._ledger.control.windows)

    def _decide(self, reply: Reply, demands: Sequence[int]) -> Decision:
        for stamp in reply.stamps:
            self._ledger.requests.add(stamp)
        offset = self._link.low
        here = reply.retry_at - offset if reply.retry_at < HUGE else inf
        if len(reply.stamps) < len(demands) and here == inf:
            here = self._now() + _TRY_EVERY
        return Decision(reply.stamps, here, self._ledger.control.refusals.daily_until - offset)

    def _moves(self, marks: Sequence[Mark]) -> list[list[Any]]:
        moves: list[list[Any]] = []
        for mark in marks:
            if mark.what == "settled":
                at = self._link.there(mark.at)
                if at < mark.stamp:
                    moves.append(["move", mark.stamp, at, False])
            elif mark.what == "sent":
                moves.append(["move", mark.stamp, self.restamp(mark), True])
            elif mark.what == "cancelled":
                moves.append(["remove", mark.stamp, mark.tokens, mark.at or mark.stamp])
            elif mark.what == "used":
                moves.append(["used", mark.stamp, mark.total - mark.tokens])
            elif mark.what == "add":
                moves.append(["add", mark.stamp, mark.tokens])
        return moves

    # -- what answers teach ---------------------------------------------------------------------------------------

    def _moments(self, seen: Sequence[Mark]) -> list[float]:
        """Those that learning from `seen` needs counts for."""
        guard = self._ledger.control.guard
        moments: list[float] = []
        for mark in seen:
            sent, now = self._link.there(mark.sent), self._link.there(mark.at)
            moments += (sent, sent + guard)
            for window in self._ledger.control.windows:
                back = window.seconds
                moments += (sent - back, now - back, now - back + guard)
            state = mark.sighting.state if mark.sighting is not None else None
            if state is not None and state.retry_after is not None:
                moments.append(sent - usual_length(state.retry_after))
        return moments

    def _learn(self, seen: Sequence[Mark], moments: Sequence[float], reply: Reply) -> None:
        for _ in range(3):
            control = self._ledger.control
            before = control.version
            flying = control.flying_most
            counted = Counted(dict(zip(moments, reply.counts, strict=False)), self._ledger.requests)
            for mark in seen:
                sent, now = self._link.there(mark.sent), self._link.there(mark.at)
                if mark.sighting is None:
                    control.daily_cap(now, self._link.there(mark.sent) if mark.sent else None)
                    continue
                log_of = self._logs(counted)
                control.observe(mark.sighting, sent, now, self._unix() - self._now() - self._link.low, log_of)
            if control.version == before and control.flying_most == flying:
                return
            version = self._version
            self._call((), (), (), write=True)
            if self._version == version + 1 and self._ledger.control is control:
                return
            # Somebody else learnt something at the same time, and `_call` has read it: look again with that.
            moments = self._moments(seen)
            reply = self._call((), (), moments)

    def _logs(self, counted: Counted) -> Callable[[Window], Log]:
        def log_of(window: Window) -> Log:
            return counted if window.limit.unit == "requests" else self._ledger.log_of(window)

        return log_of

    def _document(self) -> str:
        control = self._ledger.control
        saved = save_control(control)
        saved["patience"] = control.patience
        saved["spacing"] = control.usual_spacing()
        saved["recovery"] = RECOVERY
        return json.dumps(finite(saved))

    def _read(self, saved: dict[str, Any]) -> None:
        stamps, tokens = self._ledger.requests.stamps, self._ledger.tokens
        self._ledger = Ledger(restore_control(saved))
        self._ledger.requests.stamps = stamps
        self._ledger.tokens = tokens

    # -- without the server ---------------------------------------------------------------------------------------

    def _lost(self) -> Alone:
        self._link.assume(self._unix() - self._now())
        now = self._link.there(self._now())
        age = max(0.0, now - self._link.there(self._mirrored_at)) if self._mirrored_at > -inf else inf
        self._local = Alone(own_part(self._ledger, now, age, self._peers), self._link, self._owed)
        self._back_at = inf
        self._try_at = self._now() + _TRY_EVERY
        return self._local

    def _report(self) -> None:
        """Tell a server that is back what went on here. Only when all had time to do so does it decide again."""
        self._try_at = self._now() + _TRY_EVERY
        try:
            self._exchange((), ())
        except self._gone:
            self._back_at = inf
            return
        self._back_at = min(self._back_at, self._now())
        if self._now() >= self._back_at + _ALL_BACK:
            self._local = None
