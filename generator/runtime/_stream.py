"""The interface of event streams, as the generated methods return them. The overlay implements it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from ._seam import ResponseInfo

if TYPE_CHECKING:
    from typing_extensions import TypeVar as DefaultedTypeVar

    EventT = DefaultedTypeVar("EventT", covariant=True)
    ResultT = DefaultedTypeVar("ResultT", covariant=True, default=Any)
else:
    EventT = TypeVar("EventT", covariant=True)
    ResultT = TypeVar("ResultT", covariant=True)


class Stream(ABC, Generic[EventT, ResultT]):
    """An event stream: a context manager and an iterator of typed events."""

    if not TYPE_CHECKING:

        def __class_getitem__(cls, parameters: Any) -> Any:
            if not isinstance(parameters, tuple):
                parameters = (parameters, Any)
            return super().__class_getitem__(parameters)

    @property
    @abstractmethod
    def response(self) -> ResponseInfo:
        """Status, headers, request id and rate-limit state, known as soon as the stream is open."""

    @property
    @abstractmethod
    def finished(self) -> bool:
        """Whether the stream came to its proper end."""

    @abstractmethod
    def __iter__(self) -> Iterator[EventT]: ...
    @abstractmethod
    def __next__(self) -> EventT: ...
    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @abstractmethod
    def close(self) -> None:
        """Give the connection back. Safe to call twice."""
