"""The interface of accumulators, and how they decode what a stream reports."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, cast

from do_inference_generated._model import Model
from do_inference_generated._stream import CitationsFound, InfoReported, RetrievalReported, UsageReported

if TYPE_CHECKING:
    from do_inference_generated._interface import Operation
    from do_inference_generated._stream import Retrieval, StreamEvent

Emit: TypeAlias = "list[StreamEvent]"
"""The list to which an accumulator appends the `StreamEvent`s of an event. None if the caller does not use them."""

Json: TypeAlias = dict[str, Any]


def reason_of(value: object) -> str | None:
    """Return the finish reason in a field of any type. Only a non-empty string counts as a reason."""
    return value if isinstance(value, str) and value else None


class ReportDecoder:
    """The decoder of the usage, citations and other fields that the streams of one operation report.

    A field of the result is decoded as part of the result, and a citation by its own schema, so users receive the same
    models as from the call without `stream`. A value that does not match the description is passed on as parsed JSON
    in an `InfoReported`.
    """

    __slots__ = ("_operation",)

    def __init__(self, operation: Operation[Any, Any]) -> None:
        self._operation = operation

    def field(self, name: str, value: Any) -> Any:
        """Decode a field of the result. Returns the JSON value if the description does not have the field."""
        schema = self._operation.result
        result = None if schema is None else schema.decoder()({name: value})
        attribute = result._wire.get(name) if isinstance(result, Model) else None
        return value if attribute is None else getattr(result, attribute)

    def usage(self, value: Any) -> Any:
        """Decode the usage to the model of the result; None remains None."""
        return None if value is None else self.field("usage", value)

    def emit_usage(self, value: Any, emit: Emit) -> None:
        """Emit the usage."""
        emit.append(UsageReported(self.usage(value)))

    def emit_citation(self, value: Any, emit: Emit) -> None:
        """Emit one source that the text cites."""
        stream = self._operation.stream
        schema = None if stream is None else stream.citation
        if isinstance(value, dict):
            citation: Any = value if schema is None else schema.decoder()(value)
            emit.append(CitationsFound([citation]))

    def emit_field(self, name: str, value: Any, emit: Emit) -> None:
        """Emit a field of the result other than its usage."""
        decoded: Any = self.field(name, value)
        if name == "citations" and isinstance(decoded, list) and decoded:
            emit.append(CitationsFound(decoded))
        elif name == "retrieval" and isinstance(decoded, Model):
            emit.append(RetrievalReported(cast("Retrieval", decoded)))
        else:
            emit.append(InfoReported(name, decoded or value))


class Accumulator(ABC):
    """The base class of accumulators: combines events into a result.

    The cost of adding an event does not depend on the events before it. Events are parsed JSON and may have any shape;
    an accumulator never modifies them. The result has the JSON shape of the call without `stream`.
    """

    has_results: ClassVar[bool] = True
    """Whether the events combine into a result at all."""
    typed: ClassVar[bool] = True
    """Whether events are distinguished by their `type`. If it is missing, the name of the server-sent event is used."""
    final_events: ClassVar[frozenset[str]] = frozenset()
    """The types of events that end a stream of this API, in addition to those of the description."""

    def __init__(self, reports: ReportDecoder) -> None:
        self.reports = reports
        self.usage: Json | None = None

    @abstractmethod
    def add(self, value: Json, emit: Emit | None) -> None:
        """Add one event, and append its `StreamEvent`s to `emit`."""

    @abstractmethod
    def close(self, emit: Emit | None) -> None:
        """Note that the stream has ended regularly."""

    @abstractmethod
    def complete(self, choices: int) -> bool:
        """Return whether the events show that the result is complete, for streams without a terminator.

        Only a value that an event contains counts, never a missing field. `choices` is the number of choices, or
        images, of the request.
        """

    @abstractmethod
    def has_result(self) -> bool:
        """Return whether the events received are a result if the terminator follows."""

    @abstractmethod
    def result(self) -> Json:
        """Return the result of the events received, without any completion of JSON.

        The cost is linear in the length of the result. The accumulator does not change.
        """

    def head(self) -> Json:
        """Return the top-level fields of the result received so far. May contain other fields."""
        return self.result()

    def draft(self) -> Json:
        """Return a preview of the result of a stream that has not ended. Incomplete JSON in it is completed."""
        return self.result()

    @abstractmethod
    def event_of(self, result: Json) -> Json:
        """Return an event that is equivalent to a complete result, for servers that return JSON instead of a stream."""


class DiscardingAccumulator(Accumulator):
    """The accumulator of streams whose events do not combine into a result."""

    has_results: ClassVar[bool] = False

    def add(self, value: Json, emit: Emit | None) -> None:
        pass

    def close(self, emit: Emit | None) -> None:
        pass

    def complete(self, choices: int) -> bool:
        return False

    def has_result(self) -> bool:
        return True

    def result(self) -> Json:
        return {}

    def event_of(self, result: Json) -> Json:
        return result
