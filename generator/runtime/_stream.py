"""The interface of event streams, as the generated methods return them. The overlay implements it."""

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

    from ._reports import Citation, Retrieval, Usage

    UsageT = TypeVar("UsageT")
    UsageT_co = TypeVar("UsageT_co", covariant=True)

    class _Counted(Protocol[UsageT_co]):
        """A result that counts tokens."""

        @property
        def usage(self) -> UsageT_co: ...

    EventT = DefaultedTypeVar("EventT", covariant=True)
    ResultT = DefaultedTypeVar("ResultT", covariant=True, default=Any)
else:
    EventT = TypeVar("EventT", covariant=True)
    ResultT = TypeVar("ResultT", covariant=True)


class _Event:
    """What the members of `StreamEvent` have in common."""

    __slots__ = ()

    def __repr__(self) -> str:
        from ._model import brief  # Only here, so that a stream does not load the models.

        shown = ", ".join(f"{f.name}={brief(getattr(self, f.name))}" for f in fields(cast("Any", self)))
        return f"{type(self).__name__}({shown})"


@dataclass(slots=True, repr=False)
class TextDelta(_Event):
    """A piece of the answer's text."""

    type: ClassVar[Literal["text.delta"]] = "text.delta"
    text: str
    choice: int = 0


@dataclass(slots=True, repr=False)
class ReasoningDelta(_Event):
    """A piece of the model's reasoning, or of a summary of it."""

    type: ClassVar[Literal["reasoning.delta"]] = "reasoning.delta"
    text: str
    choice: int = 0


@dataclass(slots=True, repr=False)
class RefusalDelta(_Event):
    """A piece of the text with which the model refuses."""

    type: ClassVar[Literal["refusal.delta"]] = "refusal.delta"
    text: str
    choice: int = 0


@dataclass(slots=True, repr=False)
class ToolCallStarted(_Event):
    """The model begins to call a tool. A name that comes in pieces is whole only in `ToolCallDone`."""

    type: ClassVar[Literal["tool_call.started"]] = "tool_call.started"
    index: int
    """Which call of the choice this is, counted from 0 in the order in which they began."""
    id: str | None
    name: str
    choice: int = 0


@dataclass(slots=True, repr=False)
class ToolCallDelta(_Event):
    """A piece of a tool call's arguments."""

    type: ClassVar[Literal["tool_call.delta"]] = "tool_call.delta"
    index: int
    arguments: str
    """A fragment of a JSON text."""
    choice: int = 0


@dataclass(slots=True, repr=False)
class ToolCallDone(_Event):
    """A tool call is complete. Comes at the end of the turn, and not at all if the turn is truncated."""

    type: ClassVar[Literal["tool_call.done"]] = "tool_call.done"
    index: int
    id: str | None
    name: str
    arguments: str
    """The arguments as JSON text, as the model wrote it: not checked, and empty where it wrote none."""
    choice: int = 0


@dataclass(slots=True, repr=False)
class ChoiceDone(_Event):
    """Nothing more comes of this choice."""

    type: ClassVar[Literal["choice.done"]] = "choice.done"
    finish_reason: str | None
    """Why, in the words of the server. None where the stream ended properly without a reason."""
    choice: int = 0


@dataclass(slots=True, repr=False)
class UsageReported(_Event):
    """Tokens counted so far. May come more than once; the last counts."""

    type: ClassVar[Literal["usage"]] = "usage"
    usage: Usage
    """The same model as the result's `usage`."""


@dataclass(slots=True, repr=False)
class CitationsFound(_Event):
    """Sources that the answer, or a part of it, rests on."""

    type: ClassVar[Literal["citations"]] = "citations"
    citations: Sequence[Citation]
    """The same models as in the result."""


@dataclass(slots=True, repr=False)
class RetrievalReported(_Event):
    """What an agent looked up in its knowledge bases."""

    type: ClassVar[Literal["retrieval"]] = "retrieval"
    retrieval: Retrieval
    """The same model as the result's `retrieval`."""


@dataclass(slots=True, repr=False)
class InfoReported(_Event):
    """Something else that the stream tells of the whole answer, such as an agent's `functions` or `guardrails`."""

    type: ClassVar[Literal["info"]] = "info"
    name: str
    """The field's name on the wire."""
    value: object
    """The same as in the result; as it came if the description does not have the field."""


@dataclass(slots=True, repr=False)
class ImageReceived(_Event):
    """An image, or a preview of one."""

    type: ClassVar[Literal["image"]] = "image"
    b64: str
    """The file in base64."""
    partial: bool
    """Whether this is a preview."""
    index: int = 0


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
"""What happens in a stream, in the same words for every dialect. `type` tells the members apart."""


