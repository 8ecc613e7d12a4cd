"""One shape of answers: how to ask for it, and how to read what comes."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from types import UnionType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from do_inference._json.partial import parse_partial
from do_inference._truncation import Ending, ending_of
from do_inference.errors import ConfigurationError

from ._absent import Absent
from ._errors import StructuredOutputError
from ._json_schema import JsonSchema
from ._reading import as_json, refusal_of, text_of, values_in
from ._shapes import Shape
from ._strict import NotStrictError, StrictSchema

if TYPE_CHECKING:
    from do_inference_generated._stream import AsyncStream, Stream
    from do_inference_generated.params import (
        JsonSchemaDefinitionParam,
        JsonSchemaResponseFormatParam,
        OutputConfigParam,
        ResponseJsonSchemaFormatParam,
        ResponseTextConfigParam,
    )

ShapeT = TypeVar("ShapeT")

_READ_EACH_PIECE = 4096
_READ_EACH_SHARE = 64


class OutputFormat(Generic[ShapeT]):
    """Asks for answers of a shape and reads them.

    Args:
        shape: An attrs class, dataclass, TypedDict, pydantic model or anything else msgspec makes a schema of; or a
            JSON schema, for answers as plain JSON.
        name: What the shape is called towards the model. Default: the name of the type.
        description: What the answer is for, which the model reads. Default: the docstring that the schema has.
        strict: Whether the server must make the model follow the schema. `schema` is then in the subset of JSON Schema
            that servers accept for that: all properties are required, and a property with a default may be null,
            which `parse` turns into the default. Default: if the schema can be expressed in the subset. Maps with any
            keys, values of any type, and anything but an object at the top cannot.

    Raises:
        TypeError: The type has no JSON schema.
        ConfigurationError: The JSON schema is wrong or cannot be checked, or it cannot be strict although `strict` is
            True. The message says where.

    Example:
        >>> from dataclasses import dataclass
        >>> @dataclass
        ... class City:
        ...     name: str
        ...     country: str = "NO"
        >>> OutputFormat(City).parse('{"name": "Oslo", "country": null}')
        City(name='Oslo', country='NO')
    """

    @overload
    def __init__(
        self: OutputFormat[Any],
        shape: Mapping[str, object] | UnionType,
        *,
        name: str | None = None,
        description: str | None = None,
        strict: bool | None = None,
    ) -> None: ...
    @overload
    def __init__(
        self,
        shape: type[ShapeT],
        *,
        name: str | None = None,
        description: str | None = None,
        strict: bool | None = None,
    ) -> None: ...
    def __init__(
        self,
        shape: type[ShapeT] | Mapping[str, object] | UnionType,
        *,
        name: str | None = None,
        description: str | None = None,
        strict: bool | None = None,
    ) -> None:
        self._shape = JsonSchema(shape) if isinstance(shape, Mapping) else Shape(shape)
        self._absent: Absent | None = None
        self.schema: dict[str, Any] = self._shape.schema
        """The JSON schema that is sent. Where it is strict, null stands for a property without a value."""
        if strict is not False:
            self._make_strict(demanded=bool(strict), defaults=isinstance(shape, Mapping))
        told = name or str(self.schema.get("title") or getattr(shape, "__name__", None) or "answer")
        self.name = re.sub(r"[^a-zA-Z0-9_-]+", "_", told)[:64]
        self.description = description
        self.strict = self._absent is not None

    @property
    def response_format(self) -> JsonSchemaResponseFormatParam:
        """The `response_format` of a chat completion."""
        asked: JsonSchemaDefinitionParam = {"name": self.name, "schema": self.schema, "strict": self.strict}
        if self.description is not None:
            asked["description"] = self.description
        return {"type": "json_schema", "json_schema": asked}

    @property
    def output_config(self) -> OutputConfigParam:
        """The `output_config` of a message."""
        return {"format": {"type": "json_schema", "schema": self.schema}}

    @property
    def text(self) -> ResponseTextConfigParam:
        """The `text` of a response."""
        asked: ResponseJsonSchemaFormatParam = {
            "type": "json_schema",
            "name": self.name,
            "schema": self.schema,
            "strict": self.strict,
        }
        if self.description is not None:
            asked["description"] = self.description
        return {"format": asked}

    def parse(self, answer: object) -> ShapeT:
        """The value that an answer is: a result of any dialect, or its text.

        Takes JSON out of a code fence, and from between prose: not every model does as it is told.

        Raises:
            StructuredOutputError: The model did not comply.
        """
        if isinstance(answer, str):
            return self._read(answer, None)
        refusal = refusal_of(answer)
        if refusal:
            raise StructuredOutputError(f"the model refuses: {refusal}", text=refusal, result=answer)
        text, ending = text_of(answer), ending_of(as_json(answer))
        if ending.truncated or ending.paused:
            # What has come may pass for a whole answer, as `12` of `123` does.
            raise StructuredOutputError(_cut_off(ending, text), text=text, result=answer)
        return self._read(text, answer)

    def drafts(self, stream: Stream[Any, Any]) -> Iterator[Any]:
        """What has come of the answer, as plain JSON, each time more of it has come; read from a stream.

        Strings may be unfinished, and what comes last may be missing. Nothing is checked: for that is
        `parse(stream.result())`, at the end.
        """
        draft = _Draft()
        for piece in stream.text:
            if draft.add(piece):
                yield draft.value
        if draft.finish():
            yield draft.value

    def drafts_async(self, stream: AsyncStream[Any, Any]) -> AsyncIterator[Any]:
        """The same from an async stream."""
        return _AsyncDrafts(stream)

    def _make_strict(self, *, demanded: bool, defaults: bool) -> None:
        original = self.schema
        try:
            self.schema = StrictSchema(original).schema
        except NotStrictError as error:
            if demanded:
                raise ConfigurationError(f"the schema cannot be strict {error}") from error
        else:
            self._absent = Absent(original, defaults=defaults)

    def _read(self, text: str, result: object) -> ShapeT:
        fault: ValueError | None = None
        try:
            for value in values_in(text):
                try:
                    whole = value if self._absent is None else self._absent.restored(value)
                    shaped: ShapeT = self._shape.read(whole)
                except ValueError as error:
                    fault = fault or error
                else:
                    return shaped
        except ValueError as error:
            fault = error
        assert fault is not None  # There was a value that did not fit, or there was none.
        raise StructuredOutputError(_reason(fault, text, result), text=text, result=result) from fault


class _Draft:
    """Text that grows, and the JSON that it is so far.

    Reading it anew for each piece would cost the square of its length. So a long one is read only when a good
    share of it is new.
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._size = 0
        self._read = 0
        self.value: Any = None

    def add(self, piece: str) -> bool:
        """Whether there is a new value."""
        self._pieces.append(piece)
        self._size += len(piece)
        due = self._size < _READ_EACH_PIECE or self._size - self._read > self._size // _READ_EACH_SHARE
        return due and self._read_on()

    def finish(self) -> bool:
        """Whether there is a new value, now that nothing more comes."""
        return self._size != self._read and self._read_on()

    def _read_on(self) -> bool:
        text = "".join(self._pieces)
        self._pieces = [text]
        self._read = self._size
        start = min((at for at in map(text.find, "{[") if at >= 0), default=-1)
        value = None if start < 0 else parse_partial(text[start:], None)
        if value is None or value == self.value:
            return False
        self.value = value
        return True


class _AsyncDrafts(AsyncIterator[Any]):
    """An iterator that needs no closing, as an async generator would."""

    def __init__(self, stream: AsyncStream[Any, Any]) -> None:
        self._pieces = stream.text
        self._draft = _Draft()

    async def __anext__(self) -> Any:
        async for piece in self._pieces:
            if self._draft.add(piece):
                return self._draft.value
        if self._draft.finish():
            return self._draft.value
        raise StopAsyncIteration


def _cut_off(ending: Ending, text: str) -> str:
    if ending.paused:
        return f"the server paused the turn ({ending.reason}); send the answer back, and the model goes on"
    by = " by the limit on tokens" if ending.by_tokens else ""
    return f"it was cut off{by} ({ending.reason}){ending.advice(said=bool(text.strip()))}"


def _reason(error: ValueError, text: str, result: object) -> str:
    if not text.strip():
        ended = None if result is None else ending_of(as_json(result)).reason
        return f"it is empty (the model stopped for {ended})" if ended else "it is empty"
    return str(error)
