# Generated from openapi/ by generator/. Do not edit.
"""Asynchronous processing of many requests within 24 hours, at about half the price."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Unpack

from .. import models, operations
from .._interface import NOT_GIVEN, Arguments
from .._pagination import AsyncPager

if TYPE_CHECKING:
    from .._executor import AsyncExecutor, Executor
    from .._interface import NotGiven, RawResponse, RequestOptions
    from .batches_files import AsyncBatchesFiles, BatchesFiles


class Batches:
    """Asynchronous processing of many requests within 24 hours, at about half the price."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    @cached_property
    def files(self) -> BatchesFiles:
        """Input files of batches."""
        from .batches_files import BatchesFiles

        return BatchesFiles(self._executor)

    @cached_property
    def with_raw_response(self) -> BatchesWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return BatchesWithRawResponse(self._executor)

    def cancel(self, batch_id: str, **options: Unpack[RequestOptions]) -> models.Batch:
        """Cancels a batch.

        The status becomes `cancelling` and, when the requests in progress are complete,
        `cancelled`; it can also become `cancelled` immediately. Returns 409 if the batch has
        already ended, and also if it has not yet been passed to the provider.

        Args:
            batch_id: The `batch_id` of the batch. It looks like a UUID but is not always one.
            **options: Options of this request: `timeout`, `deadline`, `idle_timeout` and
                `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Raises:
            AuthenticationError: Status 401: the API key is missing or invalid.
            PermissionDeniedError: Status 403: the API key has no permission; never retried.
            NotFoundError: Status 404: the resource does not exist, or the model does not support
                the operation.
            ConflictError: Status 409: the state of the resource does not allow the operation.
            RateLimitError: Status 429: a rate limit is exceeded.
            InternalServerError: Status 500: the server failed.
            InferenceError: The base class of all errors, including lost connections, timeouts and
                invalid responses.
        """
        return self._executor.request(
            operations.BATCHES_CANCEL,
            Arguments(
                path={
                    "batch_id": batch_id,
                },
            ),
            options,
        )

    def create(
        self,
        *,
        file_id: str,
        provider: models.BatchProvider,
        completion_window: Literal["24h"],
        endpoint: models.BatchEndpoint | None | NotGiven = NOT_GIVEN,
        request_id: str | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Batch:
        """Creates a batch from an uploaded file.

        The service processes the requests in the file within 24 hours, at about half the price. The
        requests must be text prompts for OpenAI or Anthropic models. Upload the file before this
        call. A repeated call with the same `request_id` returns the existing batch and does not
        create a second one. Wait for a final `status`, then retrieve the results.

        Args:
            file_id: The `file_id` of an uploaded file.
            provider: Provider of the models. The lines of the file must have this provider's
                format. Known values: `openai`, `anthropic`.
            endpoint: Operation of the requests, equal to `url` in each line. Required for `openai`,
                rejected for `anthropic`. Known values: `/v1/chat/completions`, `/v1/responses`.
            completion_window: Maximum processing time of the batch, always `24h`. Requests that are
                not complete by then expire. Server default: '24h'.
            request_id: Idempotency key of your choice, such as a new UUID for each batch. Without
                it a repeated call, such as a retry, can create a second batch.
            metadata: Your own strings, stored with the batch.
            **options: Options of this request: `timeout`, `deadline`, `idle_timeout` and
                `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Raises:
            BadRequestError: Status 400: the request is malformed.
            AuthenticationError: Status 401: the API key is missing or invalid.
            PermissionDeniedError: Status 403: the API key has no permission; never retried.
            NotFoundError: Status 404: the resource does not exist, or the model does not support
                the operation.
            ConflictError: Status 409: the state of the resource does not allow the operation.
            UnprocessableEntityError: Status 422: a value is invalid.
            RateLimitError: Status 429: a rate limit is exceeded.
            InternalServerError: Status 500: the server failed.
            InferenceError: The base class of all errors, including lost connections, timeouts and
                invalid responses.
        """
        return self._executor.request(
            operations.BATCHES_CREATE,
            Arguments(
                body={
                    "file_id": file_id,
                    "provider": provider,
                    "endpoint": NOT_GIVEN if endpoint is None else endpoint,
                    "completion_window": completion_window,
                    "request_id": NOT_GIVEN if request_id is None else request_id,
                    "metadata": metadata,
                },
            ),
            options,
        )

    def list(
        self,
        *,
        after: str | None | NotGiven = NOT_GIVEN,
        limit: int | None | NotGiven = NOT_GIVEN,
        status: models.BatchStatus | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.BatchListPage:
        """Lists your batches, newest first.

        A page has one of two formats, depending on the deployment: `data` with `last_id` and
        `has_more`, or `edges` with `page_info`. Pass `last_id` or `page_info.endCursor` as `after`
        to get the next page.

        Args:
            after: Cursor for the next page: `last_id` or `page_info.endCursor` of the previous
                page, unchanged. It is opaque.
            limit: Maximum number of batches per page, from 1 to 100. From 1 to 100. Server default:
                20.
            status: Return only batches with this status. Known values: `queued`, `validating`,
                `in_progress`, `finalizing`, `completed`, `failed`, `expired`, `cancelling`,
                `cancelled`.
            **options: Options of the request of each page: `timeout`, `deadline`, `idle_timeout`
                and `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Returns:
            The first page. Iteration yields the items of all pages; each is fetched when needed.

        Raises:
            AuthenticationError: Status 401: the API key is missing or invalid.
            PermissionDeniedError: Status 403: the API key has no permission; never retried.
            RateLimitError: Status 429: a rate limit is exceeded.
            InternalServerError: Status 500: the server failed.
            InferenceError: The base class of all errors, including lost connections, timeouts and
                invalid responses.
        """
        return self._executor.first_page(
            models.BatchListPage,
            operations.BATCHES_LIST,
            Arguments(
                query={
                    "after": after,
                    "limit": limit,
                    "status": status,
                },
            ),
            options,
        )

    def results(self, batch_id: str, **options: Unpack[RequestOptions]) -> models.BatchResults:
        """Returns the URLs of the results of a batch.

        If the results are not ready, either `result_available` is false or the service returns 412.
        The URLs are short-lived and need no key; never send your key to them. Results are stored
        for 30 days. A cancelled batch has the results that were complete before the cancellation.

        Args:
            batch_id: The `batch_id` of the batch. It looks like a UUID but is not always one.
            **options: Options of this request: `timeout`, `deadline`, `idle_timeout` and
                `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Raises:
            AuthenticationError: Status 401: the API key is missing or invalid.
            PermissionDeniedError: Status 403: the API key has no permission; never retried.
            NotFoundError: Status 404: the resource does not exist, or the model does not support
                the operation.
            PreconditionFailedError: Status 412: the resource is not ready yet.
            RateLimitError: Status 429: a rate limit is exceeded.
            InternalServerError: Status 500: the server failed.
            InferenceError: The base class of all errors, including lost connections, timeouts and
                invalid responses.
        """
        return self._executor.request(
            operations.BATCHES_RESULTS,
            Arguments(
                path={
                    "batch_id": batch_id,
                },
            ),
            options,
        )

    def retrieve(self, batch_id: str, **options: Unpack[RequestOptions]) -> models.Batch:
        """Retrieves a batch.

        Use it to poll for the end of a batch. An interval of one minute is usually short enough.

        Args:
            batch_id: The `batch_id` of the batch. It looks like a UUID but is not always one.
            **options: Options of this request: `timeout`, `deadline`, `idle_timeout` and
                `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Raises:
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
            operations.BATCHES_RETRIEVE,
            Arguments(
                path={
                    "batch_id": batch_id,
                },
            ),
            options,
        )


class BatchesWithRawResponse:
    """The methods of `Batches`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def cancel(self, batch_id: str, **options: Unpack[RequestOptions]) -> RawResponse[models.Batch]:
        """Like `cancel`, but return a `RawResponse`: status code, headers and undecoded body."""
        return self._executor.request_raw(
            operations.BATCHES_CANCEL,
            Arguments(
                path={
                    "batch_id": batch_id,
                },
            ),
            options,
        )

    def create(
        self,
        *,
        file_id: str,
        provider: models.BatchProvider,
        completion_window: Literal["24h"],
        endpoint: models.BatchEndpoint | None | NotGiven = NOT_GIVEN,
        request_id: str | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.Batch]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return self._executor.request_raw(
            operations.BATCHES_CREATE,
            Arguments(
                body={
                    "file_id": file_id,
                    "provider": provider,
                    "endpoint": NOT_GIVEN if endpoint is None else endpoint,
                    "completion_window": completion_window,
                    "request_id": NOT_GIVEN if request_id is None else request_id,
                    "metadata": metadata,
                },
            ),
            options,
        )

    def list(
        self,
        *,
        after: str | None | NotGiven = NOT_GIVEN,
        limit: int | None | NotGiven = NOT_GIVEN,
        status: models.BatchStatus | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.BatchListPage]:
        """Like `list`, but return a `RawResponse`: status code, headers and undecoded body."""
        return self._executor.first_page_raw(
            models.BatchListPage,
            operations.BATCHES_LIST,
            Arguments(
                query={
                    "after": after,
                    "limit": limit,
                    "status": status,
                },
            ),
            options,
        )

    def results(self, batch_id: str, **options: Unpack[RequestOptions]) -> RawResponse[models.BatchResults]:
        """Like `results`, but return a `RawResponse`: status code, headers and undecoded body."""
        return self._executor.request_raw(
            operations.BATCHES_RESULTS,
            Arguments(
                path={
                    "batch_id": batch_id,
                },
            ),
            options,
        )

    def retrieve(self, batch_id: str, **options: Unpack[RequestOptions]) -> RawResponse[models.Batch]:
        """Like `retrieve`, but return a `RawResponse`: status code, headers and undecoded body."""
        return self._executor.request_raw(
            operations.BATCHES_RETRIEVE,
            Arguments(
                path={
                    "batch_id": batch_id,
                },
            ),
            options,
        )


class AsyncBatches:
    """Asynchronous processing of many requests within 24 hours, at about half the price."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    @cached_property
    def files(self) -> AsyncBatchesFiles:
        """Input files of batches."""
        from .batches_files import AsyncBatchesFiles

        return AsyncBatchesFiles(self._executor)

    @cached_property
    def with_raw_response(self) -> AsyncBatchesWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return AsyncBatchesWithRawResponse(self._executor)

    async def cancel(self, batch_id: str, **options: Unpack[RequestOptions]) -> models.Batch:
        """Cancels a batch.

        The status becomes `cancelling` and, when the requests in progress are complete,
        `cancelled`; it can also become `cancelled` immediately. Returns 409 if the batch has
        already ended, and also if it has not yet been passed to the provider.

        Args:
            batch_id: The `batch_id` of the batch. It looks like a UUID but is not always one.
            **options: Options of this request: `timeout`, `deadline`, `idle_timeout` and
                `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Raises:
            AuthenticationError: Status 401: the API key is missing or invalid.
            PermissionDeniedError: Status 403: the API key has no permission; never retried.
            NotFoundError: Status 404: the resource does not exist, or the model does not support
                the operation.
            ConflictError: Status 409: the state of the resource does not allow the operation.
            RateLimitError: Status 429: a rate limit is exceeded.
            InternalServerError: Status 500: the server failed.
            InferenceError: The base class of all errors, including lost connections, timeouts and
                invalid responses.
        """
        return await self._executor.request(
            operations.BATCHES_CANCEL,
            Arguments(
                path={
                    "batch_id": batch_id,
                },
            ),
            options,
        )

    async def create(
        self,
        *,
        file_id: str,
        provider: models.BatchProvider,
        completion_window: Literal["24h"],
        endpoint: models.BatchEndpoint | None | NotGiven = NOT_GIVEN,
        request_id: str | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Batch:
        """Creates a batch from an uploaded file.

        The service processes the requests in the file within 24 hours, at about half the price. The
        requests must be text prompts for OpenAI or Anthropic models. Upload the file before this
        call. A repeated call with the same `request_id` returns the existing batch and does not
        create a second one. Wait for a final `status`, then retrieve the results.

        Args:
            file_id: The `file_id` of an uploaded file.
            provider: Provider of the models. The lines of the file must have this provider's
                format. Known values: `openai`, `anthropic`.
            endpoint: Operation of the requests, equal to `url` in each line. Required for `openai`,
                rejected for `anthropic`. Known values: `/v1/chat/completions`, `/v1/responses`.
            completion_window: Maximum processing time of the batch, always `24h`. Requests that are
                not complete by then expire. Server default: '24h'.
            request_id: Idempotency key of your choice, such as a new UUID for each batch. Without
                it a repeated call, such as a retry, can create a second batch.
            metadata: Your own strings, stored with the batch.
            **options: Options of this request: `timeout`, `deadline`, `idle_timeout` and
                `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Raises:
            BadRequestError: Status 400: the request is malformed.
            AuthenticationError: Status 401: the API key is missing or invalid.
            PermissionDeniedError: Status 403: the API key has no permission; never retried.
            NotFoundError: Status 404: the resource does not exist, or the model does not support
                the operation.
            ConflictError: Status 409: the state of the resource does not allow the operation.
            UnprocessableEntityError: Status 422: a value is invalid.
            RateLimitError: Status 429: a rate limit is exceeded.
            InternalServerError: Status 500: the server failed.
            InferenceError: The base class of all errors, including lost connections, timeouts and
                invalid responses.
        """
        return await self._executor.request(
            operations.BATCHES_CREATE,
            Arguments(
                body={
                    "file_id": file_id,
                    "provider": provider,
                    "endpoint": NOT_GIVEN if endpoint is None else endpoint,
                    "completion_window": completion_window,
                    "request_id": NOT_GIVEN if request_id is None else request_id,
                    "metadata": metadata,
                },
            ),
            options,
        )

    def list(
        self,
        *,
        after: str | None | NotGiven = NOT_GIVEN,
        limit: int | None | NotGiven = NOT_GIVEN,
        status: models.BatchStatus | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> AsyncPager[models.AsyncBatchListPage, models.Batch]:
        """Lists your batches, newest first.

        A page has one of two formats, depending on the deployment: `data` with `last_id` and
        `has_more`, or `edges` with `page_info`. Pass `last_id` or `page_info.endCursor` as `after`
        to get the next page.

        Args:
            after: Cursor for the next page: `last_id` or `page_info.endCursor` of the previous
                page, unchanged. It is opaque.
            limit: Maximum number of batches per page, from 1 to 100. From 1 to 100. Server default:
                20.
            status: Return only batches with this status. Known values: `queued`, `validating`,
                `in_progress`, `finalizing`, `completed`, `failed`, `expired`, `cancelling`,
                `cancelled`.
            **options: Options of the request of each page: `timeout`, `deadline`, `idle_timeout`
                and `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Returns:
            The first page. Iteration yields the items of all pages; each is fetched when needed.

        Raises:
            AuthenticationError: Status 401: the API key is missing or invalid.
            PermissionDeniedError: Status 403: the API key has no permission; never retried.
            RateLimitError: Status 429: a rate limit is exceeded.
            InternalServerError: Status 500: the server failed.
            InferenceError: The base class of all errors, including lost connections, timeouts and
                invalid responses.
        """
        return AsyncPager(
            self._executor.first_page(
                models.AsyncBatchListPage,
                operations.BATCHES_LIST,
                Arguments(
                    query={
                        "after": after,
                        "limit": limit,
                        "status": status,
                    },
                ),
                options,
            )
        )

    async def results(self, batch_id: str, **options: Unpack[RequestOptions]) -> models.BatchResults:
        """Returns the URLs of the results of a batch.

        If the results are not ready, either `result_available` is false or the service returns 412.
        The URLs are short-lived and need no key; never send your key to them. Results are stored
        for 30 days. A cancelled batch has the results that were complete before the cancellation.

        Args:
            batch_id: The `batch_id` of the batch. It looks like a UUID but is not always one.
            **options: Options of this request: `timeout`, `deadline`, `idle_timeout` and
                `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Raises:
            AuthenticationError: Status 401: the API key is missing or invalid.
            PermissionDeniedError: Status 403: the API key has no permission; never retried.
            NotFoundError: Status 404: the resource does not exist, or the model does not support
                the operation.
            PreconditionFailedError: Status 412: the resource is not ready yet.
            RateLimitError: Status 429: a rate limit is exceeded.
            InternalServerError: Status 500: the server failed.
            InferenceError: The base class of all errors, including lost connections, timeouts and
                invalid responses.
        """
        return await self._executor.request(
            operations.BATCHES_RESULTS,
            Arguments(
                path={
                    "batch_id": batch_id,
                },
            ),
            options,
        )

    async def retrieve(self, batch_id: str, **options: Unpack[RequestOptions]) -> models.Batch:
        """Retrieves a batch.

        Use it to poll for the end of a batch. An interval of one minute is usually short enough.

        Args:
            batch_id: The `batch_id` of the batch. It looks like a UUID but is not always one.
            **options: Options of this request: `timeout`, `deadline`, `idle_timeout` and
                `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Raises:
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
            operations.BATCHES_RETRIEVE,
            Arguments(
                path={
                    "batch_id": batch_id,
                },
            ),
            options,
        )


class AsyncBatchesWithRawResponse:
    """The methods of `AsyncBatches`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def cancel(self, batch_id: str, **options: Unpack[RequestOptions]) -> RawResponse[models.Batch]:
        """Like `cancel`, but return a `RawResponse`: status code, headers and undecoded body."""
        return await self._executor.request_raw(
            operations.BATCHES_CANCEL,
            Arguments(
                path={
                    "batch_id": batch_id,
                },
            ),
            options,
        )

    async def create(
        self,
        *,
        file_id: str,
        provider: models.BatchProvider,
        completion_window: Literal["24h"],
        endpoint: models.BatchEndpoint | None | NotGiven = NOT_GIVEN,
        request_id: str | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.Batch]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return await self._executor.request_raw(
            operations.BATCHES_CREATE,
            Arguments(
                body={
                    "file_id": file_id,
                    "provider": provider,
                    "endpoint": NOT_GIVEN if endpoint is None else endpoint,
                    "completion_window": completion_window,
                    "request_id": NOT_GIVEN if request_id is None else request_id,
                    "metadata": metadata,
                },
            ),
            options,
        )

    async def list(
        self,
        *,
        after: str | None | NotGiven = NOT_GIVEN,
        limit: int | None | NotGiven = NOT_GIVEN,
        status: models.BatchStatus | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.AsyncBatchListPage]:
        """Like `list`, but return a `RawResponse`: status code, headers and undecoded body."""
        return await self._executor.first_page_raw(
            models.AsyncBatchListPage,
            operations.BATCHES_LIST,
            Arguments(
                query={
                    "after": after,
                    "limit": limit,
                    "status": status,
                },
            ),
            options,
        )

    async def results(
        self, batch_id: str, **options: Unpack[RequestOptions]
    ) -> RawResponse[models.BatchResults]:
        """Like `results`, but return a `RawResponse`: status code, headers and undecoded body."""
        return await self._executor.request_raw(
            operations.BATCHES_RESULTS,
            Arguments(
                path={
                    "batch_id": batch_id,
                },
            ),
            options,
        )

    async def retrieve(self, batch_id: str, **options: Unpack[RequestOptions]) -> RawResponse[models.Batch]:
        """Like `retrieve`, but return a `RawResponse`: status code, headers and undecoded body."""
        return await self._executor.request_raw(
            operations.BATCHES_RETRIEVE,
            Arguments(
                path={
                    "batch_id": batch_id,
                },
            ),
            options,
        )
