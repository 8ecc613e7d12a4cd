# Generated from openapi/ by generator/. Do not edit.
"""Speech to text."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Literal, Unpack, overload

from .. import operations
from .._interface import NOT_GIVEN, Arguments

if TYPE_CHECKING:
    from .. import models
    from .._executor import AsyncExecutor, Executor
    from .._interface import FileInput, NotGiven, RawResponse, RequestOptions


class AudioTranscriptions:
    """Speech to text."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> AudioTranscriptionsWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return AudioTranscriptionsWithRawResponse(self._executor)

    @overload
    def create(
        self,
        *,
        response_format: Literal["text", "srt", "vtt"],
        file: FileInput,
        model: str,
        language: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> str: ...
    @overload
    def create(
        self,
        *,
        file: FileInput,
        model: str,
        language: str | None | NotGiven = NOT_GIVEN,
        response_format: Literal["json", "verbose_json"] | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Transcription: ...
    @overload
    def create(
        self,
        *,
        file: FileInput,
        model: str,
        language: str | None | NotGiven = NOT_GIVEN,
        response_format: models.TranscriptionFormat | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Transcription | str: ...
    def create(
        self,
        *,
        file: FileInput,
        model: str,
        language: str | None | NotGiven = NOT_GIVEN,
        response_format: models.TranscriptionFormat | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Transcription | str:
        """Transcribes an audio file to text.

        Known only from programs that call it. If your account or tier has no transcription model,
        the service returns 403 or 404.

        Experimental: known from client code, 2026. The operation can change or disappear without
        notice.

        Args:
            file: The audio file. Give it a name with a file extension, such as `talk.webm`, so that
                the service can detect its format.
            model: A transcription model, such as `whisper-large-v3`.
            language: Language of the audio as a two-letter code, such as `en`. If absent, the model
                detects it.
            response_format: Format of the response. Only `json` is known to work for every model.
                Known values: `json`, `verbose_json`, `text`, `srt`, `vtt`.
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
            operations.AUDIO_TRANSCRIPTIONS_CREATE,
            Arguments(
                body={
                    "file": file,
                    "model": model,
                    "language": NOT_GIVEN if language is None else language,
                    "response_format": NOT_GIVEN if response_format is None else response_format,
                },
            ),
            options,
        )


class AudioTranscriptionsWithRawResponse:
    """The methods of `AudioTranscriptions`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    @overload
    def create(
        self,
        *,
        response_format: Literal["text", "srt", "vtt"],
        file: FileInput,
        model: str,
        language: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[str]: ...
    @overload
    def create(
        self,
        *,
        file: FileInput,
        model: str,
        language: str | None | NotGiven = NOT_GIVEN,
        response_format: Literal["json", "verbose_json"] | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.Transcription]: ...
    @overload
    def create(
        self,
        *,
        file: FileInput,
        model: str,
        language: str | None | NotGiven = NOT_GIVEN,
        response_format: models.TranscriptionFormat | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.Transcription] | RawResponse[str]: ...
    def create(
        self,
        *,
        file: FileInput,
        model: str,
        language: str | None | NotGiven = NOT_GIVEN,
        response_format: models.TranscriptionFormat | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.Transcription] | RawResponse[str]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return self._executor.request_raw(
            operations.AUDIO_TRANSCRIPTIONS_CREATE,
            Arguments(
                body={
                    "file": file,
                    "model": model,
                    "language": NOT_GIVEN if language is None else language,
                    "response_format": NOT_GIVEN if response_format is None else response_format,
                },
            ),
            options,
        )


class AsyncAudioTranscriptions:
    """Speech to text."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> AsyncAudioTranscriptionsWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return AsyncAudioTranscriptionsWithRawResponse(self._executor)

    @overload
    async def create(
        self,
        *,
        response_format: Literal["text", "srt", "vtt"],
        file: FileInput,
        model: str,
        language: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> str: ...
    @overload
    async def create(
        self,
        *,
        file: FileInput,
        model: str,
        language: str | None | NotGiven = NOT_GIVEN,
        response_format: Literal["json", "verbose_json"] | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Transcription: ...
    @overload
    async def create(
        self,
        *,
        file: FileInput,
        model: str,
        language: str | None | NotGiven = NOT_GIVEN,
        response_format: models.TranscriptionFormat | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Transcription | str: ...
    async def create(
        self,
        *,
        file: FileInput,
        model: str,
        language: str | None | NotGiven = NOT_GIVEN,
        response_format: models.TranscriptionFormat | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Transcription | str:
        """Transcribes an audio file to text.

        Known only from programs that call it. If your account or tier has no transcription model,
        the service returns 403 or 404.

        Experimental: known from client code, 2026. The operation can change or disappear without
        notice.

        Args:
            file: The audio file. Give it a name with a file extension, such as `talk.webm`, so that
                the service can detect its format.
            model: A transcription model, such as `whisper-large-v3`.
            language: Language of the audio as a two-letter code, such as `en`. If absent, the model
                detects it.
            response_format: Format of the response. Only `json` is known to work for every model.
                Known values: `json`, `verbose_json`, `text`, `srt`, `vtt`.
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
            operations.AUDIO_TRANSCRIPTIONS_CREATE,
            Arguments(
                body={
                    "file": file,
                    "model": model,
                    "language": NOT_GIVEN if language is None else language,
                    "response_format": NOT_GIVEN if response_format is None else response_format,
                },
            ),
            options,
        )


class AsyncAudioTranscriptionsWithRawResponse:
    """The methods of `AsyncAudioTranscriptions`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    @overload
    async def create(
        self,
        *,
        response_format: Literal["text", "srt", "vtt"],
        file: FileInput,
        model: str,
        language: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[str]: ...
    @overload
    async def create(
        self,
        *,
        file: FileInput,
        model: str,
        language: str | None | NotGiven = NOT_GIVEN,
        response_format: Literal["json", "verbose_json"] | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.Transcription]: ...
    @overload
    async def create(
        self,
        *,
        file: FileInput,
        model: str,
        language: str | None | NotGiven = NOT_GIVEN,
        response_format: models.TranscriptionFormat | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.Transcription] | RawResponse[str]: ...
    async def create(
        self,
        *,
        file: FileInput,
        model: str,
        language: str | None | NotGiven = NOT_GIVEN,
        response_format: models.TranscriptionFormat | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.Transcription] | RawResponse[str]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return await self._executor.request_raw(
            operations.AUDIO_TRANSCRIPTIONS_CREATE,
            Arguments(
                body={
                    "file": file,
                    "model": model,
                    "language": NOT_GIVEN if language is None else language,
                    "response_format": NOT_GIVEN if response_format is None else response_format,
                },
            ),
            options,
        )
