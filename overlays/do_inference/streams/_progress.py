"""Decides which events count as progress, and measures how long a stream waits for progress. Without I/O.

Servers keep a connection alive with comments, pings and empty chunks while they wait for the model. These events have
no content, so they do not extend the time that a stream may take for its next event.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_KEEP_ALIVE_TYPES: Final = frozenset({"heartbeat", "keep-alive", "keep_alive", "keepalive", "ping"})
"""The types of events that only keep a connection alive, without the prefix of their API."""

_LABELS: Final = frozenset(
    {
        "created_at",
        "event_id",
        "id",
        "item_id",
        "model",
        "object",
        "obfuscation",
        "provider",
        "request_id",
        "role",
        "service_tier",
        "status",
        "system_fingerprint",
        "timestamp",
        "type",
        "usage",
    }
)
"""Fields that identify what an event belongs to. Text in them is not content."""

_INDEX_FIELDS: Final = ("index", "output_index", "content_index", "summary_index", "item_id")
"""Fields that distinguish two events without text and of the same type, such as the starts of two blocks."""


class Progress:
    """The time that a stream has waited for an event that is progress.

    Only the time in reads counts, not the time in which the caller handles an event.

    Progress is an event with text in a field that is not a label, an event that changes the usage, the first chunk of a
    chat completion, and a typed event with another state than the last one, such as the start of a block. Comments,
    pings, empty chunks, repeated states and incomplete events are not progress.
    """

    __slots__ = ("_read_started", "_state", "_waited", "awaited", "limit")

    def __init__(self, limit: float | None) -> None:
        self.limit = limit
        """The seconds that may pass without progress; None for no limit."""
        self.awaited = False
        """Whether no progress was received since the last read started. Always False without a limit."""
        self._waited = 0.0
        self._read_started = 0.0
        self._state: tuple[object, ...] = ()

    def begin(self) -> float | None:
        """Start the measurement of a read. Returns the seconds that it may take; None without a limit."""
        limit = self.limit
        if limit is None:
            return None
        self._read_started = monotonic()
        if self.awaited:
            return limit - self._waited
        self.awaited = True
        self._waited = 0.0
        return limit

    def stop(self) -> None:
        """Add the time of a read that ended without progress."""
        self._waited += monotonic() - self._read_started

    def observe(self, event: dict[str, Any], *, first: bool, usage: Mapping[str, Any] | None) -> None:
        """Examine an event. `first` is whether it is the first of the stream, `usage` the usage reported before it."""
        # Nearly all events are a fragment of text in one of two places. Look there before searching all fields.
        delta = event.get("delta")
        if delta is None:
            try:  # noqa: SIM105 - `suppress` would double the cost
                delta = event["choices"][0]["delta"]
            except (LookupError, TypeError):  # Not a chunk of a chat completion.
                pass
        text = (delta.get("content") or delta.get("text")) if type(delta) is dict else delta
        has_content = (text and type(text) is str) or _has_text(event) or _changes_usage(event, usage or {})
        if has_content or self._is_new_state(event, first):
            self.awaited = False

    def _is_new_state(self, event: dict[str, Any], first: bool) -> bool:
        """Return whether an event without text starts the response or changes its state."""
        kind = event.get("type")
        if not isinstance(kind, str):
            return first and _has_role(event)
        if kind.endswith("delta") or kind.rpartition(".")[2] in _KEEP_ALIVE_TYPES:
            return False
        state = (kind, *map(event.get, _INDEX_FIELDS))
        if state == self._state:
            return False
        self._state = state
        return True


def _has_text(event: dict[str, Any]) -> bool:
    """Return whether an event has text, apart from the response that events such as `response.in_progress` repeat."""
    nodes: list[Any] = [event]
    while nodes:
        node = nodes.pop()
        if type(node) is dict:
            repeats_response = node is event and type(node.get("response")) is dict
            parts: Any = [
                part
                for name, part in node.items()
                if part and name not in _LABELS and not (repeats_response and name == "response")
            ]
        else:
            parts = node
        for part in parts:
            if type(part) is str:
                if part:
                    return True
            elif type(part) in (dict, list):
                nodes.append(part)
    return False


def _changes_usage(event: dict[str, Any], known: Mapping[str, Any]) -> bool:
    """Return whether an event reports a different usage than the events before it."""
    usage = event.get("usage")
    return isinstance(usage, dict) and any(known.get(name) != count for name, count in usage.items() if count)


def _has_role(event: dict[str, Any]) -> bool:
    """Return whether a chunk contains the role of a choice, as the first chunk does."""
    choices = event.get("choices")
    deltas = (
        [choice.get("delta") for choice in choices if isinstance(choice, dict)]
        if isinstance(choices, list)
        else []
    )
    return any(isinstance(delta, dict) and bool(delta.get("role")) for delta in deltas)
