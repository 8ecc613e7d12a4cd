# Generated from openapi/ by generator/. Do not edit.
"""The protocols of the executors that the generated methods call. Only annotations use this module."""

from __future__ import annotations

from typing import Any, Protocol

from ._interface import Arguments, EventT, Operation, RawResponse, RequestOptions, ResultT
from ._pagination import AsyncPageT, PageT
from ._stream import AsyncStream, Stream


class Executor(Protocol):
    """Performs operations of one API, on one host and with one API key."""

    def request(
        self, operation: Operation[ResultT, Any], arguments: Arguments, options: RequestOptions
    ) -> ResultT:
        """Send the request and return the decoded result."""
        ...

    def request_raw(
        self, operation: Operation[ResultT, Any], arguments: Arguments, options: RequestOptions
    ) -> RawResponse[ResultT]:
        """Send the request and return the response before decoding."""
        ...

    def first_page(
        self,
        kind: type[PageT],
        operation: Operation[Any, Any],
        arguments: Arguments,
        options: RequestOptions,
    ) -> PageT:
        """Send the request of a list and return its first page, which fetches the following ones."""
        ...

    def first_page_raw(
        self,
        kind: type[PageT],
        operation: Operation[Any, Any],
        arguments: Arguments,
        options: RequestOptions,
    ) -> RawResponse[PageT]:
        """Send the request of a list and return the response of its first page before decoding."""
        ...

    def stream(
        self, operation: Operation[ResultT, EventT], arguments: Arguments, options: RequestOptions
    ) -> Stream[EventT, ResultT]:
        """Send the request and return the event stream as soon as the response headers have arrived."""
        ...


class AsyncExecutor(Protocol):
    """Performs operations of one API, on one host and with one API key."""

    async def request(
        self, operation: Operation[ResultT, Any], arguments: Arguments, options: RequestOptions
    ) -> ResultT:
        """Send the request and return the decoded result."""
        ...

    async def request_raw(
        self, operation: Operation[ResultT, Any], arguments: Arguments, options: RequestOptions
    ) -> RawResponse[ResultT]:
        """Send the request and return the response before decoding."""
        ...

    async def first_page(
        self,
        kind: type[AsyncPageT],
        operation: Operation[Any, Any],
        arguments: Arguments,
        options: RequestOptions,
    ) -> AsyncPageT:
        """Send the request of a list and return its first page, which fetches the following ones."""
        ...

    async def first_page_raw(
        self,
        kind: type[AsyncPageT],
        operation: Operation[Any, Any],
        arguments: Arguments,
        options: RequestOptions,
    ) -> RawResponse[AsyncPageT]:
        """Send the request of a list and return the response of its first page before decoding."""
        ...

    async def stream(
        self, operation: Operation[ResultT, EventT], arguments: Arguments, options: RequestOptions
    ) -> AsyncStream[EventT, ResultT]:
        """Send the request and return the event stream as soon as the response headers have arrived."""
        ...
