"""The way from one page of a list to the next. No I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from do_inference_generated import _deep
from do_inference_generated._interface import NOT_GIVEN
from do_inference_generated._model import brief

from .errors import DecodingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from do_inference_generated._interface import (
        Arguments,
        Operation,
        PageFormat,
        Pagination,
        RequestOptions,
        ResponseInfo,
    )


class PageRequest(NamedTuple):
    """The request of one page of a list."""

    operation: Operation[Any, Any]
    arguments: Arguments
    options: RequestOptions
    used: dict[str, int]
    """The number of the page that each cursor led to. All requests of the list share it."""
    number: int = 1
    """The number of the page, counted from the first one that was requested."""
    before: Mapping[str, Any] | None = None
    """The page before this one, if pages have no cursors."""

    @classmethod
    def first(
        cls, operation: Operation[Any, Any], arguments: Arguments, options: RequestOptions
    ) -> PageRequest:
        """Return the request of the first page, or of the one that the caller selects."""
        request = cls(operation, arguments, options, {})
        selected = request._selected()
        if isinstance(selected, str | int):
            request.used[str(selected)] = request.number
        return request

    @property
    def _pages(self) -> Pagination:
        assert self.operation.pagination is not None
        return self.operation.pagination

    def items(self, page: Mapping[str, Any]) -> list[Any]:
        """Return the items of a page, as JSON."""
        return _items(page, self._format_of(page))

    def following(self, page: Mapping[str, Any], info: ResponseInfo | None) -> PageRequest | None:
        """Return the request of the page after `page`, which this request returned; None after the last page.

        Raises `DecodingError` if the page says that there are more, but not how to get them.
        """
        shape = self._format_of(page)
        more = _last(page, shape.more)
        if more is False:
            return None
        if more is not None and more is not True:
            raise self._error(f"{_name(shape.more)} is of type {type(more).__name__}, not a boolean", info)
        selected = (
            self._cursor(page, shape, info, says_more=more is True)
            if self._pages.by == "cursor"
            else self._position(page, shape, info, says_more=more is True)
        )
        return None if selected is None else self._request(selected, page)

    def _format_of(self, page: Mapping[str, Any]) -> PageFormat:
        return max(self._pages.formats, key=lambda one: _fit(page, one))

    def _cursor(
        self, page: Mapping[str, Any], shape: PageFormat, info: ResponseInfo | None, *, says_more: bool
    ) -> str | int | None:
        cursor = _last(page, shape.cursor)
        if cursor is None or cursor == "":
            if says_more:
                raise self._error(f"{_name(shape.more)} is true, but {_name(shape.cursor)} is missing", info)
            return None
        if isinstance(cursor, bool) or not isinstance(cursor, str | int):
            raise self._error(
                f"the type of its cursor {_name(shape.cursor)} is {type(cursor).__name__}, not str", info
            )
        if shape.more and not says_more and not _items(page, shape):
            return None  # Servers that omit `false` also omit it on an empty page.
        led_to = self.used.setdefault(str(cursor), self.number + 1)
        if led_to <= self.number:
            raise self._error(
                f"its cursor {_name(shape.cursor)} is {brief(cursor)}, which was used for page {led_to}", info
            )
        return cursor

    def _position(
        self, page: Mapping[str, Any], shape: PageFormat, info: ResponseInfo | None, *, says_more: bool
    ) -> int | None:
        items = _items(page, shape)
        if not items and not says_more:
            return None
        if _deep.equal(page, self.before) or (self._pages.by == "offset" and not items):
            raise self._error("it does not continue the page before, although it is not the last one", info)
        return self._here(info) + (1 if self._pages.by == "page" else len(items))

    def _here(self, info: ResponseInfo | None) -> int:
        """Return the number that selected this page. Values of `extra_query` can be of any type."""
        selected = self._selected()
        try:
            return self._pages.start if selected is None else int(selected)
        except (TypeError, ValueError):
            raise self._error(
                f"the request has {brief(selected)} as `{self._pages.parameter}`, not a number", info
            ) from None

    def _selected(self) -> Any:
        """Return what selects the page of this request: the value of its parameter."""
        name = self._pages.parameter
        given = (self.options.get("extra_query") or {}).get(name, self.arguments.query.get(name))
        return None if given is NOT_GIVEN else given

    def _request(self, selected: str | int, page: Mapping[str, Any]) -> PageRequest:
        name, options = self._pages.parameter, self.options
        if extra := options.get("extra_query"):
            options = {**options, "extra_query": {key: extra[key] for key in extra if key != name}}
        return self._replace(
            arguments=self.arguments._replace(query={**self.arguments.query, name: selected}),
            options=options,
            number=self.number + 1,
            before=None if self._pages.by == "cursor" else page,
        )

    def _error(self, problem: str, info: ResponseInfo | None) -> DecodingError:
        method = ".".join(filter(None, (self.operation.resource, self.operation.name)))
        request_id = f" (request id {info.request_id})" if info is not None and info.request_id else ""
        return DecodingError(
            f"the list cannot be continued after page {self.number} of {method}(): {problem}{request_id}; the items of "
            "this page and of those before it are valid",
            response=info,
        )


def _fit(page: Mapping[str, Any], shape: PageFormat) -> tuple[bool, bool, bool]:
    """Return how well a format fits a page: whether it finds items, a cursor and whether there are more."""
    return (
        bool(_items(page, shape)),
        _last(page, shape.cursor) not in (None, ""),
        _last(page, shape.more) is not None,
    )


def _items(page: Mapping[str, Any], shape: PageFormat) -> list[Any]:
    return [item for item in _flat(_values(page, shape.items)) if item is not None]


def _last(page: Mapping[str, Any], path: Sequence[str]) -> Any:
    """Return the value at a path of properties. Of an array on the path, the last item counts. None without a path."""
    return next(reversed(_values(page, path)), None) if path else None


def _values(page: Mapping[str, Any], path: Sequence[str]) -> list[Any]:
    """Return the values at a path of properties, of all items of the arrays on it."""
    found: list[Any] = [page]
    for name in path:
        found = [item.get(name) for item in _flat(found) if isinstance(item, dict)]
    return found


def _flat(values: Iterable[Any]) -> list[Any]:
    return [item for value in values for item in (value if isinstance(value, list) else (value,))]


def _name(path: Sequence[str]) -> str:
    return f"`{'.'.join(path)}`"
