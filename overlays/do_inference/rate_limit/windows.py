"""The limits in force, and which of them a header is about."""

from __future__ import annotations

from collections.abc import Iterable

from do_inference_generated._seam import RateLimitWindow

from .limits import LIVE_REQUESTS_SECONDS, TOKEN_WINDOWS, USUAL_LENGTHS, Limit
from .window import Window

_SLACK = 5.0
"""Seconds by which a reset may seem to lie further ahead than its window is long."""
_UNTOLD_LENGTH = 3600.0
"""Seconds that the `ratelimit-limit` header counts over, where neither a reset nor a published limit says so."""
_CAUTION = 0.9
"""Part of what went before a refusal that is let go from then on."""
_MEMORY = 3600.0
"""Seconds after which a limit that nobody told of is tried anew."""


class Windows(list[Window]):
    """All windows of a key. Headers may change amounts, and add or drop windows; `changes` counts that."""

    def __init__(self, windows: Iterable[Window] = ()) -> None:
        super().__init__(windows)
        self.changes = 0

    def of_requests(self) -> list[Window]:
        """Those that count requests, the shortest first."""
        return sorted((w for w in self if w.limit.unit == "requests"), key=lambda w: w.seconds)

    def within(self, window: Window) -> list[Window]:
        """The windows that headers do not tell of and that what `window` counts counts in as well."""
        return [
            other
            for other in self
            if other.limit.unit == window.limit.unit and other.seconds < window.seconds and not other.told
        ]

    def learn(self, refusing: Window, seconds: float, went: int, now: float, *, news: bool) -> None:
        """More than a limit that nobody told of went within `seconds`: `went`, or less by what was on its way yet."""
        amount = max(1, int(_CAUTION * went))
        if refusing.learnt:
            most = int(_CAUTION * refusing.amount) if news else refusing.amount
            refusing.resize(max(1, min(most, amount)))
        elif news:
            window = Window(Limit(f"learnt-{seconds:.0f}-seconds", amount, seconds))
            window.forget_at = now + _MEMORY
            self.append(window)

    def forget(self, now: float) -> bool:
        """Drop what was learnt long ago; returns whether there was any."""
        old = [window for window in self if now >= window.forget_at]
        for window in old:
            self.remove(window)
        return bool(old)

    def meant_by(
        self, name: str, told: RateLimitWindow, *, live: bool, ahead: float | None, contact: bool
    ) -> Window | None:
        """The window a header is about, its amount as told; None where that cannot be said.

        Args:
            name: The header's name for it.
            told: What the header says.
            live: Whether it is of the live family, whose `requests` are per minute.
            ahead: Seconds until its reset. It lies no further ahead than the window is long.
            contact: Whether headers had spoken of requests before.
        """
        if name != "requests":
            return self._of_tokens(name, told)
        requests = [window for window in self.of_requests() if not window.learnt]
        if told.limit is None:
            return next((w for w in requests if w.told), requests[-1] if requests else None)
        for window in reversed(requests):
            if told.limit in (window.amount, window.limit.amount):
                self._resize(window, told.limit)
                return window
        likely = _likely(requests, ahead, live=live, contact=contact)
        if likely is None and not requests:
            likely = self._first_of_requests(told.limit, ahead, live=live)
        if likely is not None:
            self._resize(likely, told.limit)
            self._drop_assumed(requests, likely)
        return likely

    def _first_of_requests(self, amount: int, ahead: float | None, *, live: bool) -> Window:
        """A window for the first limit of requests that a header names where none is assumed."""
        seconds = (
            LIVE_REQUESTS_SECONDS if live else usual_length(ahead) if ahead is not None else _UNTOLD_LENGTH
        )
        window = Window(Limit(f"requests-per-{seconds:.0f}-seconds", amount, seconds))
        self.append(window)
        self.changes += 1
        return window

    def _drop_assumed(self, requests: list[Window], told: Window) -> None:
        """Another plan than the published one is in force: longer windows of that were never heard of."""
        for other in requests:
            if other.seconds > told.seconds and not other.told and not other.limit.firm:
                self.remove(other)

    def _resize(self, window: Window, amount: int) -> None:
        if window.amount != amount:
            window.resize(amount)
            self.changes += 1

    def _of_tokens(self, name: str, told: RateLimitWindow) -> Window | None:
        for window in self:
            if window.limit.name == name:
                if told.limit is not None:
                    self._resize(window, told.limit)
                return window
        if name not in TOKEN_WINDOWS or told.limit is None:
            return None
        window = Window(Limit(name, told.limit, TOKEN_WINDOWS[name], "tokens"))
        self.append(window)
        self.changes += 1
        return window


def usual_length(seconds: float) -> float:
    """The shortest usual length of a window that is no shorter than that."""
    return float(next((usual for usual in USUAL_LENGTHS if usual >= seconds), seconds))


def _likely(requests: list[Window], ahead: float | None, *, live: bool, contact: bool) -> Window | None:
    """Which window an unheard-of amount belongs to."""
    fitting = [w for w in requests if ahead is None or w.seconds + _SLACK >= ahead]
    if not fitting:
        return None
    spoken = [w for w in fitting if w.told]
    if spoken:
        return spoken[0]
    if live:
        return min(fitting, key=lambda w: abs(w.seconds - LIVE_REQUESTS_SECONDS))
    return fitting[0] if ahead is not None and not contact else fitting[-1]
