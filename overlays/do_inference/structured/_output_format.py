"""The output format of a request: the parameters that request it, and the parsing of the response."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from types import UnionType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from do_inference._json.partial import parse_partial
from do_inference._truncation import Ending, ending_of
from do_inference.errors import ConfigurationError, InferenceError

from ._json_schema import JsonSchema
from ._response_text import as_json, refusal_of, text_of, values_in
from ._strict_nulls import NullResolver
from ._strict_schema import NotStrictError, StrictSchema
from ._type_schema import TypeSchema

if TYPE_CHECKING:
    from do_inference_generated._stream import AsyncStream, Stream
    from do_inference_generated.params import (
        JsonSchemaDefinitionParam,
        JsonSchemaResponseFormatParam,
        OutputConfigParam,
        ResponseJsonSchemaFormatParam,
        ResponseTextConfigParam,
    )

OutputT = TypeVar("OutputT")

_ALWAYS_PARSED_SIZE = 4096
"""Text up to this number of characters is parsed after every delta."""
_NEW_SHARE = 64
"""Longer text is parsed again when more than 1/64 of it is new. So the total cost is about 64 times the cost of parsing
the final text once, however many deltas it consists of.
"""


class StructuredOutputError(InferenceError, ValueError):
    """The response does not have the requested structure: the model refused, the response was cut off by the token
    limit, or its text is prose or JSON with another structure.

    Example:
        try:
            city = output.parse(completion)
        except StructuredOutputError as error:
            print(error.reason, error.text)
    """

    def __init__(self, reason: str, *, text: str = "", result: object = None) -> None:
        super().__init__(f"the response does not have the requested structure: {reason}")
        self.reason = reason
        """What is wrong with the response."""
        self.text = text
        """The complete text of the response, unchanged."""
        self.result = result
        """The result that contains the text; None if `parse` received only the text."""


class OutputFormat(Generic[OutputT]):
    """The structure that the text of a response must have: sent as a JSON schema, parsed as a value of a type.

    Args:
        output_type: An attrs class, dataclass, TypedDict, pydantic model or another type that msgspec supports; or a
            JSON schema, whose values are plain JSON.
        name: The name that the model sees. Default: the name of the type.
        description: The purpose of the output, for the model. Default: only the docstring in the schema.
        strict: Whether the server must enforce the schema. `schema` is then in the subset of JSON Schema that servers
            accept for that: all properties are required, and a property with a default may be null, which `parse`
            converts to the default. Default: True if the subset can express the schema. It cannot express maps with
            arbitrary keys, values of any type, and anything other than an object at the top level.

    Raises:
        TypeError: The type has no JSON schema.
        ConfigurationError: The JSON schema is invalid or cannot be validated, or it cannot be strict although `strict`
            is True. The message contains the location.

    Example:
        @dataclass
        class City:
            name: str
            country: str = "NO"

        output = OutputFormat(City)
        completion = client.chat.completions.create(
            model="openai-gpt-oss-20b",
            messages=[{"role": "user", "content": "The capital of Norway?"}],
            response_format=output.response_format,
        )
        city = output.parse(completion)  # City(name='Oslo', country='NO')
    """

    @overload
    def __init__(
        self: OutputFormat[Any],
        output_type: Mapping[str, object] | UnionType,
        *,
        name: str | None = None,
        description: str | None = None,
        strict: bool | None = None,
    ) -> None: ...
    @overload
    def __init__(
        self,
        output_type: type[OutputT],
        *,
        name: str | None = None,
        description: str | None = None,
        strict: bool | None = None,
    ) -> None: ...
    def __init__(
        self,
        output_type: type[OutputT] | Mapping[str, object] | UnionType,
        *,
        name: str | None = None,
        description: str | None = None,
        strict: bool | None = None,
    ) -> None:
        self._decoder = (
            JsonSchema(output_type) if isinstance(output_type, Mapping) else TypeSchema(output_type)
        )
        self._nulls: NullResolver | None = None
        self.schema: dict[str, Any] = self._decoder.schema
        """The JSON schema in the request. If it is strict, null represents an absent property."""
        if strict is not False:
            self._make_strict(demanded=bool(strict), defaults=isinstance(output_type, Mapping))
        default_name = self.schema.get("title") or getattr(output_type, "__name__", None) or "answer"
        # The service accepts 64 letters, digits, underscores and hyphens.
        self.name = re.sub(r"[^a-zA-Z0-9_-]+", "_", name or str(default_name))[:64]
        self.description = description
        self.strict = self._nulls is not None

    @property
    def response_format(self) -> JsonSchemaResponseFormatParam:
        """The `response_format` parameter of `client.chat.completions.create`."""
        definition: JsonSchemaDefinitionParam = {
            "name": self.name,
            "schema": self.schema,
            "strict": self.strict,
        }
        if self.description is not None:
            definition["description"] = self.description
        return {"type": "json_schema", "json_schema": definition}

    @property
    def output_config(self) -> OutputConfigParam:
        """The `output_config` parameter of `client.messages.create`."""
        return {"format": {"type": "json_schema", "schema": self.schema}}

    @property
    def text(self) -> ResponseTextConfigParam:
        """The `text` parameter of `client.responses.create`."""
        definition: ResponseJsonSchemaFormatParam = {
            "type": "json_schema",
            "name": self.name,
            "schema": self.schema,
            "strict": self.strict,
        }
        if self.description is not None:
            definition["description"] = self.description
        return {"format": definition}

    def parse(self, response: object) -> OutputT:
        """Return the value in a response.

        Also finds JSON in a code fence or between prose, because some models add them.

        Args:
            response: A result of any API, or its text.

        Raises:
            StructuredOutputError: The response does not have the requested structure.

        Example:
            OutputFormat(City).parse('{"name": "Oslo", "country": null}')
        """
        if isinstance(response, str):
            return self._parse_text(response, None)
        refusal = refusal_of(response)
        if refusal:
            raise StructuredOutputError(f"the model refused: {refusal}", text=refusal, result=response)
        text, ending = text_of(response), ending_of(as_json(response))
        if ending.truncated or ending.paused:
            # The text so far may be valid by coincidence: `12` is the beginning of `123`.
            raise StructuredOutputError(_cut_off(ending, text), text=text, result=response)
        return self._parse_text(text, response)

    def drafts(self, stream: Stream[Any, Any]) -> Iterator[Any]:
        """Yield the value received so far as plain JSON, each time it changes, while reading a stream.

        Strings may be incomplete, and the last items and properties may be missing. Drafts are not validated: parse
        the final result.

        Example:
            with client.chat.completions.create(..., stream=True) as stream:
                for draft in output.drafts(stream):
                    print(draft)
                city = output.parse(stream.result())
        """
        draft = _Draft()
        for text in stream.text:
            if draft.add(text):
                yield draft.value
        if draft.finish():
            yield draft.value

    def drafts_async(self, stream: AsyncStream[Any, Any]) -> AsyncIterator[Any]:
        """Yield drafts as `drafts` does, from an async stream."""
        return _AsyncDrafts(stream)

    def _make_strict(self, *, demanded: bool, defaults: bool) -> None:
        original = self.schema
        try:
            self.schema = StrictSchema(original).schema
        except NotStrictError as error:
            if demanded:
                raise ConfigurationError(f"the schema cannot be strict {error}") from error
        else:
            self._nulls = NullResolver(original, defaults=defaults)

    def _parse_text(self, text: str, result: object) -> OutputT:
        first_error: ValueError | None = None
        try:
            for value in values_in(text):
                try:
                    resolved = value if self._nulls is None else self._nulls.resolve(value)
                    decoded: OutputT = self._decoder.decode(resolved)
                except ValueError as error:
                    first_error = first_error or error
                else:
                    return decoded
        except ValueError as error:
            first_error = error
        assert first_error is not None  # Without values, `values_in` raises ValueError.
        raise StructuredOutputError(
            _reason(first_error, text, result), text=text, result=result
        ) from first_error


class _Draft:
    """The text received so far, and the JSON value that it represents.

    Parsing the text after every delta has a quadratic cost. So a long text is parsed only when a large enough share of
    it is new.
    """

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._size = 0
        self._parsed_size = 0
        self.value: Any = None

    def add(self, text: str) -> bool:
        """Add text. Return whether `value` changed."""
        self._texts.append(text)
        self._size += len(text)
        due = self._size < _ALWAYS_PARSED_SIZE or self._size - self._parsed_size > self._size // _NEW_SHARE
        return due and self._parse()

    def finish(self) -> bool:
        """Parse the complete text. Return whether `value` changed."""
        return self._size != self._parsed_size and self._parse()

    def _parse(self) -> bool:
        text = "".join(self._texts)
        self._texts = [text]
        self._parsed_size = self._size
        start = min((at for at in map(text.find, "{[") if at >= 0), default=-1)
        value = None if start < 0 else parse_partial(text[start:], None)
        if value is None or value == self.value:
            return False
        self.value = value
        return True


class _AsyncDrafts(AsyncIterator[Any]):
    """An iterator instead of an async generator, which callers would have to close."""

    def __init__(self, stream: AsyncStream[Any, Any]) -> None:
        self._texts = stream.text
        self._draft = _Draft()

    async def __anext__(self) -> Any:
        async for text in self._texts:
            if self._draft.add(text):
                return self._draft.value
        if self._draft.finish():
            return self._draft.value
        raise StopAsyncIteration


def _cut_off(ending: Ending, text: str) -> str:
    if ending.paused:
        return f"the server paused the turn ({ending.reason}); send the response back to continue it"
    by = " by the token limit" if ending.by_tokens else ""
    return f"it was cut off{by} ({ending.reason}){ending.advice(has_text=bool(text.strip()))}"


def _reason(error: ValueError, text: str, result: object) -> str:
    if not text.strip():
        ended = None if result is None else ending_of(as_json(result)).reason
        return f"it is empty (the model stopped with {ended!r})" if ended else "it is empty"
    return str(error)
