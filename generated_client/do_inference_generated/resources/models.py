# Generated from openapi/ by generator/. Do not edit.
"""The available models."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Unpack

from .. import operations
from .._interface import Arguments

if TYPE_CHECKING:
    from .. import models
    from .._executor import AsyncExecutor, Executor
    from .._interface import RawResponse, RequestOptions


class Models:
    """The available models."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> ModelsWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return ModelsWithRawResponse(self._executor)

    def list(self, **options: Unpack[RequestOptions]) -> models.ModelList:
        """Lists the available models.

        The list contains all types of models: language, embedding, reranking, image, video and
        speech models, `fal-ai/*` models and routers (`router:*`, your own and presets). No field
        indicates the type. A listed model can still return 403 (`forbidden_error`) if your account,
        tier or key does not include it. The list is not paginated.

        Args:
            **options: Options of this request: `timeout`, `deadline`, `idle_timeout` and
                `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Raises:
            AuthenticationError: Status 401: the API key is missing or invalid.
            PermissionDeniedError: Status 403: the API key has no permission; never retried.
            RateLimitError: Status 429: a rate limit is exceeded.
            InternalServerError: Status 500: the server failed.
            InferenceError: The base class of all errors, including lost connections, timeouts and
                invalid responses.
        """
        return self._executor.request(operations.MODELS_LIST, Arguments(), options)


class ModelsWithRawResponse:
    """The methods of `Models`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def list(self, **options: Unpack[RequestOptions]) -> RawResponse[models.ModelList]:
        """Like `list`, but return a `RawResponse`: status code, headers and undecoded body."""
        return self._executor.request_raw(operations.MODELS_LIST, Arguments(), options)


class AsyncModels:
    """The available models."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> AsyncModelsWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return AsyncModelsWithRawResponse(self._executor)

    async def list(self, **options: Unpack[RequestOptions]) -> models.ModelList:
        """Lists the available models.

        The list contains all types of models: language, embedding, reranking, image, video and
        speech models, `fal-ai/*` models and routers (`router:*`, your own and presets). No field
        indicates the type. A listed model can still return 403 (`forbidden_error`) if your account,
        tier or key does not include it. The list is not paginated.

        Args:
            **options: Options of this request: `timeout`, `deadline`, `idle_timeout` and
                `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Raises:
            AuthenticationError: Status 401: the API key is missing or invalid.
            PermissionDeniedError: Status 403: the API key has no permission; never retried.
            RateLimitError: Status 429: a rate limit is exceeded.
            InternalServerError: Status 500: the server failed.
            InferenceError: The base class of all errors, including lost connections, timeouts and
                invalid responses.
        """
        return await self._executor.request(operations.MODELS_LIST, Arguments(), options)


class AsyncModelsWithRawResponse:
    """The methods of `AsyncModels`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def list(self, **options: Unpack[RequestOptions]) -> RawResponse[models.ModelList]:
        """Like `list`, but return a `RawResponse`: status code, headers and undecoded body."""
        return await self._executor.request_raw(operations.MODELS_LIST, Arguments(), options)
