# Generated from openapi/ by generator/. Do not edit.
"""Embedding vectors of texts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Unpack

from .. import operations
from .._interface import NOT_GIVEN, Arguments

if TYPE_CHECKING:
    from .. import models
    from .._executor import AsyncExecutor, Executor
    from .._interface import NotGiven, RawResponse, RequestOptions


class Embeddings:
    """Embedding vectors of texts."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> EmbeddingsWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return EmbeddingsWithRawResponse(self._executor)

    def create(
        self,
        *,
        model: str,
        input: str | Sequence[str],
        encoding_format: models.EmbeddingEncodingFormat | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.EmbeddingResponse:
        """Creates embedding vectors for the given texts.

        Returns one vector per text; `index` identifies the text. The service rejects fields that
        are not described here, such as `dimensions`.

        Args:
            model: An embedding model, such as `qwen3-embedding-0.6b`.
            input: The text, or 1 to 2048 texts. The published description also calls this field
                `inputs`; the service accepts only `input`.
            encoding_format: Encoding of the vectors in the response. Server default: 'float'. Known
                values: `float`, `base64`.
            user: Your own id for the end user. It helps DigitalOcean detect abuse.
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
            operations.EMBEDDINGS_CREATE,
            Arguments(
                body={
                    "model": model,
                    "input": input,
                    "encoding_format": NOT_GIVEN if encoding_format is None else encoding_format,
                    "user": NOT_GIVEN if user is None else user,
                },
            ),
            options,
        )


class EmbeddingsWithRawResponse:
    """The methods of `Embeddings`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def create(
        self,
        *,
        model: str,
        input: str | Sequence[str],
        encoding_format: models.EmbeddingEncodingFormat | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.EmbeddingResponse]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return self._executor.request_raw(
            operations.EMBEDDINGS_CREATE,
            Arguments(
                body={
                    "model": model,
                    "input": input,
                    "encoding_format": NOT_GIVEN if encoding_format is None else encoding_format,
                    "user": NOT_GIVEN if user is None else user,
                },
            ),
            options,
        )


class AsyncEmbeddings:
    """Embedding vectors of texts."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> AsyncEmbeddingsWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return AsyncEmbeddingsWithRawResponse(self._executor)

    async def create(
        self,
        *,
        model: str,
        input: str | Sequence[str],
        encoding_format: models.EmbeddingEncodingFormat | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.EmbeddingResponse:
        """Creates embedding vectors for the given texts.

        Returns one vector per text; `index` identifies the text. The service rejects fields that
        are not described here, such as `dimensions`.

        Args:
            model: An embedding model, such as `qwen3-embedding-0.6b`.
            input: The text, or 1 to 2048 texts. The published description also calls this field
                `inputs`; the service accepts only `input`.
            encoding_format: Encoding of the vectors in the response. Server default: 'float'. Known
                values: `float`, `base64`.
            user: Your own id for the end user. It helps DigitalOcean detect abuse.
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
            operations.EMBEDDINGS_CREATE,
            Arguments(
                body={
                    "model": model,
                    "input": input,
                    "encoding_format": NOT_GIVEN if encoding_format is None else encoding_format,
                    "user": NOT_GIVEN if user is None else user,
                },
            ),
            options,
        )


class AsyncEmbeddingsWithRawResponse:
    """The methods of `AsyncEmbeddings`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def create(
        self,
        *,
        model: str,
        input: str | Sequence[str],
        encoding_format: models.EmbeddingEncodingFormat | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.EmbeddingResponse]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return await self._executor.request_raw(
            operations.EMBEDDINGS_CREATE,
            Arguments(
                body={
                    "model": model,
                    "input": input,
                    "encoding_format": NOT_GIVEN if encoding_format is None else encoding_format,
                    "user": NOT_GIVEN if user is None else user,
                },
            ),
            options,
        )
