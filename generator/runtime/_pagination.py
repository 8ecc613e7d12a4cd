"""Pages of lists: each is the model of its response, and fetches the pages after it.

for batch in client.batches.list():
    print(batch.batch_id)

page = client.batches.list(limit=50)
while page.has_next_page():
    page = page.get_next_page()
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Coroutine, Generator, Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, Self, TypeVar

from ._model import Model, Result

if TYPE_CHECKING:
    from types import TracebackType

ItemT = TypeVar("ItemT")
PageT = TypeVar("PageT", bound="Page[Any]")
AsyncPageT = TypeVar("AsyncPageT", bound="AsyncPage[Any]")


class PageSource(Protocol):
    """The call that returned a page, and the way to the next one."""

    def has_next(self, page: Result) -> bool:
        """Return whether a page follows."""
        ...

    def fetch_next(self, page: Result) -> Any:
        """Return the following page."""
        ...


class AsyncPageSource(Protocol):
    """The call that returned a page, and the way to the next one."""

    def has_next(self, page: Result) -> bool:
        """Return whether a page follows."""
        ...

    def fetch_next(self, page: Result) -> Awaitable[Any]:
        """Return the following page."""
        ...


class _AnyPage(Result, Generic[ItemT]):
    """What synchronous and asynchronous pages have in common."""

    __slots__ = ()

    _item_paths: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """The paths of attributes to the items, one for each format of a page."""
    _source: Any

    @classmethod
    def from_result(cls, result: Result, source: PageSource | AsyncPageSource) -> Self:
        """Make a page of the result of a call. Executors use it."""
        page = cls.__new__(cls)
        for name, value in result._fields():
            setattr(page, name, value)
        page._raw, page._response, page._source = result._raw, result._response, source
        return page

    def get_items(self) -> list[ItemT]:
        """Return the items of this page only."""
        for path in self._item_paths:
            found: list[Any] = [self]
            for name in path:
                found = _flat(getattr(item, name) for item in found if isinstance(item, Model))
            if any(item is not None for item in found):
                return [item for item in found if item is not None]
        return []

    def has_next_page(self) -> bool:
        """Return whether a page follows, without a request.

        Raises:
            DecodingError: The page does not say how to continue, or its cursor leads to an earlier page again.
            RuntimeError: No client received this page: it was unpickled, copied or created by a program.
        """
        found: bool = self._origin().has_next(self)
        return found

    if not TYPE_CHECKING:
        # Code that converts objects with `dict`, such as FastAPI for a result of unknown type, would otherwise take the
        # items for the pairs of a mapping.

        def keys(self) -> Iterable[str]:
            return self.to_dict().keys()

        def __getitem__(self, name: str) -> Any:
            return self.to_dict()[name]

    def _origin(self) -> Any:
        try:
            return self._source
        except AttributeError:
            raise RuntimeError(
                f"this {type(self).__name__} was not received by a client, so it cannot fetch the next page; call the "
                "method of the client again, with the cursor of this page"
            ) from None


class Page(_AnyPage[ItemT]):
    """A page of a list. Iteration yields its items, and those of all later pages, each of which is fetched when needed.

    The options of the call, such as `timeout` and `extra_headers`, apply to the request of each page.

    Example:
        for batch in client.batches.list(status="completed"):
            print(batch.batch_id)
    """

    __slots__ = ()

    def __iter__(self) -> Iterator[ItemT]:
        for page in self.iter_pages():
            yield from page.get_items()

    def iter_pages(self) -> Iterator[Self]:
        """Yield this page and all later ones."""
        page = self
        yield page
        while page.has_next_page():
            page = page.get_next_page()
            yield page

    def get_next_page(self) -> Self:
        """Fetch the next page.

        Raises:
            RuntimeError: `has_next_page()` is false.
            InferenceError: As the call that returned the first page, and as `has_next_page`.
        """
        page: Self = self._origin().fetch_next(self)
        return page


class AsyncPage(_AnyPage[ItemT]):
    """A page of a list. Iteration yields its items, and those of all later pages, each of which is fetched when needed.

    The options of the call, such as `timeout` and `extra_headers`, apply to the request of each page.

    Example:
        page = await client.batches.list(limit=50)
        async for batch in page:
            print(batch.batch_id)
    """

    __slots__ = ()

    async def __aiter__(self) -> AsyncIterator[ItemT]:
        async for page in self.iter_pages():
            for item in page.get_items():
                yield item

    async def iter_pages(self) -> AsyncIterator[Self]:
        """Yield this page and all later ones."""
        page = self
        yield page
        while page.has_next_page():
            page = await page.get_next_page()
            yield page

    async def get_next_page(self) -> Self:
        """Fetch the next page.

        Raises:
            RuntimeError: `has_next_page()` is false.
            InferenceError: As the call that returned the first page, and as `has_next_page`.
        """
        page: Self = await self._origin().fetch_next(self)
        return page


class AsyncPager(Coroutine[Any, Any, AsyncPageT], Generic[AsyncPageT, ItemT]):
    """The call of an asynchronous list: `await` returns its first page, `async for` walks the items of all pages.

    It is a coroutine, which can be used once, for example in `asyncio.create_task`.

    Example:
        async for batch in client.batches.list():
            print(batch.batch_id)
    """

    __slots__ = ("_first",)

    def __init__(self, first: Coroutine[Any, Any, AsyncPageT]) -> None:
        self._first = first

    def __await__(self) -> Generator[Any, Any, AsyncPageT]:
        return self._first.__await__()

    async def __aiter__(self) -> AsyncIterator[ItemT]:
        async for item in await self._first:
            yield item

    def send(self, value: Any, /) -> Any:
        """As `send` of a coroutine."""
        return self._first.send(value)

    def throw(
        self,
        kind: type[BaseException] | BaseException,
        value: BaseException | object = None,
        traceback: TracebackType | None = None,
        /,
    ) -> Any:
        """As `throw` of a coroutine."""
        error = value if isinstance(value, BaseException) else kind
        return self._first.throw(error)

    def close(self) -> None:
        """As `close` of a coroutine."""
        self._first.close()


def _flat(values: Iterable[Any]) -> list[Any]:
    return [item for value in values for item in (value if isinstance(value, list) else (value,))]
