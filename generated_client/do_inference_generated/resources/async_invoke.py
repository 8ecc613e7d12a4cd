# Generated from openapi/ by generator/. Do not edit.
"""Asynchronous invocations of models."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Unpack

from .. import operations
from .._interface import NOT_GIVEN, Arguments

if TYPE_CHECKING:
    from .. import models, params
    from .._executor import AsyncExecutor, Executor
    from .._interface import NotGiven, RawResponse, RequestOptions


class AsyncInvoke:
    """Asynchronous invocations of models."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> AsyncInvokeWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return AsyncInvokeWithRawResponse(self._executor)

    def create(
        self,
        *,
        model_id: str,
        input: params.AsyncInvocationInputParam,
        tags: Sequence[params.AsyncInvocationTagParam] | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.AsyncInvocation:
        """Starts an asynchronous invocation of a model.

        For the `fal-ai/*` models, which generate images, audio and speech. Your account must have
        opted in to them. The response contains a `request_id`: poll the status every few seconds,
        then retrieve the result. Some deployments return 200 for an invocation that is only queued,
        so check `status` and not the HTTP status code.

        Args:
            model_id: The model to invoke, such as `fal-ai/flux/schnell`. Unlike other operations,
                this one does not call the field `model`.
            input: Input of the model.
            tags: Your own tags for the invocation.
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
            operations.ASYNC_INVOKE_CREATE,
            Arguments(
                body={
                    "model_id": model_id,
                    "input": input,
                    "tags": tags,
                },
            ),
            options,
        )

    def retrieve(self, request_id: str, **options: Unpack[RequestOptions]) -> models.AsyncInvocation:
        """Retrieves an asynchronous invocation and, once it is complete, its result.

        Until the invocation is complete, `output` is null or the call fails with an error response;
        check the status first. The result refers to files at public URLs of fal. Never send your
        key to them, and download the files soon.

        Args:
            request_id: The `request_id` from the response that started the invocation.
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
            operations.ASYNC_INVOKE_RETRIEVE,
            Arguments(
                path={
                    "request_id": request_id,
                },
            ),
            options,
        )

    def status(self, request_id: str, **options: Unpack[RequestOptions]) -> models.AsyncInvocation:
        """Returns the status of an asynchronous invocation.

        Poll it every few seconds, or at the interval in `retry-after`, until `status` is
        `COMPLETED`, `COMPLETE` or `FAILED`.

        Args:
            request_id: The `request_id` from the response that started the invocation.
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
            operations.ASYNC_INVOKE_STATUS,
            Arguments(
                path={
                    "request_id": request_id,
                },
            ),
            options,
        )


class AsyncInvokeWithRawResponse:
    """The methods of `AsyncInvoke`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def create(
        self,
        *,
        model_id: str,
        input: params.AsyncInvocationInputParam,
        tags: Sequence[params.AsyncInvocationTagParam] | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.AsyncInvocation]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return self._executor.request_raw(
            operations.ASYNC_INVOKE_CREATE,
            Arguments(
                body={
                    "model_id": model_id,
                    "input": input,
                    "tags": tags,
                },
            ),
            options,
        )

    def retrieve(
        self, request_id: str, **options: Unpack[RequestOptions]
    ) -> RawResponse[models.AsyncInvocation]:
        """Like `retrieve`, but return a `RawResponse`: status code, headers and undecoded body."""
        return self._executor.request_raw(
            operations.ASYNC_INVOKE_RETRIEVE,
            Arguments(
                path={
                    "request_id": request_id,
                },
            ),
            options,
        )

    def status(
        self, request_id: str, **options: Unpack[RequestOptions]
    ) -> RawResponse[models.AsyncInvocation]:
        """Like `status`, but return a `RawResponse`: status code, headers and undecoded body."""
        return self._executor.request_raw(
            operations.ASYNC_INVOKE_STATUS,
            Arguments(
                path={
                    "request_id": request_id,
                },
            ),
            options,
        )


class AsyncAsyncInvoke:
    """Asynchronous invocations of models."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> AsyncAsyncInvokeWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return AsyncAsyncInvokeWithRawResponse(self._executor)

    async def create(
        self,
        *,
        model_id: str,
        input: params.AsyncInvocationInputParam,
        tags: Sequence[params.AsyncInvocationTagParam] | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.AsyncInvocation:
        """Starts an asynchronous invocation of a model.

        For the `fal-ai/*` models, which generate images, audio and speech. Your account must have
        opted in to them. The response contains a `request_id`: poll the status every few seconds,
        then retrieve the result. Some deployments return 200 for an invocation that is only queued,
        so check `status` and not the HTTP status code.

        Args:
            model_id: The model to invoke, such as `fal-ai/flux/schnell`. Unlike other operations,
                this one does not call the field `model`.
            input: Input of the model.
            tags: Your own tags for the invocation.
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
            operations.ASYNC_INVOKE_CREATE,
            Arguments(
                body={
                    "model_id": model_id,
                    "input": input,
                    "tags": tags,
                },
            ),
            options,
        )

    async def retrieve(self, request_id: str, **options: Unpack[RequestOptions]) -> models.AsyncInvocation:
        """Retrieves an asynchronous invocation and, once it is complete, its result.

        Until the invocation is complete, `output` is null or the call fails with an error response;
        check the status first. The result refers to files at public URLs of fal. Never send your
        key to them, and download the files soon.

        Args:
            request_id: The `request_id` from the response that started the invocation.
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
            operations.ASYNC_INVOKE_RETRIEVE,
            Arguments(
                path={
                    "request_id": request_id,
                },
            ),
            options,
        )

    async def status(self, request_id: str, **options: Unpack[RequestOptions]) -> models.AsyncInvocation:
        """Returns the status of an asynchronous invocation.

        Poll it every few seconds, or at the interval in `retry-after`, until `status` is
        `COMPLETED`, `COMPLETE` or `FAILED`.

        Args:
            request_id: The `request_id` from the response that started the invocation.
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
            operations.ASYNC_INVOKE_STATUS,
            Arguments(
                path={
                    "request_id": request_id,
                },
            ),
            options,
        )


class AsyncAsyncInvokeWithRawResponse:
    """The methods of `AsyncAsyncInvoke`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def create(
        self,
        *,
        model_id: str,
        input: params.AsyncInvocationInputParam,
        tags: Sequence[params.AsyncInvocationTagParam] | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.AsyncInvocation]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return await self._executor.request_raw(
            operations.ASYNC_INVOKE_CREATE,
            Arguments(
                body={
                    "model_id": model_id,
                    "input": input,
                    "tags": tags,
                },
            ),
            options,
        )

    async def retrieve(
        self, request_id: str, **options: Unpack[RequestOptions]
    ) -> RawResponse[models.AsyncInvocation]:
        """Like `retrieve`, but return a `RawResponse`: status code, headers and undecoded body."""
        return await self._executor.request_raw(
            operations.ASYNC_INVOKE_RETRIEVE,
            Arguments(
                path={
                    "request_id": request_id,
                },
            ),
            options,
        )

    async def status(
        self, request_id: str, **options: Unpack[RequestOptions]
    ) -> RawResponse[models.AsyncInvocation]:
        """Like `status`, but return a `RawResponse`: status code, headers and undecoded body."""
        return await self._executor.request_raw(
            operations.ASYNC_INVOKE_STATUS,
            Arguments(
                path={
                    "request_id": request_id,
                },
            ),
            options,
        )
