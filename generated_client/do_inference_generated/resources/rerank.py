# Generated from openapi/ by generator/. Do not edit.
"""Reranking of documents by their relevance to a query."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Unpack

from .. import operations
from .._interface import Arguments

if TYPE_CHECKING:
    from .. import models
    from .._executor import AsyncExecutor, Executor
    from .._interface import RawResponse, RequestOptions


class Rerank:
    """Reranking of documents by their relevance to a query."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> RerankWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return RerankWithRawResponse(self._executor)

    def create(
        self, *, model: str, query: str, documents: Sequence[str], **options: Unpack[RequestOptions]
    ) -> models.RerankResponse:
        """Scores documents by their relevance to a query.

        Each document is scored independently, so you can split long lists over several requests and
        compare the scores.

        Experimental: known from client code, 2026. The operation can change or disappear without
        notice.

        Args:
            model: A reranking model.
            query: The query against which the documents are scored.
            documents: The documents, at most 150. The service rejects more. At most 150 items.
            **options: Options of this request: `timeout`, `deadline`, `idle_timeout` and
                `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Raises:
            BadRequestError: Status 400: the request is malformed.
            AuthenticationError: Status 401: the API key is missing or invalid.
            PermissionDeniedError: Status 403: the API key has no permission; never retried.
            NotFoundError: Status 404: the resource does not exist, or the model does not support
                the operation.
            RateLimitError: Status 429: a rate limit is exceeded.
            InternalServerError: Status 500: the server failed.
            InferenceError: The base class of all errors, including lost connections, timeouts and
                invalid responses.
        """
        return self._executor.request(
            operations.RERANK_CREATE,
            Arguments(
                body={
                    "model": model,
                    "query": query,
                    "documents": documents,
                },
            ),
            options,
        )


class RerankWithRawResponse:
    """The methods of `Rerank`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def create(
        self, *, model: str, query: str, documents: Sequence[str], **options: Unpack[RequestOptions]
    ) -> RawResponse[models.RerankResponse]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return self._executor.request_raw(
            operations.RERANK_CREATE,
            Arguments(
                body={
                    "model": model,
                    "query": query,
                    "documents": documents,
                },
            ),
            options,
        )


class AsyncRerank:
    """Reranking of documents by their relevance to a query."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> AsyncRerankWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return AsyncRerankWithRawResponse(self._executor)

    async def create(
        self, *, model: str, query: str, documents: Sequence[str], **options: Unpack[RequestOptions]
    ) -> models.RerankResponse:
        """Scores documents by their relevance to a query.

        Each document is scored independently, so you can split long lists over several requests and
        compare the scores.

        Experimental: known from client code, 2026. The operation can change or disappear without
        notice.

        Args:
            model: A reranking model.
            query: The query against which the documents are scored.
            documents: The documents, at most 150. The service rejects more. At most 150 items.
            **options: Options of this request: `timeout`, `deadline`, `idle_timeout` and
                `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Raises:
            BadRequestError: Status 400: the request is malformed.
            AuthenticationError: Status 401: the API key is missing or invalid.
            PermissionDeniedError: Status 403: the API key has no permission; never retried.
            NotFoundError: Status 404: the resource does not exist, or the model does not support
                the operation.
            RateLimitError: Status 429: a rate limit is exceeded.
            InternalServerError: Status 500: the server failed.
            InferenceError: The base class of all errors, including lost connections, timeouts and
                invalid responses.
        """
        return await self._executor.request(
            operations.RERANK_CREATE,
            Arguments(
                body={
                    "model": model,
                    "query": query,
                    "documents": documents,
                },
            ),
            options,
        )


class AsyncRerankWithRawResponse:
    """The methods of `AsyncRerank`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def create(
        self, *, model: str, query: str, documents: Sequence[str], **options: Unpack[RequestOptions]
    ) -> RawResponse[models.RerankResponse]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return await self._executor.request_raw(
            operations.RERANK_CREATE,
            Arguments(
                body={
                    "model": model,
                    "query": query,
                    "documents": documents,
                },
            ),
            options,
        )