class _EventSource(ABC, Generic[EventT, ResultT]):
    """What streams with and without `await` have in common."""

    if not TYPE_CHECKING:

        def __class_getitem__(cls, parameters: Any) -> Any:
            if not isinstance(parameters, tuple):
                parameters = (parameters, Any)
            return super().__class_getitem__(parameters)

    @property
    @abstractmethod
    def response(self) -> ResponseInfo:
        """Status, headers, request id, route and rate-limit state, known as soon as the stream is open."""

    @property
    @abstractmethod
    def finished(self) -> bool:
        """Whether the stream came to its proper end."""

    @property
    @abstractmethod
    def model(self) -> str | None:
        """The model that answers, as the events read so far named it; None until then.

        It differs from the `model` of the request behind an inference router or an alias. `response.route` is the
        route that the router chose.
        """

    @property
    def usage(self: _EventSource[Any, _Counted[UsageT]]) -> UsageT | None:
        """Tokens counted, as the stream reported them last: the same model as the result's `usage`. None until then."""
        usage: UsageT | None = self._usage()
        return usage

    @abstractmethod
    def _usage(self) -> Any: ...

    @abstractmethod
    def snapshot(self) -> ResultT:
        """A draft: the result of what has been read so far, of the type that the call without `stream` returns.

        While the stream goes on, unfinished JSON in the input of a tool call is completed: do not act on it.
        Check `finished` to know whether it is the whole result. It also works after the stream was closed.
        """


class Stream(_EventSource[EventT, ResultT]):
    """An event stream: a context manager and an iterator of typed events.

    `text`, `reasoning_text`, `events()` and the stream itself all read on from where the stream is: what one has
    handed out, the others do not hand out again. All of it goes into `result()`.

    Reading raises `StreamError` for an error the server tells, `StreamTruncated` for an end without a sign of
    completion, `StreamInterrupted` for a lost connection or a timeout, and `StreamClosedError` after the stream was
    closed before its end. Each has what had arrived until then as `partial`.
    """

    @abstractmethod
    def __iter__(self) -> Iterator[EventT]: ...
    @abstractmethod
    def __next__(self) -> EventT: ...

    @property
    @abstractmethod
    def text(self) -> Iterator[str]:
        """The answer's text as it comes: of the first choice, where there are several."""

    @property
    @abstractmethod
    def reasoning_text(self) -> Iterator[str]:
        """The reasoning as it comes: of the first choice, where there are several."""

    @abstractmethod
    def events(self) -> Iterator[StreamEvent]:
        """What happens in the stream, in the same words for every dialect."""

    @abstractmethod
    def result(self) -> ResultT:
        """What the call without `stream` would have returned.

        Before the first event was read, this reads the stream to its end. In the middle of an iteration it reads
        nothing and holds what was read so far. After the end it is the whole result. It never completes unfinished
        JSON, as `snapshot` does: the input of a tool call that was cut off reads as None. It raises the error that
        reading raised, and `StreamClosedError` if the stream was closed before its end.
        """

    @abstractmethod
    def finish(self) -> ResultT:
        """Read the rest of the stream, and return the result. Raises the same errors as `result`."""

    @abstractmethod
    def close(self) -> None:
        """Give the connection back. Safe to call twice.

        A stream that is closed before its end was read has no result: everything but `snapshot` raises
        `StreamClosedError`, which has what was read until then as `partial`.
        """

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncStream(_EventSource[EventT, ResultT]):
    """An event stream: an async context manager and an async iterator of typed events.

    `text`, `reasoning_text`, `events()` and the stream itself all read on from where the stream is: what one has
    handed out, the others do not hand out again. All of it goes into `result()`.

    Reading raises `StreamError` for an error the server tells, `StreamTruncated` for an end without a sign of
    completion, `StreamInterrupted` for a lost connection or a timeout, and `StreamClosedError` after the stream was
    closed before its end. Each has what had arrived until then as `partial`.
    """

    @abstractmethod
    def __aiter__(self) -> AsyncIterator[EventT]: ...
    @abstractmethod
    async def __anext__(self) -> EventT: ...

    @property
    @abstractmethod
    def text(self) -> AsyncIterator[str]:
        """The answer's text as it comes: of the first choice, where there are several."""

    @property
    @abstractmethod
    def reasoning_text(self) -> AsyncIterator[str]:
        """The reasoning as it comes: of the first choice, where there are several."""

    @abstractmethod
    def events(self) -> AsyncIterator[StreamEvent]:
        """What happens in the stream, in the same words for every dialect."""

    @abstractmethod
    async def result(self) -> ResultT:
        """What the call without `stream` would have returned.

        Before the first event was read, this reads the stream to its end. In the middle of an iteration it reads
        nothing and holds what was read so far. After the end it is the whole result. It never completes unfinished
        JSON, as `snapshot` does: the input of a tool call that was cut off reads as None. It raises the error that
        reading raised, and `StreamClosedError` if the stream was closed before its end.
        """

    @abstractmethod
    async def finish(self) -> ResultT:
        """Read the rest of the stream, and return the result. Raises the same errors as `result`."""

    @abstractmethod
    async def close(self) -> None:
        """Give the connection back. Safe to call twice.

        A stream that is closed before its end was read has no result: everything but `snapshot` raises
        `StreamClosedError`, which has what was read until then as `partial`.
        """

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
