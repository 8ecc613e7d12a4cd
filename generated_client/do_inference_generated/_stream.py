# Generated from openapi/ by generator/. Do not edit.
"""The interface of event streams that the generated methods return, and the events of `Stream.events()`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, fields
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, Self, TypeAlias, TypeVar, cast

from ._interface import ResponseInfo

if TYPE_CHECKING:
    from typing import Protocol

    from typing_extensions import TypeVar as DefaultedTypeVar

    from .models import (
        AgentCitation,
        AgentRetrieval,
        ChatAnnotation,
        CompletionUsage,
        ImageUsage,
        MessageUsage,
        ResponseAnnotation,
        ResponseUsage,
        TextCitation,
    )

    Usage: TypeAlias = CompletionUsage | ImageUsage | MessageUsage | ResponseUsage
    Retrieval: TypeAlias = AgentRetrieval
    Citation: TypeAlias = AgentCitation | ChatAnnotation | ResponseAnnotation | TextCitation

    UsageT = TypeVar("UsageT")
    UsageT_co = TypeVar("UsageT_co", covariant=True)

    class _HasUsage(Protocol[UsageT_co]):
        """A result with token usage."""

        @property
        def usage(self) -> UsageT_co: ...

    EventT = DefaultedTypeVar("EventT", covariant=True)
    ResultT = DefaultedTypeVar("ResultT", covariant=True, default=Any)
else:
    EventT = TypeVar("EventT", covariant=True)
    ResultT = TypeVar("ResultT", covariant=True)


class _Event:
    """The base of the members of `StreamEvent`."""

    __slots__ = ()

    def __repr__(self) -> str:
        from ._model import brief  # Imported here for start-up time: a stream does not need the models.

        shown = ", ".join(f"{f.name}={brief(getattr(self, f.name))}" for f in fields(cast("Any", self)))
        return f"{type(self).__name__}({shown})"


@dataclass(slots=True, repr=False)
class TextDelta(_Event):
    """A fragment of the generated text.

    Example:
        for event in stream.events():
            if event.type == "text.delta":
                print(event.text, end="")
    """

    type: ClassVar[Literal["text.delta"]] = "text.delta"
    text: str
    choice: int = 0
    """The index of the choice that the event belongs to."""


@dataclass(slots=True, repr=False)
class ReasoningDelta(_Event):
    """A fragment of the model's reasoning or of its summary."""

    type: ClassVar[Literal["reasoning.delta"]] = "reasoning.delta"
    text: str
    choice: int = 0
    """The index of the choice that the event belongs to."""


@dataclass(slots=True, repr=False)
class RefusalDelta(_Event):
    """A fragment of the text with which the model refuses the request."""

    type: ClassVar[Literal["refusal.delta"]] = "refusal.delta"
    text: str
    choice: int = 0
    """The index of the choice that the event belongs to."""


@dataclass(slots=True, repr=False)
class ToolCallStarted(_Event):
    """The start of a tool call.

    If the server sends the name in fragments, only `ToolCallDone` has the complete name.
    """

    type: ClassVar[Literal["tool_call.started"]] = "tool_call.started"
    index: int
    """The position of the call among the tool calls of its choice, from 0, in the order in which they started."""
    id: str | None
    name: str
    choice: int = 0
    """The index of the choice that the event belongs to."""


@dataclass(slots=True, repr=False)
class ToolCallDelta(_Event):
    """A fragment of the arguments of a tool call."""

    type: ClassVar[Literal["tool_call.delta"]] = "tool_call.delta"
    index: int
    """The index of the tool call, as in `ToolCallStarted`."""
    arguments: str
    """A fragment of JSON text."""
    choice: int = 0
    """The index of the choice that the event belongs to."""


@dataclass(slots=True, repr=False)
class ToolCallDone(_Event):
    """A complete tool call. Sent at the end of the turn; not sent if the turn is truncated.

    Example:
        for event in stream.events():
            if event.type == "tool_call.done":
                print(event.name, json.loads(event.arguments or "{}"))
    """

    type: ClassVar[Literal["tool_call.done"]] = "tool_call.done"
    index: int
    """The index of the tool call, as in `ToolCallStarted`."""
    id: str | None
    name: str
    arguments: str
    """The arguments as the model wrote them: JSON text that is not validated, or an empty string."""
    choice: int = 0
    """The index of the choice that the event belongs to."""


