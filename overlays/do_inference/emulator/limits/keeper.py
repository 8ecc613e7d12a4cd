"""Who may pass: the rules applied to a log of uses, and what the headers then say."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from do_inference.emulator.errors import Refusal
from do_inference.emulator.limits.log import HitLog, MemoryLog

if TYPE_CHECKING:
    from do_inference.emulator.limits.rules import Limits, Window


@dataclass(frozen=True, slots=True)
class WindowState:
    """One window of one key, as a person would look at it."""

    owner: str
    name: str
    unit: str
    limit: int
    used: int
    seconds: float
    oldest: float
    """When the oldest use leaves the window; 0 where there is none."""


@dataclass(slots=True)
class Verdict:
    """Whether a request may pass, and the headers that any answer to it carries."""

    headers: dict[str, str] = field(default_factory=dict)
    refusal: Refusal | None = None


class Keeper:
    """Keeps the limits of every key."""

    def __init__(self, limits: Limits, log: HitLog | None = None) -> None:
        self.limits = limits
        self._log: HitLog = log or MemoryLog()
        self._asked = 0

    def admit(self, owner: str, now: float, tokens: int = 0) -> Verdict:
        """Count one request of `owner` that brings `tokens`, or refuse it."""
        if not self.limits.windows:
            return Verdict()
        self._asked += 1
        with self._log.hold():
            full = next(
                (window for window in self.limits.windows if self._full(owner, window, now, tokens)), None
            )
            if full is None or self.limits.refused_count:
                for window in self.limits.windows:
                    amount = 1 if window.unit == "requests" else (tokens if full is None else 0)
                    if amount:
                        self._log.add(_name(owner, window), now, amount)
            headers = self._headers(owner, now, full)
            refusal = self._refusal(owner, full, now) if full is not None else None
        return Verdict(headers, refusal)

    def settle(self, owner: str, now: float, tokens: int, headers: dict[str, str] | None = None) -> None:
        """Count the tokens that an answer turned out to have; bring `headers` up to date where they are given."""
        windows = [window for window in self.limits.windows if window.unit == "tokens"]
        if not windows or tokens <= 0:
            return
        with self._log.hold():
            for window in windows:
                self._log.add(_name(owner, window), now, tokens)
            if headers is not None:
                headers.update(self._headers(owner, now, None))

    def states(self, now: float) -> list[WindowState]:
        """Every window of every key that was used."""
        found = []
        windows = {window.name: window for window in self.limits.windows}
        for name in self._log.names():
            owner, _, kind = name.rpartition("|")
            window = windows.get(kind)
            if window is None:
                continue
            live = [(at, amount) for at, amount in self._log.times(name) if at > now - window.seconds]
            oldest = live[0][0] + window.seconds if live else 0.0
            used = sum(amount for _, amount in live)
            found.append(WindowState(owner, kind, window.unit, window.limit, used, window.seconds, oldest))
        return sorted(found, key=lambda state: (state.owner, -state.seconds, state.name))

    def uses(self, owner: str, window: str) -> list[tuple[float, int]]:
        """When how much was used, oldest first."""
        return self._log.times(f"{owner}|{window}")

    def _full(self, owner: str, window: Window, now: float, tokens: int) -> bool:
        used = self._log.used(_name(owner, window), now - window.seconds)
        return used + (1 if window.unit == "requests" else max(tokens, 1)) > window.limit

    def _free_at(self, owner: str, window: Window, now: float, needed: int = 1) -> float:
        """When `needed` units are free again."""
        used = self._log.used(_name(owner, window), now - window.seconds)
        return self._log.expiry(_name(owner, window), used - (window.limit - needed) - 1) + window.seconds

    def _refusal(self, owner: str, window: Window, now: float) -> Refusal:
        wait = self._free_at(owner, window, now) - now
        headers: dict[str, str] = {}
        if window.burst and self.limits.retry_after:
            headers["retry-after"] = str(max(1, math.ceil(wait)))
        if window.unit == "tokens" and window.name.endswith("day"):
            return Refusal(
                429, "Daily token limit reached for this model. Try again tomorrow.", headers=headers
            )
        if window.unit == "tokens":
            return Refusal(429, "Tokens per minute limit reached.", headers=headers)
        return Refusal(429, headers=headers)

    def _headers(self, owner: str, now: float, full: Window | None) -> dict[str, str]:
        if self.limits.family == "live":
            return self._live_headers(owner, now, full)
        window = self.limits.windows[0]
        used = self._log.used(_name(owner, window), now - window.seconds)
        oldest = self._log.expiry(_name(owner, window), 0)
        return {
            "ratelimit-limit": str(window.limit),
            "ratelimit-remaining": str(0 if full is not None else max(0, window.limit - used)),
            "ratelimit-reset": str(math.ceil(oldest + window.seconds) if used else math.ceil(now)),
        }

    def _live_headers(self, owner: str, now: float, full: Window | None) -> dict[str, str]:
        headers: dict[str, str] = {}
        for window in self.limits.windows:
            if full is not None and full.unit == "requests" and window.unit != "requests":
                continue
            used = self._log.used(_name(owner, window), now - window.seconds)
            left = max(0, window.limit - used)
            if self.limits.replicas > 1 and window.name.endswith("day"):
                left = max(
                    0, window.limit - used * (1 + self._asked % self.limits.replicas) // self.limits.replicas
                )
            room = left > 0 and window is not full
            reset = 0 if room and self.limits.reset_zero else math.ceil(self._free_at(owner, window, now))
            headers[f"x-ratelimit-limit-{window.name}"] = str(window.limit)
            headers[f"x-ratelimit-remaining-{window.name}"] = str(left if window is not full else 0)
            headers[f"x-ratelimit-reset-{window.name}"] = str(reset)
        return headers


def _name(owner: str, window: Window) -> str:
    return f"{owner}|{window.name}"
