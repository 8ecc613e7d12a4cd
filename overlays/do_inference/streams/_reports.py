"""Turns the reports of a stream (usage, citations, retrieval) into the models that its result has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from do_inference_generated._model import Model
from do_inference_generated._stream import CitationsFound, InfoReported, RetrievalReported, UsageReported

if TYPE_CHECKING:
    from do_inference_generated._interface import Operation
    from do_inference_generated._stream import Retrieval

    from ._accumulators.base import Emit


class Reports:
    """The reports of the streams of one operation.

    A field of the result is decoded as the result decodes it, a citation by the schema that the description gives
    for it. A report of another shape than described is an `InfoReported` with the value as it came.
    """

    __slots__ = ("_operation",)

    def __init__(self, operation: Operation[Any, Any]) -> None:
        self._operation = operation

    def field(self, name: str, value: Any) -> Any:
        """The value of a field of the result; as it came if the description does not have the field."""
        schema = self._operation.result
        result = None if schema is None else schema.decoder()({name: value})
        attribute = result._wire.get(name) if isinstance(result, Model) else None
        return value if attribute is None else getattr(result, attribute)

    def usage(self, value: Any) -> Any:
        """The usage as the result has it; None for no usage."""
        return None if value is None else self.field("usage", value)

    def emit_usage(self, value: Any, emit: Emit) -> None:
        emit.append(UsageReported(self.usage(value)))

    def emit_citation(self, value: Any, emit: Emit) -> None:
        """One source within the text."""
        stream = self._operation.stream
        schema = None if stream is None else stream.citation
        if isinstance(value, dict):
            citation: Any = value if schema is None else schema.decoder()(value)
            emit.append(CitationsFound([citation]))

    def emit_field(self, name: str, value: Any, emit: Emit) -> None:
        """A field of the whole result other than its usage."""
        decoded: Any = self.field(name, value)
        if name == "citations" and isinstance(decoded, list) and decoded:
            emit.append(CitationsFound(decoded))
        elif name == "retrieval" and isinstance(decoded, Model):
            emit.append(RetrievalReported(cast("Retrieval", decoded)))
        else:
            emit.append(InfoReported(name, decoded or value))
