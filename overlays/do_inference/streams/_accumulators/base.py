"""What every accumulator can do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

if TYPE_CHECKING:
    from do_inference.streams._reports import Reports
    from do_inference_generated._stream import StreamEvent

Emit: TypeAlias = "list[StreamEvent]"
"""Where an accumulator puts what an event means, if anybody wants to know."""

Json: TypeAlias = dict[str, Any]


def reason_of(value: object) -> str | None:
    """The reason that an answer ended for, from a field of any type. Only a text that is not empty states one."""
    return value if isinstance(value, str) and value else None


class Accumulator(ABC):
    """Adds events up, at a cost that does not grow with what has been added before.

    Events are JSON as it came, of any shape whatever; none is changed. The result has the JSON shape of the
    unstreamed result.
    """

    adds_up: ClassVar[bool] = True
    """Whether there is a result at all."""
    typed: ClassVar[bool] = True
    """Whether events are told apart by a `type`, which the event's name stands in for where it is missing."""
    final_events: ClassVar[frozenset[str]] = frozenset()
    """Types of events that end a stream of this kind, beside those of its description."""

    def __init__(self, reports: Reports) -> None:
        self.reports = reports
        self.usage: Json | None = None

    @abstractmethod
    def add(self, value: Json, emit: Emit | None) -> None:
        """Add one event, and append to `emit` what it means."""

    @abstractmethod
    def close(self, emit: Emit | None) -> None:
        """The stream came to its proper end."""

    @abstractmethod
    def complete(self, answers: int) -> bool:
        """Whether, without a terminator, the events themselves say that nothing is missing.

        Only what an event states counts, never a field that is missing. `answers` is the number of answers that the
        request asked for.
        """

    @abstractmethod
    def has_result(self) -> bool:
        """Whether anything has arrived that a terminator can complete to a result."""

    @abstractmethod
    def result(self) -> Json:
        """What has been added up so far, with nothing added to what the server sent. Costs as much as what has come
        is long, and changes nothing.
        """

    def head(self) -> Json:
        """The fields of the whole answer that have come so far. Other fields may be among them."""
        return self.result()

    def draft(self) -> Json:
        """The result so far of a stream that goes on, for previews. Unfinished JSON in it is completed."""
        return self.result()

    @abstractmethod
    def event_of(self, result: Json) -> Json:
        """One event that stands for a whole result, for servers that answer a stream with JSON."""
