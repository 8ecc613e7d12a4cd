"""What counts as progress in a stream, and how long a stream may go on without it. Without I/O.

Servers keep a connection alive with comments, pings and empty chunks while they wait. These say nothing about the
answer, so they do not extend the time that a stream may take for its next event.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_SIGNS_OF_LIFE: Final = frozenset({"heartbeat", "keep-alive", "keep_alive", "keepalive", "ping"})
"""Types of events that only keep a connection alive, without the prefix of their dialect."""

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
"""Fields that tell what an event belongs to. Text in them is not a part of the answer."""

_PLACE: Final = ("index", "output_index", "content_index", "summary_index", "item_id")
"""Fields that distinguish two typed events without text, such as the starts of two blocks."""


class Progress:
    """Measures how long a stream waits for an event that is progress.

    Only time spent in reads counts. The time that the caller takes to handle an event does not.

    Progress is an event with text in any field that is not a label, one with another usage than before, the first chunk
    of a chat, and a typed event that tells of another state than the last one, such as the start of a block. A comment,
    a ping, an empty chunk, a state that is repeated and a part of an event are not progress.
    """

    __slots__ = ("_began", "_quiet", "_state", "awaited", "limit")

    def __init__(self, limit: float | None) -> None:
        self.limit = limit
        """Seconds that may pass without progress; None for no limit."""
        self.awaited = False
        """Whether nothing that was read since the last read began is progress. Always False without a limit."""
        self._quiet = 0.0
        self._began = 0.0
        self._state: tuple[object, ...] = ()

    def begin(self) -> float | None:
        """A read begins. Returns the seconds it may take, None without a limit."""
        limit = self.limit
        if limit is None:
            return None
        self._began = monotonic()
        if self.awaited:
            return limit - self._quiet
        self.awaited = True
        self._quiet = 0.0
        return limit

    def stop(self) -> None:
        """A read has ended without progress."""
        self._quiet += monotonic() - self._began

    def see(self, event: dict[str, Any], *, first: bool, usage: Mapping[str, Any] | None) -> None:
        """An event has arrived: the `first` of the stream or not. `usage` is what the events before it reported."""
        # A piece of text in its usual place needs no search. Nearly all events are one.
        delta = event.get("delta")
        if delta is None:
            try:  # noqa: SIM105 - `suppress` would double the cost
                delta = event["choices"][0]["delta"]
            except (LookupError, TypeError):  # Not a chunk of a chat.
                pass
        text = (delta.get("content") or delta.get("text")) if type(delta) is dict else delta
        said = (text and type(text) is str) or _has_text(event) or _counts_more(event, usage or {})
        if said or self._is_new_state(event, first):
            self.awaited = False

    def _is_new_state(self, event: dict[str, Any], first: bool) -> bool:
        """Whether an event without text shows the start of the answer, or a change of its state."""
        kind = event.get("type")
        if not isinstance(kind, str):
            return first and _names_role(event)
        if kind.endswith("delta") or kind.rpartition(".")[2] in _SIGNS_OF_LIFE:
            return False
        state = (kind, *map(event.get, _PLACE))
        if state == self._state:
            return False
        self._state = state
        return True


def _has_text(event: dict[str, Any]) -> bool:
    """Whether an event has text of its own. The whole response that a `response.in_progress` repeats is not."""
    nodes: list[Any] = [event]
    while nodes:
        node = nodes.pop()
        if type(node) is dict:
            restated = node is event and type(node.get("response")) is dict
            parts: Any = [
                part
                for name, part in node.items()
                if part and name not in _LABELS and not (restated and name == "response")
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


def _counts_more(event: dict[str, Any], known: Mapping[str, Any]) -> bool:
    """Whether an event reports another usage than the events before it."""
    usage = event.get("usage")
    return isinstance(usage, dict) and any(known.get(name) != count for name, count in usage.items() if count)


def _names_role(event: dict[str, Any]) -> bool:
    """Whether a chunk names the role of a choice, as the first one does."""
    choices = event.get("choices")
    deltas = (
        [choice.get("delta") for choice in choices if isinstance(choice, dict)]
        if isinstance(choices, list)
        else []
    )
    return any(isinstance(delta, dict) and bool(delta.get("role")) for delta in deltas)