@dataclass(slots=True, repr=False)
class ChoiceDone(_Event):
    """The end of a choice. No more events of this choice follow."""

    type: ClassVar[Literal["choice.done"]] = "choice.done"
    finish_reason: str | None
    """The reason, as reported by the server. None if the stream completed without one."""
    choice: int = 0
    """The index of the choice that the event belongs to."""


@dataclass(slots=True, repr=False)
class UsageReported(_Event):
    """The number of tokens used so far. Can occur several times; the last report is the final one."""

    type: ClassVar[Literal["usage"]] = "usage"
    usage: Usage
    """The same model as the `usage` of the result."""


@dataclass(slots=True, repr=False)
class CitationsFound(_Event):
    """Sources that the text cites."""

    type: ClassVar[Literal["citations"]] = "citations"
    citations: Sequence[Citation]
    """The same models as in the result."""


@dataclass(slots=True, repr=False)
class RetrievalReported(_Event):
    """The data that an agent retrieved from its knowledge bases."""

    type: ClassVar[Literal["retrieval"]] = "retrieval"
    retrieval: Retrieval
    """The same model as the `retrieval` of the result."""


@dataclass(slots=True, repr=False)
class InfoReported(_Event):
    """Another field of the result, such as the `functions` or `guardrails` of an agent."""

    type: ClassVar[Literal["info"]] = "info"
    name: str
    """The wire name of the field."""
    value: object
    """The value, as in the result. Parsed JSON if the API description does not have the field."""


@dataclass(slots=True, repr=False)
class ImageReceived(_Event):
    """A generated image, or a preview of one."""

    type: ClassVar[Literal["image"]] = "image"
    b64: str
    """The image file in Base64."""
    partial: bool
    """Whether the image is a preview."""
    index: int = 0
    """The position of the image among the images of the response."""


StreamEvent: TypeAlias = (
    TextDelta
    | ReasoningDelta
    | RefusalDelta
    | ToolCallStarted
    | ToolCallDelta
    | ToolCallDone
    | ChoiceDone
    | UsageReported
    | CitationsFound
    | RetrievalReported
    | InfoReported
    | ImageReceived
)
"""An event of `Stream.events()`: the same for every API that streams. `type` identifies the member of the union."""


class _BaseStream(ABC, Generic[EventT, ResultT]):
    """The properties that `Stream` and `AsyncStream` share."""

    if not TYPE_CHECKING:

        def __class_getitem__(cls, parameters: Any) -> Any:
            if not isinstance(parameters, tuple):
                parameters = (parameters, Any)
            return super().__class_getitem__(parameters)

    @property
    @abstractmethod
    def response(self) -> ResponseInfo:
        """Status code, headers, request ID, route and rate limits. Available as soon as the stream is open."""

    @property
    @abstractmethod
    def finished(self) -> bool:
        """Whether the stream has been read to its regular end."""

    @property
    @abstractmethod
    def model(self) -> str | None:
        """The model that generates the response, as named by the events read so far. None until an event names it.

        The name differs from the `model` of the request if the request names an inference router or an alias. The
        route that a router selected is in `response.route`.
        """

    @property
    def usage(self: _BaseStream[Any, _HasUsage[UsageT]]) -> UsageT | None:
        """The token usage last reported, as the same model as the `usage` of the result. None until the first report."""
        usage: UsageT | None = self._usage()
        return usage

    @abstractmethod
    def _usage(self) -> Any: ...

    @abstractmethod
    def snapshot(self) -> ResultT:
        """Return a draft of the result from the events read so far. Also works after the stream was closed.

        The draft has the type that the call without `stream` returns. Incomplete JSON in the input of a tool call is
        completed: do not execute such a call. `finished` reports whether the draft is the complete result.
        """


