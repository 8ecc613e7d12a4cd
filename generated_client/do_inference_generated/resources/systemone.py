# Generated from openapi/ by generator/. Do not edit.
"""Typed evaluation of a text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Unpack

from .. import operations
from .._interface import Arguments

if TYPE_CHECKING:
    from .. import models, params
    from .._executor import AsyncExecutor, Executor
    from .._interface import RawResponse, RequestOptions


class Systemone:
    """Typed evaluation of a text."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> SystemoneWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return SystemoneWithRawResponse(self._executor)

    def create(
        self,
        *,
        model: str,
        questions: Mapping[str, params.SystemoneQuestionParam],
        state: str,
        **options: Unpack[RequestOptions],
    ) -> models.SystemoneEvaluation:
        """Evaluates a text with questions of a fixed format.

        Returns a typed answer with a calibrated probability for each question instead of prose: how
        likely a statement is true, which of several options applies, or a position on a scale.

        Args:
            model: The model that evaluates the text.
            questions: The questions, each under a name of your choice. The answer has the same
                name.
            state: The text to evaluate.
            **options: Options of this request: `timeout`, `deadline`, `idle_timeout` and
                `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Raises:
            BadRequestError: Status 400: the request is malformed.
            AuthenticationError: Status 401: the API key is missing or invalid.
            PermissionDeniedError: Status 403: the API key has no permission; never retried.
            UnprocessableEntityError: Status 422: a value is invalid.
            APIStatusError: Status 424: an upstream service failed.
            RateLimitError: Status 429: a rate limit is exceeded.
            InternalServerError: Status 500: the server failed.
            InferenceError: The base class of all errors, including lost connections, timeouts and
                invalid responses.
        """
        return self._executor.request(
            operations.SYSTEMONE_CREATE,
            Arguments(
                body={
                    "model": model,
                    "questions": questions,
                    "state": state,
                },
            ),
            options,
        )


class SystemoneWithRawResponse:
    """The methods of `Systemone`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def create(
        self,
        *,
        model: str,
        questions: Mapping[str, params.SystemoneQuestionParam],
        state: str,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.SystemoneEvaluation]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return self._executor.request_raw(
            operations.SYSTEMONE_CREATE,
            Arguments(
                body={
                    "model": model,
                    "questions": questions,
                    "state": state,
                },
            ),
            options,
        )


class AsyncSystemone:
    """Typed evaluation of a text."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> AsyncSystemoneWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return AsyncSystemoneWithRawResponse(self._executor)

    async def create(
        self,
        *,
        model: str,
        questions: Mapping[str, params.SystemoneQuestionParam],
        state: str,
        **options: Unpack[RequestOptions],
    ) -> models.SystemoneEvaluation:
        """Evaluates a text with questions of a fixed format.

        Returns a typed answer with a calibrated probability for each question instead of prose: how
        likely a statement is true, which of several options applies, or a position on a scale.

        Args:
            model: The model that evaluates the text.
            questions: The questions, each under a name of your choice. The answer has the same
                name.
            state: The text to evaluate.
            **options: Options of this request: `timeout`, `deadline`, `idle_timeout` and
                `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Raises:
            BadRequestError: Status 400: the request is malformed.
            AuthenticationError: Status 401: the API key is missing or invalid.
            PermissionDeniedError: Status 403: the API key has no permission; never retried.
            UnprocessableEntityError: Status 422: a value is invalid.
            APIStatusError: Status 424: an upstream service failed.
            RateLimitError: Status 429: a rate limit is exceeded.
            InternalServerError: Status 500: the server failed.
            InferenceError: The base class of all errors, including lost connections, timeouts and
                invalid responses.
        """
        return await self._executor.request(
            operations.SYSTEMONE_CREATE,
            Arguments(
                body={
                    "model": model,
                    "questions": questions,
                    "state": state,
                },
            ),
            options,
        )


class AsyncSystemoneWithRawResponse:
    """The methods of `AsyncSystemone`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def create(
        self,
        *,
        model: str,
        questions: Mapping[str, params.SystemoneQuestionParam],
        state: str,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.SystemoneEvaluation]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return await self._executor.request_raw(
            operations.SYSTEMONE_CREATE,
            Arguments(
                body={
                    "model": model,
                    "questions": questions,
                    "state": state,
                },
            ),
            options,
        )
