# Generated from overlays/do_inference/_http/async_pages.py by `nox -s generate`. Do not edit.
"""Fetches the pages of synchronous lists, one at a time and only when the caller asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic

from do_inference_generated._pagination import PageT

from .._response.metadata import UndecodedResponse

if TYPE_CHECKING:
    from do_inference_generated._model import Result

    from .._pagination import PageRequest
    from .executor import HTTPExecutor


class PageFetcher(Generic[PageT]):
    """Fetches one page. The page refers to it for the next one."""

    __slots__ = ("_executor", "_kind", "_request")

    def __init__(self, executor: HTTPExecutor, kind: type[PageT], request: PageRequest) -> None:
        self._executor = executor
        self._kind = kind
        self._request = request

    def fetch(self) -> PageT:
        """Return the page."""
        request = self._request
        result = self._executor.request(request.operation, request.arguments, request.options)
        return self._kind.from_result(result, self)

    def fetch_raw(self) -> UndecodedResponse[PageT]:
        """Return the response of the page, not decoded."""
        request = self._request
        raw = self._executor.request_raw(request.operation, request.arguments, request.options)
        return UndecodedResponse(raw.info, raw.content, lambda: self._kind.from_result(raw.parse(), self))

    def has_next(self, page: Result) -> bool:
        """Return whether a page follows."""
        return self._request.following(page._received(), page.response) is not None

    def fetch_next(self, page: Result) -> PageT:
        """Return the following page."""
        request = self._request.following(page._received(), page.response)
        if request is None:
            raise RuntimeError("this is the last page; call has_next_page() before get_next_page()")
        return PageFetcher(self._executor, self._kind, request).fetch()