class Stream(_BaseStream[EventT, ResultT]):
    """An event stream: a context manager and an iterator of typed events.

    Example:
        with client.chat.completions.create(
            model="llama3.3-70b-instruct",
            messages=[{"role": "user", "content": "Write a haiku."}],
            stream=True,
        ) as stream:
            for text in stream.text:
                print(text, end="")
            completion = stream.result()

    Iterating over the stream, `text`, `reasoning_text` and `events()` all advance the same position: each event is
    delivered once. `result()` includes all events.

    Reading raises `StreamError` if the server reports an error, `StreamTruncated` if the stream ends without completing,
    `StreamInterrupted` after a lost connection or a timeout, and `StreamClosedError` if the stream was closed before
    its end. The `partial` attribute of these errors is the result of the events received.
    """

    @abstractmethod
    def __iter__(self) -> Iterator[EventT]: ...
    @abstractmethod
    def __next__(self) -> EventT: ...

    @property
    @abstractmethod
    def text(self) -> Iterator[str]:
        """The fragments of the generated text. If there are several choices, those of the first choice."""

    @property
    @abstractmethod
    def reasoning_text(self) -> Iterator[str]:
        """The fragments of the model's reasoning. If there are several choices, those of the first choice."""

    @abstractmethod
    def events(self) -> Iterator[StreamEvent]:
        """Iterate over the content of the stream as `StreamEvent`s, which are the same for every API that streams.

        Example:
            for event in stream.events():
                match event.type:
                    case "text.delta":
                        print(event.text, end="")
                    case "tool_call.done":
                        print(event.name, event.arguments)
                    case _:
                        pass
        """

    @abstractmethod
    def result(self) -> ResultT:
        """Return the result that the call without `stream` returns.

        If no event has been read, `result` reads the stream to its end. During an iteration it reads nothing and
        returns the result of the events read so far; after the end, it returns the complete result. In contrast to
        `snapshot`, it does not complete JSON: the input of a truncated tool call is None.

        Raises the error that reading the stream raised, and `StreamClosedError` if the stream was closed before its end.
        """

    @abstractmethod
    def finish(self) -> ResultT:
        """Read the rest of the stream and return the result. Raises the same errors as `result`."""

    @abstractmethod
    def close(self) -> None:
        """Close the stream and release its connection. Closing a closed stream has no effect.

        A stream that is closed before its end has no result: `snapshot` still works, everything else raises
        `StreamClosedError`, whose `partial` attribute is the result of the events read.
        """

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncStream(_BaseStream[EventT, ResultT]):
    """An async event stream: an async context manager and an async iterator of typed events.

    Example:
        async with await client.chat.completions.create(
            model="llama3.3-70b-instruct",
            messages=[{"role": "user", "content": "Write a haiku."}],
            stream=True,
        ) as stream:
            async for text in stream.text:
                print(text, end="")
            completion = await stream.result()

    Iterating over the stream, `text`, `reasoning_text` and `events()` all advance the same position: each event is
    delivered once. `result()` includes all events.

    Reading raises `StreamError` if the server reports an error, `StreamTruncated` if the stream ends without completing,
    `StreamInterrupted` after a lost connection or a timeout, and `StreamClosedError` if the stream was closed before
    its end. The `partial` attribute of these errors is the result of the events received.
    """

    @abstractmethod
    def __aiter__(self) -> AsyncIterator[EventT]: ...
    @abstractmethod
    async def __anext__(self) -> EventT: ...

    @property
    @abstractmethod
    def text(self) -> AsyncIterator[str]:
        """The fragments of the generated text. If there are several choices, those of the first choice."""

    @property
    @abstractmethod
    def reasoning_text(self) -> AsyncIterator[str]:
        """The fragments of the model's reasoning. If there are several choices, those of the first choice."""

    @abstractmethod
    def events(self) -> AsyncIterator[StreamEvent]:
        """Iterate over the content of the stream as `StreamEvent`s, which are the same for every API that streams.

        Example:
            async for event in stream.events():
                match event.type:
                    case "text.delta":
                        print(event.text, end="")
                    case "tool_call.done":
                        print(event.name, event.arguments)
                    case _:
                        pass
        """

    @abstractmethod
    async def result(self) -> ResultT:
        """Return the result that the call without `stream` returns.

        If no event has been read, `result` reads the stream to its end. During an iteration it reads nothing and
        returns the result of the events read so far; after the end, it returns the complete result. In contrast to
        `snapshot`, it does not complete JSON: the input of a truncated tool call is None.

        Raises the error that reading the stream raised, and `StreamClosedError` if the stream was closed before its end.
        """

    @abstractmethod
    async def finish(self) -> ResultT:
        """Read the rest of the stream and return the result. Raises the same errors as `result`."""

    @abstractmethod
    async def close(self) -> None:
        """Close the stream and release its connection. Closing a closed stream has no effect.

        A stream that is closed before its end has no result: `snapshot` still works, everything else raises
        `StreamClosedError`, whose `partial` attribute is the result of the events read.
        """

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
